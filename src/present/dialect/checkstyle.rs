//! The XML of Checkstyle: findings by file.

use std::collections::BTreeMap;

use crate::finding::Level;
use crate::present::view::{ResultView, Results};
use crate::text::escape::xml_attribute;

/// The version of Checkstyle whose report this is: the one that every reader knows.
const VERSION: &str = "4.3";

/// All results by file; within a file worst first.
pub fn render(results: &Results) -> String {
    let mut by_file: BTreeMap<&str, Vec<&ResultView>> = BTreeMap::new();
    for result in results.open() {
        by_file.entry(&result.at.path).or_default().push(result);
    }
    let mut text =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"{VERSION}\">\n");
    for (path, results) in by_file {
        text.push_str(&format!("  <file name=\"{}\">\n", xml_attribute(path)));
        text.extend(results.into_iter().map(error));
        text.push_str("  </file>\n");
    }
    text + "</checkstyle>\n"
}

fn error(result: &ResultView) -> String {
    format!(
        "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"deming.{}\"/>\n",
        result.at.line,
        result.at.column,
        severity(result.level),
        xml_attribute(&super::message_with_rule(result)),
        result.rule.code,
    )
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "info",
    }
}
