//! Names of pages and links to them.

use super::Dialect;
use crate::text::escape::{file_slug, markdown, uri_path};

/// The page of an object: `Service-service-desk`.
pub fn page_of(kind: &str, name: &str) -> String {
    format!("{kind}-{}", file_slug(name))
}

/// A link to a page, or to an anchor on it (`Page#anchor`).
pub fn link(dialect: Dialect, page: &str, text: &str) -> String {
    format!("[{}]({})", markdown(text), target(dialect, page))
}

/// Where such a link leads.
pub fn target(dialect: Dialect, page: &str) -> String {
    let (page, anchor) = match page.split_once('#') {
        Some((page, anchor)) => (page, format!("#{}", dialect.anchor(anchor))),
        None => (page, String::new()),
    };
    format!("{page}{}{anchor}", dialect.link_ending())
}

/// Where declarations can be looked at.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The address of a line, with `{commit}`, `{path}` and `{line}` in it.
    pattern: Option<String>,
}

impl Sources {
    /// Addresses by a pattern, of the files as a commit has them. A pattern that asks for a commit needs one.
    pub fn new(pattern: Option<&str>, commit: Option<&str>) -> Self {
        let pattern = pattern.and_then(|pattern| match (pattern.contains("{commit}"), commit) {
            (true, commit) => Some(pattern.replace("{commit}", commit?)),
            (false, _) => Some(pattern.to_owned()),
        });
        Self { pattern }
    }

    /// The pattern, as far as it is filled.
    pub fn pattern(&self) -> Option<&str> {
        self.pattern.as_deref()
    }

    /// The address of a line of a file; `None`: nobody says where.
    pub fn address(&self, path: &str, line: u64) -> Option<String> {
        let pattern = self.pattern.as_ref()?;
        // The path comes last: what stands in it is no placeholder.
        Some(pattern.replace("{line}", &line.to_string()).replace("{path}", &uri_path(path)))
    }
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

    #[test]
    fn declarations_have_addresses_where_the_settings_say_so() {
        let pattern = Some("https://forge.example/o/r/blob/{commit}/{path}#L{line}");
        let sources = Sources::new(pattern, Some("1a2b"));
        let address = sources.address("a b/{line}(1).yaml", 7);
        assert_eq!(
            address.as_deref(),
            Some("https://forge.example/o/r/blob/1a2b/a%20b/%7Bline%7D%281%29.yaml#L7")
        );
        assert_eq!(Sources::new(pattern, None).address("a", 1), None);
        let branch = Sources::new(Some("https://forge.example/main/{path}"), None);
        assert_eq!(branch.address("a", 1).as_deref(), Some("https://forge.example/main/a"));
        assert_eq!(Sources::default().address("a", 1), None);
    }
}
