//! Rows of comma- and tab-separated files.

use std::io::Read;

use csv::{ByteRecord, ErrorKind, Reader, StringRecord};

use super::decode::fault_of;
use super::lines::{Lines, RowTooLong, Watched};
use super::rows::{Extent, FileFault, Found, Row, RowFault, Sink};

/// Small enough that [`super::lines::MAX_ROW`] is noticed soon, large enough that system calls do not matter.
const BLOCK: usize = 64 * 1024;

/// Where the wanted columns stand in the rows of a file.
#[derive(Debug)]
pub struct Layout {
    /// What stands between cells.
    pub delimiter: u8,
    /// Cells of the header.
    pub width: usize,
    /// The wanted columns, by slot.
    pub found: Vec<Found>,
}

/// What became of the rows of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fed {
    /// Whether there was any.
    pub any: bool,
    /// The line of the last one, where its last cell holds a line break and so may be an open quotation.
    pub open: Option<u32>,
}

/// Hands the rows below the header to `sink`, with the wanted columns in the slots of their order: one row after the
/// other, each cell looked at with care.
pub fn read(
    text: impl Read,
    delimiter: u8,
    wanted: &[String],
    sink: &mut dyn Sink,
) -> Result<Extent, FileFault> {
    let lines = Lines::default();
    let mut reader = reader(Watched::new(text, lines.clone()), delimiter, BLOCK);
    let Some(header) = header(&mut reader)? else { return Ok(Extent::Empty) };
    lines.row_starts_at(reader.position().byte());
    let layout = Layout::of(&header, delimiter, wanted);
    if !sink.header(&header, &layout.found) {
        return Ok(Extent::Full);
    }
    let open = open_in_header(&header);
    let fed =
        Rows { reader, lines: lines.clone(), layout: &layout, fed: Fed { any: false, open } }.feed(sink)?;
    closed(fed.open, lines.end_in(b'"'))?;
    Ok(if fed.any { Extent::Full } else { Extent::HeaderOnly })
}

/// Hands the rows of a stream to `sink` that starts with the first of a line. `before`: what came before.
pub fn rows(
    text: impl Read,
    block: usize,
    line: u32,
    layout: &Layout,
    before: Fed,
    sink: &mut dyn Sink,
) -> Result<Fed, FileFault> {
    let lines = Lines::starting_at(line);
    let reader = reader(Watched::new(text, lines.clone()), layout.delimiter, block.clamp(1, BLOCK));
    Rows { reader, lines, layout, fed: before }.feed(sink)
}

/// At the end of the file: whether its last cell was, too. A cell that holds a line break was opened by a quotation
/// mark; unless one stands at the end of the file, none has closed it, and it holds the rows that should follow.
pub fn closed(open: Option<u32>, ends_in_quote: bool) -> Result<(), FileFault> {
    match open {
        Some(line) if !ends_in_quote => Err(FileFault::OpenQuote { line }),
        _ => Ok(()),
    }
}

/// A reader of the cells of a stream.
pub fn reader<R: Read>(text: R, delimiter: u8, block: usize) -> Reader<R> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(block)
        .from_reader(text)
}

/// The names of the columns; nothing where there is not even a header.
pub fn header<R: Read>(reader: &mut Reader<R>) -> Result<Option<Vec<String>>, FileFault> {
    let mut record = ByteRecord::new();
    let there = reader.read_byte_record(&mut record).map_err(|error| fault(error, 1))?;
    let record = StringRecord::from_byte_record(record).map_err(|_| FileFault::HeaderNotText)?;
    Ok(there.then(|| record.iter().map(|name| name.trim().to_owned()).collect()))
}

/// The line of the header, where its last cell may be an open quotation.
pub fn open_in_header(header: &[String]) -> Option<u32> {
    header.last().is_some_and(|cell| holds_break(cell)).then_some(1)
}

impl Layout {
    /// Where the wanted columns stand in this header.
    pub fn of(header: &[String], delimiter: u8, wanted: &[String]) -> Self {
        let found = wanted.iter().map(|name| find(header, name)).collect();
        Self { delimiter, width: header.len(), found }
    }
}

fn find(header: &[String], name: &str) -> Found {
    let mut places = header.iter().enumerate().filter(|(_, known)| *known == name);
    match (places.next(), places.count()) {
        (None, _) => Found::Nowhere,
        (Some((index, _)), 0) => Found::At(index),
        (Some(_), others) => Found::Times(others + 1),
    }
}

struct Rows<'l, R> {
    reader: Reader<R>,
    lines: Lines,
    layout: &'l Layout,
    fed: Fed,
}

impl<R: Read> Rows<'_, R> {
    fn feed(mut self, sink: &mut dyn Sink) -> Result<Fed, FileFault> {
        let mut record = StringRecord::new();
        let mut row = Row::new(self.layout.found.len());
        loop {
            let start = self.reader.position().byte();
            let result = self.reader.read_record(&mut record);
            let line = self.lines.line_at(start);
            match result {
                Ok(false) => return Ok(self.fed),
                Ok(true) if !self.fits(&record) => {
                    let (cells, breaks) = (record.len(), record.iter().any(holds_break));
                    let header = self.layout.width;
                    sink.unreadable(line, &RowFault::Ragged { cells, header, breaks })?;
                }
                Ok(true) => {
                    self.fill(&mut row, &record, line);
                    sink.row(&row)?;
                }
                Err(error) if matches!(error.kind(), ErrorKind::Utf8 { .. }) => {
                    sink.unreadable(line, &RowFault::NotText)?;
                }
                Err(error) => return Err(fault(error, line)),
            }
            let last = record.len().checked_sub(1).and_then(|last| record.get(last));
            self.fed = Fed { any: true, open: last.is_some_and(holds_break).then_some(line) };
            self.lines.row_starts_at(self.reader.position().byte());
        }
    }

    /// Empty cells beyond the header shift nothing; spreadsheets write them.
    fn fits(&self, record: &StringRecord) -> bool {
        let width = self.layout.width;
        record.len() >= width && record.iter().skip(width).all(str::is_empty)
    }

    fn fill(&self, row: &mut Row<'_>, record: &StringRecord, line: u32) {
        row.start(line);
        for (slot, found) in self.layout.found.iter().enumerate() {
            if let Found::At(index) = found {
                row.put(slot, record.get(*index).unwrap_or_default());
            }
        }
    }
}

/// Whether a cell holds a line break, as only quoted ones do.
pub fn holds_break(cell: &str) -> bool {
    cell.contains(['\n', '\r'])
}

fn fault(error: csv::Error, line: u32) -> FileFault {
    match error.into_kind() {
        ErrorKind::Io(error) if RowTooLong::is(&error) => FileFault::RowTooLong { line },
        ErrorKind::Io(error) => fault_of(&error),
        other => FileFault::Unreadable(format!("{other:?}")),
    }
}
