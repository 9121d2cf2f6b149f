//! A reason and the approval of the one who was accountable before the change, or the check fails.

use deming::change::{Changes, Direction, Standing};

use super::{DECLARED, compared, edited};

fn standings(changes: &Changes) -> Vec<Standing> {
    changes.going(Direction::Weakened).map(|judgement| judgement.approval.standing).collect()
}

const SOME: &str = "objectives: [{name: some, metric: wait, op: lt, value: 48h}]";

fn eased(note: &str) -> String {
    let line = format!("objectives: [{{name: some, metric: wait, op: lt, value: 50h{note}}}]");
    edited(DECLARED, SOME, &line)
}

#[test]
fn a_note_counts_when_it_is_new_and_the_owners() {
    for (note, standing) in [
        ("", Standing::Missing),
        (", change: {reason: Twice the staff}", Standing::Unsigned),
        (", change: {reason: Twice the staff, approvedBy: \"@lead\"}", Standing::Foreign),
        (", change: {reason: Twice the staff, approvedBy: \"@desk\"}", Standing::Approved),
        (", change: {reason: Twice the staff, approvedBy: \"@desk\", on: 2026-01-01}", Standing::Approved),
    ] {
        assert_eq!(standings(&compared(DECLARED, &eased(note))), [standing], "{note}");
    }
}

#[test]
fn an_old_approval_never_covers_a_new_easing() {
    let note = ", change: {reason: Twice the staff, approvedBy: \"@desk\"}";
    let once = eased(note);
    let twice = edited(&once, "value: 50h", "value: 60h");
    assert_eq!(standings(&compared(&once, &twice)), [Standing::Old]);
    // Neither when it is copied to another place, nor when only its spaces change.
    let copied = edited(&once, "value: 24h, each", &format!("value: 30h{note}, each"));
    assert_eq!(standings(&compared(&once, &copied)), [Standing::Old]);
    let spaced = edited(&twice, "Twice the staff", "\"Twice  the staff\"");
    assert_eq!(standings(&compared(&once, &spaced)), [Standing::Old]);
    let again = edited(
        &twice,
        "Twice the staff, approvedBy: \"@desk\"",
        "Three times the staff, approvedBy: \"@desk\"",
    );
    assert_eq!(standings(&compared(&once, &again)), [Standing::Approved]);
}

#[test]
fn to_change_the_owner_in_the_same_change_does_not_help() {
    let note = ", change: {reason: I say so, approvedBy: \"@me\"}";
    let mine = edited(
        &eased(note),
        "practice: it-support, owner: \"@desk\"",
        "practice: it-support, owner: \"@me\"",
    );
    assert_eq!(standings(&compared(DECLARED, &mine)), [Standing::Foreign]);
    // Nor does it to put the agreement under a service of one's own.
    let other = "apiVersion: deming/v1\nkind: Service\nmetadata: {name: mine}\nspec: {practice: it-support, owner: \"@me\"}\n---\n";
    let moved = edited(&eased(note), "  type: OLA\n  service: desk\n", "  type: OLA\n  service: mine\n");
    assert_eq!(standings(&compared(DECLARED, &format!("{other}{moved}"))), [Standing::Foreign]);
}

#[test]
fn a_note_may_stand_at_the_objective_the_agreement_or_the_service() {
    let note = "change: {reason: Twice the staff, approvedBy: \"@desk\"}";
    let at_agreement = edited(&eased(""), "  type: OLA\n", &format!("  type: OLA\n  {note}\n"));
    let at_service = edited(
        &eased(""),
        "spec: {practice: it-support, owner: \"@desk\"}",
        &format!("spec: {{practice: it-support, owner: \"@desk\", {note}}}"),
    );
    for text in [at_agreement, at_service] {
        let changes = compared(DECLARED, &text);
        assert_eq!(standings(&changes), [Standing::Approved]);
        assert!(changes.idle_notes.is_empty());
    }
}

#[test]
fn annotations_say_the_same_where_a_format_has_no_such_field() {
    let annotated = edited(
        &eased(""),
        "metadata: {name: ola}",
        "metadata: {name: ola, annotations: {deming/change-reason: Twice the staff, deming/change-approved-by: \"@desk\"}}",
    );
    assert_eq!(standings(&compared(DECLARED, &annotated)), [Standing::Approved]);
}

#[test]
fn each_kind_has_its_own_accountable() {
    let note = |by: &str| format!("change: {{reason: Agreed, approvedBy: \"{by}\"}}");
    let cycle = |by: &str| {
        let text = edited(DECLARED, "target: {value: 20h", "target: {value: 22h");
        edited(&text, "  period: {from: 2026-01-01", &format!("  {}\n  period: {{from: 2026-01-01", note(by)))
    };
    let need = |by: &str| {
        let text = edited(DECLARED, "reviewBy: 2026-06-30", "reviewBy: 2026-12-31");
        edited(&text, "  statement: Staff", &format!("  {}\n  statement: Staff", note(by)))
    };
    let refusal =
        |by: &str| edited(DECLARED, "until: 2026-09-30", &format!("until: 2027-09-30, {}", note(by)));
    for (text, standing) in [
        (cycle("@head"), Standing::Approved),
        (cycle("@lead"), Standing::Approved),
        (cycle("@desk"), Standing::Approved),
        (cycle("@tools"), Standing::Foreign),
        (need("@retail"), Standing::Approved),
        (need("@desk"), Standing::Foreign),
        (refusal("@head"), Standing::Approved),
        (refusal("@desk"), Standing::Foreign),
    ] {
        assert_eq!(standings(&compared(DECLARED, &text)), [standing], "{text}");
    }
}

#[test]
fn a_metric_that_two_services_rest_on_needs_both_owners() {
    let other = "---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {name: foreign}\nspec: {type: OLA, service: other, objectives: [{name: few, metric: wait, op: lte, value: 9h}]}\n";
    let before = format!("{DECLARED}{other}");
    let note = |by: &str| {
        let eased = edited(&before, "coverage: 95%", "coverage: 50%");
        edited(
            &eased,
            "  unit: h\n",
            &format!("  unit: h\n  change: {{reason: New probe, approvedBy: \"{by}\"}}\n"),
        )
    };
    assert_eq!(standings(&compared(&before, &note("@desk"))), [Standing::Foreign]);
    let both = edited(
        &note("@desk"),
        "spec: {type: OLA, service: other,",
        "spec: {type: OLA, service: other, change: {reason: New probe, approvedBy: \"@else\"},",
    );
    assert_eq!(standings(&compared(&before, &both)), [Standing::Approved]);
}

#[test]
fn a_note_that_covers_nothing_is_told_of_once() {
    let idle =
        edited(DECLARED, "value: 48h}]", "value: 40h, change: {reason: Agreed, approvedBy: \"@desk\"}}]");
    let changes = compared(DECLARED, &idle);
    assert_eq!((standings(&changes).len(), changes.idle_notes.len()), (0, 1));
    assert_eq!(compared(&idle, &idle).idle_notes.len(), 0);
}
