//! The proposal that closes an action: once its day is over, what the data say of it goes into the register.

use jiff::Timestamp;

use super::edited;
use super::{Candidate, Cause, Ground, Parts};
use crate::analyse::Verdict;
use crate::catalog::Catalog;
use crate::model::action::{ActionState, ClosureCode};
use crate::model::{Action, Metric, Unit};
use crate::plan::identity;
use crate::plan::message::{paragraph, titled};
use crate::plan::proposal::{ProposalKind, Subject, Urgency};
use crate::plan::words;
use crate::text::edit::NewValue;
use crate::verify::{ActionReview, Effect};

/// Changes whenever what follows would give other digits for the same action.
const VERSION: &str = "deming-closing-1";
/// What is at stake: what is not closed teaches nothing.
const RISK: f64 = 0.5;

/// Actions that can be closed, with what the data say of each, by name. One whose closure somebody wrote down already
/// is left to that person. The identity is the action, and nothing that changes from day to day.
pub(super) fn candidates<'c>(
    ground: Ground<'c>,
    reviews: &'c [ActionReview],
) -> impl Iterator<Item = Candidate<'c>> {
    reviews.iter().filter_map(move |review| {
        let action = ground.catalog.actions.get(&review.action)?;
        let awaits = action.state == ActionState::Implemented && action.closure.is_none();
        let code = review.outcome.filter(|_| awaits)?;
        let due = action.expect.as_ref().map_or(ground.today, |expect| expect.by);
        Some(Candidate {
            id: identity::of_parts(&[VERSION, action.meta.name.as_str()])?,
            subject: Subject::Action(action.meta.name.clone()),
            verdict: verdict(code),
            urgency: Urgency::since(RISK, due, ground.today),
            cause: Cause::Closure(action, review, code),
        })
    })
}

/// The verdict that an outcome is shown as, where only those of targets are known.
fn verdict(code: ClosureCode) -> Verdict {
    match code {
        ClosureCode::Successful => Verdict::Met,
        ClosureCode::Partly => Verdict::AtRisk,
        ClosureCode::Unsuccessful => Verdict::Missed,
        ClosureCode::CannotTell | ClosureCode::Withdrawn => Verdict::Unknown,
    }
}

/// What is special about the proposal, or why its file cannot be edited.
pub(super) fn compose(
    ground: Ground<'_>,
    action: &Action,
    review: &ActionReview,
    code: ClosureCode,
) -> Result<Parts, String> {
    let catalog = ground.catalog;
    let effect = review.effect.as_ref().ok_or("there is no effect to speak of")?;
    let metric = catalog.metrics.get(&effect.metric).ok_or("its metric is not declared")?;
    let told = Told { catalog, action, review, effect, metric, code };
    let closure = NewValue::Mapping(vec![
        ("code", NewValue::Word(code.keyword().into())),
        ("evidence", NewValue::Text(told.evidence())),
    ]);
    let values = [("state", NewValue::Word(ActionState::Closed.keyword().into())), ("closure", closure)];
    let edited = edited::in_place(&action.meta.place.child("spec"), &values)?;
    let name = &action.meta.name;
    Ok(Parts {
        kind: ProposalKind::CloseAction { code, playbook: action.playbook.clone() },
        service: action.service.clone(),
        metric: Some(effect.metric.clone()),
        reason: review.reason.clone(),
        title: format!("Close {name}: {}", outcome(code)),
        heading: titled("close", name.as_str()),
        paragraphs: told.paragraphs(),
        trailers: told.trailers(),
        scope: action.cycle.as_ref().unwrap_or(&action.service).clone(),
        slug: format!("close-{name}"),
        edited,
    })
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

    fn paragraphs(&self) -> Vec<String> {
        let mut parts = vec![
            paragraph(&format!("Outcome: {}. {}", self.code.keyword(), words::one_line(&self.review.reason))),
            paragraph(&format!("Evidence: {}: {}.", self.metric.meta.name, words::one_line(&self.figures()))),
        ];
        parts.extend(self.next().map(|next| paragraph(&format!("{next}."))));
        parts
    }

    fn trailers(&self) -> Vec<(&'static str, String)> {
        let mut trailers = vec![
            ("Action", self.action.meta.name.to_string()),
            ("Service", self.action.service.to_string()),
            ("Metric", self.metric.meta.name.to_string()),
        ];
        trailers.extend(self.action.cycle.as_ref().map(|cycle| ("Cycle", cycle.to_string())));
        trailers.extend(self.action.playbook.as_ref().map(|playbook| ("Playbook", playbook.to_string())));
        trailers.push(("Closure", self.code.keyword().to_owned()));
        trailers
    }
}

/// A difference with its sign.
fn shown(unit: &Unit, difference: f64) -> String {
    let sign = if difference > 0.0 { "+" } else { "" };
    format!("{sign}{}", unit.show(difference))
}
