//! The REST interface of Gitea and Forgejo, version 1 (`/api/swagger` of each server).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::api::{Api, ForgeError, garbled};
use super::github::{comments, number, pull_request, text};
use super::{Comment, Forge, NewPullRequest, PullRequest, Reviewers};
use crate::net::Line;

/// A repository of Gitea or Forgejo.
pub(super) struct Gitea {
    api: Api,
    /// `owner/name`.
    project: String,
}

impl Gitea {
    pub(super) fn new(line: Line, project: &str, token: &str) -> Self {
        let api = Api::new(line, ("authorization", format!("token {token}")), token);
        Self { api, project: project.to_owned() }
    }

    fn below(&self, path: &str) -> String {
        format!("repos/{}{path}", self.project)
    }
}

impl Forge for Gitea {
    fn default_branch(&self) -> Result<String, ForgeError> {
        let what = "cannot look at the repository";
        let found = self.api.get(what, &self.below(""))?;
        text(&found, "/default_branch").ok_or_else(|| garbled(what))
    }

    /// The list cannot be asked for single branches, so it is read once for all: what was touched last comes first, and
    /// answers to proposals that still wait are not old.
    fn pull_requests(
        &self,
        branches: &BTreeSet<&str>,
    ) -> Result<BTreeMap<String, Vec<PullRequest>>, ForgeError> {
        let what = "cannot look at the pull requests";
        let mut found: BTreeMap<String, Vec<PullRequest>> =
            branches.iter().map(|branch| ((*branch).to_owned(), Vec::new())).collect();
        if branches.is_empty() {
            return Ok(found);
        }
        let list = self.api.list(what, &self.below("/pulls?state=all&sort=recentupdate&limit=50"))?;
        for one in &list {
            let from = text(one, "/head/repo/full_name").unwrap_or_default();
            let branch = text(one, "/head/ref").filter(|_| from.eq_ignore_ascii_case(&self.project));
            let Some(of_branch) = branch.and_then(|branch| found.get_mut(&branch)) else { continue };
            of_branch.push(pull_request(one).ok_or_else(|| garbled(what))?);
        }
        for of_branch in found.values_mut() {
            of_branch.sort_by_key(|one| std::cmp::Reverse(one.number));
        }
        Ok(found)
    }

    fn open(&self, new: &NewPullRequest<'_>) -> Result<PullRequest, ForgeError> {
        let what = "cannot open a pull request";
        let NewPullRequest { branch, base, title, body, is_draft } = new;
        // A draft is told by its title; `WIP:` is among the prefixes that servers know unless told otherwise.
        let title = if *is_draft { format!("WIP: {title}") } else { (*title).to_owned() };
        let wanted = json!({"title": title, "head": branch, "base": base, "body": body});
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
        comments(&self.api, &self.below(&format!("/issues/{number}/comments")))
    }

    fn add_comment(&self, number: u64, body: &str) -> Result<(), ForgeError> {
        let path = self.below(&format!("/issues/{number}/comments"));
        self.api.create("cannot comment on the pull request", &path, &json!({"body": body})).map(drop)
    }

    fn set_comment(&self, _: u64, comment: u64, body: &str) -> Result<(), ForgeError> {
        let path = self.below(&format!("/issues/comments/{comment}"));
        self.api.patch("cannot change the comment", &path, &json!({"body": body})).map(drop)
    }

    /// Labels are given by number. One that the repository does not have is not made: its colour is somebody's choice.
    fn label(&self, issue: u64, labels: &[String]) -> Result<(), ForgeError> {
        let what = "cannot label the pull request";
        let known = self.api.list(what, &self.below("/labels?limit=50"))?;
        let id = |label: &String| {
            let named = |one: &&Value| text(one, "/name").as_ref() == Some(label);
            known.iter().find(named).and_then(|one| number(one, "/id"))
        };
        let ids: Vec<u64> = labels.iter().filter_map(id).collect();
        let path = self.below(&format!("/issues/{issue}/labels"));
        if !ids.is_empty() {
            self.api.create(what, &path, &json!({"labels": ids}))?;
        }
        match labels.iter().find(|label| id(label).is_none()) {
            None => Ok(()),
            Some(label) => Err(ForgeError {
                what: what.to_owned(),
                why: format!("the repository has no label `{label}`"),
                status: None,
            }),
        }
    }

    fn ask_for_reviews(&self, number: u64, reviewers: &Reviewers) -> Result<(), ForgeError> {
        let path = self.below(&format!("/pulls/{number}/requested_reviewers"));
        let wanted = json!({"reviewers": reviewers.people, "team_reviewers": reviewers.teams});
        self.api.create("cannot ask for a review", &path, &wanted).map(drop)
    }
}
