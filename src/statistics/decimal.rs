//! Measured numbers as the decimals that they were written as. A table says `10000000.1`, and the nearest binary
//! fraction is a hair off; what varies in the tenth digit is then off in its eighth. The shortest decimal that reads
//! back as the same number is the one that was written, and whole numbers of its last digit add up without any error.

/// Bits that products of sums may take.
const BITS: u32 = 124;

/// Values as whole multiples of a power of ten, less the first of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Decimals {
    /// How many steps each value is above the first.
    pub steps: Vec<i128>,
    /// What a step is worth.
    pub step: f64,
}

/// The values as decimals; `None` where they have too many digits, or too different ones, for products of their sums to
/// be exact.
pub fn decimals(values: &[f64]) -> Option<Decimals> {
    let written: Vec<(i128, i32)> = values.iter().map(|value| written(*value)).collect::<Option<_>>()?;
    let scale = written.iter().map(|(_, exponent)| *exponent).min()?;
    let whole = |(digits, exponent): &(i128, i32)| {
        let zeros = u32::try_from(exponent - scale).ok().filter(|zeros| *zeros <= 18)?;
        digits.checked_mul(10_i128.checked_pow(zeros)?)
    };
    let wholes: Vec<i128> = written.iter().map(whole).collect::<Option<_>>()?;
    let first = *wholes.first()?;
    let steps: Vec<i128> = wholes.iter().map(|whole| whole - first).collect();
    let widest = steps.iter().map(|step| 128 - step.unsigned_abs().leading_zeros()).max()?;
    let count = usize::BITS - values.len().leading_zeros();
    // n² × n × the square of a step.
    (3 * count + 2 * widest <= BITS)
        .then(|| Decimals { steps, step: format!("1e{scale}").parse().unwrap_or(0.0) })
}

/// The digits and the power of ten of a number's shortest decimal.
fn written(value: f64) -> Option<(i128, i32)> {
    if value == 0.0 {
        return Some((0, 0));
    }
    let text = value.is_finite().then(|| format!("{value:e}"))?;
    let (number, exponent) = text.split_once('e')?;
    let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let digits: i128 = number.replace('.', "").parse().ok()?;
    let exponent: i32 = exponent.parse().ok()?;
    Some((digits, exponent - i32::try_from(decimals).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_was_written() {
        let found = decimals(&[10_000_000.1, 10_000_000.3, -2.0, 0.0]).expect("decimals");
        assert_eq!(found.steps, [0, 2, -100_000_021, -100_000_001]);
        assert_eq!(found.step, 0.1);
        assert_eq!(decimals(&[3.0, 1200.0]).map(|found| found.steps), Some(vec![0, 1197]));
    }

    #[test]
    fn what_does_not_fit_is_left_to_floating_point() {
        assert_eq!(decimals(&[]), None);
        assert_eq!(decimals(&[1e300, 1e-300]), None);
        assert_eq!(decimals(&[f64::NAN]), None);
        assert_eq!(
            decimals(&[std::f64::consts::PI, 1e6 * std::f64::consts::E, 1e-9 * std::f64::consts::SQRT_2]),
            None
        );
    }
}
