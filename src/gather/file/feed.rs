//! The way of rows to the metrics of a reading.

use super::collect::Collector;
use super::report::Reporter;
use super::rows::{Columns, FileFault, Found, Row, RowFault, Sink};

/// The most rows that one reading takes, over all of its files. An observation is kept for each of them and each metric,
/// in five to thirty bytes: ten million are a quarter of a gigabyte and seconds, as much as a check in a pull request may
/// cost. A small compressed file can hold far more.
pub const MAX_ROWS: u64 = 10_000_000;

/// How many more rows a reading takes.
#[derive(Debug)]
pub struct Room(Option<u64>);

impl Default for Room {
    fn default() -> Self {
        Self(Some(MAX_ROWS))
    }
}

impl Room {
    /// Whether a row did not fit any more.
    pub fn is_overrun(&self) -> bool {
        self.0.is_none()
    }

    /// Takes so many rows, if all of them fit.
    pub fn takes(&mut self, rows: u64) -> bool {
        let left = self.0.and_then(|left| left.checked_sub(rows));
        self.0 = left.or(self.0);
        left.is_some()
    }

    fn take(&mut self, line: u32) -> Result<(), FileFault> {
        self.0 = self.0.and_then(|left| left.checked_sub(1));
        self.0.map(drop).ok_or(FileFault::TooManyRows { line })
    }
}

/// Hands rows to every metric of a reading, and what no metric can read to the report, once.
pub struct Feed<'f, 'a> {
    /// The file at hand.
    pub path: &'f str,
    /// The columns that its metrics ask for.
    pub columns: &'f Columns,
    /// The metrics.
    pub collectors: &'f mut [Collector<'a>],
    /// The report of the reading.
    pub reporter: &'f mut Reporter,
    /// The bytes of the file at hand, where that is known.
    pub size: Option<u64>,
    /// The rows that may still come.
    pub room: &'f mut Room,
}

impl Sink for Feed<'_, '_> {
    fn header(&mut self, names: &[String], found: &[Found]) -> bool {
        let mut wanted = false;
        for collector in &mut *self.collectors {
            wanted |= collector.header(self.columns, names, found);
        }
        wanted
    }

    fn row(&mut self, row: &Row<'_>) -> Result<(), FileFault> {
        self.room.take(row.line)?;
        for collector in &mut *self.collectors {
            collector.row(self.columns, row);
        }
        Ok(())
    }

    fn unreadable(&mut self, line: u32, fault: &RowFault) -> Result<(), FileFault> {
        self.room.take(line)?;
        self.reporter.row(self.path, line, fault);
        self.collectors.iter_mut().for_each(Collector::skip_row);
        Ok(())
    }

    fn keys(&mut self, seen: &[bool], names: &[String]) {
        self.collectors.iter_mut().for_each(|collector| collector.keys(seen, names));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{delimited, json, json_lines};
    use super::*;

    /// Takes so many rows and every header.
    struct Few(Room);

    impl Sink for Few {
        fn header(&mut self, _: &[String], _: &[Found]) -> bool {
            true
        }

        fn row(&mut self, row: &Row<'_>) -> Result<(), FileFault> {
            self.0.take(row.line)
        }

        fn unreadable(&mut self, line: u32, _: &RowFault) -> Result<(), FileFault> {
            self.0.take(line)
        }

        fn keys(&mut self, _: &[bool], _: &[String]) {}
    }

    #[test]
    fn every_format_stops_at_the_first_row_too_many() {
        for (rows, fits) in [(0, false), (2, false), (3, true)] {
            let wanted = ["v".to_owned()];
            let mut few = [(); 3].map(|()| Few(Room(Some(rows))));
            let [a, b, c] = &mut few;
            let ends = [
                delimited::read("v\n1\n2,2\n3\n".as_bytes(), b',', &wanted, a),
                json::read("[{\"v\": 1},\n 2,\n {\"v\": 3}]".as_bytes(), None, &wanted, b),
                json_lines::read("{\"v\": 1}\n2\n{\"v\": 3}\n".as_bytes(), &wanted, c),
            ];
            for (end, few) in ends.into_iter().zip(few) {
                assert_eq!(few.0.is_overrun(), !fits);
                match end {
                    Ok(_) => assert!(fits),
                    Err(fault) => assert!(matches!(fault, FileFault::TooManyRows { .. }), "{fault:?}"),
                }
            }
        }
    }
}
