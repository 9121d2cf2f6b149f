//! Which playbook answers which gap.

use super::proposal::{Gap, Subject};
use crate::catalog::Catalog;
use crate::model::playbook::{GapKind, Trigger};
use crate::model::{Metric, Playbook, Service};

/// The playbook that answers a gap: all of its conditions fit, and none that fits has more of them. Of equals the
/// first by name answers.
///
/// A cycle of which nobody can tell has no answer: either it has not begun, or its metric has no data, which an
/// objective on that metric says already.
pub(super) fn playbook<'c>(catalog: &'c Catalog, gap: &Gap) -> Option<&'c Playbook> {
    if gap.kind == GapKind::Unknown && matches!(gap.subject, Subject::Cycle(_)) {
        return None;
    }
    let metric = catalog.metrics.get(&gap.metric)?;
    let service = catalog.services.get(&gap.service)?;
    let fitting = catalog.playbooks.values().filter(|playbook| fits(&playbook.when, gap, metric, service));
    // Names are unique, so the comparison never ends in a tie.
    fitting.max_by(|a, b| {
        let by_conditions = conditions(&a.when).cmp(&conditions(&b.when));
        by_conditions.then_with(|| b.meta.name.cmp(&a.meta.name))
    })
}

fn fits(when: &Trigger, gap: &Gap, metric: &Metric, service: &Service) -> bool {
    when.findings.contains(&gap.kind)
        && when.class.is_none_or(|class| class == metric.class)
        && when.practice.as_ref().is_none_or(|practice| *practice == service.practice.0)
        && when.service.as_ref().is_none_or(|name| *name == gap.service)
        && when.metric.as_ref().is_none_or(|name| *name == gap.metric)
}

/// How specific a playbook is. The findings do not count: every playbook names some.
fn conditions(when: &Trigger) -> usize {
    [when.class.is_some(), when.practice.is_some(), when.service.is_some(), when.metric.is_some()]
        .into_iter()
        .filter(|given| *given)
        .count()
}
