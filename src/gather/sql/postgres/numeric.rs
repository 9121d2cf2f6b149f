//! `numeric`, as PostgreSQL sends it: groups of four decimal digits.

use std::fmt::Write;

/// The number that the bytes are; NaN and infinities as such; `None` where they are no `numeric`.
pub fn decode(bytes: &[u8]) -> Option<f64> {
    let mut words = bytes.chunks(2).map(|pair| Some(u16::from_be_bytes(pair.try_into().ok()?)));
    let mut word = || words.next().flatten();
    let (count, weight, sign, _scale) = (word()?, word()?, word()?, word()?);
    let sign = match sign {
        0x0000 => "",
        0x4000 => "-",
        0xC000 => return Some(f64::NAN),
        0xD000 => return Some(f64::INFINITY),
        0xF000 => return Some(f64::NEG_INFINITY),
        _ => return None,
    };
    let mut text = format!("{sign}0");
    for _ in 0..count {
        let digits = word().filter(|digits| *digits < 10_000)?;
        // Writing to a string cannot fail.
        _ = write!(text, "{digits:04}");
    }
    // The weight is that of the first group, so as many groups stand before the point, and one more.
    let weight = i32::from(weight as i16);
    let exponent = (weight + 1 - i32::from(count)) * 4;
    _ = write!(text, "e{exponent}");
    // Read as decimals are, so that it is the closest number there is.
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[u16]) -> Option<f64> {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        decode(&bytes)
    }

    #[test]
    fn numbers_of_every_size() {
        for (words, number) in [
            (&[0, 0, 0, 0][..], 0.0),
            (&[1, 0, 0, 0, 7], 7.0),
            (&[1, 0, 0x4000, 0, 7], -7.0),
            (&[2, 0, 0, 2, 12, 3400], 12.34),
            (&[1, 0xFFFF, 0, 1, 1000], 0.1),
            (&[1, 0xFFFE, 0, 8, 1], 1e-8),
            (&[1, 2, 0, 0, 5], 5e8),
            (&[3, 1, 0, 4, 1, 2345, 6789], 12345.6789),
        ] {
            assert_eq!(of(words), Some(number), "{words:?}");
        }
        assert!(of(&[0, 0, 0xC000, 0]).expect("a number").is_nan());
        assert_eq!(of(&[0, 0, 0xD000, 0]), Some(f64::INFINITY));
    }

    #[test]
    fn what_is_no_number() {
        for words in [&[][..], &[1, 0, 0, 0], &[1, 0, 1, 0, 7], &[1, 0, 0, 0, 10_000]] {
            assert_eq!(of(words), None, "{words:?}");
        }
        assert_eq!(decode(&[0]), None);
    }
}
