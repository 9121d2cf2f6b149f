//! Rules: each a record of its own, kept beside the code that checks it.

use std::fmt;
use std::str::FromStr;

/// What can be wrong, and why that matters. `deming explain CODE` prints it.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// `D` and three digits; never used again for something else.
    pub code: &'static str,
    /// A name that reads well after "allow".
    pub name: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What it looks at, in a sentence.
    pub what: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// An example that breaks it. Several files each begin with a line `# file: PATH`.
    pub bad: &'static str,
    /// The example mended.
    pub good: &'static str,
    /// What is declared beside the examples, where they cannot stand alone. Not part of the explanation.
    pub beside: &'static str,
    /// Where it comes from: a standard, a book, or the language itself.
    pub source: &'static str,
    /// Whether no waiver can lift it: what it finds cannot be judged at all, or would be hidden by the waiver.
    pub is_locked: bool,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Likely to mislead.
    Warning,
    /// Wrong.
    Error,
}

impl Level {
    /// As written in options and output.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.keyword())
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Note, Self::Warning, Self::Error]
            .into_iter()
            .find(|level| level.keyword() == text)
            .ok_or_else(|| format!("`{text}` is no level; there are note, warning and error"))
    }
}
