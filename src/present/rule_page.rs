//! What the page of a rule says, under which headings, wherever it is shown.

use crate::finding::Rule;

/// What stands below a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// Sentences.
    Words(&'static str),
    /// Declarations.
    Example(&'static str),
}

/// The headings of a rule's page, in order, with what stands below each.
pub fn sections(rule: &Rule) -> [(&'static str, Text); 6] {
    [
        ("What it does", Text::Words(rule.what)),
        ("Why", Text::Words(rule.why)),
        ("Bad", Text::Example(rule.bad)),
        ("Good", Text::Example(rule.good)),
        ("Source", Text::Words(rule.source)),
        ("Waivers", Text::Words(waivers(rule))),
    ]
}

fn waivers(rule: &Rule) -> &'static str {
    match rule.is_locked {
        true => "It cannot be waived.",
        false => "It can be waived, with a reason and an end.",
    }
}
