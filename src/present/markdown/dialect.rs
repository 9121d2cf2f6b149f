//! How pages are named, linked and drawn where they are read.
//!
//! | dialect | first page | links | sidebar, footer | charts |
//! |---|---|---|---|---|
//! | GitHub | `Home` | page name | `_Sidebar`, `_Footer` | Mermaid |
//! | GitLab | `home` | page name | `_sidebar`, none | Mermaid |
//! | Gitea, Forgejo | `Home` | page name | `_Sidebar`, `_Footer` | Mermaid |
//! | folder | `Home` | file | `_Sidebar`, `_Footer` | Mermaid |
//! | MkDocs | `index` | file | its own, none | Mermaid |
//! | HTML | `index` | file | within each page | drawn |
//!
//! Sources: GitHub Docs, "Creating a footer or sidebar for your wiki"; GitLab Docs, "Wiki" (sidebar, home page) and "GitLab
//! Flavored Markdown" (header ids); Gitea Docs, "Wiki"; MkDocs, "Writing your docs" (index pages, links to files).

use crate::model::settings::WikiDialect;

/// The page beside every other, as most name it.
pub(super) const SIDEBAR: &str = "_Sidebar";
/// The page below every other, as most name it.
pub(super) const FOOTER: &str = "_Footer";

/// Where pages are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // The table above tells of each.
pub enum Dialect {
    GitHub,
    GitLab,
    Gitea,
    Folder,
    MkDocs,
    Html,
}

impl From<WikiDialect> for Dialect {
    fn from(dialect: WikiDialect) -> Self {
        match dialect {
            WikiDialect::GitHub => Self::GitHub,
            WikiDialect::GitLab => Self::GitLab,
            WikiDialect::Gitea => Self::Gitea,
            WikiDialect::Folder => Self::Folder,
            WikiDialect::MkDocs => Self::MkDocs,
        }
    }
}

impl Dialect {
    /// All of them.
    const ALL: [Self; 6] = [Self::GitHub, Self::GitLab, Self::Gitea, Self::Folder, Self::MkDocs, Self::Html];

    /// As written in files.
    pub(super) fn keyword(self) -> &'static str {
        match self {
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::Gitea => "gitea",
            Self::Folder => "folder",
            Self::MkDocs => "mkdocs",
            Self::Html => "html",
        }
    }

    /// The one that a word means.
    pub(super) fn of_keyword(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.keyword() == word)
    }

    /// The name of the first page: where a place looks for it by itself, that; else the wanted one, without what a file
    /// name or a link could trip over.
    pub fn home(self, wanted: &str) -> String {
        match self {
            Self::GitLab => "home".into(),
            Self::MkDocs | Self::Html => "index".into(),
            Self::GitHub | Self::Gitea | Self::Folder => {
                let safe = wanted.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(60);
                let safe: String = safe.collect();
                if safe.is_empty() { "Home".into() } else { safe }
            }
        }
    }

    /// What stands behind the name of a page in a link.
    pub(super) fn link_ending(self) -> &'static str {
        match self {
            Self::GitHub | Self::GitLab | Self::Gitea => "",
            Self::Folder | Self::MkDocs => ".md",
            Self::Html => ".html",
        }
    }

    /// The anchor of a heading that is the name of an object. GitLab makes one dash of several.
    pub(super) fn anchor(self, name: &str) -> String {
        match self {
            Self::GitLab => name.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-"),
            _ => name.to_owned(),
        }
    }

    /// The page that is shown beside every other.
    pub(super) fn sidebar(self) -> Option<&'static str> {
        match self {
            Self::GitHub | Self::Gitea | Self::Folder | Self::Html => Some(SIDEBAR),
            Self::GitLab => Some("_sidebar"),
            Self::MkDocs => None,
        }
    }

    /// The page that is shown below every other.
    pub(super) fn footer(self) -> Option<&'static str> {
        match self {
            Self::GitHub | Self::Gitea | Self::Folder | Self::Html => Some(FOOTER),
            Self::GitLab | Self::MkDocs => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_has_a_safe_name() {
        assert_eq!(Dialect::GitHub.home("Home"), "Home");
        assert_eq!(Dialect::GitHub.home("../.git/x y"), "gitxy");
        assert_eq!(Dialect::Folder.home("…"), "Home");
        assert_eq!(Dialect::GitLab.home("Start"), "home");
        assert_eq!(Dialect::MkDocs.home("Start"), "index");
    }
}
