//! The improvement register with the columns that ITIL gives it, in tables as wide as a page.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Head, Pages, TemplateError};
use crate::present::show;
use crate::present::view::{ActionView, HitRateView};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Table<'a> {
    head: &'a Head,
    counts: String,
    states: Vec<StateCount>,
    entries: Vec<&'a ActionView>,
    hit_rate: &'a HitRateView,
}

/// How many entries are in a state.
#[derive(Serialize)]
struct StateCount {
    state: &'static str,
    count: usize,
}

/// The states, those that ask for something first.
const STATES: [&str; 6] = ["in-progress", "accepted", "proposed", "on-hold", "implemented", "closed"];

/// Adds the page.
pub fn add(pages: &mut Pages) -> Result<(), TemplateError> {
    let report = pages.report;
    let mut entries: Vec<&ActionView> = report.register.iter().collect();
    entries.sort_by_key(|entry| (rank(entry.state), entry.priority.unwrap_or(u8::MAX), &entry.id));
    let mut counted: BTreeMap<usize, StateCount> = BTreeMap::new();
    for entry in &entries {
        let state = entry.state;
        counted.entry(rank(state)).or_insert(StateCount { state, count: 0 }).count += 1;
    }
    let states: Vec<StateCount> = counted.into_values().collect();
    let words: Vec<String> = states.iter().map(|one| format!("{} {}", one.count, one.state)).collect();
    let context = Table {
        head: &pages.head,
        counts: match entries.len() {
            0 => "The register is empty.".into(),
            1 => format!("1 entry: {}.", words.join(", ")),
            total => format!("{} entries: {}.", show::count(total as u64), words.join(", ")),
        },
        states,
        entries,
        hit_rate: &report.hit_rate,
    };
    let rendered = pages.render("csi-register.hbs", &context)?;
    pages.push("CSI-Register".into(), rendered);
    Ok(())
}

fn rank(state: &str) -> usize {
    STATES.iter().position(|known| *known == state).unwrap_or(STATES.len())
}
