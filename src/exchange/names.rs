//! Names and owners as other people write them, as deming writes them.

use crate::model::Owner;
use crate::text::escape;

/// A name of an object for any text: the text itself where it is one.
pub fn object(text: &str) -> String {
    escape::file_slug(text)
}

/// The one whom a text names: a handle, a mail address, or a single word as the handle of a team.
pub fn owner(text: &str) -> Option<Owner> {
    let text = text.trim();
    text.parse().ok().or_else(|| team(text))
}

/// The handle of a team that is known by its name: `Laa Tech` is `@laa-tech`.
pub fn team(text: &str) -> Option<Owner> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '/')));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!("@{}", words.join("-").to_lowercase()).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_handles_addresses_or_teams() {
        let read = |text| owner(text).map(|owner| owner.to_string());
        assert_eq!(read("@ops/desk").as_deref(), Some("@ops/desk"));
        assert_eq!(read(" ann@example.org ").as_deref(), Some("ann@example.org"));
        assert_eq!(read("Laa Tech").as_deref(), Some("@laa-tech"));
        assert_eq!(read("#help"), read("help"));
        assert_eq!((read(""), read("- ")), (None, None));
    }
}
