//! The seven steps: what cycles are held to, and what is enough for agreements.

use super::{PROMISED, judged};

#[test]
fn what_only_agreements_rest_on_is_warned_of() {
    let found = judged("D10", PROMISED, "2026-01-01");
    assert_eq!(
        found,
        [
            "warning[D108] 9 step 4 (process): which aggregate is not stated",
            "warning[D103] 14 step 3 (gather): how often is not stated",
            "warning[D104] 14 step 3 (gather): who is not stated",
        ]
    );
}

#[test]
fn what_nothing_rests_on_is_not_asked() {
    let alone = PROMISED.split("---\napiVersion: deming/v1\nkind: Agreement").next().unwrap();
    assert_eq!(judged("D10", alone, "2026-01-01"), Vec::<String>::new());
    let unmeasured = alone.replace(
        "  gather: {source: {file: {path: tickets.csv, time: {column: opened}, value: {column: n}}}}\n",
        "  gather: {by: \"@tools\", every: 1d}\n",
    );
    let found = judged("D1", &unmeasured, "2026-01-01");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("note[D110] 8 "), "{found:?}");
}

#[test]
fn guards_are_held_to_as_much_as_what_they_guard() {
    let cycle = "---
apiVersion: deming/v1
kind: Metric
metadata: {name: cost}
spec: {service: desk, class: technology, direction: lower, owner: \"@ops\", gap: {owner: \"@ops\"}}
---
apiVersion: deming/v1
kind: Cycle
metadata: {name: fewer}
spec:
  service: desk
  metric: tickets
  owner: \"@ops\"
  period: {from: 2026-04-01, to: 2026-06-30}
  target: {change: -10%}
  guards: [{metric: cost, change: +5%}]
";
    let found = judged("D10", &format!("{PROMISED}{cycle}"), "2026-01-01");
    let errors: Vec<&str> =
        found.iter().filter(|line| line.starts_with("error")).map(|line| &line[6..10]).collect();
    assert_eq!(errors, ["D107", "D108", "D103", "D104", "D105", "D102", "D100", "D109"], "{found:#?}");
    assert!(found.iter().any(|line| line.contains("by when the gap is closed is not stated")), "{found:#?}");
}

#[test]
fn nobody_decides_again_about_what_is_over() {
    let cycle = "---
apiVersion: deming/v1
kind: Cycle
metadata: {name: fewer}
spec:
  service: desk
  metric: tickets
  owner: \"@ops\"
  period: {from: 2026-04-01, to: 2026-06-30}
  target: {change: -10%}
  decide: {by: \"@ops/head\"}
";
    let text = format!("{PROMISED}{cycle}");
    let asked = |day: &str| judged("D11", &text, day).len();
    // The last day belongs to the cycle, on the clock of the settings.
    assert_eq!([asked("2026-06-30T21:59:59Z"), asked("2026-06-30T22:00:00Z")], [2, 0]);
    let anonymous = text.replace("by: \"@ops/head\"", "every: 1M");
    let found = judged("D111", &anonymous, "2026-05-01");
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_metric_without_any_promise_is_warned_of_where_somebody_promised_it_to_others() {
    let source =
        "  gather: {source: {file: {path: tickets.csv, time: {column: opened}, value: {column: n}}}}\n";
    let without = PROMISED.replace(source, "");
    let found = judged("D1", &without, "2026-01-01");
    assert_eq!(
        found,
        ["warning[D102] 9 step 2 (what can be measured): neither a source nor a gap is stated"]
    );
    let good_will = PROMISED.replace(source, "  gather: {by: \"@tools\", every: 1d}\n");
    let found = judged("D1", &good_will, "2026-01-01");
    assert_eq!(found, ["warning[D106] 14 step 3 (gather): how is not stated"]);
    let promised = PROMISED.replace(source, "  gap: {owner: \"@tools\"}\n");
    let found = judged("D1", &promised, "2026-01-01");
    assert_eq!(found, ["note[D110] 14 `tickets` cannot be measured yet; @tools sees to it"]);
}
