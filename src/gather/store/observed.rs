//! Reading the branch.

use std::collections::BTreeMap;
use std::collections::HashMap;

use jiff::Timestamp;

use super::error::StoreError;
use super::layout;
use super::line::{self, Damage, Reader};
use super::notes::{self, Correction};
use super::question::{Words, digest_of_file};
use super::rules;
use super::text;
use super::tip::tip;
use super::tree::Tree;
use crate::finding::{Finding, Findings, Location};
use crate::git::{CommitId, Repository};
use crate::model::observation::{Absence, Doubts, Group, Origin, Outage, Point, Records, Row, Tally};
use crate::model::source::RemoteSource;
use crate::model::summary::{Earlier, Summary};
use crate::model::{Interval, Metric, Observations, Points};
use crate::parallel;

/// What is recorded on the branch, at one commit.
#[derive(Debug)]
pub struct Observed {
    branch: String,
    commit: Option<CommitId>,
    tree: Tree,
    /// Why nothing on the branch can be trusted.
    fault: Option<String>,
    /// The remote's tip, where both have commits that the other lacks.
    apart: Option<CommitId>,
}

/// What a folder holds.
struct Series {
    asked: Vec<Interval>,
    corrections: Vec<Correction>,
    parts: Vec<Part>,
}

/// What a file of it holds.
#[derive(Default)]
struct Part {
    points: Vec<Point>,
    outages: Vec<Outage>,
    summaries: Vec<Summary>,
    /// What the groups above count in.
    groups: Vec<Group>,
}

/// A file to read: whose, where, and whether it holds sums.
struct File {
    metric: usize,
    path: String,
    is_summed: bool,
}

/// Where a file is damaged.
struct Broken {
    path: String,
    damage: Damage,
}

impl Observed {
    /// What the branch holds: the local one, else that of a remote. Where both have commits that the other lacks the
    /// local one is read, and [`Observed::findings`] says so. Where there is no branch there is nothing.
    ///
    /// # Errors
    /// [`StoreError::Git`] when the repository cannot be read. A branch that is damaged or unknown is no error: its
    /// metrics have no observations, and findings say why.
    pub fn at_tip(repository: &Repository, branch: &str) -> Result<Self, StoreError> {
        let tip = tip(repository, branch)?;
        Ok(Self { apart: tip.apart, ..Self::at(repository, branch, tip.newest)? })
    }

    /// What the branch held at a commit.
    ///
    /// # Errors
    /// [`StoreError::Git`] when the commit cannot be read.
    pub fn at(repository: &Repository, branch: &str, commit: Option<CommitId>) -> Result<Self, StoreError> {
        let tree = Tree::open(repository, commit)?;
        let fault = tree.strange_format();
        Ok(Self { branch: branch.to_owned(), commit, tree, fault, apart: None })
    }

    /// The commit that is read; `None` where there is no branch.
    pub fn commit(&self) -> Option<CommitId> {
        self.commit
    }

    /// The files of the branch.
    pub(super) fn tree(&self) -> &Tree {
        &self.tree
    }

    /// What is wrong with the branch as a whole.
    pub fn findings(&self) -> Vec<Finding> {
        let at = || Location::Path(self.branch.clone());
        let fault = self.fault.as_ref().map(|fault| {
            let message = format!("`{}` cannot be read: {fault}", self.branch);
            Finding::new(&rules::FORMAT, at(), message).help(
                "use the deming that wrote it or a newer one, or name another branch in `observedBranch`",
            )
        });
        let apart = self.apart.map(|apart| {
            let ours = self.commit.map(|commit| commit.short()).unwrap_or_default();
            let message = format!(
                "`{}` has parted from that of the remote: {ours} here, {} there; what is here is looked at",
                self.branch,
                apart.short()
            );
            Finding::new(&rules::APART, at(), message).help("`deming gather --push` brings both together")
        });
        fault.into_iter().chain(apart).collect()
    }

    /// The stretch of time that a metric's source was last asked about without a gap; `None` where it never was, or
    /// where that cannot be read.
    pub fn asked(&self, metric: &Metric, source: &RemoteSource) -> Option<Interval> {
        let folder = self.tree.folder(&Words::of(metric, source).digest())?;
        let bytes = self.tree.read(&format!("{folder}/{}", layout::ASKED_FILE)).ok()??;
        notes::read_asked(&bytes).ok()?.last().copied()
    }

    /// What was observed of a metric.
    pub fn observations(
        &self,
        metric: &Metric,
        source: &RemoteSource,
        as_of: Timestamp,
        findings: &mut Findings,
    ) -> Observations {
        let (observations, found) = self.read(&[(metric, source)], as_of, 1);
        findings.extend(found);
        let nothing = || Observations::absent(metric.meta.name.clone(), Absence::Empty);
        observations.into_iter().next().unwrap_or_else(nothing)
    }

    /// What was observed of metrics, in their order, read on at most `jobs` threads.
    pub fn read(
        &self,
        metrics: &[(&Metric, &RemoteSource)],
        as_of: Timestamp,
        jobs: usize,
    ) -> (Vec<Observations>, Vec<Finding>) {
        let folders: Vec<Option<&str>> = metrics
            .iter()
            .map(|(metric, source)| self.tree.folder(&Words::of(metric, source).digest()))
            .map(|folder| folder.filter(|_| self.fault.is_none()))
            .collect();
        let mut series = self.series(&folders, jobs);
        let (mut observations, mut findings) = (Vec::new(), Vec::new());
        for ((metric, source), (folder, series)) in metrics.iter().zip(folders.iter().zip(series.drain(..))) {
            let seen = match (folder, series) {
                (Some(folder), Ok(series)) => {
                    findings.extend(self.corrected(source, &series.corrections, as_of));
                    self.assemble(metric, folder, series)
                }
                (Some(_), Err(broken)) => {
                    findings.push(self.damaged(source, &broken));
                    let place = format!("{}:{}", broken.path, broken.damage.line);
                    let why = format!("what was recorded of it cannot be read ({place})");
                    Observations::absent(metric.meta.name.clone(), Absence::Lost(why))
                }
                (None, _) => self.nothing(metric, source, &mut findings),
            };
            observations.push(seen);
        }
        (observations, findings)
    }

    /// Why there is nothing of a metric.
    fn nothing(&self, metric: &Metric, source: &RemoteSource, findings: &mut Vec<Finding>) -> Observations {
        let absent = |absence| Observations::absent(metric.meta.name.clone(), absence);
        if let Some(fault) = &self.fault {
            return absent(Absence::Lost(format!("`{}` cannot be read: {fault}", self.branch)));
        }
        if !self.tree.knows_metric(metric.meta.name.as_str()) {
            return absent(Absence::NotGathered(source.question.kind().keyword()));
        }
        let message = format!(
            "the question of `{}` has changed since it was last gathered, and what was observed before answers another",
            metric.meta.name
        );
        let help = "run `deming gather`; what was recorded before stays on the branch";
        findings.push(Finding::new(&rules::QUESTION_CHANGED, &source.place, message).help(help));
        absent(Absence::Lost("its question has changed since it was last gathered".into()))
    }

    /// Reads folders, all their files side by side.
    fn series(&self, folders: &[Option<&str>], jobs: usize) -> Vec<Result<Series, Broken>> {
        let mut all: Vec<Result<Series, Broken>> = folders.iter().map(|folder| self.notes(*folder)).collect();
        let mut files = Vec::new();
        for (metric, folder) in folders.iter().enumerate() {
            let Some(folder) = folder else { continue };
            let (single, summed) = self.tree.periods(folder);
            let summed = summed.iter().map(|month| (layout::summaries(folder, month), true));
            let single = single.iter().map(|period| (layout::observations(folder, period), false));
            files.extend(summed.chain(single).map(|(path, is_summed)| File { metric, path, is_summed }));
        }
        let read = parallel::in_order(files, jobs, |file| {
            let part = self.part(&file);
            (file.metric, part.map_err(|damage| Broken { path: file.path, damage }))
        });
        for (metric, part) in read {
            let Some(series) = all.get_mut(metric) else { continue };
            match (series.as_mut(), part) {
                (Ok(series), Ok(part)) => series.parts.push(part),
                (Ok(_), Err(broken)) => *series = Err(broken),
                (Err(_), _) => {}
            }
        }
        all
    }

    fn notes(&self, folder: Option<&str>) -> Result<Series, Broken> {
        let mut series = Series { asked: Vec::new(), corrections: Vec::new(), parts: Vec::new() };
        let Some(folder) = folder else { return Ok(series) };
        let file = |name: &str| {
            let path = format!("{folder}/{name}");
            match self.tree.read(&path) {
                Ok(bytes) => Ok((bytes.unwrap_or_default(), path)),
                Err(damage) => Err(Broken { path, damage }),
            }
        };
        let (source, path) = file(layout::SOURCE_FILE)?;
        let digest = std::str::from_utf8(&source).ok().and_then(digest_of_file);
        let carried = layout::parts(folder).map(|(_, digest)| digest);
        if digest.as_deref().map(layout::short) != carried {
            let reason = "what it says was asked is not what its folder was made for";
            return Err(Broken { path, damage: Damage::at(1, reason) });
        }
        let (asked, path) = file(layout::ASKED_FILE)?;
        series.asked = notes::read_asked(&asked).map_err(|damage| Broken { path, damage })?;
        let (corrections, path) = file(layout::CORRECTIONS_FILE)?;
        series.corrections =
            notes::read_corrections(&corrections).map_err(|damage| Broken { path, damage })?;
        Ok(series)
    }

    fn part(&self, file: &File) -> Result<Part, Damage> {
        let bytes = self.tree.read(&file.path)?.unwrap_or_default();
        if file.is_summed {
            super::rolled::read(&bytes).map(Part::of_summaries)
        } else {
            Part::of_lines(&bytes)
        }
    }

    fn assemble(&self, metric: &Metric, folder: &str, series: Series) -> Observations {
        let (single, summed) = self.tree.periods(folder);
        let summed = summed.iter().map(|month| layout::summaries(folder, month));
        let paths = summed.chain(single.iter().map(|period| layout::observations(folder, period)));
        let origins: Vec<Origin> = paths
            .map(|path| Origin { path: format!("{}:{path}", self.branch), blob: self.tree.blob(&path) })
            .collect();
        let mut whole = Part::default();
        let mut places: BTreeMap<Group, u32> = BTreeMap::new();
        for (part, origin) in series.parts.into_iter().zip(0_u32..) {
            whole.add(part, origin, &mut places);
        }
        whole.summaries.sort_by_key(|summary| (summary.interval.from, summary.group));
        let used = (whole.points.len() + whole.outages.len()) as u64;
        let summed_up: u64 = whole.summaries.iter().map(|summary| summary.count).sum();
        let is_empty = used + summed_up == 0;
        whole.outages.sort_by_key(|outage| outage.interval);
        Observations {
            metric: metric.meta.name.clone(),
            records: match whole.outages.is_empty() {
                true => Records::Points(Points::sorted(whole.points)),
                false => Records::Outages(whole.outages),
            },
            groups: whole.groups,
            known_until: series.asked.last().map(|asked| asked.to),
            // A source may be younger than the time that it is asked about: what it is known since is when it first spoke.
            known_since: None,
            doubts: Doubts::default(),
            origins,
            tally: Tally { read: used + summed_up, used: used + summed_up, ..Tally::default() },
            absence: is_empty.then_some(Absence::Empty),
            earlier: Some(Earlier { summaries: whole.summaries }),
        }
    }

    fn damaged(&self, source: &RemoteSource, broken: &Broken) -> Finding {
        let Broken { path, damage } = broken;
        let message = format!(
            "what was recorded of it cannot be read: `{}:{path}`, line {}: {}",
            self.branch, damage.line, damage.reason
        );
        let at = Location::Data { path: path.clone(), line: damage.line, column: None };
        Finding::new(&rules::DAMAGED, &source.place, message).label(at, "on the observed branch").help(
            format!("mend the line on `{}` and commit, or revert the commit that broke it", self.branch),
        )
    }

    /// Tells of corrections that had been made by now.
    fn corrected(&self, source: &RemoteSource, corrections: &[Correction], as_of: Timestamp) -> Vec<Finding> {
        let made = corrections.iter().filter(|correction| correction.at <= as_of);
        made.map(|correction| {
            let Interval { from, to } = correction.interval;
            let message = format!(
                "{} observations between {from} and {to} were corrected on {}, after their period was closed",
                correction.count, correction.at
            );
            Finding::new(&rules::CORRECTED, &source.place, message)
                .key(format!("{} {from} {to}", correction.at))
                .help(format!("`git log --grep=Deming-Correction {}` shows what changed", self.branch))
        })
        .collect()
    }
}

impl Part {
    fn of_summaries((summaries, groups): (Vec<Summary>, Vec<Group>)) -> Self {
        Self { summaries, groups, ..Self::default() }
    }

    fn of_lines(bytes: &[u8]) -> Result<Self, Damage> {
        let mut part = Self::default();
        let mut places: HashMap<Option<&[u8]>, u32> = HashMap::new();
        // Most lines have the group of the line before.
        let mut latest: Option<(Option<&[u8]>, u32)> = None;
        let mut before: Option<(Timestamp, Option<&[u8]>)> = None;
        for raw in Reader::new(bytes) {
            let raw = raw?;
            if before.is_some_and(|before| raw.at < before.0 || before == (raw.at, raw.group)) {
                return Err(Damage::at(raw.number, "it stands twice, or before its time"));
            }
            before = Some((raw.at, raw.group));
            let group = match latest.filter(|(group, _)| *group == raw.group) {
                Some((_, place)) => place,
                None => part.place_of(raw.group, &mut places, raw.number)?,
            };
            latest = Some((raw.group, group));
            let row = Row { origin: 0, line: raw.number };
            match raw.down_until {
                Some(to) => part.outages.push(line::outage(raw.at, to, group, row)),
                None => part.points.extend(raw.values.map(|value| line::point(raw.at, value, group, row))),
            }
        }
        if !part.outages.is_empty() && !part.points.is_empty() {
            return Err(Damage::at(1, "it mixes values with down time"));
        }
        Ok(part)
    }

    fn place_of<'b>(
        &mut self,
        fields: Option<&'b [u8]>,
        places: &mut HashMap<Option<&'b [u8]>, u32>,
        line: u32,
    ) -> Result<u32, Damage> {
        if let Some(place) = places.get(&fields) {
            return Ok(*place);
        }
        let group =
            text::group(fields).ok_or_else(|| Damage::at(line, "its dimensions are no text in UTF-8"))?;
        let place = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        self.groups.push(group);
        places.insert(fields, place);
        Ok(place)
    }

    /// Adds what another file holds.
    fn add(&mut self, part: Self, origin: u32, places: &mut BTreeMap<Group, u32>) {
        let homes: Vec<u32> = part
            .groups
            .into_iter()
            .map(|group| match places.get(&group) {
                Some(place) => *place,
                None => {
                    let place = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
                    self.groups.push(group.clone());
                    places.insert(group, place);
                    place
                }
            })
            .collect();
        let home = |group: u32| homes.get(group as usize).copied().unwrap_or_default();
        let row = |row: Row| Row { origin, ..row };
        let points = part.points.into_iter();
        self.points.extend(points.map(|point| Point {
            group: home(point.group),
            row: row(point.row),
            ..point
        }));
        let outages = part.outages.into_iter();
        self.outages.extend(outages.map(|down| Outage {
            group: home(down.group),
            row: row(down.row),
            ..down
        }));
        let summaries = part.summaries.into_iter();
        self.summaries.extend(summaries.map(|summary| Summary {
            group: home(summary.group),
            row: row(summary.row),
            ..summary
        }));
    }
}
