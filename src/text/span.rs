//! Positions in a text, and the index that finds them.

use std::fmt;
use std::ops::Range;

/// A place between two characters of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1. LF, CRLF and a lone CR each end a line.
    pub line: u32,
    /// The column, from 1, in characters (Unicode scalar values). A tab is one column.
    pub column: u32,
    /// The offset in bytes from the start of the text, a byte order mark not counted.
    pub offset: usize,
}

impl Position {
    /// The first position of every text.
    pub const START: Position = Position { line: 1, column: 1, offset: 0 };
}

impl Default for Position {
    fn default() -> Self {
        Position::START
    }
}

/// `line:column`, as compilers write it.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A range of a text; `end` is the first position behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Where it begins.
    pub start: Position,
    /// Where it ends, exclusive.
    pub end: Position,
}

impl Span {
    /// A span without width.
    pub fn at(position: Position) -> Self {
        Span { start: position, end: position }
    }

    /// Whether it covers no character.
    pub fn is_empty(&self) -> bool {
        self.start.offset >= self.end.offset
    }

    /// The bytes it covers.
    pub fn bytes(&self) -> Range<usize> {
        self.start.offset..self.end.offset
    }
}

/// Where the lines of a text begin, to turn offsets into positions in logarithmic time.
#[derive(Debug)]
pub struct LineIndex {
    /// For each line, its first byte and its first character.
    starts: Vec<LineStart>,
    /// The byte offset of each character; `None` when every character is one byte.
    char_offsets: Option<Vec<usize>>,
    /// Length of the text in bytes.
    length: usize,
}

#[derive(Debug, Clone, Copy)]
struct LineStart {
    byte: usize,
    char: usize,
}

impl LineIndex {
    /// Indexes `text`, which has no byte order mark.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![LineStart { byte: 0, char: 0 }];
        let mut chars = text.char_indices().enumerate().peekable();
        while let Some((index, (byte, c))) = chars.next() {
            let crlf = c == '\r' && chars.peek().is_some_and(|(_, (_, next))| *next == '\n');
            if c == '\n' || (c == '\r' && !crlf) {
                starts.push(LineStart { byte: byte + 1, char: index + 1 });
            }
        }
        let char_offsets = (!text.is_ascii()).then(|| text.char_indices().map(|(byte, _)| byte).collect());
        LineIndex { starts, char_offsets, length: text.len() }
    }

    /// How many lines there are; a line break at the very end opens one more, empty line.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The bytes of line `number` (from 1), its line break included.
    pub fn line_bytes(&self, number: u32) -> Option<Range<usize>> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let start = self.starts.get(index)?.byte;
        let end = self.starts.get(index + 1).map_or(self.length, |next| next.byte);
        Some(start..end)
    }

    /// The position of the character with this index; behind the end it is the end.
    pub fn at_char(&self, index: usize) -> Position {
        let (char, offset) = match &self.char_offsets {
            None => (index.min(self.length), index.min(self.length)),
            Some(offsets) => match offsets.get(index) {
                Some(offset) => (index, *offset),
                None => (offsets.len(), self.length),
            },
        };
        let line = self.starts.partition_point(|start| start.char <= char).max(1);
        let first = self.starts.get(line - 1).map_or(0, |start| start.char);
        Position { line: count(line), column: count(char - first + 1), offset }
    }

    /// The position of a byte; inside a character it is that of the character, behind the end it is the end.
    pub fn at_offset(&self, offset: usize) -> Position {
        match &self.char_offsets {
            None => self.at_char(offset),
            Some(_) if offset >= self.length => self.at_char(usize::MAX),
            Some(offsets) => self.at_char(offsets.partition_point(|start| *start <= offset).max(1) - 1),
        }
    }
}

/// Lines and columns are shown to people and written to formats with 32 bits; more is never read (see `bounds`).
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_break_ends_one_line() {
        let index = LineIndex::new("a\nb\r\nc\rd\r\r\n");
        assert_eq!(index.lines(), 6);
        let starts: Vec<usize> = (1..=6).map(|n| index.line_bytes(n).unwrap().start).collect();
        assert_eq!(starts, [0, 2, 5, 7, 9, 11]);
        assert_eq!(index.line_bytes(7), None);
        assert_eq!(index.line_bytes(0), None);
    }

    #[test]
    fn columns_count_characters_and_offsets_bytes() {
        let index = LineIndex::new("\tä€😀x\nü");
        assert_eq!(index.at_offset(10), Position { line: 1, column: 5, offset: 10 });
        assert_eq!(index.at_char(4), Position { line: 1, column: 5, offset: 10 });
        assert_eq!(index.at_offset(12), Position { line: 2, column: 1, offset: 12 });
    }

    #[test]
    fn a_byte_inside_a_character_is_that_character() {
        let index = LineIndex::new("a€b");
        assert_eq!(index.at_offset(2), Position { line: 1, column: 2, offset: 1 });
    }

    #[test]
    fn behind_the_end_is_the_end() {
        for text in ["", "ab", "aé", "a\n"] {
            let index = LineIndex::new(text);
            assert_eq!(index.at_char(99).offset, text.len());
            assert_eq!(index.at_offset(99), index.at_char(99));
        }
    }
}
