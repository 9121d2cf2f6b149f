//! When an error budget burns too fast: several windows and several burn rates, after chapter 5 ("Alerting on SLOs")
//! of Beyer et al., The Site Reliability Workbook, O'Reilly 2018.

use crate::model::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Somebody, now.
    Page,
    /// Somebody, in the next days.
    Ticket,
}

impl Severity {
    /// Both, the worse first.
    pub const ALL: [Self; 2] = [Self::Page, Self::Ticket];

    /// As alerts are labelled.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Ticket => "ticket",
        }
    }
}

/// A range of time as Prometheus writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// What it is called in names and labels.
    pub name: String,
    /// As it stands in brackets.
    pub promql: String,
    /// Its length.
    pub seconds: u64,
}

impl Range {
    fn of(seconds: u64) -> Self {
        let units = [(DAY, "d"), (HOUR, "h"), (MINUTE, "m")];
        let whole = units.into_iter().find(|(length, _)| seconds.is_multiple_of(*length));
        let (length, symbol) = whole.unwrap_or((1, "s"));
        let text = format!("{}{symbol}", seconds / length);
        Self { name: text.clone(), promql: text, seconds }
    }

    /// The window of an objective. Prometheus knows no months and years; they get their mean length.
    pub fn of_window(duration: Duration) -> Self {
        Self { name: duration.to_string(), ..Self::of(duration.nominal_seconds() as u64) }
    }
}

/// The lengths that the share of bad is recorded over, beside the objective's own window.
const RECORDED: [u64; 7] = [5 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, DAY, 3 * DAY];

/// The ranges that are recorded for a window: those that are shorter, and the window itself, last.
pub fn recorded(window: &Range) -> Vec<Range> {
    let shorter = RECORDED.into_iter().filter(|seconds| *seconds < window.seconds).map(Range::of);
    shorter.chain([window.clone()]).collect()
}

/// A pace at which somebody is told: so much of the budget used up within the long range, and still going on within
/// the short one.
#[derive(Debug, Clone)]
pub struct Pace {
    /// Who is told.
    pub severity: Severity,
    /// How much of the budget, in percent.
    pub percent: u64,
    /// Within which range.
    pub long: Range,
    /// Within which range it still goes on.
    pub short: Range,
    /// How many times faster than the budget allows, so that it would last to the end of the window.
    pub factor: f64,
}

/// The paces of a window: severity, percent of the budget, short and long range, as the Workbook recommends.
const PACES: [(Severity, u64, u64, u64); 4] = [
    (Severity::Page, 2, 5 * MINUTE, HOUR),
    (Severity::Page, 5, 30 * MINUTE, 6 * HOUR),
    (Severity::Ticket, 10, 2 * HOUR, DAY),
    (Severity::Ticket, 10, 6 * HOUR, 3 * DAY),
];

/// The paces that make sense within a window; those whose long range does not fit into it are left out.
pub fn paces(window: &Range) -> Vec<Pace> {
    let fitting = PACES.into_iter().filter(|(.., long)| *long < window.seconds);
    fitting
        .map(|(severity, percent, short, long)| {
            let factor = (percent * window.seconds) as f64 / (100 * long) as f64;
            Pace { severity, percent, factor, short: Range::of(short), long: Range::of(long) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::decimal::decimal;

    fn factors(window: &str) -> Vec<String> {
        let window = Range::of_window(window.parse().expect("a duration"));
        paces(&window).iter().map(|pace| decimal(pace.factor)).collect()
    }

    #[test]
    fn factors_follow_the_window() {
        assert_eq!(factors("30d"), ["14.4", "6", "3", "1"]);
        assert_eq!(factors("28d"), ["13.44", "5.6", "2.8", "0.933333333333"]);
        assert_eq!(factors("1M"), ["14.6097", "6.087375", "3.0436875", "1.0145625"]);
        assert_eq!(factors("1d"), ["0.48", "0.2"]);
        assert!(factors("1h").is_empty());
    }

    #[test]
    fn ranges_are_spelled_as_prometheus_does() {
        let names = |window: &str| -> Vec<(String, String)> {
            let ranges = recorded(&Range::of_window(window.parse().expect("a duration")));
            ranges.into_iter().map(|range| (range.name, range.promql)).collect()
        };
        assert_eq!(names("1M").last(), Some(&("1M".into(), "2629746s".into())));
        assert_eq!(names("4w").last(), Some(&("4w".into(), "28d".into())));
        let short: Vec<String> = names("1h").into_iter().map(|(name, _)| name).collect();
        assert_eq!(short, ["5m", "30m", "1h"]);
    }
}
