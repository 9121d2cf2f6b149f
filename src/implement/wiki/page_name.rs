//! Which names a page may have: the same file on every system, inside the wiki, and none of Git's.

use std::collections::BTreeSet;

use super::{Page, WikiError, manifest};

/// The longest part of a path that common file systems take, in bytes.
const LONGEST_PART: usize = 255;

/// Refuses a set of pages if one of them could not be written beside the others.
pub(super) fn check_all(pages: &[Page]) -> Result<(), WikiError> {
    let mut seen = BTreeSet::new();
    for page in pages {
        check(&page.name)?;
        // Some file systems do not tell letters from capitals.
        if !seen.insert(page.name.to_lowercase()) {
            return Err(bad(&page.name, "another page has the same name, but for capitals"));
        }
    }
    let file_in_the_way = |page: &&Page| {
        let name = page.name.to_lowercase();
        name.match_indices('/').any(|(at, _)| name.get(..at).is_some_and(|folder| seen.contains(folder)))
    };
    match pages.iter().find(file_in_the_way) {
        Some(page) => Err(bad(&page.name, "one of its folders is the name of another page")),
        None => Ok(()),
    }
}

/// Refuses a name that is no plain file inside the wiki.
pub(super) fn check(name: &str) -> Result<(), WikiError> {
    let reason = if name == manifest::FILE {
        "deming keeps its list of pages there"
    } else if name.chars().any(|c| c.is_control() || "\\:*?\"<>|".contains(c)) {
        "a name holds none of \\ : * ? \" < > | and no control character"
    } else if name.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
        "no part of it may be empty or begin with a dot"
    } else if name.split('/').any(|part| part.len() > LONGEST_PART || part.ends_with(['.', ' '])) {
        "a part of it is longer than 255 bytes, or ends in a dot or a space"
    } else {
        return Ok(());
    };
    Err(bad(name, reason))
}

fn bad(name: &str, reason: &'static str) -> WikiError {
    WikiError::PageName { name: name.to_owned(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_are_refused() {
        for name in [
            "",
            "/etc/passwd",
            "../x.md",
            "a/../b.md",
            "a//b.md",
            ".git/config",
            ".GIT",
            "a/.git/b",
            "a\\b",
            "C:x",
            "a\nb",
            "nul\0",
            "a./b",
            "x ",
            ".deming-manifest.json",
            &"x".repeat(256),
        ] {
            assert!(check(name).is_err(), "{name:?}");
        }
        for name in ["Home.md", "_Sidebar.md", "services/Büro Service.md", "a-b_c.d.md"] {
            assert!(check(name).is_ok(), "{name:?}");
        }
    }

    #[test]
    fn pages_must_fit_beside_each_other() {
        let pages = |names: &[&str]| -> Vec<Page> {
            names.iter().map(|name| Page { name: (*name).into(), content: Vec::new() }).collect()
        };
        assert!(check_all(&pages(&["Home.md", "home.md"])).is_err());
        assert!(check_all(&pages(&["a", "A/b.md"])).is_err());
        assert!(check_all(&pages(&["a.md", "a/b.md"])).is_ok());
    }
}
