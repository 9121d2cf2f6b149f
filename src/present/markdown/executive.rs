//! One screen for those who decide: how it stands, what moved, whether improving works, what waits for a decision.

use std::collections::BTreeMap;

use serde::Serialize;

use super::due::Due;
use super::{Head, Pages, TemplateError};
use crate::analyse::Verdict;
use crate::present::show;
use crate::present::view::{
    AlignmentView, HitRateView, ObjectiveView, PendingView, Report, SinceView, Summary,
};

/// Rows of each table at most: more is no summary.
const ROWS: usize = 10;

/// Entries of each list at most.
const ENTRIES: usize = 5;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Executive<'a> {
    head: &'a Head,
    state: String,
    needs: Vec<NeedRow<'a>>,
    more_needs: usize,
    troubled: Vec<&'a ObjectiveView>,
    more_troubled: usize,
    consequences: Vec<&'a ObjectiveView>,
    since: SinceView,
    hit_rate: &'a HitRateView,
    due: Vec<&'a Due>,
    more_due: usize,
    open: Vec<&'a PendingView>,
    more_open: usize,
}

/// A need beside what is agreed and what is observed.
#[derive(Serialize)]
struct NeedRow<'a> {
    #[serde(flatten)]
    alignment: &'a AlignmentView,
    /// Whether the promise that comes nearest is kept; `null` where nobody promises it.
    promise: Option<&'static str>,
    /// The agreement that makes it.
    agreement: Option<&'a str>,
}

/// Adds the page.
pub fn add(pages: &mut Pages) -> Result<(), TemplateError> {
    let (report, facts) = (pages.report, pages.facts);
    let needs = needs(report);
    // What no need asks for is told of beside the needs, or nobody would hear of it.
    let served: Vec<&str> = needs.iter().filter_map(|row| row.alignment.objective.as_deref()).collect();
    let is_other = |o: &&&ObjectiveView| o.verdict == Verdict::Missed && !served.contains(&o.id.as_str());
    let troubled: Vec<&ObjectiveView> = facts.worst_first.iter().filter(is_other).copied().collect();
    let follows = |o: &&&ObjectiveView| o.verdict == Verdict::Missed && o.consequence.is_some();
    let consequences = facts.worst_first.iter().filter(follows).take(ENTRIES).copied().collect();
    let asks = |one: &&PendingView| matches!(one.state, "ready" | "open" | "in-peoples-hands" | "waiting");
    let open: Vec<&PendingView> = facts.pending.iter().filter(asks).collect();
    let context = Executive {
        head: &pages.head,
        state: state(report, &needs),
        more_needs: needs.len().saturating_sub(ROWS),
        needs: needs.into_iter().take(ROWS).collect(),
        more_troubled: troubled.len().saturating_sub(ENTRIES),
        troubled: troubled.into_iter().take(ENTRIES).collect(),
        consequences,
        since: facts.since.clone().bounded(ENTRIES),
        hit_rate: &report.hit_rate,
        more_due: facts.dues.len().saturating_sub(ENTRIES),
        due: facts.dues.iter().take(ENTRIES).collect(),
        more_open: open.len().saturating_sub(ENTRIES),
        open: open.into_iter().take(ENTRIES).collect(),
    };
    let rendered = pages.render("executive-summary.hbs", &context)?;
    pages.push("Executive-Summary".into(), rendered);
    Ok(())
}

/// Needs, those that are not met first.
fn needs(report: &Report) -> Vec<NeedRow<'_>> {
    let promises: BTreeMap<&str, &ObjectiveView> =
        report.objectives.iter().map(|objective| (objective.id.as_str(), objective)).collect();
    let mut needs: Vec<NeedRow<'_>> = report
        .alignments
        .iter()
        .map(|alignment| {
            let promise = alignment.objective.as_deref().and_then(|id| promises.get(id));
            NeedRow {
                alignment,
                promise: promise.map(|objective| objective.verdict.keyword()),
                agreement: promise.map(|objective| objective.agreement.as_str()),
            }
        })
        .collect();
    needs.sort_by_key(|row| (row.alignment.verdict, row.alignment.alignment));
    needs
}

/// How it stands, in a sentence or two.
fn state(report: &Report, needs: &[NeedRow<'_>]) -> String {
    let mut worst: BTreeMap<&str, Verdict> = BTreeMap::new();
    for row in needs {
        let verdict = worst.entry(&row.alignment.need).or_insert(row.alignment.verdict);
        *verdict = row.alignment.verdict.min(*verdict);
    }
    let needed = Summary::of(worst.into_values());
    let of_needs = match needed.total() {
        0 => "No need of the business is stated in numbers".to_owned(),
        total => counted(total, "need", "of the business", needed),
    };
    let of_promises = match report.summary.total() {
        0 => "nothing is promised".to_owned(),
        total => counted(total, "promise", "made to somebody", report.summary),
    };
    let silent = needs.iter().filter(|row| row.alignment.verdict == Verdict::Missed);
    let silent = silent.filter(|row| row.promise == Some("met")).count();
    let misaligned = match silent {
        0 => String::new(),
        1 => " One need is not met although its promise is kept: the agreement is the wrong one.".into(),
        n => format!(
            " {n} needs are not met although their promises are kept: the agreements are the wrong ones."
        ),
    };
    let unmet = report.cycles.iter().filter(|cycle| cycle.verdict != Verdict::Met).count();
    let of_cycles = match report.cycles.len() {
        0 => String::new(),
        _ if unmet == 0 => " Every improvement cycle is on its way.".into(),
        total => format!(" {unmet} of {} not on the way.", show::counted(total, "improvement cycle")),
    };
    format!("{of_needs}; {of_promises}.{misaligned}{of_cycles}")
}

/// `of 9 needs of the business, 3 missed, 6 met`
fn counted(total: usize, noun: &str, of: &str, summary: Summary) -> String {
    format!("{} {of}: {}", show::counted(total, noun), summary.words())
}
