//! Values by their place in the order of size.

/// The `p`-th percentile by linear interpolation between closest ranks (R. J. Hyndman and Y. Fan 1996, "Sample
/// quantiles in statistical packages", type 7; NumPy's `linear`). Reorders `values`. `None` of nothing.
pub fn percentile(values: &mut [f64], p: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    let rank = last as f64 * (p / 100.0).clamp(0.0, 1.0);
    let below = (rank.floor() as usize).min(last);
    let (_, low, above) = values.select_nth_unstable_by(below, f64::total_cmp);
    let low = *low;
    let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    let part = rank - below as f64;
    Some(if part == 0.0 { low } else { low + (high - low) * part })
}

/// The middle value, or the mean of the two in the middle. Reorders `values`. `None` of nothing.
pub fn median(values: &mut [f64]) -> Option<f64> {
    percentile(values, 50.0)
}

/// How many pairs stand in the wrong order: the later value is smaller. Counted while merging sorted halves, so that
/// not every pair is looked at.
pub fn inversions(values: &[f64]) -> usize {
    let (mut from, mut to) = (values.to_vec(), vec![0.0; values.len()]);
    let (mut found, mut width) = (0, 1);
    while width < values.len() {
        for (from, to) in from.chunks(2 * width).zip(to.chunks_mut(2 * width)) {
            let (mut left, mut right) = from.split_at(width.min(from.len()));
            for slot in to {
                let from_right = match (left.first(), right.first()) {
                    (Some(a), Some(b)) => b < a,
                    (None, _) => true,
                    (_, None) => false,
                };
                let side = if from_right { &mut right } else { &mut left };
                if let Some((first, rest)) = side.split_first() {
                    (*slot, *side) = (*first, rest);
                }
                found += if from_right { left.len() } else { 0 };
            }
        }
        std::mem::swap(&mut from, &mut to);
        width *= 2;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive_percentile(values: &[f64], p: f64) -> f64 {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let rank = (sorted.len() - 1) as f64 * p / 100.0;
        let (low, high) = (sorted[rank.floor() as usize], sorted[rank.ceil() as usize]);
        low + (high - low) * (rank - rank.floor())
    }

    proptest! {
        #[test]
        fn inversions_agree_with_looking_at_all_pairs(values in prop::collection::vec((-9..9i8).prop_map(f64::from), 0..70)) {
            let later = |index: usize| values[index + 1..].iter().filter(|b| **b < values[index]).count();
            prop_assert_eq!(inversions(&values), (0..values.len()).map(later).sum::<usize>());
        }

        #[test]
        fn percentiles_agree_with_sorting(mut values in prop::collection::vec(-1e6..1e6f64, 1..200), p in 0.0..=100.0f64) {
            let naive = naive_percentile(&values, p);
            let ours = percentile(&mut values, p).expect("not empty");
            prop_assert!((ours - naive).abs() <= 1e-9 * naive.abs().max(1.0));
        }
    }
}
