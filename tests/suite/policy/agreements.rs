//! Agreements: as strong as needs, carried from below, and neither out of reach nor out of use.

use super::Repository;

const DECLARED: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: portal}
spec: {practice: service-levels, owner: \"@ops\", dependsOn: [database, network]}
---
apiVersion: deming/v1
kind: Service
metadata: {name: database}
spec: {practice: service-levels, owner: \"@db\", dependsOn: [network]}
---
apiVersion: deming/v1
kind: Service
metadata: {name: network}
spec: {practice: capacity, owner: \"@net\"}
---
apiVersion: deming/v1
kind: Calendar
metadata: {name: office}
spec: {timeZone: UTC, hours: [{days: [Mon, Tue, Wed, Thu, Fri], from: \"08:00\", to: \"18:00\"}]}
---
apiVersion: deming/v1
kind: Need
metadata: {name: there}
spec: {service: portal, statement: It is there., outcome: unchanged, requires: [], confirmedBy: \"@retail\", confirmed: 2025-06-30, reviewBy: 2027-01-01}
";

fn metric(name: &str, service: &str, unit: &str, direction: &str) -> String {
    format!(
        "---\napiVersion: deming/v1\nkind: Metric\nmetadata: {{name: {name}}}\nspec: {{service: {service}, class: service, unit: {unit}, direction: {direction}, owner: \"@ops\", gap: {{owner: \"@ops\"}}}}\n"
    )
}

fn agreement(kind: &str, service: &str, more: &str, objective: &str) -> String {
    let name = format!("{service}-{}", kind.to_lowercase());
    format!(
        "---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: {name}}}\nspec: {{type: {kind}, service: {service}, {more}parties: {{provider: \"@a\", customer: \"@b\"}}, objectives: [{{name: one, {objective}}}]}}\n"
    )
}

fn declared(parts: &[String]) -> String {
    let metrics = [
        metric("portal-availability", "portal", "ratio", "higher"),
        metric("database-availability", "database", "ratio", "higher"),
        metric("network-uptime", "network", "ratio", "higher"),
        metric("portal-resolution-time", "portal", "h", "lower"),
        metric("network-resolution-time", "network", "h", "lower"),
    ];
    [DECLARED.to_owned(), metrics.concat(), parts.concat()].concat()
}

const MONTH: &str = "timeWindow: [{duration: 28d, isRolling: true}]";

fn available(service: &str, metric: &str, target: &str) -> String {
    let kind = if service == "portal" { "SLA" } else { "OLA" };
    agreement(kind, service, "", &format!("metric: {metric}, target: {target}, {MONTH}"))
}

#[test]
fn availabilities_of_all_that_a_service_stands_on_multiply() {
    let parts = |network: &str| {
        declared(&[
            available("portal", "portal-availability", "99%"),
            available("database", "database-availability", "99.5%"),
            available("network", "network-uptime", network),
        ])
    };
    assert_eq!(
        Repository::of(&parts("99.4%")).check("2026-01-01"),
        [
            "warning[D151] `portal-sla/one` promises 99.00 %, and what it stands on promises 99.50 % × 99.40 % = 98.90 %"
        ]
    );
    assert_eq!(Repository::of(&parts("99.5%")).check("2026-01-01"), [""; 0]);
}

#[test]
fn times_and_hours_below_are_compared_with_those_above() {
    let objective = |metric: &str, value: &str| format!("metric: {metric}, op: lte, value: {value}, {MONTH}");
    let above = agreement("SLA", "portal", "", &objective("portal-resolution-time", "8h"));
    let database = available("database", "database-availability", "99.9%");
    let slow =
        agreement("OLA", "network", "serviceHours: office, ", &objective("network-resolution-time", "12h"));
    let told = Repository::of(&declared(&[above.clone(), database.clone(), slow])).check("2026-01-01");
    assert_eq!(
        told,
        [
            "warning[D151] `portal-sla/one` promises ≤ 8 h, and `network-ola/one` below allows 12 h",
            "warning[D152] `portal-sla` is promised for 168 h a week, and for 118 h of these `network-ola` below promises nothing",
        ]
    );
    let quick = agreement("UC", "network", "", &objective("network-resolution-time", "8h"));
    assert_eq!(Repository::of(&declared(&[above.clone(), database, quick])).check("2026-01-01"), [""; 0]);
    let alone = Repository::of(&declared(&[above])).check("2026-01-01");
    assert_eq!(
        alone,
        [
            "note[D153] `portal-sla` rests on `database`, about which neither an OLA nor a contract says anything",
            "note[D153] `portal-sla` rests on `network`, about which neither an OLA nor a contract says anything",
        ]
    );
}

#[test]
fn an_agreement_that_is_being_changed_because_the_need_has_is_a_note() {
    let weak = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: resolution-time}
spec: {service: desk, class: service, unit: h, direction: lower, owner: \"@ops\", gap: {owner: \"@ops\"}}
---
apiVersion: deming/v1
kind: Need
metadata: {name: quick}
spec: {service: desk, statement: Quick., outcome: changed, requires: [{metric: resolution-time, op: lte, value: 8h}], confirmedBy: \"@r\", confirmed: 2025-06-30, reviewBy: 2027-01-01}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: sla}
spec: {type: SLA, service: desk, parties: {provider: \"@a\", customer: \"@b\"}, objectives: [{name: one, metric: resolution-time, op: lte, value: 24h, timeWindow: [{duration: 28d, isRolling: true}]}]}
";
    let told = "[D150] `sla/one` promises ≤ 24 h, and the need `quick` asks for ≤ 8 h";
    assert_eq!(Repository::of(weak).check("2026-01-01"), [format!("warning{told}")]);
    let action = "---\napiVersion: deming/v1\nkind: Action\nmetadata: {name: promise-more}\nspec: {service: desk, kind: agreement, stage: strategy, state: accepted, owner: \"@ops\"}\n";
    assert_eq!(Repository::of(&[weak, action].concat()).check("2026-01-01"), [format!("note{told}")]);
}

/// Calls by month, three each, and one of them is bad in May.
fn calls() -> String {
    let months = (1..=12).flat_map(|month| {
        [3, 13, 23].map(|day| format!("2025-{month:02}-{day:02},{}\n", month == 5 && day == 13))
    });
    format!("at,bad\n{}2025-12-31,false\n", months.collect::<String>())
}

fn kept(target: &str, more: &str) -> Vec<String> {
    let declared = format!(
        "apiVersion: deming/v1
kind: Service
metadata: {{name: desk}}
spec: {{practice: it-support, owner: \"@ops\"}}
---
apiVersion: deming/v1
kind: Metric
metadata: {{name: answered}}
spec:
  service: desk
  class: service
  direction: higher
  owner: \"@ops\"
  gather: {{by: \"@ops\", every: 2w, source: {{file: {{path: data/calls.csv, time: {{column: at}}, ratio: {{bad: [{{column: bad, equals: \"true\"}}]}}}}}}}}
  process: {{interval: 1M}}
---
apiVersion: deming/v1
kind: Agreement
metadata: {{name: ola}}
spec: {{type: OLA, service: desk, objectives: [{{name: answered, metric: answered, target: {target}, timeWindow: [{{duration: 28d, isRolling: true}}]}}]}}
{more}"
    );
    Repository::with(&declared, &[("data/calls.csv", &calls())]).check("2026-01-01")
}

#[test]
fn all_is_out_of_reach_once_something_was_bad() {
    let told = kept("100%", "");
    let message = "[D154] `ola/answered` is out of reach: 100 % is missed with the first that is bad, and there was a period of 50.00 %";
    assert_eq!(told, [format!("warning{message}")]);
    let cycle = "---\napiVersion: deming/v1\nkind: Cycle\nmetadata: {name: better}\nspec: {service: desk, metric: answered, owner: \"@ops\", period: {from: 2025-12-01, to: 2026-06-30}, target: {value: 99%}}\n";
    assert_eq!(kept("100%", cycle), [format!("note{message}")]);
    assert_eq!(kept("90%", ""), [""; 0]);
}
