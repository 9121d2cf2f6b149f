//! What a change means, for eyes: what is weakened first, then every object by a sign.

use super::style::{self, ADDED, QUIET, STRONG, paint};
use super::table;
use super::view::{ChangeView, FieldView, ObjectChangeView, ShiftView};
use crate::finding::Level;
use crate::text::escape::one_line;

/// The indent of what explains the line above it.
const INDENT: &str = "    ";

/// How many fields of one object are shown.
const MOST_FIELDS: usize = 12;

/// How many objects are shown; JSON holds all.
const MOST_OBJECTS: usize = 60;

/// The whole change in `width` columns, with an empty line behind it.
pub fn full(change: &ChangeView, width: usize) -> String {
    let mut lines = vec![format!(
        "{} {}",
        paint(STRONG, "What the change means"),
        paint(QUIET, &one_line(&format!("– compared with {}", change.base.words())))
    )];
    if change.is_empty() {
        lines.push("Nothing that is declared changes.".into());
        return lines.join("\n") + "\n\n";
    }
    lines.push(paint(STRONG, &format!("{}.", change.counts.words())));
    for shift in &change.weakened {
        lines.push(String::new());
        lines.extend(self::shift(shift, "▼ weakened", true, width));
    }
    lines.push(String::new());
    for (shifts, word) in [(&change.strengthened, "▲ strengthened"), (&change.changed, "· changed")] {
        lines.extend(shifts.iter().flat_map(|shift| self::shift(shift, word, false, width)));
    }
    lines.extend(verdicts(change));
    lines.extend(change.objects.iter().take(MOST_OBJECTS).flat_map(|object| self::object(object, width)));
    if let Some(more) = change.objects.len().checked_sub(MOST_OBJECTS).filter(|more| *more > 0) {
        lines.push(format!("… and {more} more objects; `--format json` holds all"));
    }
    lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
    lines.join("\n") + "\n\n"
}

/// One line for each promise and object, what is weakened first.
pub fn concise(change: &ChangeView) -> String {
    let mut lines = vec![format!("compared with {}", change.base.words())];
    let groups = [
        (&change.weakened, "weakened"),
        (&change.strengthened, "strengthened"),
        (&change.changed, "changed"),
    ];
    for (shifts, word) in groups {
        lines.extend(shifts.iter().map(|shift| {
            let flips = shift.flips.as_ref().map(|flips| format!("; {}", flips.text)).unwrap_or_default();
            let place = format!("{}:{}:{}", shift.path, shift.line, shift.column);
            format!("{place}: {word} {}: {}{flips}", shift.subject, moved(shift))
        }));
    }
    lines.extend(change.objects.iter().map(|object| {
        let from = object.from.as_ref().map(|from| format!(" from {from}")).unwrap_or_default();
        let place = format!("{}:{}", object.path, object.line);
        format!("{place}: {} {} {}{from}", object.state, object.kind, object.name)
    }));
    lines.iter().map(|line| one_line(line).into_owned() + "\n").collect()
}

fn moved(shift: &ShiftView) -> String {
    let doubt = if shift.comparable { "" } else { " (not comparable)" };
    format!("{} {} → {}{doubt}", shift.what, shift.before, shift.after)
}

fn shift(shift: &ShiftView, word: &str, is_weakened: bool, width: usize) -> Vec<String> {
    let color = if is_weakened { style::of_level(Level::Error) } else { QUIET };
    let head = format!("{}  {}", one_line(&shift.subject), one_line(&moved(shift)));
    let mut wrapped = table::wrapped(&head, width.saturating_sub(word.chars().count() + 1)).into_iter();
    let mut lines = vec![format!("{} {}", paint(color, word), wrapped.next().unwrap_or_default())];
    lines.extend(wrapped.map(|line| format!("{INDENT}{line}")));
    if is_weakened {
        let flips = match (&shift.flips, &shift.flips_unknown) {
            (Some(flips), _) => Some(flips.text.clone()),
            (None, Some(why)) => Some(format!("how closed periods come out cannot be told: {why}")),
            (None, None) => None,
        };
        for text in flips.into_iter().chain([approval(shift)]) {
            let text = one_line(&text).into_owned();
            lines.extend(
                table::wrapped(&text, width.saturating_sub(4)).iter().map(|l| format!("{INDENT}{l}")),
            );
        }
    }
    lines
}

/// Reason and approval in words.
pub fn approval(shift: &ShiftView) -> String {
    let owners = shift.accountable.join(" or ");
    match (&shift.reason, &shift.approved_by, shift.approved) {
        (Some(reason), Some(by), Some(true)) => format!("approved by {by}: {reason}"),
        (Some(reason), Some(by), _) => format!("not approved (needs {owners}; {by} is named): {reason}"),
        (Some(reason), None, _) => format!("not approved yet (needs {owners}): {reason}"),
        (None, ..) => format!("no reason is stated, and nobody approved (needs {owners})"),
    }
}

fn verdicts(change: &ChangeView) -> Vec<String> {
    let told = change.verdicts.iter().map(|flip| {
        let word = |verdict: Option<&'static str>| verdict.unwrap_or("no longer judged");
        let line = format!("verdict {}  {} → {}", flip.id, word(flip.before), word(flip.after));
        one_line(&line).into_owned()
    });
    told.collect()
}

/// The sign of what became of an object.
fn sign(state: &str) -> &'static str {
    match state {
        "added" => "+",
        "removed" => "-",
        "renamed" => "→",
        _ => "~",
    }
}

fn object(object: &ObjectChangeView, width: usize) -> Vec<String> {
    let sign = match object.state {
        "added" => paint(ADDED, sign(object.state)),
        "removed" => paint(style::of_level(Level::Error), sign(object.state)),
        state => paint(STRONG, sign(state)),
    };
    let from = object.from.as_ref().map(|from| format!(" (was {from})")).unwrap_or_default();
    let place = format!("{}:{}", object.path, object.line);
    let name = one_line(&format!("{} {}{from}", object.kind, object.name)).into_owned();
    let mut lines = vec![format!("{sign} {name}  {}", paint(QUIET, &one_line(&place)))];
    lines.extend(
        object.fields.iter().take(MOST_FIELDS).map(|field| format!("{INDENT}{}", self::field(field, width))),
    );
    if let Some(more) = object.fields.len().checked_sub(MOST_FIELDS).filter(|more| *more > 0) {
        lines.push(format!("{INDENT}… and {more} more fields"));
    }
    if !object.dependents.is_empty() {
        let text = format!("rests on it: {}", object.dependents.join(", "));
        let text = one_line(&text).into_owned();
        lines.extend(
            table::wrapped(&text, width.saturating_sub(4))
                .iter()
                .map(|line| format!("{INDENT}{}", paint(QUIET, line))),
        );
    }
    lines
}

fn field(field: &FieldView, width: usize) -> String {
    let room = width.saturating_sub(field.path.chars().count() + 10) / 2;
    let side = |text: &Option<String>| match text {
        Some(text) => table::shortened(&one_line(text), room.max(16)),
        None => super::show::NOTHING.to_owned(),
    };
    format!("{}: {} → {}", one_line(&field.path), side(&field.before), side(&field.after))
}
