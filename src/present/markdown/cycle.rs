//! A page for each improvement cycle: from where, to where, how far, and by which actions.

use serde::Serialize;

use super::chart::{Beside, Chart, Level, chart};
use super::facts::grouped;
use super::link::page_of;
use super::{Head, Pages, TemplateError};
use crate::analyse::CycleAssessment;
use crate::present::view::{ActionView, CycleView, Inputs};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CyclePage<'a> {
    head: &'a Head,
    cycle: &'a CycleView,
    chart: Option<Chart>,
    actions: Vec<&'a ActionView>,
}

/// Adds the pages.
pub fn add(pages: &mut Pages) -> Result<(), TemplateError> {
    let actions = grouped(pages.report.register.iter().filter(|action| action.cycle.is_some()), cycle_of);
    let things = pages.report.cycles.iter().zip(&pages.inputs.assessment.cycles).collect();
    pages.push_each(things, |pages, (cycle, assessed): (&CycleView, &CycleAssessment)| {
        let context = CyclePage {
            head: &pages.head,
            cycle,
            chart: cycle_chart(pages.inputs, assessed, &cycle.text.metric),
            actions: actions.get(cycle.id.as_str()).cloned().unwrap_or_default(),
        };
        Ok((page_of("Cycle", &cycle.id), pages.render("cycle.hbs", &context)?))
    })
}

/// The cycle of an action that has one.
fn cycle_of(action: &ActionView) -> &String {
    action.cycle.as_ref().unwrap_or(&action.id)
}

fn cycle_chart(inputs: &Inputs, assessed: &CycleAssessment, metric: &str) -> Option<Chart> {
    let declared = inputs.catalog.metrics.get(&assessed.metric)?;
    let level = |name: &str, value: Option<f64>| value.map(|value| Level { name: name.into(), value });
    let levels = [level("target", assessed.target), level("baseline", assessed.baseline)];
    let beside = Beside { levels: levels.into_iter().flatten().collect(), ..Beside::default() };
    chart(&format!("{metric} since the baseline"), &assessed.series, declared, &beside, inputs.zone())
}
