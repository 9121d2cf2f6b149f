//! What is remembered of proposals, one line each time that something was heard of one.

use std::fmt::Write;

use jiff::Timestamp;

use super::error::StoreError;
use super::layout;
use super::line::Damage;
use super::message::finished;
use super::record::{TRIES, pause, write};
use super::text::{escaped, lines, number, push_number, split, time, unescaped};
use super::tip::tip;
use super::tree::Tree;
use crate::git::branch::{update_ref, validate_branch_name};
use crate::git::{Change, GitError, Repository};
use crate::model::memory::{ProposalState, Remembered};
use crate::model::settings;

/// What the branch remembers of proposals, oldest first; nothing where there is no branch.
///
/// # Errors
/// [`StoreError`] when the branch cannot be read.
pub fn remembered(repository: &Repository, branch: &str) -> Result<Vec<Remembered>, StoreError> {
    let tree = Tree::open(repository, tip(repository, branch)?.newest)?;
    let bytes = tree.read(layout::PROPOSALS_FILE);
    let read = bytes.and_then(|bytes| read(&bytes.unwrap_or_default()));
    read.map_err(|damage| StoreError::damaged(branch, layout::PROPOSALS_FILE, &damage))
}

/// Adds to what the branch remembers, in one commit. HEAD, index and work tree are not touched. What stands there
/// already is not written again.
///
/// # Errors
/// What Git can refuse; [`StoreError::Format`] where the branch is another's; [`StoreError::Busy`].
pub fn remember(
    repository: &Repository,
    branch: &str,
    news: &[Remembered],
    author: &settings::Author,
    at: Timestamp,
) -> Result<(), StoreError> {
    validate_branch_name(branch)?;
    for attempt in 0..TRIES {
        let tip = tip(repository, branch)?;
        let tree = Tree::open(repository, tip.newest)?;
        if let Some(found) = tree.strange_format().filter(|_| tip.newest.is_some()) {
            return Err(StoreError::Format { branch: branch.to_owned(), found });
        }
        let damaged = |damage: Damage| StoreError::damaged(branch, layout::PROPOSALS_FILE, &damage);
        let before = tree.read(layout::PROPOSALS_FILE).map_err(damaged)?.unwrap_or_default();
        let mut all = read(&before).map_err(damaged)?;
        all.extend(news.iter().filter(|one| !all.contains(one)).cloned().collect::<Vec<_>>());
        let text = text(&mut all);
        if text.as_bytes() == before {
            return Ok(());
        }
        let change = vec![Change::put(layout::PROPOSALS_FILE, text)];
        let commit = write(repository, tip.newest, change, message(news, at), author, at)?;
        match update_ref(repository, &format!("refs/heads/{branch}"), tip.local, commit) {
            Ok(()) => return Ok(()),
            Err(GitError::RefMoved { .. } | GitError::RefLocked { .. }) => pause(attempt),
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::Busy { branch: branch.to_owned(), tries: TRIES })
}

fn message(news: &[Remembered], at: Timestamp) -> String {
    let title = match news.len() {
        1 => "chore(observed): what became of a proposal".to_owned(),
        several => format!("chore(observed): what became of {several} proposals"),
    };
    let trailer = |one: &Remembered| format!("Deming-Remembered: {} {}", one.proposal, one.state.keyword());
    let trailers: Vec<String> = news.iter().map(trailer).chain([format!("Deming-At: {at}")]).collect();
    finished(&title, None, &trailers)
}

/// The lines of a file.
///
/// # Errors
/// The first line that cannot be read.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Remembered>, Damage> {
    let mut all = Vec::new();
    for (line, bytes, is_whole) in lines(bytes) {
        let one = is_whole.then(|| one(bytes)).flatten();
        let bad = || {
            Damage::at(
                line,
                "it does not tell of a proposal: when, which, how, severity, branch, parted by tabs",
            )
        };
        all.push(one.ok_or_else(bad)?);
    }
    Ok(all)
}

fn one(line: &[u8]) -> Option<Remembered> {
    let [at, proposal, state, severity, branch] = split::<5>(line);
    let word =
        |field: Option<&'_ [u8]>| field.and_then(|bytes| std::str::from_utf8(bytes).ok().map(str::to_owned));
    Some(Remembered {
        at: at.and_then(time)?,
        proposal: word(proposal)?.parse().ok()?,
        state: ProposalState::of_keyword(&word(state)?)?,
        severity: severity.and_then(number).filter(|severity| *severity >= 0.0)?,
        branch: unescaped(&word(branch)?)?.into_owned(),
    })
}

/// The same as text, in order of time.
pub(super) fn text(all: &mut [Remembered]) -> String {
    all.sort_by(|a, b| (a.at, &a.proposal).cmp(&(b.at, &b.proposal)));
    let mut text = String::new();
    for Remembered { proposal, state, at, severity, branch } in all.iter() {
        // Writing to a string cannot fail.
        let _ = write!(text, "{at}\t{proposal}\t{}\t", state.keyword());
        push_number(&mut text, *severity);
        let _ = writeln!(text, "\t{}", escaped(branch));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_read_back_and_broken_ones_are_told() {
        let one = Remembered {
            proposal: "P-7f3a91c2".parse().expect("an id"),
            state: ProposalState::Dismissed,
            at: "2026-11-27T00:00:00Z".parse().expect("a time"),
            severity: 0.184,
            branch: "deming/desk/x-7f3a91c2".into(),
        };
        let text = text(&mut [one.clone()]);
        assert_eq!(text, "2026-11-27T00:00:00Z\tP-7f3a91c2\tdismissed\t0.184\tdeming/desk/x-7f3a91c2\n");
        assert_eq!(read(text.as_bytes()), Ok(vec![one]));
        for broken in ["x\n", "2026-11-27T00:00:00Z\tP-7f3a91c2\tmaybe\t0\tb\n", &text[..20]] {
            assert!(read(broken.as_bytes()).is_err(), "{broken}");
        }
    }
}
