//! Tables, read in blocks by several threads.

use std::cell::RefCell;
use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::blocks::{BLOCK, Block, Blocks, Next};
use super::collect::Collector;
use super::common::{Answers, Common, Own, Shortcut};
use super::delimited::{self, Fed, Layout};
use super::feed::Feed;
use super::harvest::{Harvest, Way};
use super::kept::Table;
use super::quick;
use super::rows::{Columns, Extent, FileFault, Found, Row, RowFault, Sink};
use crate::parallel::{Crew, in_turn};

/// Hands the rows below the header to `feed`, with the wanted columns in the slots of their order.
pub fn read(
    text: impl Read,
    delimiter: u8,
    feed: &mut Feed<'_, '_>,
    crew: &Crew,
    keep: Keep<'_>,
) -> Result<Extent, FileFault> {
    in_blocks(text, delimiter, BLOCK, feed, crew, keep)
}

/// The same with blocks of another size.
pub fn in_blocks(
    text: impl Read,
    delimiter: u8,
    size: usize,
    feed: &mut Feed<'_, '_>,
    crew: &Crew,
    keep: Keep<'_>,
) -> Result<Extent, FileFault> {
    let names = feed.columns.names();
    let mut blocks = Blocks::new(text, delimiter, size);
    let Some(header) = header(&mut blocks, delimiter)? else {
        return delimited::read(blocks.into_rest().0, delimiter, names, feed);
    };
    if header.is_empty() {
        return Ok(Extent::Empty);
    }
    let layout = Layout::of(&header, delimiter, names);
    if !feed.header(&header, &layout.found) {
        return Ok(Extent::Full);
    }
    let before = Fed { any: false, open: delimited::open_in_header(&header) };
    // What is to say of its columns is not kept.
    let keep = keep.filter(|_| layout.found.iter().all(|found| matches!(found, Found::At(_))));
    let fed = rows(blocks, &layout, before, feed, crew, keep)?;
    Ok(if fed.any { Extent::Full } else { Extent::HeaderOnly })
}

/// The header, passed over; empty where there is nothing at all. `None` where it does not end within the first block, or
/// the delimiter is one that blocks cannot be cut by.
fn header<R: Read>(blocks: &mut Blocks<R>, delimiter: u8) -> Result<Option<Vec<String>>, FileFault> {
    if matches!(delimiter, b'"' | b'\n' | b'\r') {
        return Ok(None);
    }
    let mut reader = delimited::reader(blocks.ahead(), delimiter, blocks.ahead().len().max(1));
    let header = delimited::header(&mut reader);
    let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
    if !blocks.is_all() && end >= blocks.ahead().len() {
        return Ok(None);
    }
    let header = header?.unwrap_or_default();
    blocks.pass(end);
    Ok(Some(header))
}

fn rows<R: Read>(
    mut blocks: Blocks<R>,
    layout: &Layout,
    before: Fed,
    feed: &mut Feed<'_, '_>,
    crew: &Crew,
    keep: Keep<'_>,
) -> Result<Fed, FileFault> {
    // Of a file that is one block a single thread is done before others have begun.
    let hired = (!blocks.is_all()).then(|| crew.hire());
    let threads = hired.as_ref().map_or(1, |hired| hired.threads);
    let helpers = Helpers::of(feed, layout);
    let spare = RefCell::new(Vec::new());
    let mut end = Ok(Next::End);
    let next = || match blocks.next(spare.borrow_mut().pop()) {
        Ok(Next::Block(block)) => Some(block),
        other => {
            end = other;
            None
        }
    };
    let work = |block: Block| if hired.is_some() { helpers.read(block) } else { Work::Left(block) };
    let mut taking = Taking { layout, fed: before, whole: Table::default(), gathers: keep.is_some() };
    let taken = in_turn(threads, next, work, |work| match taking.take(work, feed) {
        Ok(block) => {
            spare.borrow_mut().push(block.into_bytes());
            ControlFlow::Continue(())
        }
        Err(fault) => ControlFlow::Break(fault),
    });
    let Taking { fed, whole, .. } = taking;
    let is_whole = taken.is_continue() && matches!(end, Ok(Next::End));
    let closed = delimited::closed(fed.open, blocks.end_in(b'"'));
    if let Some(keep) = keep.filter(|_| is_whole && fed.any && closed.is_ok()) {
        keep(&whole);
    }
    give(whole, feed);
    if let ControlFlow::Break(fault) = taken {
        return Err(fault);
    }
    if let Next::Rest = end? {
        let (rest, line) = blocks.into_rest();
        let mut rest = Ending { inner: rest, last: 0 };
        let fed = delimited::rows(&mut rest, usize::MAX, line, layout, fed, feed)?;
        return delimited::closed(fed.open, rest.last == b'"').map(|()| fed);
    }
    closed.map(|()| fed)
}

/// Keeps what all of a table came to for another run.
pub type Keep<'k> = Option<&'k dyn Fn(&Table)>;

/// Takes what helpers have made of blocks, in their order.
struct Taking<'l> {
    layout: &'l Layout,
    fed: Fed,
    whole: Table,
    /// Whether blocks are put together before they are handed on.
    gathers: bool,
}

impl Taking<'_> {
    fn take(&mut self, work: Work, feed: &mut Feed<'_, '_>) -> Result<Block, FileFault> {
        let (fed, block) = match work {
            Work::Done(done) if feed.room.takes(done.table.rows) => {
                let Batch { block, fed, table } = *done;
                let rows = table.rows;
                let is_first = !self.fed.any;
                if self.gathers {
                    self.whole.absorb(table);
                } else {
                    give(table, feed);
                }
                if is_first {
                    self.expect(rows, block.text().len() as u64, feed);
                }
                (fed?, block)
            }
            // Where there is no room for all of its rows they are read one by one, so that it is told which one is too
            // many.
            Work::Done(done) => (self.one_by_one(&done.block, feed)?, done.block),
            Work::Left(block) => (self.one_by_one(&block, feed)?, block),
        };
        let open = if fed.any { fed.open } else { self.fed.open };
        self.fed = Fed { any: self.fed.any || fed.any, open };
        Ok(block)
    }

    /// Makes room for the rows of the blocks that follow the first one, if they are like it.
    fn expect(&mut self, rows: u64, length: u64, feed: &mut Feed<'_, '_>) {
        let others = feed.size.and_then(|size| size.checked_div(length)).unwrap_or_default();
        let rows = rows.saturating_mul(others);
        self.whole.harvests.iter_mut().for_each(|harvest| harvest.expect(rows));
        if !self.gathers {
            feed.collectors.iter_mut().for_each(|collector| collector.expect(rows));
        }
    }

    fn one_by_one(&mut self, block: &Block, feed: &mut Feed<'_, '_>) -> Result<Fed, FileFault> {
        give(std::mem::take(&mut self.whole), feed);
        quick::rows(block.text(), block.line, self.layout, feed)
    }
}

/// Hands on what rows came to for which there is room.
pub fn give(table: Table, feed: &mut Feed<'_, '_>) {
    for (line, fault) in &table.faults {
        feed.reporter.row(feed.path, *line, fault);
    }
    for (collector, harvest) in feed.collectors.iter_mut().zip(table.harvests) {
        collector.absorb(harvest);
    }
}

/// Remembers the last byte of a stream that ends no line.
struct Ending<R> {
    inner: R,
    last: u8,
}

impl<R: Read> Read for Ending<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let read = buffer.get(..count).unwrap_or_default();
        let last = read.iter().rev().find(|byte| !matches!(byte, b'\n' | b'\r'));
        self.last = last.copied().unwrap_or(self.last);
        Ok(count)
    }
}

/// A block, and what a helper made of it.
enum Work {
    /// Nothing: it is left to the calling thread.
    Left(Block),
    /// All that its rows come to.
    Done(Box<Batch>),
}

/// What a block comes to.
struct Batch {
    block: Block,
    fed: Result<Fed, FileFault>,
    table: Table,
}

/// What is needed to read a block apart from others.
struct Helpers<'h> {
    columns: &'h Columns,
    layout: &'h Layout,
    common: Common,
    metrics: Vec<Reader>,
}

/// A metric that reads rows.
struct Reader {
    /// How, if it has any use for them.
    way: Option<Arc<Way>>,
    /// The file that they are of.
    origin: u32,
    /// Where it finds what others ask as well.
    shortcut: Option<Shortcut>,
}

impl<'h> Helpers<'h> {
    fn of(feed: &Feed<'h, '_>, layout: &'h Layout) -> Self {
        let mut common = Common::default();
        let reader = |collector: &Collector<'_>| {
            let (way, origin) = (collector.way(), collector.origin());
            let shortcut = way.as_ref().and_then(|way| common.shortcut(&way.extractor));
            Reader { way, origin, shortcut }
        };
        let metrics = feed.collectors.iter().map(reader).collect();
        Self { columns: feed.columns, layout, common, metrics }
    }

    fn read(&self, block: Block) -> Work {
        let harvest = |metric: &Reader| (Harvest::of(metric.origin), Own::default());
        let harvests = self.metrics.iter().map(harvest).collect();
        let answers = Answers::new(&self.common);
        let mut apart = Apart { helpers: self, answers, harvests, faults: Vec::new(), rows: 0 };
        let fed = quick::rows(block.text(), block.line, self.layout, &mut apart);
        let Apart { harvests, faults, rows, answers, .. } = apart;
        let settled = harvests.into_iter().map(|(harvest, own)| answers.settle(own, harvest));
        let table = Table { rows, faults, harvests: settled.collect() };
        Work::Done(Box::new(Batch { block, fed, table }))
    }
}

/// Takes the rows of one block.
struct Apart<'h> {
    helpers: &'h Helpers<'h>,
    answers: Answers<'h>,
    harvests: Vec<(Harvest, Own)>,
    faults: Vec<(u32, RowFault)>,
    rows: u64,
}

impl Sink for Apart<'_> {
    fn header(&mut self, _: &[String], _: &[Found]) -> bool {
        true
    }

    fn row(&mut self, row: &Row<'_>) -> Result<(), FileFault> {
        self.rows += 1;
        self.answers.start(row);
        for (metric, (harvest, own)) in self.helpers.metrics.iter().zip(&mut self.harvests) {
            let Some(way) = &metric.way else { continue };
            let taken =
                metric.shortcut.is_some_and(|shortcut| self.answers.take(shortcut, way, row, own, harvest));
            if !taken {
                harvest.row(way, self.helpers.columns, row);
            }
        }
        Ok(())
    }

    fn unreadable(&mut self, line: u32, fault: &RowFault) -> Result<(), FileFault> {
        self.rows += 1;
        self.faults.push((line, fault.clone()));
        self.harvests.iter_mut().for_each(|(harvest, _)| harvest.skip_row());
        Ok(())
    }

    fn keys(&mut self, _: &[bool], _: &[String]) {}
}
