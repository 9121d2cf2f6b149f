//! Plain rows the quick way: cells that stand in a block as they are, found by their delimiters and never copied.
//!
//! Whatever is not plain goes the careful way ([`delimited::rows`]): quotation marks, line ends of old spreadsheets, rows
//! that are too short or too long, bytes that are no text. From the first such row on, all of the block does, so that
//! there is one account of what such rows mean.

use memchr::{memchr, memchr2_iter};

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
    for at in memchr2_iter(layout.delimiter, b'\n', text).chain([text.len()]) {
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
        self.row.start(self.line);
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
