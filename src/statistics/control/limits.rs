//! The middle and the limits of each kind of chart.

use std::ops::Range;

use super::{Kind, LEAST, Limits, Phase, Reading};
use crate::statistics::sum::{mean, sum};

/// Limits lie so many mean moving ranges from the middle: 3 ÷ d₂, where d₂ = 1.128 is the mean range of two values of a
/// normal distribution, rounded as textbooks and other programs round it (D. J. Wheeler 2000, "Understanding Variation").
const RANGES: f64 = 2.66;

/// d₂, likewise.
const D2: f64 = 1.128;

/// A moving range is out of the ordinary from so many times their mean on: D₄ for two values.
pub(super) const SCREEN: f64 = 3.267;

/// Numbers that differ by fewer units of their last place differ by how they were computed.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// Limits hold three standard deviations.
const SIGMAS: f64 = 3.0;

/// What limits are made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Basis {
    kind: Kind,
    center: f64,
    /// The standard deviation: of measurements themselves, of shares and counts as a multiple of the one that their
    /// distribution gives.
    sigma: f64,
    mean_range: f64,
    mean_size: f64,
    used: usize,
}

/// The middle and the spread of readings, gaps among them. `None` of too few.
///
/// Measurements: the mean, and 2.66 mean moving ranges. Shares p of n: p̄ = Σ x ÷ Σ n with σᵢ = √(p̄ (1 − p̄) ÷ nᵢ), and
/// counts u over areas a: ū = Σ x ÷ Σ a with σᵢ = √(ū ÷ aᵢ); both times σz, the spread of the scores (xᵢ − middle) ÷ σᵢ by
/// their moving range, which takes in that a process varies more than its distribution alone would have it, or less: σz
/// below one narrows the limits as σz above one widens them (D. B. Laney 2002, "Improved control charts for attributes",
/// Quality Engineering 14).
pub(super) fn basis(readings: &[Option<Reading>], kind: Kind, screened: bool) -> Option<Basis> {
    let known = || readings.iter().flatten();
    let used = known().count();
    if used < LEAST {
        return None;
    }
    let sizes = sum(known().map(|reading| reading.size));
    let center = match kind {
        Kind::Xmr => mean(&known().map(|reading| reading.value).collect::<Vec<_>>())?,
        Kind::PPrime | Kind::UPrime => sum(known().map(|reading| reading.value * reading.size)) / sizes,
    };
    // Rounding may put the mean of equal values beside them, and each of them would then be beside the middle.
    let (least, most) = known().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), reading| {
        (reading.value.min(least), reading.value.max(most))
    });
    let center = center.max(least).min(most);
    let plain = Basis { kind, center, sigma: 1.0, mean_range: 1.0, mean_size: sizes / used as f64, used };
    let scores: Vec<Option<f64>> =
        readings.iter().map(|reading| reading.map(|reading| plain.distance(reading))).collect();
    let range = mean_range(&scores, screened)?;
    let sigma = match kind {
        Kind::Xmr => range * RANGES / SIGMAS,
        Kind::PPrime | Kind::UPrime => range / D2,
    };
    (center.is_finite() && sigma.is_finite()).then_some(Basis { sigma, mean_range: range, ..plain })
}

/// The mean distance of neighbours; those with a gap between them are none.
fn mean_range(scores: &[Option<f64>], screened: bool) -> Option<f64> {
    let pairs = scores.windows(2).filter_map(|pair| Some((pair[1]? - pair[0]?).abs()));
    let mut ranges: Vec<f64> = pairs.collect();
    let all = mean(&ranges)?;
    if screened && all > 0.0 {
        ranges.retain(|range| *range < SCREEN * all);
    }
    mean(&ranges)
}

impl Basis {
    /// The standard deviation that the distribution of a reading of this size gives; one for measurements.
    fn expected(&self, size: f64) -> f64 {
        match self.kind {
            Kind::Xmr => 1.0,
            Kind::PPrime => (self.center * (1.0 - self.center) / size).sqrt(),
            Kind::UPrime => (self.center / size).sqrt(),
        }
    }

    /// How far a reading lies from the middle, as a multiple of what its distribution gives.
    fn distance(&self, reading: Reading) -> f64 {
        let (away, expected) = (reading.value - self.center, self.expected(reading.size));
        if away.abs() <= ROUNDING * self.center.abs() { 0.0 } else { away / expected }
    }

    /// How many standard deviations a reading lies from the middle. Where nothing ever varied, whatever is elsewhere is
    /// infinitely far away.
    pub(super) fn score(&self, reading: Reading) -> f64 {
        let distance = self.distance(reading);
        if distance == 0.0 { 0.0 } else { distance / self.sigma }
    }

    /// The middle and the limits at a reading of this size.
    pub(super) fn limits(&self, size: f64) -> Limits {
        let reach = SIGMAS * self.sigma * self.expected(size);
        if !reach.is_finite() {
            return Limits::NONE;
        }
        let (lower, upper) = (self.center - reach, self.center + reach);
        let (lowest, highest) = match self.kind {
            Kind::Xmr => (f64::NEG_INFINITY, f64::INFINITY),
            Kind::PPrime => (0.0, 1.0),
            Kind::UPrime => (0.0, f64::INFINITY),
        };
        Limits { center: self.center, lower: lower.max(lowest), upper: upper.min(highest) }
    }

    /// These limits over a stretch of readings.
    pub(super) fn phase(&self, range: Range<usize>) -> Phase {
        let Limits { center, lower, upper } = self.limits(self.mean_size);
        Phase { range, center, lower, upper, used: self.used, mean_range: self.mean_range }
    }
}
