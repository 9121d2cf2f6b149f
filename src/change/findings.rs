//! What is wrong with a change.

use std::collections::{BTreeMap, BTreeSet};

use super::approval::Standing;
use super::flips::{Told, together};
use super::shift::{Direction, Shift, Subject};
use super::{Changes, Judgement, rules};
use crate::finding::{Finding, Findings, Level, Location};
use crate::model::{ChangeNote, Owner};

/// What is wrong with a change, or worth knowing about it.
pub fn findings(changes: &Changes, told: &BTreeMap<usize, Told>) -> Findings {
    let weakened = changes.going(Direction::Weakened).map(|judgement| weakened(judgement, told));
    weakened.chain(changes.idle_notes.iter().map(|(at, note)| idle(at, note))).collect()
}

/// A finding for each file of the earlier state that cannot be read whole. `found` is what is wrong with it.
pub fn unreadable_base(found: &Findings, base: &str) -> Findings {
    // Codes from D100 on are about good practice: such declarations can be read.
    let broken = |finding: &&Finding| finding.level == Level::Error && finding.rule.code < "D100";
    let paths: BTreeSet<&str> = found.iter().filter(broken).map(|finding| finding.location.path()).collect();
    let told = paths.into_iter().map(|path| {
        let message = format!(
            "at {base} this file has errors, so what became of its declarations is told only in part"
        );
        let help =
            "look at the difference of this file yourself; after the merge the comparison is whole again";
        Finding::new(&rules::UNREADABLE_BASE, Location::Path(path.to_owned()), message).help(help)
    });
    told.collect()
}

fn weakened(judgement: &Judgement, told: &BTreeMap<usize, Told>) -> Finding {
    let Judgement { shift, approval } = judgement;
    let what = sentence(shift, told);
    let by = |note: &Option<ChangeNote>| {
        let note = note.as_ref();
        (
            note.map(|note| note.reason.trim().to_owned()).unwrap_or_default(),
            note.and_then(|note| note.approved_by.as_ref()).map(ToString::to_string).unwrap_or_default(),
        )
    };
    let (reason, approver) = by(&approval.note);
    let owners = either(&approval.accountable);
    let (rule, message) = match approval.standing {
        Standing::Approved => {
            (&rules::WEAKENED_WITH_APPROVAL, format!("{what}; approved by {approver}: {reason}"))
        }
        Standing::Foreign => {
            (&rules::FOREIGN_APPROVAL, format!("{what}; {approver} approved, and accountable was {owners}"))
        }
        Standing::Unsigned => (&rules::WEAKENED, format!("{what}; a reason is stated, and nobody approved")),
        Standing::Old => (
            &rules::WEAKENED,
            format!("{what}; the approval there is an earlier one, which covers no new change"),
        ),
        Standing::Missing => (&rules::WEAKENED, format!("{what}; no reason is stated, and nobody approved")),
    };
    let finding = Finding::new(rule, location(shift), message).key(key(shift));
    let finding = match &approval.note {
        Some(note) => finding.label(&note.place, "what is said about it"),
        None => finding,
    };
    if approval.standing == Standing::Approved {
        return finding;
    }
    let carrier = match &approval.carrier {
        Subject::Objective { agreement, objective } => format!("objective {agreement}/{objective}"),
        Subject::Object { kind, name } => format!("the spec of {kind} {name}"),
        Subject::Settings => "deming.yaml".to_owned(),
    };
    let owner = approval.accountable.first().map_or("@owner", Owner::as_str);
    finding.help(format!(
        "take it back, or add to {carrier}: `change: {{reason: \"why\", approvedBy: \"{owner}\"}}`, once {owners} agrees"
    ))
}

/// What was weakened, from what to what, and what that does to closed periods.
fn sentence(shift: &Shift, told: &BTreeMap<usize, Told>) -> String {
    let Shift { subject, route, before, after, .. } = shift;
    let mut sentence = format!("`{subject}` is weakened: {} {before} → {after}", route.noun());
    if !shift.is_comparable {
        sentence.push_str(" (not comparable)");
    }
    match together(told, &shift.objectives) {
        Some(Told::Flips(flips)) => sentence.push_str(&format!("; {}", flips.words())),
        Some(Told::Cannot(why)) => sentence.push_str(&format!("; flips cannot be told: {why}")),
        None => {}
    }
    sentence
}

/// Where it is declared, else where it was.
fn location(shift: &Shift) -> Location {
    match (&shift.place, &shift.base_place) {
        (Some(place), _) => place.into(),
        (None, Some(place)) => Location::Path(place.file().to_owned()),
        (None, None) => Location::Path("deming.yaml".into()),
    }
}

/// Tells shifts of one place apart.
fn key(shift: &Shift) -> String {
    format!("{} {} {}", shift.route.keyword(), shift.subject, shift.before)
}

fn either(owners: &BTreeSet<Owner>) -> String {
    let names: Vec<&str> = owners.iter().map(Owner::as_str).collect();
    match names.as_slice() {
        [] => "its owner".into(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

fn idle(at: &Subject, note: &ChangeNote) -> Finding {
    let message = format!("this approval covers nothing: the change makes nothing of `{at}` easier to keep");
    Finding::new(&rules::IDLE_NOTE, &note.place, message)
        .help("take it out; it would not cover a later change either")
}
