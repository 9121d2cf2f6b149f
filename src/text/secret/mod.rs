//! Secrets that stand in a text in plain sight: how they look, and the text without them.
//!
//! Some secrets show by their own form, such as the tokens of forges and clouds, private keys, and passwords within
//! URLs. Others show only by the key that they stand under: `password: …`. Nothing here ever gives a secret away;
//! what is told of one is its kind and where it stands.
//!
//! | file | knows |
//! |---|---|
//! | `token` | secrets that show by how they begin, and what they are made of |
//! | `credentials` | user names with passwords: in URLs and in the headers of HTTP |
//! | `key` | keys under which secrets stand, and values that are none |
//! | `mask` | a text, or a file's text with its spans, with dots in place of the secrets |

mod credentials;
mod key;
mod mask;
mod token;

pub use key::{Standing, is_sensitive, standing};
pub use mask::{Masked, dots, masked};

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// A secret in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// What it is, with its article: `a token of GitHub`.
    pub kind: &'static str,
    /// Which bytes of the text it takes.
    pub bytes: Range<usize>,
}

/// What begins every secret that shows by itself, and the keys that others stand under. One look over a text with it
/// spares all others where there is nothing to find.
static HINTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = [
        r"A[KS]IA[0-9A-Z]",
        r"gh[pousr]_",
        r"github_pat_",
        r"glpat-",
        r"xox[abeoprs]-",
        r"AIza",
        r"[sr]k_(live|test)_",
        r"eyJ",
        r"-----BEGIN",
        r"://",
        r"(?i-u:bearer|basic)\s",
        r"(?i-u:passw|passphrase|pwd|secret|token|api[-_. ]?key|access[-_. ]?key|private[-_. ]?key|auth|credential|cookie)",
    ];
    // Without the expression nothing would be spared, and nothing missed.
    Regex::new(&words.join("|")).ok()
});

/// Whether it is worth looking for secrets in a text, or for values under keys that hold them.
pub fn is_suspicious(text: &str) -> bool {
    HINTS.as_ref().is_none_or(|hints| hints.is_match(text))
}

/// The secrets in a text that show by their own form, in order and none within another.
pub fn secrets(text: &str) -> Vec<Secret> {
    if !is_suspicious(text) {
        return Vec::new();
    }
    let mut found = token::tokens(text);
    found.extend(credentials::in_urls(text));
    found.extend(credentials::in_headers(text));
    found.sort_by_key(|secret| (secret.bytes.start, std::cmp::Reverse(secret.bytes.end)));
    let mut end = 0;
    found.retain(|secret| {
        let is_first = secret.bytes.start >= end;
        end = end.max(secret.bytes.end);
        is_first
    });
    found
}
