//! A file as it is and as it will be.

use crate::text::Place;
use crate::text::edit::{self, NewValue};

/// A file that is edited in place or added.
pub(super) struct Edited {
    /// Its path, from the root of the repository.
    pub path: String,
    /// What stands in it before; `None` when it is added.
    pub before: Option<String>,
    /// What will stand in it.
    pub content: String,
}

/// The file of a declaration with values of the mapping at `place` set and every other byte as it was, or why that
/// cannot be.
pub(super) fn in_place(place: &Place, values: &[(&'static str, NewValue)]) -> Result<Edited, String> {
    let source = &place.source;
    if source.masked().is_some() {
        return Err(format!("{} holds a secret; take that out first", source.path()));
    }
    if place.merge_key().is_some() {
        return Err("it comes in by a merge key".into());
    }
    let content = edit::set(source, place.document, place.path(), values).map_err(|why| why.to_string())?;
    let mark = if source.had_byte_order_mark() { "\u{feff}" } else { "" };
    Ok(Edited { path: source.path().to_owned(), before: Some(format!("{mark}{}", source.text())), content })
}

/// Whether a document is written in deming's own language, whose fields the edits know.
pub(super) fn is_own(document: &Place) -> bool {
    document.child("apiVersion").value().is_some_and(|version| version.starts_with("deming/"))
}
