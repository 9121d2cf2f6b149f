//! The improvement register, with the fields that ITIL gives an entry.

use serde::Serialize;

use super::{Head, Pages, TemplateError};
use crate::present::view::{ActionView, HitRateView, PlanView};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Register<'a> {
    head: &'a Head,
    open: Vec<&'a ActionView>,
    done: Vec<&'a ActionView>,
    all: &'a [ActionView],
    hit_rate: &'a HitRateView,
    plan: Option<&'a PlanView>,
}

/// Adds the page.
pub fn add(pages: &mut Pages) -> Result<(), TemplateError> {
    let report = pages.report;
    let (mut open, mut done): (Vec<_>, Vec<_>) =
        report.register.iter().partition(|action| !matches!(action.state, "implemented" | "closed"));
    // Without a priority an action comes after those that have one.
    open.sort_by(|a, b| (a.priority.unwrap_or(u8::MAX), &a.id).cmp(&(b.priority.unwrap_or(u8::MAX), &b.id)));
    done.sort_by(|a, b| b.implemented_on.cmp(&a.implemented_on).then_with(|| a.id.cmp(&b.id)));
    let plan = report.plan.as_ref();
    let context =
        Register { head: &pages.head, open, done, all: &report.register, hit_rate: &report.hit_rate, plan };
    let rendered = pages.render("improvement-register.hbs", &context)?;
    pages.push("Improvement-Register".into(), &rendered);
    Ok(())
}
