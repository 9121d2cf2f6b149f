//! What a change means, a sentence for each thing; what stands between backticks is a name.

use super::change_text::approval;
use super::view::{ChangeView, ObjectChangeView, ShiftView};

/// A promise that is easier to keep: by how much, what that does to closed periods, and whether it was approved.
pub fn weakened(shift: &ShiftView) -> String {
    let flips = match (&shift.flips, &shift.flips_unknown) {
        (Some(flips), _) => format!("; {}", flips.text),
        (None, Some(why)) => format!("; flips cannot be told: {why}"),
        (None, None) => String::new(),
    };
    format!("`{}` weakened: {}{flips}; {}", quoted(&shift.subject), moved(shift), approval(shift))
}

/// What else changed: promises that are harder to keep or just others, verdicts that flip, and every object.
pub fn rest(change: &ChangeView) -> Vec<String> {
    let shifts = |shifts: &[ShiftView], word: &str| -> Vec<String> {
        shifts.iter().map(|shift| format!("`{}` {word}: {}", quoted(&shift.subject), moved(shift))).collect()
    };
    let verdict = |verdict: Option<&'static str>| verdict.unwrap_or("no longer judged");
    let flips = change.verdicts.iter().map(|flip| {
        format!("verdict of `{}`: {} → {}", quoted(&flip.id), verdict(flip.before), verdict(flip.after))
    });
    let mut words = shifts(&change.strengthened, "strengthened");
    words.extend(shifts(&change.changed, "changed"));
    words.extend(flips);
    words.extend(change.objects.iter().map(object));
    words
}

fn moved(shift: &ShiftView) -> String {
    let doubt = if shift.comparable { "" } else { " (not comparable)" };
    format!("{} {} → {}{doubt}", shift.what, shift.before, shift.after)
}

fn object(object: &ObjectChangeView) -> String {
    let from = object.from.as_ref().map(|from| format!(", it was `{}`", quoted(from))).unwrap_or_default();
    let fields = match object.fields.len() {
        0 => String::new(),
        1 => ", 1 field".to_owned(),
        count => format!(", {count} fields"),
    };
    let place = format!("{}:{}", object.path, object.line);
    let (kind, name, state) = (object.kind, quoted(&object.name), object.state);
    format!("{kind} `{name}` {state}{from}{fields} (`{}`)", quoted(&place))
}

/// Text that may stand between backticks.
fn quoted(text: &str) -> String {
    text.replace('`', "'")
}
