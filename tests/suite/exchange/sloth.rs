//! `deming import sloth`: everything that Sloth's own examples hold, and nothing that they do not.

use serde_json::Value;

use super::{import, name, sloth_examples};
use crate::world::{TestWorld, shared_data};

fn documents(text: &str) -> Vec<Value> {
    use serde::Deserialize;
    serde_yaml::Deserializer::from_str(text).map(|one| Value::deserialize(one).unwrap()).collect()
}

fn of_kind<'d>(documents: &'d [Value], kind: &str) -> Vec<&'d Value> {
    documents.iter().filter(|document| document["kind"] == kind).collect()
}

#[test]
fn every_example_becomes_declarations_without_errors() {
    let Some(files) = sloth_examples() else { return };
    assert_eq!(files.len(), 16);
    for file in files {
        let world = TestWorld::new();
        let imported = import(&world, "sloth", &file, &["--owner", "@platform"]);
        assert_eq!((imported.status, imported.stdout.as_str()), (0, ""), "{imported:?}");
        let checked = world.deming(&["check", "--format", "concise", "--as-of", "2026-01-01"]);
        assert_eq!(checked.status, 0, "{}: {}{}", name(&file), checked.stdout, checked.stderr);
        let text = world.read("improvement/imported.yaml");
        let levels = std::fs::read_to_string(&file).unwrap().matches("objective: ").count()
            - if name(&file) == "victoria-metrics.yml" { 2 } else { 0 };
        let declared = documents(&text);
        let objectives: usize = of_kind(&declared, "Agreement")
            .iter()
            .map(|agreement| agreement["spec"]["objectives"].as_array().unwrap().len())
            .sum();
        assert_eq!((objectives, of_kind(&declared, "Metric").len()), (levels, levels), "{}", name(&file));
        assert!(!text.contains("000000000"), "noise in {text}");
    }
}

#[test]
fn queries_targets_owners_and_alerting_arrive_as_they_were() {
    let Some(file) = shared_data("slo-specs/sloth/examples/getting-started.yml") else { return };
    let world = TestWorld::new();
    let made = world.deming(&["import", "sloth", file.to_str().unwrap()]);
    assert_eq!((made.status, made.stderr.as_str()), (0, ""), "{made:?}");
    insta::assert_snapshot!(made.stdout);
    let original: Value = serde_yaml::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let declared = documents(&made.stdout);
    let metric = of_kind(&declared, "Metric")[0];
    let asked = &metric["spec"]["gather"]["source"]["prometheus"];
    let events = &original["slos"][0]["sli"]["events"];
    assert_eq!((&asked["bad"], &asked["total"]), (&events["error_query"], &events["total_query"]));
    let kept = metric["metadata"]["annotations"]["deming/sloth.alerting"].as_str().unwrap();
    assert_eq!(serde_yaml::from_str::<Value>(kept).unwrap(), original["slos"][0]["alerting"]);
}

#[test]
fn a_plugin_leaves_a_gap_that_says_why() {
    let Some(file) = shared_data("slo-specs/sloth/examples/plugin-getting-started.yml") else { return };
    let world = TestWorld::new();
    let text = world.deming(&["import", "sloth", file.to_str().unwrap()]).stdout;
    assert!(
        text.contains("# Not measurable yet: The query is written by the Sloth plugin getting_started"),
        "{text}"
    );
    let declared = documents(&text);
    let spec = &of_kind(&declared, "Metric")[0]["spec"];
    assert_eq!((spec.get("gather"), spec["gap"]["owner"].as_str()), (None, Some("@myteam")));
}

#[test]
fn the_period_and_the_data_source_can_be_told() {
    let Some(file) = shared_data("slo-specs/sloth/examples/getting-started.yml") else { return };
    let world = TestWorld::new();
    let args = ["import", "sloth", file.to_str().unwrap(), "--slo-period", "28d", "--data-source", "prod"];
    let text = world.deming(&args).stdout;
    let declared = documents(&text);
    assert!(of_kind(&declared, "DataSource").is_empty());
    assert_eq!(
        of_kind(&declared, "Metric")[0]["spec"]["gather"]["source"]["prometheus"]["dataSource"],
        "prod"
    );
    let objective = &of_kind(&declared, "Agreement")[0]["spec"]["objectives"][0];
    assert_eq!(objective["timeWindow"][0]["duration"], "28d");
}

#[test]
fn without_an_owner_nothing_is_imported() {
    let Some(file) = shared_data("slo-specs/sloth/examples/home-wifi.yml") else { return };
    let world = TestWorld::new();
    let outcome = import(&world, "sloth", &file, &[]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{outcome:?}");
    assert!(
        outcome.stderr.contains("nobody owns `home-wifi`") && outcome.stderr.contains("--owner @team"),
        "{}",
        outcome.stderr
    );
    assert!(!world.root().join("improvement/imported.yaml").exists());
}

#[test]
fn other_formats_are_refused_by_name() {
    let world = TestWorld::new();
    // Nine lists, each of ten of the one before.
    let of = |level: usize| {
        format!("l{}: &l{} [{}]\n", level + 1, level + 1, vec![format!("*l{level}"); 10].join(", "))
    };
    let bomb = "l0: &l0 [x]\n".to_owned() + &(0..9).map(of).collect::<String>();
    for (text, told) in [
        ("apiVersion: openslo/v1alpha\nkind: SLO\n", "this is OpenSLO (openslo/v1alpha), not Sloth"),
        ("apiVersion: openslo/v1\nkind: SLO\n", "deming import openslo"),
        ("apiVersion: sloth.slok.dev/v1\nkind: AlertWindows\n", "windows of alerts"),
        ("version: prometheus/v2\n", "`prometheus/v2` is no version of Sloth"),
        ("apiVersion: v1\nkind: Namespace\n", "this is Namespace of v1"),
        ("- a\n", "this is no service level of Sloth"),
        ("version: prometheus/v1\nservice: a\nslos: 3\n", "a sequence"),
        ("version: prometheus/v1\nservice: a\nlabels: {team: b}\nslos: []\n", "`a` has no service level"),
        ("version: prometheus/v1\nservice: '!'\nlabels: {team: b}\nslos: []\n", "made of letters and digits"),
        (
            "version: prometheus/v1\nservice: a\nlabels: {team: b}\nslos: [{name: c, objective: 999, sli: {raw: {error_ratio_query: d}}}]\n",
            "up to 100, not 999",
        ),
        (
            "version: prometheus/v1\nservice: a\nlabels: {team: b}\nslos: [{name: c, objective: 99, sli: {}}]\n",
            "exactly one of `events`, `raw` and `plugin`",
        ),
        ("version: prometheus/v1\nversion: prometheus/v1\n", "given twice"),
        ("a: [\n", "this is not YAML"),
        ("\t", ""),
        ("", "no document"),
        (&"[".repeat(100_000), "bracket"),
        (&bomb, "repetition limit exceeded"),
    ] {
        world.write("in.yml", text);
        let outcome = world.deming(&["import", "sloth", "in.yml"]);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{text}: {outcome:?}");
        assert!(outcome.stderr.contains(told), "{told}: {}", outcome.stderr);
        assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
    }
}

#[test]
fn one_name_is_declared_once() {
    let slo = "slos: [{name: b, objective: 99, sli: {raw: {error_ratio_query: c}}}]\nlabels: {owner: d}\n";
    let world = TestWorld::new();
    let of = |service: &str| format!("version: prometheus/v1\nservice: {service}\n{slo}");
    world.write("twice.yml", format!("{}---\n{}", of("a"), of("A")));
    let outcome = world.deming(&["import", "sloth", "twice.yml"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert!(outcome.stderr.contains("declared as `a-b`, too"), "{}", outcome.stderr);
    world.write("list.yml", "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: sloth.slok.dev/v1\n    kind: PrometheusServiceLevel\n    spec: {service: Shop, labels: {team: Laa Tech}, slos: [{name: b, objective: 99.5, sli: {raw: {errorRatioQuery: c}}}]}\n");
    let outcome = world.deming(&["import", "sloth", "list.yml"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(
        outcome.stdout.contains("displayName: Shop") && outcome.stdout.contains("\"@laa-tech\""),
        "{}",
        outcome.stdout
    );
}

#[test]
fn a_file_is_not_overwritten_unless_told_to() {
    let Some(file) = shared_data("slo-specs/sloth/examples/getting-started.yml") else { return };
    let world = TestWorld::new();
    let file = file.to_str().unwrap();
    world.write("there.yaml", "mine\n");
    let refused = world.deming(&["import", "sloth", file, "--out", "there.yaml"]);
    assert_eq!((refused.status, world.read("there.yaml").as_str()), (3, "mine\n"), "{refused:?}");
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    world.deming(&["init"]);
    let written = world.deming(&["import", "sloth", file, "--out", "improvement/x/there.yaml"]);
    assert_eq!((written.status, written.stdout.as_str()), (0, ""), "{written:?}");
    let text = world.read("improvement/x/there.yaml");
    assert!(text.starts_with("# yaml-language-server: $schema=../../.deming/deming.schema.json\n"), "{text}");
    assert_eq!(world.deming(&["import", "sloth", file, "--out", "there.yaml", "--force"]).status, 0);
    assert!(world.read("there.yaml").contains("kind: Service"));
}
