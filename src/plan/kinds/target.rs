//! The proposal that tightens the target of an objective that has long been beaten. The targets of cycles are left alone:
//! where a cycle leads, people decide.
//!
//! A target is beaten when each of the last [`PERIODS`] closed periods met it, and so would every period that scatter
//! alone may bring: the natural process limit on the bad side, mean ± 2.66 mean moving ranges of these periods, lies on
//! the good side of it (D. J. Wheeler 2000, "Understanding Variation"). What is proposed is that limit, or the worst of
//! the periods where that is easier, rounded to two digits towards the easier side. Figures without any scatter tell
//! nothing of noise, and a target of 100 % leaves no room, so neither is proposed.

mod level;

use std::collections::BTreeMap;

use super::{Candidate, Cause, Ground, Parts, edited};
use crate::analyse::{Assessment, ClosedPeriod, ObjectiveAssessment, Verdict};
use crate::model::agreement::AgreementKind;
use crate::model::quantity::Dimension;
use crate::model::{Agreement, Comparison, Name, Objective, Unit};
use crate::plan::message::{paragraph, titled};
use crate::plan::proposal::{ProposalKind, Subject, Urgency};
use crate::plan::{identity, words};
use crate::text::edit::NewValue;
use level::{Level, Written};

/// Changes whenever what follows would give other digits for the same target.
const VERSION: &str = "deming-tighten-target-1";
/// What is at stake: a target that tells nobody anything.
const RISK: f64 = 0.1;
/// How many closed periods must have met a target.
const PERIODS: usize = 6;
/// Limits lie so many mean moving ranges from the mean (Wheeler, as above).
const RANGES: f64 = 2.66;
/// How much of two periods may be the same time, as a share of the later, for them to count as two.
const OVERLAP: f64 = 0.25;

/// Why saying no is no offence.
const DECLINING: &str = "Declining is fine: a target may be right although it is beaten, when what is needed is no more, or \
                         when keeping to a tighter one would cost more than it is worth.";

/// A target that has long been beaten.
pub(super) struct Beaten<'c> {
    agreement: &'c Agreement,
    objective: &'c Objective,
    unit: Unit,
    op: Comparison,
    /// The figures of the periods, oldest first; of the value of a dimension that does worst.
    figures: Vec<f64>,
    /// The worst that all would have met.
    worst: f64,
    /// What is promised, and what would be.
    promised: f64,
    level: Level,
    field: &'static str,
    /// Older periods that met the target, and how many of them would have missed the new one.
    older: (usize, usize),
}

/// Targets that have long been beaten. The identity is the objective and its target as it is written, so that a tighter
/// one may be proposed again once that has been beaten for long.
pub(super) fn candidates<'c>(
    ground: Ground<'c>,
    assessment: &'c Assessment,
) -> impl Iterator<Item = Candidate<'c>> {
    let mut assessed: BTreeMap<(&Name, &Name), Vec<&ObjectiveAssessment>> = BTreeMap::new();
    for one in &assessment.objectives {
        assessed.entry((&one.id.agreement, &one.id.objective)).or_default().push(one);
    }
    ground.catalog.objectives().filter_map(move |(agreement, objective)| {
        let of = assessed.remove(&(&agreement.meta.name, &objective.name))?;
        let first = of.first()?;
        let beaten = beaten(ground, agreement, objective, &of)?;
        let since = periods(first).last().map(|period| period.figure.interval.to)?;
        let written = objective.place.child(beaten.field);
        let parts = [VERSION, agreement.meta.name.as_str(), objective.name.as_str(), written.value()?];
        let mut id = first.id.clone();
        id.each = None;
        Some(Candidate {
            id: identity::of_parts(&parts)?,
            subject: Subject::Objective(id),
            verdict: Verdict::Met,
            urgency: Urgency::since(RISK, words::day(since, &ground.catalog.settings.zone), ground.today),
            cause: Cause::Target(beaten),
        })
    })
}

fn beaten<'c>(
    ground: Ground<'c>,
    agreement: &'c Agreement,
    objective: &'c Objective,
    assessed: &[&'c ObjectiveAssessment],
) -> Option<Beaten<'c>> {
    if assessed.iter().any(|of| of.verdict != Verdict::Met) || !is_ours(ground, agreement) {
        return None;
    }
    let desired = assessed.first()?.desired?;
    let (op, promised) = (desired.op, desired.value);
    let easier = |a: &f64, b: &f64| if op.prefers_lower() { a.total_cmp(b) } else { b.total_cmp(a) };
    let limits: Option<Vec<(f64, Vec<f64>)>> = assessed.iter().map(|of| limit(op, of)).collect();
    let (limit, figures) = limits?.into_iter().max_by(|a, b| easier(&a.0, &b.0))?;
    let metric = ground.catalog.metrics.get(&objective.metric)?;
    let is_share = assessed.first()?.is_share;
    let unit = if is_share { Unit::ratio() } else { metric.unit.clone() };
    let is_part = unit.dimension() == Dimension::Ratio;
    let (field, written) = Written::of(objective, promised)?;
    let all = || assessed.iter().flat_map(|of| periods(of)).filter_map(|period| period.figure.value);
    let is_whole = all().all(|value| written.is_whole(value));
    let level = written.tighter(op, promised, limit, is_part, is_whole)?;
    // What was rounded, written down and read again must still be met by every one of them.
    let holds = all().all(|value| op.holds(value, level.value));
    let worst = all().max_by(|a, b| easier(a, b))?;
    let older = older(op, level.value, assessed);
    holds.then_some(Beaten { agreement, objective, unit, op, figures, worst, promised, level, field, older })
}

/// Whether those who promise can promise more by themselves: a contract is the supplier's, and what others carry only
/// they can carry further.
fn is_ours(ground: Ground<'_>, agreement: &Agreement) -> bool {
    let rests = || {
        let service = ground.catalog.services.get(&agreement.service);
        let depends = service.is_some_and(|service| !service.depends_on.is_empty());
        let below = ground.catalog.agreements.values().any(|other| {
            other.service == agreement.service && matches!(other.kind, AgreementKind::Ola | AgreementKind::Uc)
        });
        depends || below
    };
    match agreement.kind {
        AgreementKind::Uc => false,
        AgreementKind::Sla => !rests(),
        AgreementKind::Ola | AgreementKind::Slo => true,
    }
}

/// The last closed periods, latest first; of those that share much of their time, as rolling windows do, the later.
fn periods(objective: &ObjectiveAssessment) -> Vec<&ClosedPeriod> {
    let mut chosen: Vec<&ClosedPeriod> = Vec::new();
    for period in &objective.closed {
        let shared = chosen.last().and_then(|later| later.figure.interval.overlap(&period.figure.interval));
        let shared = shared.map_or(0.0, |both| both.seconds());
        if chosen.len() < PERIODS && shared <= OVERLAP * period.figure.interval.seconds() {
            chosen.push(period);
        }
    }
    chosen
}

/// What all of the last periods met and scatter alone does not break, with their figures, oldest first.
fn limit(op: Comparison, objective: &ObjectiveAssessment) -> Option<(f64, Vec<f64>)> {
    let last = periods(objective);
    let met = |period: &&ClosedPeriod| period.figure.value.filter(|_| period.verdict == Verdict::Met);
    let figures: Option<Vec<f64>> = last.iter().rev().map(met).collect();
    let figures = figures.filter(|figures| figures.len() == PERIODS)?;
    let mean = figures.iter().sum::<f64>() / PERIODS as f64;
    let ranges: Vec<f64> = figures.windows(2).filter_map(range).collect();
    let range = ranges.iter().sum::<f64>() / ranges.len() as f64;
    if range.is_nan() || range <= 0.0 {
        return None;
    }
    let limit = match op.prefers_lower() {
        true => figures.iter().fold(mean + RANGES * range, |limit, value| limit.max(*value)),
        false => figures.iter().fold(mean - RANGES * range, |limit, value| limit.min(*value)),
    };
    limit.is_finite().then_some((limit, figures))
}

fn range(pair: &[f64]) -> Option<f64> {
    let [before, after] = pair else { return None };
    Some((after - before).abs())
}

/// How many older periods met the target, and how many of these would not have met the new one.
fn older(op: Comparison, new: f64, assessed: &[&ObjectiveAssessment]) -> (usize, usize) {
    let older = assessed.iter().flat_map(|of| {
        let first = periods(of).last().map(|period| period.figure.interval.from);
        let is_older =
            move |period: &&ClosedPeriod| first.is_some_and(|first| period.figure.interval.to <= first);
        of.closed.iter().filter(is_older)
    });
    let met: Vec<f64> = older
        .filter(|period| period.verdict == Verdict::Met)
        .filter_map(|period| period.figure.value)
        .collect();
    (met.len(), met.iter().filter(|value| !op.holds(**value, new)).count())
}

pub(super) fn compose(_: Ground<'_>, beaten: &Beaten<'_>) -> Result<Parts, String> {
    let Beaten { agreement, objective, level, .. } = beaten;
    let value = [(beaten.field, NewValue::Word(level.text.clone()))];
    let edited = edited::in_place(&objective.place, &value)?;
    let name = format!("{}/{}", agreement.meta.name, objective.name);
    let reason = beaten.reason();
    Ok(Parts {
        kind: ProposalKind::TightenTarget { observed: beaten.worst, desired: level.value },
        service: agreement.service.clone(),
        metric: Some(objective.metric.clone()),
        title: format!("Tighten {name} to {}", words::one_line(&beaten.side(level.value))),
        heading: titled("tighten", &name),
        paragraphs: vec![
            paragraph(&format!("Finding: {name}: {}", words::one_line(&reason))),
            paragraph(&beaten.evidence()),
            paragraph(&beaten.proposed()),
            paragraph(DECLINING),
        ],
        reason,
        trailers: vec![
            ("Kind", "tighten-target".to_owned()),
            ("Agreement", agreement.meta.name.to_string()),
            ("Service", agreement.service.to_string()),
            ("Metric", objective.metric.to_string()),
        ],
        scope: agreement.service.clone(),
        slug: format!("tighten-{}-{}", agreement.meta.name, objective.name),
        edited,
    })
}

impl Beaten<'_> {
    /// A level with the side of it that is good: `at most 8 h`.
    fn side(&self, level: f64) -> String {
        format!("{} {}", words::side(self.op), self.unit.level(level))
    }

    fn reason(&self) -> String {
        format!(
            "It was met in each of the last {PERIODS} closed periods, clear of noise: the worst was {}, promised is {}.",
            self.unit.show(self.worst),
            self.side(self.promised)
        )
    }

    fn evidence(&self) -> String {
        let figures: Vec<String> = self.figures.iter().map(|value| self.unit.show(*value)).collect();
        words::one_line(&format!("Evidence: {}, oldest first.", figures.join(", ")))
    }

    fn proposed(&self) -> String {
        words::one_line(&format!(
            "Proposed: {}. All of these would have met it, and so would what their scatter alone may bring (mean and 2.66 \
             mean moving ranges). Flips: none of the {PERIODS}{}.",
            self.side(self.level.value),
            older_flips(self.older)
        ))
    }
}

fn older_flips((met, missed): (usize, usize)) -> String {
    match (met, missed) {
        (0, _) => String::new(),
        (met, 0) => format!(", none of {met} older ones that met the target"),
        (met, missed) => {
            format!("; of {met} older ones that met the target, {missed} would have missed this one")
        }
    }
}
