//! What is wrong with an OpenSLO document is told where it is wrong.

use super::super::declare::about;

/// A service, and an SLI of each form.
const BESIDE: &str = "apiVersion: openslo/v1\nkind: Service\nmetadata: {name: web, annotations: {deming/owner: \"@web\"}}\nspec: {}\n---\napiVersion: openslo/v1\nkind: SLI\nmetadata: {name: pages, annotations: {deming/service: web}}\nspec: {ratioMetric: {good: {metricSource: {type: Prometheus, spec: {query: g}}}, total: {metricSource: {type: Prometheus, spec: {query: t}}}}}\n---\napiVersion: openslo/v1\nkind: SLI\nmetadata: {name: speed, annotations: {deming/service: web}}\nspec: {thresholdMetric: {metricSource: {type: Prometheus, spec: {query: s}}}}\n---\n";

/// Where documents after [`BESIDE`] begin, less one.
const BEFORE: u32 = 15;

const SLO: &str = "apiVersion: openslo/v1
kind: SLO
metadata: {name: web}
spec:
  service: web
  indicatorRef: pages
  timeWindow: [{duration: 28d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{target: 0.99}]
";

/// What is said about an SLO in which a text is replaced, with lines counted from its start.
fn slo(from: &str, to: &str) -> Vec<String> {
    assert!(SLO.contains(from), "{from}");
    told(&SLO.replace(from, to))
}

fn told(document: &str) -> Vec<String> {
    let all = about(&format!("{BESIDE}{document}"));
    all.iter().map(|line| counted_from_its_start(line)).collect()
}

fn counted_from_its_start(line: &str) -> String {
    let (code, rest) = line.split_once(" a.yaml:").unwrap();
    let (number, rest) = rest.split_once(':').unwrap();
    let number: u32 = number.parse().unwrap();
    format!("{code} {}:{rest}", number.saturating_sub(BEFORE))
}

#[test]
fn a_sound_slo_has_nothing_wrong() {
    assert_eq!(told(SLO), Vec::<String>::new());
    assert_eq!(BESIDE.lines().count() as u32, BEFORE);
}

/// Each change, and below it what is said.
fn each(changes: &[(&str, &str)]) -> String {
    let told = changes.iter().map(|(from, to)| {
        let lines: String = slo(from, to).iter().map(|line| format!("  {line}\n")).collect();
        let shown: String = to.trim().chars().take(180).collect();
        format!("{shown}\n{lines}")
    });
    told.collect()
}

#[test]
fn fields_and_values() {
    let long = format!("service: web\n  description: {}", "x".repeat(1051));
    let title = format!("{{name: web, displayName: {}}}", "x".repeat(64));
    insta::assert_snapshot!(each(&[
        ("budgetingMethod", "budgetingMethode"),
        ("service: web\n", "service: web\n  service: web\n"),
        ("Occurrences", "Occurences"),
        ("{name: web}", "{name: Web}"),
        ("{target: 0.99}", "{target: 1}"),
        ("{target: 0.99}", "{target: -0.1}"),
        ("{target: 0.99}", "{targetPercent: 100}"),
        ("28d", "28x"),
        ("kind: SLO", "kind: SLA"),
        ("service: web", &long),
        ("{name: web}", &title),
        ("{name: web}", "{name: web, labels: {-a: b}}"),
        ("{name: web}", "{name: web, annotations: {a/b/c: d}}"),
        ("{name: web}", "{name: web, annotations: {a: 5}}"),
    ]));
}

#[test]
fn windows() {
    let whole = "[{duration: 28d, isRolling: true}]";
    insta::assert_snapshot!(each(&[
        (whole, "[]"),
        (whole, "[{duration: 1d, isRolling: true}, {duration: 7d, isRolling: true}]"),
        (whole, "[{duration: 28d}]"),
        (whole, "[{duration: 1M, calendar: {startTime: 2022-01-01, timeZone: UTC}}]"),
        (whole, "[{duration: 1M, calendar: {startTime: 2022-01-01 12:00:00, timeZone: Europe/Berln}}]"),
        (
            whole,
            "[{duration: 28d, isRolling: true, calendar: {startTime: 2022-01-01 12:00:00, timeZone: UTC}}]"
        ),
        ("  timeWindow: [{duration: 28d, isRolling: true}]\n", ""),
    ]));
}

#[test]
fn objectives() {
    let whole = "Occurrences\n  objectives: [{target: 0.99}]";
    insta::assert_snapshot!(each(&[
        ("{target: 0.99}", "{target: 0.99, targetPercent: 99}"),
        ("{target: 0.99}", "{displayName: All}"),
        ("{target: 0.99}", "{target: 0.99, op: gt}"),
        ("{target: 0.99}", "{target: 0.99, op: gt, value: 1}"),
        ("{target: 0.99}", "{target: 0.99, value: 1}"),
        ("{target: 0.99}", "{target: 0.99, compositeWeight: 2}"),
        ("{target: 0.99}", "{target: 0.99, compositeWeight: 0, indicatorRef: pages}"),
        ("{target: 0.99}", "{target: 0.99, timeSliceWindow: 1m}"),
        ("[{target: 0.99}]", "[]"),
        ("{target: 0.99}", "{target: 0.99, indicatorRef: pages}"),
        ("  indicatorRef: pages\n", ""),
        ("indicatorRef: pages", "indicatorRef: speed"),
        ("Occurrences", "Timeslices"),
        (whole, "RatioTimeslices\n  objectives: [{target: 0.99, timeSliceTarget: 0.5}]"),
        (whole, "Timeslices\n  objectives: [{target: 0.99, timeSliceTarget: 0, timeSliceWindow: 0}]"),
    ]));
}

#[test]
fn indicators() {
    let one = "{metricSource: {type: Prometheus, spec: {query: x}}}";
    let specs = [
        "{}".to_owned(),
        format!("{{ratioMetric: {{good: {one}, bad: {one}, total: {one}}}}}"),
        format!("{{ratioMetric: {{good: {one}}}}}"),
        format!("{{ratioMetric: {{total: {one}}}}}"),
        format!("{{ratioMetric: {{raw: {one}}}}}"),
        format!("{{ratioMetric: {{rawType: success, raw: {one}, total: {one}}}}}"),
        format!("{{thresholdMetric: {one}, ratioMetric: {{rawType: success, raw: {one}}}}}"),
        "{thresholdMetric: {metricSource: {spec: {query: x}}}}".to_owned(),
        "{thresholdMetric: {metricSource: {type: Prometheus, spec: {}}}}".to_owned(),
        "{thresholdMetric: {metricSource: {type: file, spec: {path: a.csv, time: {column: at}, vlaue: {column: x}}}}}".to_owned(),
        "{thresholdMetric: {metricSource: {type: Datadog, spec: {query: x}}}}".to_owned(),
        "{ratioMetric: {rawType: failure, raw: {metricSource: {type: file, spec: {path: a.csv, down: {from: a, to: b}}}}}}".to_owned(),
    ];
    let told = specs.iter().map(|spec| {
        let text = format!("apiVersion: openslo/v1\nkind: SLI\nmetadata: {{name: other, annotations: {{deming/service: web}}}}\nspec: {spec}\n");
        let lines: String = told(&text).iter().map(|line| format!("  {line}\n")).collect();
        format!("{spec}\n{lines}")
    });
    insta::assert_snapshot!(told.collect::<String>());
}

#[test]
fn references_and_annotations() {
    let inline = "service: web\n  alertPolicies: [{kind: AlertPolicy, metadata: {name: low}, spec: {conditions: [{conditionRef: fast}], notificationTargets: [{targetRef: team}]}}]";
    insta::assert_snapshot!(each(&[
        ("indicatorRef: pages", "indicatorRef: page"),
        ("service: web\n", "service: wed\n"),
        ("{name: web}", "{name: web, annotations: {deming/typ: OLA}}"),
        ("{name: web}", "{name: web, annotations: {deming/type: SLAM}}"),
        ("{name: web}", "{name: web, annotations: {deming/serviceHours: office}}"),
        ("service: web", "service: web\n  alertPolicies: [{alertPolicyRef: lo}]"),
        ("service: web", "service: web\n  alertPolicies: [{alertPolicyRef: lo, kind: AlertPolicy}]"),
        ("service: web", "service: web\n  alertPolicies:"),
        ("service: web", inline),
        ("service: web", &inline.replace("{conditionRef: fast}", "{conditionRef: a}, {conditionRef: b}")),
        ("service: web", &inline.replace("{targetRef: team}", "{kind: Team, metadata: {name: a}}")),
    ]));
    let text = "apiVersion: openslo/v1\nkind: DataSource\nmetadata: {name: prod}\nspec: {type: Prometheus, connectionDetails: {url: u}}\n---\napiVersion: openslo/v1\nkind: SLI\nmetadata: {name: x, annotations: {deming/service: web}}\nspec: {thresholdMetric: {metricSource: {metricSourceRef: pord, spec: {query: x}}}}\n";
    let dangling: Vec<String> = told(text).into_iter().filter(|line| line.starts_with("D031")).collect();
    assert_eq!(dangling, ["D031 9:58 there is no DataSource `pord` -> did you mean `prod`?"]);
}

#[test]
fn other_versions_and_lists() {
    let other = told("apiVersion: openslo.com/v2alpha\nkind: Service\nmetadata: {name: x}\nspec: {}\n");
    assert_eq!(
        other,
        [
            "D060 1:13 `openslo.com/v2alpha` is no version of OpenSLO that is read here -> this deming reads `openslo/v1`"
        ]
    );
    let list = told(
        "- apiVersion: openslo/v1\n  kind: Service\n  metadata: {name: x}\n  spec: {desciption: a}\n- apiVersion: deming/v1\n  kind: Service\n- 5\n",
    );
    let starts: Vec<&str> = list.iter().map(|line| line.split(" -> ").next().unwrap()).collect();
    let expected = [
        "D009 4:10 unknown field `desciption`",
        "D005 5:3 only objects of OpenSLO may stand in a list",
        "D005 7:3 a declaration is a mapping, found the number `5`",
    ];
    assert_eq!(starts, expected);
}

#[test]
fn a_broken_slo_leaves_its_indicator_alone() {
    let lonely = "apiVersion: openslo/v1\nkind: SLI\nmetadata: {name: lonely}\nspec: {thresholdMetric: {metricSource: {type: http, spec: {path: x}}}}\n";
    assert!(told(lonely)[0].starts_with("D063 3:18 no objective uses the indicator `lonely`"));
    let broken = told(&format!("{lonely}---\n{}", SLO.replace("target", "tarjet")));
    assert!(broken.iter().all(|line| !line.starts_with("D063")), "{broken:?}");
}

#[test]
fn the_readme_shows_what_is_sound() {
    let readme = include_str!("../../../README.md");
    let section = readme.split("\n## OpenSLO\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let yaml = section.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    assert_eq!(about(yaml), Vec::<String>::new());
}
