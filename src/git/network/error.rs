//! What the `git` executable complained about.

/// A failed clone or push. Texts hold no credentials.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NetworkError {
    /// There is no `git` to run.
    #[error("{what}: the `git` executable was not found")]
    MissingExecutable {
        /// The command.
        what: String,
    },
    /// It took too long and was stopped.
    #[error("{what}: no answer within {seconds} s")]
    Timeout {
        /// The command.
        what: String,
        /// The limit.
        seconds: u64,
    },
    /// The remote's branch moved meanwhile, or the remote does not let it be written.
    #[error("{what}: the remote rejected the push: {reason}")]
    Rejected {
        /// The command.
        what: String,
        /// The remote's words.
        reason: String,
        /// Whether the branch was moved by somebody else (fetch and try again), rather than protected.
        stale: bool,
    },
    /// The remote wants other credentials.
    #[error("{what}: the remote refused the credentials: {reason}")]
    Auth {
        /// The command.
        what: String,
        /// The remote's words.
        reason: String,
    },
    /// No such repository, or no such branch in it.
    #[error("{what}: not found: {reason}")]
    NotFound {
        /// The command.
        what: String,
        /// The remote's words.
        reason: String,
    },
    /// An argument that could run a command or be taken for an option; git was not started.
    #[error("{what} is refused: {reason}")]
    Refused {
        /// Which argument.
        what: String,
        /// Why.
        reason: String,
    },
    /// Anything else.
    #[error("{what} failed: {stderr}")]
    Other {
        /// The command.
        what: String,
        /// What git said.
        stderr: String,
    },
}

impl NetworkError {
    /// What a person can do about it, as one sentence; `None` where there is nothing to advise.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::MissingExecutable { .. } => "install git, or put it on PATH",
            Self::Timeout { .. } => {
                "check the network, and that the remote answers `git ls-remote URL` by hand"
            }
            Self::Rejected { stale: true, .. } => {
                "fetch, look at what changed there, then run the command again"
            }
            Self::Rejected { .. } => "the remote's rules or hooks forbid it; ask whoever looks after it",
            Self::Auth { .. } => {
                "no prompt is shown here: set up a credential helper, SSH key or token for git"
            }
            Self::NotFound { .. } => "check the remote (`git remote -v` lists them), its URL and the branch",
            Self::Refused { .. } => "give a path, a remote's name, or a file, git, http, https or ssh URL",
            Self::Other { .. } => return None,
        })
    }
}

const STALE: [&str; 5] =
    ["stale info", "non-fast-forward", "fetch first", "cannot lock ref", "reference already exists"];
const REJECTED: [&str; 3] = ["[rejected]", "[remote rejected]", "hook declined"];
const AUTH: [&str; 7] = [
    "Authentication failed",
    "could not read Username",
    "could not read Password",
    "Permission denied (",
    "Host key verification failed",
    "returned error: 401",
    "returned error: 403",
];
const NOT_FOUND: [&str; 6] = [
    "does not appear to be a git repository",
    "epository not found",
    "not found in upstream",
    "does not exist",
    "couldn't find remote ref",
    "returned error: 404",
];

/// Sorts git's words, which `LC_ALL=C` keeps in English, into kinds. The text decides only the kind; a wording
/// we do not know becomes [`NetworkError::Other`] with all of it.
pub(super) fn classify(what: &str, said: &str) -> NetworkError {
    let said = redact(said.trim());
    let what = what.to_owned();
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    // Rejection first: a hook may say anything, "not found" included.
    if has(&REJECTED) {
        NetworkError::Rejected { what, stale: has(&STALE), reason: telling(&said, &REJECTED) }
    } else if has(&AUTH) {
        NetworkError::Auth { what, reason: telling(&said, &AUTH) }
    } else if has(&NOT_FOUND) || said.ends_with("not found") {
        NetworkError::NotFound { what, reason: telling(&said, &NOT_FOUND) }
    } else {
        NetworkError::Other { what, stderr: said }
    }
}

/// The first line that holds one of the words, else the first line.
fn telling(said: &str, words: &[&str]) -> String {
    let line = said.lines().find(|line| words.iter().any(|word| line.contains(word)));
    line.or_else(|| said.lines().next()).unwrap_or_default().trim().to_owned()
}

/// The text without the credentials of its URLs: `https://user:secret@host` becomes `https://***@host`. The
/// user name of an SSH URL is no secret, unless a password follows it.
pub(super) fn redact(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        clean.push_str(before);
        clean.push_str("://");
        let end = after.find(|letter: char| letter.is_whitespace() || "/'\"<>".contains(letter));
        let authority = after.get(..end.unwrap_or(after.len())).unwrap_or_default();
        rest = after;
        if let Some((user, _)) = authority.rsplit_once('@') {
            let harmless = before.ends_with("ssh") && !user.contains(':');
            clean.push_str(if harmless { user } else { "***" });
            rest = after.get(user.len()..).unwrap_or_default();
        }
    }
    clean + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_taken_out_of_texts() {
        let text =
            "fatal: 'https://me:s3cret@host/x.git' and http://tok@h/ but ssh://git@host/a, ssh://a:b@c/";
        let clean = "fatal: 'https://***@host/x.git' and http://***@h/ but ssh://git@host/a, ssh://***@c/";
        assert_eq!(redact(text), clean);
        assert_eq!(redact("https://a:p@ss@host"), "https://***@host");
        assert_eq!(redact("no url, a@b"), "no url, a@b");
    }

    #[test]
    fn words_of_git_are_sorted() {
        let kind = |said: &str| classify("git push", said);
        let stale = "!\tabc:refs/heads/x\t[rejected] (stale info)";
        assert!(matches!(kind(stale), NetworkError::Rejected { stale: true, .. }));
        let hook = "! [remote rejected] x -> x (pre-receive hook declined)";
        assert!(matches!(kind(hook), NetworkError::Rejected { stale: false, .. }));
        let user = "fatal: could not read Username for 'https://h': terminal prompts disabled";
        assert!(matches!(kind(user), NetworkError::Auth { .. }));
        assert!(matches!(
            kind("fatal: repository 'http://h/x.git/' not found"),
            NetworkError::NotFound { .. }
        ));
        assert!(matches!(kind("fatal: early EOF"), NetworkError::Other { .. }));
    }
}
