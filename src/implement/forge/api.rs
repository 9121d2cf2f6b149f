//! Requests to the interface of a forge: JSON with a token, page after page.

use serde_json::Value;

use crate::net::{Address, AddressError, Failure, Line, Request, Response};
use crate::text::escape::one_line;

/// The most pages of a list that are asked for.
const PAGES: usize = 40;
const JSON: &str = "application/json";
/// What answers may be: JSON under any name.
const ACCEPTED: &[&str] = &["application/json", "+json"];
/// The longest quotation of what a forge says, in characters.
const QUOTED: usize = 200;

/// A forge did not do what it was asked to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {why}")]
pub struct ForgeError {
    /// What was asked, in a clause.
    pub what: String,
    /// What came of it.
    pub why: String,
    /// The status of the answer, where there was one.
    pub status: Option<u16>,
}

impl ForgeError {
    /// What a person can do about it, as one sentence; `None` where there is nothing to advise.
    pub fn hint(&self) -> Option<String> {
        Some(match self.status? {
            401 => "the token is wrong or has expired; DEMING_FORGE_TOKEN takes another".into(),
            403 => "the token may not do this: it needs to write pull requests (GitHub: `pull-requests: write`; GitLab: \
                    scope `api`; Gitea: write for repository and issue)"
                .into(),
            404 => "check the remote's URL, and that the token may see the repository".into(),
            429 => "the forge asks for patience; the next run goes on where this one stopped".into(),
            _ => return None,
        })
    }
}

/// The interface of one repository at a forge.
#[derive(Debug)]
pub(super) struct Api {
    line: Line,
    headers: Vec<(&'static str, String)>,
    token: String,
}

impl Api {
    /// An interface on a line, whose requests bear a token in a header.
    pub(super) fn new(line: Line, header: (&'static str, String), token: &str) -> Self {
        Self { line, headers: vec![header], token: token.to_owned() }
    }

    /// With one more header on every request.
    pub(super) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// What is at a path.
    pub(super) fn get(&self, what: &str, path: &str) -> Result<Value, ForgeError> {
        let address = self.address(what, path)?;
        parsed(what, &self.send(what, Request::get(address))?)
    }

    /// The entries of a list, over its pages, as far as `Link` headers lead (RFC 8288); the first ones where there are very
    /// many.
    pub(super) fn list(&self, what: &str, path: &str) -> Result<Vec<Value>, ForgeError> {
        let mut entries = Vec::new();
        let plain = path.split('?').next().unwrap_or_default();
        let mut next = Some(path.to_owned());
        for _ in 0..PAGES {
            let Some(path) = next.take() else { break };
            let response = self.send(what, Request::get(self.address(what, &path)?))?;
            match parsed(what, &response)? {
                Value::Array(page) => entries.extend(page),
                _ => return Err(garbled(what)),
            }
            // A server behind another may name itself otherwise than we do, so only the question counts.
            let query = response.header("link").and_then(next_page).and_then(|link| link.split_once('?'));
            next = query.map(|(_, query)| format!("{plain}?{query}"));
        }
        Ok(entries)
    }

    /// Makes something new.
    pub(super) fn create(&self, what: &str, path: &str, body: &Value) -> Result<Value, ForgeError> {
        let request = Request::create(self.address(what, path)?, JSON, body.to_string());
        parsed(what, &self.send(what, request)?)
    }

    /// Puts something in the place of what is there.
    pub(super) fn put(&self, what: &str, path: &str, body: &Value) -> Result<Value, ForgeError> {
        let request = Request::put(self.address(what, path)?, JSON, body.to_string());
        parsed(what, &self.send(what, request)?)
    }

    /// Changes parts of what is there.
    pub(super) fn patch(&self, what: &str, path: &str, body: &Value) -> Result<Value, ForgeError> {
        let request = Request::patch(self.address(what, path)?, JSON, body.to_string());
        parsed(what, &self.send(what, request)?)
    }

    fn address(&self, what: &str, path: &str) -> Result<Address, ForgeError> {
        let unfit = |error: AddressError| ForgeError {
            what: what.to_owned(),
            why: format!("`{}` is no address: {error}", one_line(path)),
            status: None,
        };
        self.line.address().below(path).map_err(unfit)
    }

    fn send(&self, what: &str, request: Request) -> Result<Response, ForgeError> {
        let headers = self.headers.iter().map(|(name, value)| (*name, value.as_str()));
        let request = request.headers(headers).accepting(ACCEPTED);
        self.line.send(&request).map_err(|failure| self.failed(what, failure))
    }

    /// A failure in words, without the token.
    fn failed(&self, what: &str, failure: Failure) -> ForgeError {
        let status = failure.status().map(|(status, _)| status);
        let said = failure.status().and_then(|(_, message)| said(message));
        let why = match (status, said) {
            (Some(status), Some(said)) => format!("{} answered {status}: {said}", failure.server),
            _ => failure.to_string(),
        };
        let hide = |text: &str| match self.token.is_empty() {
            true => text.to_owned(),
            false => text.replace(&self.token, "***"),
        };
        ForgeError { what: what.to_owned(), why: hide(&one_line(&why)), status }
    }
}

/// An answer as JSON. One without a body, as some have that only confirm, is null.
fn parsed(what: &str, response: &Response) -> Result<Value, ForgeError> {
    match response.body() {
        [] => Ok(Value::Null),
        body => serde_json::from_slice(body).map_err(|_| garbled(what)),
    }
}

/// The answer is none that makes sense.
pub(super) fn garbled(what: &str) -> ForgeError {
    let why = "the answer is not what the forge's documentation promises";
    ForgeError { what: what.to_owned(), why: why.into(), status: None }
}

/// What the JSON of a refusal says: `message` with the messages of `errors` (GitHub, Gitea), `message` as a text or a list,
/// or `error` (GitLab).
fn said(message: &str) -> Option<String> {
    let value: Value = serde_json::from_str(message).ok()?;
    let main = ["message", "error"].iter().find_map(|key| value.get(key));
    let more = value.get("errors").and_then(Value::as_array).into_iter().flatten();
    let more = more.filter_map(|error| error.get("message").or(Some(error)));
    let texts: Vec<String> =
        main.into_iter().chain(more).map(words).filter(|text| !text.is_empty()).collect();
    let whole = texts.join("; ");
    let short: String = whole.chars().take(QUOTED).collect();
    (!short.is_empty()).then_some(short)
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(words).collect::<Vec<_>>().join("; "),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The address of the next page: `<…?page=2>; rel="next"`.
fn next_page(link: &str) -> Option<&str> {
    link.split(',').find_map(|one| {
        let (address, rest) = one.trim().strip_prefix('<')?.split_once('>')?;
        let is_next = rest.split(';').any(|part| matches!(part.trim(), "rel=\"next\"" | "rel=next"));
        is_next.then_some(address)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_among_links() {
        let link = r#"<https://h/a?page=1>; rel="prev", <https://h/a?page=3>; rel="next""#;
        assert_eq!(next_page(link), Some("https://h/a?page=3"));
        assert_eq!(next_page(r#"<https://h/a?page=1>; rel="last""#), None);
    }

    #[test]
    fn what_forges_say_is_found_in_their_json() {
        let github =
            r#"{"message":"Validation Failed","errors":[{"message":"A pull request already exists"}]}"#;
        assert_eq!(said(github).as_deref(), Some("Validation Failed; A pull request already exists"));
        assert_eq!(
            said(r#"{"message":["Another open merge request"]}"#).as_deref(),
            Some("Another open merge request")
        );
        assert_eq!(said(r#"{"error":"title is missing"}"#).as_deref(), Some("title is missing"));
        assert_eq!(said("<html>"), None);
    }
}
