//! What the wiki shows beside and below every page.

use serde::Serialize;

use super::{Head, Pages, TemplateError};
use crate::present::view::ServiceView;

#[derive(Serialize)]
struct Sidebar<'a> {
    head: &'a Head,
    services: Vec<&'a ServiceView>,
    cycles: Vec<&'a str>,
    agreements: Vec<&'a str>,
    metrics: Vec<&'a str>,
}

/// Adds sidebar and footer.
pub fn add(pages: &mut Pages) -> Result<(), TemplateError> {
    let catalog = pages.inputs.catalog;
    let mut services: Vec<&ServiceView> = pages.facts.services.iter().collect();
    services.sort_by(|a, b| a.text.title.cmp(&b.text.title).then_with(|| a.id.cmp(&b.id)));
    let context = Sidebar {
        head: &pages.head,
        services,
        cycles: pages.inputs.assessment.cycles.iter().map(|cycle| cycle.cycle.as_str()).collect(),
        agreements: catalog.agreements.keys().map(|name| name.as_str()).collect(),
        metrics: catalog.metrics.keys().map(|name| name.as_str()).collect(),
    };
    let sidebar = pages.render("sidebar.hbs", &context)?;
    let footer = pages.render("footer.hbs", &context)?;
    pages.push("_Sidebar".into(), &sidebar);
    pages.push("_Footer".into(), &footer);
    Ok(())
}
