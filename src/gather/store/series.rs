//! A series at work: what is recorded of a question, with what a run adds to it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::layout::{self, Grain};
use super::line::{self, Damage, Key, Lines, Said};
use super::notes::{self, Correction};
use super::question::{Words, every};
use super::rolled;
use super::tree::Tree;
use crate::git::Change;
use crate::model::calendar::union;
use crate::model::metric::Records as Silence;
use crate::model::source::RemoteSource;
use crate::model::{Duration, Interval, Metric};

/// What is recorded of one question.
pub struct Series<'t> {
    tree: &'t Tree,
    /// Its folder.
    pub folder: String,
    /// The digest of the question.
    pub digest: String,
    source: String,
    grain: Grain,
    /// How far observations lie apart.
    every: SignedDuration,
    /// How long after its moment an observation may still arrive.
    patience: SignedDuration,
    /// Whether silence says that nothing happened.
    silence_speaks: bool,
    asked: Vec<Interval>,
    recorded_asked: Vec<Interval>,
    corrections: Vec<Correction>,
    /// Stretches of time that are summed up: nothing can be told apart in them any more.
    settled: Vec<Interval>,
    files: BTreeMap<String, File>,
    /// What may not change without being told in a commit of its own.
    withheld: Lines,
    has_news: bool,
}

#[derive(Default)]
struct File {
    lines: Lines,
    is_changed: bool,
}

/// What became of the observations of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Those that are new.
    pub added: u64,
    /// Those that came, or changed, while their period was open.
    pub late: u64,
    /// Those that came, or changed, after it was closed.
    pub corrected: u64,
    /// Those that are recorded as they came.
    pub unchanged: u64,
    /// Those that are recorded and did not come back. They stay.
    pub gone: u64,
    /// Those of a time that is summed up. They are left out.
    pub settled: u64,
}

impl<'t> Series<'t> {
    /// The folder of a metric's question.
    pub fn folder_of(tree: &Tree, metric: &Metric, source: &RemoteSource) -> String {
        let digest = Words::of(metric, source).digest();
        let known = tree.folder(&digest).map(str::to_owned);
        known.unwrap_or_else(|| layout::folder(&metric.meta.name, &digest))
    }

    /// What is recorded of a metric's question, or a new series.
    ///
    /// # Errors
    /// The file and the line that cannot be read.
    pub fn open(tree: &'t Tree, metric: &Metric, source: &RemoteSource) -> Result<Self, (String, Damage)> {
        let words = Words::of(metric, source);
        let digest = words.digest();
        let folder = Self::folder_of(tree, metric, source);
        let gather = metric.gather.as_ref();
        let lateness = gather.and_then(|gather| gather.integrity.lateness);
        let every_seconds = every(metric).nominal_seconds();
        let lateness = lateness.map_or(0.0, Duration::nominal_seconds);
        let span = |seconds| SignedDuration::try_from_secs_f64(seconds).unwrap_or(SignedDuration::MAX);
        let mut series = Self {
            tree,
            source: format!("metric\t{}\ndigest\t{digest}\n{}", metric.meta.name, words.lines()),
            folder,
            digest,
            grain: Grain::of(every(metric)),
            every: span(every_seconds),
            patience: span(every_seconds + lateness),
            silence_speaks: gather.is_none_or(|gather| gather.records == Silence::Events),
            asked: Vec::new(),
            recorded_asked: Vec::new(),
            corrections: Vec::new(),
            settled: Vec::new(),
            files: BTreeMap::new(),
            withheld: Lines::new(),
            has_news: false,
        };
        series.read_notes()?;
        Ok(series)
    }

    fn read_notes(&mut self) -> Result<(), (String, Damage)> {
        let file = |name: String| {
            let path = format!("{}/{name}", self.folder);
            let bytes = self.tree.read(&path).map_err(|damage| (path.clone(), damage))?;
            Ok((bytes.unwrap_or_default(), path))
        };
        let (asked, path) = file(layout::ASKED_FILE.into())?;
        let asked = notes::read_asked(&asked).map_err(|damage| (path, damage))?;
        let (corrections, path) = file(layout::CORRECTIONS_FILE.into())?;
        self.corrections = notes::read_corrections(&corrections).map_err(|damage| (path, damage))?;
        let mut settled = Vec::new();
        for month in self.tree.periods(&self.folder).1 {
            let path = layout::summaries(&self.folder, &month);
            let bytes = self.tree.read(&path).map_err(|damage| (path.clone(), damage))?.unwrap_or_default();
            settled.extend(rolled::stretches(&bytes).map_err(|damage| (path, damage))?);
        }
        self.settled = union(settled);
        self.asked.clone_from(&asked);
        self.recorded_asked = asked;
        Ok(())
    }

    /// Takes in the answer to a question about a stretch of time. What changes in a closed period is withheld for
    /// [`Series::correct`].
    ///
    /// # Errors
    /// The file and the line that cannot be read.
    pub fn take(
        &mut self,
        lines: Lines,
        interval: Interval,
        now: Timestamp,
    ) -> Result<Tally, (String, Damage)> {
        let mut tally = Tally::default();
        self.load(&lines, interval)?;
        tally.gone = self.missing(&lines, interval);
        for (key, said) in lines {
            if self.settled.iter().any(|stretch| stretch.contains(key.at)) {
                tally.settled += 1;
                continue;
            }
            let period = self.grain.period_of(key.at);
            let before = self.files.get(&period).and_then(|file| file.lines.get(&key));
            if before == Some(&said) {
                tally.unchanged += 1;
                continue;
            }
            let was_asked = self.recorded_asked.iter().any(|asked| asked.contains(key.at));
            let is_new = before.is_none() && !was_asked;
            let changes_at = changes_at(&key, before, &said);
            let is_closed = changes_at.checked_add(self.patience).is_ok_and(|end| end <= now);
            if !is_new && is_closed {
                tally.corrected += 1;
                self.withheld.insert(key, said);
                continue;
            }
            *(if is_new { &mut tally.added } else { &mut tally.late }) += 1;
            self.put(period, key, said);
        }
        self.asked.push(interval);
        self.asked = union(std::mem::take(&mut self.asked));
        Ok(tally)
    }

    fn put(&mut self, period: String, key: Key, said: Said) {
        let file = self.files.entry(period).or_default();
        file.lines.insert(key, said);
        file.is_changed = true;
        self.has_news = true;
    }

    /// Reads the files of the stretch of time, and those that the lines belong into.
    fn load(&mut self, lines: &Lines, interval: Interval) -> Result<(), (String, Damage)> {
        let touches =
            |period: &str| layout::time_of(period).is_some_and(|time| time.overlap(&interval).is_some());
        let (single, _) = self.tree.periods(&self.folder);
        let own: BTreeSet<String> = lines.keys().map(|key| self.grain.period_of(key.at)).collect();
        for period in single.into_iter().filter(|period| touches(period) || own.contains(period)) {
            if self.files.contains_key(&period) {
                continue;
            }
            let path = layout::observations(&self.folder, &period);
            let bytes = self.tree.read(&path).map_err(|damage| (path.clone(), damage))?.unwrap_or_default();
            let lines = line::read(&bytes).map_err(|damage| (path, damage))?;
            self.files.insert(period, File { lines, is_changed: false });
        }
        Ok(())
    }

    /// How many observations of a stretch of time did not come back.
    fn missing(&self, lines: &Lines, interval: Interval) -> u64 {
        let recorded = self.files.values().flat_map(|file| file.lines.keys());
        recorded.filter(|key| interval.contains(key.at) && !lines.contains_key(*key)).count() as u64
    }

    /// The lines of all files that hold a stretch of time, with what was taken in, by period. They count as written
    /// from now on, by the caller.
    ///
    /// # Errors
    /// The file and the line that cannot be read.
    pub fn files_of(&mut self, time: Interval) -> Result<BTreeMap<String, Lines>, (String, Damage)> {
        self.load(&Lines::new(), time)?;
        let is_inside = |period: &str| {
            layout::time_of(period).is_some_and(|own| time.from <= own.from && own.to <= time.to)
        };
        let inside = self.files.iter_mut().filter(|(period, _)| is_inside(period));
        Ok(inside
            .map(|(period, file)| {
                file.is_changed = false;
                (period.clone(), file.lines.clone())
            })
            .collect())
    }

    /// Stretches of time are summed up now.
    pub fn settle(&mut self, stretches: impl Iterator<Item = Interval>) {
        self.settled = union(self.settled.iter().copied().chain(stretches).collect());
        let settled = &self.settled;
        self.withheld.retain(|key, _| settled.iter().all(|stretch| !stretch.contains(key.at)));
    }

    /// Takes in what was withheld. `None` where there is nothing.
    pub fn correct(&mut self, now: Timestamp) -> Option<Correction> {
        let withheld = std::mem::take(&mut self.withheld);
        let (first, last) = (withheld.first_key_value()?.0.at, withheld.last_key_value()?.0.at);
        let end = last.checked_add(self.every).unwrap_or(Timestamp::MAX);
        let count = withheld.len() as u64;
        for (key, said) in withheld {
            self.put(self.grain.period_of(key.at), key, said);
        }
        let correction = Correction { at: now, interval: Interval::new(first, end), count };
        self.corrections.push(correction);
        Some(correction)
    }

    /// Whether anything is withheld.
    pub fn withholds(&self) -> bool {
        !self.withheld.is_empty()
    }

    /// The files that are to be written now. That a source was asked is worth a commit where it said something new, or
    /// where its silence says that nothing happened; of readings that are still missing there is nothing to tell.
    pub fn changes(&mut self) -> Vec<Change> {
        let moved = self.asked != self.recorded_asked;
        let is_worth_it = self.has_news || (self.silence_speaks && moved);
        let mut changes = Vec::new();
        for (period, file) in self.files.iter_mut().filter(|(_, file)| file.is_changed) {
            file.is_changed = false;
            let path = layout::observations(&self.folder, period);
            changes.push(Change::put(path, line::write(&file.lines)));
        }
        if moved && is_worth_it {
            self.recorded_asked.clone_from(&self.asked);
            changes.push(self.note(layout::ASKED_FILE, notes::write_asked(&self.asked)));
        }
        if !changes.is_empty() && self.tree.names(&self.folder).all(|name| name != layout::SOURCE_FILE) {
            changes.push(self.note(layout::SOURCE_FILE, self.source.clone()));
        }
        changes
    }

    /// The file of corrections.
    pub fn corrections_file(&self) -> Change {
        self.note(layout::CORRECTIONS_FILE, notes::write_corrections(&self.corrections))
    }

    fn note(&self, name: &str, text: String) -> Change {
        Change::put(format!("{}/{name}", self.folder), text)
    }
}

/// The moment from which on a line says something else. An outage that goes on changes at its end.
fn changes_at(key: &Key, before: Option<&Said>, after: &Said) -> Timestamp {
    match (before, after) {
        (Some(Said::DownUntil(before)), Said::DownUntil(after)) => (*before).min(*after),
        _ => key.at,
    }
}
