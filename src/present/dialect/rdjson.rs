//! The Reviewdog Diagnostic Format. Its columns count bytes of UTF-8, and its ends are exclusive.

use serde::Serialize;

use crate::finding::Level;
use crate::present::view::{ResultView, Results};
use crate::present::{json, link};

#[derive(Serialize)]
struct Diagnostics {
    source: Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'static str>,
}

#[derive(Serialize)]
struct Diagnostic {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// All results.
///
/// # Errors
/// As [`json::render`].
pub fn render(results: &Results) -> Result<String, serde_json::Error> {
    json::render(&Diagnostics {
        source: Source { name: "deming", url: link::tool() },
        severity: results.open().map(|result| result.level).max().map(severity),
        diagnostics: results.open().map(diagnostic).collect(),
    })
}

fn diagnostic(result: &ResultView) -> Diagnostic {
    let (rule, at) = (result.rule, &result.at);
    Diagnostic {
        message: super::message_with_rule(result),
        location: Location {
            path: at.path.clone(),
            range: Range {
                start: Position { line: at.line, column: at.byte_column },
                end: Position { line: at.end_line, column: at.end_byte_column },
            },
        },
        severity: severity(result.level),
        code: Code { value: rule.code, url: link::rule(rule.code) },
    }
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "ERROR",
        Level::Warning => "WARNING",
        Level::Note => "INFO",
    }
}
