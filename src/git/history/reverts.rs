//! Commits that take back another commit.

use jiff::Timestamp;

use super::graph::Graph;
use crate::git::CommitId;

/// A commit that takes back another one, told by its message as `git revert` writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revert {
    /// The commit that reverts.
    pub commit: CommitId,
    /// When it was made.
    pub committed: Timestamp,
    /// What it reverts, when its message names a commit of this history.
    pub reverted: Option<CommitId>,
    /// The release that contains the revert.
    pub release: Option<usize>,
    /// The release that had shipped the reverted commit.
    pub reverted_release: Option<usize>,
}

/// What a message says about taking something back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    /// The first hexadecimal letters of the reverted commit's id, in lower case.
    id: Option<String>,
}

const PHRASE: &str = "This reverts commit ";

/// Fewer letters than this name too many commits.
const FEWEST_LETTERS: usize = 7;

impl Claim {
    /// `This reverts commit <id>` anywhere, or a subject that starts with `Revert "`.
    pub(super) fn read(message: &str) -> Option<Self> {
        let named = message.find(PHRASE).and_then(|at| message.get(at + PHRASE.len()..)).map(leading_id);
        match named {
            Some(id) => Some(Self { id: (id.len() >= FEWEST_LETTERS).then_some(id) }),
            None => message.trim_start().starts_with("Revert \"").then_some(Self { id: None }),
        }
    }
}

fn leading_id(text: &str) -> String {
    text.chars()
        .take_while(char::is_ascii_hexdigit)
        .take(40)
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

/// The reverts of a graph whose commits have their releases, oldest first.
pub(super) fn find(graph: &Graph) -> Vec<Revert> {
    let mut ids: Vec<(String, CommitId)> = Vec::new();
    if graph.nodes().any(|node| node.claim.is_some()) {
        ids = graph.nodes().map(|node| (node.id.to_string(), node.id)).collect();
        ids.sort_unstable();
    }
    let mut reverts: Vec<Revert> = graph
        .nodes()
        .filter_map(|node| {
            let claim = node.claim.as_ref()?;
            let reverted = claim.id.as_deref().and_then(|prefix| named(&ids, prefix));
            let shipped = reverted.and_then(|id| graph.place(id)).and_then(|place| graph.get(place));
            Some(Revert {
                commit: node.id,
                committed: node.committed,
                reverted,
                release: node.release,
                reverted_release: shipped.and_then(|node| node.release),
            })
        })
        .collect();
    reverts.sort_unstable_by_key(|revert| (revert.committed, revert.commit));
    reverts
}

/// The one commit whose id starts with `prefix`.
fn named(ids: &[(String, CommitId)], prefix: &str) -> Option<CommitId> {
    let from = ids.partition_point(|(id, _)| id.as_str() < prefix);
    let mut fitting = ids.get(from..)?.iter().take_while(|(id, _)| id.starts_with(prefix));
    let (_, only) = fitting.next()?;
    fitting.next().is_none().then_some(*only)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_in(message: &str) -> Option<Option<String>> {
        Claim::read(message).map(|claim| claim.id)
    }

    #[test]
    fn messages_of_git_revert_are_understood() {
        let message =
            "Revert \"x\"\n\nThis reverts commit 2BA8db9c14e5794572f5ea338c2b90404c9769cb, reversing\n";
        assert_eq!(id_in(message), Some(Some("2ba8db9c14e5794572f5ea338c2b90404c9769cb".into())));
        assert_eq!(id_in("Back out\n\nThis reverts commit 2ba8db9."), Some(Some("2ba8db9".into())));
    }

    #[test]
    fn a_revert_need_not_name_its_commit() {
        assert_eq!(id_in("Revert \"x\" (#12)"), Some(None));
        assert_eq!(id_in("Fix\n\nThis reverts commit abc."), Some(None));
    }

    #[test]
    fn other_messages_are_no_reverts() {
        for message in ["", "Reverting the tide", "Fix Revert \"x\"", "Revert x"] {
            assert_eq!(id_in(message), None, "{message}");
        }
    }
}
