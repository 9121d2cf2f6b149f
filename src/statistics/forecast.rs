//! When a series crosses a value, as far as anybody can tell.
//!
//! The line of Theil and Sen is drawn on, with a 90 % interval around it that widens as it goes: the error of its level and
//! that of its slope, both with the likeness of neighbours in them. A season, where the series has one, goes on as it
//! was. Nothing is drawn on for longer than it was seen.

use super::order::median;
use super::season::Season;
use super::trend::{Trend, trend};

/// The fewest values that anything is told from.
pub const ENOUGH: usize = 10;

/// The probability by chance above which there is no trend to draw on.
pub const SIGNIFICANT: f64 = 0.05;

/// Standard deviations to each side that hold nine tenths of a normal distribution.
const NINE_TENTHS: f64 = 1.644_853_626_951_472_7;

/// Standard deviations that hold nineteen twentieths, as the interval of a slope does.
const MOST: f64 = 1.959_963_984_540_054;

/// What a median absolute deviation is multiplied with to be a standard deviation of a normal distribution.
const ROBUST: f64 = 1.4826;

/// The standard error of a median as a multiple of that of a mean: √(π ÷ 2).
const OF_MEDIAN: f64 = 1.253_314_137_315_500_3;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The series, the latest value last.
    pub values: &'a [f64],
    /// Its season.
    pub season: Option<&'a Season>,
    /// Its trend, where somebody knows it already.
    pub trend: Option<&'a Trend>,
    /// The value to cross.
    pub target: f64,
    /// Whether it is crossed by rising.
    pub rising: bool,
    /// How many steps to look ahead.
    pub horizon: usize,
}

/// What can be told.
#[derive(Debug, Clone, PartialEq)]
pub enum Forecast {
    /// The value is crossed.
    Crosses {
        /// Most likely so many steps after the last value.
        at: f64,
        /// Not before; `None` where it may have been crossed already.
        low: Option<f64>,
        /// Not after; `None` where it may never be.
        high: Option<f64>,
    },
    /// It is not, as far as one can look.
    Stays,
    /// Nobody can tell.
    CannotTell(Why),
}

/// Why nothing can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Fewer than [`ENOUGH`] values.
    TooFew,
    /// The values go nowhere in particular, and vary around the target.
    NoTrend,
    /// The crossing lies further ahead than the series reaches back.
    TooFar,
}

impl Why {
    /// In words.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::TooFew => "there are fewer than ten values since its level last changed",
            Self::NoTrend => "it goes nowhere in particular, and its values lie around there",
            Self::TooFar => "that lies further ahead than the data reach back",
        }
    }
}

/// The answer.
pub fn forecast(question: &Question<'_>) -> Forecast {
    let known = question.values.iter().filter(|value| value.is_finite()).count();
    if known < ENOUGH {
        return Forecast::CannotTell(Why::TooFew);
    }
    let Some(course) = Course::of(question) else { return Forecast::CannotTell(Why::TooFew) };
    let first = |bound: f64| (1..=question.horizon).find(|step| course.is_across(*step, bound));
    let (mid, soonest, latest) = (first(0.0), first(NINE_TENTHS), first(-NINE_TENTHS));
    match mid {
        Some(mid) if course.is_sure => Forecast::Crosses {
            at: course.exactly(mid, 0.0),
            low: soonest.filter(|step| *step > 1).map(|step| course.exactly(step, NINE_TENTHS)),
            high: latest.map(|step| course.exactly(step, -NINE_TENTHS)),
        },
        // The line leads there, and chance alone could have made it.
        Some(_) => Forecast::CannotTell(Why::NoTrend),
        None if course.is_sure && course.leads_there() => Forecast::CannotTell(Why::TooFar),
        None if soonest.is_some() && !course.is_sure => Forecast::CannotTell(Why::NoTrend),
        None => Forecast::Stays,
    }
}

/// A line with its errors, and the season that goes on along it.
struct Course<'a> {
    question: &'a Question<'a>,
    /// The middle of what was seen, and the level there.
    middle: f64,
    level: f64,
    slope: f64,
    level_error: f64,
    slope_error: f64,
    /// Whether there is a trend that is unlikely by chance.
    is_sure: bool,
}

impl<'a> Course<'a> {
    fn of(question: &'a Question<'a>) -> Option<Self> {
        let smooth = question.season.map(|season| season.without(question.values));
        let values = smooth.as_deref().unwrap_or(question.values);
        let found = match (question.trend, &smooth) {
            (Some(known), None) => *known,
            _ => trend(values)?,
        };
        let points = (0..).map(|x: u32| f64::from(x)).zip(values).filter(|(_, y)| y.is_finite());
        let (mut off, mut xs): (Vec<f64>, Vec<f64>) =
            points.map(|(x, y)| ((y - found.line.at(x)).abs(), x)).unzip();
        let spread = ROBUST * median(&mut off)?;
        let middle = median(&mut xs)?;
        let (low, high) = found.interval();
        let slope_error = (high - low) / (2.0 * MOST);
        let level_error = OF_MEDIAN * spread * found.inflation / (found.n as f64).sqrt();
        Some(Self {
            question,
            middle,
            level: found.line.at(middle),
            slope: found.slope,
            level_error,
            slope_error,
            is_sure: found.p < SIGNIFICANT && found.slope != 0.0,
        })
    }

    /// How far the line, moved by so many standard errors towards the target, is beyond it so many steps ahead.
    fn beyond(&self, ahead: f64, errors: f64) -> f64 {
        let x = self.question.values.len() as f64 - 1.0 + ahead;
        let away = x - self.middle;
        let error = self.level_error.hypot(self.slope_error * away);
        let side = if self.question.rising { 1.0 } else { -1.0 };
        (self.level + self.slope * away - self.question.target) * side + errors * error
    }

    fn season(&self, ahead: usize) -> f64 {
        let offset =
            self.question.season.map_or(0.0, |season| season.at(self.question.values.len() - 1 + ahead));
        if self.question.rising { offset } else { -offset }
    }

    fn is_across(&self, ahead: usize, errors: f64) -> bool {
        self.beyond(ahead as f64, errors) + self.season(ahead) >= 0.0
    }

    /// Where between the step before and this one it is crossed; with a season, at the step.
    fn exactly(&self, step: usize, errors: f64) -> f64 {
        let (before, after) = (self.beyond(step as f64 - 1.0, errors), self.beyond(step as f64, errors));
        if self.question.season.is_some() || before >= 0.0 || after <= before {
            return step as f64;
        }
        step as f64 - after / (after - before)
    }

    fn leads_there(&self) -> bool {
        self.question.rising == (self.slope > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::season::season;
    use crate::statistics::specimen::Chance;

    fn asked(values: &[f64], target: f64, rising: bool, horizon: usize) -> Forecast {
        let season = season(values);
        forecast(&Question { values, season: season.as_ref(), trend: None, target, rising, horizon })
    }

    fn line(noise: &[f64], from: f64, slope: f64, spread: f64) -> Vec<f64> {
        noise.iter().zip(0..).map(|(z, x)| from + slope * f64::from(x) + spread * z).collect()
    }

    #[test]
    fn a_disk_that_fills_up_is_full_in_three_hundred_days() {
        let mut chance = Chance::seeded(1);
        let week = |x: usize| if x % 7 >= 5 { -1.0 } else { 0.4 };
        // A year until 60 %, a tenth of a point more each day.
        let values: Vec<f64> = line(&chance.normals(365), 60.0 - 36.4, 0.1, 0.5)
            .iter()
            .enumerate()
            .map(|(x, value)| value + week(x))
            .collect();
        let Forecast::Crosses { at, low: Some(low), high: Some(high) } = asked(&values, 90.0, true, 365)
        else {
            panic!("{:?}", asked(&values, 90.0, true, 365))
        };
        assert!((at - 298.0).abs() < 8.0 && low < at && at < high && high - low < 30.0, "{low} {at} {high}");
    }

    #[test]
    fn nine_intervals_of_ten_hold_the_truth() {
        for like in [0.0, 0.5] {
            let mut chance = Chance::seeded(2);
            let (mut held, mut told) = (0, 0);
            for _ in 0..400 {
                let values = line(&chance.autoregressive(100, like), 10.0, 0.1, 2.0);
                // The line is at 25 at x = 150, which is 51 steps after the last.
                if let Forecast::Crosses { low, high, .. } = asked(&values, 25.0, true, 100) {
                    told += 1;
                    held += usize::from(
                        low.is_none_or(|low| low <= 51.0) && high.is_none_or(|high| high >= 51.0),
                    );
                }
            }
            assert!(told >= 350, "{like}: told {told}");
            assert!(held as f64 >= 0.85 * told as f64, "{like}: held {held} of {told}");
        }
    }

    #[test]
    fn what_goes_nowhere_crosses_nothing() {
        let mut chance = Chance::seeded(3);
        let crossed = (0..400).filter(|round| {
            let values = if round % 2 == 0 { chance.normals(80) } else { chance.autoregressive(80, 0.5) };
            matches!(asked(&values, 1.0, true, 80), Forecast::Crosses { .. })
        });
        let crossed = crossed.count();
        assert!(crossed <= 20, "{crossed} of 400");
    }

    #[test]
    fn one_is_told_why_nothing_can_be_told() {
        let noise = Chance::seeded(4).normals(60);
        let rising = line(&noise, 10.0, 0.1, 0.2);
        assert_eq!(asked(&rising[..9], 50.0, true, 9), Forecast::CannotTell(Why::TooFew));
        assert_eq!(asked(&rising, 50.0, true, 60), Forecast::CannotTell(Why::TooFar));
        assert_eq!(asked(&rising, 5.0, false, 60), Forecast::Stays);
        assert_eq!(asked(&noise, 30.0, true, 60), Forecast::Stays);
        assert_eq!(asked(&noise, 0.05, true, 60), Forecast::CannotTell(Why::NoTrend));
        assert_eq!(asked(&[], 0.0, true, 0), Forecast::CannotTell(Why::TooFew));
        assert_eq!(asked(&[f64::NAN; 40], 0.0, true, 40), Forecast::CannotTell(Why::TooFew));
        assert_eq!(asked(&[5.0; 40], 9.0, true, 40), Forecast::Stays);
    }
}
