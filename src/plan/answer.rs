//! Which playbook answers which gap.

use super::hold::HoldReason;
use super::proposal::{Gap, Subject};
use crate::catalog::{Catalog, Lookup};
use crate::model::playbook::{GapKind, Trigger};
use crate::model::{Name, Need, Playbook};

/// The playbook that answers a gap: all of its conditions fit, the needs at stake admit its action, and none of which
/// that is true has more conditions. Of equals the first by name answers. Else the reason why there is none.
///
/// A cycle of which nobody can tell has no answer: either it has not begun, or its metric has no data, which an
/// objective on that metric says already.
pub(super) fn playbook<'c>(
    catalog: &'c Catalog,
    lookup: &Lookup<'c>,
    gap: &Gap,
    is_in_cycle: bool,
) -> Result<&'c Playbook, HoldReason> {
    if gap.kind == GapKind::Unknown && matches!(gap.subject, Subject::Cycle(_)) {
        return Err(HoldReason::NoPlaybook);
    }
    let metric = catalog.metrics.get(&gap.metric).ok_or(HoldReason::NoPlaybook)?;
    let service = catalog.services.get(&gap.service).ok_or(HoldReason::NoPlaybook)?;
    let answers =
        |playbook: &&Playbook| playbook.when.findings.contains(&gap.kind) && playbook.fits(metric, service);
    let mut fitting: Vec<&Playbook> = catalog.playbooks.values().filter(answers).collect();
    // Names are unique, so the comparison never ends in a tie.
    fitting.sort_by(|a, b| {
        let by_conditions = conditions(&b.when).cmp(&conditions(&a.when));
        by_conditions.then_with(|| a.meta.name.cmp(&b.meta.name))
    });
    let refused = |playbook: &Playbook| refusing_need(lookup, gap, playbook, is_in_cycle);
    let admitted = fitting.iter().find(|playbook| refused(playbook).is_none());
    admitted.copied().ok_or_else(|| {
        let first = fitting.first().and_then(|playbook| Some((playbook, refused(playbook)?)));
        first.map_or(HoldReason::NoPlaybook, |(playbook, need)| HoldReason::Inadmissible {
            playbook: playbook.meta.name.clone(),
            kind: playbook.propose.kind,
            need: need.meta.name.clone(),
        })
    })
}

/// The first of the needs at stake, where none of them admits the action that a playbook proposes: it would be an error
/// in the register.
fn refusing_need<'c>(
    lookup: &Lookup<'c>,
    gap: &Gap,
    playbook: &Playbook,
    is_in_cycle: bool,
) -> Option<&'c Need> {
    // An action is held to the needs of the metrics that it, or its cycle, is to move.
    let moves = is_in_cycle || playbook.propose.expect.is_some();
    let metrics: &[&Name] = if moves { &[&gap.metric] } else { &[] };
    let needs = lookup.needs_at_stake(&gap.service, metrics);
    let is_admitted = needs.iter().any(|need| need.outcome.admits(playbook.propose.kind));
    needs.first().copied().filter(|_| !is_admitted)
}

/// How specific a playbook is. The findings do not count: every playbook names some.
fn conditions(when: &Trigger) -> usize {
    [when.class.is_some(), when.practice.is_some(), when.service.is_some(), when.metric.is_some()]
        .into_iter()
        .filter(|given| *given)
        .count()
}
