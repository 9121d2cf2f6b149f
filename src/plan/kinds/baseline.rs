//! The proposal that freezes the baseline of a cycle as its data give it, or lets it follow from them again.

use super::{Candidate, Cause, Ground, Parts, edited};
use crate::analyse::{Assessment, CycleAssessment, frozen};
use crate::model::{Cycle, Metric};
use crate::plan::acceptance::{self, Acceptance};
use crate::plan::message::{paragraph, titled};
use crate::plan::proposal::{ProposalKind, Subject, Urgency};
use crate::plan::{identity, words};

/// Changes whenever what follows would give other digits for the same baseline.
const VERSION: &str = "deming-accept-baseline-1";
/// What is at stake when a baseline says something else than its data.
const FALSE: f64 = 1.0;
/// What is at stake when it says less.
const OPEN: f64 = 0.3;

/// What is wrong with a baseline, and what it would say.
pub(super) struct Finding {
    acceptance: Acceptance,
    /// What is declared and what is recomputed, where they differ.
    differences: Vec<String>,
}

/// Baselines that lack something while their cycle is not over, and those that differ from their data. The identity is
/// the cycle and the days of its baseline.
pub(super) fn candidates<'c>(
    ground: Ground<'c>,
    assessment: &'c Assessment,
) -> impl Iterator<Item = Candidate<'c>> {
    assessment.cycles.iter().filter_map(move |assessed| {
        let cycle = ground.catalog.cycles.get(&assessed.cycle)?;
        let metric = ground.catalog.metrics.get(&cycle.metric)?;
        let baseline = cycle.baseline.as_ref()?;
        let period = baseline.period;
        let finding = found(ground, cycle, metric, assessed)?;
        let risk = if finding.differences.is_empty() { OPEN } else { FALSE };
        let days = [period.from.to_string(), period.to.to_string()];
        let [from, to] = &days;
        Some(Candidate {
            id: identity::of_parts(&[VERSION, cycle.meta.name.as_str(), from, to])?,
            subject: Subject::Cycle(cycle.meta.name.clone()),
            verdict: assessed.verdict,
            urgency: Urgency::since(risk, period.to.max(cycle.period.from).min(ground.today), ground.today),
            cause: Cause::Baseline(cycle, finding),
        })
    })
}

fn found(ground: Ground<'_>, cycle: &Cycle, metric: &Metric, assessed: &CycleAssessment) -> Option<Finding> {
    let acceptance = acceptance::accept(ground.catalog, cycle, assessed, None, ground.today).ok()?;
    let (baseline, recomputed) = (cycle.baseline.as_ref()?, assessed.recomputed.as_ref()?);
    let told = frozen::differences(baseline, &metric.unit, recomputed).into_iter();
    let differences: Vec<String> = told.map(|(_, told)| told).collect();
    let is_open = cycle.period.to >= ground.today && ground.is_complete(metric, baseline.period.to);
    let is_due = !differences.is_empty() || is_open;
    (is_due && !acceptance.values.is_empty()).then_some(Finding { acceptance, differences })
}

pub(super) fn compose(ground: Ground<'_>, cycle: &Cycle, finding: &Finding) -> Result<Parts, String> {
    let (name, accepted) = (&cycle.meta.name, &finding.acceptance);
    let metric = ground.catalog.metrics.get(&cycle.metric).ok_or("its metric is not declared")?;
    let wanted = metric.gather.as_ref().map_or(0.0, |gather| gather.integrity.coverage);
    // What does not tell of enough of the time would freeze a guess.
    if accepted.coverage < wanted {
        return Err(format!(
            "the data cover {:.0} % of the baseline's time, and {:.0} % are needed",
            (accepted.coverage * 100.0).floor(),
            wanted * 100.0
        ));
    }
    let edited = edited::in_place(&accepted.place, &accepted.values)?;
    let (reason, advice) = told(finding);
    Ok(Parts {
        kind: ProposalKind::AcceptBaseline { value: accepted.value },
        service: cycle.service.clone(),
        metric: Some(cycle.metric.clone()),
        title: format!("Accept the baseline of {name}"),
        heading: titled("accept the baseline of", name.as_str()),
        paragraphs: vec![
            paragraph(&format!("Finding: {name}: {}", words::one_line(&reason))),
            paragraph(&accepted.evidence),
            paragraph(advice),
        ],
        reason,
        trailers: vec![
            ("Kind", "accept-baseline".to_owned()),
            ("Cycle", name.to_string()),
            ("Service", cycle.service.to_string()),
            ("Metric", cycle.metric.to_string()),
            ("Digest", accepted.digest.clone()),
        ],
        scope: name.clone(),
        slug: "accept-baseline".to_owned(),
        edited,
    })
}

/// Why, and what to think of before it is merged.
fn told(finding: &Finding) -> (String, &'static str) {
    let fields: Vec<&str> = finding.acceptance.values.iter().map(|(field, _)| *field).collect();
    match finding.differences.as_slice() {
        [] => (
            format!("Its baseline does not say {}.", fields.join(", ")),
            "From here on nobody can move the start of the cycle unseen.",
        ),
        differences => (
            format!("Its baseline does not follow from its data: {}.", differences.join("; ")),
            "Somebody changed the figure or the data. If the data are right, merge this; a start that looks worse makes the \
             target easier, so say why in `change.reason`, and let the owner approve. If the figure is right, mend the data.",
        ),
    }
}
