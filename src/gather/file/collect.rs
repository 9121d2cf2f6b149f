//! The observations of one metric, as they come from the rows of its files.

use std::sync::Arc;

use jiff::tz::Offset;

use super::Horizon;
use super::complaint::secret_complaint;
use super::extract::Extractor;
use super::groups::secret_in;
use super::harvest::{Harvest, Remark, Way};
use super::measure::Need;
use super::report::{Reporter, quiet};
use super::rows::{Columns, Found, Row};
use crate::finding::{Finding, Level, Location};
use crate::gather::{clocks, rules};
use crate::model::Metric;
use crate::model::observation::{Absence, Observations, Origin, Outage, Records};
use crate::model::points::Unsorted;
use crate::model::source::{FileSource, Measure};
use crate::text::nearest;

/// Gathers the observations of one metric.
#[derive(Debug)]
pub struct Collector<'a> {
    metric: &'a Metric,
    measures_down_time: bool,
    way: Arc<Way>,
    reporter: Reporter,
    lost: Option<String>,
    harvest: Harvest,
    path: String,
    keys: Keys,
}

/// Which columns have occurred in JSON files, where no header tells.
#[derive(Debug, Default)]
struct Keys {
    seen: Vec<bool>,
    names: Vec<String>,
    path: String,
}

impl<'a> Collector<'a> {
    /// A collector for a metric of this source.
    pub fn new(metric: &'a Metric, source: &FileSource, columns: &mut Columns, horizon: Horizon) -> Self {
        Self {
            metric,
            measures_down_time: matches!(source.measure, Measure::Down { .. }),
            way: Arc::new(Way { extractor: Extractor::new(metric, source, columns), horizon }),
            reporter: Reporter::new(&source.place),
            lost: None,
            harvest: Harvest::default(),
            path: String::new(),
            keys: Keys::default(),
        }
    }

    /// Says which file the rows come from that follow.
    pub fn start_file(&mut self, path: &str, index: u32) {
        path.clone_into(&mut self.path);
        self.harvest.origin = index;
    }

    /// How the metric reads rows; `None` where it has no use for them.
    pub fn way(&self) -> Option<Arc<Way>> {
        self.lost.is_none().then(|| Arc::clone(&self.way))
    }

    /// Which file is at hand.
    pub fn origin(&self) -> u32 {
        self.harvest.origin
    }

    /// Makes room for so many more rows.
    pub fn expect(&mut self, rows: u64) {
        self.harvest.expect(rows);
    }

    /// Takes what rows of the file at hand came to that were read apart, in their order.
    pub fn absorb(&mut self, harvest: Harvest) {
        self.harvest.absorb(harvest);
        self.tell();
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
        let way = Arc::clone(&self.way);
        for (slot, _) in &way.extractor.needs {
            match found.get(*slot) {
                Some(Found::At(_)) | None => {}
                Some(Found::Nowhere) => self.no_column(columns.name(*slot), names, Level::Error, None),
                Some(Found::Times(times)) => self.column_twice(columns.name(*slot), *times),
            }
        }
        self.lost.is_none()
    }

    fn no_column(&mut self, name: &str, names: &[String], level: Level, path: Option<&str>) {
        let path = path.unwrap_or(&self.path).to_owned();
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
        let path = self.path.clone();
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
            self.keys.path = self.path.clone();
        }
    }

    /// Counts a row that nobody can read.
    pub fn skip_row(&mut self) {
        self.harvest.skip_row();
    }

    /// Takes a row.
    pub fn row(&mut self, columns: &Columns, row: &Row<'_>) {
        if self.lost.is_none() {
            self.harvest.row(&self.way, columns, row);
            self.tell();
        }
    }

    /// Tells what there is to say of rows of the file at hand. A secret among the values of a group is told where it
    /// first comes up.
    fn tell(&mut self) {
        for remark in self.harvest.remarks.drain(..) {
            match remark {
                Remark::Complaint(place, complaint) => {
                    self.reporter.complain(&self.path, place.line, *complaint);
                }
                Remark::Group(line, values) => {
                    if let Some(kind) = secret_in(&values) {
                        self.reporter.complain(&self.path, line, secret_complaint(kind));
                    }
                }
            }
        }
    }

    /// Ends a file.
    pub fn end_file(&mut self, columns: &Columns) {
        if let Some((rows, line)) = self.harvest.ahead.take() {
            let day = Offset::UTC.to_datetime(self.way.horizon.recorded).date();
            let (rows_are, they_are) = if rows == 1 { ("row is", "it is") } else { ("rows are", "they are") };
            let message = format!(
                "{rows} {rows_are} dated after {day}, which lies in the future; {they_are} not looked at"
            );
            let help = "mend the dates if they are mistaken; what is planned counts once it has happened";
            let location = self.at_time_column(columns, line);
            let finding = match self.harvest.clock.seems_shifted(self.way.horizon.recorded) {
                Some(hours) => shifted(location, rows, hours),
                None => Finding::new(&rules::DATED_AHEAD, location, message).help(help),
            };
            self.reporter.push(finding.key("ahead"));
        }
        for remark in std::mem::take(&mut self.harvest.clock).remarks() {
            let location = self.at_time_column(columns, remark.line);
            let finding = Finding::new(remark.rule, location, remark.message).help(remark.help);
            self.reporter.push(finding.key(remark.rule.name));
        }
        let stated = std::mem::take(&mut self.harvest.stated_zone);
        let assumed = std::mem::take(&mut self.harvest.assumed_zone);
        if stated && assumed {
            let location = self.at_time_column(columns, 1);
            let message = "some times of this file name a zone and others do not";
            let help = "write them all one way; those that name none were read in the declared zone";
            self.reporter.push(Finding::new(&rules::MIXED_ZONES, location, message).help(help));
        }
    }

    fn at_time_column(&self, columns: &Columns, line: u32) -> Location {
        let column = self.way.extractor.time_slots().next().map(|slot| columns.name(slot).to_owned());
        Location::Data { path: self.path.clone(), line, column }
    }

    /// The observations, and what was found on the way.
    pub fn finish(mut self, columns: &Columns, origins: &[Origin]) -> (Observations, Vec<Finding>) {
        self.look_for_keys(columns);
        self.harvest.settle_all();
        self.tell_of(origins);
        let Harvest { groups, mut points, mut outages, known_until, mut doubts, tally, .. } = self.harvest;
        let absence = match self.lost.take() {
            Some(reason) => Some(Absence::Lost(reason)),
            None => (points.is_empty() && outages.is_empty()).then_some(Absence::Empty),
        };
        let lost = matches!(absence, Some(Absence::Lost(_)));
        if lost {
            points = Unsorted::default();
            outages.clear();
        }
        doubts.dated.sort_unstable();
        let groups = groups.sorted(&mut points, &mut outages);
        let observations = Observations {
            metric: self.metric.meta.name.clone(),
            records: in_order(self.measures_down_time, points, outages),
            groups,
            known_until: known_until.filter(|_| !lost),
            known_since: None,
            doubts,
            origins: origins.to_vec(),
            tally,
            absence,
            earlier: None,
        };
        (observations, self.reporter.into_findings())
    }

    /// Tells what there is to say of rows that waited for the end of all files, each where it stands.
    fn tell_of(&mut self, origins: &[Origin]) {
        for remark in std::mem::take(&mut self.harvest.remarks) {
            if let Remark::Complaint(place, complaint) = remark {
                let path = origins.get(place.origin as usize).map_or("", |origin| &origin.path);
                self.reporter.complain(path, place.line, *complaint);
            }
        }
    }

    /// A key that no object of any file had is a column that is not there, unless only its presence is asked.
    fn look_for_keys(&mut self, columns: &Columns) {
        let (path, names) = (std::mem::take(&mut self.keys.path), std::mem::take(&mut self.keys.names));
        if names.is_empty() || self.harvest.tally.read == 0 {
            return;
        }
        let way = Arc::clone(&self.way);
        for (slot, need) in way.extractor.needs.iter().copied() {
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

/// Tells of rows that are so few hours ahead that the clock of another zone may have dated them.
fn shifted(location: Location, rows: u64, hours: f64) -> Finding {
    let (rows_are, they_are) = if rows == 1 { ("row is", "it is") } else { ("rows are", "they are") };
    let message = format!(
        "{rows} {rows_are} dated up to {hours} h in the future and name no zone, as if written by the clock of another \
         one; {they_are} not looked at"
    );
    let help =
        "declare the `timeZone` of the machine that writes the file, or write the offset with each time";
    Finding::new(&clocks::rules::SHIFTED_ZONE, location, message).help(help)
}

fn in_order(down_time: bool, points: Unsorted, mut outages: Vec<Outage>) -> Records {
    if down_time {
        outages.sort_by_key(|outage| (outage.interval.from, outage.row));
        Records::Outages(outages)
    } else {
        Records::Points(points.into_points())
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
