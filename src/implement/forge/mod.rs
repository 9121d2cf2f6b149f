//! Proposals as pull requests of a forge (GitLab: merge requests), with one comment each that is kept up to date.
//!
//! What deming writes into the text of a pull request stands between two marks, and only that is ever changed; the mark
//! says which proposal it is, and the day on which that was raised. So one look at the forge tells what there is to do,
//! and a run that was killed between a push and the opening is made good by the next:
//!
//! | pull request of the branch | the branch | what is done |
//! |---|---|---|
//! | none | waits | it is opened |
//! | open | waits | its text and its comment are brought up to date |
//! | open | people have worked on it | its comment says so |
//! | open | taken back | its comment says why, and it is closed |
//! | closed by somebody, not merged | waits | that is an answer: the proposal is dismissed |
//! | merged | any | nothing |
//!
//! | file | knows |
//! |---|---|
//! | `place` | which forge a remote is, and where its interface is |
//! | `api` | requests with a token, answers in JSON, page after page |
//! | `github`, `gitlab`, `gitea` | the interface of each |
//! | `marks` | the part of a text that is deming's own |
//! | `submit` | what is there against what is wanted |
//! | `by_push` | pull requests that a push opens, without a token |

mod api;
pub mod by_push;
mod gitea;
mod github;
mod gitlab;
mod marks;
mod place;
mod submit;

use std::collections::{BTreeMap, BTreeSet};

pub use api::ForgeError;
pub use place::{Kind, Place, PlaceError};
pub use submit::{Asked, Branch, Manner, Outcome, Refused, Stand, Submitted, refused, submit};

use crate::net::Line;

/// A pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRequest {
    /// Its number in the repository.
    pub number: u64,
    /// Its page.
    pub url: String,
    /// How it stands.
    pub state: State,
    /// Its text, as somebody may have changed it.
    pub body: String,
    /// The commit that it asks to merge, in hexadecimal; of one that is closed, as it was then.
    pub head: String,
}

/// How a pull request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits.
    Open,
    /// It was merged.
    Merged,
    /// It was closed, and not merged.
    Closed,
}

/// A pull request to be opened.
#[derive(Debug, Clone, Copy)]
pub struct NewPullRequest<'a> {
    /// The branch that it asks to merge.
    pub branch: &'a str,
    /// The branch that it is to be merged into.
    pub base: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its text.
    pub body: &'a str,
    /// Whether it begins as a draft.
    pub is_draft: bool,
}

/// A comment on a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its number.
    pub id: u64,
    /// Its text.
    pub body: String,
}

/// Whom to ask for a review, by their names at the forge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reviewers {
    /// People.
    pub people: Vec<String>,
    /// Teams, where the forge has such.
    pub teams: Vec<String>,
}

/// What all forges can do, each in its own way.
pub trait Forge {
    /// The branch that pull requests go to unless somebody says otherwise.
    fn default_branch(&self) -> Result<String, ForgeError>;

    /// The pull requests of branches of this repository, not of forks of it, in every state, newest first.
    fn pull_requests(
        &self,
        branches: &BTreeSet<&str>,
    ) -> Result<BTreeMap<String, Vec<PullRequest>>, ForgeError>;

    /// Opens one.
    fn open(&self, new: &NewPullRequest<'_>) -> Result<PullRequest, ForgeError>;

    /// Sets the text of one.
    fn set_body(&self, number: u64, body: &str) -> Result<(), ForgeError>;

    /// Closes one.
    fn close(&self, number: u64) -> Result<(), ForgeError>;

    /// The comments on one, oldest first.
    fn comments(&self, number: u64) -> Result<Vec<Comment>, ForgeError>;

    /// Adds a comment.
    fn add_comment(&self, number: u64, body: &str) -> Result<(), ForgeError>;

    /// Sets the text of a comment.
    fn set_comment(&self, number: u64, comment: u64, body: &str) -> Result<(), ForgeError>;

    /// Adds labels.
    fn label(&self, number: u64, labels: &[String]) -> Result<(), ForgeError>;

    /// Asks for reviews.
    fn ask_for_reviews(&self, number: u64, reviewers: &Reviewers) -> Result<(), ForgeError>;
}

/// The forge at a place, asked on a line, by whoever holds a token. Nothing is sent yet.
pub fn connect(place: &Place, line: Line, token: &str) -> Box<dyn Forge> {
    let project = place.project.clone();
    match place.kind {
        Kind::GitLab => Box::new(gitlab::GitLab::new(line, &project, token)),
        Kind::Gitea => Box::new(gitea::Gitea::new(line, &project, token)),
        // Gerrit has changes in the place of pull requests, which a push makes.
        Kind::GitHub | Kind::Gerrit => Box::new(github::GitHub::new(line, &project, token)),
    }
}
