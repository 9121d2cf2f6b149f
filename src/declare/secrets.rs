//! Secrets that somebody wrote into a declaration. They are told, and they go no further: what the rest of deming
//! reads has dots in their place, so none comes into a report, a proposal or a message.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::tree::Tree;
use crate::finding::{Finding, Level, Location, Rule};
use crate::text::secret::{Standing, dots, is_sensitive, is_suspicious, masked, secrets, standing};
use crate::text::{Place, Source, Span};

/// A password, token or key that everybody can read.
pub static SECRET: Rule = Rule {
    code: "D190",
    name: "secret-in-plain-text",
    level: Level::Error,
    what: "A password, token or key stands in a declaration or in the settings as it is: it has the form of one, or its key says so.",
    why: "Whoever can read the repository has it, and whoever will ever get a copy of its history, too. It is shown nowhere; dots take its place.",
    bad: "apiVersion: deming/v1\nkind: DataSource\nmetadata: {name: warehouse}\nspec:\n  type: sql\n  connectionDetails: {url: \"postgres://db.example.org/desk\", user: deming, password: hunter2}\n",
    good: "apiVersion: deming/v1\nkind: DataSource\nmetadata: {name: warehouse}\nspec:\n  type: sql\n  connectionDetails: {url: \"postgres://db.example.org/desk\", user: deming, password: \"${env:DESK_PASSWORD}\"}\n",
    beside: "",
    source: "OWASP Secrets Management Cheat Sheet; the token prefixes are the issuers' own.",
    is_locked: true,
};

/// Something in the place of a secret.
pub static PLACEHOLDER: Rule = Rule {
    code: "D191",
    name: "placeholder-for-secret",
    level: Level::Note,
    what: "In the details of a connection something stands in the place of a secret: `changeme`, `<token>`, `xxx`.",
    why: "It will be replaced one day, most likely by the secret itself. A reference says from where it is to come.",
    bad: "apiVersion: deming/v1\nkind: DataSource\nmetadata: {name: metrics}\nspec:\n  type: prometheus\n  connectionDetails: {url: \"https://metrics.example.org\", token: <token>}\n",
    good: "apiVersion: deming/v1\nkind: DataSource\nmetadata: {name: metrics}\nspec:\n  type: prometheus\n  connectionDetails: {url: \"https://metrics.example.org\", token: \"${env:METRICS_TOKEN}\"}\n",
    beside: "",
    source: "OWASP Secrets Management Cheat Sheet.",
    is_locked: false,
};

/// Puts dots in the place of the secrets of a file's documents, and tells of each, and of those in comments.
pub fn hide(source: &Arc<Source>, trees: &mut [Tree]) -> Vec<Finding> {
    // Behind an escape anything may hide.
    let has_escapes = || ["\\x", "\\u", "\\U"].iter().any(|escape| source.text().contains(escape));
    if !is_suspicious(source.text()) && !has_escapes() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (number, tree) in trees.iter_mut().enumerate() {
        let at = At { place: Place::document(Arc::clone(source), number), key: None, is_connection: false };
        hide_in(&mut tree.value, &at, &mut found);
    }
    let told: Vec<_> = found.iter().map(|finding| finding.location.span().bytes()).collect();
    let untold = secrets(source.text()).into_iter().filter(|secret| {
        !told.iter().any(|told| told.start <= secret.bytes.start && secret.bytes.end <= told.end)
    });
    for (number, secret) in untold.enumerate() {
        let lines = source.lines();
        let span =
            Span { start: lines.at_offset(secret.bytes.start), end: lines.at_offset(secret.bytes.end) };
        let location = Location::Text { source: Arc::clone(source), span };
        found.push(shown_by_itself(secret.kind, location).key(format!("outside of values, {number}")));
    }
    found
}

/// Where a value stands.
struct At<'k> {
    place: Place,
    /// The key that it stands under, directly or in a list.
    key: Option<&'k str>,
    /// Whether it is one of the details of a connection.
    is_connection: bool,
}

fn hide_in(value: &mut Value, at: &At<'_>, found: &mut Vec<Finding>) {
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::Number(number) => {
            let text = number.to_string();
            if at.key.is_some_and(is_sensitive) {
                found.push(under_a_key(at));
                *value = Value::String(dots(&text));
            }
        }
        Value::String(text) => hide_in_text(text, at, found),
        Value::Array(list) => {
            for (index, item) in list.iter_mut().enumerate() {
                hide_in(item, &At { place: at.place.index(index), ..*at }, found);
            }
        }
        Value::Object(mapping) => hide_in_mapping(mapping, at, found),
    }
}

fn hide_in_mapping(mapping: &mut Map<String, Value>, at: &At<'_>, found: &mut Vec<Finding>) {
    for (key, value) in mapping.iter_mut() {
        let is_connection = at.is_connection || key == "connectionDetails";
        let inner = At { place: at.place.child(key), key: Some(key.as_str()), is_connection };
        hide_in(value, &inner, found);
    }
    if mapping.keys().any(|key| !secrets(key).is_empty()) {
        let renamed =
            std::mem::take(mapping).into_iter().map(|(key, value)| (masked(&key).into_owned(), value));
        *mapping = renamed.collect();
    }
}

fn hide_in_text(text: &mut String, at: &At<'_>, found: &mut Vec<Finding>) {
    if at.key.is_some_and(is_sensitive) {
        // Elsewhere than in a connection, several words are prose about a secret.
        let is_prose = !at.is_connection && text.trim().contains(char::is_whitespace);
        match standing(text) {
            Standing::Secret if !is_prose => {
                found.push(under_a_key(at));
                *text = dots(text);
                return;
            }
            Standing::Placeholder if at.is_connection => found.push(in_place_of_a_secret(at)),
            _ => {}
        }
    }
    let shown = secrets(text);
    found.extend(shown.iter().map(|secret| shown_by_itself(secret.kind, at.place.clone()).key(secret.kind)));
    if !shown.is_empty() {
        *text = masked(text).into_owned();
    }
}

fn shown_by_itself(kind: &str, location: impl Into<Location>) -> Finding {
    let message = format!("{kind} stands here in plain text");
    let help = "take it back where it was issued, and write `${env:NAME}` in its place: the history keeps it";
    Finding::new(&SECRET, location, message).help(help)
}

fn under_a_key(at: &At<'_>) -> Finding {
    let message = format!("`{}` holds a secret in plain text", name(at));
    let help = format!("change the secret, for the history keeps it, and write `{}`", reference(at));
    Finding::new(&SECRET, &at.place, message).help(help)
}

fn in_place_of_a_secret(at: &At<'_>) -> Finding {
    let message = format!("`{}` holds something in the place of a secret", name(at));
    Finding::new(&PLACEHOLDER, &at.place, message).help(format!("write `{}`", reference(at)))
}

fn name<'k>(at: &At<'k>) -> &'k str {
    at.key.unwrap_or_default()
}

/// How the value is referred to in the environment: `password: "${env:PASSWORD}"`.
fn reference(at: &At<'_>) -> String {
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let mut variable = String::new();
    for c in name(at).chars() {
        if c.is_ascii_uppercase() && variable.ends_with(|last: char| last.is_ascii_lowercase()) {
            variable.push('_');
        }
        variable.push(c);
    }
    let variable: String = variable.chars().map(upper).collect();
    format!("{}: \"${{env:{variable}}}\"", name(at))
}
