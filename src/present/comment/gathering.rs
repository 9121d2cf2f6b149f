//! What was asked of remote systems, as a comment: what was lost first.

use super::sheet::{Sheet, code, shown};
use crate::present::show;
use crate::present::view::{GatherReport, SourceView};

/// What was gathered, in `limit` bytes of Markdown.
pub fn gathering(report: &GatherReport, limit: usize) -> String {
    let head = format!("## deming gather\n\n**{}** As of {}.\n", sentence(report), report.as_of);
    let of = |outcomes: &[&str]| {
        let chosen = report.sources.iter().filter(|source| outcomes.contains(&source.outcome));
        chosen.map(source).collect::<Vec<_>>()
    };
    let (lost, rest) = (of(&["lost", "cancelled"]), of(&["answered", "due", "current"]));
    let mut sheet = Sheet::new(head, limit, foot(lost.len() + rest.len()).len());
    let left = sheet.section("Lost", lost.into_iter()) + sheet.section("Asked", rest.into_iter());
    sheet.end(&foot(left))
}

fn sentence(report: &GatherReport) -> String {
    match report.sources.is_empty() {
        true => "No metric has a remote source.".to_owned(),
        false => {
            format!("{}; {} new observations.", report.summary.words(), show::count(report.observed.added))
        }
    }
}

fn source(source: &SourceView) -> String {
    let place = source.data_source.as_deref().unwrap_or(source.kind);
    let count = source.observations.map(|count| format!(", {} observations", show::count(count as u64)));
    let reason = source.reason.as_ref().map(|reason| format!(": {}", shown(reason)));
    let told = reason.or(count).unwrap_or_default();
    format!("- **{}** {} ({}){told}", shown(source.outcome), code(&source.metric), shown(place))
}

fn foot(left: usize) -> String {
    match left {
        0 => String::new(),
        left => format!(
            "\n**More left out for want of room:** {}. `deming gather --format json` has all.\n",
            show::counted(left, "source")
        ),
    }
}
