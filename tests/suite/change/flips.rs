//! How many closed periods flip, counted with figures that anybody can check by hand.

use serde_json::Value;

use crate::world::{Outcome, TestWorld};

const DESK: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@desk\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: share}
spec:
  service: desk
  class: service
  direction: higher
  owner: \"@desk\"
  gather: {every: 31d, source: {file: {path: shares.csv, time: {column: at}, ratio: {good: {sum: good}, total: {sum: total}}}}}
---
";

const SLA: &str = "apiVersion: deming/v1
kind: Agreement
metadata: {name: sla}
spec:
  type: SLA
  service: desk
  objectives:
    - name: made
      metric: share
      target: 99.9%
      timeWindow: [{duration: 1M, calendar: {startTime: \"2025-01-01 00:00:00\", timeZone: UTC}, isRolling: false}]
";

/// Good of a thousand in each month of 2025: four of twelve lie between 99.5 % and 99.9 %, one lies below both, and
/// four are exactly 99.9 %.
const GOOD: [u32; 12] = [1000, 999, 998, 1000, 996, 999, 990, 1000, 997, 999, 998, 1000];

fn world() -> TestWorld {
    let world = TestWorld::new();
    let row = |(month, good): (usize, &u32)| format!("2025-{:02}-15T12:00:00Z,{good},1000\n", month + 1);
    let rows: String = GOOD.iter().enumerate().map(row).collect();
    world.write(
        "shares.csv",
        format!("at,good,total\n2025-01-01T00:00:00Z,0,0\n{rows}2026-01-01T00:00:00Z,0,0\n"),
    );
    world.write("improvement/desk.yaml", format!("{DESK}{SLA}"));
    world.set_clock(1_767_225_600);
    world.commit("declare");
    world.git(&["checkout", "--quiet", "-b", "easier"]);
    world
}

fn check(world: &TestWorld) -> (Outcome, Value) {
    let outcome = world.deming(&[
        "check",
        "--base",
        "main",
        "--format",
        "json",
        "--select",
        "D3",
        "--as-of",
        "2026-01-02",
    ]);
    let report = serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {outcome:?}"));
    (outcome, report)
}

#[test]
fn four_of_twelve_closed_periods_flip_from_missed_to_met() {
    let world = world();
    world.write("improvement/desk.yaml", format!("{DESK}{SLA}").replace("99.9%", "99.5%"));
    world.commit("easier");
    let (outcome, report) = check(&world);
    assert_eq!(outcome.status, 1, "{outcome:?}");
    let [weakened] = report["change"]["weakened"].as_array().unwrap().as_slice() else { panic!("{report}") };
    assert_eq!((&weakened["before"], &weakened["after"]), (&"≥ 99.9 %".into(), &"≥ 99.5 %".into()));
    assert_eq!((&weakened["flips"]["missedToMet"], &weakened["flips"]["of"]), (&4.into(), &12.into()));
    let text = world.deming(&["check", "--base", "main", "--as-of", "2026-01-02"]).stdout;
    assert!(text.starts_with("What the change means – compared with main at "), "{text}");
    assert!(
        text.contains("weakened sla/made  target ≥ 99.9 % → ≥ 99.5 %")
            || text.contains("weakened sla/made target ≥ 99.9 % → ≥ 99.5 %"),
        "{text}"
    );
    assert!(text.contains("4 of 12 closed periods flip from missed to met"), "{text}");
    assert!(text.contains("error[D300]"), "{text}");
}

#[test]
fn a_reason_and_the_owners_approval_let_it_pass_in_the_open() {
    let world = world();
    let noted = "99.5%\n      change: {reason: The contract ends in June, approvedBy: \"@desk\"}";
    world.write("improvement/desk.yaml", format!("{DESK}{SLA}").replace("99.9%", noted));
    world.commit("easier, approved");
    let (outcome, report) = check(&world);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let weakened = &report["change"]["weakened"][0];
    assert_eq!((&weakened["approved"], &weakened["approvedBy"]), (&true.into(), &"@desk".into()));
    assert_eq!(weakened["reason"], "The contract ends in June");
    assert_eq!(report["findings"][0]["code"], "D302");
}

#[test]
fn a_longer_window_a_narrower_filter_and_a_renamed_metric_are_counted_too() {
    let text = format!("{DESK}{SLA}");
    for (edited, flips, of) in [
        // Quarters: 999, 998.3, 995.7 and 999 of a thousand: March and November are hidden by their quarters.
        (text.replace("duration: 1M", "duration: 3M"), 2, 12),
        (text.replace("good: {sum: good}", "good: {sum: total}"), 5, 12),
        (
            text.replace("name: share", "name: attained")
                .replace("metric: share", "metric: attained")
                .replace("99.9%", "99.5%"),
            4,
            12,
        ),
        (text.replace("name: made", "name: reached").replace("99.9%", "99.5%"), 4, 12),
    ] {
        let world = world();
        world.write("improvement/desk.yaml", &edited);
        world.commit("easier");
        let (outcome, report) = check(&world);
        assert_eq!(outcome.status, 1, "{edited}\n{outcome:?}");
        let weakened = report["change"]["weakened"].as_array().unwrap();
        assert_eq!(weakened.len(), 1, "{weakened:?}");
        let told = &weakened[0]["flips"];
        assert_eq!(
            (told["missedToMet"].as_u64(), told["of"].as_u64()),
            (Some(flips), Some(of)),
            "{edited}\n{told}"
        );
    }
}

#[test]
fn an_objective_that_is_gone_says_what_is_judged_no_more() {
    let world = world();
    let other = "    - {name: kept, metric: share, target: 50%}\n";
    let start = SLA.find("    - name: made").unwrap();
    world.write("improvement/desk.yaml", format!("{DESK}{}{other}", &SLA[..start]));
    world.commit("without");
    let (outcome, report) = check(&world);
    assert_eq!(outcome.status, 1);
    let weakened = report["change"]["weakened"].as_array().unwrap();
    let gone = weakened.iter().find(|one| one["route"] == "objective-removed" || one["route"] == "target");
    assert!(gone.is_some(), "{weakened:?}");
}

#[test]
fn a_source_that_is_gone_is_told_of_and_not_guessed() {
    let world = world();
    world.write("other.csv", world.read("shares.csv"));
    std::fs::remove_file(world.root().join("shares.csv")).unwrap();
    world.write("improvement/desk.yaml", format!("{DESK}{SLA}").replace("shares.csv", "other.csv"));
    world.commit("moved");
    let (_, report) = check(&world);
    let weakened = &report["change"]["weakened"][0];
    assert_eq!((&weakened["route"], &weakened["comparable"]), (&"source".into(), &false.into()));
    assert!(weakened["flips"].is_null(), "{weakened}");
    assert!(weakened["flipsUnknown"].as_str().is_some_and(|why| !why.is_empty()), "{weakened}");
}

#[test]
fn diff_tells_of_verdicts_that_flip() {
    let world = world();
    world.write("improvement/desk.yaml", format!("{DESK}{SLA}").replace("99.9%", "99.5%"));
    world.commit("easier");
    let arguments = ["diff", "--base", "main", "--format", "json", "--as-of", "2025-12-20"];
    let report: Value = serde_json::from_str(&world.deming(&arguments).stdout).unwrap();
    assert_eq!(report["base"], world.git(&["rev-parse", "main"]));
    let text = world.deming(&["diff", "--base", "main", "--as-of", "2025-10-20"]).stdout;
    assert!(text.starts_with("What the change means"), "{text}");
}
