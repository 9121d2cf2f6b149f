//! Frozen baselines against what their data give: where they differ, and how the figure is written down.

use crate::model::cycle::Baseline;
use crate::model::{Literal, Unit};
use crate::process::BaselineFigure;

/// The fields of a frozen baseline that are not what the data give, each with both in words. A value may differ by half
/// of its last written digit; what is not declared differs from nothing.
pub fn differences(baseline: &Baseline, unit: &Unit, found: &BaselineFigure) -> Vec<(&'static str, String)> {
    let differences = [
        ("value", value_differs(baseline, unit, found)),
        ("rows", rows_differ(baseline, found)),
        ("digest", digest_differs(baseline, found)),
    ];
    differences.into_iter().filter_map(|(field, told)| Some((field, told?))).collect()
}

/// A canonical value as declarations spell it. Twelve digits say more than anybody measures.
pub fn literal(unit: &Unit, value: f64) -> String {
    let text = format!("{:.11e}", unit.declared(value)).parse::<f64>().unwrap_or(value);
    // A bare number from 0 to 1 is a fraction of one, whatever the unit; a percentage is in no doubt.
    if unit.symbol() == "%" { format!("{text}%") } else { text.to_string() }
}

fn value_differs(baseline: &Baseline, unit: &Unit, found: &BaselineFigure) -> Option<String> {
    let declared = baseline.value?.in_unit(unit).ok()?;
    let recomputed = found.figure.value?;
    let tolerance = half_of_last_digit(baseline.place.child("value").value().unwrap_or_default(), unit);
    // What a sum leaves in its last bits is no difference.
    let noise = 1e-9 * declared.abs().max(recomputed.abs());
    if (declared - recomputed).abs() <= tolerance + noise {
        return None;
    }
    let [declared, recomputed] = told_apart(unit, declared, recomputed);
    Some(format!("declared {declared}, recomputed {recomputed}"))
}

/// How much half of the last digit of a written quantity is, in canonical terms: of `39.86%` it is `0.005 %`.
fn half_of_last_digit(written: &str, unit: &Unit) -> f64 {
    let end = written.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '+' | '-'));
    let (number, suffix) = written.split_at(end.unwrap_or(written.len()));
    let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len().min(15));
    let Ok(value) = number.parse::<f64>() else { return 0.0 };
    let half = 0.5 * 10_f64.powi(-i32::try_from(decimals).unwrap_or(0));
    // Towards zero, so that a share stays one: `1` and `1.5` may be read in different ways.
    let nearer = if value == 0.0 { half } else { value - half.copysign(value) };
    let canonical = |number: f64| {
        let text = format!("{number:.*}{suffix}", decimals + 1);
        text.parse::<Literal>().ok()?.in_unit(unit).ok()
    };
    canonical(value).zip(canonical(nearer)).map_or(0.0, |(value, nearer)| (value - nearer).abs())
}

/// Two figures with as many digits as it takes to tell them apart.
fn told_apart(unit: &Unit, a: f64, b: f64) -> [String; 2] {
    let shown = [unit.show(a), unit.show(b)];
    let [first, second] = &shown;
    if first != second {
        return shown;
    }
    [a, b].map(|value| format!("{} {}", unit.declared(value), unit.symbol()).trim_end().to_owned())
}

fn rows_differ(baseline: &Baseline, found: &BaselineFigure) -> Option<String> {
    let declared = baseline.rows.filter(|rows| *rows != found.rows)?;
    Some(format!("declared {declared} rows, recomputed {}", found.rows))
}

fn digest_differs(baseline: &Baseline, found: &BaselineFigure) -> Option<String> {
    let declared = baseline.digest.as_ref().filter(|digest| **digest != found.digest)?;
    let beginning = |digest: &str| digest.chars().take(19).collect::<String>() + "…";
    Some(format!("declared {}, recomputed {}", beginning(declared), beginning(&found.digest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_number_is_right_to_half_of_its_last_digit() {
        for (written, unit, expected) in [
            ("412", "", 0.5),
            ("412.0", "", 0.05),
            ("39.86%", "ratio", 0.000_05),
            ("39.86%", "%", 0.000_05),
            ("0.3986", "ratio", 0.000_05),
            ("39.86", "%", 0.000_05),
            ("1.5h", "h", 180.0),
            ("8", "h", 1800.0),
            ("0", "", 0.5),
            ("-2.5", "", 0.05),
            ("", "", 0.0),
            ("many", "", 0.0),
        ] {
            let found = half_of_last_digit(written, &Unit::named(unit));
            assert!((found - expected).abs() < 1e-9, "{written} {unit}: {found}");
        }
    }

    #[test]
    fn figures_are_told_apart() {
        assert_eq!(told_apart(&Unit::named(""), 412.0, 397.0), ["412", "397"]);
        assert_eq!(told_apart(&Unit::named("%"), 0.500_01, 0.500_02), ["50.001 %", "50.002 %"]);
    }
}
