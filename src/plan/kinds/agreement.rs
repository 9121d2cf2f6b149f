//! The proposal that reviews an agreement: the day of its review is over, and the figures are put before the people.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Candidate, Cause, Ground, Parts, days, edited};
use crate::analyse::{Assessment, ClosedPeriod, ObjectiveAssessment, Verdict};
use crate::model::{Agreement, Name, Unit};
use crate::plan::message::{paragraph, titled};
use crate::plan::proposal::{ProposalKind, Subject, Urgency};
use crate::plan::{identity, words};
use crate::text::edit::NewValue;

/// Changes whenever what follows would give other digits for the same agreement.
const VERSION: &str = "deming-review-agreement-1";
/// What is at stake: a promise that nobody looks at.
const RISK: f64 = 0.4;
/// As many objectives as figures are given of; the report has them all.
const MOST_FIGURES: usize = 30;

/// Agreements whose day is over. The identity is the agreement and that day.
pub(super) fn candidates<'c>(
    ground: Ground<'c>,
    assessment: &'c Assessment,
) -> impl Iterator<Item = Candidate<'c>> {
    let mut objectives: BTreeMap<&Name, Vec<&ObjectiveAssessment>> = BTreeMap::new();
    for objective in &assessment.objectives {
        objectives.entry(&objective.id.agreement).or_default().push(objective);
    }
    ground.catalog.agreements.values().filter_map(move |agreement| {
        let due = agreement.review.as_ref()?.next.filter(|due| *due < ground.today)?;
        let name = &agreement.meta.name;
        let objectives = objectives.remove(name).unwrap_or_default();
        Some(Candidate {
            id: identity::of_parts(&[VERSION, name.as_str(), &due.to_string()])?,
            subject: Subject::Agreement(name.clone()),
            verdict: objectives.iter().map(|one| one.verdict).min().unwrap_or(Verdict::Unknown),
            urgency: Urgency::since(RISK, due, ground.today),
            cause: Cause::Agreement(agreement, due, objectives),
        })
    })
}

pub(super) fn compose(
    ground: Ground<'_>,
    agreement: &Agreement,
    due: Date,
    objectives: &[&ObjectiveAssessment],
) -> Result<Parts, String> {
    let (name, today) = (&agreement.meta.name, ground.today);
    let every = agreement.review.as_ref().and_then(|review| review.every);
    let every = every.ok_or(
        "nobody says how often it is reviewed; see to it, then set `review.next` and `review.every`",
    )?;
    let next = every.next_day(due, today);
    let next =
        next.ok_or_else(|| format!("`review.every: {every}` is no rhythm of days; set `review.next`"))?;
    let review = agreement.meta.place.child("spec").child("review");
    let edited = edited::in_place(&review, &[("next", NewValue::Word(next.to_string()))])?;
    let late = days(due, today);
    Ok(Parts {
        kind: ProposalKind::ReviewAgreement,
        service: agreement.service.clone(),
        metric: None,
        reason: format!("Its review was due on {due}, {late} ago."),
        title: format!("Review agreement {name}"),
        heading: titled("review agreement", name.as_str()),
        paragraphs: paragraphs(ground, name, (due, &late, next), objectives),
        trailers: vec![
            ("Kind", ProposalKind::ReviewAgreement.keyword().to_owned()),
            ("Agreement", name.to_string()),
            ("Service", agreement.service.to_string()),
        ],
        scope: agreement.service.clone(),
        slug: format!("review-{name}"),
        edited,
    })
}

/// What was due, the figures, and what merging says.
fn paragraphs(
    ground: Ground<'_>,
    name: &Name,
    (due, late, next): (Date, &str, Date),
    objectives: &[&ObjectiveAssessment],
) -> Vec<String> {
    let mut told = vec![format!("Finding: the review of {name} was due on {due}, {late} ago.")];
    told.extend(objectives.iter().take(MOST_FIGURES).map(|one| figures(ground, one)));
    if objectives.len() > MOST_FIGURES {
        told.push(format!("And {} more; `deming report` has them all.", objectives.len() - MOST_FIGURES));
    }
    told.push(format!(
        "Look at the figures together: is each target still the right one, and does anybody miss one? This says that it \
         has been done, and that the next review is on {next}."
    ));
    told.iter().map(|text| paragraph(text)).collect()
}

/// What an objective shows now, and how its closed periods ended.
fn figures(ground: Ground<'_>, objective: &ObjectiveAssessment) -> String {
    let unit = match (objective.is_share, ground.catalog.metrics.get(&objective.metric)) {
        (false, Some(metric)) => metric.unit.clone(),
        _ => Unit::ratio(),
    };
    let observed = objective.observed.value.map_or_else(|| "nothing".to_owned(), |value| unit.show(value));
    let wanted = objective.desired;
    let wanted = wanted
        .map(|desired| format!(", wanted is {} {}", words::side(desired.op), unit.level(desired.value)));
    let met = objective.closed.iter().filter(|period| period.verdict == Verdict::Met).count();
    let judged =
        objective.closed.iter().filter(|period: &&ClosedPeriod| period.verdict != Verdict::Unknown).count();
    let past = match judged {
        0 => String::new(),
        _ => format!(" It was met in {met} of the last {judged} closed periods."),
    };
    words::one_line(&format!(
        "Observed: {} is {}: {observed}{}.{past}",
        objective.id,
        objective.verdict.keyword(),
        wanted.unwrap_or_default()
    ))
}
