//! The most unlikely step or arc of a stretch, and of its parts.

use super::{SHORTEST, SIGNIFICANT, tails};
use crate::statistics::scores::{inflation, likeness, scores};

/// Arcs are looked for in stretches of so many values at most: their number grows with the square. In longer ones steps
/// are found all the same, and arcs as two steps.
const LONGEST: usize = 4_096;

/// Two shapes are looked for, so each has half of the probability to be found by chance.
const SHAPES: f64 = 2.0;

/// A shape, its ends in the stretch, and how likely it is by chance.
struct Found {
    cuts: [usize; 2],
    p: f64,
}

/// Adds the cuts of a stretch that begins at `start` of the series. `like` is how like their neighbours values are, where
/// that is known better than from the stretch alone.
pub fn search(stretch: &[f64], start: usize, like: Option<f64>, cuts: &mut Vec<usize>) {
    let mut waiting = vec![(0, stretch.len())];
    while let Some((from, to)) = waiting.pop() {
        let part = stretch.get(from..to).unwrap_or_default();
        let Some(found) = most_unlikely(part, like).filter(|found| found.p <= SIGNIFICANT) else { continue };
        let [first, second] = found.cuts.map(|cut| from + cut);
        cuts.push(start + first);
        waiting.push((from, first));
        if second > first {
            cuts.push(start + second);
            waiting.push((first, second));
        }
        waiting.push((second, to));
    }
}

fn most_unlikely(part: &[f64], like: Option<f64>) -> Option<Found> {
    if part.len() < 2 * SHORTEST {
        return None;
    }
    let scores = scores(part)?;
    let sums = running_sums(&scores);
    let spread = inflation(like.unwrap_or_else(|| likeness(&scores)));
    let step = step(&sums, spread);
    match arc(&sums, spread) {
        Some(arc) if arc.p < step.p => Some(arc),
        _ => Some(step),
    }
}

fn running_sums(scores: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let after = scores.iter().map(|score| {
        sum += score;
        sum
    });
    std::iter::once(0.0).chain(after).collect()
}

/// The split whose sides differ most.
fn step(sums: &[f64], spread: f64) -> Found {
    let n = sums.len() - 1;
    let (mut largest, mut best) = (0.0, SHORTEST);
    for (at, sum) in sums.iter().enumerate().take(n + 1 - SHORTEST).skip(SHORTEST) {
        let size = sum.abs() * weight(at, n);
        if size > largest {
            (largest, best) = (size, at);
        }
    }
    // Values of one kind on each side leave nothing by which neighbours could be told alike.
    let rest = 1.0 - largest * largest / n as f64;
    let spread = if rest < 1e-9 { 1.0 } else { spread };
    Found { cuts: [best, best], p: (SHAPES * tails::split(largest / spread, n, SHORTEST)).min(1.0) }
}

/// The part in the middle that differs most from both sides.
fn arc(sums: &[f64], spread: f64) -> Option<Found> {
    let n = sums.len() - 1;
    if !(3 * SHORTEST..=LONGEST).contains(&n) {
        return None;
    }
    let inner = sums.get(SHORTEST..=n - SHORTEST)?;
    let (mut largest, mut width) = (0.0, 0);
    for apart in SHORTEST..inner.len() {
        let most = farthest(inner, inner.get(apart..)?) * weight(apart, n);
        if most > largest {
            (largest, width) = (most, apart);
        }
    }
    let ends = inner.iter().zip(inner.get(width..)?);
    let at = ends
        .map(|(a, b)| (b - a).abs())
        .zip(SHORTEST..)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?
        .1;
    let p = (SHAPES * tails::arc(largest / spread, n, SHORTEST)).min(1.0);
    Some(Found { cuts: [at, at + width], p })
}

/// How far two numbers of one place lie apart at the most, as far as both go. In lanes, which compilers turn into
/// instructions for several numbers at once.
fn farthest(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 8;
    let common = a.len().min(b.len());
    let (a, b) = (a.get(..common).unwrap_or_default(), b.get(..common).unwrap_or_default());
    let mut most = [0.0_f64; LANES];
    let mut take = |a: &[f64], b: &[f64]| {
        for (most, (a, b)) in most.iter_mut().zip(a.iter().zip(b)) {
            let apart = (b - a).abs();
            *most = if apart > *most { apart } else { *most };
        }
    };
    let ((a, last_of_a), (b, last_of_b)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    a.iter().zip(b).for_each(|(a, b)| take(a, b));
    take(last_of_a, last_of_b);
    most.into_iter().fold(0.0, f64::max)
}

/// What the difference of a part of so many values is divided by its standard deviation with.
fn weight(part: usize, n: usize) -> f64 {
    (n as f64 / (part * (n - part)) as f64).sqrt()
}
