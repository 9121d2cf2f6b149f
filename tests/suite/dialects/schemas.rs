//! Every dialect is what its schema says.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use super::{broken, fetched, json, runs};
use crate::world::TestWorld;

/// One run that writes every dialect at once.
struct Written {
    github: String,
    sarif: String,
    junit: String,
    gitlab: String,
    checkstyle: String,
    rdjson: String,
}

fn written(world: &TestWorld, command: &str) -> Written {
    let outcome = world.deming(&[
        command,
        "--format",
        "github",
        "--output",
        "sarif=out/a.sarif",
        "--output",
        "junit=out/b.xml",
        "--output",
        "gitlab=out/c.json,checkstyle=out/d.xml",
        "--output",
        "rdjson=out/e.json",
    ]);
    assert!(outcome.status < 2, "{outcome:#?}");
    Written {
        github: outcome.stdout,
        sarif: world.read("out/a.sarif"),
        junit: world.read("out/b.xml"),
        gitlab: world.read("out/c.json"),
        checkstyle: world.read("out/d.xml"),
        rdjson: world.read("out/e.json"),
    }
}

/// Repositories and commands whose dialects are looked at: findings, verdicts, hostile texts, and nothing at all.
fn all() -> &'static [Written] {
    static ALL: OnceLock<Vec<Written>> = OnceLock::new();
    ALL.get_or_init(every_run)
}

fn every_run() -> Vec<Written> {
    let desk = TestWorld::new();
    desk.deming(&["init", "--example", "service-desk"]);
    let clean = TestWorld::new();
    clean.write("improvement/service.yaml", "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n");
    let hostile = super::hostile::world();
    vec![
        written(&broken(), "check"),
        written(&desk, "check"),
        written(&desk, "diff"),
        written(&clean, "check"),
        written(&clean, "diff"),
        written(&TestWorld::new(), "check"),
        written(&hostile, "check"),
    ]
}

fn complaints(validator: &jsonschema::Validator, text: &str) -> Vec<String> {
    let document = json(text);
    validator.iter_errors(&document).map(|error| format!("{error} at {}", error.instance_path())).collect()
}

fn schema(path: &Path) -> Value {
    json(&std::fs::read_to_string(path).unwrap())
}

#[test]
fn every_dialect_meets_its_schema() {
    let written = all();
    let gitlab = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/gitlab-code-quality.schema.json");
    let gitlab = jsonschema::draft7::new(&schema(&gitlab)).unwrap();
    for Written { gitlab: text, .. } in written {
        assert_eq!(complaints(&gitlab, text), Vec::<String>::new());
        assert!(!text.starts_with('\u{feff}'));
    }
    if let Some(path) = fetched("sarif-2.1.0.json") {
        let mut sarif = schema(&path);
        // The schema as published has a bracket too many in the pattern of two fields that deming does not write.
        for part in ["run", "toolComponent"] {
            let language = &mut sarif["definitions"][part]["properties"]["language"];
            language.as_object_mut().unwrap().remove("pattern");
        }
        let sarif = jsonschema::draft4::new(&sarif).unwrap();
        // It is a schema that refuses something, and not any file.
        let lost = written[0].sarif.replace("\"startLine\": ", "\"startLine\": -");
        assert!(!complaints(&sarif, &lost).is_empty());
        for Written { sarif: text, .. } in written {
            assert_eq!(complaints(&sarif, text), Vec::<String>::new(), "{text}");
        }
    }
    if let Some(path) = fetched("rdjson.json") {
        let rdjson = jsonschema::draft7::new(&schema(&path)).unwrap();
        for Written { rdjson: text, .. } in written {
            assert_eq!(complaints(&rdjson, text), Vec::<String>::new(), "{text}");
        }
    }
    if runs("xmllint") {
        let checkstyle = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/checkstyle.xsd");
        let junit = fetched("junit.xsd");
        for Written { checkstyle: of_checkstyle, junit: of_junit, .. } in written {
            assert_valid_xml(&checkstyle, of_checkstyle);
            junit.iter().for_each(|junit| assert_valid_xml(junit, of_junit));
        }
    }
}

fn assert_valid_xml(schema: &Path, text: &str) {
    let mut lint = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    lint.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = lint.wait_with_output().unwrap();
    assert!(output.status.success(), "{}\n{text}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_sarif_result_has_a_place_a_fingerprint_and_a_rule() {
    let mut seen = 0;
    for written in all() {
        let run = &json(&written.sarif)["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for result in run["results"].as_array().unwrap() {
            seen += 1;
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(!uri.starts_with(['/', '.']) && !uri.contains(['\\', ' ', ':']), "{uri}");
            for key in ["startLine", "startColumn", "endLine", "endColumn"] {
                assert!(place["region"][key].as_u64().unwrap() >= 1, "{place}");
            }
            let hash = result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap();
            let (digits, number) = hash.split_once(':').unwrap();
            assert!(digits.len() == 16 && number.parse::<u32>().unwrap() >= 1, "{hash}");
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn columns_count_what_each_dialect_counts() {
    let world = TestWorld::new();
    let line = "metadata: {name: desk, displayName: \"😀😀\", ownr: \"ü\"}";
    world.write(
        "improvement/a.yaml",
        format!("apiVersion: deming/v1\nkind: Service\n{line}\nspec: {{practice: it, owner: \"@o\"}}\n"),
    );
    let written = written(&world, "check");
    let characters = line.find("ownr").map(|at| line[..at].chars().count() + 1).unwrap();
    let bytes = line.find("ownr").unwrap() + 1;
    assert_ne!(characters, bytes);
    let sarif = json(&written.sarif);
    assert_eq!(sarif["runs"][0]["columnKind"], "unicodeCodePoints");
    let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startLine"], &region["startColumn"]), (&3.into(), &characters.into()));
    let range = &json(&written.rdjson)["diagnostics"][0]["location"]["range"];
    assert_eq!((&range["start"]["column"], &range["end"]["column"]), (&bytes.into(), &(bytes + 4).into()));
    assert!(
        written.github.contains(&format!("line=3,endLine=3,col={characters},endColumn={}", characters + 4))
    );
}

/// A folder has no line, a file that is not there neither: both are told at the settings.
#[test]
fn what_is_about_no_file_is_told_at_the_settings() {
    let world = TestWorld::new();
    world.write("README.md", "# x\n");
    world.write(".github/deming.yaml", "timeZone: UTC\n");
    world.write("improvement/a.yaml", "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n---\napiVersion: deming/v1\nkind: Metric\nmetadata: {name: calls}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n  gather: {by: \"@t\", every: 1d, source: {file: {path: gone.csv, time: {column: a}, count: true}}}\n---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: few, metric: calls, op: lte, value: 9, timeWindow: [{duration: 28d, isRolling: true}]}]}\n");
    let known = ["README.md", ".github/deming.yaml", "improvement/a.yaml"];
    for result in json(&written(&world, "diff").sarif)["runs"][0]["results"].as_array().unwrap() {
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert!(known.contains(&uri), "{result}");
    }
}

#[test]
fn nothing_is_lost_in_any_dialect() {
    let world = broken();
    let whole = json(&world.deming(&["check", "--format", "json"]).stdout);
    let expected = whole["findings"].as_array().unwrap().len();
    let levels: Vec<&str> =
        whole["findings"].as_array().unwrap().iter().map(|f| f["level"].as_str().unwrap()).collect();
    assert!(levels.contains(&"note") && levels.contains(&"error"), "{levels:?}");
    let written = written(&world, "check");
    assert_eq!(json(&written.sarif)["runs"][0]["results"].as_array().unwrap().len(), expected);
    assert_eq!(json(&written.gitlab).as_array().unwrap().len(), expected);
    assert_eq!(json(&written.rdjson)["diagnostics"].as_array().unwrap().len(), expected);
    assert_eq!(written.checkstyle.matches("<error ").count(), expected);
    assert_eq!(written.github.lines().count(), expected);
    let sarif = json(&written.sarif);
    let mut places: Vec<(String, u64, u64)> = Vec::new();
    for result in sarif["runs"][0]["results"].as_array().unwrap() {
        let place = &result["locations"][0]["physicalLocation"];
        let number = |key: &str| place["region"][key].as_u64().unwrap();
        let uri = place["artifactLocation"]["uri"].as_str().unwrap().to_owned();
        places.push((uri, number("startLine"), number("startColumn")));
    }
    let number = |finding: &Value, key: &str| finding[key].as_u64().unwrap();
    for finding in whole["findings"].as_array().unwrap() {
        let path = finding["path"].as_str().unwrap().to_owned();
        assert!(places.contains(&(path, number(finding, "line"), number(finding, "column"))), "{finding}");
        let code = format!("[{}]", finding["code"].as_str().unwrap());
        assert!(written.junit.contains(&code), "{code} in {}", written.junit);
    }
}
