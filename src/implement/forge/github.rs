//! GitHub's REST interface, version 2022-11-28 (GitHub Docs, "REST API endpoints for pull requests").

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::api::{Api, ForgeError, garbled};
use super::{Comment, Forge, NewPullRequest, PullRequest, Reviewers, State};
use crate::net::{Line, form};

/// A repository of GitHub.
pub(super) struct GitHub {
    api: Api,
    /// `owner/name`.
    project: String,
}

impl GitHub {
    pub(super) fn new(line: Line, project: &str, token: &str) -> Self {
        let api = Api::new(line, ("authorization", format!("Bearer {token}")), token)
            .header("accept", "application/vnd.github+json")
            .header("x-github-api-version", "2022-11-28");
        Self { api, project: project.to_owned() }
    }

    fn below(&self, path: &str) -> String {
        format!("repos/{}{path}", self.project)
    }

    fn owner(&self) -> &str {
        self.project.split('/').next().unwrap_or_default()
    }
}

impl Forge for GitHub {
    fn default_branch(&self) -> Result<String, ForgeError> {
        let what = "cannot look at the repository";
        let found = self.api.get(what, &self.below(""))?;
        text(&found, "/default_branch").ok_or_else(|| garbled(what))
    }

    fn pull_requests(
        &self,
        branches: &BTreeSet<&str>,
    ) -> Result<BTreeMap<String, Vec<PullRequest>>, ForgeError> {
        let what = "cannot look at the pull requests";
        let mut found = BTreeMap::new();
        for branch in branches {
            let head = format!("{}:{branch}", self.owner());
            let query = form([
                ("state", "all"),
                ("head", &head),
                ("sort", "created"),
                ("direction", "desc"),
                ("per_page", "100"),
            ]);
            let list = self.api.list(what, &self.below(&format!("/pulls?{query}")))?;
            let own = list.iter().filter(|one| {
                let from = text(one, "/head/repo/full_name").unwrap_or_default();
                text(one, "/head/ref").as_deref() == Some(*branch) && from.eq_ignore_ascii_case(&self.project)
            });
            let own: Option<Vec<PullRequest>> = own.map(pull_request).collect();
            found.insert((*branch).to_owned(), own.ok_or_else(|| garbled(what))?);
        }
        Ok(found)
    }

    fn open(&self, new: &NewPullRequest<'_>) -> Result<PullRequest, ForgeError> {
        let what = "cannot open a pull request";
        let NewPullRequest { branch, base, title, body, is_draft } = new;
        let wanted = json!({"title": title, "head": branch, "base": base, "body": body, "draft": is_draft});
        let made = self.api.create(what, &self.below("/pulls"), &wanted)?;
        pull_request(&made).ok_or_else(|| garbled(what))
    }

    fn set_body(&self, number: u64, body: &str) -> Result<(), ForgeError> {
        let path = self.below(&format!("/pulls/{number}"));
        self.api.patch("cannot change the pull request", &path, &json!({"body": body})).map(drop)
    }

    fn close(&self, number: u64) -> Result<(), ForgeError> {
        let path = self.below(&format!("/pulls/{number}"));
        self.api.patch("cannot close the pull request", &path, &json!({"state": "closed"})).map(drop)
    }

    fn comments(&self, number: u64) -> Result<Vec<Comment>, ForgeError> {
        let path = self.below(&format!("/issues/{number}/comments?per_page=100"));
        comments(&self.api, &path)
    }

    fn add_comment(&self, number: u64, body: &str) -> Result<(), ForgeError> {
        let path = self.below(&format!("/issues/{number}/comments"));
        self.api.create("cannot comment on the pull request", &path, &json!({"body": body})).map(drop)
    }

    fn set_comment(&self, _: u64, comment: u64, body: &str) -> Result<(), ForgeError> {
        let path = self.below(&format!("/issues/comments/{comment}"));
        self.api.patch("cannot change the comment", &path, &json!({"body": body})).map(drop)
    }

    fn label(&self, number: u64, labels: &[String]) -> Result<(), ForgeError> {
        let path = self.below(&format!("/issues/{number}/labels"));
        self.api.create("cannot label the pull request", &path, &json!({"labels": labels})).map(drop)
    }

    fn ask_for_reviews(&self, number: u64, reviewers: &Reviewers) -> Result<(), ForgeError> {
        let path = self.below(&format!("/pulls/{number}/requested_reviewers"));
        let wanted = json!({"reviewers": reviewers.people, "team_reviewers": reviewers.teams});
        self.api.create("cannot ask for a review", &path, &wanted).map(drop)
    }
}

/// The comments of an issue, as GitHub and Gitea list them.
pub(super) fn comments(api: &Api, path: &str) -> Result<Vec<Comment>, ForgeError> {
    let what = "cannot read the comments";
    let comment =
        |one: &Value| Some(Comment { id: number(one, "/id")?, body: text(one, "/body").unwrap_or_default() });
    let found: Option<Vec<Comment>> = api.list(what, path)?.iter().map(comment).collect();
    found.ok_or_else(|| garbled(what))
}

/// A pull request, as GitHub and Gitea tell of it.
pub(super) fn pull_request(value: &Value) -> Option<PullRequest> {
    let merged = value.get("merged").and_then(Value::as_bool) == Some(true)
        || value.get("merged_at").is_some_and(|at| !at.is_null());
    let state = match text(value, "/state")?.as_str() {
        "open" => State::Open,
        _ if merged => State::Merged,
        _ => State::Closed,
    };
    Some(PullRequest {
        number: number(value, "/number")?,
        url: text(value, "/html_url").unwrap_or_default(),
        state,
        body: text(value, "/body").unwrap_or_default(),
        head: text(value, "/head/sha").unwrap_or_default(),
    })
}

/// A text within an answer.
pub(super) fn text(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer)?.as_str().map(str::to_owned)
}

/// A number within an answer.
pub(super) fn number(value: &Value, pointer: &str) -> Option<u64> {
    value.pointer(pointer)?.as_u64()
}
