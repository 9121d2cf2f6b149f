//! A page for each agreement: who promised what to whom, and whether it is kept.

use serde::Serialize;

use super::link::page_of;
use super::{Head, Pages, TemplateError};
use crate::present::view::{AgreementView, ObjectiveView, agreements};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AgreementPage<'a> {
    head: &'a Head,
    agreement: &'a AgreementView,
    objectives: Vec<&'a ObjectiveView>,
}

/// Adds the pages.
pub fn add(pages: &mut Pages) -> Result<(), TemplateError> {
    let report = pages.report;
    for agreement in &agreements(pages.inputs) {
        let objectives = report.worst_first().into_iter().filter(|o| o.agreement == agreement.id).collect();
        let context = AgreementPage { head: &pages.head, agreement, objectives };
        let rendered = pages.render("agreement.hbs", &context)?;
        pages.push(page_of("Agreement", &agreement.id), &rendered);
    }
    Ok(())
}
