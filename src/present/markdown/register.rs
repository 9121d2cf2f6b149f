//! The improvement register, with the fields that ITIL gives an entry.

use serde::Serialize;

use super::{Head, Pages, TemplateError};
use crate::present::show;
use crate::present::view::{ActionView, HitRateView, PendingView, RefusalView};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Register<'a> {
    head: &'a Head,
    open: Vec<&'a ActionView>,
    done: Vec<&'a ActionView>,
    all: &'a [ActionView],
    hit_rate: &'a HitRateView,
    pending: &'a [PendingView],
    pending_text: String,
    refusals: &'a [RefusalView],
}

/// Adds the page.
pub fn add(pages: &mut Pages) -> Result<(), TemplateError> {
    let report = pages.report;
    let (mut open, mut done): (Vec<_>, Vec<_>) =
        report.register.iter().partition(|action| !matches!(action.state, "implemented" | "closed"));
    // Without a priority an action comes after those that have one.
    open.sort_by(|a, b| (a.priority.unwrap_or(u8::MAX), &a.id).cmp(&(b.priority.unwrap_or(u8::MAX), &b.id)));
    done.sort_by(|a, b| b.implemented_on.cmp(&a.implemented_on).then_with(|| a.id.cmp(&b.id)));
    let context = Register {
        head: &pages.head,
        open,
        done,
        all: &report.register,
        hit_rate: &report.hit_rate,
        pending: &pages.facts.pending,
        pending_text: pending_words(&pages.facts.pending),
        refusals: &pages.facts.refusals,
    };
    let rendered = pages.render("improvement-register.hbs", &context)?;
    pages.push("Improvement-Register".into(), rendered);
    Ok(())
}

/// Gaps by what becomes of them, counted: `60 gaps: 2 to be proposed, 3 open, 55 waiting (limit).`
pub(super) fn pending_words(pending: &[PendingView]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for one in pending {
        match counts.last_mut() {
            Some((word, count)) if *word == one.word => *count += 1,
            _ => counts.push((one.word, 1)),
        }
    }
    let words: Vec<String> = counts.iter().map(|(word, count)| format!("{count} {word}")).collect();
    format!("{}: {}.", show::counted(pending.len(), "gap"), words.join(", "))
}
