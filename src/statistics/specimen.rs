//! What tests of this folder share.
#![cfg(test)]

/// Reads a file of the shared data; a machine without them says so, and one that tests in earnest fails.
pub fn shared(path: &str) -> Option<String> {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    let text = std::fs::read_to_string(&file).ok();
    if text.is_none() {
        let in_earnest = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!in_earnest, "{} is missing", file.display());
        eprintln!("skipped: {} is not there", file.display());
    }
    text
}

/// Numbers by chance, the same ones each time (xorshift64*, G. Marsaglia 2003 and S. Vigna 2016).
pub struct Chance(u64);

impl Chance {
    /// From a seed.
    pub fn seeded(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Between 0 and 1, neither included.
    pub fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11;
        (bits as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// From the standard normal distribution (G. E. P. Box and M. E. Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let (radius, angle) = ((-2.0 * self.uniform().ln()).sqrt(), std::f64::consts::TAU * self.uniform());
        radius * angle.cos()
    }

    /// So many of them.
    pub fn normals(&mut self, n: usize) -> Vec<f64> {
        (0..n).map(|_| self.normal()).collect()
    }

    /// Each `like` times the one before it and chance, with a variance of one.
    pub fn autoregressive(&mut self, n: usize, like: f64) -> Vec<f64> {
        let mut last = self.normal();
        let mut next = || {
            last = like * last + (1.0 - like * like).sqrt() * self.normal();
            last
        };
        (0..n).map(|_| next()).collect()
    }

    /// From Student's distribution with so few degrees of freedom that outliers are common.
    pub fn students(&mut self, n: usize, degrees: u32) -> Vec<f64> {
        let mut next = || {
            let squares: f64 = (0..degrees).map(|_| self.normal().powi(2)).sum();
            self.normal() / (squares / f64::from(degrees)).sqrt()
        };
        (0..n).map(|_| next()).collect()
    }

    /// Counts of things that happen by chance, so many in the mean (D. E. Knuth, The Art of Computer Programming 2).
    pub fn counts(&mut self, n: usize, mean: f64) -> Vec<f64> {
        let mut next = || {
            let (limit, mut product, mut count) = ((-mean).exp(), self.uniform(), 0.0);
            while product > limit {
                product *= self.uniform();
                count += 1.0;
            }
            count
        };
        (0..n).map(|_| next()).collect()
    }
}
