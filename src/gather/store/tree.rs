//! The files of the branch at one commit.

use std::collections::BTreeMap;

use super::layout::{self, Holds};
use super::line::Damage;
use crate::git::{CommitId, GitError, ReadError, Repository, Snapshot};

/// Bytes of one file at most: two years of a hundred groups, many times over.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The files of the branch; none where there is no branch.
#[derive(Debug, Default)]
pub struct Tree {
    snapshot: Option<Snapshot>,
    /// The folders of series, by the part of the digest that they carry.
    folders: BTreeMap<String, Vec<String>>,
}

impl Tree {
    /// Of a commit.
    pub fn open(repository: &Repository, commit: Option<CommitId>) -> Result<Self, GitError> {
        let Some(commit) = commit else { return Ok(Self::default()) };
        let snapshot = Snapshot::commit(repository, commit)?;
        let mut folders: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for path in snapshot.files() {
            let Some((folder, _)) = layout::place(path) else { continue };
            let Some((_, digest)) = layout::parts(folder) else { continue };
            let known = folders.entry(digest.to_owned()).or_default();
            if known.last().is_none_or(|last| last != folder) {
                known.push(folder.to_owned());
            }
        }
        Ok(Self { snapshot: Some(snapshot), folders })
    }

    /// What its file `format` says, where that is not the layout that is known here.
    pub fn strange_format(&self) -> Option<String> {
        let snapshot = self.snapshot.as_ref()?;
        match snapshot.read_at_most(layout::FORMAT_FILE, 1_024) {
            Ok(bytes) if bytes.strip_suffix(b"\n").unwrap_or(&bytes) == layout::FORMAT.as_bytes() => None,
            Ok(bytes) => {
                let line: String = String::from_utf8_lossy(&bytes)
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .chars()
                    .take(60)
                    .collect();
                Some(format!("its file `format` says `{line}` and not `{}`", layout::FORMAT))
            }
            Err(_) => Some(format!("it has no file `format` that says `{}`", layout::FORMAT)),
        }
    }

    /// The folder of a question, by its digest.
    pub fn folder(&self, digest: &str) -> Option<&str> {
        self.folders.get(layout::short(digest)).and_then(|folders| folders.first()).map(String::as_str)
    }

    /// All folders of series.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.folders.values().flatten().map(String::as_str)
    }

    /// Whether a metric of this name was ever asked anything.
    pub fn knows_metric(&self, name: &str) -> bool {
        self.folders().any(|folder| layout::parts(folder).is_some_and(|(metric, _)| metric == name))
    }

    /// The names of the files of a folder, in order.
    pub fn names<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        let files = self.files();
        let first = files.partition_point(|path| path.as_str() < folder);
        let below = files.get(first..).unwrap_or_default().iter();
        below
            .skip_while(move |path| !path.starts_with(folder))
            .take_while(move |path| path.starts_with(folder))
            .filter_map(move |path| path.strip_prefix(folder)?.strip_prefix('/'))
    }

    /// The periods of which a folder holds observations, and those that it has summed up.
    pub fn periods(&self, folder: &str) -> (Vec<String>, Vec<String>) {
        let (mut single, mut summed) = (Vec::new(), Vec::new());
        for name in self.names(folder) {
            match layout::holds(name) {
                Holds::Observations(period) => single.push(period.to_owned()),
                Holds::Summaries(month) => summed.push(month.to_owned()),
                Holds::Notes | Holds::Strange => {}
            }
        }
        (single, summed)
    }

    /// All files.
    pub fn files(&self) -> &[String] {
        self.snapshot.as_ref().map_or(&[], Snapshot::files)
    }

    /// The content of a file; `None` where there is none.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Damage> {
        let Some(snapshot) = &self.snapshot else { return Ok(None) };
        match snapshot.read_at_most(path, LARGEST) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(ReadError::NotFound { .. }) => Ok(None),
            Err(error) => Err(Damage::at(1, error.to_string())),
        }
    }

    /// The id of a file's content.
    pub fn blob(&self, path: &str) -> Option<String> {
        self.snapshot.as_ref()?.blob(path).ok().map(|id| id.to_string())
    }
}
