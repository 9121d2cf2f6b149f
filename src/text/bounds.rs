//! Which bytes may reach a YAML reader at all.
//!
//! Declarations come from pull requests and may be hostile. The readers behind are careful about aliases and
//! depth of values, but their scanners do not bound the work they do before that. So this is asked first; it takes
//! one pass over the bytes.

use std::fmt;

use super::span::{LineIndex, Position};

/// The largest file read, in bytes (1 MiB). The largest hand-written declaration files seen hold some tens of
/// kilobytes; data belongs into data files, which have no such limit.
pub const MAX_BYTES: usize = 1 << 20;

/// How many brackets may be open at once. Values may nest 128 deep; the rest is room for brackets in prose and
/// patterns, which are counted too. libyaml looks at every open bracket for every token, so ten megabytes of `[`
/// would keep it busy for hours.
pub const MAX_OPEN_BRACKETS: usize = 500;

/// How many lines may begin with `%`, as directives do. libyaml compares each `%TAG` with all before it.
/// Declarations need none.
pub const MAX_DIRECTIVES: usize = 64;

/// Why bytes are not read. Its text says what, where and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// More than [`MAX_BYTES`].
    TooLarge {
        /// Size of the file in bytes.
        size: usize,
    },
    /// Starts with a byte order mark of UTF-16.
    Utf16,
    /// Is not UTF-8.
    NotUtf8 {
        /// The position of the first bad byte.
        position: Position,
        /// The byte.
        byte: u8,
    },
    /// Holds a character that YAML forbids, or that only some readers take for the end of a line.
    Character {
        /// The first of them.
        character: char,
        /// Its position.
        position: Position,
    },
    /// More than [`MAX_OPEN_BRACKETS`].
    TooManyBrackets {
        /// The position of the bracket that is one too many.
        position: Position,
    },
    /// More than [`MAX_DIRECTIVES`].
    TooManyDirectives {
        /// The position of the line that is one too many.
        position: Position,
    },
}

impl Refusal {
    /// Where it is; the start of the file if the file as a whole is refused.
    pub fn position(&self) -> Position {
        match self {
            Refusal::TooLarge { .. } | Refusal::Utf16 => Position::START,
            Refusal::NotUtf8 { position, .. }
            | Refusal::Character { position, .. }
            | Refusal::TooManyBrackets { position }
            | Refusal::TooManyDirectives { position } => *position,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::TooLarge { size } => write!(
                f,
                "the file has {size} bytes, at most {MAX_BYTES} are read as YAML; split it, or keep data in data files"
            ),
            Refusal::Utf16 => f.write_str("the file is UTF-16; save it as UTF-8"),
            Refusal::NotUtf8 { position, byte } => write!(
                f,
                "line {}, column {} is not UTF-8: byte 0x{byte:02x} at offset {}; save the file as UTF-8",
                position.line, position.column, position.offset
            ),
            Refusal::Character { character, position } => write!(
                f,
                "line {}, column {} holds the character U+{:04X}, which YAML does not read reliably; remove it, \
                 or write it as \"\\u{:04X}\" in double quotes",
                position.line, position.column, *character as u32, *character as u32
            ),
            Refusal::TooManyBrackets { position } => write!(
                f,
                "line {}, column {} opens the {}th bracket while none of the others is closed; close them, or \
                 write the values as indented lines",
                position.line,
                position.column,
                MAX_OPEN_BRACKETS + 1
            ),
            Refusal::TooManyDirectives { position } => write!(
                f,
                "line {} is the {}th that begins with '%'; declarations need no YAML directives, remove them",
                position.line,
                MAX_DIRECTIVES + 1
            ),
        }
    }
}

impl std::error::Error for Refusal {}

/// The bytes as text without a byte order mark, if they may be read. Offsets count from behind the mark.
pub fn check(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.len() > MAX_BYTES {
        return Err(Refusal::TooLarge { size: bytes.len() });
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Refusal::Utf16);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = decode(bytes)?;
    if let Some((offset, character)) = text.char_indices().find(|(_, c)| is_refused(*c)) {
        return Err(Refusal::Character { character, position: LineIndex::new(text).at_offset(offset) });
    }
    check_brackets(text)?;
    check_directives(text)?;
    Ok(text)
}

fn decode(bytes: &[u8]) -> Result<&str, Refusal> {
    std::str::from_utf8(bytes).map_err(|error| {
        let (good, bad) = bytes.split_at(error.valid_up_to());
        let good = String::from_utf8_lossy(good);
        let position = LineIndex::new(&good).at_offset(good.len());
        Refusal::NotUtf8 { position, byte: bad.first().copied().unwrap_or_default() }
    })
}

/// Not printable by the YAML 1.2 specification (section 5.1), a second byte order mark, or a line break in YAML
/// 1.1 only, where one reader would see one line and the other two.
fn is_refused(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Counts every bracket, also those in strings and comments: too careful, but nothing can hide from it.
fn check_brackets(text: &str) -> Result<(), Refusal> {
    let mut open = 0_usize;
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > MAX_OPEN_BRACKETS {
            return Err(Refusal::TooManyBrackets { position: LineIndex::new(text).at_offset(offset) });
        }
    }
    Ok(())
}

fn check_directives(text: &str) -> Result<(), Refusal> {
    let lines = text.split(['\n', '\r']);
    match lines.filter(|line| line.starts_with('%')).nth(MAX_DIRECTIVES) {
        None => Ok(()),
        Some(line) => {
            let offset = line.as_ptr() as usize - text.as_ptr() as usize;
            Err(Refusal::TooManyDirectives { position: LineIndex::new(text).at_offset(offset) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(line: u32, column: u32, offset: usize) -> Position {
        Position { line, column, offset }
    }

    #[test]
    fn ordinary_text_passes_and_one_byte_order_mark_is_taken_off() {
        assert_eq!(check("a: ü\r\n\tb".as_bytes()), Ok("a: ü\r\n\tb"));
        assert_eq!(check(b"\xef\xbb\xbfa: 1"), Ok("a: 1"));
        assert_eq!(check(b""), Ok(""));
        let second = check("\u{feff}\u{feff}a".as_bytes());
        assert_eq!(second, Err(Refusal::Character { character: '\u{feff}', position: Position::START }));
    }

    #[test]
    fn size_is_bounded_to_the_byte() {
        assert!(check(&vec![b'a'; MAX_BYTES]).is_ok());
        assert_eq!(check(&vec![b'a'; MAX_BYTES + 1]), Err(Refusal::TooLarge { size: MAX_BYTES + 1 }));
    }

    #[test]
    fn the_first_bad_byte_is_named() {
        let refusal = check(b"a: 1\nb: \xc3\xa4\xe4\n").unwrap_err();
        assert_eq!(refusal, Refusal::NotUtf8 { position: position(2, 5, 10), byte: 0xe4 });
        assert_eq!(
            refusal.to_string(),
            "line 2, column 5 is not UTF-8: byte 0xe4 at offset 10; save the file as UTF-8"
        );
        assert_eq!(check(b"\xff\xfea\0"), Err(Refusal::Utf16));
    }

    #[test]
    fn characters_yaml_cannot_hold_are_named() {
        for character in ['\0', '\u{1b}', '\u{7f}', '\u{85}', '\u{2028}', '\u{ffff}'] {
            let refusal = check(format!("a:\n- x{character}").as_bytes()).unwrap_err();
            assert_eq!(refusal, Refusal::Character { character, position: position(2, 4, 6) });
        }
    }

    #[test]
    fn brackets_are_counted_while_open() {
        assert!(check("[]{}".repeat(10_000).as_bytes()).is_ok());
        assert!(check("[{".repeat(MAX_OPEN_BRACKETS / 2).as_bytes()).is_ok());
        let refusal = check("[".repeat(MAX_BYTES).as_bytes()).unwrap_err();
        assert_eq!(refusal.position(), position(1, 501, 500));
        assert_eq!(check(&[b'['; 10_000_000]), Err(Refusal::TooLarge { size: 10_000_000 }));
    }

    #[test]
    fn directives_are_counted() {
        assert!(check("%TAG ! x\n".repeat(MAX_DIRECTIVES).as_bytes()).is_ok());
        let refusal = check("%TAG ! x\n".repeat(MAX_DIRECTIVES + 1).as_bytes()).unwrap_err();
        assert_eq!(refusal, Refusal::TooManyDirectives { position: position(65, 1, 576) });
    }
}
