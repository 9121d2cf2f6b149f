//! A target as it is written, and a tighter one written alike.

use crate::model::agreement::Target;
use crate::model::{Comparison, Objective};

/// How much tighter a target has to become for anybody to be bothered: by this share of its room.
const LEAST: f64 = 0.25;
/// How many digits a proposed target has.
const DIGITS: i32 = 2;

/// How a target is written.
pub(super) struct Written {
    /// What stands behind the number: `%`, `h`, or nothing.
    suffix: String,
    /// What one of it is in canonical terms.
    scale: f64,
}

/// A target, and how it is written.
pub(super) struct Level {
    /// Canonical.
    pub value: f64,
    /// As declarations spell it.
    pub text: String,
}

impl Written {
    /// The field of an objective that its target stands in, and how it is written there; `None` where that is no number
    /// in plain sight.
    pub fn of(objective: &Objective, promised: f64) -> Option<(&'static str, Self)> {
        let fields: &[&'static str] = match objective.target {
            Target::Threshold { .. } => &["value"],
            Target::Ratio { .. } | Target::Share { .. } => &["target", "targetPercent"],
        };
        fields.iter().find_map(|field| {
            let text = objective.place.child(field).value()?.trim().to_owned();
            let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
            let (number, suffix) = text.split_at(end);
            let number: f64 = number.parse().ok()?;
            let scale = promised / number;
            let is_plain = scale.is_finite() && scale > 0.0 && number > 0.0;
            is_plain.then(|| (*field, Self { suffix: suffix.to_owned(), scale }))
        })
    }

    /// Whether a canonical value is a whole number of what is written.
    pub fn is_whole(&self, value: f64) -> bool {
        (value / self.scale - (value / self.scale).round()).abs() < 1e-9
    }

    /// The tightest level, in few digits, that is no tighter than `limit`; `None` where it is hardly tighter than what is
    /// promised, or leaves no room at all. Of a part of a whole the digits are those of what may be bad. Where all
    /// figures are whole numbers, so is it.
    pub fn tighter(
        &self,
        op: Comparison,
        promised: f64,
        limit: f64,
        is_part: bool,
        is_whole: bool,
    ) -> Option<Level> {
        let whole = 1.0 / self.scale;
        let [old, limit] = [promised, limit].map(|value| value / self.scale);
        // What is small when the target is tight: the level itself, or what may be bad. The other way round otherwise.
        let from_above = op.prefers_lower() || is_part;
        let room = |number: f64| if op.prefers_lower() || !is_part { number } else { whole - number };
        if !is_worth_it(room(old), room(limit), from_above) {
            return None;
        }
        let place = if is_whole && !is_part { 0 } else { last_place(room(limit)) };
        let rounded = round(room(limit), place, from_above);
        let number = if op.prefers_lower() || !is_part { rounded } else { whole - rounded };
        if !is_worth_it(room(old), room(number), from_above) {
            return None;
        }
        let decimals = usize::try_from(-place).unwrap_or(0);
        let number = format!("{number:.decimals$}");
        let value = number.parse::<f64>().ok()? * self.scale;
        // A bare number up to 1 may be read as a share, and above as a percentage.
        let same_reading = (old <= 1.0) == (number.parse::<f64>().ok()? <= 1.0) || !is_part;
        same_reading.then(|| Level { value, text: format!("{number}{}", self.suffix) })
    }
}

/// Whether a level is tighter than another by enough of its room, and leaves some.
fn is_worth_it(old: f64, new: f64, from_above: bool) -> bool {
    match from_above {
        true => new > 0.0 && new <= old * (1.0 - LEAST),
        false => new >= old * (1.0 + LEAST),
    }
}

/// The decimal place of the last digit that is kept: -1 is tenths.
fn last_place(number: f64) -> i32 {
    let first = number.abs().log10().floor();
    let first = if first.is_finite() { first.clamp(-12.0, 12.0) as i32 } else { 0 };
    (first - DIGITS + 1).min(0)
}

fn round(number: f64, place: i32, up: bool) -> f64 {
    let unit = 10_f64.powi(place);
    // What division leaves in the last bits is no step to the next digit.
    let steps = number / unit;
    let near = steps.round();
    let steps = match up {
        _ if (steps - near).abs() < 1e-9 * near.abs().max(1.0) => near,
        true => steps.ceil(),
        false => steps.floor(),
    };
    steps * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tighter(
        suffix: &str,
        scale: f64,
        op: Comparison,
        values: (f64, f64),
        is_part: bool,
    ) -> Option<String> {
        let written = Written { suffix: suffix.into(), scale };
        written.tighter(op, values.0, values.1, is_part, false).map(|level| level.text)
    }

    #[test]
    fn digits_are_few_and_on_the_easy_side() {
        let hours = |promised: f64, limit: f64| {
            tighter("h", 3600.0, Comparison::AtMost, (promised * 3600.0, limit * 3600.0), false)
        };
        assert_eq!(hours(8.0, 5.731).as_deref(), Some("5.8h"));
        assert_eq!(hours(8.0, 5.8).as_deref(), Some("5.8h"));
        assert_eq!(hours(400.0, 257.2).as_deref(), Some("258h"), "no round number hides what was observed");
        assert_eq!(hours(8.0, 6.3), None, "hardly tighter");
        assert_eq!(hours(8.0, 0.0), None, "nothing would be allowed");
    }

    #[test]
    fn shares_are_rounded_by_what_may_be_bad() {
        let share = |suffix, scale, promised, limit| {
            tighter(suffix, scale, Comparison::AtLeast, (promised, limit), true)
        };
        assert_eq!(share("%", 0.01, 0.99, 0.998_73).as_deref(), Some("99.87%"));
        assert_eq!(share("", 1.0, 0.99, 0.998_73).as_deref(), Some("0.9987"));
        assert_eq!(share("", 1.0, 0.5, 0.7743).as_deref(), Some("0.77"));
        assert_eq!(share("%", 0.01, 0.99, 1.0), None, "100 % leaves no room");
        assert_eq!(share("%", 0.01, 0.99, 0.9905), None, "hardly tighter");
    }

    #[test]
    fn more_is_rounded_down() {
        let more = |promised, limit| tighter("", 1.0, Comparison::AtLeast, (promised, limit), false);
        assert_eq!(more(10.0, 17.86).as_deref(), Some("17"));
        assert_eq!(more(10.0, 12.4), None);
    }
}
