//! The proposal that confirms a need again: the day is over by which the business was to be asked.

use jiff::civil::Date;
use jiff::{Span, ToSpan, Unit};

use super::{Candidate, Cause, Ground, Parts, days, edited};
use crate::analyse::{Alignment, Assessment, Verdict};
use crate::model::Need;
use crate::plan::message::{paragraph, titled};
use crate::plan::proposal::{ProposalKind, Subject, Urgency};
use crate::plan::{identity, words};
use crate::text::edit::NewValue;

/// Changes whenever what follows would give other digits for the same need.
const VERSION: &str = "deming-confirm-need-1";
/// What is at stake: everything that is promised because of it.
const RISK: f64 = 0.5;
/// As many requirements as evidence is given of.
const MOST_EVIDENCE: usize = 20;

/// Needs whose day is over. The identity is the need and that day, so that next year asks anew.
pub(super) fn candidates<'c>(
    ground: Ground<'c>,
    assessment: &Assessment,
) -> impl Iterator<Item = Candidate<'c>> {
    ground.catalog.needs.values().filter_map(move |need| {
        let due = need.review_by.filter(|due| *due < ground.today)?;
        let name = &need.meta.name;
        let alignments = || assessment.alignments.iter().filter(|alignment| alignment.need == *name);
        let evidence = alignments().take(MOST_EVIDENCE).map(told).collect();
        Some(Candidate {
            id: identity::of_parts(&[VERSION, name.as_str(), &due.to_string()])?,
            subject: Subject::Need(name.clone()),
            verdict: alignments().map(|alignment| alignment.verdict).min().unwrap_or(Verdict::Unknown),
            urgency: Urgency::since(RISK, due, ground.today),
            cause: Cause::Need(need, due, evidence),
        })
    })
}

/// What is agreed and observed of one requirement.
fn told(alignment: &Alignment) -> String {
    format!("{}: {}", alignment.metric, words::one_line(&alignment.reason))
}

pub(super) fn compose(
    ground: Ground<'_>,
    need: &Need,
    due: Date,
    evidence: &[String],
) -> Result<Parts, String> {
    let name = &need.meta.name;
    let who = need.confirmed_by.as_ref().ok_or(
        "nobody is named who confirms it; ask the business, then set `confirmedBy`, `confirmed` and `reviewBy`",
    )?;
    let today = ground.today;
    let next = today.checked_add(span(need, due)).map_err(|_| "no calendar goes on as long again")?;
    let day = |day: Date| NewValue::Word(day.to_string());
    let values = [("confirmed", day(today)), ("reviewBy", day(next))];
    let edited = edited::in_place(&need.meta.place.child("spec"), &values)?;
    let late = days(due, today);
    let reason = format!("It was to be confirmed again by {due}, {late} ago.");
    let statement = words::shortened(&words::one_line(&need.statement), 300);
    let mut paragraphs = vec![
        paragraph(&format!("Finding: the need {name} was to be confirmed again by {due}, {late} ago.")),
        paragraph(&format!("It says: {statement}")),
    ];
    paragraphs.extend(evidence.iter().map(|line| paragraph(&format!("Evidence: {line}"))));
    paragraphs.push(paragraph(&format!(
        "Ask {who} whether that still holds. If it does, this sets the day of it to {today}, and asks again by {next}. If \
         the business wants something else by now, declare `outcome: changed` and what it takes instead."
    )));
    Ok(Parts {
        kind: ProposalKind::ConfirmNeed,
        service: need.service.clone(),
        metric: None,
        reason,
        title: format!("Confirm need {name} again"),
        heading: titled("confirm need", name.as_str()),
        paragraphs,
        trailers: vec![
            ("Kind", ProposalKind::ConfirmNeed.keyword().to_owned()),
            ("Need", name.to_string()),
            ("Service", need.service.to_string()),
        ],
        scope: need.service.clone(),
        slug: format!("confirm-{name}"),
        edited,
    })
}

/// From one confirmation to the next, on the calendar, as it was before; a year where nobody said when it was confirmed.
fn span(need: &Need, due: Date) -> Span {
    let before = need.confirmed.filter(|confirmed| *confirmed < due);
    before.and_then(|confirmed| confirmed.until((Unit::Year, due)).ok()).unwrap_or_else(|| 1.year())
}
