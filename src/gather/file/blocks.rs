//! A stream of delimited rows in blocks of whole rows.

use std::io::{self, Cursor, Read};

use memchr::{memchr, memchr_iter, memrchr};

use super::decode::fault_of;
use super::lines::LineCounter;
use super::rows::FileFault;

/// Bytes of a block: enough that handing it over does not matter, few enough to stay in a processor's own cache.
pub const BLOCK: usize = 1 << 19;

/// A run of whole rows.
#[derive(Debug)]
pub struct Block {
    bytes: Vec<u8>,
    from: usize,
    to: usize,
    /// The line of its first byte, counted from 1.
    pub line: u32,
}

impl Block {
    /// The rows.
    pub fn text(&self) -> &[u8] {
        self.bytes.get(self.from..self.to).unwrap_or_default()
    }

    /// The memory, for another block.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// What comes next.
#[derive(Debug)]
pub enum Next {
    /// Some rows.
    Block(Block),
    /// Something that does not come in rows of a usual length; [`Blocks::into_rest`] gives it.
    Rest,
    /// Nothing.
    End,
}

/// Cuts a stream where rows end.
#[derive(Debug)]
pub struct Blocks<R> {
    text: R,
    delimiter: u8,
    bytes: Vec<u8>,
    /// The part of `bytes` that has been read and not been given away.
    from: usize,
    to: usize,
    line: u32,
    ended: bool,
    failed: Option<io::Error>,
    /// The last byte given away that ends no line.
    last: u8,
}

impl<R: Read> Blocks<R> {
    /// Reads the first bytes. `size`: bytes of a block at most.
    pub fn new(text: R, delimiter: u8, size: usize) -> Self {
        let mut blocks = Self {
            text,
            delimiter,
            bytes: vec![0; size],
            from: 0,
            to: 0,
            line: 1,
            ended: false,
            failed: None,
            last: 0,
        };
        blocks.fill();
        blocks
    }

    /// Reads until the buffer is full.
    fn fill(&mut self) {
        while !self.ended && self.failed.is_none() {
            let Some(room) = self.bytes.get_mut(self.to..).filter(|room| !room.is_empty()) else { return };
            match self.text.read(room) {
                Ok(0) => self.ended = true,
                Ok(count) => self.to += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => self.failed = Some(error),
            }
        }
    }

    /// What has been read and not been given away.
    pub fn ahead(&self) -> &[u8] {
        self.bytes.get(self.from..self.to).unwrap_or_default()
    }

    /// Whether that is all there is.
    pub fn is_all(&self) -> bool {
        self.ended
    }

    /// Passes over so many bytes, which end with a row.
    pub fn pass(&mut self, count: usize) {
        let passed = self.ahead().get(..count).unwrap_or_default();
        let mut counter = LineCounter::at(self.line);
        passed.iter().for_each(|byte| counter.feed(*byte));
        let ended_by_two = passed.last() == Some(&b'\r') && self.ahead().get(count) == Some(&b'\n');
        (self.line, self.last) = (counter.line(), last_of(passed).unwrap_or(self.last));
        self.from += count + usize::from(ended_by_two);
    }

    /// Whether this byte is the last one given away that ends no line.
    pub fn end_in(&self, byte: u8) -> bool {
        self.last == byte
    }

    /// The next rows. `spare`: memory that is not needed any more.
    pub fn next(&mut self, spare: Option<Vec<u8>>) -> Result<Next, FileFault> {
        self.fill();
        let ahead = self.ahead();
        let end = if self.ended { Some(ahead.len()) } else { last_row_end(ahead, self.delimiter) };
        match end {
            Some(0) => Ok(Next::End),
            Some(end) => Ok(Next::Block(self.give(end, spare))),
            None => self.failed.take().map_or(Ok(Next::Rest), |error| Err(fault_of(&error))),
        }
    }

    fn give(&mut self, count: usize, spare: Option<Vec<u8>>) -> Block {
        let mut bytes = spare.unwrap_or_default();
        bytes.resize(self.bytes.len(), 0);
        let (from, to) = (self.from, self.from + count);
        let rest = self.bytes.get(to..self.to).unwrap_or_default();
        for (place, byte) in bytes.iter_mut().zip(rest) {
            *place = *byte;
        }
        self.to = rest.len();
        self.from = 0;
        let block = Block { bytes: std::mem::replace(&mut self.bytes, bytes), from, to, line: self.line };
        self.line = self.line.saturating_add(line_ends(block.text()));
        self.last = last_of(block.text()).unwrap_or(self.last);
        block
    }

    /// What has not been given away, and the line of its first byte.
    pub fn into_rest(self) -> (impl Read, u32) {
        let Self { text, mut bytes, from, to, line, failed, .. } = self;
        bytes.truncate(to);
        let mut read = Cursor::new(bytes);
        read.set_position(from as u64);
        (read.chain(Failing(failed)).chain(text), line)
    }
}

/// Fails once, where a stream has failed that was read ahead.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// The last byte that ends no line.
fn last_of(text: &[u8]) -> Option<u8> {
    text.iter().rev().find(|byte| !matches!(byte, b'\n' | b'\r')).copied()
}

/// How many lines end in a text, by LF, CR LF, or CR alone.
fn line_ends(text: &[u8]) -> u32 {
    let feeds = memchr_iter(b'\n', text).count();
    let alone = |at: &usize| text.get(at + 1) != Some(&b'\n');
    let returns = memchr_iter(b'\r', text).filter(alone).count();
    u32::try_from(feeds + returns).unwrap_or(u32::MAX)
}

/// Where the last row ends that a line feed ends, in a text that begins with a row. A line feed in a quoted cell ends
/// none; a cell is quoted when it begins with a quotation mark, until one that is not doubled.
fn last_row_end(text: &[u8], delimiter: u8) -> Option<usize> {
    let after = |from: usize| text.get(from..).unwrap_or_default();
    let begins_cell = |at: &usize| {
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        before.is_none_or(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'))
    };
    let (mut from, mut end) = (0, None);
    loop {
        let quote = memchr_iter(b'"', after(from)).map(|at| from + at).find(begins_cell);
        let plain = text.get(from..quote.unwrap_or(text.len())).unwrap_or_default();
        end = memrchr(b'\n', plain).map(|at| from + at + 1).or(end);
        let Some(quote) = quote else { return end };
        let Some(close) = closing_quote(text, quote + 1) else { return end };
        from = close + 1;
    }
}

/// The quotation mark that closes a cell whose content starts here; `None` where that cannot be told yet.
fn closing_quote(text: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let at = from + memchr(b'"', text.get(from..)?)?;
        if *text.get(at + 1)? != b'"' {
            return Some(at);
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_outside_quotes() {
        for (text, end) in [
            ("a,b\nc", Some(4)),
            ("a,b", None),
            ("a\nb\n", Some(4)),
            ("a,\"x\ny\"\nb", Some(8)),
            ("a,\"x\n", None),
            ("1\na,\"x\n", Some(2)),
            ("a,\"x\"\"\n\"\nb", Some(9)),
            ("a,\"x\n\"", None),
            ("5\" wide\nb", Some(8)),
            ("\"a\"b\"\nc", Some(6)),
            ("a,\"b\"\"\"\n", Some(8)),
        ] {
            assert_eq!(last_row_end(text.as_bytes(), b','), end, "{text:?}");
        }
    }

    #[test]
    fn blocks_together_are_the_stream() {
        let rows: String = (0..200_000).map(|n| format!("{n},some text\r\n")).collect();
        let mut blocks = Blocks::new(rows.as_bytes(), b',', BLOCK);
        let (mut together, mut lines, mut spare) = (Vec::new(), Vec::new(), None);
        while let Next::Block(block) = blocks.next(spare.take()).expect("memory") {
            lines.push((block.line, String::from_utf8_lossy(block.text()).lines().next().map(str::to_owned)));
            together.extend_from_slice(block.text());
            spare = Some(block.into_bytes());
        }
        assert!(together == rows.as_bytes());
        assert!(lines.len() > 3);
        for (line, first) in lines {
            assert_eq!(first, Some(format!("{},some text", line - 1)));
        }
        assert!(blocks.end_in(b't'));
    }

    #[test]
    fn a_row_without_end_is_the_rest() {
        let text = format!("a,b\n{}", "x".repeat(2 * BLOCK));
        let mut blocks = Blocks::new(text.as_bytes(), b',', BLOCK);
        assert!(matches!(blocks.next(None), Ok(Next::Block(block)) if block.text() == b"a,b\n"));
        assert!(matches!(blocks.next(None), Ok(Next::Rest)));
        let (mut rest, line) = blocks.into_rest();
        let mut left = String::new();
        rest.read_to_string(&mut left).expect("memory");
        assert_eq!((left.len(), line), (2 * BLOCK, 2));
    }
}
