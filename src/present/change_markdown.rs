//! What a change means, as a section of a comment: what is weakened first, above everything else.

use super::change_text::approval;
use super::view::{ChangeView, ObjectChangeView, ShiftView};
use crate::text::escape::{markdown, one_line};

/// How many objects a section lists.
const MOST_OBJECTS: usize = 50;

/// The section in GitHub-flavoured Markdown, at most `limit` bytes long, with a line break at its end. Weakened promises
/// come first, and none of them is left out but by the limit; whatever is left out is counted.
pub fn section(change: &ChangeView, limit: usize) -> String {
    let mut section = Section { text: String::new(), limit, left_out: 0 };
    section.line(&format!(
        "### What the change means: {}",
        if change.is_empty() { "nothing".into() } else { change.counts.words() }
    ));
    section.line("");
    section.line(&format!("Compared with {}.", plain(&change.base.words())));
    section.line("");
    for shift in &change.weakened {
        section.line(&weakened(shift));
    }
    for (shifts, word) in [(&change.strengthened, "strengthened"), (&change.changed, "changed")] {
        for shift in shifts {
            section.line(&format!("- {word} {}: {}", plain(&shift.subject), moved(shift)));
        }
    }
    for flip in &change.verdicts {
        let word = |verdict: Option<&'static str>| verdict.unwrap_or("no longer judged");
        let (before, after) = (word(flip.before), word(flip.after));
        section.line(&format!("- verdict of {}: {before} → {after}", plain(&flip.id)));
    }
    for object in change.objects.iter().take(MOST_OBJECTS) {
        section.line(&self::object(object));
    }
    section.left_out += change.objects.len().saturating_sub(MOST_OBJECTS);
    section.finish()
}

struct Section {
    text: String,
    limit: usize,
    left_out: usize,
}

impl Section {
    /// Room for the sentence that counts what is left out.
    const RESERVE: usize = 120;

    /// Adds a line, if there is room for it.
    fn line(&mut self, line: &str) {
        if self.left_out > 0 || self.text.len() + line.len() + 1 + Self::RESERVE > self.limit {
            self.left_out += usize::from(!line.is_empty());
            return;
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn finish(mut self) -> String {
        if self.left_out > 0 {
            let what = format!(
                "\n{} more lines are left out here; `deming check --base … --format json` holds all.\n",
                self.left_out
            );
            self.text.push_str(&what);
        }
        self.text
    }
}

fn plain(text: &str) -> String {
    markdown(&one_line(text))
}

fn moved(shift: &ShiftView) -> String {
    let doubt = if shift.comparable { "" } else { " (not comparable)" };
    format!("{} {} → {}{doubt}", plain(shift.what), plain(&shift.before), plain(&shift.after))
}

fn weakened(shift: &ShiftView) -> String {
    let flips = match (&shift.flips, &shift.flips_unknown) {
        (Some(flips), _) => format!("; {}", plain(&flips.text)),
        (None, Some(why)) => format!("; flips cannot be told: {}", plain(why)),
        (None, None) => String::new(),
    };
    let sign = if shift.approved == Some(true) { "▼" } else { "✘" };
    format!(
        "- {sign} **weakened** {}: {}{flips}; {}",
        plain(&shift.subject),
        moved(shift),
        plain(&approval(shift))
    )
}

fn object(object: &ObjectChangeView) -> String {
    let from = object.from.as_ref().map(|from| format!(" (was {})", plain(from))).unwrap_or_default();
    let fields = match object.fields.len() {
        0 => String::new(),
        1 => ", 1 field".to_owned(),
        count => format!(", {count} fields"),
    };
    let (name, place) = (plain(&object.name), plain(&format!("{}:{}", object.path, object.line)));
    format!("- {} {} {name}{from}{fields} ({place})", object.state, object.kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::view::{BaseView, ChangeCounts};

    fn shift(subject: &str) -> ShiftView {
        ShiftView {
            subject: subject.into(),
            kind: "Objective",
            name: subject.into(),
            route: "target",
            what: "target",
            before: "≥ 95 %".into(),
            after: "≥ 90 %".into(),
            comparable: true,
            flips: None,
            flips_unknown: None,
            reason: Some("ask @everybody | <b>".into()),
            approved_by: None,
            approved: Some(false),
            accountable: vec!["@desk".into()],
            objectives: Vec::new(),
            path: "a.yaml".into(),
            line: 1,
            column: 1,
        }
    }

    fn change(weakened: usize) -> ChangeView {
        let id = "0123456789abcdef0123456789abcdef01234567".to_owned();
        ChangeView {
            base: BaseView {
                rev: "main".into(),
                commit: id.clone(),
                merge_base: id,
                origin: "--base".into(),
            },
            counts: ChangeCounts { weakened, unmodified: 3, ..ChangeCounts::default() },
            weakened: (0..weakened).map(|n| shift(&format!("sla/o{n}"))).collect(),
            strengthened: Vec::new(),
            changed: Vec::new(),
            objects: Vec::new(),
            verdicts: Vec::new(),
        }
    }

    #[test]
    fn what_is_weakened_comes_first_and_notifies_nobody() {
        let text = section(&change(1), 65_536);
        assert!(text.starts_with("### What the change means: 1 weakened, 3 unmodified\n"), "{text}");
        assert!(text.contains("**weakened** sla/o0: target ≥ 95 % → ≥ 90 %"), "{text}");
        assert!(!text.contains("@everybody") && !text.contains("<b>"), "{text}");
    }

    #[test]
    fn the_limit_is_held_and_what_is_left_out_is_counted() {
        let text = section(&change(2_000), 10_000);
        assert!(text.len() <= 10_000, "{}", text.len());
        assert!(text.starts_with("### What the change means: 2000 weakened"));
        let shown = text.lines().filter(|line| line.contains("**weakened**")).count();
        assert!(text.contains(&format!("{} more lines are left out here", 2_000 - shown)), "{text}");
    }
}
