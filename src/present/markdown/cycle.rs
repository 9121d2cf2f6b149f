//! A page for each improvement cycle: from where, to where, how far, and by which actions.

use serde::Serialize;

use super::chart::{Beside, Chart, Level, chart};
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
    let (report, inputs) = (pages.report, pages.inputs);
    for (cycle, assessed) in report.cycles.iter().zip(&inputs.assessment.cycles) {
        let own = |action: &&ActionView| action.cycle.as_ref() == Some(&cycle.id);
        let context = CyclePage {
            head: &pages.head,
            cycle,
            chart: cycle_chart(inputs, assessed, &cycle.text.metric),
            actions: report.register.iter().filter(own).collect(),
        };
        let rendered = pages.render("cycle.hbs", &context)?;
        pages.push(page_of("Cycle", &cycle.id), &rendered);
    }
    Ok(())
}

fn cycle_chart(inputs: &Inputs, assessed: &CycleAssessment, metric: &str) -> Option<Chart> {
    let declared = inputs.catalog.metrics.get(&assessed.metric)?;
    let level = |name: &str, value: Option<f64>| value.map(|value| Level { name: name.into(), value });
    let levels = [level("target", assessed.target), level("baseline", assessed.baseline)];
    let beside = Beside { levels: levels.into_iter().flatten().collect(), ..Beside::default() };
    chart(&format!("{metric} since the baseline"), &assessed.series, declared, &beside, inputs.zone())
}
