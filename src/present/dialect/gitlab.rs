//! Code Quality of GitLab: the list of issues that its merge requests compare by fingerprint.

use serde::Serialize;

use crate::finding::Level;
use crate::present::json;
use crate::present::view::{ResultView, Results};
use crate::text::escape::one_line;

/// One issue, in the fields that GitLab reads (its documentation of the report format: Code Quality, "Import Code
/// Quality results from a CI/CD job").
#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// All results; each has a fingerprint that no other has.
///
/// # Errors
/// As [`json::render`].
pub fn render(results: &Results) -> Result<String, serde_json::Error> {
    json::render(&results.open().map(issue).collect::<Vec<_>>())
}

fn issue(result: &ResultView) -> Issue {
    let rule = result.rule;
    Issue {
        description: format!(
            "{}: {}",
            rule.code,
            one_line(&super::message_with_rule(result).replace('\n', "; "))
        ),
        check_name: format!("deming/{}", rule.name),
        fingerprint: result.fingerprint.unique(),
        severity: severity(result.level),
        location: Location {
            path: result.at.path.trim_start_matches("./").to_owned(),
            lines: Lines { begin: result.at.line },
        },
    }
}

/// GitLab knows five severities; `critical` and `blocker` are left to tools that know of dangers.
fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "major",
        Level::Warning => "minor",
        Level::Note => "info",
    }
}
