//! Order among declarations: what is told, and what an experienced hand would find fussy.

use super::{PROMISED, judged};

fn metric(name: &str, class: &str, source: &str) -> String {
    format!(
        "---\napiVersion: deming/v1\nkind: Metric\nmetadata: {{name: {name}}}\nspec:\n  service: desk\n  class: {class}\n  direction: lower\n  owner: \"@ops\"\n  gather: {{source: {source}}}\n"
    )
}

fn strategy(kpis: &str) -> String {
    format!(
        "---\napiVersion: deming/v1\nkind: Strategy\nmetadata: {{name: s}}\nspec:\n  vision: Quiet.\n  owner: \"@ops\"\n  goals: [{{name: g, statement: Quiet., csfs: [{{name: f, kpis: [{kpis}]}}]}}]\n"
    )
}

#[test]
fn a_first_service_is_not_nagged() {
    assert_eq!(judged("D18", PROMISED, "2026-01-01"), Vec::<String>::new());
    let with_strategy = format!("{PROMISED}{}", strategy("tickets"));
    assert_eq!(
        judged("D18", &with_strategy, "2026-01-01"),
        Vec::<String>::new(),
        "two metrics need no balance"
    );
}

#[test]
fn five_kpis_are_enough_and_six_are_not() {
    let names = ["a", "b", "c", "d", "e"];
    let metrics: String = names
        .iter()
        .map(|name| {
            metric(
                name,
                "service",
                &format!("{{file: {{path: {name}.csv, time: {{column: t}}, count: true}}}}"),
            )
        })
        .collect();
    let with =
        |kpis: &str| judged("D180", &format!("{PROMISED}{metrics}{}", strategy(kpis)), "2026-01-01").len();
    assert_eq!([with("a, b, c, d, e"), with("a, b, c, d, e, tickets")], [0, 1]);
}

#[test]
fn each_way_to_be_used_is_a_use() {
    let extra = metric("calls", "service", "{file: {path: calls.csv, time: {column: t}, count: true}}");
    let text = format!("{PROMISED}{extra}");
    assert_eq!(judged("D183", &text, "2026-01-01").len(), 1);
    let need = "---\napiVersion: deming/v1\nkind: Need\nmetadata: {name: n}\nspec: {service: desk, statement: Quiet., requires: [{metric: calls, op: lte, value: 9}]}\n";
    let action = "---\napiVersion: deming/v1\nkind: Action\nmetadata: {name: a}\nspec: {service: desk, kind: support, stage: operation, state: accepted, owner: \"@ops\", expect: {metric: calls, change: -5%, by: 2036-06-30}}\n";
    let playbook = "---\napiVersion: deming/v1\nkind: Playbook\nmetadata: {name: p}\nspec: {when: {finding: missed, metric: calls}, propose: {title: x, kind: support, stage: operation}}\n";
    let guard = "---\napiVersion: deming/v1\nkind: Cycle\nmetadata: {name: c}\nspec: {service: desk, metric: tickets, owner: \"@ops\", period: {from: 2026-01-01, to: 2026-12-31}, target: {change: -10%}, guards: [{metric: calls, change: +5%}]}\n";
    for user in [need, action, playbook, guard, &strategy("calls")] {
        assert_eq!(judged("D183", &format!("{text}{user}"), "2026-01-01"), Vec::<String>::new(), "{user}");
    }
}

#[test]
fn a_playbook_that_contradicts_itself_is_worse_than_one_that_waits() {
    let playbook = |when: &str| {
        let text = format!(
            "{PROMISED}---\napiVersion: deming/v1\nkind: Playbook\nmetadata: {{name: p}}\nspec: {{when: {{finding: missed, {when}}}, propose: {{title: x, kind: support, stage: operation}}}}\n"
        );
        judged("D185", &text, "2026-01-01")
    };
    assert_eq!(
        playbook("class: process, practice: it-support, service: desk, metric: tickets"),
        Vec::<String>::new()
    );
    assert!(playbook("practice: security")[0].starts_with("note[D185]"));
    let found = playbook("metric: tickets, class: service");
    assert!(
        found[0].starts_with("warning[D185]") && found[0].ends_with("of class process, not service"),
        "{found:?}"
    );
    let found = playbook("service: desk, practice: security");
    assert!(found[0].ends_with("`desk` belongs to it-support, not to security"), "{found:?}");
}

#[test]
fn needs_are_promised_by_name_or_by_metric() {
    let need = |requires: &str| {
        format!(
            "---\napiVersion: deming/v1\nkind: Need\nmetadata: {{name: n}}\nspec: {{service: desk, statement: Quiet.{requires}}}\n"
        )
    };
    let found = |requires: &str| judged("D188", &format!("{PROMISED}{}", need(requires)), "2026-01-01");
    assert_eq!(found(", requires: [{metric: tickets, op: lte, value: 9}]"), Vec::<String>::new());
    assert!(found("")[0].starts_with("note[D188]"));
    let named = PROMISED.replace("value: 90}", "value: 90, need: n}");
    assert_eq!(judged("D188", &format!("{named}{}", need("")), "2026-01-01"), Vec::<String>::new());
    let calls = metric("calls", "service", "{file: {path: calls.csv, time: {column: t}, count: true}}");
    let text = format!("{PROMISED}{calls}{}", need(", requires: [{metric: calls, op: lte, value: 9}]"));
    let found = judged("D188", &text, "2026-01-01");
    assert!(found[0].starts_with("warning[D188]") && found.len() == 1, "{found:?}");
}

#[test]
fn twins_read_the_same_and_make_the_same_of_it() {
    let twins = |source: &str, process: &str| {
        let other = metric("again", "service", source) + process;
        judged("D189", &format!("{PROMISED}{other}"), "2026-01-01").len()
    };
    let same = "{file: {time: {column: opened}, value: {column: n}, path: tickets.csv}}";
    assert_eq!(twins(same, ""), 1, "the order of fields says nothing");
    assert_eq!(
        twins(same, "  process: {aggregate: mean, interval: 1w}\n"),
        1,
        "nor does the interval of charts"
    );
    assert_eq!(twins(same, "  process: {aggregate: p90}\n"), 0);
    assert_eq!(twins("{file: {path: tickets.csv, time: {column: closed}, value: {column: n}}}", ""), 0);
    let where_ = |test: &str| {
        format!(
            "{{file: {{path: tickets.csv, time: {{column: opened}}, value: {{column: n}}, where: [{{column: c, {test}}}]}}}}"
        )
    };
    assert_eq!(twins(&where_("matches: a.*"), ""), 0);
    let pair = metric("one", "service", &where_("matches: a.*"))
        + &metric("two", "service", &where_("matches: a.*"));
    assert_eq!(judged("D189", &format!("{PROMISED}{pair}"), "2026-01-01").len(), 1);
    let git = "{git: {measure: lead-time, releases: {tags: \"v*\"}}}";
    let pair = metric("one", "process", git) + &metric("two", "process", git);
    assert_eq!(judged("D189", &format!("{PROMISED}{pair}"), "2026-01-01").len(), 1);
    let remote = "{http: {dataSource: d, path: /x, items: $.x, time: t, value: v}}";
    let system = "---\napiVersion: deming/v1\nkind: DataSource\nmetadata: {name: d}\nspec: {type: http, connectionDetails: {url: \"https://example.org\"}}\n";
    let pair = metric("one", "process", remote) + &metric("two", "process", remote) + system;
    assert_eq!(
        judged("D189", &format!("{PROMISED}{pair}"), "2026-01-01").len(),
        0,
        "what is asked is not known"
    );
}
