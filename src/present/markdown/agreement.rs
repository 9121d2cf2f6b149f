//! A page for each agreement: who promised what to whom, and whether it is kept.

use serde::Serialize;

use super::facts::grouped;
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
    let objectives = grouped(pages.facts.worst_first.iter().copied(), |objective| &objective.agreement);
    pages.push_each(agreements(pages.inputs), |pages, agreement| {
        let own = objectives.get(agreement.id.as_str()).cloned().unwrap_or_default();
        let context = AgreementPage { head: &pages.head, agreement: &agreement, objectives: own };
        Ok((page_of("Agreement", &agreement.id), pages.render("agreement.hbs", &context)?))
    })
}
