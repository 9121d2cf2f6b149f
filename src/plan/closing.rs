//! The proposal that closes an action: once its day is over, what the data say of it goes into the register.

use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::message::{paragraph, titled};
use super::proposal::Closing;
use super::{names, words};
use crate::analyse::Verdict;
use crate::catalog::Catalog;
use crate::model::action::{ActionState, ClosureCode};
use crate::model::{Action, Metric, ProposalId, Unit};
use crate::text::edit::{self, NewValue};
use crate::verify::{ActionReview, Effect};

/// Changes whenever what follows would give other digits for the same action.
const VERSION: &str = "deming-closing-1";

/// Actions that can be closed, with what the data say of each, by name. One whose closure somebody wrote down already
/// is left to that person.
pub(super) fn due<'a>(
    catalog: &'a Catalog,
    reviews: &'a [ActionReview],
) -> impl Iterator<Item = (&'a Action, &'a ActionReview, ClosureCode)> {
    reviews.iter().filter_map(|review| {
        let action = catalog.actions.get(&review.action)?;
        let awaits = action.state == ActionState::Implemented && action.closure.is_none();
        Some((action, review, review.outcome.filter(|_| awaits)?))
    })
}

/// The identity: the action, and nothing that changes from day to day.
pub(super) fn id(action: &Action) -> Option<ProposalId> {
    let mut hash = Sha256::new();
    for part in [VERSION, action.meta.name.as_str()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digits: String = hash.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("P-{digits}").parse().ok()
}

/// The verdict that an outcome is shown as, where only those of targets are known.
pub(super) fn verdict(code: ClosureCode) -> Verdict {
    match code {
        ClosureCode::Successful => Verdict::Met,
        ClosureCode::Partly => Verdict::AtRisk,
        ClosureCode::Unsuccessful => Verdict::Missed,
        ClosureCode::CannotTell | ClosureCode::Withdrawn => Verdict::Unknown,
    }
}

/// The proposal, or why its file cannot be edited.
pub(super) fn compose(
    catalog: &Catalog,
    action: &Action,
    review: &ActionReview,
    code: ClosureCode,
    id: &ProposalId,
) -> Result<Closing, String> {
    let effect = review.effect.as_ref().ok_or("there is no effect to speak of")?;
    let metric = catalog.metrics.get(&effect.metric).ok_or("its metric is not declared")?;
    let source = &action.meta.place.source;
    if source.masked().is_some() {
        return Err(format!("{} holds a secret; take that out first", source.path()));
    }
    let told = Told { catalog, action, review, effect, metric, code };
    let closure = NewValue::Mapping(vec![
        ("code", NewValue::Word(code.keyword().into())),
        ("evidence", NewValue::Text(told.evidence())),
    ]);
    let values = [("state", NewValue::Word(ActionState::Closed.keyword().into())), ("closure", closure)];
    let spec = action.meta.place.path().key("spec");
    let content =
        edit::set(source, action.meta.place.document, &spec, &values).map_err(|why| why.to_string())?;
    let scope = action.cycle.as_ref().unwrap_or(&action.service);
    let name = &action.meta.name;
    Ok(Closing {
        id: id.clone(),
        action: name.clone(),
        service: action.service.clone(),
        metric: effect.metric.clone(),
        playbook: action.playbook.clone(),
        code,
        reason: review.reason.clone(),
        branch: names::branch_of(&catalog.settings, scope, &format!("close-{name}"), id, 1),
        path: source.path().to_owned(),
        before: whole(source),
        content,
        title: format!("Close {name}: {}", outcome(code)),
        message: told.message(id),
    })
}

fn whole(source: &Arc<crate::text::Source>) -> String {
    let mark = if source.had_byte_order_mark() { "\u{feff}" } else { "" };
    format!("{mark}{}", source.text())
}

/// An outcome in words.
fn outcome(code: ClosureCode) -> &'static str {
    match code {
        ClosureCode::Successful => "it worked",
        ClosureCode::Partly => "it worked in part",
        ClosureCode::Unsuccessful => "it did not work",
        ClosureCode::CannotTell => "the data do not tell",
        ClosureCode::Withdrawn => "withdrawn",
    }
}

/// What the texts of a closing are written from.
struct Told<'a> {
    catalog: &'a Catalog,
    action: &'a Action,
    review: &'a ActionReview,
    effect: &'a Effect,
    metric: &'a Metric,
    code: ClosureCode,
}

impl Told<'_> {
    /// Before and after, the interval and n, why, and what to do next: one line for the register.
    fn evidence(&self) -> String {
        let next = self.next().map(|next| format!(". {next}")).unwrap_or_default();
        words::one_line(&format!(
            "{}: {}. {}{next}",
            self.metric.meta.name,
            self.figures(),
            self.review.reason
        ))
    }

    fn figures(&self) -> String {
        let (effect, unit) = (self.effect, &self.metric.unit);
        let zone = &self.catalog.settings.zone;
        let side = |value: Option<f64>, from: Timestamp, points: usize| {
            let value = value.map_or_else(|| "nothing".to_owned(), |value| unit.show(value));
            let from = words::day(from, zone);
            format!("{value} from {from} (n = {points})")
        };
        let interval = match effect.difference {
            Some((low, high)) => {
                format!("; 95 % interval of the difference {} to {}", shown(unit, low), shown(unit, high))
            }
            None => String::new(),
        };
        let seen = match effect.detectable {
            Some(share) => format!("; changes of {:.1} % or more could be seen", share * 100.0),
            None => String::new(),
        };
        format!(
            "before {}, after {}{interval}{seen}",
            side(effect.before.value, effect.before.interval.from, effect.points_before),
            side(effect.after.value, effect.after.interval.from, effect.points_after)
        )
    }

    /// What follows from an outcome that is not what was hoped for.
    fn next(&self) -> Option<String> {
        let metric = &self.metric.meta.name;
        match self.code {
            ClosureCode::Unsuccessful => Some(format!(
                "Step 2 again: does {metric} measure what was to improve, and does its source tell of it? If both, the \
                 action did not do what it was for"
            )),
            ClosureCode::CannotTell => Some(match self.effect.missing {
                Some(more) => format!(
                    "What is missing: about {more} more intervals of {} on each side, or a metric with less scatter",
                    self.metric.process.interval
                ),
                None => format!("What is missing: observations of {metric} before and after the action"),
            }),
            _ if !self.review.damage.is_empty() => {
                Some("Decide whether the damage is worth it before the action is kept".into())
            }
            _ => None,
        }
    }

    fn message(&self, id: &ProposalId) -> String {
        let name = &self.action.meta.name;
        let mut parts = vec![
            titled("close", name.as_str()),
            paragraph(&format!("Outcome: {}. {}", self.code.keyword(), words::one_line(&self.review.reason))),
            paragraph(&format!("Evidence: {}: {}.", self.metric.meta.name, words::one_line(&self.figures()))),
        ];
        parts.extend(self.next().map(|next| paragraph(&format!("{next}."))));
        parts.push(format!(
            "To accept, merge this commit. To decline, so that it is not proposed\nagain, declare a Decision with who says so and why:\n\n    spec: {{proposal: {id}, outcome: declined, by: …, reason: …}}"
        ));
        let cycle = self.action.cycle.as_ref().map(|cycle| format!("\nDeming-Cycle: {cycle}"));
        let playbook = self.action.playbook.as_ref().map(|name| format!("\nDeming-Playbook: {name}"));
        parts.push(format!(
            "Deming-Proposal: {id}\nDeming-Action: {name}\nDeming-Service: {}\nDeming-Metric: {}{}{}\nDeming-Closure: {}",
            self.action.service,
            self.metric.meta.name,
            cycle.unwrap_or_default(),
            playbook.unwrap_or_default(),
            self.code.keyword()
        ));
        parts.join("\n\n") + "\n"
    }
}

/// A difference with its sign.
fn shown(unit: &Unit, difference: f64) -> String {
    let sign = if difference > 0.0 { "+" } else { "" };
    format!("{sign}{}", unit.show(difference))
}
