//! Rows as every file format gives them: the wanted cells of one row, and what can be wrong with rows and files.

use std::fmt::{self, Write};

/// The index of a wanted column in every [`Row`] of a reading.
pub type Slot = usize;

/// The columns that the metrics of one reading ask for, each once.
#[derive(Debug, Default)]
pub struct Columns(Vec<String>);

impl Columns {
    /// The slot of a column, made when it is asked for the first time.
    pub fn slot(&mut self, name: &str) -> Slot {
        self.0.iter().position(|known| known == name).unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len() - 1
        })
    }

    /// The name of a slot.
    pub fn name(&self, slot: Slot) -> &str {
        self.0.get(slot).map_or("", String::as_str)
    }

    /// All names, by slot.
    pub fn names(&self) -> &[String] {
        &self.0
    }
}

/// The wanted cells of one row. One buffer serves all rows of a file, so that reading a row allocates nothing; a row that
/// stands as it is in a block of text is not even copied.
#[derive(Debug)]
pub struct Row<'t> {
    /// The line it starts on, counted from 1.
    pub line: u32,
    text: Text<'t>,
    cells: Vec<Span>,
    parts: Vec<(usize, usize)>,
}

/// What the spans of a row are spans of.
#[derive(Debug)]
enum Text<'t> {
    Own(String),
    Block(&'t str),
}

#[derive(Debug, Clone, Copy)]
enum Span {
    Absent,
    Text(usize, usize),
    List(usize, usize),
    Nested,
}

/// What stands in a cell. Blanks around a value are no part of it.
#[derive(Debug, Clone, Copy)]
pub enum Cell<'a> {
    /// Nothing: an empty cell, a JSON null, a key that is not there.
    Absent,
    /// A text, or a number or truth value as text.
    Text(&'a str),
    /// A JSON list of such values.
    List(Items<'a>),
    /// A JSON object.
    Nested,
}

/// The elements of a list.
#[derive(Debug, Clone, Copy)]
pub struct Items<'a> {
    text: &'a str,
    parts: &'a [(usize, usize)],
}

impl<'a> Items<'a> {
    /// The elements in order.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        self.parts.iter().map(move |(from, to)| self.text.get(*from..*to).unwrap_or_default())
    }
}

impl<'t> Row<'t> {
    /// An empty row of so many slots.
    pub fn new(width: usize) -> Self {
        Self::of(Text::Own(String::new()), width)
    }

    /// An empty row of so many slots, for rows that stand in a block of text.
    pub fn within(block: &'t str, width: usize) -> Self {
        Self::of(Text::Block(block), width)
    }

    fn of(text: Text<'t>, width: usize) -> Self {
        Self { line: 0, text, cells: vec![Span::Absent; width], parts: Vec::new() }
    }

    /// Makes room for the row that starts on `line`.
    pub fn start(&mut self, line: u32) {
        self.line = line;
        if let Text::Own(text) = &mut self.text {
            text.clear();
        }
        self.parts.clear();
        self.cells.fill(Span::Absent);
    }

    fn text(&self) -> &str {
        match &self.text {
            Text::Own(text) => text,
            Text::Block(text) => text,
        }
    }

    /// What stands in a slot.
    #[inline]
    pub fn cell(&self, slot: Slot) -> Cell<'_> {
        match self.cells.get(slot).copied().unwrap_or(Span::Absent) {
            Span::Absent => Cell::Absent,
            Span::Nested => Cell::Nested,
            Span::Text(from, to) => Cell::Text(self.text().get(from..to).unwrap_or_default()),
            Span::List(from, to) => {
                let parts = self.parts.get(from..to).unwrap_or_default();
                Cell::List(Items { text: self.text(), parts })
            }
        }
    }

    /// Puts a value into a slot.
    pub fn put(&mut self, slot: Slot, value: impl fmt::Display) {
        let (from, to) = self.append(value);
        self.set_text(slot, from, to);
    }

    /// Puts the text at these bytes of the block into a slot.
    #[inline]
    pub fn put_span(&mut self, slot: Slot, from: usize, to: usize) {
        let bytes = self.text().as_bytes();
        let is_bare = |place: usize| bytes.get(place).is_some_and(|byte| (0x21..0x7f).contains(byte));
        if from < to && is_bare(from) && is_bare(to - 1) {
            self.set_text(slot, from, to);
        } else {
            let (from, to) = trimmed(self.text(), from, to);
            self.set_text(slot, from, to);
        }
    }

    /// Says that an object stands in a slot.
    pub fn put_object(&mut self, slot: Slot) {
        self.set(slot, Span::Nested);
    }

    /// Starts a list; [`Row::push_item`] fills it and [`Row::end_list`] puts it into its slot.
    pub fn start_list(&mut self) -> usize {
        self.parts.len()
    }

    /// Adds an element to the list that was started last.
    pub fn push_item(&mut self, value: impl fmt::Display) {
        let part = self.append(value);
        self.parts.push(part);
    }

    /// Ends the list that was started at `start`.
    pub fn end_list(&mut self, slot: Slot, start: usize) {
        self.set(slot, Span::List(start, self.parts.len()));
    }

    fn set_text(&mut self, slot: Slot, from: usize, to: usize) {
        self.set(slot, if from == to { Span::Absent } else { Span::Text(from, to) });
    }

    fn set(&mut self, slot: Slot, span: Span) {
        if let Some(cell) = self.cells.get_mut(slot) {
            *cell = span;
        }
    }

    /// Where the value stands in the row's own text, without blanks around it.
    fn append(&mut self, value: impl fmt::Display) -> (usize, usize) {
        let Text::Own(text) = &mut self.text else { return (0, 0) };
        let from = text.len();
        // Writing to a String does not fail; a Display that does leaves an empty cell.
        let _ = write!(text, "{value}");
        trimmed(text, from, text.len())
    }
}

/// The part of these bytes of a text that has no blanks around it.
fn trimmed(text: &str, from: usize, to: usize) -> (usize, usize) {
    let whole = text.get(from..to).unwrap_or_default();
    let leading = whole.len() - whole.trim_start().len();
    (from + leading, from + leading + whole.trim().len())
}

/// Where a wanted column stands in the header of a delimited file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nowhere.
    Nowhere,
    /// At this index.
    At(usize),
    /// At several, so many.
    Times(usize),
}

/// Who takes the rows of a file.
pub trait Sink {
    /// The header of a delimited file, and where the wanted columns stand in it. `false`: nobody wants its rows.
    fn header(&mut self, names: &[String], found: &[Found]) -> bool;
    /// A row. An error ends the file.
    fn row(&mut self, row: &Row<'_>) -> Result<(), FileFault>;
    /// A row that could not be read. An error ends the file.
    fn unreadable(&mut self, line: u32, fault: &RowFault) -> Result<(), FileFault>;
    /// After the rows of a JSON file: which wanted columns occurred at all, and which keys its first row had.
    fn keys(&mut self, seen: &[bool], names: &[String]);
}

/// Why a row could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFault {
    /// Fewer or more cells than the header.
    Ragged {
        /// Cells of the row.
        cells: usize,
        /// Cells of the header.
        header: usize,
        /// Whether a cell holds a line break, as those do that a quotation mark opens and none closes.
        breaks: bool,
    },
    /// Bytes that are no text in the encoding of the file.
    NotText,
    /// Something else than a JSON object, in words.
    NotObject(&'static str),
    /// No JSON: why.
    Syntax(String),
}

/// How much of a file there was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Nothing at all.
    Empty,
    /// A header and nothing below it.
    HeaderOnly,
    /// A document, maybe with rows.
    Full,
}

/// Why a file could not be read to its end. What was read of it counts for nothing: half a file gives wrong figures.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// It could not be opened or read.
    #[error("{0}")]
    Unreadable(String),
    /// It is larger than deming reads.
    #[error("it unpacks to more than 2 GiB")]
    TooLarge,
    /// It brings more rows than one reading takes.
    #[error("with its line {line} there are more than 10,000,000 rows")]
    TooManyRows {
        /// The line of the first row that is too many.
        line: u32,
    },
    /// It stands for data that are kept elsewhere.
    #[error("it is a Git LFS pointer; the data themselves have not been fetched")]
    LfsPointer,
    /// It looks compressed and is not, or is cut short.
    #[error("its gzip data are damaged or cut short ({0})")]
    Compression(String),
    /// The declared encoding is not known.
    #[error("there is no encoding called `{0}`")]
    UnknownEncoding(String),
    /// Neither its ending nor the declaration tells how rows are written.
    #[error("its ending does not tell how its rows are written")]
    UnknownFormat,
    /// The header is no text in the encoding of the file.
    #[error("its header is not valid UTF-8")]
    HeaderNotText,
    /// A row that does not end.
    #[error("the row that starts on line {line} is longer than 1 MiB")]
    RowTooLong {
        /// Where it starts.
        line: u32,
    },
    /// The file ends inside a quoted cell.
    #[error("a quotation mark in the row that starts on line {line} is never closed")]
    OpenQuote {
        /// Where the row starts.
        line: u32,
    },
    /// No JSON.
    #[error("it is not valid JSON: {reason} (line {line}, column {column})")]
    Json {
        /// Where reading stopped, counted from 1.
        line: u32,
        /// The column of that place.
        column: usize,
        /// Why.
        reason: String,
    },
    /// The path to the rows leads nowhere.
    #[error("there is no `{path}` in it")]
    NoItems {
        /// The dotted path as far as it was asked for.
        path: String,
        /// The keys that are there instead.
        keys: Vec<String>,
    },
    /// The path to the rows leads to something else than a list.
    #[error("`{path}` is {kind}, not a list of rows")]
    ItemsNoList {
        /// The dotted path.
        path: String,
        /// What stands there.
        kind: &'static str,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<'r>(row: &'r Row<'_>, slot: Slot) -> Option<&'r str> {
        match row.cell(slot) {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    #[test]
    fn a_row_forgets_the_one_before() {
        let mut row = Row::new(2);
        row.start(7);
        row.put(0, " a ");
        row.put(1, 42);
        assert_eq!((text(&row, 0), text(&row, 1), row.line), (Some("a"), Some("42"), 7));
        row.start(8);
        row.put(0, "   ");
        assert!(matches!(row.cell(0), Cell::Absent));
        assert!(matches!(row.cell(1), Cell::Absent));
        assert!(matches!(row.cell(9), Cell::Absent));
    }

    #[test]
    fn lists_keep_their_elements() {
        let mut row = Row::new(1);
        row.start(1);
        let start = row.start_list();
        row.push_item("Actions ");
        row.push_item(2);
        row.end_list(0, start);
        let Cell::List(items) = row.cell(0) else { panic!("no list") };
        assert_eq!(items.iter().collect::<Vec<_>>(), ["Actions", "2"]);
    }

    #[test]
    fn a_column_has_one_slot() {
        let mut columns = Columns::default();
        assert_eq!((columns.slot("a"), columns.slot("b"), columns.slot("a")), (0, 1, 0));
        assert_eq!(columns.name(1), "b");
    }
}
