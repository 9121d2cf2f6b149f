//! A proposal as its own commit tells it, wherever and by whichever clone it was made.

use jiff::civil::Date;

use super::standing::RAISED;
use crate::git::{CommitId, GitError, Repository, Snapshot, ancestry};
use crate::model::Name;
use crate::plan;

/// The largest file that is shown, in bytes; the declarations that proposals edit are far smaller.
const LARGEST: u64 = 1 << 20;

/// What the commit of a proposal says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its first line.
    pub title: String,
    /// What was found and is expected, each paragraph on one line.
    pub paragraphs: Vec<String>,
    /// The service that it is about.
    pub service: Option<Name>,
    /// The metric that it is about.
    pub metric: Option<Name>,
    /// The cycle that it is about.
    pub cycle: Option<Name>,
    /// The playbook that it follows.
    pub playbook: Option<Name>,
    /// The day on which the proposal was first made.
    pub raised: Option<Date>,
    /// The file that it adds or edits; `None`: it changes none that could be shown.
    pub file: Option<ToldFile>,
}

/// A file that a proposal adds or edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldFile {
    /// Its path.
    pub path: String,
    /// What stood in it; `None`: it is added.
    pub before: Option<String>,
    /// What stands in it then.
    pub after: String,
}

/// Reads the commit of a proposal and what it changes against its parent.
///
/// # Errors
/// [`GitError`] when the commit cannot be read.
pub fn told(repository: &Repository, commit: CommitId) -> Result<Told, GitError> {
    let message = ancestry::message(repository, commit)?;
    let trailer =
        |key: &str| -> Result<Option<String>, GitError> { ancestry::trailer(repository, commit, key) };
    let name =
        |key: &str| -> Result<Option<Name>, GitError> { Ok(trailer(key)?.and_then(|it| it.parse().ok())) };
    Ok(Told {
        title: message.lines().next().unwrap_or_default().to_owned(),
        paragraphs: plan::paragraphs(&message),
        service: name("Deming-Service")?,
        metric: name("Deming-Metric")?,
        cycle: name("Deming-Cycle")?,
        playbook: name("Deming-Playbook")?,
        raised: trailer(RAISED)?.and_then(|day| day.parse().ok()),
        file: file(repository, commit)?,
    })
}

fn file(repository: &Repository, commit: CommitId) -> Result<Option<ToldFile>, GitError> {
    let parents = ancestry::parents(repository, commit)?;
    let [parent] = parents.as_slice() else { return Ok(None) };
    let changed = ancestry::changed_files(repository, *parent, commit)?;
    let [path] = changed.as_slice() else { return Ok(None) };
    let read = |files: &Snapshot| {
        files.read_at_most(path, LARGEST).ok().and_then(|bytes| String::from_utf8(bytes).ok())
    };
    let (old, new) = (Snapshot::commit(repository, *parent)?, Snapshot::commit(repository, commit)?);
    let before = read(&old);
    // A file that is there and cannot be shown must not look as if it were added.
    let shows = before.is_some() || old.size(path).is_err();
    Ok(read(&new).filter(|_| shows).map(|after| ToldFile { path: path.clone(), before, after }))
}
