//! Who committed lately.

use std::collections::BTreeSet;

use git2::Sort;
use jiff::Timestamp;

use super::{CommitId, GitError, Repository, time::moment};

/// Whom commits name as their author or committer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contributor {
    /// Name.
    pub name: String,
    /// Mail address.
    pub mail: String,
}

/// Who committed in a stretch of time.
#[derive(Debug, Clone, Default)]
pub struct Contributions {
    /// Everybody, once for each way of writing them.
    pub contributors: BTreeSet<Contributor>,
    /// Whether there is a commit from before that time, so that silence within it means something.
    pub reaches_back: bool,
}

/// Who made or committed the commits between `since` and `until` that `tip` contains. The walk goes back in time, by the
/// committer's date, and ends with the first commit from before `since`.
///
/// # Errors
/// [`GitError::Other`] for a damaged object store; in a shallow clone where history is cut off.
pub fn contributions(
    repository: &Repository,
    tip: CommitId,
    since: Timestamp,
    until: Timestamp,
) -> Result<Contributions, GitError> {
    let failed = || GitError::other("reading who committed lately");
    let git = repository.git();
    let mut walk = git.revwalk().map_err(failed())?;
    walk.set_sorting(Sort::TIME).map_err(failed())?;
    walk.push(tip.0).map_err(failed())?;
    let mut found = Contributions::default();
    for id in walk {
        let commit = git.find_commit(id.map_err(failed())?).map_err(failed())?;
        let at = moment(commit.time());
        if at < since {
            found.reaches_back = true;
            break;
        }
        if at <= until {
            found.contributors.insert(contributor(&commit.author()));
            found.contributors.insert(contributor(&commit.committer()));
        }
    }
    Ok(found)
}

fn contributor(signature: &git2::Signature<'_>) -> Contributor {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    Contributor { name: text(signature.name_bytes()), mail: text(signature.email_bytes()) }
}
