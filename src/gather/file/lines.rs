//! Which line a row starts on, and a stop for rows that do not end.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{self, Read};
use std::rc::Rc;

/// The longest row that is read, cells and all: far above any row that people write, and small enough that an open
/// quotation mark does not swallow a file into memory. It bounds the number of cells, too.
pub const MAX_ROW: u64 = 1 << 20;

/// Counts lines by their ends: LF, CR LF, and CR alone as old spreadsheets write it.
#[derive(Debug, Clone, Copy)]
pub struct LineCounter {
    line: u32,
    after_return: bool,
}

impl Default for LineCounter {
    fn default() -> Self {
        Self { line: 1, after_return: false }
    }
}

impl LineCounter {
    /// Counts from a line that begins with the next byte.
    pub fn at(line: u32) -> Self {
        Self { line, after_return: false }
    }

    /// The line that the next byte stands on, counted from 1.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// Takes the next byte.
    pub fn feed(&mut self, byte: u8) {
        let ends_line = byte == b'\r' || (byte == b'\n' && !self.after_return);
        self.line = self.line.saturating_add(u32::from(ends_line));
        self.after_return = byte == b'\r';
    }
}

/// Travels inside an [`io::Error`] when a row passes [`MAX_ROW`].
#[derive(Debug, thiserror::Error)]
#[error("a row longer than 1 MiB")]
pub struct RowTooLong;

impl RowTooLong {
    /// Whether this is why a read failed.
    pub fn is(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| inner.is::<Self>())
    }
}

/// Where the lines start that a reader has taken in ahead of its rows.
#[derive(Debug, Default)]
struct Ahead {
    counter: LineCounter,
    offset: u64,
    inside_line: bool,
    /// The last byte that ends no line.
    last: u8,
    starts: VecDeque<(u64, u32)>,
}

impl Ahead {
    fn feed(&mut self, byte: u8) {
        let ends_line = matches!(byte, b'\n' | b'\r');
        if !ends_line && !self.inside_line {
            self.starts.push_back((self.offset, self.counter.line()));
        }
        self.inside_line = !ends_line;
        self.last = if ends_line { self.last } else { byte };
        self.counter.feed(byte);
        self.offset += 1;
    }
}

/// The lines of a stream that is read in blocks, shared between the stream and the reader of its rows.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    ahead: Rc<RefCell<Ahead>>,
    row_start: Rc<Cell<u64>>,
}

impl Lines {
    /// The lines of a stream that begins at the start of this one.
    pub fn starting_at(line: u32) -> Self {
        let ahead = Ahead { counter: LineCounter::at(line), ..Ahead::default() };
        Self { ahead: Rc::new(RefCell::new(ahead)), row_start: Rc::default() }
    }

    /// The line of the first text at or after a byte offset; empty lines before a row are not its own.
    /// Offsets must not go back.
    pub fn line_at(&self, offset: u64) -> u32 {
        let mut ahead = self.ahead.borrow_mut();
        while ahead.starts.front().is_some_and(|(start, _)| *start < offset) {
            ahead.starts.pop_front();
        }
        ahead.starts.front().map_or_else(|| ahead.counter.line(), |(_, line)| *line)
    }

    /// Whether this byte is the last one read that ends no line.
    pub fn end_in(&self, byte: u8) -> bool {
        self.ahead.borrow().last == byte
    }

    /// Says that a row ended and the next one starts at this offset.
    pub fn row_starts_at(&self, offset: u64) {
        self.row_start.set(offset);
    }
}

/// A stream whose lines are watched.
pub struct Watched<R> {
    inner: R,
    lines: Lines,
}

impl<R: Read> Watched<R> {
    /// Watches a stream.
    pub fn new(inner: R, lines: Lines) -> Self {
        Self { inner, lines }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut ahead = self.lines.ahead.borrow_mut();
        if ahead.offset.saturating_sub(self.lines.row_start.get()) > MAX_ROW {
            return Err(io::Error::other(RowTooLong));
        }
        let count = self.inner.read(buffer)?;
        for byte in buffer.iter().take(count) {
            ahead.feed(*byte);
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ends_of_line_are_one_each() {
        for (text, lines) in [("a\nb\nc", 3), ("a\r\nb\r\nc", 3), ("a\rb\rc", 3), ("\n\r\n\r", 4), ("", 1)] {
            let mut counter = LineCounter::default();
            text.bytes().for_each(|byte| counter.feed(byte));
            assert_eq!(counter.line(), lines, "{text:?}");
        }
    }

    #[test]
    fn a_row_starts_on_its_first_text() {
        let lines = Lines::default();
        let mut stream = Watched::new("h\n\n\na\r\nb".as_bytes(), lines.clone());
        io::copy(&mut stream, &mut io::sink()).expect("memory");
        assert_eq!((lines.line_at(0), lines.line_at(2), lines.line_at(6)), (1, 4, 5));
    }

    #[test]
    fn a_row_has_an_end() {
        let mut stream = Watched::new(io::repeat(b'x'), Lines::default());
        let error = io::copy(&mut stream, &mut io::sink()).expect_err("endless");
        assert!(RowTooLong::is(&error));
    }
}
