//! Which forge a remote belongs to, and where its interface is. Both come from the user's own remote and environment, never
//! from a declaration: a token must not go where a pull request says.

use crate::net::{Address, AddressError};

/// A kind of forge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// github.com and GitHub Enterprise.
    GitHub,
    /// gitlab.com and others.
    GitLab,
    /// Gitea and Forgejo, such as codeberg.org.
    Gitea,
    /// Gerrit, which knows changes and no pull requests.
    Gerrit,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::GitHub, Self::GitLab, Self::Gitea, Self::Gerrit];

    /// As written on the command line and in output.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::Gitea => "gitea",
            Self::Gerrit => "gerrit",
        }
    }

    /// The kind that a word means.
    pub fn of_keyword(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.keyword() == word)
    }

    /// The variables that may hold a token for a server at `host`, first one first. Those that name no server are asked
    /// only where the server is the one that they are made for.
    pub fn token_variables(self, host: &str, variable: &dyn Fn(&str) -> Option<String>) -> Vec<&'static str> {
        let is_own = |name: &str| variable(name).is_some_and(|url| url_host(&url) == Some(host.to_owned()));
        let mut names = vec!["DEMING_FORGE_TOKEN"];
        match self {
            Self::GitHub if host == "github.com" || is_own("GITHUB_SERVER_URL") => {
                names.extend(["GH_TOKEN", "GITHUB_TOKEN"]);
            }
            Self::GitHub => names.push("GH_ENTERPRISE_TOKEN"),
            Self::GitLab => names.push("GITLAB_TOKEN"),
            Self::Gitea if is_own("GITHUB_SERVER_URL") => {
                names.extend(["GITEA_TOKEN", "FORGEJO_TOKEN", "GITHUB_TOKEN"]);
            }
            Self::Gitea => names.extend(["GITEA_TOKEN", "FORGEJO_TOKEN"]),
            Self::Gerrit => {}
        }
        names
    }
}

/// A repository at a forge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which kind of forge.
    pub kind: Kind,
    /// The host of the remote.
    pub host: String,
    /// The address of the interface.
    pub api: Address,
    /// The path of the repository: `owner/name`, of GitLab also with groups between.
    pub project: String,
}

/// Why a remote is no repository at a forge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// Its URL leads to no server.
    #[error("the remote is a folder, and not a repository at a forge")]
    NoServer,
    /// Its path is none of a repository.
    #[error("the remote's path `{0}` is not that of a repository at a forge (`owner/name`)")]
    NoProject(String),
    /// Its host says nothing.
    #[error("which forge {0} is cannot be told by its name")]
    UnknownKind(String),
    /// The address of the interface is none.
    #[error("the interface of the forge has no usable address: {0}")]
    Api(AddressError),
}

impl Place {
    /// The place that the URL of a remote leads to. `kind` and `api` take the place of what can be told by the host and by
    /// the variables of a pipeline.
    ///
    /// # Errors
    /// [`PlaceError`].
    pub fn of(
        remote: &str,
        kind: Option<Kind>,
        api: Option<&str>,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, PlaceError> {
        let (scheme, authority, path) = parts(remote).ok_or(PlaceError::NoServer)?;
        let host = authority.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
        let host = host.map_or(authority, |(host, _)| host).to_ascii_lowercase();
        let kind = kind.or_else(|| kind_of(&host, variable));
        let kind = kind.ok_or_else(|| PlaceError::UnknownKind(host.clone()))?;
        let project = path.trim_matches('/').trim_end_matches(".git").to_owned();
        let depth = project.split('/').count();
        let is_project = !project.split('/').any(|part| part.is_empty() || matches!(part, "." | ".."))
            && (depth == 2
                || (depth > 2 && matches!(kind, Kind::GitLab | Kind::Gerrit))
                || kind == Kind::Gerrit);
        if !is_project || project.contains(|c: char| c.is_control() || "?#%\\ ".contains(c)) {
            return Err(PlaceError::NoProject(path.to_owned()));
        }
        let told = api.map(str::to_owned).or_else(|| told_api(kind, &host, variable));
        let url = told.unwrap_or_else(|| default_api(kind, scheme, authority, &host));
        Ok(Self { kind, api: Address::parse(&url).map_err(PlaceError::Api)?, host, project })
    }
}

/// Scheme, host with port, and path of a remote: `https://host/a/b.git`, `ssh://git@host:22/a/b`, `git@host:a/b.git`.
fn parts(remote: &str) -> Option<(&str, &str, &str)> {
    if let Some((scheme, rest)) = remote.split_once("://") {
        let (authority, path) = rest.split_once('/')?;
        let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let is_network = matches!(scheme, "http" | "https" | "ssh" | "git" | "git+ssh");
        return (is_network && !authority.is_empty()).then_some((scheme, authority, path));
    }
    // What has a slash before its first colon is a path (git-fetch(1), "GIT URLS").
    let (host, path) = remote.split_once(':').filter(|(host, _)| !host.contains('/') && host.len() > 1)?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    (!host.is_empty()).then_some(("ssh", host, path))
}

fn kind_of(host: &str, variable: &dyn Fn(&str) -> Option<String>) -> Option<Kind> {
    let is_own = |name: &str| variable(name).is_some_and(|url| url_host(&url) == Some(host.to_owned()));
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let has = |word: &str| host.split('.').any(|part| part == word);
    match () {
        () if is_own("GITHUB_SERVER_URL") && (set("GITEA_ACTIONS") || set("FORGEJO_ACTIONS")) => {
            Some(Kind::Gitea)
        }
        () if is_own("GITHUB_SERVER_URL") || has("github") => Some(Kind::GitHub),
        () if is_own("CI_SERVER_URL") || has("gitlab") => Some(Kind::GitLab),
        () if host == "codeberg.org" || has("gitea") || has("forgejo") => Some(Kind::Gitea),
        () if has("gerrit") => Some(Kind::Gerrit),
        () => None,
    }
}

/// The address that a pipeline names for the interface of its own server.
fn told_api(kind: Kind, host: &str, variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let (server, api) = match kind {
        Kind::GitHub | Kind::Gitea => ("GITHUB_SERVER_URL", "GITHUB_API_URL"),
        Kind::GitLab => ("CI_SERVER_URL", "CI_API_V4_URL"),
        Kind::Gerrit => return None,
    };
    let is_own = variable(server).is_some_and(|url| url_host(&url) == Some(host.to_owned()));
    variable(api).filter(|api| is_own && !api.is_empty())
}

fn default_api(kind: Kind, scheme: &str, authority: &str, host: &str) -> String {
    // Over SSH the port is not that of the interface.
    let base = match scheme {
        "http" | "https" => format!("{scheme}://{authority}"),
        _ => format!("https://{host}"),
    };
    match kind {
        Kind::GitHub if host == "github.com" => "https://api.github.com".into(),
        Kind::GitHub => format!("{base}/api/v3"),
        Kind::GitLab => format!("{base}/api/v4"),
        Kind::Gitea => format!("{base}/api/v1"),
        Kind::Gerrit => base,
    }
}

fn url_host(url: &str) -> Option<String> {
    Address::parse(url).ok().map(|address| address.host().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(remote: &str, variables: &[(&str, &str)]) -> Result<(Kind, String, String), PlaceError> {
        let variable = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        Place::of(remote, None, None, &variable)
            .map(|place| (place.kind, place.api.to_url().replace(":443", ""), place.project))
    }

    #[test]
    fn remotes_lead_to_their_forge() {
        for (remote, kind, api, project) in [
            ("git@github.com:o/r.git", Kind::GitHub, "https://api.github.com/", "o/r"),
            ("https://x:secret@github.com/o/r", Kind::GitHub, "https://api.github.com/", "o/r"),
            (
                "ssh://git@gitlab.example.org:2222/a/b/c.git",
                Kind::GitLab,
                "https://gitlab.example.org/api/v4",
                "a/b/c",
            ),
            ("https://codeberg.org/o/r.git", Kind::Gitea, "https://codeberg.org/api/v1", "o/r"),
            ("http://gitea.local:3000/o/r.git", Kind::Gitea, "http://gitea.local:3000/api/v1", "o/r"),
            ("https://github.example.org/o/r", Kind::GitHub, "https://github.example.org/api/v3", "o/r"),
        ] {
            let (found_kind, found_api, found_project) = place(remote, &[]).expect(remote);
            assert_eq!((found_kind, found_project.as_str()), (kind, project), "{remote}");
            assert_eq!(found_api.trim_end_matches('/'), api.trim_end_matches('/'), "{remote}");
        }
    }

    #[test]
    fn a_pipeline_names_its_own_server_and_no_other() {
        let own = [
            ("GITHUB_SERVER_URL", "https://code.example.org"),
            ("GITHUB_API_URL", "https://code.example.org/api/v1"),
            ("GITEA_ACTIONS", "true"),
        ];
        assert_eq!(
            place("https://code.example.org/o/r", &own),
            Ok((Kind::Gitea, "https://code.example.org/api/v1".into(), "o/r".into()))
        );
        assert_eq!(
            place("https://other.example.org/o/r", &own),
            Err(PlaceError::UnknownKind("other.example.org".into()))
        );
        // A token of the pipeline is for its own server.
        let variable =
            |name: &str| own.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        assert!(Kind::Gitea.token_variables("code.example.org", &variable).contains(&"GITHUB_TOKEN"));
        assert!(!Kind::Gitea.token_variables("other.example.org", &variable).contains(&"GITHUB_TOKEN"));
        assert!(!Kind::GitHub.token_variables("ghe.example.org", &variable).contains(&"GITHUB_TOKEN"));
    }

    #[test]
    fn what_is_no_repository_at_a_forge_is_said_so() {
        assert_eq!(place("/srv/git/r.git", &[]), Err(PlaceError::NoServer));
        assert_eq!(place("../r.git", &[]), Err(PlaceError::NoServer));
        assert_eq!(place("file:///srv/r.git", &[]), Err(PlaceError::NoServer));
        for path in ["r", "o/r/x", "../r", "o/r?x", "o/%2e%2e"] {
            assert!(
                matches!(place(&format!("https://github.com/{path}"), &[]), Err(PlaceError::NoProject(_))),
                "{path}"
            );
        }
    }
}
