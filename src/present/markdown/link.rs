//! Names of pages and links to them.

use super::Dialect;
use crate::text::escape::{file_slug, markdown};

/// The page of an object: `Service-service-desk`.
pub fn page_of(kind: &str, name: &str) -> String {
    format!("{kind}-{}", file_slug(name))
}

/// A link to a page, or to an anchor on it (`Page#anchor`).
pub fn link(dialect: Dialect, page: &str, text: &str) -> String {
    let (page, anchor) = match page.split_once('#') {
        Some((page, anchor)) => (page, format!("#{}", dialect.anchor(anchor))),
        None => (page, String::new()),
    };
    format!("[{}]({page}{}{anchor})", markdown(text), dialect.link_ending())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dialect_has_its_links() {
        let page = page_of("Service", "service-desk");
        assert_eq!(link(Dialect::GitHub, &page, "a|b"), r"[a\|b](Service-service-desk)");
        assert_eq!(link(Dialect::GitLab, "Needs#a--b", "Needs"), "[Needs](Needs#a-b)");
        assert_eq!(link(Dialect::Gitea, "Needs#x", "Needs"), "[Needs](Needs#x)");
        assert_eq!(link(Dialect::Folder, "Needs#x", "Needs"), "[Needs](Needs.md#x)");
        assert_eq!(link(Dialect::MkDocs, "Needs#x", "Needs"), "[Needs](Needs.md#x)");
        assert_eq!(link(Dialect::Html, "Needs#x", "Needs"), "[Needs](Needs.html#x)");
    }
}
