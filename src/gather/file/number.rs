//! Numbers as people and their tools write them.

/// How numbers are written in a source.
#[derive(Debug, Clone, Copy)]
pub struct NumberFormat {
    decimal: char,
}

/// Longer texts are no numbers.
const MAX_LENGTH: usize = 64;

/// What may stand between groups of three digits beside the point or comma that is not the decimal one: blank,
/// no-break blanks, apostrophes.
const SEPARATORS: [char; 5] = [' ', '\u{a0}', '\u{202f}', '\'', '\u{2019}'];

impl NumberFormat {
    /// Numbers with this character before their decimals: a point or a comma.
    pub fn new(decimal: char) -> Self {
        Self { decimal }
    }

    /// The number that a text is. Thousands may be set apart, as the decimal character allows: `1,234.5`, `1.234,5`,
    /// `1 234`; but only where the groups are right, so that `12,5` is no number while the decimal character is a point.
    /// Words (`inf`, `nan`) and hexadecimal are no numbers.
    pub fn read(&self, text: &str) -> Option<f64> {
        let text = text.trim();
        if text.len() > MAX_LENGTH {
            return None;
        }
        let number = if self.decimal == '.' && text.bytes().all(is_plain) {
            text.parse().ok()
        } else {
            self.regular(text)?.parse().ok()
        };
        number.filter(|number: &f64| number.is_finite())
    }

    /// The fraction that a text with a percent sign is.
    pub fn read_percent(&self, text: &str) -> Option<f64> {
        self.read(text.trim().strip_suffix('%')?).map(|number| number / 100.0)
    }

    /// The text as Rust writes numbers.
    fn regular(&self, text: &str) -> Option<String> {
        let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, rest) = match digits.split_once(self.decimal) {
            Some((whole, fraction)) => (whole, format!(".{fraction}")),
            None => digits.find(['e', 'E']).map_or((digits, String::new()), |at| {
                let (whole, exponent) = digits.split_at(at);
                (whole, exponent.to_owned())
            }),
        };
        let whole = self.ungrouped(whole)?;
        // A second decimal character or a sign in the wrong place is left for the parser to refuse.
        rest.bytes().all(is_plain).then(|| format!("{}{whole}{rest}", if negative { "-" } else { "" }))
    }

    /// The digits without what sets thousands apart.
    fn ungrouped(&self, whole: &str) -> Option<String> {
        let other = if self.decimal == '.' { ',' } else { '.' };
        let separator = whole.chars().find(|c| *c == other || SEPARATORS.contains(c));
        let digits_only = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
        let Some(separator) = separator else {
            return digits_only(whole).then(|| whole.to_owned());
        };
        let mut groups = whole.split(separator);
        let first = groups.next().filter(|first| (1..=3).contains(&first.len()) && digits_only(first))?;
        let mut digits = first.to_owned();
        for group in groups {
            digits.push_str(Some(group).filter(|group| group.len() == 3 && digits_only(group))?);
        }
        Some(digits)
    }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_ways_of_writing() {
        let (point, comma) = (NumberFormat::new('.'), NumberFormat::new(','));
        for (text, value) in [
            ("12", 12.0),
            ("-12.5", -12.5),
            ("+.5", 0.5),
            ("1e3", 1000.0),
            ("1,234", 1234.0),
            ("1,234,567.25", 1_234_567.25),
            ("1 234", 1234.0),
            ("1\u{a0}234\u{202f}", 1234.0),
            ("\u{2212}3", -3.0),
            ("1'234.5", 1234.5),
        ] {
            assert_eq!(point.read(text), Some(value), "{text}");
        }
        for (text, value) in [("12,5", 12.5), ("1.234,5", 1234.5), ("-1.234", -1234.0), ("1,5e2", 150.0)] {
            assert_eq!(comma.read(text), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_number() {
        for text in [
            "",
            "-",
            ".",
            "e5",
            "1e",
            "inf",
            "NaN",
            "0x10",
            "12,5",
            "1,23",
            "1,2345",
            ",123",
            "1,234 567",
            "1.2.3",
            "1e999",
            "12 h",
            "--1",
            "1-",
            "５",
        ] {
            assert_eq!(NumberFormat::new('.').read(text), None, "{text}");
        }
        for text in ["1.5", "1,2,3", "1.23,4", "1,-5"] {
            assert_eq!(NumberFormat::new(',').read(text), None, "{text}");
        }
        assert_eq!(NumberFormat::new('.').read(&"1".repeat(100)), None);
    }

    #[test]
    fn shares_may_carry_their_sign() {
        assert_eq!(NumberFormat::new('.').read_percent("95 %"), Some(0.95));
        assert_eq!(NumberFormat::new(',').read_percent("99,5%"), Some(0.995));
        assert_eq!(NumberFormat::new('.').read_percent("95"), None);
    }

    proptest! {
        #[test]
        fn every_plain_number_is_read(value in -1e15f64..1e15) {
            let text = value.to_string();
            prop_assert_eq!(NumberFormat::new('.').read(&text), Some(value));
            prop_assert_eq!(NumberFormat::new(',').read(&text.replace('.', ",")), Some(value));
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = NumberFormat::new('.').read(&text);
            let _ = NumberFormat::new(',').read_percent(&text);
        }
    }
}
