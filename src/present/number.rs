//! Numbers as output carries them: without the noise of binary fractions.

use serde::{Serialize, Serializer};

/// The significant digits that output keeps. Sums of some million observations are right to about this many, and
/// none of the tails of binary fractions (`0.1 + 0.2`) is that large.
const DIGITS: usize = 12;

/// A measured number. Written with a decimal point; `null` where it is not finite.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Real(pub f64);

/// A counted number, of things or of what a ratio counts. Whole ones are written without a decimal point.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Amount(pub f64);

impl Serialize for Real {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(rounded(self.0))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = rounded(self.0);
        // Below 2⁵³ every whole number is itself.
        if value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0 {
            return serializer.serialize_i64(value as i64);
        }
        serializer.serialize_f64(value)
    }
}

/// The nearest number with twelve significant digits; never a negative zero.
fn rounded(value: f64) -> f64 {
    let text = format!("{value:.*e}", DIGITS - 1);
    text.parse::<f64>().unwrap_or(value) + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(value: impl Serialize) -> String {
        serde_json::to_string(&value).expect("a number")
    }

    #[test]
    fn binary_tails_do_not_show() {
        assert_eq!(json(Real(0.1 + 0.2)), "0.3");
        assert_eq!(json(Real(0.7751731486)), "0.7751731486");
        assert_eq!(json(Real(1.0)), "1.0");
        assert_eq!(json(Real(-0.0)), "0.0");
        assert_eq!(json(Real(f64::NAN)), "null");
        assert_eq!(json(Real(f64::INFINITY)), "null");
    }

    #[test]
    fn whole_amounts_have_no_decimal_point() {
        assert_eq!(json(Amount(5820.0)), "5820");
        assert_eq!(json(Amount(375.40000000000003)), "375.4");
        assert_eq!(json(Amount(1e300)), "1e+300");
        assert_eq!(json(Amount(f64::NAN)), "null");
    }
}
