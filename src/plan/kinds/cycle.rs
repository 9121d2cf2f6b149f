//! The proposal that starts the next cycle: one is over, and there is still something to improve.

mod document;

use jiff::civil::Date;

use super::{Candidate, Cause, Ground, Parts, edited::Edited};
use crate::analyse::cycle::{is_as_good, target_value};
use crate::analyse::{Assessment, CycleAssessment, Verdict, frozen};
use crate::catalog::Catalog;
use crate::model::agreement::Target;
use crate::model::cycle::Aim;
use crate::model::metric::Aggregate;
use crate::model::window::DatePeriod;
use crate::model::{Cycle, Metric, Name};
use crate::plan::document::change;
use crate::plan::message::{paragraph, titled};
use crate::plan::proposal::{ProposalKind, Subject, Urgency};
use crate::plan::{identity, names, words};

/// Changes whenever what follows would give other digits for the same cycle.
const VERSION: &str = "deming-start-cycle-1";
/// What is at stake: a goal that nobody works at.
const RISK: f64 = 0.6;
/// How many lengths of a cycle may have passed before nobody waits for the next one.
const MOST_ROUNDS: usize = 1_000;

/// What people are to look at before they merge.
const ADVICE: &str = "Change what you want otherwise before you merge: who is accountable, how far it goes, and what must not \
                      suffer.";

/// A cycle that is over.
pub(super) struct Ended<'c> {
    cycle: &'c Cycle,
    metric: &'c Metric,
    assessed: &'c CycleAssessment,
    /// The objectives on its metric that are not met, by id.
    unmet: Vec<String>,
    /// What one of them asks of the whole metric, canonical.
    asked: Option<f64>,
}

/// The latest cycle of each metric and service, where it is over, its rows are in, and its target or an objective on its
/// metric is missed. The identity is the cycle.
pub(super) fn candidates<'c>(
    ground: Ground<'c>,
    assessment: &'c Assessment,
) -> impl Iterator<Item = Candidate<'c>> {
    assessment.cycles.iter().filter_map(move |assessed| {
        let cycle = ground.catalog.cycles.get(&assessed.cycle)?;
        let metric = ground.catalog.metrics.get(&cycle.metric)?;
        let is_over = cycle.period.to < ground.today && ground.is_complete(metric, cycle.period.to);
        if !is_over || has_successor(ground.catalog, cycle) {
            return None;
        }
        let ended = ended(ground.catalog, cycle, metric, assessed, assessment);
        let is_open = match assessed.verdict {
            Verdict::Missed => true,
            Verdict::Met => !ended.unmet.is_empty(),
            // Of a cycle of which nobody can tell, its data have to be seen to first.
            Verdict::AtRisk | Verdict::Unknown => false,
        };
        is_open.then_some(())?;
        Some(Candidate {
            id: identity::of_parts(&[VERSION, cycle.meta.name.as_str()])?,
            subject: Subject::Cycle(cycle.meta.name.clone()),
            verdict: assessed.verdict,
            urgency: Urgency::since(RISK, cycle.period.to, ground.today),
            cause: Cause::Succession(ended),
        })
    })
}

/// Whether another cycle on the same metric of the service ends later.
fn has_successor(catalog: &Catalog, cycle: &Cycle) -> bool {
    let order = |cycle: &Cycle| (cycle.period.to, cycle.meta.name.clone());
    let same = |other: &&Cycle| other.service == cycle.service && other.metric == cycle.metric;
    catalog.cycles.values().filter(same).any(|other| order(other) > order(cycle))
}

fn ended<'c>(
    catalog: &'c Catalog,
    cycle: &'c Cycle,
    metric: &'c Metric,
    assessed: &'c CycleAssessment,
    assessment: &'c Assessment,
) -> Ended<'c> {
    let unmet = assessment.objectives.iter().filter(|objective| {
        let is_same = objective.metric == cycle.metric && objective.service == cycle.service;
        is_same && matches!(objective.verdict, Verdict::Missed | Verdict::AtRisk)
    });
    let (mut ids, mut asked) = (Vec::new(), None);
    for objective in unmet {
        ids.push(objective.id.to_string());
        let declared = catalog.agreements.get(&objective.id.agreement);
        let declared =
            declared.and_then(|it| it.objectives.iter().find(|one| one.name == objective.id.objective));
        let is_of_whole = objective.id.each.is_none()
            && declared
                .is_some_and(|one| matches!(one.target, Target::Threshold { .. } | Target::Ratio { .. }));
        asked = asked.or(objective.desired.map(|desired| desired.value).filter(|_| is_of_whole));
    }
    Ended { cycle, metric, assessed, unmet: ids, asked }
}

pub(super) fn compose(ground: Ground<'_>, ended: &Ended<'_>) -> Result<Parts, String> {
    let cycle = ended.cycle;
    complete(ground.catalog, cycle)?;
    let period = next_period(cycle.period, ground.today)?;
    let target = target(ended)?;
    let name = free_name(ground.catalog, &cycle.meta.name, period.from)?;
    let reason = reason(ended);
    let path = path_beside(cycle.meta.place.file(), &name);
    let content = document::of(ground, ended, &name, period, &target, &path);
    let proposed = format!(
        "Proposed: {name}, {} to {}, as long as the one before. Its baseline is the time of that one, and its target {}.",
        period.from, period.to, target.because
    );
    Ok(Parts {
        kind: ProposalKind::StartCycle { cycle: name.clone() },
        service: cycle.service.clone(),
        metric: Some(cycle.metric.clone()),
        title: format!("Start cycle {name}"),
        heading: titled("start cycle", name.as_str()),
        paragraphs: vec![
            paragraph(&format!("Finding: {}: {}", cycle.meta.name, words::one_line(&reason))),
            paragraph(&format!("Evidence: {}", words::one_line(&ended.assessed.reason))),
            paragraph(&proposed),
            paragraph(ADVICE),
        ],
        reason,
        trailers: vec![
            ("Kind", "start-cycle".to_owned()),
            ("Cycle", name.to_string()),
            ("Service", cycle.service.to_string()),
            ("Metric", cycle.metric.to_string()),
        ],
        scope: cycle.meta.name.clone(),
        slug: format!("start-{name}"),
        edited: Edited { path, before: None, content },
    })
}

fn reason(ended: &Ended<'_>) -> String {
    let reached = ended.assessed.verdict == Verdict::Met;
    let how = if reached { "reached its target" } else { "missed its target" };
    let unmet = match ended.unmet.as_slice() {
        [] => String::new(),
        ids => format!("; not met on its metric: {}", ids.join(", ")),
    };
    format!("It ended on {} and {how}{unmet}.", ended.cycle.period.to)
}

/// The file of a cycle in the folder of another.
fn path_beside(file: &str, name: &Name) -> String {
    let folder = file.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
    format!("{folder}{name}.yaml")
}

/// A cycle that leaves steps unanswered is no model for the next one: only people know the answers.
fn complete(catalog: &Catalog, cycle: &Cycle) -> Result<(), String> {
    let decide = cycle.decide.as_ref();
    let goal = cycle.goal.as_ref();
    let serves =
        |goal: &&crate::model::strategy::GoalRef| catalog.goals_with(&cycle.metric).any(|it| it == **goal);
    let lacks = match () {
        () if goal.is_none() => "no goal",
        () if goal.filter(serves).is_none() => "a goal that does not have its metric among its KPIs",
        () if decide.and_then(|decide| decide.by.as_ref()).is_none() => "nobody who decides",
        () if decide.and_then(|decide| decide.every).is_none() => "no rhythm of decisions",
        () => return Ok(()),
    };
    Err(format!("the cycle before it has {lacks}; declare the next one by hand"))
}

/// The first period as long as this one, counted on from it, that is not over.
fn next_period(period: DatePeriod, today: Date) -> Result<DatePeriod, String> {
    let following = std::iter::successors(period.following(), |period| period.following());
    let next = following.take(MOST_ROUNDS).find(|next| next.to >= today);
    next.ok_or_else(|| format!("it ended on {}, too long ago; declare a new one by hand", period.to))
}

/// Where the next cycle is to lead.
struct NextTarget {
    field: &'static str,
    text: String,
    because: String,
}

/// What an objective asks, where that is still ahead; else the same again, where that leads somewhere.
fn target(ended: &Ended<'_>) -> Result<NextTarget, String> {
    let (cycle, metric) = (ended.cycle, ended.metric);
    let figure = ended.assessed.over.as_ref().and_then(|over| over.figure.value);
    let start = figure.or(ended.assessed.observed.value);
    let is_ahead = |value: f64| start.is_none_or(|start| value != start && is_as_good(value, start, metric));
    let value = |value: f64, because: &str| NextTarget {
        field: "value",
        text: frozen::literal(&metric.unit, value),
        because: format!("{} {because}", metric.unit.level(value)),
    };
    // A sum is worth as much as the time it was taken over, which was another.
    let grows = matches!(metric.process.aggregate, Aggregate::Sum | Aggregate::Count);
    if let Some(asked) = ended.asked.filter(|asked| !grows && is_ahead(*asked)) {
        return Ok(value(asked, "is what an objective on the metric asks"));
    }
    match cycle.target.aim {
        Aim::Change(by) => {
            let text = change(by);
            let because = format!("{text} is the same change again");
            Ok(NextTarget { field: "change", text, because })
        }
        Aim::Value(_) if grows => {
            Err("its target is a sum over another length of time; only people know the next".to_owned())
        }
        Aim::Value(_) => {
            let same = target_value(cycle.target.aim, None, metric).filter(|same| is_ahead(*same));
            same.map(|same| value(same, "is the same as before"))
                .ok_or_else(|| "its value is reached, and only people know how far to go on".to_owned())
        }
    }
}

/// `<name>-<year>-<month>`, with a number where that is taken; a month that an earlier proposal added gives way.
fn free_name(catalog: &Catalog, before: &Name, from: Date) -> Result<Name, String> {
    let text = before.as_str();
    let is_month = |tail: &str| {
        let digits =
            |part: &str, count: usize| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        tail.strip_prefix('-')
            .and_then(|tail| tail.split_once('-'))
            .is_some_and(|(year, month)| digits(year, 4) && digits(month, 2))
    };
    let stem = match text.len().checked_sub(8).and_then(|at| text.split_at_checked(at)) {
        Some((stem, tail)) if !stem.is_empty() && is_month(tail) => stem,
        _ => text,
    };
    let month = from.strftime("%Y-%m").to_string();
    let name = |number: usize| {
        let tail = if number > 1 { format!("-{month}-{number}") } else { format!("-{month}") };
        names::with_tail(stem, &tail).parse::<Name>().ok()
    };
    let is_free = |name: &Name| !catalog.cycles.contains_key(name);
    let names = (1..=catalog.cycles.len() + 1).filter_map(name);
    names.into_iter().find(is_free).ok_or_else(|| "no name is free for it".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::specimen;
    use jiff::civil::date;

    #[test]
    fn a_month_in_a_name_gives_way_to_the_next() {
        let catalog = specimen::catalog(specimen::metric("sum"));
        let next = |name: &str| {
            let name: Name = name.parse().expect("a name");
            free_name(&catalog, &name, date(2026, 7, 1)).map(|name| name.to_string())
        };
        assert_eq!(next("quicker"), Ok("quicker-2026-07".into()));
        assert_eq!(next("quicker-2026-04"), Ok("quicker-2026-07".into()));
        assert_eq!(next("2026-04"), Ok("2026-04-2026-07".into()));
        assert_eq!(next(&"q".repeat(63)), Ok(format!("{}-2026-07", "q".repeat(55))));
    }

    #[test]
    fn the_next_period_is_the_first_that_is_not_over() {
        let period = |from, to| DatePeriod { from, to };
        let quarter = period(date(2026, 1, 1), date(2026, 3, 31));
        let next = |today| next_period(quarter, today).map_err(drop);
        assert_eq!(next(date(2026, 4, 1)), Ok(period(date(2026, 4, 1), date(2026, 6, 30))));
        assert_eq!(next(date(2026, 6, 30)), Ok(period(date(2026, 4, 1), date(2026, 6, 30))));
        assert_eq!(next(date(2026, 12, 24)), Ok(period(date(2026, 10, 1), date(2026, 12, 31))));
        let day = period(date(2020, 1, 1), date(2020, 1, 1));
        assert!(next_period(day, date(2026, 1, 1)).is_err(), "nobody waits for that one");
    }
}
