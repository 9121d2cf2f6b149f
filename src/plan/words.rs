//! Sentences about a gap, and text of others made harmless.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::gaps::Sighting;
use crate::model::playbook::GapKind;
use crate::model::{Comparison, Interval, Unit};

/// The observed value: `77.52 %`, or that there is none.
pub(super) fn observed(sighting: &Sighting) -> String {
    sighting.gap.observed.map_or_else(|| "nothing".into(), |value| one_line(&sighting.unit.show(value)))
}

/// The desired value: `at least 95.00 %`, or that there is none.
pub(super) fn desired(sighting: &Sighting) -> String {
    let Some(value) = sighting.gap.desired else { return "a target that can be compared".into() };
    format!("{} {}", side(sighting.wanted), one_line(&sighting.unit.show(value)))
}

/// On which side of a value the good ones lie.
pub(super) fn side(wanted: Comparison) -> &'static str {
    match wanted {
        Comparison::AtMost => "at most",
        Comparison::Below => "less than",
        Comparison::AtLeast => "at least",
        Comparison::Above => "more than",
    }
}

/// What was found, in a clause: `service-desk-sla/made-sla is missed`.
pub(super) fn finding(sighting: &Sighting) -> String {
    let subject = one_line(&sighting.gap.subject.to_string());
    match sighting.gap.kind {
        GapKind::Missed => format!("{subject} is missed"),
        GapKind::AtRisk => format!("{subject} is at risk"),
        GapKind::Unknown => format!("nobody can tell whether {subject} is met"),
    }
}

/// Observed against desired, in a sentence, with the days and the number of observations.
pub(super) fn evidence(sighting: &Sighting, zone: &TimeZone) -> String {
    let days = days(sighting.interval, zone);
    let rows = match sighting.rows {
        1 => "1 observation".into(),
        n => Unit::named("observations").show(n as f64),
    };
    format!("Observed is {} ({days}, {rows}), wanted is {}.", observed(sighting), desired(sighting))
}

/// `2016-05-04 to 2016-06-01`, the day of the last moment inside being the last.
fn days(interval: Interval, zone: &TimeZone) -> String {
    let last = interval.to.as_nanosecond().saturating_sub(1).max(interval.from.as_nanosecond());
    let last = Timestamp::from_nanosecond(last).unwrap_or(interval.to);
    format!("{} to {}", day(interval.from, zone), day(last, zone))
}

/// The day of a moment.
pub(super) fn day(moment: Timestamp, zone: &TimeZone) -> Date {
    moment.to_zoned_datetime(zone.clone()).date()
}

/// The text on one line, without control characters and what turns or hides text.
pub(super) fn one_line(text: &str) -> String {
    let visible: String = text.chars().filter(|c| c.is_whitespace() || !is_unseen(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text with its lines, without control characters and spaces at their ends, and with a line end at its own.
/// Empty when nothing is left.
pub(super) fn many_lines(text: &str) -> String {
    let visible: String = text.chars().filter(|c| matches!(c, '\n' | '\t') || !is_unseen(*c)).collect();
    let lines: Vec<&str> = visible.lines().map(str::trim_end).collect();
    let whole = lines.join("\n");
    let whole = whole.trim_matches('\n');
    if whole.trim().is_empty() { String::new() } else { format!("{whole}\n") }
}

/// Control characters, marks that turn the writing direction, and characters without width but the joiners, which
/// some scripts and many pictograms need.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

/// The first `most` characters; where some are left out, the last is `…`.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_no_surprise() {
        assert_eq!(one_line(" a\r\nb\t\u{1b}[31mc\u{202e}d\u{200b} "), "a b [31mcd");
        assert_eq!(many_lines("\n\na  \r\n\u{7}b\n\n"), "a\nb\n");
        assert_eq!(many_lines(" \n\t"), "");
    }

    #[test]
    fn long_texts_are_cut_by_characters() {
        assert_eq!(shortened("äöüß", 4), "äöüß");
        assert_eq!(shortened("äöü ß", 5), "äöü ß");
        assert_eq!(shortened("äöü ßx", 5), "äöü…");
    }

    #[test]
    fn the_last_day_is_inside() {
        let may = Interval::new(
            "2016-05-01T00:00:00Z".parse().expect("a time"),
            "2016-06-01T00:00:00Z".parse().expect("a time"),
        );
        assert_eq!(days(may, &TimeZone::UTC), "2016-05-01 to 2016-05-31");
        assert_eq!(days(Interval::new(may.from, may.from), &TimeZone::UTC), "2016-05-01 to 2016-05-01");
    }
}
