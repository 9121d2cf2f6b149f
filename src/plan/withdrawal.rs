//! Proposals that nothing asks for any more.

use super::message::{paragraph, titled};
use super::past::Past;
use super::proposal::{PlannedChange, Withdrawal};
use super::standing::{Made, OpenProposal, WITHDRAWN};
use super::words;
use crate::analyse::{Assessment, Verdict};
use crate::model::{Name, ProposalId};
use crate::text::escape::trailer_text;

/// The open proposals that the run has not come across, each with the reason. Where nobody can tell how a metric stands
/// its proposals stay: that nothing is known is no sign that all is well.
pub(super) fn withdrawals(
    past: &Past<'_>,
    assessment: &Assessment,
    changes: &[PlannedChange],
    is_wanted: impl Fn(&ProposalId) -> bool,
) -> Vec<Withdrawal> {
    let left = past.on_branches().filter(|open| !past.is_registered(&open.id));
    left.filter_map(|open| {
        let reason = match past.refusal(&open.id) {
            Some(decision) => {
                format!("declined by {}: {}", decision.meta.name, words::one_line(&decision.reason))
            }
            None if is_wanted(&open.id) => return None,
            None => vanished(open, assessment, changes)?,
        };
        let message = message(open, &reason);
        let (id, branch, made) = (open.id.clone(), open.branch.clone(), open.made().cloned());
        Some(Withdrawal { id, branch, made, reason, message })
    })
    .collect()
}

fn message(open: &OpenProposal, reason: &str) -> String {
    let title = open.made().map_or("", |made| made.title.as_str());
    // `chore(csi): propose "Shorten Resolution time"` is about what stands in quotation marks.
    let about = title.split_once('"').map_or(open.id.as_str(), |(_, about)| about.trim_end_matches('"'));
    let parts = [
        titled("withdraw", about),
        paragraph(&format!("Reason: {reason}.")),
        "What it proposed is undone here: to merge this branch changes nothing.".into(),
        format!("Deming-Proposal: {}\n{WITHDRAWN}: {}", open.id, trailer_text(reason)),
    ];
    parts.join("\n\n") + "\n"
}

/// Why the cause is gone; `None` where that cannot be told.
fn vanished(open: &OpenProposal, assessment: &Assessment, changes: &[PlannedChange]) -> Option<String> {
    let made = open.made();
    let nothing = "nothing that is declared asks for it any more";
    let Some((service, metric)) = made.and_then(about) else { return Some(nothing.into()) };
    let objectives =
        assessment.objectives.iter().map(|o| (&o.service, &o.metric, o.verdict, o.id.to_string()));
    let cycles = assessment.cycles.iter().map(|c| (&c.service, &c.metric, c.verdict, c.cycle.to_string()));
    let seen: Vec<(Verdict, String)> = objectives
        .chain(cycles)
        .filter(|(of, on, ..)| *of == service && *on == metric)
        .map(|(_, _, verdict, subject)| (verdict, subject))
        .collect();
    if seen.iter().any(|(verdict, _)| *verdict == Verdict::Unknown) {
        return None;
    }
    let met: Vec<&str> = seen
        .iter()
        .filter(|(verdict, _)| *verdict == Verdict::Met)
        .map(|(_, subject)| subject.as_str())
        .collect();
    // Other kinds are not about a target that is missed.
    let answers_a_gap = made.is_some_and(|made| made.title.starts_with("chore(csi): propose "));
    if answers_a_gap && !met.is_empty() && met.len() == seen.len() {
        return Some(format!("the target is met: {}", words::one_line(&met.join(", "))));
    }
    let held = changes.iter().find_map(|change| match change {
        PlannedChange::Hold(hold) if seen.iter().any(|(_, subject)| *subject == hold.subject.to_string()) => {
            hold.reason.ends_the_cause()
        }
        _ => None,
    });
    Some(held.unwrap_or_else(|| nothing.into()))
}

fn about(made: &Made) -> Option<(&Name, &Name)> {
    made.service.as_ref().zip(made.metric.as_ref())
}
