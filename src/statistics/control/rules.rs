//! The rules that tell when a point, or a run of points, is none that the process makes by itself.

/// To which side a signal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Above the middle, or rising.
    Up,
    /// Below the middle, or falling.
    Down,
}

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
    /// changes sooner and cries wolf more often; steps and trends have tests of their own here. Of 100 independent values
    /// of a normal distribution 0.8 are signals by chance (0.3 by each rule). Of 100 whose autocorrelation at lag one is
    /// 0.5 it is 7.6: where neighbours are alike, signals tell of that likeness first.
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

    /// The last points of all runs that break the rule, in order, each with its side. `scores` are the values as multiples
    /// of their standard deviation from the middle; `values` are as they were measured.
    pub fn signals(self, values: &[f64], scores: &[f64]) -> Vec<(usize, Option<Side>)> {
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

/// The last points of all windows of this length that satisfy a condition that knows no side.
fn last_of(points: &[f64], length: usize, is_signal: impl Fn(&[f64]) -> bool) -> Vec<(usize, Option<Side>)> {
    let windows = points.windows(length).zip(length - 1..);
    windows.filter(|(run, _)| is_signal(run)).map(|(_, last)| (last, None)).collect()
}

/// Points beyond so many standard deviations with enough others of the window that are, on the same side. The first
/// points have no whole window before them and are no signals.
fn near(scores: &[f64], beyond: f64, enough: usize, window: usize) -> Vec<(usize, Option<Side>)> {
    let (mut above, mut below) = (0, 0);
    let mut found = Vec::new();
    for (index, score) in scores.iter().enumerate() {
        above += usize::from(*score > beyond);
        below += usize::from(-score > beyond);
        if let Some(gone) = index.checked_sub(window).and_then(|gone| scores.get(gone)) {
            above -= usize::from(*gone > beyond);
            below -= usize::from(-gone > beyond);
        }
        if index + 1 < window {
            continue;
        }
        if *score > beyond && above >= enough {
            found.push((index, Some(Side::Up)));
        } else if -score > beyond && below >= enough {
            found.push((index, Some(Side::Down)));
        }
    }
    found
}

fn trending(values: &[f64], length: usize) -> Vec<(usize, Option<Side>)> {
    let (mut rising, mut falling) = (1, 1);
    let mut found = Vec::new();
    for (pair, index) in values.windows(2).zip(1..) {
        rising = if pair[0] < pair[1] { rising + 1 } else { 1 };
        falling = if pair[0] > pair[1] { falling + 1 } else { 1 };
        if rising >= length {
            found.push((index, Some(Side::Up)));
        } else if falling >= length {
            found.push((index, Some(Side::Down)));
        }
    }
    found
}

fn alternating(values: &[f64], length: usize) -> Vec<(usize, Option<Side>)> {
    last_of(values, length, |run| {
        run.windows(3).all(|of| (of[0] < of[1] && of[1] > of[2]) || (of[0] > of[1] && of[1] < of[2]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::specimen::{Chance, shared};
    use serde_json::Value;

    fn numbers(list: &Value) -> Vec<f64> {
        list.as_array().expect("a list").iter().map(|n| n.as_f64().expect("a number")).collect()
    }

    /// From one, as the references count.
    fn found(rule: Rule, values: &[f64]) -> Vec<f64> {
        rule.signals(values, values).into_iter().map(|(index, _)| (index + 1) as f64).collect()
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

    /// The numbers of a title: `1,2,2` each by itself, `7..1` from the one to the other.
    fn written(title: &str) -> Vec<f64> {
        let number = |text: &str| text.parse::<i32>().expect("a number");
        let Some((from, to)) = title.split_once("..") else {
            return title.split(',').map(|text| f64::from(number(text))).collect();
        };
        let (from, to) = (number(from), number(to));
        (0..=(to - from).abs()).map(|step| f64::from(from + step * (to - from).signum())).collect()
    }

    #[test]
    fn runs_of_seven_are_found_as_published() {
        let Some(truth) = shared("numbers/truth-control-charts.json") else { return };
        let truth: Value = serde_json::from_str(&truth).expect("JSON");
        let check = |rule: Rule, values: &[f64], flags: &[f64]| {
            let side = |flag: f64| Some(if flag > 0.0 { Side::Up } else { Side::Down });
            let flagged = flags.iter().enumerate().filter(|(_, flag)| **flag != 0.0);
            let expected: Vec<_> = flagged.map(|(at, flag)| (at, side(*flag))).collect();
            assert_eq!(values.len(), flags.len());
            assert_eq!(rule.signals(values, values), expected, "{values:?}");
        };
        let one_side = &truth["nhs_rules"]["seven_one_side"];
        check(Rule::SevenOnOneSide, &numbers(&one_side[0]), &numbers(&one_side[1]));
        let trends = &truth["nhs_rules"]["seven_trend"];
        for (title, flags) in trends.as_object().expect("cases") {
            check(Rule::SevenTrending, &written(title), &numbers(flags));
        }
    }

    #[test]
    fn short_and_empty_series_have_no_signals() {
        for rule in Rule::ALL {
            assert!(rule.signals(&[], &[]).is_empty());
            assert!(rule.signals(&[0.0], &[0.0]).is_empty());
        }
    }

    #[test]
    fn runs_are_those_of_every_window_looked_at_by_itself() {
        let mut chance = Chance::seeded(3);
        for _ in 0..300 {
            // Few digits, so that there are ties and values on the very border.
            let scores: Vec<f64> = chance.autoregressive(60, 0.6).iter().map(|x| (x * 2.0).round()).collect();
            for (rule, beyond, enough, window) in [
                (Rule::Nelson1, 3.0, 1, 1),
                (Rule::Nelson2, 0.0, 9, 9),
                (Rule::Nelson5, 2.0, 2, 3),
                (Rule::Nelson6, 1.0, 4, 5),
                (Rule::WesternElectric4, 0.0, 8, 8),
            ] {
                let is_signal = |run: &[f64], side: f64| {
                    let beyond: Vec<bool> = run.iter().map(|score| score * side > beyond).collect();
                    beyond[window - 1] && beyond.iter().filter(|is| **is).count() >= enough
                };
                let expected: Vec<_> = (window..=scores.len())
                    .filter_map(|end| {
                        let run = &scores[end - window..end];
                        let up = is_signal(run, 1.0).then_some(Side::Up);
                        Some((end - 1, Some(up.or(is_signal(run, -1.0).then_some(Side::Down))?)))
                    })
                    .collect();
                assert_eq!(rule.signals(&scores, &scores), expected, "{rule:?} {scores:?}");
            }
            for (rule, length) in [(Rule::Nelson3, 6), (Rule::SevenTrending, 7)] {
                let expected: Vec<_> = (length..=scores.len())
                    .filter_map(|end| {
                        let run = &scores[end - length..end];
                        let up = run.is_sorted_by(|a, b| a < b).then_some(Side::Up);
                        Some((end - 1, Some(up.or(run.is_sorted_by(|a, b| a > b).then_some(Side::Down))?)))
                    })
                    .collect();
                assert_eq!(rule.signals(&scores, &scores), expected, "{rule:?} {scores:?}");
            }
        }
    }
}
