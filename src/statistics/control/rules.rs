//! The rules that tell when a point, or a run of points, is none that the process makes by itself.

/// A rule for signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // Each variant is what its sentence says.
pub enum Rule {
    Nelson1,
    Nelson2,
    Nelson3,
    Nelson4,
    Nelson5,
    Nelson6,
    Nelson7,
    Nelson8,
    WesternElectric1,
    WesternElectric2,
    WesternElectric3,
    WesternElectric4,
    SevenOnOneSide,
    SevenTrending,
}

impl Rule {
    /// Every rule: those of L. S. Nelson 1984, "The Shewhart control chart – tests for special causes", Journal of
    /// Quality Technology 16; those of Western Electric 1956, "Statistical Quality Control Handbook"; and the two about
    /// seven points that NHS England's "Making data count" uses.
    pub const ALL: [Self; 14] = [
        Self::Nelson1,
        Self::Nelson2,
        Self::Nelson3,
        Self::Nelson4,
        Self::Nelson5,
        Self::Nelson6,
        Self::Nelson7,
        Self::Nelson8,
        Self::WesternElectric1,
        Self::WesternElectric2,
        Self::WesternElectric3,
        Self::WesternElectric4,
        Self::SevenOnOneSide,
        Self::SevenTrending,
    ];

    /// The rules that are asked unless somebody chooses: an outlier, a shift, a drift. Each further rule finds some
    /// changes sooner and cries wolf more often; steps and trends have tests of their own here.
    pub const DEFAULT: [Self; 3] = [Self::Nelson1, Self::Nelson2, Self::Nelson3];

    /// As written in declarations and output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nelson1 => "nelson-1",
            Self::Nelson2 => "nelson-2",
            Self::Nelson3 => "nelson-3",
            Self::Nelson4 => "nelson-4",
            Self::Nelson5 => "nelson-5",
            Self::Nelson6 => "nelson-6",
            Self::Nelson7 => "nelson-7",
            Self::Nelson8 => "nelson-8",
            Self::WesternElectric1 => "western-electric-1",
            Self::WesternElectric2 => "western-electric-2",
            Self::WesternElectric3 => "western-electric-3",
            Self::WesternElectric4 => "western-electric-4",
            Self::SevenOnOneSide => "seven-on-one-side",
            Self::SevenTrending => "seven-trending",
        }
    }

    /// What it says of the last point of a run.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Nelson1 | Self::WesternElectric1 => "outside the limits",
            Self::Nelson2 => "the ninth in a row on one side of the middle",
            Self::Nelson3 => "the sixth in a row that rises, or that falls",
            Self::Nelson4 => "the fourteenth in a row that goes up and down in turns",
            Self::Nelson5 | Self::WesternElectric2 => "the second of three near the same limit",
            Self::Nelson6 | Self::WesternElectric3 => "the fourth of five away from the middle, on one side",
            Self::Nelson7 => "the fifteenth in a row close to the middle",
            Self::Nelson8 => "the eighth in a row away from the middle, on both sides",
            Self::WesternElectric4 => "the eighth in a row on one side of the middle",
            Self::SevenOnOneSide => "the seventh in a row on one side of the middle",
            Self::SevenTrending => "the seventh in a row that rises, or that falls",
        }
    }

    /// Whether it asks of single points, and not of runs.
    pub fn is_about_limits(self) -> bool {
        matches!(self, Self::Nelson1 | Self::WesternElectric1)
    }

    /// The indices of the last points of all runs that break the rule, in order. `scores` are the values as multiples of
    /// their standard deviation from the middle; `values` are as they were measured.
    pub fn signals(self, values: &[f64], scores: &[f64]) -> Vec<usize> {
        match self {
            Self::Nelson1 | Self::WesternElectric1 => near(scores, 3.0, 1, 1),
            Self::Nelson5 | Self::WesternElectric2 => near(scores, 2.0, 2, 3),
            Self::Nelson6 | Self::WesternElectric3 => near(scores, 1.0, 4, 5),
            Self::Nelson2 => near(scores, 0.0, 9, 9),
            Self::WesternElectric4 => near(scores, 0.0, 8, 8),
            Self::SevenOnOneSide => near(scores, 0.0, 7, 7),
            Self::Nelson3 => trending(values, 6),
            Self::SevenTrending => trending(values, 7),
            Self::Nelson4 => alternating(values, 14),
            Self::Nelson7 => last_of(scores, 15, |run| run.iter().all(|score| score.abs() < 1.0)),
            Self::Nelson8 => last_of(scores, 8, |run| {
                let away = run.iter().all(|score| score.abs() > 1.0);
                away && run.iter().any(|score| *score > 0.0) && run.iter().any(|score| *score < 0.0)
            }),
        }
    }
}

/// The last points of all windows of this length that satisfy a condition.
fn last_of(points: &[f64], length: usize, is_signal: impl Fn(&[f64]) -> bool) -> Vec<usize> {
    let windows = points.windows(length).zip(length - 1..);
    windows.filter(|(run, _)| is_signal(run)).map(|(_, last)| last).collect()
}

/// Points beyond so many standard deviations with enough others of the window that are, on the same side.
fn near(scores: &[f64], beyond: f64, enough: usize, window: usize) -> Vec<usize> {
    last_of(scores, window, |run| {
        let is_last = |side: f64| run.last().is_some_and(|score| score * side > beyond);
        let count = |side: f64| run.iter().filter(|score| **score * side > beyond).count();
        [1.0, -1.0].into_iter().any(|side| is_last(side) && count(side) >= enough)
    })
}

fn trending(values: &[f64], length: usize) -> Vec<usize> {
    last_of(values, length, |run| {
        run.windows(2).all(|pair| pair[0] < pair[1]) || run.windows(2).all(|pair| pair[0] > pair[1])
    })
}

fn alternating(values: &[f64], length: usize) -> Vec<usize> {
    last_of(values, length, |run| run.windows(3).all(|of| (of[1] - of[0]) * (of[2] - of[1]) < 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::specimen::shared;
    use serde_json::Value;

    fn numbers(list: &Value) -> Vec<f64> {
        list.as_array().expect("a list").iter().map(|n| n.as_f64().expect("a number")).collect()
    }

    /// From one, as the references count.
    fn found(rule: Rule, values: &[f64]) -> Vec<f64> {
        rule.signals(values, values).into_iter().map(|index| (index + 1) as f64).collect()
    }

    fn named(name: &str) -> Rule {
        Rule::ALL.into_iter().find(|rule| rule.name() == name).expect("a rule")
    }

    #[test]
    fn every_published_case_is_found_as_published() {
        let Some(truth) = shared("numbers/truth-control-charts.json") else { return };
        let truth: Value = serde_json::from_str(&truth).expect("JSON");
        let mut cases = 0;
        for (family, prefix) in [("western_electric", "western-electric"), ("nelson", "nelson")] {
            for (title, case) in truth["rules"][family].as_object().expect("cases") {
                if let Some(series) = case.get("series") {
                    let series = numbers(series);
                    for number in 1..=4 {
                        let expected = numbers(&case[format!("WER{number}")]);
                        assert_eq!(found(named(&format!("{prefix}-{number}")), &series), expected, "{title}");
                        cases += 1;
                    }
                    continue;
                }
                let number = title.split(' ').next().expect("a number");
                let rule = named(&format!("{prefix}-{number}"));
                assert_eq!(found(rule, &numbers(&case[0])), numbers(&case[1]), "{family} {title}");
                cases += 1;
            }
        }
        assert!(cases >= 16, "{cases}");
    }

    #[test]
    fn runs_of_seven_are_found_as_published() {
        let Some(truth) = shared("numbers/truth-control-charts.json") else { return };
        let truth: Value = serde_json::from_str(&truth).expect("JSON");
        let check = |rule: Rule, values: &[f64], flags: &[f64]| {
            let expected: Vec<usize> = (0..flags.len()).filter(|at| flags[*at] != 0.0).collect();
            assert_eq!(rule.signals(values, values), expected, "{values:?}");
        };
        let one_side = &truth["nhs_rules"]["seven_one_side"];
        check(Rule::SevenOnOneSide, &numbers(&one_side[0]), &numbers(&one_side[1]));
        let trends = &truth["nhs_rules"]["seven_trend"];
        let up: Vec<f64> = (1..=7).map(f64::from).collect();
        let down: Vec<f64> = up.iter().rev().copied().collect();
        check(Rule::SevenTrending, &up, &numbers(&trends["1..7"]));
        check(Rule::SevenTrending, &[1.0, 2.0, 3.0, 3.0, 4.0, 5.0, 6.0], &numbers(&trends["1,2,3,3,4,5,6"]));
        check(Rule::SevenTrending, &down, &numbers(&trends["7..1"]));
    }

    #[test]
    fn short_and_empty_series_have_no_signals() {
        for rule in Rule::ALL {
            assert!(rule.signals(&[], &[]).is_empty());
            assert!(rule.signals(&[0.0], &[0.0]).is_empty());
        }
    }
}
