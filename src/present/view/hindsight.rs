//! Figures that include exclusions declared after the event, beside those that were agreed.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::analyse::{Hindsight, LateExclusion};
use crate::model::Unit;
use crate::model::window::seconds_between;
use crate::present::number::Real;
use crate::present::show;
use crate::process::Figure;

/// What a window would show, had every exclusion been declared before it began.
#[derive(Debug, Clone, Serialize)]
pub struct IncludingView {
    /// The figure.
    pub value: Option<Real>,
    /// What was declared late.
    pub exclusions: Vec<ExclusionView>,
    /// For people: `99.91 % as agreed before the event, 99.97 % incl. 1 exclusion declared 12 days after, commit 1a2b3c4`.
    pub text: String,
}

/// An exclusion, or a part of one, that was declared after it had begun.
#[derive(Debug, Clone, Serialize)]
pub struct ExclusionView {
    /// The first moment.
    pub from: String,
    /// The first moment after.
    pub to: String,
    /// `holiday` or `maintenance`.
    pub kind: &'static str,
    /// Since when it is declared.
    pub declared: String,
    /// The commit that declared it; `null` while no commit does.
    pub commit: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl IncludingView {
    /// A figure in hindsight beside the one that was agreed.
    pub fn new(agreed: &Figure, hindsight: &Hindsight, unit: &Unit) -> Self {
        let value = hindsight.figure.value;
        let text = format!(
            "{} as agreed before the event, {} incl. {}",
            show::value(unit, agreed.value),
            show::value(unit, value),
            declared(&hindsight.exclusions)
        );
        Self {
            value: value.map(Real),
            exclusions: hindsight.exclusions.iter().map(ExclusionView::new).collect(),
            text,
        }
    }
}

impl ExclusionView {
    fn new(exclusion: &LateExclusion) -> Self {
        Self {
            from: exclusion.interval.from.to_string(),
            to: exclusion.interval.to.to_string(),
            kind: exclusion.kind.word(),
            declared: exclusion.declared.to_string(),
            commit: exclusion.commit.clone(),
            reason: exclusion.reason.clone(),
        }
    }
}

/// `2 exclusions declared 3 to 12 days after, commits 1a2b3c4 and 5d6e7f8`
fn declared(exclusions: &[LateExclusion]) -> String {
    let lateness = |one: &LateExclusion| seconds_between(one.interval.from, one.declared);
    let shortest = exclusions.iter().map(lateness).fold(f64::INFINITY, f64::min);
    let longest = exclusions.iter().map(lateness).fold(0.0, f64::max);
    let (shortest, longest) = (span(shortest), span(longest));
    let after = if shortest == longest { longest } else { format!("{shortest} to {longest}") };
    let commits: BTreeSet<_> = exclusions.iter().map(|exclusion| exclusion.commit.as_deref()).collect();
    let named: Vec<String> =
        commits.iter().map(|commit| commit.map_or_else(|| "none yet".to_owned(), shortened)).collect();
    let noun = if named.len() == 1 { "commit" } else { "commits" };
    let count = show::counted(exclusions.len(), "exclusion");
    format!("{count} declared {after} after, {noun} {}", named.join(", "))
}

fn shortened(commit: &str) -> String {
    commit.chars().take(7).collect()
}

/// A length of time in its largest whole unit: `12 days`, `3 hours`, `1 minute`.
fn span(seconds: f64) -> String {
    let (length, unit) = match seconds {
        seconds if seconds >= 86_400.0 => (86_400.0, "day"),
        seconds if seconds >= 3_600.0 => (3_600.0, "hour"),
        _ => (60.0, "minute"),
    };
    show::counted((seconds / length).floor() as usize, unit)
}
