//! Every route by which a promise can be made easier to keep is called by its name.

use std::collections::BTreeSet;

use deming::change::{Direction, Route};

use super::{DECLARED, SETTINGS, between, compared, declared, edited, going, state};

/// A route; what is declared; what makes it easier; and what the way back is called.
type Case = (Route, &'static str, &'static str, Direction);

use Direction::{Strengthened, Weakened};

/// One line for each way to ease something. The way back of what cannot be held against each other is weakened, too.
const CASES: &[Case] = &[
    (Route::Target, "value: 24h, each", "value: 25h, each", Strengthened),
    (Route::Target, "target: 0.95", "target: 94.9%", Strengthened),
    (Route::Target, "op: lt, value: 48h", "op: lte, value: 48h", Strengthened),
    (Route::Target, "op: lt, value: 48h", "op: lt, value: 48h, target: 90%", Weakened),
    (Route::Budgeting, "timeSliceTarget: 80%", "timeSliceTarget: 70%", Strengthened),
    (Route::Budgeting, "timeSliceWindow: 1h", "timeSliceWindow: 2h", Strengthened),
    (
        Route::Budgeting,
        "budgetingMethod: Timeslices, timeSliceTarget: 80%, timeSliceWindow: 1h",
        "budgetingMethod: Occurrences",
        Weakened,
    ),
    (Route::Window, "duration: 1M, calendar", "duration: 3M, calendar", Strengthened),
    (
        Route::Window,
        "duration: 1M, calendar: {startTime: \"2025-01-01 00:00:00\", timeZone: UTC}, isRolling: false",
        "duration: 1M, isRolling: true",
        Weakened,
    ),
    (
        Route::Window,
        "\"2025-01-01 00:00:00\", timeZone: UTC",
        "\"2025-01-11 00:00:00\", timeZone: UTC",
        Weakened,
    ),
    (Route::Each, ", each: category", "", Strengthened),
    (
        Route::ObjectiveMetric,
        "{name: some, metric: wait, op: lt, value: 48h}",
        "{name: some, metric: unused, op: lt, value: 48}",
        Weakened,
    ),
    (Route::Consequence, "      consequence: Changes wait.\n", "", Strengthened),
    (
        Route::ObjectiveRemoved,
        "    - {name: sliced, metric: share, target: 90%, budgetingMethod: Timeslices, timeSliceTarget: 80%, timeSliceWindow: 1h}\n",
        "",
        Direction::Changed,
    ),
    (Route::AgreementType, "type: SLA", "type: OLA", Strengthened),
    (Route::ServiceHours, "serviceHours: office", "serviceHours: mornings", Strengthened),
    (Route::Review, "next: 2026-03-01", "next: 2026-04-01", Strengthened),
    (Route::Review, "review: {every: 3M", "review: {every: 6M", Strengthened),
    (Route::CalendarHours, "to: \"18:00\"", "to: \"17:00\"", Strengthened),
    (
        Route::Holidays,
        "[Mon, Tue, Wed, Thu, Fri], from: \"08:00\", to: \"18:00\"}]\n  holidays: [2026-12-25]",
        "[Mon, Tue, Wed, Thu, Fri], from: \"08:00\", to: \"18:00\"}]\n  holidays: [2026-12-25, 2026-12-26]",
        Strengthened,
    ),
    (
        Route::Maintenance,
        "to: \"18:00\"}]\n  holidays: [2026-12-25]\n  maintenance: [{from: 2026-02-01T00:00:00Z",
        "to: \"18:00\"}]\n  holidays: [2026-12-25]\n  maintenance: [{from: 2026-01-31T00:00:00Z",
        Strengthened,
    ),
    (Route::MetricDirection, "unit: h\n  direction: lower", "unit: h\n  direction: higher", Weakened),
    (Route::Unit, "unit: h\n", "unit: min\n", Weakened),
    (Route::Aggregate, "aggregate: p90", "aggregate: p50", Strengthened),
    (Route::Aggregate, "aggregate: p90", "aggregate: sum", Weakened),
    (Route::Coverage, "coverage: 95%", "coverage: 80%", Strengthened),
    (Route::Lateness, "lateness: 2d", "lateness: 9d", Strengthened),
    (Route::Frequency, "by: \"@tools\"\n    every: 1d", "by: \"@tools\"\n    every: 7d", Strengthened),
    (Route::Records, "records: samples", "records: events", Strengthened),
    (Route::Filter, "in: [\"1\", \"2\"]", "in: [\"1\"]", Weakened),
    (Route::Filter, "        where: [{column: priority, in: [\"1\", \"2\"]}]\n", "", Weakened),
    (Route::Missing, "missing: [\"\"]", "missing: [\"\", \"99\"]", Strengthened),
    (Route::Source, "path: data/waits.csv", "path: data/other.csv", Weakened),
    (
        Route::Source,
        "good: [{column: made, equals: \"true\"}]",
        "good: [{column: made, in: [\"true\", \"late\"]}]",
        Weakened,
    ),
    (Route::Gap, "due: 2026-03-31", "due: 2026-12-31", Strengthened),
    (Route::CycleTarget, "target: {value: 20h", "target: {value: 22h", Strengthened),
    (Route::CycleTarget, "target: {change: +10%}", "target: {change: +5%}", Strengthened),
    (Route::CycleTarget, "target: {change: +10%}", "target: {value: 99%}", Weakened),
    (Route::CycleDate, "by: 2026-05-31", "by: 2026-06-30", Strengthened),
    (Route::CyclePeriod, "to: 2026-06-30}", "to: 2026-09-30}", Strengthened),
    (
        Route::CycleMetric,
        "  metric: share\n  owner: \"@lead\"",
        "  metric: unused\n  owner: \"@lead\"",
        Weakened,
    ),
    (Route::Guard, "guards: [{metric: share, change: -5%}]", "guards: []", Strengthened),
    (Route::Guard, "metric: share, change: -5%", "metric: share, change: -9%", Strengthened),
    (Route::Baseline, "value: 30h", "value: 40h", Strengthened),
    (Route::Baseline, "from: 2025-10-01", "from: 2025-11-01", Weakened),
    (Route::Decide, "every: 1M, next: 2026-02-01", "every: 3M, next: 2026-02-01", Strengthened),
    (Route::Expectation, "metric: wait, change: -20%", "metric: wait, change: -10%", Strengthened),
    (Route::ExpectationDate, "by: 2026-04-30", "by: 2026-08-31", Strengthened),
    (
        Route::Requirement,
        "value: 8h}, {metric: share, op: gte, value: 90%}",
        "value: 9h}, {metric: share, op: gte, value: 90%}",
        Strengthened,
    ),
    (Route::Requirement, ", {metric: share, op: gte, value: 90%}]", "]", Strengthened),
    (Route::NeedReview, "reviewBy: 2026-06-30", "reviewBy: 2026-12-31", Strengthened),
    (Route::Refusal, "until: 2026-09-30", "until: 2027-09-30", Strengthened),
];

#[test]
fn each_route_is_called_by_its_name_and_so_is_the_way_back() {
    let before = declared(DECLARED);
    for (route, from, to, back) in CASES {
        let easier = declared(&edited(DECLARED, from, to));
        let there = between(&before, &easier);
        let weakened = going(&there, Weakened);
        let name = format!("{} ", route.keyword());
        assert_eq!(weakened.len(), 1, "{from} → {to}: {weakened:?}");
        assert!(weakened[0].starts_with(&name), "{from} → {to}: {weakened:?}");
        let again = between(&easier, &before);
        match back {
            Direction::Changed => assert!(going(&again, Weakened).is_empty(), "{from} ← {to}"),
            direction => {
                let told = going(&again, *direction);
                assert!(told.iter().any(|told| told.starts_with(&name)), "{from} ← {to}: {told:?}");
            }
        }
    }
}

/// The document of a kind and name.
fn document(kind: &str, name: &str) -> &'static str {
    let wanted = format!("kind: {kind}\nmetadata: {{name: {name}}}\n");
    DECLARED.split("---\n").find(|document| document.contains(&wanted)).unwrap()
}

#[test]
fn what_is_gone_is_weakened() {
    for (route, kind, name, others) in [
        (Route::AgreementRemoved, "Agreement", "ola", 1),
        (Route::MetricRemoved, "Metric", "unused", 0),
        (Route::CycleRemoved, "Cycle", "faster", 0),
        (Route::ActionRemoved, "Action", "rules", 0),
        (Route::NeedRemoved, "Need", "calm", 0),
    ] {
        let without = DECLARED.replace(document(kind, name), "# gone\n");
        let changes = compared(DECLARED, &without);
        let weakened = going(&changes, Weakened);
        assert_eq!(weakened.len(), 1 + others, "{weakened:?}");
        assert!(weakened.iter().any(|told| told.starts_with(route.keyword())), "{weakened:?}");
        assert_eq!(changes.count("removed"), 1);
    }
}

#[test]
fn settings_move_every_promise_at_once() {
    let with = |settings: &str| {
        state(&[
            ("deming.yaml", settings),
            ("improvement/all.yaml", DECLARED),
            ("more/empty.yaml", "# nothing\n"),
        ])
    };
    let told = |before: &str, after: &str, direction| going(&between(&with(before), &with(after)), direction);
    for (route, from, to) in [
        (Route::TimeZone, "Europe/Berlin", "America/New_York"),
        (Route::FiscalYear, "fiscalYearStart: 4", "fiscalYearStart: 5"),
        (Route::AsOf, "fiscalYearStart: 4\n", "fiscalYearStart: 4\nasOf: 2025-12-01\n"),
        (Route::ObservedBranch, "fiscalYearStart: 4\n", "fiscalYearStart: 4\nobservedBranch: other\n"),
        (Route::Roots, "[improvement, more]", "[improvement]"),
    ] {
        let weakened = told(SETTINGS, &edited(SETTINGS, from, to), Weakened);
        assert_eq!(weakened.len(), 1, "{weakened:?}");
        assert!(weakened[0].starts_with(&format!("{} deming.yaml", route.keyword())), "{weakened:?}");
    }
    assert_eq!(told("roots: [improvement]\n", "roots: [improvement, more]\n", Strengthened).len(), 1);
    assert_eq!(told("roots: [improvement/]\n", "roots: [./improvement]\n", Weakened), [""; 0]);
}

#[test]
fn no_route_is_without_a_test() {
    let removed = [
        Route::AgreementRemoved,
        Route::MetricRemoved,
        Route::CycleRemoved,
        Route::ActionRemoved,
        Route::NeedRemoved,
        Route::TimeZone,
        Route::FiscalYear,
        Route::AsOf,
        Route::ObservedBranch,
        Route::Roots,
        // With the settings that they belong to, in `waivers`.
        Route::Rules,
    ];
    let tested: BTreeSet<Route> = CASES.iter().map(|case| case.0).chain(removed).collect();
    let missing: Vec<&Route> = Route::ALL.iter().filter(|route| !tested.contains(route)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
