//! Waivers: comments beside an object that let findings pass, for a reason and until a day.

use std::sync::Arc;

use jiff::civil::Date;

use crate::finding::{Finding, Level, Location, Rule};
use crate::model::Owner;
use crate::model::waiver::{Scope, Waiver};
use crate::text::{Kind, Node, Source, Span, nearest};

/// What a comment that waives begins with, behind its `#` and spaces.
const MARK: &str = "deming:";

/// The words that waive here, and in the whole file.
const IGNORE: &str = "ignore";
const IGNORE_FILE: &str = "ignore-file";

const EXAMPLE: &str =
    "write `# deming: ignore[D103] until=2026-12-31 reason=\"why it may wait\" by=@who-answers-for-it`";

/// A waiver that says too little to hold.
pub static INCOMPLETE_WAIVER: Rule = Rule {
    code: "D330",
    name: "incomplete-waiver",
    level: Level::Error,
    what: "A comment is to let a finding pass and does not say which rules, until when, why, and who answers for it.",
    why: "An exception without a reason, an owner and an end is no exception but the new rule.",
    bad: "# deming: ignore[D110]\napiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n",
    good: "# deming: ignore[D110] until=2026-12-31 reason=\"the export comes with release 4\" by=@ops\napiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n",
    beside: "",
    source: "The language `deming/v1`; waivers in code reviews name a reason, a person and a date.",
    is_locked: true,
};

/// The waivers in a text, and what is wrong with those that do not hold. Only a text with such a comment is looked at
/// more closely.
pub fn in_text(source: &Arc<Source>) -> (Vec<Waiver>, Vec<Finding>) {
    let (mut waivers, mut findings) = (Vec::new(), Vec::new());
    for comment in comments(source) {
        match waiver(&comment, source) {
            Ok(waiver) => waivers.push(waiver),
            Err(reason) => {
                let location = Location::Text { source: Arc::clone(source), span: comment.span };
                findings.push(Finding::new(&INCOMPLETE_WAIVER, location, reason).help(EXAMPLE));
            }
        }
    }
    (waivers, findings)
}

/// A comment for deming.
struct Comment<'s> {
    /// What is behind the mark.
    text: &'s str,
    /// From `#` to the end of the line.
    span: Span,
    /// Whether something stands before it on its line.
    trails: bool,
}

fn comments(source: &Source) -> Vec<Comment<'_>> {
    let text = source.text();
    text.match_indices(MARK).filter_map(|(at, _)| comment_at(source, text, at)).collect()
}

/// The comment whose mark stands at a byte, if it is one: the `#` begins a line or follows a space, nothing but
/// spaces stands between, and no text holds it.
fn comment_at<'s>(source: &'s Source, text: &'s str, mark: usize) -> Option<Comment<'s>> {
    let before = text.get(..mark)?;
    let line_start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let hash = before.trim_end_matches([' ', '\t']).strip_suffix('#')?.len();
    let ahead = text.get(line_start..hash)?;
    let begins = ahead.is_empty() || ahead.ends_with([' ', '\t']);
    if !begins || source.documents().iter().any(|document| holds_text_at(document, hash)) {
        return None;
    }
    let end = text.get(mark..)?.find(['\n', '\r']).map_or(text.len(), |at| mark + at);
    let lines = source.lines();
    let span = Span { start: lines.at_offset(hash), end: lines.at_offset(end) };
    let said = text.get(mark + MARK.len()..end)?.trim();
    if !is_meant(said) {
        return None;
    }
    Some(Comment { text: said, span, trails: !ahead.trim().is_empty() })
}

/// Whether a byte lies within a scalar of a document: then it is text and no comment.
fn holds_text_at(node: &Node, offset: usize) -> bool {
    match &node.kind {
        Kind::Scalar { .. } => node.span.bytes().contains(&offset),
        Kind::Sequence(items) => items.iter().any(|item| holds_text_at(item, offset)),
        Kind::Mapping(entries) => {
            entries.iter().any(|(key, value)| holds_text_at(key, offset) || holds_text_at(value, offset))
        }
        // What an alias stands for is looked at where it is written.
        Kind::Null | Kind::Alias(_) => false,
    }
}

/// Whether a comment that begins with the mark is to waive something, and is no prose.
fn is_meant(said: &str) -> bool {
    let word = said.split(['[', ' ', '\t']).next().unwrap_or_default();
    nearest(word, [IGNORE, IGNORE_FILE]).is_some()
}

fn waiver(comment: &Comment<'_>, source: &Arc<Source>) -> Result<Waiver, String> {
    let (word, rest) = comment.text.split_once('[').ok_or("a waiver names the rules that it is about")?;
    let (rules, rest) = rest.split_once(']').ok_or("the list of rules has no end: `]` is missing")?;
    let in_file = match word.trim() {
        IGNORE => false,
        IGNORE_FILE => true,
        other => return Err(format!("`{other}` is neither `{IGNORE}` nor `{IGNORE_FILE}`")),
    };
    let rules: Vec<String> =
        rules.split(',').map(|rule| rule.trim().to_owned()).filter(|rule| !rule.is_empty()).collect();
    if rules.is_empty() {
        return Err("a waiver names the rules that it is about".into());
    }
    let Terms { until, reason, by } = terms(rest)?;
    Ok(Waiver {
        rules,
        until: until.ok_or("a waiver has an end: `until` is missing")?,
        reason: reason.ok_or("a waiver has a reason: `reason` is missing")?,
        by: by.ok_or("somebody answers for a waiver: `by` is missing")?,
        scope: if in_file { Scope::File } else { scope(comment, source) },
        source: Arc::clone(source),
        span: comment.span,
    })
}

/// What stands behind the list of rules.
#[derive(Default)]
struct Terms {
    until: Option<Date>,
    reason: Option<String>,
    by: Option<Owner>,
}

fn terms(text: &str) -> Result<Terms, String> {
    let mut terms = Terms::default();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, behind) = rest
            .split_once('=')
            .filter(|(key, _)| key.chars().all(|c| c.is_ascii_alphabetic()))
            .ok_or_else(|| format!("`{}` is not understood", first_word(rest)))?;
        let (value, behind) = value(behind)?;
        match key {
            "until" => terms.until = Some(day(&value)?),
            "reason" if value.trim().is_empty() => return Err("the reason is empty".into()),
            "reason" => terms.reason = Some(value),
            "by" => terms.by = Some(value.parse().map_err(|error| format!("`by` names nobody: {error}"))?),
            _ => return Err(format!("`{key}` is none of `until`, `reason` and `by`")),
        }
        rest = behind.trim_start();
    }
    Ok(terms)
}

fn day(text: &str) -> Result<Date, String> {
    // A longer text must not lose its rest in silence.
    let day = if text.len() == 10 { text.parse().ok() } else { None };
    day.ok_or_else(|| "`until` is a day, such as 2026-12-31".into())
}

/// The value at the beginning of a text, in double quotes or one word, and what is behind it.
fn value(text: &str) -> Result<(String, &str), String> {
    let Some(quoted) = text.strip_prefix('"') else {
        let word = first_word(text);
        return Ok((word.to_owned(), text.get(word.len()..).unwrap_or_default()));
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Ok((value, quoted.get(at + 1..).unwrap_or_default())),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    Err("a closing quote is missing".into())
}

fn first_word(text: &str) -> &str {
    text.split([' ', '\t']).next().unwrap_or_default()
}

/// What a comment covers: its own line, or what begins on the line below it.
fn scope(comment: &Comment<'_>, source: &Source) -> Scope {
    let line = comment.span.start.line;
    if comment.trails {
        return Scope::Lines(line, line);
    }
    let says_something = |line: &u32| {
        source.line(*line).is_some_and(|text| {
            let text = text.trim();
            !text.is_empty() && !text.starts_with('#') && !text.starts_with("---") && !text.starts_with('%')
        })
    };
    let lines = u32::try_from(source.lines().lines()).unwrap_or(u32::MAX);
    let Some(first) = (line + 1..=lines).find(says_something) else { return Scope::Lines(line, line) };
    let last = source.documents().iter().filter_map(|document| last_line(document, first, true)).max();
    Scope::Lines(first, last.unwrap_or(first))
}

/// The last line of the largest thing that begins on a line: a document, a field with its value, an item of a list.
/// The mapping that a field begins is none, or a comment above its first field would cover all of them.
fn last_line(node: &Node, first: u32, is_whole: bool) -> Option<u32> {
    let ends =
        |span: Span| if span.end.column == 1 { span.end.line.saturating_sub(1) } else { span.end.line };
    if is_whole && node.span.start.line == first {
        return Some(ends(node.span).max(first));
    }
    match &node.kind {
        Kind::Mapping(entries) => entries
            .iter()
            .filter_map(|(key, value)| match key.span.start.line == first {
                true => Some(ends(value.span).max(ends(key.span)).max(first)),
                false => last_line(value, first, false),
            })
            .max(),
        Kind::Sequence(items) => items.iter().filter_map(|item| last_line(item, first, true)).max(),
        Kind::Null | Kind::Scalar { .. } | Kind::Alias(_) => None,
    }
}
