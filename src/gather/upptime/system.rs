//! The history of sites that Upptime keeps in another repository. Only `gather` asks it.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::local::no_such_site;
use super::monitor::{Monitor, SiteHistory};
use crate::gather::remote::{Answer, Ask, Lost, System};
use crate::git::network::FETCHED;
use crate::git::{CommitId, Git, GitError, NetworkError, Repository};
use crate::model::Interval;
use crate::model::observation::{Outage, Records, Row};
use crate::model::report::UptimeQuestion;
use crate::model::source::Question;
use crate::text::secret::masked;

/// Bytes of a file that are worth fetching. The status of a site has some two hundred; graphs have more than these.
const LARGEST: u64 = 4096;

/// Where to look for a repository, and where to keep a clone of it.
#[derive(Debug, Clone)]
pub struct Where<'a> {
    /// The folder that paths are relative to: the root of the repository that declares them.
    pub root: &'a Path,
    /// A folder outside of any repository, to keep clones in so that next time only what is new is fetched; `None`: a
    /// clone goes when it has been read.
    pub cache: Option<&'a Path>,
    /// The executable that clones.
    pub git: &'a Git,
    /// Now: an outage that has not ended goes on until then.
    pub as_of: Timestamp,
}

/// An Upptime repository elsewhere. Several metrics read it one after the other.
pub struct Upptime {
    monitor: Mutex<Monitor>,
    as_of: Timestamp,
    server: String,
    /// Gone with this value, where the clone is not kept.
    _clone: Option<TempDir>,
}

impl Upptime {
    /// Opens a repository: a path on this machine where it lies, a URL by a clone.
    ///
    /// # Errors
    /// [`Lost`], where it cannot be had, or has no history.
    pub fn open(repository: &str, place: &Where<'_>) -> Result<Self, Lost> {
        let shown = masked(repository).into_owned();
        let opened =
            if is_url(repository) { cloned(repository, place)? } else { at_path(repository, place)? };
        let (repository, clone) = opened;
        let monitor = tip_of(&repository).and_then(|tip| Monitor::open(&repository, tip));
        let monitor = monitor.map_err(|error| lost(&shown, &error))?;
        let server = format!("Upptime repository {shown}");
        Ok(Self { monitor: Mutex::new(monitor), as_of: place.as_of, server, _clone: clone })
    }

    /// What the history tells of a site from the beginning of a stretch of time on.
    fn history(&self, ask: &Ask<'_>) -> Result<(String, SiteHistory), Lost> {
        let Question::Upptime(question) = &ask.source.question else {
            return Err(Lost::new("an Upptime repository is asked for the history of a site"));
        };
        let mut monitor = self.monitor.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = |error: GitError| lost(&self.server, &error);
        let slug = monitor.site(&question.site).map_err(failed)?.map_err(|unknown| {
            let (reason, help) = no_such_site(question, &unknown);
            Lost::new(reason).help(help)
        })?;
        let since = Some(ask.interval.from);
        let found = monitor.history(&slug, question, since, self.as_of).map_err(failed)?;
        let history = found.ok_or_else(|| silent(question))?;
        if history.is_truncated && history.known.from > ask.interval.from {
            let help = "give it full history: `git fetch --unshallow` there";
            return Err(
                Lost::new("the repository is a shallow clone, so its history has no beginning").help(help)
            );
        }
        Ok((slug, history))
    }
}

fn silent(question: &UptimeQuestion) -> Lost {
    Lost::new(format!("Upptime's history says nothing of `{}` until now", question.site))
}

impl System for Upptime {
    fn ask(&self, ask: &Ask<'_>) -> Result<Answer, Lost> {
        let (slug, history) = self.history(ask)?;
        let inside = history.outages.iter().filter_map(|spell| spell.interval.overlap(&ask.interval));
        let outages = inside.map(|interval| Outage { interval, group: 0, row: Row { origin: 0, line: 0 } });
        let unclear = history.unclear.iter().filter(|at| ask.interval.contains(**at)).count();
        let doubt = || format!("{unclear} commits change `history/{slug}.yml` and tell no status");
        Ok(Answer {
            records: Records::Outages(outages.collect()),
            groups: vec![Vec::new()],
            server: self.server.clone(),
            doubts: (unclear > 0).then(doubt).into_iter().collect(),
        })
    }

    fn known(&self, ask: &Ask<'_>) -> Result<Interval, Lost> {
        let (_, history) = self.history(ask)?;
        let nothing = Interval::new(ask.interval.from, ask.interval.from);
        Ok(history.known.overlap(&ask.interval).unwrap_or(nothing))
    }
}

/// Whether a text is a URL, or `HOST:PATH` as SSH has it, rather than a path.
fn is_url(repository: &str) -> bool {
    let host = repository.split_once(':').map(|(host, _)| host);
    // One letter before a colon is a drive.
    repository.contains("://") || host.is_some_and(|host| host.len() > 1 && !host.contains(['/', '\\']))
}

type Opened = (Repository, Option<TempDir>);

/// A repository on this machine, which is only read.
fn at_path(repository: &str, place: &Where<'_>) -> Result<Opened, Lost> {
    let path = place.root.join(repository);
    if !path.is_dir() {
        let help = "name the folder of a repository, seen from the root of this one, or a URL";
        return Err(Lost::new(format!("there is no folder `{}`", masked(repository))).help(help));
    }
    let found = Repository::discover(&path).map_err(|error| lost(&masked(repository), &error))?;
    Ok((found, None))
}

fn cloned(url: &str, place: &Where<'_>) -> Result<Opened, Lost> {
    if let Some(cache) = place.cache
        && let Some(kept) = kept(url, cache, place.git)
    {
        return Ok((kept, None));
    }
    let fresh = tempfile::Builder::new().prefix("deming-upptime-").tempdir();
    let fresh = fresh.map_err(|error| Lost::new(format!("no temporary folder can be made: {error}")))?;
    let folder = fresh.path().join("history.git");
    place.git.clone_history(url, &folder, LARGEST).map_err(|error| unreached(&error))?;
    let opened = Repository::discover(&folder).map_err(|error| lost(&masked(url), &error))?;
    Ok((opened, Some(fresh)))
}

/// The clone that is kept, with what is new; `None` where it cannot be used, so that a fresh one is made, whose failure
/// says what is wrong.
fn kept(url: &str, cache: &Path, git: &Git) -> Option<Repository> {
    let folder = folder_of(url, cache);
    if !folder.is_dir() {
        keep(url, cache, &folder, git)?;
    }
    git.fetch_history(&folder, url).ok()?;
    Repository::discover(&folder).ok()
}

/// Makes the clone beside its place, and moves it there when it is whole. Where another run was quicker its clone is
/// as good.
fn keep(url: &str, cache: &Path, folder: &Path, git: &Git) -> Option<()> {
    std::fs::create_dir_all(folder.parent()?).ok()?;
    let fresh = tempfile::Builder::new().prefix(".clone-").tempdir_in(folder.parent()?).ok()?;
    let made = fresh.path().join("history.git");
    git.clone_history(url, &made, LARGEST).ok()?;
    let moved = std::fs::rename(&made, folder);
    debug_assert!(folder.starts_with(cache));
    (moved.is_ok() || folder.is_dir()).then_some(())
}

/// The folder of a URL's clone. Its name is a digest, so that no part of a URL becomes part of a path.
fn folder_of(url: &str, cache: &Path) -> PathBuf {
    let digest: String =
        Sha256::digest(url.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    cache.join("upptime").join(format!("{digest}.git"))
}

/// What was fetched last, else what the repository shows.
fn tip_of(repository: &Repository) -> Result<CommitId, GitError> {
    repository.resolve(FETCHED).or_else(|_| repository.head_commit())
}

fn lost(what: &str, error: &GitError) -> Lost {
    let lost = Lost::new(format!("{what} cannot be read: {error}"));
    match error.hint() {
        Some(hint) => lost.help(hint),
        None => lost,
    }
}

fn unreached(error: &NetworkError) -> Lost {
    let lost = Lost::new(masked(&error.to_string()));
    match error.hint() {
        Some(hint) => lost.help(hint),
        None => lost,
    }
}

#[cfg(test)]
mod tests {
    use super::is_url;

    #[test]
    fn urls_and_paths() {
        for url in ["https://example.org/a.git", "git@example.org:a/b.git", "file:///srv/a.git", "host:a"] {
            assert!(is_url(url), "{url}");
        }
        for path in ["../status", "/srv/a.git", "status", "C:\\status", "./a:b"] {
            assert!(!is_url(path), "{path}");
        }
    }
}
