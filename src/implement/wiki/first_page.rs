//! How a forge is made to have a wiki: its repository is there only once somebody has made a first page.
//!
//! Sources: GitHub Docs, "Adding or editing wiki pages" (a wiki can be cloned after its first page); GitLab Docs, "Wiki"
//! (create the wiki home page); Gitea Docs, "Wiki".

use super::MARKER;

/// What a person has to do so that there is a wiki at this URL, as sentences.
pub(super) fn advice(url: &str) -> String {
    let (host, path) = place(url);
    let Some(project) = path.strip_suffix(".wiki.git").or_else(|| path.strip_suffix(".wiki")) else {
        return format!(
            "check the URL: the repository of a wiki ends in `.wiki.git` on every forge (`https://HOST/OWNER/REPO.wiki.git`). \
             It is there once the wiki has a first page, whose text may be `{MARKER} -->`: {GITHUB}, {GITLAB}, {GITEA}; then publish again"
        );
    };
    let at = |page: &str| {
        if host.is_empty() { String::new() } else { format!(" at https://{host}/{project}{page}") }
    };
    let is = |words: &[&str]| words.iter().any(|word| host.contains(word));
    let how = if is(&["github"]) {
        format!("{GITHUB}{}", at("/wiki"))
    } else if is(&["gitlab"]) {
        format!("{GITLAB}{}", at("/-/wikis/home"))
    } else if is(&["gitea", "forgejo", "codeberg"]) {
        format!("{GITEA}{}", at("/wiki"))
    } else {
        format!("{GITHUB}, {GITLAB}, {GITEA}")
    };
    format!(
        "make its first page by hand, with the text `{MARKER} -->`, which deming takes for a page of its own: {how}; then publish again. Where it has pages already, the URL or the \
         rights of its token are wrong"
    )
}

const GITHUB: &str = "on GitHub switch on Wikis in the repository's settings, then press \u{201c}Create the first page\u{201d} on its tab Wiki";
const GITLAB: &str = "on GitLab press \u{201c}Create your first page\u{201d} under Plan, Wiki";
const GITEA: &str = "on Gitea and Forgejo press \u{201c}Create the first page\u{201d} on the tab Wiki";

/// Host and path of a URL, or of `user@host:path`, without user and password.
fn place(url: &str) -> (&str, &str) {
    let (authority, path) = match url.split_once("://") {
        Some((_, rest)) => rest.split_once('/').unwrap_or((rest, "")),
        None => url.split_once(':').unwrap_or(("", url)),
    };
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    (host, path.trim_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_forge_has_its_own_way() {
        for (url, word, address) in [
            ("https://x:secret@github.com/o/r.wiki.git", "Wikis in", "https://github.com/o/r/wiki;"),
            ("git@github.com:o/r.wiki.git", "on GitHub", "https://github.com/o/r/wiki;"),
            (
                "https://token:secret@gitlab.example/a/b/c.wiki.git",
                "Plan",
                "https://gitlab.example/a/b/c/-/wikis/home;",
            ),
            ("ssh://git@codeberg.org/o/r.wiki.git", "Forgejo", "https://codeberg.org/o/r/wiki;"),
            ("https://git.example/o/r.wiki.git", "on GitHub", "on GitLab"),
            ("https://github.com/o/r", ".wiki.git", "first page"),
            ("file:///srv/x.git", ".wiki.git", "on Gitea"),
        ] {
            let advice = advice(url);
            assert!(advice.contains(word) && advice.contains(address), "{url}: {advice}");
            assert!(!advice.contains("secret"), "{advice}");
        }
    }
}
