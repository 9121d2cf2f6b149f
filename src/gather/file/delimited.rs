//! Rows of comma- and tab-separated files.

use std::io::Read;

use csv::{ByteRecord, ErrorKind, Reader, StringRecord};

use super::decode::fault_of;
use super::lines::{Lines, RowTooLong, Watched};
use super::rows::{Extent, FileFault, Found, Row, RowFault, Sink};

/// Small enough that [`super::lines::MAX_ROW`] is noticed soon, large enough that system calls do not matter.
const BLOCK: usize = 64 * 1024;

/// Hands the rows below the header to `sink`, with the wanted columns in the slots of their order.
pub fn read(
    text: impl Read,
    delimiter: u8,
    wanted: &[String],
    sink: &mut dyn Sink,
) -> Result<Extent, FileFault> {
    let lines = Lines::default();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(BLOCK)
        .from_reader(Watched::new(text, lines.clone()));
    let Some(header) = header(&mut reader, &lines)? else { return Ok(Extent::Empty) };
    let found: Vec<Found> = wanted.iter().map(|name| find(&header, name)).collect();
    if !sink.header(&header, &found) {
        return Ok(Extent::Full);
    }
    let open = header.last().is_some_and(|cell| holds_break(cell)).then_some(1);
    let any = Rows { reader, lines, width: header.len(), found, open }.feed(sink)?;
    Ok(if any { Extent::Full } else { Extent::HeaderOnly })
}

fn header<R: Read>(reader: &mut Reader<R>, lines: &Lines) -> Result<Option<Vec<String>>, FileFault> {
    let mut record = ByteRecord::new();
    let there = reader.read_byte_record(&mut record).map_err(|error| fault(error, 1))?;
    lines.row_starts_at(reader.position().byte());
    let record = StringRecord::from_byte_record(record).map_err(|_| FileFault::HeaderNotText)?;
    Ok(there.then(|| record.iter().map(|name| name.trim().to_owned()).collect()))
}

fn find(header: &[String], name: &str) -> Found {
    let mut places = header.iter().enumerate().filter(|(_, known)| *known == name);
    match (places.next(), places.count()) {
        (None, _) => Found::Nowhere,
        (Some((index, _)), 0) => Found::At(index),
        (Some(_), others) => Found::Times(others + 1),
    }
}

struct Rows<R> {
    reader: Reader<R>,
    lines: Lines,
    width: usize,
    found: Vec<Found>,
    /// The line of the row at hand, where its last cell holds a line break and so may be an open quotation.
    open: Option<u32>,
}

impl<R: Read> Rows<R> {
    /// Whether there was any row.
    fn feed(mut self, sink: &mut dyn Sink) -> Result<bool, FileFault> {
        let mut record = StringRecord::new();
        let mut row = Row::new(self.found.len());
        let mut any = false;
        loop {
            let start = self.reader.position().byte();
            let result = self.reader.read_record(&mut record);
            let line = self.lines.line_at(start);
            match result {
                Ok(false) => return self.closed().map(|()| any),
                Ok(true) if !self.fits(&record) => {
                    let (cells, breaks) = (record.len(), record.iter().any(holds_break));
                    sink.unreadable(line, &RowFault::Ragged { cells, header: self.width, breaks })?;
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
            any = true;
            let last = record.len().checked_sub(1).and_then(|last| record.get(last));
            self.open = last.is_some_and(holds_break).then_some(line);
            self.lines.row_starts_at(self.reader.position().byte());
        }
    }

    /// At the end of the file: whether its last cell was, too. A cell that holds a line break was opened by a quotation
    /// mark; unless one stands at the end of the file, none has closed it, and it holds the rows that should follow.
    fn closed(&self) -> Result<(), FileFault> {
        match self.open {
            Some(line) if !self.lines.end_in(b'"') => Err(FileFault::OpenQuote { line }),
            _ => Ok(()),
        }
    }

    /// Empty cells beyond the header shift nothing; spreadsheets write them.
    fn fits(&self, record: &StringRecord) -> bool {
        record.len() >= self.width && record.iter().skip(self.width).all(str::is_empty)
    }

    fn fill(&self, row: &mut Row, record: &StringRecord, line: u32) {
        row.start(line);
        for (slot, found) in self.found.iter().enumerate() {
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
