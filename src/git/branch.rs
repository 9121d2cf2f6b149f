//! Branches: listing them, making them, moving them by compare-and-swap.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use git2::{ErrorCode, Oid, Reference};

use super::path::prefixes;
use super::{CommitId, GitError, Repository};

const HEADS: &str = "refs/heads/";
const REMOTES: &str = "refs/remotes/";

/// A branch as some remote had it at the last fetch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RemoteBranch {
    /// Name of the branch there, without the remote's.
    pub name: String,
    /// Name of the remote (`origin`).
    pub remote: String,
    /// Its tip.
    pub commit: CommitId,
}

/// Local branches whose name starts with `prefix`, sorted by name, with their tips.
///
/// # Errors
/// [`GitError::Other`] when the references cannot be listed.
pub fn branches(repository: &Repository, prefix: &str) -> Result<Vec<(String, CommitId)>, GitError> {
    let found = tips(repository, HEADS)?;
    Ok(found.into_iter().filter(|(name, _)| name.starts_with(prefix)).collect())
}

/// Remote-tracking branches whose name at the remote starts with `prefix`, sorted by name, then remote.
///
/// # Errors
/// [`GitError::Other`] when the references cannot be listed.
pub fn remote_branches(repository: &Repository, prefix: &str) -> Result<Vec<RemoteBranch>, GitError> {
    let remotes = remotes(repository)?;
    let mut found = Vec::new();
    for (full, commit) in tips(repository, REMOTES)? {
        // A remote's name may itself hold slashes.
        let configured = remotes
            .iter()
            .filter(|remote| full.strip_prefix(*remote).is_some_and(|rest| rest.starts_with('/')));
        let length = configured.map(String::len).max().or_else(|| full.find('/'));
        let Some((remote, name)) = length.and_then(|at| full.split_at_checked(at)) else { continue };
        let name = name.trim_start_matches('/');
        if name.starts_with(prefix) && name != "HEAD" {
            found.push(RemoteBranch { name: name.to_owned(), remote: remote.to_owned(), commit });
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// The names of the remotes that are configured.
///
/// # Errors
/// [`GitError::Other`] when the configuration cannot be read.
pub fn remotes(repository: &Repository) -> Result<Vec<String>, GitError> {
    let names = repository.git().remotes().map_err(GitError::other("listing remotes"))?;
    Ok(names.iter_bytes().map(|name| String::from_utf8_lossy(name).into_owned()).collect())
}

/// The URL that a remote is pushed to, with what the configuration puts in the place of its beginning; `None`: there is no
/// such remote.
pub fn remote_url(repository: &Repository, name: &str) -> Option<String> {
    let git = repository.git();
    let remote = git.find_remote(name).ok()?;
    let url = remote.pushurl_bytes().unwrap_or_else(|| remote.url_bytes());
    std::str::from_utf8(url).ok().map(str::to_owned)
}

/// References of a folder that point to commits, without the folder's name, sorted.
fn tips(repository: &Repository, folder: &str) -> Result<Vec<(String, CommitId)>, GitError> {
    let git = repository.git();
    let references =
        git.references_glob(&format!("{folder}*")).map_err(GitError::other("listing branches"))?;
    let mut tips = Vec::new();
    for reference in references {
        let reference = reference.map_err(GitError::other("listing branches"))?;
        let name =
            std::str::from_utf8(reference.name_bytes()).ok().and_then(|name| name.strip_prefix(folder));
        if let (Some(name), Ok(commit)) = (name, reference.peel_to_commit()) {
            tips.push((name.to_owned(), CommitId(commit.id())));
        }
    }
    tips.sort_unstable();
    Ok(tips)
}

/// Makes a branch. When it is there already and points to the same commit, nothing happens.
///
/// # Errors
/// [`GitError::RefMoved`] when it points elsewhere; [`GitError::BadName`]; [`GitError::RefLocked`];
/// [`GitError::DubiousOwnership`].
pub fn create_branch(repository: &Repository, name: &str, commit: CommitId) -> Result<(), GitError> {
    validate_branch_name(name)?;
    write(repository, &format!("{HEADS}{name}"), None, commit)
}

/// Moves a reference from `old` (`None`: it must not be there) to `new`, unless somebody else moved it.
/// When it already points to `new`, nothing happens.
///
/// # Errors
/// [`GitError::RefMoved`] with what was found, and nothing is written; [`GitError::CheckedOut`] for a branch
/// that a work tree shows; [`GitError::BadName`] for a name outside `refs/`; [`GitError::RefLocked`];
/// [`GitError::DubiousOwnership`].
pub fn update_ref(
    repository: &Repository,
    name: &str,
    old: Option<CommitId>,
    new: CommitId,
) -> Result<(), GitError> {
    if !name.starts_with("refs/") || !Reference::is_valid_name(name) {
        return Err(bad_name(name, "a full name starts with `refs/` and follows Git's rules"));
    }
    write(repository, name, old, new)
}

/// Deletes a branch that is where it is expected. One that is not there is deleted already.
///
/// # Errors
/// [`GitError::RefMoved`] when it points elsewhere; [`GitError::CheckedOut`]; [`GitError::DubiousOwnership`].
pub fn delete_branch(repository: &Repository, name: &str, expected: CommitId) -> Result<(), GitError> {
    validate_branch_name(name)?;
    repository.require_own()?;
    let full = format!("{HEADS}{name}");
    if is_checked_out(repository, &full) {
        return Err(GitError::CheckedOut { name: full });
    }
    let git = repository.git();
    let mut reference = match git.find_reference(&full) {
        Ok(reference) => reference,
        Err(error) if error.code() == ErrorCode::NotFound => return Ok(()),
        Err(error) => return Err(GitError::other(format!("reading `{full}`"))(error)),
    };
    let found = reference.target().map(CommitId);
    if found != Some(expected) {
        return Err(GitError::RefMoved { name: full, expected: Some(expected), found });
    }
    // libgit2 compares once more, under the lock, with what was read.
    reference.delete().map_err(|error| GitError::from_ref_write(&full, error))
}

/// Checks a branch name by the rules of `git check-ref-format --branch`.
///
/// # Errors
/// [`GitError::BadName`].
pub fn validate_branch_name(name: &str) -> Result<(), GitError> {
    if name.starts_with('-') {
        return Err(bad_name(name, "it starts with a dash"));
    }
    if name == "HEAD" || name == "@" {
        return Err(bad_name(name, "Git uses this name itself"));
    }
    if name.is_empty() || !Reference::is_valid_name(&format!("{HEADS}{name}")) {
        return Err(bad_name(name, "it breaks Git's rules for names"));
    }
    Ok(())
}

fn bad_name(name: &str, reason: &str) -> GitError {
    GitError::BadName { name: name.to_owned(), reason: reason.to_owned() }
}

fn write(
    repository: &Repository,
    name: &str,
    expected: Option<CommitId>,
    new: CommitId,
) -> Result<(), GitError> {
    repository.require_own()?;
    if current(repository, name)? == Some(new) {
        return Ok(());
    }
    if is_checked_out(repository, name) {
        return Err(GitError::CheckedOut { name: name.to_owned() });
    }
    let attempt = || {
        let git = repository.git();
        // The zero id stands for "not there": asked for under the lock, where making a reference without a comparison
        // would only look before it locks, and two that make it at once would both succeed.
        let (old, how) = match expected {
            None => (Oid::ZERO_SHA1, "deming: created"),
            Some(old) => (old.0, "deming: updated"),
        };
        git.reference_matching(name, new.0, true, old, how).map(drop)
    };
    let mut written = attempt();
    let asked = Instant::now();
    // Others hold the lock for a moment; one that is held for longer was left by a process that is no more.
    while written.as_ref().is_err_and(|error| error.code() == ErrorCode::Locked) && asked.elapsed() < PATIENCE
    {
        if !removes_stale_lock(repository, name) {
            std::thread::sleep(PAUSE);
        }
        written = attempt();
    }
    let Err(error) = written else { return Ok(()) };
    let found = current(repository, name)?;
    let lost = matches!(error.code(), ErrorCode::Exists | ErrorCode::Modified | ErrorCode::NotFound);
    match found {
        Some(id) if id == new => Ok(()),
        _ if lost && found != expected => Err(GitError::RefMoved { name: name.to_owned(), expected, found }),
        _ => Err(in_the_way(repository, name).unwrap_or_else(|| GitError::from_ref_write(name, error))),
    }
}

/// How old a lock is that nobody holds any more. A reference is locked for the time of one small write.
const STALE: Duration = Duration::from_secs(5);
/// How long a lock of somebody else is waited for, and the pause between two looks at it.
const PATIENCE: Duration = Duration::from_secs(7);
const PAUSE: Duration = Duration::from_millis(10);

/// Removes the lock that a process left behind which was killed between locking a reference and moving it.
fn removes_stale_lock(repository: &Repository, name: &str) -> bool {
    let lock = repository.git().commondir().join(format!("{name}.lock"));
    let modified = fs::metadata(&lock).and_then(|lock| lock.modified()).ok();
    let is_stale = modified.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > STALE);
    is_stale && fs::remove_file(lock).is_ok()
}

/// A branch `a` and a branch `a/b` cannot be there together: the one would be a file, the other its folder.
fn in_the_way(repository: &Repository, name: &str) -> Option<GitError> {
    let above =
        prefixes(name).find(|prefix| *prefix != name && matches!(current(repository, prefix), Ok(Some(_))));
    let below = tips(repository, &format!("{name}/")).ok()?.into_iter().next();
    let other = above.map(str::to_owned).or_else(|| below.map(|(rest, _)| format!("{name}/{rest}")))?;
    Some(bad_name(
        name,
        &format!("`{other}` is there already, and Git keeps the one as a folder of the other"),
    ))
}

/// The tip of a local branch; `None` when it is not there.
///
/// # Errors
/// [`GitError::BadName`]; [`GitError::Other`] when the reference cannot be read.
pub fn branch_tip(repository: &Repository, name: &str) -> Result<Option<CommitId>, GitError> {
    validate_branch_name(name)?;
    current(repository, &format!("{HEADS}{name}"))
}

/// What a reference points to now; `None` when it is not there.
fn current(repository: &Repository, name: &str) -> Result<Option<CommitId>, GitError> {
    match repository.git().refname_to_id(name) {
        Ok(id) => Ok(Some(CommitId(id))),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(GitError::other(format!("reading `{name}`"))(error)),
    }
}

/// Whether HEAD of this or a linked work tree names the branch. A bare repository shows nothing, so its HEAD
/// does not count.
fn is_checked_out(repository: &Repository, name: &str) -> bool {
    let (common, is_main_bare) = {
        let git = repository.git();
        let bare = git.config().and_then(|config| config.get_bool("core.bare")).unwrap_or(false);
        (git.commondir().to_owned(), bare)
    };
    let mut heads: Vec<PathBuf> = if is_main_bare { Vec::new() } else { vec![common.join("HEAD")] };
    let linked = fs::read_dir(common.join("worktrees")).into_iter().flatten().flatten();
    heads.extend(linked.map(|entry| entry.path().join("HEAD")));
    heads.iter().any(|head| {
        fs::read_to_string(head)
            .is_ok_and(|text| text.strip_prefix("ref:").is_some_and(|to| to.trim() == name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branch_names_follow_the_rules_of_git() {
        for name in ["deming/service-desk/shorten", "a.b", "ä/ö"] {
            assert!(validate_branch_name(name).is_ok(), "{name}");
        }
        let bad = [
            "", "-x", "a..b", "a.lock", "a/.b", "a b", "a~1", "a^", "a:b", "a?", "a*", "a[", "a\\b", "/a",
            "a/", "a//b", "a@{b", "@", "HEAD", "a.", "a\nb", "a\0b",
        ];
        for name in bad {
            assert!(validate_branch_name(name).is_err(), "{name:?}");
        }
    }
}
