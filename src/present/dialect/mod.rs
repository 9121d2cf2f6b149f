//! The result of a run in the words of the program that reads it: one dialect a file, each a function over
//! [`Results`](super::view::Results).
//!
//! | file | is read by | limits |
//! |---|---|---|
//! | [`github`] | GitHub Actions, Gitea, Forgejo: annotations of a step | [`github::ANNOTATIONS`] |
//! | [`gitlab`] | GitLab: Code Quality | none published |
//! | [`sarif`] | GitHub code scanning, editors, Azure DevOps: SARIF 2.1.0 | [`sarif::RESULTS`] |
//! | [`junit`] | Jenkins, GitLab, Azure DevOps, Bitbucket: test reports | none published |
//! | [`checkstyle`] | Jenkins, reviewdog and many others | none published |
//! | [`rdjson`] | reviewdog | none published |
//!
//! What a dialect has no room for is left out from the end, since results come worst first, and is counted. Text of
//! declarations and data is made harmless for each.

pub mod checkstyle;
pub mod github;
pub mod gitlab;
pub mod junit;
pub mod rdjson;
pub mod sarif;

use super::link;
use super::view::ResultView;

/// What is wrong and what to do next, for formats that have one text for both.
fn message(result: &ResultView) -> String {
    match &result.help {
        Some(help) => format!("{}\nhelp: {help}", result.message),
        None => result.message.clone(),
    }
}

/// The same with where the rule is told of, for formats that have no place for it.
fn message_with_rule(result: &ResultView) -> String {
    let code = result.rule.code;
    let more = link::rule(code).unwrap_or_else(|| format!("`deming explain {code}` tells more"));
    format!("{}\n{more}", message(result))
}
