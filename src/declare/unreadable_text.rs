//! Text that cannot be read as YAML, or not without doubt: findings with exact places.

use std::sync::Arc;

use super::rules;
use super::tree::Unreadable;
use crate::finding::{Finding, Location};
use crate::text::{Position, Source, Span, bounds, duplicates};

/// The text of a file, if it may be given to a YAML reader.
pub fn check(path: &str, bytes: &[u8]) -> Result<Arc<Source>, Box<Finding>> {
    bounds::check(bytes).map(|text| Source::new(path, text)).map_err(|refusal| {
        let location = match bytes.len() {
            // Of a file that is too large no excerpt is shown, so its text is not kept.
            size if size > bounds::MAX_BYTES => Location::Path(path.to_owned()),
            _ => point(&Source::new(path, String::from_utf8_lossy(bytes)), refusal.position()),
        };
        let told = refusal.to_string();
        Box::new(match told.split_once("; ") {
            Some((what, advice)) => Finding::new(&rules::UNREADABLE, location, what).help(advice),
            None => Finding::new(&rules::UNREADABLE, location, told),
        })
    })
}

/// Where and why a text is not YAML.
pub fn syntax(source: &Arc<Source>, error: Unreadable) -> Finding {
    let (line, position) = match error.at {
        Some((line, _, character)) => (line, source.lines().at_char(character)),
        None => (1, Position::START),
    };
    if let Some(tab) = indenting_tab(source, line) {
        let finding = Finding::new(&rules::TAB, point(source, tab), "a tab is used as indentation");
        return finding.help("replace it by spaces; YAML allows no tabs there");
    }
    let finding =
        Finding::new(&rules::SYNTAX, point(source, position), format!("this is not YAML: {}", error.message));
    match advice(&error.message) {
        Some(help) => finding.help(help),
        None => finding,
    }
}

/// What most often lies behind a complaint of the YAML reader. Its wording decides nothing but this help.
fn advice(message: &str) -> Option<&'static str> {
    let known = [
        (
            "mapping values are not allowed",
            "a colon and a space begin a mapping; put a text that holds them in quotes",
        ),
        (
            "did not find expected key",
            "look for a missing colon, a missing quote, or a line that is indented otherwise",
        ),
        ("cannot start any token", "put a text that begins with `@`, `` ` `` or `%` in quotes"),
        (
            "unknown anchor",
            "an alias `*name` needs an anchor `&name` before it; put a text that begins with `*` in quotes",
        ),
        ("while scanning a quoted scalar", "a closing quote is missing"),
        ("did not find expected ',' or", "a bracket or brace is not closed, or a comma is missing"),
    ];
    known.into_iter().find(|(words, _)| message.contains(words)).map(|(_, help)| help)
}

/// The tab in the indentation of a line.
fn indenting_tab(source: &Source, line: usize) -> Option<Position> {
    let number = u32::try_from(line).ok()?;
    let text = source.line(number)?;
    let indentation = text.get(..text.len() - text.trim_start().len())?;
    let start = source.lines().line_bytes(number)?.start;
    indentation.find('\t').map(|tab| source.lines().at_offset(start + tab))
}

/// The keys that a document has more than once.
pub fn duplicate_keys(source: &Arc<Source>, document: usize) -> Vec<Finding> {
    let Some(node) = source.documents().get(document) else { return Vec::new() };
    let at = |span: Span| Location::Text { source: Arc::clone(source), span };
    let finding = |duplicate: crate::text::Duplicate| {
        Finding::new(
            &rules::DUPLICATE_KEY,
            at(duplicate.again),
            format!("`{}` is given twice", duplicate.key),
        )
        .label(at(duplicate.first), "first given here")
        .help("keep one of the two")
        .key(format!("{document}:{}", duplicate.path))
    };
    duplicates(node).into_iter().map(finding).collect()
}

fn point(source: &Arc<Source>, position: Position) -> Location {
    Location::Text { source: Arc::clone(source), span: Span::at(position) }
}
