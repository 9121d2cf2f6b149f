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
