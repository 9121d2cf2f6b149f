//! The observations of one metric, as they come from the rows of its files.

use jiff::Timestamp;
use jiff::tz::Offset;

use super::Horizon;
use super::complaint::{Complaint, complaint, secret_complaint};
use super::extract::{Extractor, Reading};
use super::groups::Groups;
use super::latest::Latest;
use super::measure::{Need, Outcome};
use super::report::{Reporter, quiet};
use super::rows::{Columns, Found, Row};
use super::time::{Moment, ZoneOrigin};
use crate::finding::{Finding, Level, Location};
use crate::gather::rules;
use crate::model::observation::{Absence, Doubts, Origin, Outage, Point, Row as RowPlace, Tally};
use crate::model::observation::{Observations, Records};
use crate::model::source::{FileSource, Measure};
use crate::model::{Metric, Points};
use crate::text::nearest;

/// Gathers the observations of one metric.
#[derive(Debug)]
pub struct Collector<'a> {
    metric: &'a Metric,
    measures_down_time: bool,
    extractor: Extractor,
    horizon: Horizon,
    reporter: Reporter,
    lost: Option<String>,
    latest: Latest<Settled>,
    groups: Groups,
    points: Vec<Point>,
    outages: Vec<Outage>,
    known_until: Option<Timestamp>,
    doubts: Doubts,
    tally: Tally,
    file: FileState,
    keys: Keys,
}

/// What is known of the file at hand.
#[derive(Debug, Default)]
struct FileState {
    path: String,
    index: u32,
    stated_zone: bool,
    assumed_zone: bool,
    /// How many rows are dated after what was recorded, and the line of the first.
    ahead: Option<(u64, u32)>,
}

/// Which columns have occurred in JSON files, where no header tells.
#[derive(Debug, Default)]
struct Keys {
    seen: Vec<bool>,
    names: Vec<String>,
    path: String,
}

/// A row that is read and waits for the end of its entity's rows.
#[derive(Debug)]
struct Settled {
    path: String,
    place: RowPlace,
    group: u32,
    end: Ending,
}

#[derive(Debug)]
enum Ending {
    Counts(Outcome),
    Unreadable(Complaint, Option<Timestamp>),
}

impl<'a> Collector<'a> {
    /// A collector for a metric of this source.
    pub fn new(metric: &'a Metric, source: &FileSource, columns: &mut Columns, horizon: Horizon) -> Self {
        Self {
            metric,
            measures_down_time: matches!(source.measure, Measure::Down { .. }),
            extractor: Extractor::new(metric, source, columns),
            horizon,
            reporter: Reporter::new(&source.place),
            lost: None,
            latest: Latest::default(),
            groups: Groups::default(),
            points: Vec::new(),
            outages: Vec::new(),
            known_until: None,
            doubts: Doubts::default(),
            tally: Tally::default(),
            file: FileState::default(),
            keys: Keys::default(),
        }
    }

    /// Says which file the rows come from that follow.
    pub fn start_file(&mut self, path: &str, index: u32) {
        self.file = FileState { path: path.to_owned(), index, ..FileState::default() };
    }

    /// Gives up: a figure from a part of the data would be worse than none.
    pub fn lose(&mut self, reason: impl Into<String>) {
        self.lost.get_or_insert(reason.into());
    }

    /// Tells of something that concerns this metric alone.
    pub fn report(&mut self, finding: Finding) {
        self.reporter.push(finding);
    }

    /// Takes a header. `false`: the metric has no use for the rows below it.
    pub fn header(&mut self, columns: &Columns, names: &[String], found: &[Found]) -> bool {
        let needs = std::mem::take(&mut self.extractor.needs);
        for (slot, _) in &needs {
            match found.get(*slot) {
                Some(Found::At(_)) | None => {}
                Some(Found::Nowhere) => self.no_column(columns.name(*slot), names, Level::Error, None),
                Some(Found::Times(times)) => self.column_twice(columns.name(*slot), *times),
            }
        }
        self.extractor.needs = needs;
        self.lost.is_none()
    }

    fn no_column(&mut self, name: &str, names: &[String], level: Level, path: Option<&str>) {
        let path = path.unwrap_or(&self.file.path).to_owned();
        let message = format!("there is no column `{}` in this file", quiet(name));
        let location = Location::Data { path: path.clone(), line: 1, column: Some(name.to_owned()) };
        let finding = Finding::new(&rules::MISSING_COLUMN, location, message).at_level(level);
        self.report_column(finding.help(instead_of(name, names)));
        if level == Level::Error {
            self.lose(format!("`{}` has no column `{}`", quiet(&path), quiet(name)));
        }
    }

    /// Tells of a column of the header, and which metric asks for it.
    fn report_column(&mut self, finding: Finding) {
        let asks = format!("the metric `{}` asks for it here", self.metric.meta.name);
        self.reporter.push_as(finding, &asks);
    }

    fn column_twice(&mut self, name: &str, times: usize) {
        let path = self.file.path.clone();
        let message = format!("{times} columns of this file are called `{}`", quiet(name));
        let location = Location::Data { path: path.clone(), line: 1, column: Some(name.to_owned()) };
        let help = "rename one of them; nobody can tell which one is meant";
        self.report_column(Finding::new(&rules::AMBIGUOUS_COLUMN, location, message).help(help));
        self.lose(format!("`{}` has {times} columns called `{}`", quiet(&path), quiet(name)));
    }

    /// Takes what is known of the keys of a JSON file.
    pub fn keys(&mut self, seen: &[bool], names: &[String]) {
        self.keys.seen.resize(seen.len(), false);
        self.keys.seen.iter_mut().zip(seen).for_each(|(known, now)| *known |= now);
        if self.keys.names.is_empty() {
            self.keys.names = names.to_vec();
            self.keys.path = self.file.path.clone();
        }
    }

    /// Counts a row that nobody can read.
    pub fn skip_row(&mut self) {
        self.tally.read += 1;
        self.doubt(None);
    }

    /// Takes a row.
    pub fn row(&mut self, columns: &Columns, row: &Row) {
        if self.lost.is_some() {
            return;
        }
        self.tally.read += 1;
        let reading = self.extractor.read(row, self.horizon);
        if let Some(moment) = reading.speaks_of {
            self.heard_of(moment);
        }
        let is_after = |bound| reading.dated.is_some_and(|moment| moment.at > bound);
        if is_after(self.horizon.recorded) && reading.outcome.is_observation() {
            self.tally.left_out += 1;
            self.file.ahead.get_or_insert((0, row.line)).0 += 1;
            return;
        }
        match self.extractor.entity(row) {
            // What is not known yet does not replace what is.
            Some(_) if is_after(self.horizon.as_of) => self.tally.left_out += 1,
            None => {
                let settled = self.settle(columns, row, &reading, None);
                self.count(settled);
            }
            Some((None, _)) => self.tally.missing += 1,
            Some((Some(entity), order)) => {
                let settled = self.settle(columns, row, &reading, Some(entity));
                self.tally.left_out += u64::from(self.latest.offer(entity, order, settled));
            }
        }
    }

    fn heard_of(&mut self, moment: Moment) {
        self.known_until = self.known_until.max(Some(moment.at));
        self.file.stated_zone |= moment.zone == ZoneOrigin::Stated;
        self.file.assumed_zone |= moment.zone == ZoneOrigin::Assumed;
    }

    /// Counts a row that cannot be used.
    fn doubt(&mut self, at: Option<Timestamp>) {
        self.tally.unreadable += 1;
        match at {
            Some(at) => self.doubts.dated.push(at),
            None => self.doubts.undated += 1,
        }
    }

    fn settle(&mut self, columns: &Columns, row: &Row, reading: &Reading, entity: Option<&str>) -> Settled {
        let group = if reading.outcome.is_observation() { self.group(row) } else { 0 };
        let end = match reading.outcome {
            Outcome::Unreadable(fault) => {
                let complaint = complaint(fault, row, columns, self.extractor.time_format(), entity);
                Ending::Unreadable(complaint, reading.doubtful)
            }
            outcome => Ending::Counts(outcome),
        };
        let place = RowPlace { origin: self.file.index, line: row.line };
        Settled { path: self.path_if_needed(&end), place, group, end }
    }

    /// The index of a row's group. A secret among its values is told where it first comes up.
    fn group(&mut self, row: &Row) -> u32 {
        let (group, secret) = self.groups.index(&self.extractor, row);
        if let Some(kind) = secret {
            self.reporter.complain(&self.file.path, row.line, secret_complaint(kind));
        }
        group
    }

    /// The path is kept only where a finding will name it; a million good rows need no copy.
    fn path_if_needed(&self, end: &Ending) -> String {
        match end {
            Ending::Unreadable(..) => self.file.path.clone(),
            Ending::Counts(_) => String::new(),
        }
    }

    fn count(&mut self, settled: Settled) {
        let Settled { path, place, group, end } = settled;
        match end {
            Ending::Counts(Outcome::Point { at, good, total }) => {
                self.tally.used += 1;
                self.points.push(Point { at, good, total, group, row: place });
            }
            Ending::Counts(Outcome::Outage(interval)) => {
                self.tally.used += 1;
                self.outages.push(Outage { interval, group, row: place });
            }
            Ending::Counts(Outcome::LeftOut) => self.tally.left_out += 1,
            Ending::Counts(Outcome::Missing) => self.tally.missing += 1,
            Ending::Counts(Outcome::Unreadable(_)) => self.doubt(None),
            Ending::Unreadable(complaint, at) => {
                self.doubt(at);
                self.reporter.complain(&path, place.line, complaint);
            }
        }
    }

    /// Ends a file.
    pub fn end_file(&mut self, columns: &Columns) {
        if let Some((rows, line)) = self.file.ahead.take() {
            let day = Offset::UTC.to_datetime(self.horizon.recorded).date();
            let (rows_are, they_are) = if rows == 1 { ("row is", "it is") } else { ("rows are", "they are") };
            let message = format!(
                "{rows} {rows_are} dated after {day}, which lies in the future; {they_are} not looked at"
            );
            let help = "mend the dates if they are mistaken; what is planned counts once it has happened";
            let location = self.at_time_column(columns, line);
            self.reporter.push(Finding::new(&rules::DATED_AHEAD, location, message).help(help).key("ahead"));
        }
        if self.file.stated_zone && self.file.assumed_zone {
            let location = self.at_time_column(columns, 1);
            let message = "some times of this file name a zone and others do not";
            let help = "write them all one way; those that name none were read in the declared zone";
            self.reporter.push(Finding::new(&rules::MIXED_ZONES, location, message).help(help));
        }
    }

    fn at_time_column(&self, columns: &Columns, line: u32) -> Location {
        let column = self.extractor.time_slots().next().map(|slot| columns.name(slot).to_owned());
        Location::Data { path: self.file.path.clone(), line, column }
    }

    /// The observations, and what was found on the way.
    pub fn finish(mut self, columns: &Columns, origins: &[Origin]) -> (Observations, Vec<Finding>) {
        self.look_for_keys(columns);
        if self.extractor.takes_latest() {
            for (_, settled) in std::mem::take(&mut self.latest).into_rows() {
                self.count(settled);
            }
        }
        let absence = match self.lost.take() {
            Some(reason) => Some(Absence::Lost(reason)),
            None => (self.points.is_empty() && self.outages.is_empty()).then_some(Absence::Empty),
        };
        let lost = matches!(absence, Some(Absence::Lost(_)));
        if lost {
            self.points.clear();
            self.outages.clear();
        }
        self.doubts.dated.sort_unstable();
        let groups = self.groups.sorted(&mut self.points, &mut self.outages);
        let observations = Observations {
            metric: self.metric.meta.name.clone(),
            records: in_order(self.measures_down_time, self.points, self.outages),
            groups,
            known_until: self.known_until.filter(|_| !lost),
            known_since: None,
            doubts: self.doubts,
            origins: origins.to_vec(),
            tally: self.tally,
            absence,
            earlier: None,
        };
        (observations, self.reporter.into_findings())
    }

    /// A key that no object of any file had is a column that is not there, unless only its presence is asked.
    fn look_for_keys(&mut self, columns: &Columns) {
        let (path, names) = (std::mem::take(&mut self.keys.path), std::mem::take(&mut self.keys.names));
        if names.is_empty() || self.tally.read == 0 {
            return;
        }
        let needs = std::mem::take(&mut self.extractor.needs);
        for (slot, need) in needs {
            let level = match need {
                Need::Presence => continue,
                Need::Helpful => Level::Warning,
                Need::Essential => Level::Error,
            };
            if self.keys.seen.get(slot) == Some(&false) {
                self.no_column(columns.name(slot), &names, level, Some(&path));
            }
        }
    }
}

fn in_order(down_time: bool, points: Vec<Point>, mut outages: Vec<Outage>) -> Records {
    if down_time {
        outages.sort_by_key(|outage| (outage.interval.from, outage.row));
        Records::Outages(outages)
    } else {
        Records::Points(Points::sorted(points))
    }
}

/// How many columns are named instead of one that is not there: a line or two, though some headers have hundreds.
const MAX_SHOWN: usize = 12;

/// What there is instead of a column that is not.
fn instead_of(name: &str, names: &[String]) -> String {
    if let [only] = names
        && let Some(delimiter) = [';', '\t', '|', ','].into_iter().find(|c| only.contains(*c))
    {
        return format!(
            "the header is one cell that holds `{}`: declare `delimiter: {delimiter:?}`",
            quiet(only)
        );
    }
    let near = nearest(name, names.iter().map(String::as_str));
    let near = near.map(|near| format!("did you mean `{}`? ", quiet(near))).unwrap_or_default();
    let shown: Vec<String> = names.iter().take(MAX_SHOWN).map(|name| format!("`{}`", quiet(name))).collect();
    let more = if names.len() > MAX_SHOWN { " …" } else { "" };
    format!("{near}the columns are {}{more}", shown.join(", "))
}
