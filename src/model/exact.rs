//! Sums that do not depend on the order or the grouping of what is added.

/// A sum as two numbers, the second being what the first could not hold: about 32 decimal digits. Sums of parts are
/// added to each other without losing what the sum of all would keep (T. J. Dekker 1971, "A floating-point technique
/// for extending the available precision", Numerische Mathematik 18).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Exact {
    high: f64,
    low: f64,
}

impl Exact {
    /// Of these two parts.
    pub fn of(high: f64, low: f64) -> Self {
        Self::normal(high, low)
    }

    /// Once a sum is beyond the range of numbers, it stays there.
    fn normal(high: f64, low: f64) -> Self {
        let (sum, rest) = two_sum(high, low);
        if rest.is_finite() { Self { high: sum, low: rest } } else { Self { high, low: f64::NAN } }
    }

    /// The nearest number, and what is left to it.
    pub fn parts(self) -> (f64, f64) {
        (self.high, self.low)
    }

    /// The nearest number.
    pub fn value(self) -> f64 {
        // Beyond the range of numbers what is left is not a number, and the plain sum says so better.
        if self.low.is_finite() { self.high + self.low } else { self.high }
    }

    /// With one more term.
    #[must_use]
    pub fn plus(self, term: f64) -> Self {
        let (high, rest) = two_sum(self.high, term);
        Self::normal(high, rest + self.low)
    }

    /// With the terms of another sum.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let (high, rest) = two_sum(self.high, other.high);
        let (low, least) = two_sum(self.low, other.low);
        let Self { high, low } = Self::normal(high, rest + low);
        Self::normal(high, low + least)
    }
}

impl FromIterator<f64> for Exact {
    fn from_iter<I: IntoIterator<Item = f64>>(terms: I) -> Self {
        terms.into_iter().fold(Self::default(), Self::plus)
    }
}

/// The rounded sum, and what rounding took (D. E. Knuth, The Art of Computer Programming 2, 4.2.2, theorem B).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let other = sum - a;
    (sum, (a - (sum - other)) + (b - other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn infinity_stays_infinity() {
        assert_eq!(Exact::from_iter([f64::MAX, f64::MAX]).value(), f64::INFINITY);
        assert_eq!(Exact::from_iter([]).value(), 0.0);
    }

    proptest! {
        #[test]
        fn groups_add_up_to_the_whole(terms in prop::collection::vec(-1e9..1e9f64, 1..300), cuts in prop::collection::vec(0usize..300, 0..6)) {
            let whole = Exact::from_iter(terms.iter().copied());
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(terms.len())).collect();
            cuts.extend([0, terms.len()]);
            cuts.sort_unstable();
            let parts = cuts.windows(2).map(|pair| Exact::from_iter(terms[pair[0]..pair[1]].iter().copied()));
            let summed = parts.fold(Exact::default(), Exact::with);
            prop_assert_eq!(summed.value(), whole.value());
        }
    }
}
