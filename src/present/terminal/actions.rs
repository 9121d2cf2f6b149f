//! Past actions: did they work?

use super::{explained, heading};
use crate::present::style::{QUIET, paint};
use crate::present::table;
use crate::present::view::{ActionView, EffectView, Report};
use crate::text::escape::one_line;

/// The actions that took effect, in the order of their names.
pub fn lines(report: &Report, width: usize) -> Vec<String> {
    let past: Vec<_> = report.register.iter().filter(|action| action.is_past()).collect();
    if past.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![heading("Actions", "did they work?")];
    for action in past {
        lines.extend(entry(action, width));
    }
    lines.extend(table::wrapped(&report.hit_rate.text, width).iter().map(|line| paint(QUIET, line)));
    lines
}

fn entry(action: &ActionView, width: usize) -> Vec<String> {
    let mut lines = vec![format!("{}  {}", action.id, action.text.outcome)];
    let review = action.review.as_ref();
    if let Some(effect) = review.and_then(|review| review.effect.as_ref()) {
        lines.extend(explained(&effect_words(effect), width));
    }
    if let Some(review) = review {
        lines.extend(explained(&review.reason, width));
    }
    lines
}

fn effect_words(effect: &EffectView) -> String {
    let text = &effect.text;
    let mut words = format!("{}: {} → {}, {}", effect.metric, text.before, text.after, text.change);
    if effect.expected.is_some() {
        words.push_str(&format!(" ({} expected)", text.expected));
    }
    if effect.low.is_some() {
        words.push_str(&format!(", 95 % interval {}", text.interval));
    }
    if effect.detectable.is_some() {
        words.push_str(&format!(", changes of {} or more could be seen", text.detectable));
    }
    one_line(&words).into_owned()
}
