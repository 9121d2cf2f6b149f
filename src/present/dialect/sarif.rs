//! SARIF 2.1.0 (OASIS standard), in the subset that GitHub's code scanning takes.

use serde_json::{Value, json};

use crate::finding::{Level, Rule};
use crate::present::comment;
use crate::present::view::{FilePlace, ResultView, Results};
use crate::present::{json, link, show};
use crate::text::escape::uri_path;

/// The most results that GitHub takes of one run; a file with more is rejected as a whole (GitHub Docs, "SARIF results
/// exceed one or more limits"). It keeps the 5,000 most severe of them. So many results also stay far below its limit of
/// 10 MB for the compressed file.
pub const RESULTS: usize = 25_000;

/// How many places beside its own a result may have; GitHub includes 100 (as above).
const RELATED: usize = 100;

/// The results, worst first, with the records of their rules.
///
/// # Errors
/// As [`json::render`].
pub fn render(results: &Results) -> Result<String, serde_json::Error> {
    let shown: Vec<&ResultView> = results.results.iter().take(RESULTS).collect();
    let mut rules: Vec<&'static Rule> = shown.iter().map(|result| result.rule).collect();
    rules.sort_by_key(|rule| rule.code);
    rules.dedup_by_key(|rule| rule.code);
    let of_results: Vec<Value> = shown.iter().map(|result| one(result, &rules)).collect();
    let left_out = results.results.len() - shown.len();
    json::render(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": driver(&rules)},
            "automationDetails": {"id": format!("deming/{}/", results.command)},
            // Columns of deming count characters, not units of UTF-16.
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation(results, left_out)],
            "results": of_results,
        }],
    }))
}

fn driver(rules: &[&'static Rule]) -> Value {
    let mut driver = json!({
        "name": "deming",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
    });
    if let Some(address) = link::tool() {
        driver["informationUri"] = address.into();
    }
    driver
}

fn descriptor(rule: &Rule) -> Value {
    let mut descriptor = json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": format!("{} {}", rule.what, rule.why)},
        "help": {
            "text": format!("{}\n\n{}\n\n`deming explain {}` tells more.", rule.what, rule.why, rule.code),
            "markdown": comment::rule(rule),
        },
        "defaultConfiguration": {"level": rule.level.keyword()},
        "properties": {
            "tags": ["csi", rule.tag()],
            "precision": "very-high",
            "problem.severity": problem_severity(rule.level),
        },
    });
    if let Some(address) = link::rule(rule.code) {
        descriptor["helpUri"] = address.into();
    }
    descriptor
}

/// The severities that GitHub sorts by.
fn problem_severity(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "recommendation",
    }
}

fn invocation(results: &Results, left_out: usize) -> Value {
    let mut invocation = json!({"executionSuccessful": true, "exitCode": results.exit_code});
    if left_out > 0 {
        let count = show::counted(left_out, "result");
        let text = format!("{count} left out: no more than {} are taken", show::count(RESULTS as u64));
        invocation["toolExecutionNotifications"] = json!([{"level": "warning", "message": {"text": text}}]);
    }
    invocation
}

fn one(result: &ResultView, rules: &[&'static Rule]) -> Value {
    let print = &result.fingerprint;
    let mut value = json!({
        "ruleId": result.rule.code,
        "ruleIndex": rules.binary_search_by_key(&result.rule.code, |rule| rule.code).unwrap_or_default(),
        "level": result.level.keyword(),
        "message": {"text": unlinked(&super::message(result))},
        "locations": [{"physicalLocation": physical(&result.at)}],
        "partialFingerprints": {
            "primaryLocationLineHash": format!("{}:{}", print.shared, print.number),
            "deming/v1": print.unique(),
        },
    });
    let related: Vec<Value> = result.related.iter().take(RELATED).enumerate().map(related).collect();
    if !related.is_empty() {
        value["relatedLocations"] = related.into();
    }
    if let Some(accepted) = &result.suppressed {
        value["suppressions"] = json!([{"kind": "inSource", "justification": accepted.reason}]);
    }
    value
}

fn related((number, (at, text)): (usize, &(FilePlace, String))) -> Value {
    json!({"id": number, "physicalLocation": physical(at), "message": {"text": unlinked(text)}})
}

/// A message with no link in it: viewers make one of `[text](address)` (section 3.11.6 of the standard).
fn unlinked(text: &str) -> String {
    text.replace("](", "] (")
}

fn physical(at: &FilePlace) -> Value {
    json!({
        "artifactLocation": {"uri": uri_path(&at.path), "uriBaseId": "%SRCROOT%"},
        "region": {
            "startLine": at.line.max(1),
            "startColumn": at.column.max(1),
            "endLine": at.end_line.max(at.line).max(1),
            "endColumn": at.end_column.max(1),
        },
    })
}
