//! The rules of remote systems.

use super::Lost;
use crate::finding::{Finding, Level, Rule};
use crate::model::DataSource;
use crate::model::source::RemoteSource;

/// All of them, by code.
pub static ALL: &[&Rule] = &[&LOST, &DOUBTFUL];

/// A system gave no answer.
pub static LOST: Rule = Rule {
    code: "D230",
    name: "lost-source",
    level: Level::Warning,
    what: "`deming gather` asked a system and had no whole answer: it could not be reached, refused, took too long, or said something that is no answer.",
    why: "What a system does not say is unknown and never zero. Figures stay what they were and grow stale; if nobody hears of it, a lost source looks like a quiet one. The level is error where the DataSource says `required: true`.",
    bad: "deming gather     # the server of the DataSource is down",
    good: "deming gather     # the server answers, and what was missed meanwhile is asked for, too",
    beside: "",
    source: "Step 3 of ITIL's improvement process: criteria for the integrity of data.",
    is_locked: false,
};

/// An answer from which something had to be left out.
pub static DOUBTFUL: Rule = Rule {
    code: "D231",
    name: "doubtful-answer",
    level: Level::Warning,
    what: "A system answered, and something of the answer was left out: values that are no numbers, moments outside of what was asked, two values of one moment, or a warning of the system itself.",
    why: "A figure that rests on a part of the answer should not pass for one that rests on all of it.",
    bad: "prometheus: {dataSource: prod, query: \"sum(errors) / sum(requests)\"}     # 0/0 is no number",
    good: "prometheus: {dataSource: prod, bad: sum(increase(errors[1h])), total: sum(increase(requests[1h]))}",
    beside: "",
    source: "Step 3 of ITIL's improvement process: criteria for the integrity of data.",
    is_locked: false,
};

/// How many doubts about a source are told; the rest is counted.
const MOST: usize = 3;

/// A system of this source gave no answer.
pub fn lost(source: &RemoteSource, data_source: Option<&DataSource>, lost: &Lost) -> Finding {
    let is_required = data_source.is_some_and(|data_source| data_source.required);
    let level = if is_required { Level::Error } else { Level::Warning };
    let finding = Finding::new(&LOST, &source.place, format!("the source was lost: {}", lost.reason));
    let finding = match &lost.help {
        Some(help) => finding.help(help.clone()),
        None => finding,
    };
    finding.at_level(level)
}

/// What was left out of the answers of this source.
pub fn doubtful(source: &RemoteSource, doubts: &[&str]) -> Option<Finding> {
    let first = doubts.first()?;
    let told: Vec<&str> = doubts.iter().take(MOST).copied().collect();
    let message = match doubts.len() {
        1 => (*first).to_owned(),
        many if many <= MOST => told.join("; "),
        many => format!("{}; and {} more", told.join("; "), many - MOST),
    };
    Some(Finding::new(&DOUBTFUL, &source.place, message))
}
