//! What the wiki shows beside and below every page.

use serde::Serialize;

use super::dialect::Dialect;
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

/// Adds sidebar and footer, as far as the dialect shows them.
pub fn add(pages: &mut Pages, dialect: Dialect) -> Result<(), TemplateError> {
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
    let wanted = [(dialect.sidebar(), "sidebar.hbs"), (dialect.footer(), "footer.hbs")];
    let wanted = wanted.into_iter().filter_map(|(name, template)| Some((name?, template)));
    let rendered = wanted.map(|(name, template)| Ok((name, pages.render(template, &context)?)));
    for (name, text) in rendered.collect::<Result<Vec<_>, TemplateError>>()? {
        pages.push(name.to_owned(), text);
    }
    Ok(())
}
