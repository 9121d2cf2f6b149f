//! GitLab's REST interface, version 4 (GitLab Docs, "Merge requests API", "Notes API").

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::api::{Api, ForgeError, garbled};
use super::github::{number, text};
use super::{Comment, Forge, NewPullRequest, PullRequest, Reviewers, State};
use crate::net::{Line, form, percent_encoded};

/// A project of GitLab.
pub(super) struct GitLab {
    api: Api,
    /// The path of the project, `group/…/name`, encoded as one part of a URL.
    project: String,
}

impl GitLab {
    pub(super) fn new(line: Line, project: &str, token: &str) -> Self {
        let api = Api::new(line, ("private-token", token.to_owned()), token);
        Self { api, project: percent_encoded(project) }
    }

    fn below(&self, path: &str) -> String {
        format!("projects/{}{path}", self.project)
    }

    fn set(&self, what: &str, number: u64, wanted: &Value) -> Result<(), ForgeError> {
        self.api.put(what, &self.below(&format!("/merge_requests/{number}")), wanted).map(drop)
    }
}

impl Forge for GitLab {
    fn default_branch(&self) -> Result<String, ForgeError> {
        let what = "cannot look at the project";
        let found = self.api.get(what, &self.below(""))?;
        text(&found, "/default_branch").ok_or_else(|| garbled(what))
    }

    fn pull_requests(
        &self,
        branches: &BTreeSet<&str>,
    ) -> Result<BTreeMap<String, Vec<PullRequest>>, ForgeError> {
        let what = "cannot look at the merge requests";
        let mut found = BTreeMap::new();
        for branch in branches {
            let query = form([
                ("source_branch", *branch),
                ("state", "all"),
                ("order_by", "created_at"),
                ("sort", "desc"),
                ("per_page", "100"),
            ]);
            let list = self.api.list(what, &self.below(&format!("/merge_requests?{query}")))?;
            let own = list.iter().filter(|one| {
                let projects = [number(one, "/source_project_id"), number(one, "/target_project_id")];
                text(one, "/source_branch").as_deref() == Some(*branch)
                    && projects[0].is_some()
                    && projects[0] == projects[1]
            });
            let own: Option<Vec<PullRequest>> = own.map(merge_request).collect();
            found.insert((*branch).to_owned(), own.ok_or_else(|| garbled(what))?);
        }
        Ok(found)
    }

    fn open(&self, new: &NewPullRequest<'_>) -> Result<PullRequest, ForgeError> {
        let what = "cannot open a merge request";
        let NewPullRequest { branch, base, title, body, is_draft } = new;
        // A draft is told by its title (GitLab Docs, "Draft merge requests").
        let title = if *is_draft { format!("Draft: {title}") } else { (*title).to_owned() };
        let wanted = json!({
            "source_branch": branch,
            "target_branch": base,
            "title": title,
            "description": body,
            "remove_source_branch": true,
        });
        let made = self.api.create(what, &self.below("/merge_requests"), &wanted)?;
        merge_request(&made).ok_or_else(|| garbled(what))
    }

    fn set_body(&self, number: u64, body: &str) -> Result<(), ForgeError> {
        self.set("cannot change the merge request", number, &json!({"description": body}))
    }

    fn close(&self, number: u64) -> Result<(), ForgeError> {
        self.set("cannot close the merge request", number, &json!({"state_event": "close"}))
    }

    fn comments(&self, iid: u64) -> Result<Vec<Comment>, ForgeError> {
        let what = "cannot read the comments";
        let path =
            self.below(&format!("/merge_requests/{iid}/notes?sort=asc&order_by=created_at&per_page=100"));
        let note = |one: &Value| {
            Some(Comment { id: number(one, "/id")?, body: text(one, "/body").unwrap_or_default() })
        };
        let found: Option<Vec<Comment>> = self.api.list(what, &path)?.iter().map(note).collect();
        found.ok_or_else(|| garbled(what))
    }

    fn add_comment(&self, number: u64, body: &str) -> Result<(), ForgeError> {
        let path = self.below(&format!("/merge_requests/{number}/notes"));
        self.api.create("cannot comment on the merge request", &path, &json!({"body": body})).map(drop)
    }

    fn set_comment(&self, number: u64, comment: u64, body: &str) -> Result<(), ForgeError> {
        let path = self.below(&format!("/merge_requests/{number}/notes/{comment}"));
        self.api.put("cannot change the comment", &path, &json!({"body": body})).map(drop)
    }

    fn label(&self, number: u64, labels: &[String]) -> Result<(), ForgeError> {
        self.set("cannot label the merge request", number, &json!({"add_labels": labels.join(",")}))
    }

    fn ask_for_reviews(&self, iid: u64, reviewers: &Reviewers) -> Result<(), ForgeError> {
        let what = "cannot ask for a review";
        let mut ids = Vec::new();
        for name in &reviewers.people {
            let found = self.api.list(what, &format!("users?{}", form([("username", name.as_str())])))?;
            let id = found.first().and_then(|user| number(user, "/id"));
            let unknown = || ForgeError {
                what: what.to_owned(),
                why: format!("there is no user `{name}`"),
                status: None,
            };
            ids.push(id.ok_or_else(unknown)?);
        }
        self.set(what, iid, &json!({"reviewer_ids": ids}))
    }
}

fn merge_request(value: &Value) -> Option<PullRequest> {
    let state = match text(value, "/state")?.as_str() {
        // One that is locked is being merged.
        "opened" | "locked" => State::Open,
        "merged" => State::Merged,
        _ => State::Closed,
    };
    Some(PullRequest {
        number: number(value, "/iid")?,
        url: text(value, "/web_url").unwrap_or_default(),
        state,
        body: text(value, "/description").unwrap_or_default(),
        head: text(value, "/sha").unwrap_or_default(),
    })
}
