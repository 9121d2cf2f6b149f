//! `explain`: a rule, or a number walked back to its rows.

use anyhow::{Result, bail};

use super::check;
use super::survey::Survey;
use crate::finding::Rule;
use crate::present::Explanation;
use crate::text::nearest;

/// The rule that a word names by code or by name.
pub fn rule(word: &str) -> Option<&'static Rule> {
    check::rules().into_iter().find(|rule| rule.code.eq_ignore_ascii_case(word) || rule.name == word)
}

/// Whether a word can only be meant as a rule's code.
pub fn looks_like_code(word: &str) -> bool {
    let digits = word.strip_prefix(['D', 'd']);
    digits.is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()))
}

/// An error for a code that no rule has.
pub fn no_such_rule(word: &str) -> anyhow::Error {
    let rules = check::rules();
    let near = nearest(word, rules.iter().map(|rule| rule.code));
    let hint = near.map(|code| format!("; did you mean {code}?")).unwrap_or_default();
    anyhow::anyhow!("there is no rule {word}{hint}")
}

/// Walks the figure of an objective or a metric back to its rows.
pub fn explain(survey: &Survey, subject: &str) -> Result<Explanation> {
    let head = survey.head();
    let inputs = survey.inputs(None, head.as_deref());
    let catalog = &survey.workspace.catalog;
    let objectives = &survey.assessment.objectives;
    if let Some(objective) = objectives.iter().find(|objective| objective.id.to_string() == subject)
        && let Some(metric) = catalog.metrics.get(&objective.metric)
    {
        return Ok(Explanation::new(&inputs, metric, Some(objective)));
    }
    if let Some(metric) = catalog.metrics.get(subject) {
        return Ok(Explanation::new(&inputs, metric, None));
    }
    let ids: Vec<String> = objectives.iter().map(|objective| objective.id.to_string()).collect();
    let rules = check::rules();
    let known = ids
        .iter()
        .map(String::as_str)
        .chain(catalog.metrics.keys().map(|name| name.as_str()))
        .chain(rules.iter().map(|rule| rule.name));
    match nearest(subject, known) {
        Some(near) => bail!("there is no rule, metric or objective `{subject}`; did you mean `{near}`?"),
        None => {
            bail!("there is no rule, metric or objective `{subject}`; `deming diff` lists the objectives")
        }
    }
}
