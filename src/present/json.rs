//! Output for machines.

use serde::Serialize;

/// A view as JSON: its fields in the order they are declared, two spaces deep, one newline at the end.
///
/// # Errors
/// None of the views of this crate fails to serialise; a value of somebody else's may.
pub fn render(view: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(view)?;
    text.push('\n');
    Ok(text)
}
