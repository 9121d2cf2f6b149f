//! Objectives of OpenSLO over sources of the repository have real figures.

use serde_json::Value;

use crate::world::TestWorld;

const SERVICE: &str = "apiVersion: openslo/v1\nkind: Service\nmetadata: {name: web, annotations: {deming/owner: \"@web\"}}\nspec: {description: The shop window}\n---\n";

/// A repository of some OpenSLO documents and the requests of the first 28 days of 2026: of 1000 each day, 2 fail.
fn world(documents: &str) -> TestWorld {
    let world = TestWorld::new();
    let (mut good, mut bad, mut total) = (String::new(), String::new(), String::new());
    let (mut counter, mut times) = (String::new(), String::new());
    for (day, n) in (1..=28).zip(1..) {
        let at = format!("2026-01-{day:02}T12:00:00Z");
        good.push_str(&format!("{at},998\n"));
        bad.push_str(&format!("{at}\n{at}\n"));
        total.push_str(&format!("{at},1000\n"));
        counter.push_str(&format!("{at},{},{}\n", 500 + 990 * n, 500 + 1000 * n));
        times.push_str(&format!("{at},{}\n", if day % 7 == 0 { 900 } else { 200 }));
    }
    world.write("data/good.csv", format!("at,n\n{good}"));
    world.write("data/bad.csv", format!("at\n{bad}"));
    world.write("data/total.csv", format!("at,n\n{total}"));
    world.write("data/counter.csv", format!("at,good,total\n{counter}"));
    world.write("data/times.csv", format!("at,ms\n{times}"));
    world.write("slos/web.yaml", format!("{SERVICE}{documents}"));
    world.set_clock(1_769_644_800);
    world.commit("declare");
    world
}

fn diff(world: &TestWorld) -> Vec<Value> {
    let outcome = world.deming(&["diff", "--format", "json", "--as-of", "2026-01-29T00:00:00Z"]);
    let report: Value =
        serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {outcome:?}"));
    report["objectives"].as_array().unwrap().clone()
}

fn told(objective: &Value) -> String {
    let value = objective["observed"]["value"].as_f64().map_or("-".into(), |value| format!("{value:.4}"));
    format!("{} {} {value}", objective["id"].as_str().unwrap(), objective["verdict"].as_str().unwrap())
}

fn slo(name: &str, indicator: &str, objectives: &str) -> String {
    format!(
        "apiVersion: openslo/v1\nkind: SLO\nmetadata: {{name: {name}}}\nspec:\n  service: web\n{indicator}\n  timeWindow: [{{duration: 14d, isRolling: true}}]\n  budgetingMethod: Occurrences\n  objectives: {objectives}\n---\n"
    )
}

/// An indicator named after its SLO, of lines of its `spec`.
fn inline(name: &str, spec: &str) -> String {
    format!(
        "  indicator:\n    metadata: {{name: {name}, annotations: {{deming/gather: '{{every: 1d}}'}}}}\n    spec:\n{spec}"
    )
}

fn file(side: &str, path: &str, measure: &str) -> String {
    format!(
        "        {side}: {{metricSource: {{type: File, spec: {{path: data/{path}.csv, time: {{column: at}}, {measure}}}}}}}\n"
    )
}

#[test]
fn ratios_of_two_files_are_shares_of_sums() {
    let column = "value: {column: n}";
    let total = file("total", "total", column);
    let of = |side: String| format!("      ratioMetric:\n{side}{total}");
    let documents = [
        slo("by-good", &inline("good", &of(file("good", "good", column))), "[{target: 0.99}]"),
        slo("by-bad", &inline("bad", &of(file("bad", "bad", "count: true"))), "[{targetPercent: 99.9}]"),
    ];
    let objectives = diff(&world(&documents.concat()));
    let lines: Vec<String> = objectives.iter().map(told).collect();
    assert_eq!(lines, ["by-bad/objective-1 missed 0.9980", "by-good/objective-1 met 0.9980"]);
    assert_eq!(objectives[0]["desired"]["value"].as_f64(), Some(0.999));
    assert_eq!(objectives[1]["observed"]["total"].as_f64(), Some(14_000.0));
}

#[test]
fn counters_count_by_how_much_they_grew() {
    let side = |side: &str| file(side, "counter", &format!("value: {{column: {side}}}"));
    let spec = format!("      ratioMetric:\n        counter: true\n{}{}", side("good"), side("total"));
    let objectives = diff(&world(&slo("grown", &inline("grown", &spec), "[{target: 0.99}]")));
    assert_eq!(told(&objectives[0]), "grown/objective-1 met 0.9900");
}

#[test]
fn raw_shares_are_of_success_or_failure() {
    let raw = |kind: &str| {
        let share = "ratio: {good: [{column: n, gte: 998}]}";
        format!("      ratioMetric:\n        rawType: {kind}\n{}", file("raw", "good", share))
    };
    let documents = [
        slo("failures", &inline("failures", &raw("failure")), "[{target: 0.5}]"),
        slo("successes", &inline("successes", &raw("success")), "[{target: 0.5}]"),
    ];
    let lines: Vec<String> = diff(&world(&documents.concat())).iter().map(told).collect();
    assert_eq!(lines, ["failures/objective-1 missed 0.0000", "successes/objective-1 met 1.0000"]);
}

#[test]
fn thresholds_are_shares_of_observations_and_there_may_be_several() {
    let spec = format!("      {}", file("thresholdMetric", "times", "value: {column: ms}").trim_start());
    let objectives = "[{displayName: Good experience, op: lt, value: 500, target: 0.8}, {displayName: At all, op: lte, value: 900, target: 0.99}, {op: lt, value: 500, target: 0.9}]";
    let found = diff(&world(&slo("speed", &inline("speed", &spec), objectives)));
    let lines: Vec<String> = found.iter().map(told).collect();
    let expected =
        ["speed/at-all met 1.0000", "speed/good-experience met 0.8571", "speed/objective-3 missed 0.8571"];
    assert_eq!(lines, expected);
}

#[test]
fn slices_and_calendar_windows_are_evaluated() {
    let column = "value: {column: n}";
    let spec =
        format!("      ratioMetric:\n{}{}", file("good", "good", column), file("total", "total", column));
    let document = slo(
        "slices",
        &inline("slices", &spec),
        "[{target: 0.9, timeSliceTarget: 0.99, timeSliceWindow: 1d}]",
    )
    .replace("Occurrences", "Timeslices")
    .replace(
        "[{duration: 14d, isRolling: true}]",
        "[{duration: 1w, calendar: {startTime: 2026-01-05 00:00:00, timeZone: Europe/Berlin}}]",
    );
    let found = diff(&world(&document));
    assert_eq!(told(&found[0]), "slices/objective-1 met 1.0000");
    assert_eq!(found[0]["observed"]["from"], "2026-01-25T23:00:00Z");
}

#[test]
fn a_composite_is_judged_beside_its_parts() {
    let column = "value: {column: n}";
    let sli = format!(
        "apiVersion: openslo/v1\nkind: SLI\nmetadata: {{name: pages}}\nspec:\n  ratioMetric:\n{}{}---\n",
        file("good", "good", column),
        file("total", "total", column)
    );
    let speed = file("thresholdMetric", "times", "value: {column: ms}");
    let objectives = format!(
        "\n    - {{displayName: Pages, indicatorRef: pages, target: 0.99, compositeWeight: 3}}\n    - displayName: Speed\n      indicator:\n        metadata: {{name: speed}}\n        spec:\n  {speed}      op: lt\n      value: 500\n      target: 0.9"
    );
    let found = diff(&world(&format!("{sli}{}", slo("journey", "", &objectives))));
    let lines: Vec<String> = found.iter().map(told).collect();
    // Asked for (3 × 0.99 + 0.9) ÷ 4 = 0.9675; there are (3 × 0.998 + 12 ÷ 14) ÷ 4 = 0.9628.
    let expected =
        ["journey/composite missed 0.9628", "journey/pages met 0.9980", "journey/speed missed 0.8571"];
    assert_eq!(lines, expected);
}

#[test]
fn what_cannot_be_asked_is_unknown_and_says_why() {
    let of =
        |kind: &str| format!("      thresholdMetric: {{metricSource: {{type: {kind}, spec: {{query: x}}}}}}");
    let objectives = "[{op: lt, value: 500, target: 0.9}]";
    let documents = [
        slo("far", &inline("far", &of("Prometheus")), objectives),
        slo("foreign", &inline("foreign", &of("Datadog")), objectives),
    ];
    let found = diff(&world(&documents.concat()));
    let reasons: Vec<&str> = found.iter().map(|one| one["reason"].as_str().unwrap()).collect();
    assert_eq!(
        found.iter().map(told).collect::<Vec<_>>(),
        ["far/objective-1 unknown -", "foreign/objective-1 unknown -"]
    );
    assert!(reasons[0].starts_with("nothing has been recorded of its prometheus source"), "{reasons:?}");
    assert_eq!(reasons[1], "deming has no source of type `Datadog`");
}
