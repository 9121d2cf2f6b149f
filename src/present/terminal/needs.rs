//! What the business needs, against what is agreed and what is observed.

use super::{explained, heading};
use crate::analyse::{AlignmentState, Verdict};
use crate::present::style::{self, paint};
use crate::present::table;
use crate::present::view::{AlignmentView, Report};

/// The requirements, those first that are not satisfied or not agreed.
pub fn lines(report: &Report, width: usize) -> Vec<String> {
    if report.alignments.is_empty() {
        return Vec::new();
    }
    let mut alignments: Vec<_> = report.alignments.iter().collect();
    alignments.sort_by_key(|alignment| (alignment.verdict, alignment.alignment));
    let mut lines = vec![heading("Needs", "what the business asks for, what is agreed, what is observed")];
    let widest = alignments.iter().map(|alignment| table::width(&name(alignment))).max().unwrap_or(0);
    for alignment in alignments {
        lines.push(line(alignment, widest.min(width / 2)));
        lines.extend(explained(&comparison(alignment), width));
    }
    lines
}

fn name(alignment: &AlignmentView) -> String {
    format!("{}: {}", alignment.need, alignment.metric)
}

fn line(alignment: &AlignmentView, widest: usize) -> String {
    let text = &alignment.text;
    let name = table::left(&table::shortened(&name(alignment), widest), widest);
    let state = paint(state_style(alignment.alignment), text.state);
    format!("{}  {name}  {state}", style::verdict(alignment.verdict))
}

/// Needed, agreed and observed side by side; and why, where they do not go together.
fn comparison(alignment: &AlignmentView) -> String {
    let text = &alignment.text;
    let well = alignment.verdict == Verdict::Met && alignment.alignment == AlignmentState::Aligned;
    let reason = if well { String::new() } else { format!("; {}", alignment.reason) };
    format!("needed {}, agreed {}, observed {}{reason}", text.required, text.agreed, text.observed)
}

fn state_style(state: AlignmentState) -> anstyle::Style {
    match state {
        AlignmentState::Aligned => style::of_verdict(Verdict::Met),
        AlignmentState::Weaker => style::of_verdict(Verdict::AtRisk),
        AlignmentState::NotAgreed => style::of_verdict(Verdict::Unknown),
    }
}
