//! Random numbers that are the same everywhere.

/// SplitMix64: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014. The
/// constants are those of Sebastiano Vigna's public-domain `splitmix64.c`.
pub struct Random {
    state: u64,
}

impl Random {
    /// A stream of its own for each `seed`.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number from 0 up to, not including, `bound`.
    pub fn below(&mut self, bound: i64) -> i64 {
        let bound = u128::from(bound.unsigned_abs());
        // The upper half of a 128-bit product: a value below the bound, without the bias of a remainder.
        i64::try_from((u128::from(self.next()) * bound) >> 64).unwrap_or(0)
    }

    /// True in `per_mille` of a thousand cases.
    pub fn chance(&mut self, per_mille: i64) -> bool {
        self.below(1000) < per_mille
    }

    /// About normally distributed around 0: the sum of four uniform numbers, within plus or minus `reach`.
    pub fn around_zero(&mut self, reach: i64) -> i64 {
        let sum: i64 = (0..4).map(|_| self.below(2 * reach + 1) - reach).sum();
        sum / 4
    }

    /// One of `choices`, each as likely as its weight says.
    pub fn pick<T: Copy>(&mut self, choices: &[(i64, T)]) -> Option<T> {
        let mut ticket = self.below(choices.iter().map(|(weight, _)| weight).sum());
        choices.iter().find_map(|&(weight, choice)| {
            ticket -= weight;
            (ticket < 0).then_some(choice)
        })
    }

    /// A value of the distribution whose quantiles are `(per mille, value)`, straight lines between them.
    pub fn quantile(&mut self, quantiles: &[(i64, i64)]) -> i64 {
        let at = self.below(1000);
        let between = quantiles.windows(2).find_map(|pair| match *pair {
            [(from, low), (to, high)] if at < to => Some(low + (high - low) * (at - from) / (to - from)),
            _ => None,
        });
        between.unwrap_or(0)
    }
}
