//! Where the level of a series changed for good, and how sure that is.
//!
//! 1. **Search** (`search`). Within a stretch, values become normal scores of their ranks, so that outliers weigh no more
//!    than other large values. Two shapes are looked for: a step, which splits the stretch in two, and an arc, a part in
//!    the middle that differs from both sides (A. B. Olshen, E. S. Venkatraman, R. Lucito and M. Wigler 2004, "Circular
//!    binary segmentation for the analysis of array-based DNA copy number data", Biostatistics 5). The more unlikely of
//!    the two cuts the stretch, and its parts are searched in turn.
//! 2. **Likeness** ([`super::scores`]). Values that are like their neighbours wander by themselves. Statistics are divided by the
//!    root of (1 + φ) ÷ (1 − φ), the long-run variance of a series whose neighbours have the correlation φ; φ comes from
//!    differences of values one and two places apart, which a step hardly touches. Once cuts are found, φ is taken from
//!    all of their parts together, and the parts are searched once more.
//! 3. **Pruning** (`prune`). Each cut is moved to where it fits the values best, and has to stand against its surroundings:
//!    unlikely by chance (p ≤ [`SIGNIFICANT`]), at least [`SMALLEST`] of the level before, and a better account of the
//!    values than a straight line. The smallest of those that fail goes first; then all are judged anew.
//!
//! There is no chance in it: the same values give the same steps.

mod prune;
mod search;
mod tails;

use super::scores;

/// The probability by chance above which no cut is made.
pub const SIGNIFICANT: f64 = 0.01;

/// The smallest change that is told, as a share of the level before.
pub const SMALLEST: f64 = 0.05;

/// The fewest values of a level.
pub const SHORTEST: usize = 5;

/// How often parts are searched again with a likeness that is known better.
const AGAIN: usize = 2;

/// What the size of a step is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// The level before.
    Level,
    /// Values are shares of one: the share before, or what is left of it, whichever is less. A fall from 99.9 % to 99.5 %
    /// makes five times as many bad ones.
    Share,
}

impl Scale {
    fn of(self, level: f64) -> f64 {
        match self {
            Self::Level => level.abs(),
            Self::Share => level.min(1.0 - level).max(0.0),
        }
    }
}

/// A lasting change of level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The first value at the new level.
    pub index: usize,
    /// The mean of the level before, back to the step before.
    pub before: f64,
    /// The mean of the level after, up to the next step.
    pub after: f64,
    /// The probability of so large a step by chance.
    pub p: f64,
}

/// The steps of a series, in order. Gaps take no part, and values on both sides of one count as neighbours.
pub fn steps(values: &[f64], scale: Scale) -> Vec<Step> {
    let known: Vec<(usize, f64)> =
        values.iter().copied().enumerate().filter(|(_, value)| value.is_finite()).collect();
    let series: Vec<f64> = known.iter().map(|(_, value)| *value).collect();
    let kept = prune::prune(&series, candidates(&series), scale);
    let ends = kept.iter().map(|cut| cut.at).chain([series.len()]).skip(1);
    let starts = std::iter::once(0).chain(kept.iter().map(|cut| cut.at));
    let mean =
        |from: usize, to: usize| super::mean(series.get(from..to).unwrap_or_default()).unwrap_or(f64::NAN);
    kept.iter()
        .zip(starts.zip(ends))
        .filter_map(|(cut, (start, end))| {
            let (index, _) = *known.get(cut.at)?;
            Some(Step { index, before: mean(start, cut.at), after: mean(cut.at, end), p: cut.p })
        })
        .collect()
}

/// Places to cut at, in order, before any has had to stand against its surroundings.
fn candidates(series: &[f64]) -> Vec<usize> {
    let mut cuts = Vec::new();
    search::search(series, 0, None, &mut cuts);
    for _ in 0..AGAIN {
        cuts.sort_unstable();
        let found = cuts.len();
        if found == 0 {
            break;
        }
        let like = scores::pooled(series, &cuts);
        let ends: Vec<usize> = std::iter::once(0).chain(cuts.iter().copied()).chain([series.len()]).collect();
        for part in ends.windows(2) {
            search::search(series.get(part[0]..part[1]).unwrap_or_default(), part[0], Some(like), &mut cuts);
        }
        if cuts.len() == found {
            break;
        }
    }
    cuts.sort_unstable();
    cuts
}

#[cfg(test)]
mod tests;
