//! The sites of an Upptime repository, and when each was down.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::status::{self, Status};
use crate::git::folder_log::FileChange;
use crate::git::{BlobId, CommitId, FolderLog, GitError, Repository};
use crate::model::Interval;
use crate::model::report::UptimeQuestion;
use crate::text::nearest;

/// Where Upptime keeps the status of each site.
const FOLDER: &str = "history";

/// How its files end.
const ENDING: &str = ".yml";

/// A list of all sites that Upptime keeps beside them.
const SUMMARY: &str = "summary.json";

/// Bytes that a file may have: one of a site has some two hundred.
const MAX_STATUS: usize = 64 * 1024;
const MAX_SUMMARY: usize = 8 * 1024 * 1024;

/// What an Upptime repository tells of its sites. Its history is read backwards, and only as far as somebody asks.
#[derive(Debug)]
pub struct Monitor {
    tip: CommitId,
    log: FolderLog,
    /// The newest first.
    changes: Vec<FileChange>,
    is_complete: bool,
    statuses: BTreeMap<BlobId, Option<Status>>,
}

/// What is known of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteHistory {
    /// The first and the last moment that a commit speaks of it, as far as the history was read.
    pub known: Interval,
    /// When it was down, in order.
    pub outages: Vec<Spell>,
    /// When commits were made that say nothing of its status that can be understood, in order.
    pub unclear: Vec<Timestamp>,
    /// How many commits speak of it.
    pub told: u64,
    /// Whether the history is cut off before what was asked for.
    pub is_truncated: bool,
}

/// A stretch of down time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    /// When. One that has not ended goes on until now.
    pub interval: Interval,
    /// The content of the site's file that says so.
    pub blob: Option<BlobId>,
}

/// A site that the repository does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownSite {
    /// The name of one that may be meant.
    pub meant: Option<String>,
    /// The short names of some that there are.
    pub some: Vec<String>,
}

impl Monitor {
    /// The history that leads to a commit.
    ///
    /// # Errors
    /// Those of [`FolderLog::open`].
    pub fn open(repository: &Repository, tip: CommitId) -> Result<Self, GitError> {
        let log = FolderLog::open(repository, tip, FOLDER)?;
        Ok(Self { tip, log, changes: Vec::new(), is_complete: false, statuses: BTreeMap::new() })
    }

    /// The short name of the site that is asked for by it, by its file or by the name that people know it by. Sites that
    /// are watched now come first, then those that once were.
    ///
    /// # Errors
    /// [`GitError::Other`] for a damaged object store.
    pub fn site(&mut self, asked: &str) -> Result<Result<String, UnknownSite>, GitError> {
        let file = asked.trim().trim_start_matches("./").trim_start_matches("history/");
        let slug = file.strip_suffix(ENDING).unwrap_or(file).to_owned();
        let files: BTreeMap<String, BlobId> = self.log.files_at(self.tip)?.into_iter().collect();
        if files.contains_key(&format!("{slug}{ENDING}")) {
            return Ok(Ok(slug));
        }
        let listed = files.get(SUMMARY).and_then(|blob| self.log.content(*blob, MAX_SUMMARY));
        let mut names = listed.map(|content| listed_names(&content)).unwrap_or_default();
        if let Some(slug) = named(&names, asked) {
            return Ok(Ok(slug));
        }
        self.read_until(|_| false)?;
        names.extend(self.told_names());
        let slugs: BTreeSet<&str> = self.changes.iter().filter_map(|change| slug_of(&change.file)).collect();
        if slugs.contains(slug.as_str()) {
            return Ok(Ok(slug));
        }
        Ok(named(&names, asked).ok_or_else(|| unknown(asked, &slugs, &names)))
    }

    /// What is known of a site by its short name until `as_of`; `since` a moment, or as far back as there is anything.
    /// `None` where no commit speaks of it until then.
    ///
    /// # Errors
    /// [`GitError::Other`] for a damaged object store.
    pub fn history(
        &mut self,
        slug: &str,
        question: &UptimeQuestion,
        since: Option<Timestamp>,
        as_of: Timestamp,
    ) -> Result<Option<SiteHistory>, GitError> {
        let file = format!("{slug}{ENDING}");
        // What was so at that moment is told by the last commit before it.
        self.read_until(|change| {
            change.file == file && since.is_some_and(|since| change.committed <= since)
        })?;
        let mut told: Vec<FileChange> =
            self.changes.iter().rev().filter(|change| change.file == file).cloned().collect();
        told.sort_by_key(|change| change.committed);
        told.retain(|change| change.committed <= as_of);
        let (Some(first), Some(last)) = (told.first(), told.last()) else { return Ok(None) };
        let known = Interval::new(first.committed, last.committed);
        let mut spells = Spells::default();
        for change in &told {
            match change.blob {
                None => spells.is_gone(change.committed),
                Some(_) => match self.status(change) {
                    Some(status) => spells.is_down(status.is_down(question), change),
                    None => spells.unclear.push(change.committed),
                },
            }
        }
        let (outages, unclear) = spells.until(as_of);
        let is_truncated = self.is_complete && self.log.is_truncated();
        Ok(Some(SiteHistory { known, outages, unclear, told: told.len() as u64, is_truncated }))
    }

    /// Reads on until `is_enough` says so of a change; everything, where it never does.
    fn read_until(&mut self, is_enough: impl Fn(&FileChange) -> bool) -> Result<(), GitError> {
        if self.changes.iter().any(&is_enough) {
            return Ok(());
        }
        while !self.is_complete {
            let changes = self.log.next_commit()?;
            self.is_complete = changes.is_empty();
            let enough = changes.iter().any(&is_enough);
            self.changes.extend(changes);
            if enough {
                break;
            }
        }
        Ok(())
    }

    /// What a change says: its file, else, where a clone left that out, the message.
    fn status(&mut self, change: &FileChange) -> Option<Status> {
        let blob = change.blob?;
        let log = &self.log;
        let content = || log.content(blob, MAX_STATUS).and_then(|content| status::in_file(&content));
        let in_file = *self.statuses.entry(blob).or_insert_with(content);
        in_file.or_else(|| status::in_message(&change.summary).map(|(_, status)| status))
    }

    /// The names by which messages speak of sites, with their short names.
    fn told_names(&self) -> Vec<(String, String)> {
        let named = |change: &FileChange| {
            let (name, _) = status::in_message(&change.summary)?;
            Some((name.to_owned(), slug_of(&change.file)?.to_owned()))
        };
        self.changes.iter().filter_map(named).collect()
    }
}

/// Down time as it is put together, from the oldest change on.
#[derive(Default)]
struct Spells {
    ended: Vec<Spell>,
    open: Option<(Timestamp, Option<BlobId>)>,
    unclear: Vec<Timestamp>,
}

impl Spells {
    fn is_down(&mut self, down: bool, change: &FileChange) {
        match (down, self.open) {
            (true, None) => self.open = Some((change.committed, change.blob)),
            (false, Some(_)) => self.is_gone(change.committed),
            (true, Some(_)) | (false, None) => {}
        }
    }

    /// Nothing more is said of the site, so nothing more is known of an outage either.
    fn is_gone(&mut self, at: Timestamp) {
        if let Some((from, blob)) = self.open.take() {
            self.ended.push(Spell { interval: Interval::new(from, at), blob });
        }
    }

    fn until(mut self, as_of: Timestamp) -> (Vec<Spell>, Vec<Timestamp>) {
        self.is_gone(as_of);
        (self.ended, self.unclear)
    }
}

fn slug_of(file: &str) -> Option<&str> {
    file.strip_suffix(ENDING)
}

/// The short name that goes with a name, whatever the case of its letters.
fn named(names: &[(String, String)], asked: &str) -> Option<String> {
    let exact = names.iter().find(|(name, _)| name == asked);
    let found = exact.or_else(|| names.iter().find(|(name, _)| name.to_lowercase() == asked.to_lowercase()));
    found.map(|(_, slug)| slug.clone())
}

fn unknown(asked: &str, slugs: &BTreeSet<&str>, names: &[(String, String)]) -> UnknownSite {
    const SOME: usize = 10;
    let by_name = || nearest(asked, names.iter().map(|(name, _)| name.as_str()));
    let meant = nearest(asked, slugs.iter().copied()).or_else(by_name).map(str::to_owned);
    UnknownSite { meant, some: slugs.iter().take(SOME).map(|slug| (*slug).to_owned()).collect() }
}

/// The names in the list of all sites, with their short names.
fn listed_names(content: &[u8]) -> Vec<(String, String)> {
    let Ok(serde_json::Value::Array(sites)) = serde_json::from_slice(content) else { return Vec::new() };
    let word = |site: &serde_json::Value, key: &str| Some(site.get(key)?.as_str()?.to_owned());
    sites.iter().filter_map(|site| Some((word(site, "name")?, word(site, "slug")?))).collect()
}
