//! What people get wrong, and what they are told: file, line, column, why, and what next.

use super::{DESK, about};

#[test]
fn all_mistakes_of_a_document_are_told_at_once() {
    let text = "\
apiVersion: deming/v1
kind: Metric
metadata: {name: Ticket Count, displayname: Tickets}
spec:
  servise: desk
  class: prozess
  direction: lower
  owner: ops
  gather:
    evry: 1d
    integrity: {coverage: 95}
    source: {file: {path: [a.csv], count: true, time: {column: opened, timeZone: Europe/Berlni}}}
  process:
    interval: 5 days
    aggregate: p101
    by: category
";
    assert_eq!(
        about(text),
        [
            "D011 a.yaml:3:18 `Ticket Count` cannot be read as a name: a name is made of a-z, 0-9 and inner dashes; `ticket-count` would do",
            "D009 a.yaml:3:32 unknown field `displayname` -> did you mean `displayName`?",
            "D009 a.yaml:5:3 unknown field `servise` -> did you mean `service`?",
            "D011 a.yaml:6:10 `prozess` is none of `technology`, `process`, `service` -> did you mean `process`?",
            "D011 a.yaml:8:10 `ops` cannot be read as an owner: an owner is exactly one `@person`, `@group/team` or mail address",
            "D009 a.yaml:10:5 unknown field `evry` -> did you mean `every`?",
            "D011 a.yaml:11:27 `95` cannot be read as a share: a share lies between 0 and 1; 95 percent is written `95%`",
            "D010 a.yaml:12:27 expected a path in the repository, found a list",
            "D011 a.yaml:12:82 `Europe/Berlni` cannot be read as a time zone: there is no such time zone; did you mean `Europe/Berlin`?",
            "D011 a.yaml:14:15 `5 days` cannot be read as a duration: a duration is a whole number from 1 to 100000 and one letter: m minute, h hour, d day, w week, M month, Q quarter, Y year (`28d`, `1M`)",
            "D011 a.yaml:15:16 `p101` cannot be read as an aggregate: an aggregate is sum, count, mean, min, max, last, ratio, rate, or a percentile such as `p50` or `p99.9`",
            "D010 a.yaml:16:9 expected a list, found the text `category` -> a list of one is written `[category]`",
        ]
    );
}

#[test]
fn a_missing_field_points_at_what_lacks_it() {
    let text = "apiVersion: deming/v1\nkind: Strategy\nmetadata: {name: s}\nspec:\n  vision: v\n  goals:\n    - {name: g}\n";
    assert_eq!(
        about(text),
        [
            "D008 a.yaml:4:1 `owner` is missing -> `owner`: Who is accountable for it.",
            "D008 a.yaml:7:7 `statement` is missing -> `statement`: The goal in a sentence.",
        ]
    );
    assert_eq!(
        about("apiVersion: deming/v1\nkind: Service\nmetadata: {name: a}\n"),
        ["D008 a.yaml:1:1 `spec` is missing -> `spec`: What is declared about it."]
    );
}

#[test]
fn an_empty_value_is_not_a_missing_one() {
    let text = DESK.replace("owner: \"@ops\"", "owner: ");
    let optional = DESK.replace("owner:", "description: , owner:");
    assert!(about(&optional)[0].contains("expected text, found nothing"), "{:?}", about(&optional));
    assert_eq!(
        about(&text),
        ["D010 a.yaml:4:36 expected an owner, found nothing -> give it a value, or take the field out"]
    );
}

#[test]
fn versions_and_kinds() {
    let says = |from: &str, to: &str| about(&DESK.replace(from, to)).join("\n");
    assert_eq!(
        says("deming/v1", "deming/v2"),
        "D006 a.yaml:1:13 `deming/v2` is no version of the language that is read here -> this deming reads `deming/v1`"
    );
    assert!(says("deming/v1", "demnig/v1").starts_with("D006 a.yaml:1:13"));
    assert_eq!(
        says("Service", "service"),
        "D007 a.yaml:2:7 there is no kind `service` -> did you mean `Service`?"
    );
    assert_eq!(
        says("Service", "5"),
        "D010 a.yaml:2:7 expected a kind, found the number `5` -> the kinds are `Strategy`, `Need`, `Service`, \
         `Metric`, `Agreement`, `Calendar`, `Cycle`, `Action`, `Playbook`, `DataSource`, `Decision`"
    );
    assert!(says("kind: Service\n", "").starts_with("D008 a.yaml:1:1 `kind` is missing"));
    let second = format!("{DESK}---\napiversion: deming/v1\nkind: Need\n");
    assert_eq!(
        about(&second),
        ["D009 a.yaml:6:1 unknown field `apiversion` -> did you mean `apiVersion: deming/v1`?"]
    );
    let second = format!("{DESK}---\nkind: Need\n");
    assert_eq!(
        about(&second),
        ["D008 a.yaml:6:1 `apiVersion` is missing -> a declaration begins with `apiVersion: deming/v1`"]
    );
}

#[test]
fn duplicate_keys_show_both_places() {
    let text = "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec:\n  practice: it-support\n  owner: \"@a\"\n  owner: \"@b\"\n";
    assert_eq!(
        about(text),
        ["D004 a.yaml:7:3 `owner` is given twice [6:3 first given here] -> keep one of the two"]
    );
}

#[test]
fn tabs_and_brackets() {
    let tab = "apiVersion: deming/v1\nkind: Service\nmetadata:\n\tname: desk\n";
    assert_eq!(
        about(tab),
        ["D003 a.yaml:4:1 a tab is used as indentation -> replace it by spaces; YAML allows no tabs there"]
    );
    let tab = "apiVersion: deming/v1\nkind: Service\nmetadata:\n  name: desk\n\tlabels: {}\n";
    assert!(about(tab)[0].starts_with("D003 a.yaml:5:1"), "{:?}", about(tab));
    let open = "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk\nspec: {}\n";
    assert!(about(open)[0].starts_with("D002 a.yaml:4:"), "{:?}", about(open));
}

#[test]
fn dates_that_do_not_exist() {
    let holidays = |day: &str| {
        about(&format!(
            "apiVersion: deming/v1\nkind: Calendar\nmetadata: {{name: c}}\nspec: {{holidays: [{day}]}}\n"
        ))
        .join("\n")
    };
    assert_eq!(holidays("2025-11-25"), "");
    assert_eq!(holidays("\"2025-11-25\""), "");
    assert!(holidays("2025-25-11").contains("there is no month 25; did you mean `2025-11-25`?"));
    assert!(holidays("2025-02-30").contains("there is no day 30 in February 2025, which has 28"));
    assert!(holidays("25.11.2025").contains("did you mean `2025-11-25`?"));
    assert!(holidays("20251125").contains("`20251125` cannot be read as a date"));
    assert!(holidays("03/04/2025").contains("it reads two ways, as `2025-04-03` or as `2025-03-04`"));
}

#[test]
fn moments_are_read_by_the_same_rules_as_days() {
    let maintenance = |from: &str| {
        about(&format!(
            "apiVersion: deming/v1\nkind: Calendar\nmetadata: {{name: c}}\nspec: {{maintenance: [{{from: '{from}', to: 2036-01-01}}]}}\n"
        ))
        .join("\n")
    };
    assert_eq!(maintenance("2025-11-25T22:00:00Z"), "");
    assert_eq!(maintenance("2025-11-25"), "");
    assert!(maintenance("2025-25-11T22:00:00Z").contains("there is no month 25; did you mean `2025-11-25`?"));
    assert!(maintenance("03/04/2025 22:00").contains("it reads two ways"));
    assert!(maintenance("2025-11-25T22:00").contains("a time is a date"), "a clock without a zone");
    assert!(maintenance("at night").contains("a time is a date"));
    let window = |start: &str| {
        about(&format!(
            "{DESK}---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: a}}\nspec: {{type: SLA, service: desk, objectives: [{{name: o, metric: m, op: lte, value: 1, timeWindow: [{{duration: 1M, calendar: {{startTime: '{start}', timeZone: UTC}}}}]}}]}}\n"
        ))
        .join("\n")
    };
    assert!(
        window("2025-25-11 00:00:00").contains("there is no month 25"),
        "{}",
        window("2025-25-11 00:00:00")
    );
}

#[test]
fn one_of_several_fields() {
    let target = |target: &str| {
        about(&format!(
            "{DESK}---\napiVersion: deming/v1\nkind: Action\nmetadata: {{name: a}}\nspec:\n  service: desk\n  kind: support\n  stage: design\n  state: proposed\n  owner: \"@a\"\n  expect: {{metric: m, by: 2026-01-01{target}}}\n"
        ))
    };
    assert_eq!(target(""), ["D012 a.yaml:15:11 one of `value` or `change` is needed"]);
    assert_eq!(
        target(", value: 5, change: +5"),
        ["D012 a.yaml:15:49 only one of `value` or `change` can be given [15:39 `value` is given here]"]
    );
}

#[test]
fn fields_that_do_not_go_together() {
    let objective = |fields: &str| {
        about(&format!(
            "apiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: sla}}\nspec:\n  type: SLA\n  service: desk\n  objectives:\n    - {{name: o, metric: m, {fields}}}\n"
        ))
        .join("\n")
    };
    assert!(objective("op: lte").contains("`op` needs a `value`"));
    assert!(objective("value: 5").contains("`value` needs an `op`"));
    assert!(objective("need: n").contains("the objective has no target"));
    assert!(objective("target: 0.9, targetPercent: 90").contains("only one of `target` or `targetPercent`"));
    assert!(objective("target: 95").contains("95 percent is written `95%`"));
    assert!(objective("target: 0").contains("a share of nothing"));
    assert!(objective("target: 1, timeWindow: []").contains("here it has 0"));
    assert!(objective("target: 1, timeWindow: [{duration: 1d}, {duration: 2d}]").contains("here it has 2"));
    assert!(
        objective("target: 1, timeWindow: [{duration: 1M, isRolling: false}]").contains("needs a `calendar`")
    );
    assert!(objective("target: 1, budgetingMethod: Timeslices").contains("needs `timeSliceWindow`"));
    assert!(objective("target: 1, timeSliceWindow: 1h").contains("counts no slices"));
}

#[test]
fn the_wrong_way_round() {
    let calendar = |spec: &str| {
        about(&format!("apiVersion: deming/v1\nkind: Calendar\nmetadata: {{name: c}}\nspec: {{{spec}}}\n"))
            .join("\n")
    };
    assert!(calendar("hours: [{days: [Mon], from: \"22:00\", to: \"06:00\"}]").contains("two entries"));
    assert!(calendar("hours: [{days: [Mon], from: \"24:00\", to: \"24:00\"}]").starts_with("D014"));
    assert!(calendar("maintenance: [{from: 2016-04-03, to: 2016-04-02}]").starts_with("D014 a.yaml:4:45"));
}

#[test]
fn sources() {
    let source = |source: &str| {
        about(&format!(
            "apiVersion: deming/v1\nkind: Metric\nmetadata: {{name: m}}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@a\"\n  gather: {{source: {{{source}}}}}\n"
        ))
        .join("\n")
    };
    let file = |rest: &str| source(&format!("file: {{path: a.csv, {rest}}}"));
    assert!(source("").contains("one of `file`, `git`, `prometheus`"));
    assert!(source("git: {measure: deployments}, exec: {command: [ls]}").contains("only one of"));
    assert!(source("git: {measure: deployment}").contains("did you mean `deployments`?"));
    for part in
        ["good: g", "total: t", "bad: b, good: g, total: t", "raw: r", "raw: r, rawType: failure, total: t"]
    {
        let told = source(&format!("prometheus: {{dataSource: d, {part}}}"));
        assert!(
            told.contains("needed is `query`, `good` and `total`, `bad` and `total`, or `raw`"),
            "{told}"
        );
    }
    assert!(file("time: {column: t}").contains("one of `value`, `count`, `ratio` or `down` is needed"));
    assert!(file("count: true").contains("`time.column` is missing"));
    assert!(file("time: {column: t}, count: false").contains("`count` can only be true"));
    assert!(
        file("time: {column: t}, ratio: {good: {sum: a}, bad: {sum: b}}")
            .contains("only one of `good` or `bad`")
    );
    assert!(
        file("time: {column: t}, ratio: {good: a}")
            .contains("expected a list or a mapping, found the text `a`")
    );
    assert!(
        file("time: {column: t}, count: true, where: [{column: a}]").contains("the condition asks nothing")
    );
    assert!(
        file("time: {column: t}, count: true, where: [{column: a, matches: '['}]")
            .contains("regular expression")
    );
    assert!(file("time: {column: t, format: dd.mm}, count: true").contains("a time format is"));
    assert!(file("time: {column: t, format: '%!'}, count: true").contains("cannot be read as a time format"));
    assert!(file("time: {column: t}, count: true, encoding: klingon").contains("no such encoding"));
    assert!(file("time: {column: t}, count: true, delimiter: ';;'").contains("one ASCII character"));
    for path in ["/etc/passwd", "../a.csv", "a/../../b", "http://example.org/a.csv", "a[.csv"] {
        assert!(
            source(&format!("file: {{path: '{path}', time: {{column: t}}, count: true}}")).contains("D011"),
            "{path}"
        );
    }
}

#[test]
fn details_of_connections_are_held_to_what_their_system_understands() {
    let system = |kind: &str, details: &str| {
        about(&format!(
            "apiVersion: deming/v1\nkind: DataSource\nmetadata: {{name: d}}\nspec:\n  type: {kind}\n  connectionDetails: {details}\n"
        ))
    };
    assert_eq!(
        system("prometheus", "{urk: x, timeout: 2h, headers: [a], retries: 3, concurrency: 0}"),
        [
            "D011 a.yaml:6:40 `timeout` is a number of seconds from 1 to 3600, or a text such as `30s` or `2m`",
            "D011 a.yaml:6:53 `headers` is a mapping of names to texts",
            "D011 a.yaml:6:83 `concurrency` is a whole number from 1 to 64",
            "D009 a.yaml:6:23 unknown field `urk` -> did you mean `url`?",
        ]
    );
    let of_sql = system("sql", "{url: 'postgres://db/d', database: d, ssl: true}");
    assert!(of_sql.len() == 1 && of_sql[0].starts_with("D009 "), "{of_sql:?}");
    assert_eq!(system("datadog", "{site: eu}"), [""; 0], "what other systems need is theirs to know");
}

#[test]
fn json_paths_are_read_when_they_are_declared() {
    let text = format!(
        "{DESK}---\napiVersion: deming/v1\nkind: DataSource\nmetadata: {{name: d}}\nspec: {{type: http}}\n---\n\
         apiVersion: deming/v1\nkind: Metric\nmetadata: {{name: m}}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  \
         owner: '@ops'\n  gather: {{source: {{http: {{dataSource: d, path: /, items: '$.data[', time: t, value: v}}}}}}\n"
    );
    let found = about(&text);
    assert!(found.len() == 1 && found[0].contains("cannot be read as a JSONPath"), "{found:?}");
}
