//! The proposal that withdraws an action of which nothing came, so that the register holds what people mean to do.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Candidate, Cause, Ground, Parts, days, edited};
use crate::analyse::Verdict;
use crate::model::Action;
use crate::model::action::{ActionState, ClosureCode};
use crate::plan::message::{paragraph, titled};
use crate::plan::proposal::{ProposalKind, Subject, Urgency};
use crate::plan::{identity, words};
use crate::text::edit::NewValue;

/// Changes whenever what follows would give other digits for the same action.
const VERSION: &str = "deming-withdraw-action-1";
/// What is at stake: a register that nobody believes.
const RISK: f64 = 0.2;
/// So many days after the last of its days an action has lapsed.
const LATE: i32 = 90;
/// So many days after it was raised an action without a day has lapsed.
const OLD: i32 = 365;

/// How an action lapsed.
#[derive(Clone, Copy)]
pub(super) enum Lapse {
    /// It was wanted, or was to have its effect, by this day.
    Late(Date),
    /// It was raised on this day, and has no other.
    Old(Date),
}

/// Actions that nobody has begun, and whose time is long over. The identity is the action.
pub(super) fn candidates<'c>(ground: Ground<'c>) -> impl Iterator<Item = Candidate<'c>> {
    ground.catalog.actions.values().filter_map(move |action| {
        let lapse = lapse(action, ground.today)?;
        let (Lapse::Late(since) | Lapse::Old(since)) = lapse;
        Some(Candidate {
            id: identity::of_parts(&[VERSION, action.meta.name.as_str()])?,
            subject: Subject::Action(action.meta.name.clone()),
            verdict: Verdict::Unknown,
            urgency: Urgency::since(RISK, since, ground.today),
            cause: Cause::Withdrawal(action, lapse),
        })
    })
}

fn lapse(action: &Action, today: Date) -> Option<Lapse> {
    let is_idle = matches!(action.state, ActionState::Proposed | ActionState::Accepted | ActionState::OnHold);
    if !is_idle || action.closure.is_some() {
        return None;
    }
    let is_over = |day: Date, most: i32| day.checked_add(most.days()).is_ok_and(|end| end < today);
    let effect = action.expect.as_ref().map(|expect| expect.by);
    // The last of its days counts: until then somebody may mean it.
    match effect.into_iter().chain(action.required_by).max() {
        Some(day) => is_over(day, LATE).then_some(Lapse::Late(day)),
        None => action.date_raised.filter(|day| is_over(*day, OLD)).map(Lapse::Old),
    }
}

pub(super) fn compose(ground: Ground<'_>, action: &Action, lapse: Lapse) -> Result<Parts, String> {
    let (name, state) = (&action.meta.name, action.state.keyword());
    let told = match lapse {
        Lapse::Late(day) => {
            format!("it was to be done by {day}, {} ago, and is {state}", days(day, ground.today))
        }
        Lapse::Old(day) => {
            format!("it was raised on {day}, {} ago, has no day, and is {state}", days(day, ground.today))
        }
    };
    let closure = NewValue::Mapping(vec![
        ("code", NewValue::Word(ClosureCode::Withdrawn.keyword().into())),
        ("evidence", NewValue::Text(format!("Nothing came of it: {told}."))),
    ]);
    let values = [("state", NewValue::Word(ActionState::Closed.keyword().into())), ("closure", closure)];
    let edited = edited::in_place(&action.meta.place.child("spec"), &values)?;
    let mut trailers = vec![
        ("Kind", "withdraw-action".to_owned()),
        ("Action", name.to_string()),
        ("Service", action.service.to_string()),
    ];
    trailers.extend(action.cycle.as_ref().map(|cycle| ("Cycle", cycle.to_string())));
    trailers.extend(action.playbook.as_ref().map(|playbook| ("Playbook", playbook.to_string())));
    trailers.push(("Closure", ClosureCode::Withdrawn.keyword().to_owned()));
    let title = action.title.as_deref().unwrap_or(action.meta.title());
    Ok(Parts {
        kind: ProposalKind::WithdrawAction { playbook: action.playbook.clone() },
        service: action.service.clone(),
        metric: action.expect.as_ref().map(|expect| expect.metric.clone()),
        reason: format!("Nothing came of it: {told}."),
        title: format!("Withdraw {name}"),
        heading: titled("withdraw", name.as_str()),
        paragraphs: vec![
            paragraph(&format!("Finding: nothing came of {name}: {told}.")),
            paragraph(&format!("It was to: {}", words::shortened(&words::one_line(title), 300))),
            paragraph(
                "Withdrawn is no shame: it says that other things came first. Who still means to do it gives it another \
                 `requiredBy` instead.",
            ),
        ],
        trailers,
        scope: action.cycle.as_ref().unwrap_or(&action.service).clone(),
        slug: format!("withdraw-{name}"),
        edited,
    })
}
