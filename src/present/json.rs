//! Output for machines.

use serde::Serialize;

use super::view::FORMAT_VERSION;
use crate::finding::Rule;

/// A view as JSON: its fields in the order they are declared, two spaces deep, one newline at the end.
///
/// # Errors
/// None of the views of this crate fails to serialise; a value of somebody else's may.
pub fn render(view: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(view)?;
    text.push('\n');
    Ok(text)
}

/// A rule as JSON.
///
/// # Errors
/// As [`render`].
pub fn rule(rule: &Rule) -> Result<String, serde_json::Error> {
    let Rule { code, name, level, what, why, bad, good, beside: _, source, is_locked } = rule;
    render(&serde_json::json!({
        "formatVersion": FORMAT_VERSION,
        "command": "explain",
        "rule": {
            "code": code, "name": name, "level": level.keyword(), "what": what, "why": why, "bad": bad, "good": good,
            "source": source, "locked": is_locked,
        },
    }))
}
