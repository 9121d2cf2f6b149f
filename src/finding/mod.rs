//! What is wrong in the user's world: findings, always collected, never thrown.
//!
//! A finding knows its rule's own record and no output format; what stops deming itself is an error, not a finding.

mod area;
mod identity;
mod location;
mod rule;
mod set;

pub use area::{AREAS, Area};
pub use location::{Label, Location};
pub use rule::{Level, Rule};
pub use set::{Findings, Waived};

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::text::secret::masked;

/// Something wrong, or worth knowing, about declarations or data.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// How bad it is; the rule's own level unless something changed it.
    pub level: Level,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub location: Location,
    /// Other places that explain it, such as the declaration that judged the offender.
    pub labels: Vec<Label>,
    /// What to do next.
    pub help: Option<String>,
    /// What tells this finding from others of its rule at its place, where the place alone does not.
    pub key: Option<String>,
}

impl Finding {
    /// A finding of a rule at a place. Messages quote what people wrote, so secrets in them are hidden here.
    pub fn new(rule: &'static Rule, location: impl Into<Location>, message: impl Into<String>) -> Self {
        Self {
            rule,
            level: rule.level,
            message: without_secrets(message.into()),
            location: location.into(),
            labels: Vec::new(),
            help: None,
            key: None,
        }
    }

    /// With what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(without_secrets(help.into()));
        self
    }

    /// With another place that explains it.
    #[must_use]
    pub fn label(mut self, location: impl Into<Location>, text: impl Into<String>) -> Self {
        self.labels.push(Label { location: location.into(), text: without_secrets(text.into()) });
        self
    }

    /// At another level than the rule's own.
    #[must_use]
    pub fn at_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// With what tells it from others at the same place.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// With a label at the merge key (`<<`), if one brought in what the finding points at: the place is that of the
    /// anchor, which may be right where it stands.
    #[must_use]
    pub fn told_of_merge_key(self) -> Self {
        let Location::Declared(place) = &self.location else { return self };
        let Some(span) = place.merge_key() else { return self };
        let location = Location::Text { source: Arc::clone(&place.source), span };
        let text = format!("it came in through the merge key at line {}", span.start.line);
        self.label(location, text)
    }

    /// Sixteen hexadecimal digits that stay the same when lines, documents or list items move, and when a declaration
    /// moves to another file: the rule, what is pointed at and the key. Findings that have no name to tell them apart
    /// share one; [`numbered`] counts these.
    pub fn fingerprint(&self) -> String {
        digest(&[self.rule.code, &identity::of(&self.location), self.key.as_deref().unwrap_or_default()])
    }
}

/// The text, its secrets hidden.
fn without_secrets(text: String) -> String {
    match masked(&text) {
        std::borrow::Cow::Borrowed(_) => text,
        std::borrow::Cow::Owned(masked) => masked,
    }
}
/// A fingerprint, and which finding of that fingerprint it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// As [`Finding::fingerprint`] has it.
    pub shared: String,
    /// Which one of those that share it, from 1, in the order given.
    pub number: usize,
}

impl Fingerprint {
    /// Sixteen hexadecimal digits that no other finding of the same list has.
    pub fn unique(&self) -> String {
        match self.number {
            1 => self.shared.clone(),
            number => digest(&[&self.shared, &number.to_string()]),
        }
    }
}

/// The fingerprints of findings, in their order.
pub fn numbered<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Vec<Fingerprint> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let number = |finding: &Finding| {
        let shared = finding.fingerprint();
        let number = seen.entry(shared.clone()).or_default();
        *number += 1;
        Fingerprint { shared, number: *number }
    };
    findings.into_iter().map(number).collect()
}

/// The first sixteen hexadecimal digits of the SHA-256 of texts, each closed by a zero byte.
fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
