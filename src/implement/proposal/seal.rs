//! The seal of a commit that deming made. Whoever changes its files, its message or what it builds on breaks it, and
//! the branch is theirs from then on.

use sha2::{Digest, Sha256};

use crate::git::{CommitId, GitError, Repository, TreeId, ancestry};

/// The trailer that holds the seal.
const TRAILER: &str = "Deming-Fingerprint";
/// Changes whenever the same commit would get another seal.
const VERSION: &str = "deming-seal-1";

/// The message with its seal as the last trailer. It must end in trailers and a line feed.
pub(super) fn sealed(message: &str, parent: CommitId, tree: TreeId) -> String {
    format!("{message}{TRAILER}: {}\n", seal(message, parent, tree))
}

/// Whether a commit is as deming made it.
pub(super) fn is_whole(repository: &Repository, commit: CommitId) -> Result<bool, GitError> {
    let parents = ancestry::parents(repository, commit)?;
    let [parent] = parents.as_slice() else { return Ok(false) };
    let message = ancestry::message(repository, commit)?;
    let Some((body, rest)) = message.rsplit_once(&format!("{TRAILER}: ")) else { return Ok(false) };
    let is_last = rest.ends_with('\n') && rest.lines().count() == 1 && body.ends_with('\n');
    Ok(is_last && rest.trim_end() == seal(body, *parent, ancestry::tree(repository, commit)?))
}

/// `sha256:` and the digest over all parts, each behind its length.
fn seal(message: &str, parent: CommitId, tree: TreeId) -> String {
    let mut hash = Sha256::new();
    for part in [VERSION, &parent.to_string(), &tree.to_string(), message] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}
