//! Numbers as people write them: what binary fractions leave in the last bits is no part of a declared number.

/// Digits that are meant; doubles hold some fifteen.
const SIGNIFICANT: usize = 12;

/// A number with twelve significant digits at most, without an exponent: `1.0 - 0.999` is `0.001`.
pub fn decimal(number: f64) -> String {
    let rounded = format!("{number:.*e}", SIGNIFICANT - 1).parse().unwrap_or(number);
    let text = format!("{rounded}");
    if text == "-0" { "0".into() } else { text }
}

/// What a share leaves of the whole, to twelve decimals: plain subtraction leaves noise in the digits of small rests.
pub fn rest(share: f64) -> f64 {
    let rest = 1.0 - share;
    format!("{rest:.12}").parse().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_left_out() {
        let numbers = [99.9 / 100.0, 0.02 * 30.0 * 24.0, 0.1 + 0.2, 1e-9, 30.436875];
        assert_eq!(numbers.map(decimal), ["0.999", "14.4", "0.3", "0.000000001", "30.436875"]);
        assert_eq!(decimal(-0.0), "0");
    }

    #[test]
    fn a_rest_is_as_exact_as_its_share() {
        let rests = [0.999, 99.9 / 100.0, 0.95, 0.99999, 0.999999999].map(rest);
        assert_eq!(rests, [0.001, 0.001, 0.05, 0.00001, 1e-9]);
        assert_eq!(rests.map(decimal), ["0.001", "0.001", "0.05", "0.00001", "0.000000001"]);
    }
}
