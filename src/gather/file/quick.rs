//! Plain rows the quick way: cells that stand in a block as they are, found by their delimiters and never copied.
//!
//! Whatever is not plain goes the careful way ([`delimited::rows`]): quotation marks, line ends of old spreadsheets, rows
//! that are too short or too long, bytes that are no text. From the first such row on, all of the block does, so that
//! there is one account of what such rows mean.

use memchr::memchr;

use super::delimited::{self, Fed, Layout};
use super::rows::{FileFault, Found, Row, Sink};

/// Hands the rows of a block to `sink`. `line`: that of its first byte.
pub fn rows(text: &[u8], line: u32, layout: &Layout, sink: &mut dyn Sink) -> Result<Fed, FileFault> {
    let nothing = Fed { any: false, open: None };
    let careful = |from: usize, line: u32, before: Fed, sink: &mut dyn Sink| {
        let rest = text.get(from..).unwrap_or_default();
        delimited::rows(rest, rest.len(), line, layout, before, sink)
    };
    if memchr(b'"', text).is_some() {
        return careful(0, line, nothing, sink);
    }
    let Ok(block) = std::str::from_utf8(text) else { return careful(0, line, nothing, sink) };
    let mut plain = Plain {
        text,
        layout,
        row: Row::within(block, layout.found.len()),
        wanted: wanted(layout),
        has_returns: memchr(b'\r', text).is_some(),
        delimiters: Vec::with_capacity(layout.width),
        start: 0,
        line,
    };
    let mut fed = nothing;
    for at in Ends::of(text, layout.delimiter).chain([text.len()]) {
        if text.get(at) == Some(&layout.delimiter) {
            plain.delimiters.push(at);
            continue;
        }
        match plain.fill(at) {
            Kind::Plain => {
                sink.row(&plain.row)?;
                fed.any = true;
            }
            Kind::Empty => {}
            Kind::Odd => return careful(plain.start, plain.line, fed, sink),
        }
        plain.next(at + 1);
    }
    Ok(fed)
}

/// The columns to fill, each its slot and its place in a row.
fn wanted(layout: &Layout) -> Vec<(usize, usize)> {
    let place = |(slot, found): (usize, &Found)| match found {
        Found::At(index) => Some((slot, *index)),
        Found::Nowhere | Found::Times(_) => None,
    };
    layout.found.iter().enumerate().filter_map(place).collect()
}

/// The row at hand.
struct Plain<'t, 'l> {
    text: &'t [u8],
    layout: &'l Layout,
    row: Row<'t>,
    wanted: Vec<(usize, usize)>,
    /// Whether there is a CR in the block at all.
    has_returns: bool,
    /// Where its delimiters stand.
    delimiters: Vec<usize>,
    start: usize,
    line: u32,
}

/// What a row turns out to be.
enum Kind {
    Plain,
    Empty,
    Odd,
}

impl Plain<'_, '_> {
    /// Puts the cells of the row that a line feed, or the end, at this byte ends into their slots.
    fn fill(&mut self, end: usize) -> Kind {
        let end = if self.has_returns { self.without_return(end) } else { Some(end) };
        let Some(end) = end else { return Kind::Odd };
        if end == self.start {
            return Kind::Empty;
        }
        if self.delimiters.len() + 1 != self.layout.width {
            return Kind::Odd;
        }
        // Every wanted cell is put anew.
        self.row.line = self.line;
        for (slot, index) in &self.wanted {
            let from = match index.checked_sub(1) {
                None => self.start,
                Some(before) => self.delimiters.get(before).map_or(end, |at| at + 1),
            };
            let to = self.delimiters.get(*index).copied().unwrap_or(end);
            self.row.put_span(*slot, from, to);
        }
        Kind::Plain
    }

    /// The end of the row without the CR before its line feed; `None` where there is another CR.
    fn without_return(&self, end: usize) -> Option<usize> {
        let row = self.text.get(self.start..end)?;
        match memchr(b'\r', row) {
            None => Some(end),
            Some(at) if at + 1 == row.len() => Some(end - 1),
            Some(_) => None,
        }
    }

    fn next(&mut self, start: usize) {
        self.delimiters.clear();
        self.start = start;
        self.line = self.line.saturating_add(1);
    }
}

/// Where delimiters and line feeds stand in a text. Eight bytes are looked at as one number, since cells are short: to
/// look for each end by itself would take longer than the way to it.
struct Ends<'t> {
    words: std::slice::ChunksExact<'t, u8>,
    rest: std::slice::Iter<'t, u8>,
    delimiter: u8,
    /// The high bits of those bytes of the word at hand that end a cell.
    found: u64,
    /// Where the word at hand stands, or the byte of the rest.
    at: usize,
}

/// One in each byte.
const ONES: u64 = 0x0101_0101_0101_0101;

impl<'t> Ends<'t> {
    fn of(text: &'t [u8], delimiter: u8) -> Self {
        let words = text.chunks_exact(8);
        let rest = words.remainder().iter();
        Self { words, rest, delimiter, found: 0, at: 0_usize.wrapping_sub(8) }
    }

    /// The high bit of each byte of a word that is this byte.
    fn equal(word: u64, byte: u8) -> u64 {
        let other = word ^ (ONES * u64::from(byte));
        // The low seven bits are carried into the eighth unless all are zero.
        let low = ONES * 0x7f;
        !(((other & low) + low) | other | low)
    }
}

impl Iterator for Ends<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            let Some(word) = self.words.next().and_then(|word| word.first_chunk::<8>()) else {
                // The rest begins after the last word.
                let bytes = self.rest.as_slice();
                let place = bytes.iter().position(|byte| *byte == self.delimiter || *byte == b'\n')?;
                let before = self.at.wrapping_add(8);
                self.rest = bytes.get(place + 1..).unwrap_or_default().iter();
                self.at = self.at.wrapping_add(place + 1);
                return Some(before + place);
            };
            let word = u64::from_le_bytes(*word);
            self.found = Self::equal(word, self.delimiter) | Self::equal(word, b'\n');
            self.at = self.at.wrapping_add(8);
        }
        let place = self.found.trailing_zeros() as usize / 8;
        self.found &= self.found - 1;
        Some(self.at.wrapping_add(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn all_ends_are_found(text in prop::collection::vec(prop_oneof![Just(b','), Just(b'\n'), any::<u8>()], 0..70)) {
            let expected = (0..text.len()).filter(|at| matches!(text[*at], b',' | b'\n'));
            prop_assert!(Ends::of(&text, b',').eq(expected));
        }
    }
}
