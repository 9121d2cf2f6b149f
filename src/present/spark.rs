//! A series as a line of blocks.

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Where an interval has no value.
const GAP: char = '·';

/// The last `width` values, each as a block between the smallest and the largest of them; a dot where there is none.
/// Where all are equal there is nothing to tell apart, so they stand in the middle.
pub fn sparkline(values: &[Option<f64>], width: usize) -> String {
    let shown = values.get(values.len().saturating_sub(width)..).unwrap_or_default();
    let known = || shown.iter().flatten().copied().filter(|value| value.is_finite());
    let (low, high) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    shown.iter().map(|value| value.filter(|v| v.is_finite()).map_or(GAP, |v| block(v, low, high))).collect()
}

fn block(value: f64, low: f64, high: f64) -> char {
    let share = if high > low { (value - low) / (high - low) } else { 0.5 };
    let step = (share * (BLOCKS.len() - 1) as f64).round() as usize;
    BLOCKS.get(step).copied().unwrap_or(GAP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_is_full_and_a_gap_is_a_dot() {
        assert_eq!(sparkline(&[Some(1.0), None, Some(2.0), Some(8.0)], 10), "▁·▂█");
    }

    #[test]
    fn the_last_values_are_shown() {
        let values: Vec<_> = (0..100).map(|n| Some(f64::from(n))).collect();
        assert_eq!(sparkline(&values, 8), "▁▂▃▄▅▆▇█");
    }

    #[test]
    fn nothing_strange_breaks_it() {
        assert_eq!(sparkline(&[], 8), "");
        assert_eq!(sparkline(&[Some(3.0), Some(3.0)], 8), "▅▅");
        assert_eq!(sparkline(&[Some(f64::NAN), Some(f64::INFINITY), Some(1.0)], 8), "··▅");
        assert_eq!(sparkline(&[Some(f64::MIN), Some(f64::MAX)], 8).chars().count(), 2);
    }
}
