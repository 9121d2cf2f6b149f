//! Whether a series repeats itself, and what it repeats.

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use super::order::median;
use super::scores::scores;

/// How often a season has to be seen whole.
const SEEN: usize = 4;

/// The probability by chance, over all periods that are tried, above which there is no season.
const SIGNIFICANT: f64 = 0.001;

/// What a series repeats.
#[derive(Debug, Clone, PartialEq)]
pub struct Season {
    /// After how many values it begins again.
    pub period: usize,
    /// How far the values of each phase (index modulo period) lie from the level, their mean taken away.
    pub offsets: Vec<f64>,
}

impl Season {
    /// How far the value at this index lies from the level.
    pub fn at(&self, index: usize) -> f64 {
        self.offsets.get(index % self.period.max(1)).copied().unwrap_or(0.0)
    }

    /// The series without its season.
    pub fn without(&self, values: &[f64]) -> Vec<f64> {
        values.iter().enumerate().map(|(index, value)| value - self.at(index)).collect()
    }
}

/// The season of a series: of all periods that are seen at least four times, the one by whose phases the differences of
/// neighbours vary least likely by chance (analysis of variance, R. A. Fisher 1925, "Statistical Methods for Research
/// Workers"; the probability counted for each period that is tried). Differences know no level and no trend; they are
/// those of normal scores, so that outliers make no season. Offsets are the medians of what each phase is above the
/// median of the period around it. Neighbours with a gap between them have no difference.
pub fn season(values: &[f64]) -> Option<Season> {
    let differences = Differences::of(values)?;
    let tried = values.len() / SEEN;
    let unlikely = |period: usize| Some((period, differences.chance(period)? * tried as f64));
    let (period, p) = (2..=tried).filter_map(unlikely).min_by(|a, b| a.1.total_cmp(&b.1))?;
    (p <= SIGNIFICANT).then(|| Season { period, offsets: offsets(values, period) })
}

/// The difference of each value to the one before it.
struct Differences {
    /// As normal scores; zero beside gaps.
    sizes: Vec<f64>,
    /// One for each that is known, zero beside gaps.
    known: Vec<f64>,
    /// How many are known.
    count: f64,
    /// Their sum.
    sum: f64,
    /// The sum of their squares.
    squares: f64,
}

impl Differences {
    fn of(values: &[f64]) -> Option<Self> {
        let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        if finite.len() < 2 * SEEN {
            return None;
        }
        let mut scores = scores(&finite)?.into_iter();
        let placed: Vec<f64> = values
            .iter()
            .map(|value| if value.is_finite() { scores.next().unwrap_or(f64::NAN) } else { f64::NAN })
            .collect();
        let (sizes, known): (Vec<f64>, Vec<f64>) = placed
            .windows(2)
            .map(|pair| pair[1] - pair[0])
            .map(|size| if size.is_finite() { (size, 1.0) } else { (0.0, 0.0) })
            .unzip();
        let (count, sum) = (known.iter().sum(), sizes.iter().sum());
        let squares = sizes.iter().map(|size| size * size).sum();
        Some(Self { sizes, known, count, sum, squares })
    }

    /// The probability that phases of this period differ as much by chance; `None` where that cannot be asked.
    fn chance(&self, period: usize) -> Option<f64> {
        let (sums, seen) = (by_phase(&self.sizes, period), by_phase(&self.known, period));
        if seen.iter().any(|seen| *seen < 2.0) {
            return None;
        }
        let of_all = self.sum * self.sum / self.count;
        let whole = self.squares - of_all;
        let between = sums.iter().zip(&seen).map(|(sum, seen)| sum * sum / seen).sum::<f64>() - of_all;
        let (free, rest) = (period as f64 - 1.0, self.count - period as f64);
        let within = whole - between;
        if rest < 1.0 || whole <= 0.0 || whole.is_nan() {
            return None;
        }
        if within <= 1e-9 * whole {
            return Some(0.0);
        }
        let ratio = (between / free) / (within / rest);
        // What is far from rare needs no distribution, which is slow to reckon.
        if deviations(ratio, free, rest) < 2.0 {
            return Some(1.0);
        }
        Some(FisherSnedecor::new(free, rest).ok()?.sf(ratio))
    }
}

/// The sum of the numbers of each phase.
fn by_phase(numbers: &[f64], period: usize) -> Vec<f64> {
    let mut sums = vec![0.0; period];
    for turn in numbers.chunks(period) {
        sums.iter_mut().zip(turn).for_each(|(sum, number)| *sum += number);
    }
    sums
}

/// About how many standard deviations of a normal distribution this ratio of variances corresponds to (E. Paulson 1942, "An
/// approximate normalization of the analysis of variance distribution", Annals of Mathematical Statistics 13).
fn deviations(ratio: f64, free: f64, rest: f64) -> f64 {
    let (root, of_free, of_rest) = (ratio.cbrt(), 2.0 / (9.0 * free), 2.0 / (9.0 * rest));
    ((1.0 - of_rest) * root - (1.0 - of_free)) / (of_rest * root * root + of_free).sqrt()
}

fn offsets(values: &[f64], period: usize) -> Vec<f64> {
    let mut phases = vec![Vec::new(); period];
    let half = period / 2;
    for (index, value) in values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
        let around = values.get(index.saturating_sub(half)..=(index + half).min(values.len() - 1));
        let mut known: Vec<f64> =
            around.unwrap_or_default().iter().copied().filter(|value| value.is_finite()).collect();
        if let (Some(level), Some(phase)) = (median(&mut known), phases.get_mut(index % period)) {
            phase.push(value - level);
        }
    }
    let offsets: Vec<f64> = phases.iter_mut().map(|phase| median(phase).unwrap_or(0.0)).collect();
    let mean = offsets.iter().sum::<f64>() / period as f64;
    offsets.iter().map(|offset| offset - mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::specimen::Chance;

    fn weekly(chance: &mut Chance, n: usize, noise: f64) -> Vec<f64> {
        let level = |x: usize| if x % 7 >= 5 { 70.0 } else { 100.0 };
        chance.normals(n).iter().enumerate().map(|(x, z)| level(x) + 0.05 * x as f64 + noise * z).collect()
    }

    #[test]
    fn weekends_are_found() {
        let values = weekly(&mut Chance::seeded(1), 120, 3.0);
        let season = season(&values).expect("a season");
        assert_eq!(season.period, 7);
        let dip = season.offsets[5] - season.offsets[2];
        assert!((dip - -30.0).abs() < 3.0, "{season:?}");
        let without = season.without(&values);
        assert!(super::super::describe::standard_deviation(&without) < Some(6.0));
    }

    #[test]
    fn gaps_and_outliers_do_not_hide_it() {
        let mut values = weekly(&mut Chance::seeded(2), 140, 3.0);
        values[20..35].fill(f64::NAN);
        values[60] = 1e9;
        assert_eq!(season(&values).map(|season| season.period), Some(7));
    }

    #[test]
    fn chance_makes_no_season() {
        let mut chance = Chance::seeded(3);
        let found = (0..400).filter(|round| {
            let values = if round % 2 == 0 { chance.normals(120) } else { chance.autoregressive(120, 0.5) };
            season(&values).is_some()
        });
        let found = found.count();
        assert!(found <= 8, "{found} of 400");
    }

    #[test]
    fn nothing_strange_breaks_it() {
        for values in [vec![], vec![f64::NAN; 40], vec![5.0; 40], [1e300, -1e300].repeat(20)] {
            let _ = season(&values);
        }
        assert_eq!(season(&[5.0; 40]), None);
    }
}
