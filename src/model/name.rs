//! Names of things, and what every declared object has in common.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::change_note::ChangeNote;
use crate::text::Place;

/// The name of a declared object: an RFC 1123 label (1 to 63 of `a-z 0-9 -`, a letter or digit at both ends).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Box<str>);

/// Why a text is no [`Name`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The text is empty.
    #[error("a name cannot be empty")]
    Empty,
    /// More than 63 characters.
    #[error("a name has at most 63 characters, this one has {0}")]
    TooLong(usize),
    /// A character outside `a-z 0-9 -`, or a dash at an end.
    #[error("a name is made of a-z, 0-9 and inner dashes{}", .suggestion.as_deref().map(|s| format!("; `{s}` would do")).unwrap_or_default())]
    Characters {
        /// The nearest valid name, when there is one.
        suggestion: Option<String>,
    },
}

impl Name {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name that is most like a text, when any is: its letters and digits, small, with dashes between them.
    pub fn like(text: &str) -> Option<Self> {
        let name = nearest_name(text)?;
        let short: String = name.chars().take(LONGEST).collect();
        short.trim_end_matches('-').parse().ok()
    }
}

/// The most characters of a name.
const LONGEST: usize = 63;

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if text.len() > LONGEST {
            return Err(NameError::TooLong(text.chars().count()));
        }
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !text.chars().all(allowed) || text.starts_with('-') || text.ends_with('-') {
            return Err(NameError::Characters { suggestion: nearest_name(text) });
        }
        Ok(Self(text.into()))
    }
}

/// The text with every run of foreign characters made one dash.
fn nearest_name(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let name = words.join("-");
    (!name.is_empty()).then_some(name)
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Somebody accountable: `@team/part`, `@person` or a mail address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner(Box<str>);

/// Why a text names no [`Owner`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OwnerError {
    /// It is none.
    #[error("an owner is exactly one `@person`, `@group/team` or mail address")]
    NoOwner,
    /// It names several.
    #[error("{} are accountable; {ONE_IS_ACCOUNTABLE}", .0.in_words())]
    Several(Several),
}

/// How many owners are named where one should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Several(pub usize);

/// What the chart of responsibilities (RACI) asks for.
pub const ONE_IS_ACCOUNTABLE: &str =
    "exactly one can be, the others are responsible, consulted or informed (RACI)";

impl Several {
    /// `two`, `three`, or the number.
    pub fn in_words(self) -> String {
        match self.0 {
            2 => "two".into(),
            3 => "three".into(),
            more => more.to_string(),
        }
    }
}

impl Owner {
    /// The owner as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Owner {
    type Err = OwnerError;

    fn from_str(text: &str) -> Result<Self, OwnerError> {
        let one_word = !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == ',');
        let handle = text.strip_prefix('@').is_some_and(|rest| !rest.is_empty() && !rest.contains('@'));
        let address = text.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.'));
        if one_word && (handle || address) {
            return Ok(Self(text.into()));
        }
        let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '&' | '+'));
        let named = words.filter(|word| word.len() > 1 && word.contains('@')).count();
        Err(if named > 1 { OwnerError::Several(Several(named)) } else { OwnerError::NoOwner })
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The identity of a proposal, `P-` and eight hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProposalId(Box<str>);

/// Why a text is no [`ProposalId`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a proposal is named by `P-` and eight digits 0-9 a-f, as `deming plan` prints it")]
pub struct ProposalIdError;

impl ProposalId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ProposalId {
    type Err = ProposalIdError;

    fn from_str(text: &str) -> Result<Self, ProposalIdError> {
        let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        match text.strip_prefix("P-") {
            Some(digits) if digits.len() == 8 && digits.chars().all(hex) => Ok(Self(text.into())),
            _ => Err(ProposalIdError),
        }
    }
}

impl std::borrow::Borrow<str> for ProposalId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProposalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What every declared object has: its name, what people call it, and where it stands.
#[derive(Debug, Clone)]
pub struct Meta {
    /// The name, unique among objects of its kind.
    pub name: Name,
    /// What people call it, when that differs from the name.
    pub display_name: Option<String>,
    /// Free labels, for selection.
    pub labels: BTreeMap<String, Vec<String>>,
    /// Free annotations, for tools.
    pub annotations: BTreeMap<String, String>,
    /// What it says about its own change.
    pub change: Option<ChangeNote>,
    /// The document that declares it; `place.child("spec")…` names a field of it.
    pub place: Place,
}

impl Meta {
    /// What to call the object in a sentence or heading.
    pub fn title(&self) -> &str {
        self.display_name.as_deref().unwrap_or(self.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_rfc_1123_labels() {
        for good in ["a", "a1", "1a", "service-desk", &"x".repeat(63)] {
            assert!(good.parse::<Name>().is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "A", "a_b", "ä", "a b", &"x".repeat(64)] {
            assert!(bad.parse::<Name>().is_err(), "{bad}");
        }
        let error = "Service Desk".parse::<Name>().expect_err("spaces");
        assert!(error.to_string().ends_with("`service-desk` would do"), "{error}");
    }

    #[test]
    fn an_owner_is_one_handle_or_address() {
        for good in ["@ops", "@ops/head", "ann@example.org"] {
            assert!(good.parse::<Owner>().is_ok(), "{good}");
        }
        for bad in ["", "ops", "@", "@a@b", "a@b", "@ops, please"] {
            assert_eq!(bad.parse::<Owner>(), Err(OwnerError::NoOwner), "{bad}");
        }
        for two in ["@a, @b", "@a @b", "@a,@b", "@a & b@example.org"] {
            assert_eq!(two.parse::<Owner>(), Err(OwnerError::Several(Several(2))), "{two}");
        }
    }

    #[test]
    fn proposal_ids_have_one_spelling() {
        assert!("P-7f3a91c2".parse::<ProposalId>().is_ok());
        for bad in ["P-7f3a91", "p-7f3a91c2", "P-7F3A91C2", "7f3a91c2"] {
            assert!(bad.parse::<ProposalId>().is_err(), "{bad}");
        }
    }
}
