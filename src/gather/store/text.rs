//! Fields of lines: escapes, numbers and times, read from bytes without making texts of them.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::model::observation::Group;

/// The text in one field.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', '\t', '\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let text = text.replace('\\', "\\\\").replace('\t', "\\t");
    Cow::Owned(text.replace('\n', "\\n").replace('\r', "\\r"))
}

/// What a field says; `None` where its escapes mean nothing.
pub fn unescaped(field: &str) -> Option<Cow<'_, str>> {
    if !field.contains('\\') {
        return Some(Cow::Borrowed(field));
    }
    let mut text = String::with_capacity(field.len());
    let mut letters = field.chars();
    while let Some(letter) = letters.next() {
        text.push(match letter {
            '\\' => match letters.next()? {
                '\\' => '\\',
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            other => other,
        });
    }
    Some(Cow::Owned(text))
}

/// The dimensions at the end of a line, each in a field of its own with a tab before it.
pub fn push_group(line: &mut String, group: &Group) {
    for value in group {
        line.push('\t');
        line.push_str(&escaped(value));
    }
}

/// The dimensions that stand in these bytes; `None` of bytes: there are none.
pub fn group(fields: Option<&[u8]>) -> Option<Group> {
    let Some(fields) = fields else { return Some(Group::new()) };
    let fields = std::str::from_utf8(fields).ok()?;
    fields.split('\t').map(|field| unescaped(field).map(|text| Box::from(text.as_ref()))).collect()
}

/// The shortest text that reads back as the same number; zero has no sign.
pub fn push_number(text: &mut String, number: f64) {
    use std::fmt::Write;
    let number = number + 0.0;
    let is_plain = number == 0.0 || (1e-7..1e17).contains(&number.abs());
    // Writing to a string cannot fail.
    let _ = if is_plain { write!(text, "{number}") } else { write!(text, "{number:e}") };
}

/// The number that bytes say; `None` of anything but a finite decimal.
pub fn number(bytes: &[u8]) -> Option<f64> {
    let is_decimal = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
    if bytes.len() <= 9 && !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit) {
        return Some(f64::from(bytes.iter().fold(0_u32, |n, byte| n * 10 + u32::from(byte - b'0'))));
    }
    let text = bytes.iter().all(is_decimal).then(|| std::str::from_utf8(bytes).ok()).flatten()?;
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The moment that bytes say, in UTC and in no other spelling than deming's own.
pub fn time(bytes: &[u8]) -> Option<Timestamp> {
    whole_second(bytes).or_else(|| {
        let text = std::str::from_utf8(bytes).ok().filter(|text| text.ends_with('Z'))?;
        let at: Timestamp = text.parse().ok()?;
        (at.to_string() == text).then_some(at)
    })
}

/// `2026-11-26T12:34:56Z`, by arithmetic: years of hundreds of thousands of lines are read at a time.
fn whole_second(bytes: &[u8]) -> Option<Timestamp> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, b'Z'] = bytes
    else {
        return None;
    };
    let two = |tens: &u8, ones: &u8| {
        (tens.is_ascii_digit() && ones.is_ascii_digit())
            .then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
    };
    let (century, year) = (two(y1, y2)?, two(y3, y4)?);
    let (year, month, day) = (century * 100 + year, two(m1, m2)?, two(d1, d2)?);
    let (hour, minute, second) = (two(h1, h2)?, two(n1, n2)?, two(s1, s2)?);
    let in_range = day >= 1 && day <= days_in(year, month)? && hour < 24 && minute < 60 && second < 60;
    let seconds = days_before(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    in_range.then(|| Timestamp::from_second(seconds).ok()).flatten()
}

fn days_in(year: i64, month: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if is_leap { 29 } else { 28 }),
        _ => None,
    }
}

/// Days from 1970-01-01 in the Gregorian calendar, by eras of 400 years that begin in March.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year * 365 + year / 4 - year / 100 + day_of_year - 719_468
}

/// The parts of a field list, at most `N` of them, the last with all that is left.
pub fn split<const N: usize>(line: &[u8]) -> [Option<&[u8]>; N] {
    let mut parts = [None; N];
    let mut rest = Some(line);
    for (place, part) in parts.iter_mut().enumerate() {
        let Some(bytes) = rest else { break };
        let tab = if place + 1 < N { memchr::memchr(b'\t', bytes) } else { None };
        (*part, rest) = match tab.and_then(|at| bytes.split_at_checked(at)) {
            Some((field, after)) => (Some(field), after.get(1..)),
            None => (Some(bytes), None),
        };
    }
    parts
}

/// The lines of a file, each with its number from 1. A last line that nothing ends has been cut, and is told by `false`.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8], bool)> {
    let mut rest = bytes;
    let mut number = 0_u32;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        number = number.saturating_add(1);
        let (line, is_whole, after) = match memchr::memchr(b'\n', rest) {
            Some(at) => (rest.get(..at)?, true, rest.get(at + 1..)?),
            None => (rest, false, &rest[..0]),
        };
        rest = after;
        Some((number, line, is_whole))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_decimals_are_numbers() {
        for bad in ["", "nan", "inf", "1e999", "0x1", " 1", "1_000", "--1", "1e"] {
            assert_eq!(number(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(number(b"1e300"), Some(1e300));
        assert_eq!(number(b"0123"), Some(123.0));
    }

    #[test]
    fn only_our_own_times_are_times() {
        for bad in [
            "2026-11-26",
            "2026-11-26T00:00:00+00:00",
            "2026-02-29T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01 00:00:00Z",
            "",
        ] {
            assert_eq!(time(bad.as_bytes()), None, "{bad}");
        }
        assert!(time(b"2026-11-26T00:00:00.25Z").is_some());
    }

    proptest! {
        #[test]
        fn numbers_read_back(bits in any::<u64>()) {
            let number_in = f64::from_bits(bits);
            prop_assume!(number_in.is_finite());
            let mut text = String::new();
            push_number(&mut text, number_in);
            prop_assert_eq!(number(text.as_bytes()), Some(number_in));
        }

        #[test]
        fn times_read_back(second in -62_135_596_800i64..253_402_300_799, nanosecond in prop_oneof![Just(0i32), 0i32..1_000_000_000]) {
            let at = Timestamp::new(second, nanosecond).expect("in range");
            prop_assert_eq!(time(at.to_string().as_bytes()), Some(at));
        }

        #[test]
        fn fields_read_back(values in prop::collection::vec("[a\\\\\t\n\r ä]{0,6}", 0..4)) {
            let values: Group = values.into_iter().map(Into::into).collect();
            let mut line = String::from("x");
            push_group(&mut line, &values);
            let [_, fields] = split::<2>(line.as_bytes());
            prop_assert_eq!(group(fields), Some(values));
        }
    }
}
