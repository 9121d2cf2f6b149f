//! A forge that keeps pull requests in memory and speaks as GitHub, GitLab or Gitea document it, as far as proposals need.
//! What it says of branches comes from a real repository.

use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};

use crate::servers::scripted::{Scripted, Seen, respond};

pub const TOKEN: &str = "t0p-s3cret-token";
/// Entries on a page of a list: few, so that lists have pages.
const PAGE: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    GitHub,
    GitLab,
    Gitea,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::GitHub, Self::GitLab, Self::Gitea];

    pub fn word(self) -> &'static str {
        match self {
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::Gitea => "gitea",
        }
    }
}

/// A pull request as the forge keeps it.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    pub number: u64,
    pub branch: String,
    pub base: String,
    pub title: String,
    pub body: String,
    pub state: &'static str,
    pub head: String,
    pub is_draft: bool,
    /// Whether it comes from a fork that has a branch of the same name.
    pub is_of_fork: bool,
    pub comments: Vec<(u64, String)>,
    pub labels: Vec<String>,
    pub reviewers: Vec<String>,
}

#[derive(Debug, Default)]
pub struct State {
    pub kept: Vec<Kept>,
    comments: u64,
    /// Requests that are answered with this status: method and a part of the path.
    pub fails: Option<(&'static str, &'static str, u16)>,
}

pub struct Fake {
    pub kind: Kind,
    server: Scripted,
    state: Arc<Mutex<State>>,
}

impl Fake {
    /// A forge for the repository `team/ops`, whose branches lie in `origin`.
    pub fn start(kind: Kind, origin: PathBuf) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let server = Scripted::start(move |seen, stream| {
            let mut state = shared.lock().unwrap();
            answer(kind, &origin, &mut state, seen, stream);
        });
        Self { kind, server, state }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// The address of its interface, below a path as many servers have one.
    pub fn api(&self) -> String {
        let path = match self.kind {
            Kind::GitHub => "/api/v3",
            Kind::GitLab => "/git/api/v4",
            Kind::Gitea => "/api/v1",
        };
        format!("{}{path}", self.server.url())
    }

    /// The requests so far that change something.
    pub fn changes(&self) -> Vec<Seen> {
        self.server.seen().into_iter().filter(|seen| seen.method != "GET").collect()
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.server.seen()
    }
}

fn answer(kind: Kind, origin: &PathBuf, state: &mut State, seen: &Seen, stream: &mut TcpStream) {
    let authorized = match kind {
        Kind::GitHub => seen.header("authorization") == Some(&format!("Bearer {TOKEN}")),
        Kind::GitLab => seen.header("private-token") == Some(TOKEN),
        Kind::Gitea => seen.header("authorization") == Some(&format!("token {TOKEN}")),
    };
    let json_type = ("content-type", "application/json; charset=utf-8");
    let mut say = |status: u16, body: &Value, link: Option<String>| {
        let status = format!("{status} Said");
        let body = body.to_string();
        match &link {
            Some(link) => respond(stream, &status, &[json_type, ("link", link)], body),
            None => respond(stream, &status, &[json_type], body),
        }
    };
    if !authorized {
        return say(401, &json!({"message": format!("Bad credentials: {:?}", seen.headers)}), None);
    }
    if let Some((method, part, status)) = state.fails
        && seen.method == method
        && seen.target.contains(part)
    {
        return say(status, &json!({"message": "not today"}), None);
    }
    for kept in state.kept.iter_mut().filter(|kept| kept.state == "open" && !kept.is_of_fork) {
        kept.head = tip(origin, &kept.branch).unwrap_or_default();
    }
    let (path, query) = seen.target.split_once('?').unwrap_or((&seen.target, ""));
    let rest = match kind {
        Kind::GitHub => path.strip_prefix("/api/v3/"),
        Kind::GitLab => path.strip_prefix("/git/api/v4/"),
        Kind::Gitea => path.strip_prefix("/api/v1/"),
    };
    let Some(rest) = rest else { return say(404, &json!({"message": "Not Found"}), None) };
    let body: Value = serde_json::from_str(&seen.body).unwrap_or(Value::Null);
    let field = |name: &str| seen.field(name);
    let call = Call { kind, method: &seen.method, body: &body, field: &field };
    let (status, value) = call.answer(rest, state, origin);
    let Value::Array(list) = &value else { return say(status, &value, None) };
    let page: usize = field("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let some: Vec<Value> = list.iter().skip((page - 1) * PAGE).take(PAGE).cloned().collect();
    let rest: Vec<&str> =
        query.split('&').filter(|one| !one.is_empty() && !one.starts_with("page=")).collect();
    // As behind another server, which has another name.
    let next =
        format!("<https://forge.example.org{path}?{}&page={}>; rel=\"next\"", rest.join("&"), page + 1);
    say(status, &json!(some), (list.len() > page * PAGE).then_some(next));
}

fn tip(origin: &PathBuf, branch: &str) -> Option<String> {
    let output = Command::new("git")
        .args(["rev-parse", "--verify", "--quiet", &format!("refs/heads/{branch}")])
        .current_dir(origin)
        .output();
    let output = output.expect("git");
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

struct Call<'a> {
    kind: Kind,
    method: &'a str,
    body: &'a Value,
    field: &'a dyn Fn(&str) -> Option<String>,
}

impl Call<'_> {
    fn answer(&self, path: &str, state: &mut State, origin: &PathBuf) -> (u16, Value) {
        let project = if self.kind == Kind::GitLab { "projects/team%2Fops" } else { "repos/team/ops" };
        let none = (404, json!({"message": "Not Found"}));
        if path == "users" {
            let name = (self.field)("username").unwrap_or_default();
            return (200, if name == "ops" { json!([{"id": 7, "username": "ops"}]) } else { json!([]) });
        }
        let Some(rest) = path.strip_prefix(project) else { return none };
        let parts: Vec<&str> = rest.trim_matches('/').split('/').filter(|part| !part.is_empty()).collect();
        let number = |text: &str| text.parse::<u64>().unwrap_or(0);
        match (self.kind, self.method, parts.as_slice()) {
            (_, "GET", []) => (200, json!({"default_branch": "main"})),
            (Kind::Gitea, "GET", ["labels"]) => (200, json!([{"id": 3, "name": "improvement"}])),
            (_, "GET", ["pulls" | "merge_requests"]) => self.list(state),
            (_, "POST", ["pulls" | "merge_requests"]) => self.open(state, origin),
            (Kind::GitHub | Kind::Gitea, "PATCH", ["pulls", n])
            | (Kind::GitLab, "PUT", ["merge_requests", n]) => self.change(state, number(n)),
            (Kind::GitHub | Kind::Gitea, "GET", ["issues", n, "comments"])
            | (Kind::GitLab, "GET", ["merge_requests", n, "notes"]) => {
                let Some(kept) = find(state, number(n)) else { return none };
                let list: Vec<Value> =
                    kept.comments.iter().map(|(id, body)| json!({"id": id, "body": body})).collect();
                (200, json!(list))
            }
            (Kind::GitHub | Kind::Gitea, "POST", ["issues", n, "comments"])
            | (Kind::GitLab, "POST", ["merge_requests", n, "notes"]) => {
                let text = self.text("body");
                state.comments += 1;
                let id = state.comments;
                let Some(kept) = find(state, number(n)) else { return none };
                kept.comments.push((id, text.clone()));
                (201, json!({"id": id, "body": text}))
            }
            (Kind::GitHub | Kind::Gitea, "PATCH", ["issues", "comments", id])
            | (Kind::GitLab, "PUT", ["merge_requests", _, "notes", id]) => {
                let mut comments = state.kept.iter_mut().flat_map(|kept| &mut kept.comments);
                let Some(comment) = comments.find(|(known, _)| *known == number(id)) else { return none };
                comment.1 = self.text("body");
                (200, json!({"id": number(id), "body": comment.1}))
            }
            (Kind::GitHub, "POST", ["issues", n, "labels"]) => {
                self.label(state, number(n), |label| label.as_str().map(str::to_owned))
            }
            (Kind::Gitea, "POST", ["issues", n, "labels"]) => self.label(state, number(n), |label| {
                (label.as_u64() == Some(3)).then(|| "improvement".to_owned())
            }),
            (Kind::GitHub | Kind::Gitea, "POST", ["pulls", n, "requested_reviewers"]) => {
                let names = |key: &str| self.body[key].as_array().cloned().unwrap_or_default();
                let all = [names("reviewers"), names("team_reviewers")].concat();
                let Some(kept) = find(state, number(n)) else { return none };
                kept.reviewers = all.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
                (201, json!({"number": number(n)}))
            }
            _ => none,
        }
    }

    fn text(&self, key: &str) -> String {
        self.body[key].as_str().unwrap_or_default().to_owned()
    }

    fn label(&self, state: &mut State, n: u64, name: impl Fn(&Value) -> Option<String>) -> (u16, Value) {
        let Some(kept) = find(state, n) else { return (404, json!({"message": "Not Found"})) };
        kept.labels.extend(self.body["labels"].as_array().into_iter().flatten().filter_map(name));
        (200, json!([{"name": "improvement"}]))
    }

    fn list(&self, state: &State) -> (u16, Value) {
        let of = match self.kind {
            Kind::GitHub => (self.field)("head").map(|head| head.trim_start_matches("team:").to_owned()),
            Kind::GitLab => (self.field)("source_branch"),
            Kind::Gitea => None,
        };
        assert_eq!((self.field)("state").as_deref(), Some("all"));
        let found = state.kept.iter().rev().filter(|kept| of.as_ref().is_none_or(|of| *of == kept.branch));
        (200, json!(found.map(|kept| self.shown(kept)).collect::<Vec<_>>()))
    }

    fn open(&self, state: &mut State, origin: &PathBuf) -> (u16, Value) {
        let (head, base, body) = match self.kind {
            Kind::GitLab => ("source_branch", "target_branch", "description"),
            _ => ("head", "base", "body"),
        };
        let branch = self.text(head);
        let Some(tip) = tip(origin, &branch) else {
            return (422, json!({"message": "Validation Failed", "errors": [{"field": "head"}]}));
        };
        let is_there = |kept: &&Kept| kept.state == "open" && kept.branch == branch && !kept.is_of_fork;
        if state.kept.iter().any(|kept| is_there(&kept)) {
            return match self.kind {
                Kind::GitHub => (
                    422,
                    json!({"message": "Validation Failed", "errors": [{"message": "A pull request already exists"}]}),
                ),
                _ => (
                    409,
                    json!({"message": ["Another open merge request already exists for this source branch"]}),
                ),
            };
        }
        let kept = Kept {
            number: state.kept.len() as u64 + 1,
            branch,
            base: self.text(base),
            title: self.text("title"),
            body: self.text(body),
            state: "open",
            head: tip,
            is_draft: self.body["draft"] == json!(true)
                || self.text("title").starts_with("Draft: ")
                || self.text("title").starts_with("WIP: "),
            ..Kept::default()
        };
        state.kept.push(kept);
        let kept = state.kept.last().expect("it was just put there");
        (201, self.shown(kept))
    }

    fn change(&self, state: &mut State, n: u64) -> (u16, Value) {
        let Some(kept) = find(state, n) else { return (404, json!({"message": "Not Found"})) };
        let set = |key: &str| self.body[key].as_str().map(str::to_owned);
        if let Some(body) = set("body").or_else(|| set("description")) {
            kept.body = body;
        }
        if set("state").as_deref() == Some("closed") || set("state_event").as_deref() == Some("close") {
            kept.state = "closed";
        }
        kept.labels.extend(
            set("add_labels")
                .into_iter()
                .flat_map(|all| all.split(',').map(str::to_owned).collect::<Vec<_>>()),
        );
        if let Some(ids) = self.body["reviewer_ids"].as_array() {
            kept.reviewers =
                ids.iter().map(|id| if id == 7 { "ops".into() } else { id.to_string() }).collect();
        }
        let shown = self.shown(kept);
        (200, shown)
    }

    fn shown(&self, kept: &Kept) -> Value {
        let Kept { number, branch, base, title, body, state, head, .. } = kept;
        let from = if kept.is_of_fork { "mallory/ops" } else { "team/ops" };
        let url = format!("https://forge.example.org/team/ops/pulls/{number}");
        match self.kind {
            Kind::GitLab => json!({
                "iid": number, "id": 1000 + number, "web_url": url, "title": title, "description": body, "sha": head,
                "source_branch": branch, "target_branch": base, "target_project_id": 1,
                "source_project_id": if kept.is_of_fork { 2 } else { 1 },
                "state": match *state { "open" => "opened", other => other },
            }),
            _ => json!({
                "number": number, "html_url": url, "title": title, "body": body, "draft": kept.is_draft,
                "state": if *state == "open" { "open" } else { "closed" },
                "merged": *state == "merged",
                "merged_at": (*state == "merged").then_some("2026-03-02T00:00:00Z"),
                "head": {"ref": branch, "sha": head, "repo": {"full_name": from}},
                "base": {"ref": base, "repo": {"full_name": "team/ops"}},
            }),
        }
    }
}

fn find(state: &mut State, number: u64) -> Option<&mut Kept> {
    state.kept.iter_mut().find(|kept| kept.number == number)
}
