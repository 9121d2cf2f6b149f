//! Patterns of `strptime` that are made of plain numbers, read without going through the pattern for each cell.

use jiff::civil::{Date, DateTime, Time};

/// A pattern of year, month, day and maybe a time of day, each once, with other characters between them.
#[derive(Debug, Clone, PartialEq)]
pub struct PlainPattern {
    pieces: Vec<Piece>,
    /// Whether it has a time of day.
    pub has_time: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece {
    /// The number that this conversion stands for.
    Number(u8),
    /// This character.
    Is(u8),
}

impl PlainPattern {
    /// `None` for a pattern that asks for more.
    pub fn of(pattern: &str) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut bytes = pattern.bytes();
        while let Some(byte) = bytes.next() {
            let piece = match byte {
                b'%' => Piece::Number(bytes.next().filter(|kind| b"YmdHMS".contains(kind))?),
                b'/' | b'-' | b'.' | b':' | b' ' | b',' | b'T' => Piece::Is(byte),
                _ => return None,
            };
            pieces.push(piece);
        }
        let count = |kind: u8| pieces.iter().filter(|piece| **piece == Piece::Number(kind)).count();
        let has_date = b"Ymd".iter().all(|kind| count(*kind) == 1);
        let [hours, minutes, seconds] = [b'H', b'M', b'S'].map(count);
        let is_time = matches!((hours, minutes, seconds), (0, 0, 0) | (1, 1, 0 | 1));
        // Numbers without anything between them share their digits in ways that are not plain.
        let apart = pieces.windows(2).all(|pair| !matches!(pair, [Piece::Number(_), Piece::Number(_)]));
        let blanks = pieces.windows(2).any(|pair| matches!(pair, [Piece::Is(b' '), Piece::Is(b' ')]));
        (has_date && is_time && apart && !blanks).then_some(Self { pieces, has_time: hours > 0 })
    }

    /// The time of a text that is written just so; `None` for any other, which may still be one.
    pub fn read(&self, text: &str) -> Option<DateTime> {
        let mut rest = text.as_bytes();
        let [mut year, mut month, mut day, mut hour, mut minute, mut second] = [0_i16; 6];
        for piece in &self.pieces {
            match piece {
                Piece::Is(byte) => rest = rest.strip_prefix(&[*byte])?,
                Piece::Number(kind) => {
                    let most = if *kind == b'Y' { 4 } else { 2 };
                    let length = rest.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
                    let (digits, after) = rest.split_at_checked(length)?;
                    if digits.is_empty() || (*kind == b'Y' && length < 4) {
                        return None;
                    }
                    let number =
                        digits.iter().fold(0_i16, |number, digit| number * 10 + i16::from(digit - b'0'));
                    match kind {
                        b'Y' => year = number,
                        b'm' => month = number,
                        b'd' => day = number,
                        b'H' => hour = number,
                        b'M' => minute = number,
                        _ => second = number,
                    }
                    rest = after;
                }
            }
        }
        if !rest.is_empty() {
            return None;
        }
        let part = |number: i16| i8::try_from(number).ok();
        let date = Date::new(year, part(month)?, part(day)?).ok()?;
        let time = Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()?;
        Some(date.to_datetime(time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::fmt::strtime::BrokenDownTime;
    use proptest::prelude::*;

    const PATTERNS: [&str; 6] = [
        "%d/%m/%Y %H:%M",
        "%Y-%m-%d",
        "%d.%m.%Y",
        "%m/%d/%Y %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S",
        "%Y/%m/%d, %H.%M",
    ];

    #[test]
    fn patterns_that_ask_for_more_are_not_plain() {
        for pattern in PATTERNS {
            assert!(PlainPattern::of(pattern).is_some(), "{pattern}");
        }
        for pattern in
            ["%Y-%m", "%Y%m%d", "%d %b %Y", "%Y-%m-%d %H", "%Y-%m-%d %z", "%F", "%Y-%m-%d  %H:%M", "%"]
        {
            assert_eq!(PlainPattern::of(pattern), None, "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_the_pattern_says(
            pattern in prop::sample::select(PATTERNS.to_vec()),
            numbers in (0..5000i32, 0..14i32, 0..33i32, 0..26i32, 0..62i32, 0..62i32),
            wide in any::<bool>(), slip in prop::option::of((any::<prop::sample::Index>(), "[0-9 /:.-]")),
        ) {
            let (year, month, day, hour, minute, second) = numbers;
            let short = |number: i32| if wide { format!("{number:02}") } else { number.to_string() };
            let mut text = pattern.replace("%Y", &year.to_string());
            for (kind, number) in [("%m", month), ("%d", day), ("%H", hour), ("%M", minute), ("%S", second)] {
                text = text.replace(kind, &short(number));
            }
            if let Some((at, other)) = slip {
                let at = at.index(text.len());
                text.replace_range(at..=at, &other);
            }
            let plain = PlainPattern::of(pattern).expect("plain");
            if let Some(read) = plain.read(&text) {
                let parts = BrokenDownTime::parse(pattern, &text).expect(&text);
                prop_assert_eq!(read, parts.to_datetime().expect("a time"));
                prop_assert_eq!(plain.has_time, parts.hour().is_some());
            }
        }
    }

    #[test]
    fn usual_texts_are_plain() {
        let plain = PlainPattern::of("%d/%m/%Y %H:%M").expect("plain");
        for text in ["29/2/2016 01:16", "05/03/2016 9:05"] {
            assert!(plain.read(text).is_some(), "{text}");
        }
    }
}
