//! Why a text is no template, in the words of whoever wrote it rather than those of the parser.

use handlebars::{TemplateError, TemplateErrorReason};

/// Line and column, from 1, in characters.
type At = (usize, usize);

/// What is wrong with a template that could not be read, and where in it.
pub fn in_words(template: &str, error: &TemplateError) -> (String, Option<At>) {
    if let Some((what, offset)) = unbalanced(template) {
        return (what, Some(position(template, offset)));
    }
    let what = match error.reason() {
        TemplateErrorReason::InvalidSyntax(_) => {
            let line = error.pos().and_then(|(line, _)| template.lines().nth(line.checked_sub(1)?));
            let expression = line.and_then(|line| line.find("{{").and_then(|start| line.get(start..)));
            let shown: String = expression.unwrap_or(template).chars().take(40).collect();
            format!("`{}` cannot be read as part of a template", shown.trim())
        }
        other => other.to_string(),
    };
    (what, error.pos())
}

/// The first bracket or block that has no other end, and the byte where it stands.
fn unbalanced(template: &str) -> Option<(String, usize)> {
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut from = 0;
    while let Some(start) = template.get(from..)?.find("{{").map(|at| from + at) {
        let inner_start = start + 2;
        let inner = template.get(inner_start..)?;
        let end = match inner.strip_prefix("!--") {
            Some(_) => inner.find("--}}").map(|end| end + 2),
            None => inner.find("}}"),
        };
        let Some(expression) = end.and_then(|end| inner.get(..end)).filter(|text| is_whole(text)) else {
            return Some((not_closed(word(inner), "}}"), start));
        };
        from = inner_start + expression.len() + 2;
        let expression = expression.trim_start_matches('~');
        let name = word(expression.trim_start_matches(['#', '^', '/', '>', '*', ' ']));
        match expression.chars().next() {
            Some('#') => open.push((name, start)),
            Some('^') if !name.is_empty() => open.push((name, start)),
            Some('/') => match open.pop() {
                Some((opened, _)) if opened == name => {}
                other => return Some((closes_nothing(name, other.map(|(opened, _)| opened)), start)),
            },
            _ => {}
        }
    }
    open.pop().map(|(name, start)| (not_closed(&format!("#{name}"), &format!("{{{{/{name}}}}}")), start))
}

/// Whether an expression ends before the next one begins; in a comment anything may stand.
fn is_whole(expression: &str) -> bool {
    expression.starts_with('!') || !expression.contains("{{")
}

/// The beginning of an expression, up to a space or its end.
fn word(expression: &str) -> &str {
    expression.split(|c: char| c.is_whitespace() || matches!(c, '~' | '}' | '{')).next().unwrap_or_default()
}

fn not_closed(what: &str, missing: &str) -> String {
    format!("this template is not closed: `{{{{{what}` has no `{missing}`")
}

fn closes_nothing(name: &str, open: Option<&str>) -> String {
    match open {
        Some(open) => format!("`{{{{/{name}}}}}` closes nothing: `{{{{#{open}` is open"),
        None => format!("`{{{{/{name}}}}}` closes nothing: no block is open"),
    }
}

fn position(template: &str, offset: usize) -> At {
    let before = template.get(..offset).unwrap_or(template);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}
