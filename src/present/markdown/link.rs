//! Names of pages and links to them.

use super::Dialect;
use crate::text::escape::{file_slug, markdown};

/// The page of an object: `Service-service-desk`.
pub fn page_of(kind: &str, name: &str) -> String {
    format!("{kind}-{}", file_slug(name))
}

/// The name of the first page as settings give it, without what a file name or a link could trip over.
pub fn home(wanted: &str) -> String {
    let safe: String = wanted.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(60).collect();
    if safe.is_empty() { "Home".into() } else { safe }
}

/// A link to a page, or to an anchor on it (`Page#anchor`).
pub fn link(dialect: Dialect, page: &str, text: &str) -> String {
    let (page, anchor) = page.split_once('#').map_or((page, String::new()), |(p, a)| (p, format!("#{a}")));
    let ending = match dialect {
        Dialect::GitHub => "",
        Dialect::Folder => ".md",
        Dialect::Html => ".html",
    };
    format!("[{}]({page}{ending}{anchor})", markdown(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dialect_has_its_links() {
        let page = page_of("Service", "service-desk");
        assert_eq!(link(Dialect::GitHub, &page, "a|b"), r"[a\|b](Service-service-desk)");
        assert_eq!(link(Dialect::Folder, "Needs#x", "Needs"), "[Needs](Needs.md#x)");
    }

    #[test]
    fn the_first_page_has_a_safe_name() {
        assert_eq!(home("Home"), "Home");
        assert_eq!(home("../.git/x y"), "gitxy");
        assert_eq!(home("…"), "Home");
    }
}
