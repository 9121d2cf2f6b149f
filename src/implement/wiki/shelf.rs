//! What a wiki holds, however it is kept.

use std::collections::{BTreeSet, VecDeque};

use super::{WikiError, keep};
use crate::git::past::Past;
use crate::git::{CommitId, ReadError, Repository, Snapshot};

/// The largest page that is read; a rendered page has a thousandth of it.
const LARGEST: u64 = 64 * 1024 * 1024;

/// How many commits are looked through for what a page was when it was published.
const MOST_COMMITS: usize = 5_000;

/// The files of a wiki.
#[derive(Default)]
pub(super) struct Shelf<'r> {
    /// `None` when there are none yet.
    files: Option<Snapshot>,
    /// Where earlier ones can be found.
    history: Option<(&'r Repository, CommitId)>,
}

impl<'r> Shelf<'r> {
    /// The files of a folder, a work tree or a commit.
    pub fn of(snapshot: Snapshot) -> Self {
        Self { files: Some(snapshot), history: None }
    }

    /// A wiki without a commit.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The same with the history that leads to a commit.
    pub fn with_history(self, repository: &'r Repository, tip: Option<CommitId>) -> Self {
        Self { history: tip.map(|tip| (repository, tip)), ..self }
    }

    /// The bytes of a file; `None` when it is not there.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, WikiError> {
        match self.files.as_ref().map(|snapshot| snapshot.read_at_most(name, LARGEST)) {
            None | Some(Err(ReadError::NotFound { .. })) => Ok(None),
            Some(Ok(bytes)) => Ok(Some(bytes)),
            Some(Err(error)) => Err(error.into()),
        }
    }

    /// A page as it was when the digest of its generated part was taken; `None` where no commit at hand has it so.
    pub fn published(&self, name: &str, digest: &str) -> Option<String> {
        let (repository, tip) = self.history?;
        let mut past = Past::new(repository);
        let mut queue = VecDeque::from([tip]);
        let (mut commits, mut contents) = (BTreeSet::from([tip]), BTreeSet::new());
        while let Some(commit) = queue.pop_front() {
            let Some(commit) = past.commit(commit) else { continue };
            if let Some(blob) = past.blob(&commit, name).filter(|blob| contents.insert(*blob)) {
                let limit = usize::try_from(LARGEST).unwrap_or(usize::MAX);
                let text = past.text(blob, limit).filter(|text| keep::digest(text) == digest);
                if text.is_some() {
                    return text;
                }
            }
            queue.extend(
                commit
                    .parents
                    .into_iter()
                    .filter(|parent| commits.len() < MOST_COMMITS && commits.insert(*parent)),
            );
        }
        None
    }

    /// The names of all files.
    pub fn names(&self) -> Vec<String> {
        self.files.as_ref().map(|snapshot| snapshot.files().to_vec()).unwrap_or_default()
    }
}
