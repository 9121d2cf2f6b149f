//! Sets of moments, as lists of intervals.

use crate::model::window::Interval;

/// The intervals united: in order, none overlapping or touching another, none empty.
pub fn union(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.retain(|interval| !interval.is_empty());
    intervals.sort_unstable();
    let mut united: Vec<Interval> = Vec::with_capacity(intervals.len());
    for interval in intervals {
        match united.last_mut() {
            Some(last) if interval.from <= last.to => last.to = last.to.max(interval.to),
            _ => united.push(interval),
        }
    }
    united
}

/// `from` without `less`; both in order and without overlap, as [`union`] gives them.
pub fn subtract(from: &[Interval], less: &[Interval]) -> Vec<Interval> {
    let mut left = Vec::with_capacity(from.len());
    let mut next = 0;
    for interval in from {
        let mut rest = *interval;
        while less.get(next).is_some_and(|hole| hole.to <= rest.from) {
            next += 1;
        }
        for hole in less.iter().skip(next).take_while(|hole| hole.from < interval.to) {
            let before = rest.until(hole.from);
            left.extend((!before.is_empty()).then_some(before));
            rest = Interval::new(hole.to.min(rest.to).max(rest.from), rest.to);
        }
        left.extend((!rest.is_empty()).then_some(rest));
    }
    left
}

/// The seconds that both cover; both in order and without overlap.
pub fn common_seconds(a: &[Interval], b: &[Interval]) -> f64 {
    let (mut i, mut j, mut seconds) = (0, 0, 0.0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        seconds += x.overlap(y).map_or(0.0, |common| common.seconds());
        if x.to <= y.to { i += 1 } else { j += 1 }
    }
    seconds
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    fn intervals() -> impl Strategy<Value = Vec<Interval>> {
        prop::collection::vec((0i64..200, 0i64..40), 0..20)
            .prop_map(|pairs| pairs.into_iter().map(|(a, n)| Interval::new(at(a), at(a + n))).collect())
    }

    fn covers(list: &[Interval], second: i64) -> bool {
        list.iter().any(|interval| interval.contains(at(second)))
    }

    proptest! {
        #[test]
        fn union_and_subtraction_agree_with_counting(a in intervals(), b in intervals()) {
            let (ua, ub) = (union(a.clone()), union(b.clone()));
            let less = subtract(&ua, &ub);
            for second in 0..240 {
                prop_assert_eq!(covers(&ua, second), covers(&a, second));
                prop_assert_eq!(covers(&less, second), covers(&a, second) && !covers(&b, second));
            }
            let both = (0..240).filter(|s| covers(&a, *s) && covers(&b, *s)).count();
            prop_assert_eq!(common_seconds(&ua, &ub), both as f64);
            prop_assert_eq!(&union(less.clone()), &less);
        }
    }
}
