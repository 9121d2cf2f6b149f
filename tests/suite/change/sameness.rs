//! What is no change at all, and what is which after it was renamed or moved.

use deming::change::{self, Direction, Route};

use super::{DECLARED, compared, edited, going, objects, state};

#[test]
fn another_spelling_of_the_same_is_no_change() {
    for (from, to) in [
        ("target: 0.95", "target: 95%"),
        ("target: 0.95", "target: \"95.0%\""),
        ("value: 24h, each", "value: 24, each"),
        ("value: 24h, each", "value: 1440m, each"),
        ("lateness: 2d", "lateness: 48h"),
        ("in: [\"1\", \"2\"]", "in: [\"2\", \"1\"]"),
    ] {
        let changes = compared(DECLARED, &edited(DECLARED, from, to));
        assert_eq!(going(&changes, Direction::Weakened), [""; 0], "{from} → {to}");
        assert_eq!(going(&changes, Direction::Strengthened), [""; 0], "{from} → {to}");
    }
    assert!(compared(DECLARED, &edited(DECLARED, "target: 0.95", "target: 95%")).is_empty());
}

#[test]
fn an_anchor_a_whole_number_of_periods_away_is_the_same_one() {
    let moved = edited(DECLARED, "startTime: \"2025-01-01", "startTime: \"2019-07-01");
    assert_eq!(going(&compared(DECLARED, &moved), Direction::Weakened), [""; 0]);
}

#[test]
fn a_renamed_metric_is_followed_and_hides_nothing() {
    let renamed =
        DECLARED.replace("metric: wait", "metric: waiting").replace("{name: wait}", "{name: waiting}");
    let changes = compared(DECLARED, &renamed);
    assert_eq!(objects(&changes), ["renamed Metric waiting"], "references follow the name");
    assert_eq!(going(&changes, Direction::Weakened), [""; 0]);
    let eased =
        edited(&edited(&renamed, "value: 24h, each", "value: 30h, each"), "coverage: 95%", "coverage: 50%");
    assert_eq!(
        going(&compared(DECLARED, &eased), Direction::Weakened),
        ["target sla/quick: ≤ 24 h → ≤ 30 h", "coverage Metric waiting: 95 % → 50 %"]
    );
}

#[test]
fn a_renamed_objective_or_agreement_hides_nothing() {
    let renamed = edited(DECLARED, "- name: made", "- name: attained");
    let changes = compared(DECLARED, &renamed);
    assert_eq!(objects(&changes), ["modified Agreement sla"]);
    let paths: Vec<&str> = changes.objects[0].fields.iter().map(|field| field.path.as_str()).collect();
    assert_eq!(paths, ["spec.objectives[attained].name"]);
    let eased = edited(&renamed, "target: 0.95", "target: 0.9");
    let told = ["target sla/attained: ≥ 95 % → ≥ 90 %"];
    assert_eq!(going(&compared(DECLARED, &eased), Direction::Weakened), told);
    let both = edited(&eased, "metadata: {name: sla}", "metadata: {name: contract}");
    let changes = compared(DECLARED, &both);
    assert_eq!(objects(&changes), ["renamed Agreement contract"]);
    assert_eq!(going(&changes, Direction::Weakened), ["target contract/attained: ≥ 95 % → ≥ 90 %"]);
}

#[test]
fn an_objective_that_moved_to_another_agreement_is_not_gone() {
    let line = "    - {name: sliced, metric: share, target: 90%, budgetingMethod: Timeslices, timeSliceTarget: 80%, timeSliceWindow: 1h}\n";
    let taken = edited(DECLARED, line, "");
    let moved = edited(
        &taken,
        "objectives: [{name: some, metric: wait, op: lt, value: 48h}]",
        "objectives: [{name: some, metric: wait, op: lt, value: 48h}, {name: sliced, metric: share, target: 90%, budgetingMethod: Timeslices, timeSliceTarget: 80%, timeSliceWindow: 1h}]",
    );
    assert_eq!(going(&compared(DECLARED, &moved), Direction::Weakened), [""; 0]);
}

#[test]
fn an_objective_that_is_exchanged_for_an_easier_one_of_another_kind_is_weakened() {
    let exchanged = edited(
        DECLARED,
        "objectives: [{name: some, metric: wait, op: lt, value: 48h}]",
        "objectives: [{name: other, metric: share, target: 1%}]",
    );
    let weakened = going(&compared(DECLARED, &exchanged), Direction::Weakened);
    assert_eq!(weakened.len(), 1, "{weakened:?}");
}

#[test]
fn what_rests_on_a_changed_metric_is_listed() {
    let changes = compared(DECLARED, &edited(DECLARED, "aggregate: p90", "aggregate: p95"));
    let [metric] = changes.objects.as_slice() else { panic!("{:?}", changes.objects) };
    let expected = ["Action rules", "Cycle faster", "Need working", "ola/some", "sla/quick"];
    assert_eq!(metric.dependents, expected);
}

#[test]
fn a_huge_change_is_compared_in_bounded_time_and_hides_nothing() {
    let many = |prefix: &str, value: &str| -> String {
        let document = |n: usize| {
            format!(
                "---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: {prefix}{n}}}\nspec: {{type: SLA, service: desk, objectives: [{{name: o, metric: wait, op: lte, value: {value}}}]}}\n"
            )
        };
        (0..700).map(document).collect()
    };
    let (before, after) = (many("a", "8h"), many("b", "9h"));
    let started = std::time::Instant::now();
    let changes = compared(&format!("{DECLARED}{before}"), &format!("{DECLARED}{after}"));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    // Too many to search for renames: all are gone, and each is told of.
    assert_eq!((changes.count("removed"), changes.count("added")), (700, 700));
    let gone = changes.going(Direction::Weakened).filter(|one| one.shift.route == Route::AgreementRemoved);
    assert_eq!(gone.count(), 700);
}

#[test]
fn references_that_lead_nowhere_are_no_removal() {
    let before = state(&[("improvement/a.yaml", DECLARED)]);
    let without =
        DECLARED.split("---\n").filter(|d| !d.contains("{name: office}")).collect::<Vec<_>>().join("---\n");
    let after = state(&[("improvement/a.yaml", &without)]);
    let changes = change::compare(&before, &after, "2026-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(objects(&changes), ["removed Calendar office"]);
}

#[test]
fn hours_that_nothing_is_promised_in_ease_nothing() {
    let changes = compared(DECLARED, &edited(DECLARED, "to: \"12:00\"", "to: \"11:00\""));
    assert_eq!(going(&changes, Direction::Weakened), [""; 0]);
    assert_eq!(going(&changes, Direction::Changed).len(), 1);
}

#[test]
fn an_easing_is_seen_where_the_metric_cannot_be() {
    let without = |text: &str| -> String {
        let kept = text.split("---\n").filter(|document| !document.contains("kind: Metric"));
        kept.collect::<Vec<_>>().join("---\n")
    };
    let before = without(DECLARED);
    for (from, to) in [("target: 0.95", "target: 0.9"), ("value: 24h, each", "value: 30h, each")] {
        let weakened = going(&compared(&before, &edited(&before, from, to)), Direction::Weakened);
        assert_eq!(weakened.len(), 1, "{weakened:?}");
    }
}
