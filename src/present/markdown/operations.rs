//! For those who keep it running: sources, rows, what failed, the observed branch, waivers.

use serde::Serialize;

use super::{Head, Pages, TemplateError};
use crate::present::show;
use crate::present::view::{
    FindingCounts, ShelfView, TroubleView, UpkeepView, WaiverView, sources, troubles, waivers,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Operations<'a> {
    head: &'a Head,
    state: String,
    sources: &'a [UpkeepView],
    failures: Vec<&'a UpkeepView>,
    troubles: Vec<TroubleView>,
    rows: Vec<&'a UpkeepView>,
    shelf: Option<ShelfView>,
    waivers: Vec<WaiverView>,
    findings_text: String,
    has_findings: bool,
}

/// Adds the page.
pub fn add(pages: &mut Pages) -> Result<(), TemplateError> {
    let inputs = pages.inputs;
    let sources = sources(&pages.facts.metrics, inputs);
    let has_lost_rows = |one: &&UpkeepView| one.rows.as_ref().is_some_and(|rows| rows.used != rows.read);
    let context = Operations {
        head: &pages.head,
        state: state(&sources),
        failures: sources.iter().filter(|one| one.failure.is_some()).collect(),
        troubles: troubles(inputs),
        rows: sources.iter().filter(has_lost_rows).collect(),
        sources: &sources,
        shelf: inputs.shelf.map(|shelf| ShelfView::new(shelf, inputs)),
        waivers: waivers(inputs),
        findings_text: FindingCounts::of(inputs.findings).words(),
        has_findings: !inputs.findings.is_empty(),
    };
    let rendered = pages.render("operations.hbs", &context)?;
    pages.push("Operations".into(), rendered);
    Ok(())
}

/// How the sources do, worst first.
fn state(sources: &[UpkeepView]) -> String {
    let count = |freshness: &str| sources.iter().filter(|one| one.freshness == freshness).count();
    let short = sources.iter().filter(|one| one.short).count();
    let counts = [
        (count("never"), "never gave an observation"),
        (count("stale"), "stale"),
        (short, "covering less time than promised"),
        (count("current"), "current"),
    ];
    let some = counts.iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> = some.map(|(count, word)| format!("{count} {word}")).collect();
    match sources.len() {
        0 => "No metric has a source yet.".into(),
        total => format!("{}: {}.", show::counted(total, "source"), words.join(", ")),
    }
}
