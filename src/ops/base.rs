//! With what a change is compared: which revision, and where the two lines of history parted.

use anyhow::Result;

use crate::git::{CommitId, GitError, Repository, merge_base};
use crate::world::{PullRequest, System};

/// What somebody asked to compare with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Wish {
    /// Nothing, unless a pipeline runs for a pull request.
    #[default]
    Unasked,
    /// Whatever the pipeline, the settings or the remote name.
    Automatic,
    /// This revision.
    Revision(String),
}

impl Wish {
    /// As asked on the command line: nothing, `auto`, or a revision.
    pub fn of(asked: Option<&str>) -> Self {
        match asked {
            None => Self::Unasked,
            // A variable of a pipeline that came out empty must not switch the comparison off.
            Some("auto" | "") => Self::Automatic,
            Some(revision) => Self::Revision(revision.to_owned()),
        }
    }
}

/// The state that a change is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// The revision, as it was found.
    pub revision: String,
    /// Its commit.
    pub commit: CommitId,
    /// Where the history of that commit and of the one looked at parted: what is compared with.
    pub merge_base: CommitId,
    /// Who named it: `--base`, a variable, `deming.yaml`, `origin/HEAD`.
    pub origin: String,
}

/// Why no base could be found. Exit code 2: a check that compares with nothing must not pass in silence.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct NoBase {
    /// What is not there.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// Revisions that may be meant, and who names them: the first that exists is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    revisions: Vec<String>,
    origin: String,
}

/// The order of names: `--base`, the pipeline's commit, the pipeline's branch, the settings, the remote. The first
/// that is set decides, save that the commit of a pipeline which the clone does not hold makes room for its branch.
/// Empty where nothing is asked.
fn names(wish: &Wish, pull_request: &PullRequest, configured: Option<&str>) -> Vec<Named> {
    let named = |revisions: Vec<String>, origin: &str| Named { revisions, origin: origin.to_owned() };
    // `main` in a checkout of CI is often there only as the remote's.
    let with_remote = |name: &str| vec![name.to_owned(), format!("origin/{name}")];
    match wish {
        Wish::Revision(revision) => return vec![named(with_remote(revision), "--base")],
        Wish::Unasked if !pull_request.is_one() => return Vec::new(),
        Wish::Unasked | Wish::Automatic => {}
    }
    let mut order = Vec::new();
    order.extend(pull_request.base_commit.as_ref().map(|(variable, id)| named(vec![id.clone()], variable)));
    order.extend(
        pull_request
            .base_branch
            .as_ref()
            .map(|(variable, branch)| named(vec![format!("origin/{branch}"), branch.clone()], variable)),
    );
    if order.is_empty() {
        order.push(match configured {
            Some(revision) => named(with_remote(revision), "`base` of deming.yaml"),
            None => named(vec![DEFAULT_BRANCH.into()], "the remote's default branch"),
        });
    }
    order
}

/// The revision that comes where nothing else is named: what the remote takes for its default branch.
const DEFAULT_BRANCH: &str = "origin/HEAD";

/// The default branch of the remote, if this clone knows it.
pub fn default_branch(repository: &Repository) -> Result<Option<CommitId>> {
    existing(repository, DEFAULT_BRANCH)
}

/// The refusal to compare with a commit of which a file is not there, as in a partial clone.
pub fn incomplete(path: &str, base: &Base, pull_request: &PullRequest) -> NoBase {
    let commit = base.merge_base.short();
    let message = format!("`{path}` of the merge base {commit} is not in this clone, which leaves blobs out");
    let help = match pull_request.system {
        Some(System::GitHub) => "give actions/checkout no `filter`".to_owned(),
        _ => {
            "fetch what is missing: `git fetch --refetch --no-filter`, or clone without `--filter`".to_owned()
        }
    };
    NoBase { message, help }
}

/// Finds what to compare `head` with; `None`: nobody asked to compare.
///
/// # Errors
/// [`NoBase`] where a base is asked for and not to be had.
pub fn find(
    repository: &Repository,
    head: Option<CommitId>,
    wish: &Wish,
    pull_request: &PullRequest,
    configured: Option<&str>,
) -> Result<Option<Base>> {
    let order = names(wish, pull_request, configured);
    if order.is_empty() {
        return Ok(None);
    }
    let Some(head) = head else {
        return Err(NoBase {
            message: "there is no commit yet, so there is nothing to compare with".into(),
            help: "make a first commit: `git add --all && git commit`".into(),
        }
        .into());
    };
    for Named { revisions, origin } in &order {
        for revision in revisions {
            let Some(commit) = existing(repository, revision)? else { continue };
            let merge_base = merge_base(repository, commit, head)
                .map_err(|error| parted(repository, error, revision, pull_request))?;
            let base = Base { revision: revision.clone(), commit, merge_base, origin: origin.clone() };
            return Ok(Some(base));
        }
    }
    Err(missing(repository, &order, pull_request).into())
}

/// The commit of a revision, if there is one.
fn existing(repository: &Repository, revision: &str) -> Result<Option<CommitId>> {
    match repository.resolve(revision) {
        Ok(commit) => Ok(Some(commit)),
        Err(GitError::BadRevision { .. } | GitError::Shallow { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn missing(repository: &Repository, order: &[Named], pull_request: &PullRequest) -> NoBase {
    let all = order.iter().map(|named| {
        let revisions: Vec<String> = named.revisions.iter().map(|revision| format!("`{revision}`")).collect();
        format!("{} (from {})", revisions.join(" nor "), named.origin)
    });
    let shallow = if repository.is_shallow() { "shallow clone" } else { "clone" };
    let message =
        format!("nothing to compare with: this {shallow} has not {}", all.collect::<Vec<_>>().join(", nor "));
    let help = match repository.is_shallow() || pull_request.is_one() {
        true => fetch_everything(pull_request.system),
        false => "name one that is there: `--base REV`; or fetch it: `git fetch origin`".into(),
    };
    NoBase { message, help }
}

fn parted(
    repository: &Repository,
    error: GitError,
    revision: &str,
    pull_request: &PullRequest,
) -> anyhow::Error {
    match error {
        GitError::Shallow { .. } => NoBase {
            message: format!(
                "{} is a shallow clone, and where this branch left `{revision}` lies beyond its edge",
                repository.git_dir().display()
            ),
            help: fetch_everything(pull_request.system),
        }
        .into(),
        other => other.into(),
    }
}

/// How to get the history that is missing, in one line for the system that runs this.
fn fetch_everything(system: Option<System>) -> String {
    match system {
        Some(System::GitHub) => "give actions/checkout `with: {fetch-depth: 0}`",
        Some(System::GitLab) => "set `variables: {GIT_DEPTH: 0}` for the job in .gitlab-ci.yml",
        Some(System::Bitbucket) => "set `clone: {depth: full}` for the step in bitbucket-pipelines.yml",
        Some(System::Azure) => "set `fetchDepth: 0` for the checkout step (or `git fetch --unshallow`)",
        Some(System::Woodpecker) => {
            "set `clone: {git: {image: woodpeckerci/plugin-git, settings: {depth: 0, partial: false}}}`"
        }
        Some(System::Jenkins) => {
            "turn off `Shallow clone` of the Git plugin (or `git fetch --unshallow origin`)"
        }
        Some(System::Buildkite) | None => "run `git fetch --unshallow` (in GitHub Actions: `fetch-depth: 0`)",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pipeline(commit: Option<&str>, branch: Option<&str>) -> PullRequest {
        PullRequest {
            system: None,
            base_commit: commit.map(|id| ("CI_MERGE_REQUEST_DIFF_BASE_SHA", id.to_owned())),
            base_branch: branch.map(|name| ("GITHUB_BASE_REF", name.to_owned())),
        }
    }

    fn told(wish: &Wish, pull_request: &PullRequest, configured: Option<&str>) -> Vec<String> {
        names(wish, pull_request, configured)
            .into_iter()
            .map(|named| format!("{} from {}", named.revisions.join(" "), named.origin))
            .collect()
    }

    #[test]
    fn the_first_that_is_set_decides() {
        let (all, none) = (pipeline(Some("abc"), Some("main")), PullRequest::default());
        let asked = Wish::Revision("v1".into());
        assert_eq!(told(&asked, &all, Some("trunk")), ["v1 origin/v1 from --base"]);
        let ci = ["abc from CI_MERGE_REQUEST_DIFF_BASE_SHA", "origin/main main from GITHUB_BASE_REF"];
        assert_eq!(told(&Wish::Unasked, &all, Some("trunk")), ci);
        assert_eq!(told(&Wish::Automatic, &all, Some("trunk")), ci);
        assert_eq!(
            told(&Wish::Automatic, &none, Some("trunk")),
            ["trunk origin/trunk from `base` of deming.yaml"]
        );
        assert_eq!(told(&Wish::Automatic, &none, None), ["origin/HEAD from the remote's default branch"]);
        assert!(told(&Wish::Unasked, &none, Some("trunk")).is_empty());
    }
}
