//! Reports that other tools leave in the tree, from the declaration to the figure.

mod pages;

use serde_json::Value;

use crate::world::TestWorld;

const SERVICE: &str =
    "apiVersion: deming/v1\nkind: Service\nmetadata: {name: s}\nspec: {practice: it-support, owner: '@o'}\n";

/// A metric with this source, and what is in force on it.
fn declared(name: &str, unit: &str, source: &str, process: &str, objective: &str) -> String {
    format!(
        "---\napiVersion: deming/v1\nkind: Metric\nmetadata: {{name: {name}}}\nspec:\n  service: s\n  class: technology\n{unit}  direction: lower\n  owner: '@o'\n  gather: {{every: 1M, source: {{{source}}}}}\n  process: {{interval: 1d, {process}}}\n---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: {name}}}\nspec:\n  type: OLA\n  service: s\n  objectives: [{{name: o, metric: {name}, {objective}, timeWindow: [{{duration: 1M, calendar: {{startTime: '2026-01-01 00:00:00', timeZone: UTC}}, isRolling: false}}]}}]\n"
    )
}

fn world(declarations: &[String]) -> TestWorld {
    let world = TestWorld::new();
    world.set_clock(1_769_644_800); // 2026-01-29
    world.write("improvement/all.yaml", format!("{SERVICE}{}", declarations.concat()));
    world
}

/// What is observed of each objective, by its id; and the codes of findings.
fn diff(world: &TestWorld) -> (Value, Vec<String>) {
    let run = world.deming(&["diff", "--format", "json", "--as-of", "2026-01-30"]);
    assert_eq!(run.status, 0, "{run:#?}");
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let told =
        findings.map(|f| format!("{} {}", f["code"].as_str().unwrap(), f["message"].as_str().unwrap()));
    let told = told.filter(|finding| finding.starts_with("D2")).collect();
    (report, told)
}

#[track_caller]
fn observed(report: &Value, id: &str, value: f64) {
    let all = report["objectives"].as_array().unwrap();
    let found = all.iter().find(|objective| objective["id"] == id).unwrap_or_else(|| panic!("no {id}"));
    let seen = found["observed"]["value"].as_f64().unwrap_or_else(|| panic!("{found:#}"));
    assert!((seen - value).abs() < 1e-9 * value.abs().max(1.0), "{id}: {seen} is not {value}");
}

const DATA: &str = r#"window.BENCHMARK_DATA = {
  "lastUpdate": 1769000000000,
  "repoUrl": "https://example.org/shop",
  "entries": {
    "Rust Benchmark": [
      {"commit": {"id": "a1"}, "date": 1767312000000, "tool": "cargo",
       "benches": [{"name": "parse", "value": 2000, "range": "± 12", "unit": "ns/iter"}, {"name": "size", "value": 7, "unit": "MB"}]},
      {"commit": {"id": "a2"}, "date": 1768003200000, "tool": "cargo",
       "benches": [{"name": "parse", "value": 4, "range": "± 1", "unit": "us/iter", "extra": "x"}]}
    ],
    "Go Benchmark": [
      {"commit": {"id": "a2"}, "date": 1768003200000, "tool": "go",
       "benches": [{"name": "parse", "value": 9, "unit": "ns/op"}, {"name": "speed", "value": 3, "unit": "ops/sec"}]}
    ]
  }
}
"#;

#[test]
fn benchmarks_are_read_where_they_lie() {
    let at = "benchmark: {path: dev/bench/data.js, suite: Rust Benchmark, name: parse}";
    let seconds = "  unit: s\n";
    let world = world(&[
        declared("parse", seconds, at, "aggregate: mean", "op: lte, value: 1s"),
        declared(
            "size",
            "",
            "benchmark: {path: dev/bench/data.js, name: size}",
            "aggregate: last",
            "op: lte, value: 9",
        ),
        declared(
            "speed",
            "",
            "benchmark: {path: dev/bench/data.json, name: speed}",
            "aggregate: last",
            "op: lte, value: 9",
        ),
        declared(
            "wide",
            seconds,
            "benchmark: {path: 'dev/bench/data.js', name: parse}",
            "aggregate: max, by: [suite]",
            "op: lte, value: 1s, each: suite",
        ),
    ]);
    world.write("dev/bench/data.js", DATA);
    let plain = DATA.trim_start_matches("window.BENCHMARK_DATA = ");
    world.write("dev/bench/data.json", plain);
    world.commit("measure");
    let (report, told) = diff(&world);
    assert_eq!(told, [""; 0]);
    observed(&report, "parse/o", 3e-6);
    observed(&report, "size/o", 7.0);
    observed(&report, "speed/o", 3.0);
    observed(&report, "wide/o[Rust Benchmark]", 4e-6);
    observed(&report, "wide/o[Go Benchmark]", 9e-9);
}

#[test]
fn benchmarks_of_another_branch_need_no_checkout() {
    let short = "benchmark: {path: 'gh-pages:dev/bench/data.js', name: size}";
    let long = "benchmark: {path: dev/bench/data.js, ref: gh-pages, name: size}";
    let tests = [("short", short), ("long", long)];
    let declared =
        tests.map(|(name, source)| declared(name, "", source, "aggregate: last", "op: lte, value: 9"));
    let world = world(&declared);
    world.commit("declare");
    let (_, told) = diff(&world);
    assert_eq!(told, ["D200 there is no branch or tag `gh-pages`"; 2]);
    world.git(&["checkout", "--quiet", "--orphan", "gh-pages"]);
    world.write("dev/bench/data.js", DATA);
    world.git(&["rm", "--quiet", "--cached", "-r", "improvement"]);
    world.git(&["add", "dev"]);
    world.git(&["commit", "--quiet", "--message", "data"]);
    world.git(&["checkout", "--quiet", "--force", "main"]);
    let (report, told) = diff(&world);
    assert_eq!(told, [""; 0]);
    observed(&report, "short/o", 7.0);
    observed(&report, "long/o", 7.0);
    let clone = world.beside("clone");
    world.git_in(world.root(), &["clone", "--quiet", ".", clone.to_str().unwrap()]);
    let run = world.deming_in(&clone, &["diff", "--format", "json", "--as-of", "2026-01-30"]);
    observed(&serde_json::from_str(&run.stdout).unwrap(), "short/o", 7.0);
}

#[test]
fn what_is_wrong_with_benchmarks_is_told() {
    let source = |words: &str| format!("benchmark: {{path: dev/bench/data.js, {words}}}");
    let metric = |name: &str, unit: &str, words: &str| {
        declared(name, unit, &source(words), "aggregate: last", "op: lte, value: 9")
    };
    let world = world(&[
        metric("a", "", "name: prase"),
        metric("b", "", "name: parse"),
        metric("c", "", "suite: Rust, name: parse"),
        metric("d", "", "suite: Rust Benchmark, name: parse"),
        metric("e", "  unit: s\n", "name: speed"),
        declared(
            "f",
            "",
            "benchmark: {path: improvement/all.yaml, name: x}",
            "aggregate: last, by: [class]",
            "op: lte, value: 9",
        ),
    ]);
    world.write("dev/bench/data.js", DATA);
    world.commit("measure");
    let (_, told) = diff(&world);
    for finding in [
        "D244 there is no benchmark `prase`",
        "D244 several suites have a benchmark `parse`",
        "D244 there is no suite `Rust` among the benchmarks",
        "D245 numbers in `ns/iter` do not fit the metric's unit ``",
        "D245 numbers in `ops/sec` do not fit the metric's unit `s`",
        "D243 the file cannot be used: ",
        "D248 a report of this kind has no dimension `class`",
    ] {
        assert!(told.iter().any(|told| told.starts_with(finding)), "{finding}: {told:#?}");
    }
    assert_eq!(told.len(), 7, "{told:#?}");
}

const TESTS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="checkout.pay" timestamp="2026-01-10T12:00:00" time="30">
    <testcase name="a"/><testcase name="b"/><testcase name="c"><failure/></testcase><testcase name="d"><skipped/></testcase>
  </testsuite>
  <testsuite name="search" timestamp="2026-01-10T12:00:00Z" time="12.5"><testcase name="a"/></testsuite>
</testsuites>
"#;

#[test]
fn runs_of_tests_are_metrics() {
    let junit =
        |measure: &str, more: &str| format!("junit: {{path: 'reports/**/*.xml', measure: {measure}{more}}}");
    let world = world(&[
        declared("passed", "", &junit("pass-rate", ""), "by: [suite]", "target: 50%, each: suite"),
        declared("all", "", &junit("pass-rate", ""), "aggregate: ratio", "target: 50%"),
        declared(
            "time",
            "",
            &junit("duration", ", suite: 'checkout.*'"),
            "aggregate: max",
            "op: lte, value: 1m",
        ),
        declared("failures", "", &junit("failures", ""), "aggregate: sum", "op: lte, value: 0"),
        declared("tests", "", &junit("tests", ", suite: search"), "aggregate: sum", "op: lte, value: 5"),
    ]);
    world.write("reports/a.xml", TESTS);
    world.write("reports/late/b.xml", "<testsuite name='search' tests='3' failures='1'/>");
    world.commit("test");
    let (report, told) = diff(&world);
    assert_eq!(told, [""; 0]);
    observed(&report, "passed/o[checkout.pay]", 2.0 / 3.0);
    observed(&report, "passed/o[search]", 3.0 / 4.0);
    observed(&report, "all/o", 5.0 / 7.0);
    observed(&report, "time/o", 30.0);
    observed(&report, "failures/o", 2.0);
    observed(&report, "tests/o", 4.0);
    let rev = world.git(&["rev-parse", "HEAD"]);
    let run = world.deming(&["diff", "--format", "json", "--as-of", "2026-01-30", "--rev", &rev]);
    observed(&serde_json::from_str(&run.stdout).unwrap(), "all/o", 5.0 / 7.0);
}

#[test]
fn what_is_wrong_with_reports_of_tests_is_told() {
    let source = "junit: {path: 'reports/*.xml', measure: pass-rate}";
    let world = world(&[declared("passed", "", source, "aggregate: ratio", "target: 50%")]);
    world.commit("declare");
    assert_eq!(diff(&world).1, ["D200 no file matches `reports/*.xml`"]);
    world.write("reports/a.xml", "<testsuite name='a' tests='3'/>");
    let (_, told) = diff(&world);
    assert_eq!(told, ["D247 the run of `a` has no `timestamp`, and no commit holds the file"]);
    world.write("reports/a.xml", "<testsuite name='a' tests='3' timestamp='soon'/>");
    assert_eq!(diff(&world).1, ["D247 the run of `a` is dated \"soon\", which is no time"]);
    world.write("reports/b.xml", "<testsuite name='a'><testcase>");
    let (report, told) = diff(&world);
    assert!(told.iter().any(|told| told.starts_with("D246 the file cannot be used")), "{told:#?}");
    assert_eq!(report["objectives"][0]["verdict"], "unknown");
    world.write("reports/b.xml", "<!DOCTYPE a [<!ENTITY b 'bb'>]><testsuite name='&b;' tests='1'/>");
    assert_eq!(
        diff(&world).1,
        [
            "D246 the file cannot be used: it has a document type",
            "D247 the run of `a` is dated \"soon\", which is no time"
        ]
    );
}

#[test]
fn upptime_of_this_repository_needs_nobody() {
    let source = "upptime: {repository: ., site: shop}";
    let world = world(&[declared("there", "", source, "aggregate: ratio", "target: 99%")]);
    let at = |day: i64, status: &str| {
        world.set_clock(1_767_225_600 + (day - 1) * 86_400 - 60);
        world.write("history/shop.yml", format!("status: {status}\nresponseTime: {day}\n"));
        world.commit(&format!("Shop is {status}"));
    };
    at(1, "up");
    at(11, "down");
    at(12, "up");
    at(29, "up");
    let (report, told) = diff(&world);
    assert_eq!(told, [""; 0]);
    observed(&report, "there/o", 28.0 / 29.0);
    let shop = world.read("improvement/all.yaml").replace("site: shop", "site: shpo");
    world.write("improvement/all.yaml", shop);
    let (report, told) = diff(&world);
    assert_eq!(told, ["D241 Upptime's history knows no site `shpo`"]);
    assert_eq!(report["objectives"][0]["verdict"], "unknown");
}
