//! What terminals and machines get.

use anstream::adapter::strip_str;
use deming::present::view::{CheckReport, PlanReport, Walk};
use deming::present::{Explanation, Report, concise, explain_text, findings, json, plan_text, terminal};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::sample::{HEAD, Sample, UNKNOWN_FIELD, at};

fn plain(text: &str) -> String {
    strip_str(text).to_string()
}

fn report(sample: &Sample) -> Report {
    Report::new("diff", &sample.inputs())
}

fn explanation(sample: &Sample) -> Explanation {
    let metric = &sample.catalog.metrics["sla-attainment"];
    let objective = sample.assessment.objectives.iter().find(|o| o.id.objective.as_str() == "made-sla");
    Explanation::new(&sample.inputs(), metric, Walk { objective, ..Walk::default() })
}

#[test]
fn the_terminal_at_80_and_120_columns() {
    let report = report(&Sample::new());
    insta::assert_snapshot!("terminal_80", plain(&terminal::diff(&report, 80)));
    insta::assert_snapshot!("terminal_120", plain(&terminal::diff(&report, 120)));
}

#[test]
fn the_terminal_stays_within_its_width() {
    let report = report(&Sample::new());
    for width in [80, 100, 120, 200] {
        for line in plain(&terminal::diff(&report, width)).lines() {
            assert!(line.width() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn state_is_told_by_colour_too() {
    let text = terminal::diff(&report(&Sample::new()), 80);
    assert!(text.contains("\u{1b}[1m\u{1b}[31m✘ missed"), "{text:?}");
}

#[test]
fn nothing_declared_is_said_so() {
    let mut sample = Sample::new();
    sample.assessment.objectives.clear();
    sample.assessment.cycles.clear();
    sample.assessment.alignments.clear();
    sample.catalog.actions.clear();
    insta::assert_snapshot!(plain(&terminal::diff(&report(&sample), 80)), @r"
    Desired against observed as of 2016-06-01, commit 1a2b3c4d5e6f

    No agreement has an objective yet, so there is nothing to hold figures against.

    No objectives. 1 error, 1 warning (-v shows all).
    ");
}

#[test]
fn one_line_for_each_objective_and_cycle() {
    insta::assert_snapshot!("concise", concise::diff(&report(&Sample::new())));
}

#[test]
fn findings_with_excerpts_and_in_one_line() {
    let sample = Sample::new();
    insta::assert_snapshot!("findings_full", plain(&findings::full(&sample.findings, 80)));
    insta::assert_snapshot!("findings_concise", plain(&findings::concise(&sample.findings)));
}

#[test]
fn the_plan() {
    let sample = Sample::new();
    let report = PlanReport::new("plan", &sample.plan, &sample.catalog);
    insta::assert_snapshot!("plan", plain(&plan_text::plan(&report, 80, true)));
    assert!(!plan_text::plan(&report, 80, false).contains("apiVersion"));
}

#[test]
fn a_number_walked_back() {
    let sample = Sample::new();
    insta::assert_snapshot!("explain", plain(&explain_text::walk(&explanation(&sample), 80)));
    insta::assert_snapshot!("rule", plain(&explain_text::rule(&UNKNOWN_FIELD, 80)));
}

#[test]
fn the_json_of_a_diff() {
    let mut sample = Sample::new();
    // One objective of each shape is enough to read.
    sample.assessment.objectives.retain(|o| ["made-sla", "ready"].contains(&o.id.objective.as_str()));
    insta::assert_snapshot!("json", json::render(&report(&sample)).expect("it serialises"));
}

/// The contract, field for field.
#[test]
fn the_json_keeps_its_promises() {
    let sample = Sample::new();
    let json = serde_json::to_value(report(&sample)).expect("it serialises");
    assert_eq!(json["formatVersion"], "1.0");
    assert_eq!(json["asOf"], "2016-06-01T00:00:00Z");
    assert_eq!((&json["head"], &json["base"]), (&Value::from(HEAD), &Value::Null));
    assert_eq!(json["summary"].to_string(), r#"{"met":1,"missed":2,"atRisk":1,"unknown":1}"#);
    let made = json["objectives"].as_array().expect("a list").iter().find(|o| o["objective"] == "made-sla");
    let made = made.expect("the objective");
    assert_eq!(made["id"], "service-desk-sla/made-sla");
    assert_eq!(made["desired"].to_string(), r#"{"op":"gte","value":0.95,"unit":"ratio"}"#);
    assert_eq!(
        made["observed"].to_string(),
        r#"{"value":0.775173148641,"unit":"ratio","good":5820,"total":7508,"count":7508,"coverage":1.0,"from":"2016-05-01T00:00:00Z","to":"2016-06-01T00:00:00Z","including":null}"#
    );
    assert_eq!(made["gap"].to_string(), "-0.174826851359");
    assert_eq!(made["budget"]["allowed"].to_string(), "375.4");
    assert_eq!(made["budget"]["spent"].to_string(), "1688");
    assert_eq!(made["lastClosed"]["verdict"], "missed");
    assert_eq!(
        made["declaredAt"].to_string(),
        r#"{"path":"improvement/agreements.yaml","line":8,"column":7}"#
    );
    for key in ["agreement", "service", "metric", "verdict", "freshness", "reason"] {
        assert!(made[key].is_string(), "{key}");
    }
    let cycle = &json["cycles"][0];
    assert_eq!((cycle["baseline"].as_f64(), cycle["observed"].as_f64()), (Some(0.3986), Some(0.7752)));
    for key in ["code", "rule", "level", "message", "path", "line", "column", "fingerprint"] {
        assert!(!json["findings"][0][key].is_null(), "{key}");
    }
}

#[test]
fn the_json_of_an_explanation() {
    let sample = Sample::new();
    let json = serde_json::to_value(explanation(&sample)).expect("it serialises");
    assert_eq!(json["command"], "explain");
    for key in ["chart", "trend", "forecast"] {
        assert!(json.as_object().expect("an object").contains_key(key) && json[key].is_null(), "{key}");
    }
    assert_eq!(json["changePoints"], Value::Array(Vec::new()));
    assert_eq!(json["series"].as_array().map(Vec::len), Some(92));
    let open = json["periods"].as_array().and_then(|periods| periods.last()).expect("a period");
    assert_eq!((&open["closed"], &open["verdict"]), (&Value::from(false), &Value::from("missed")));
    let rows = &json["rows"];
    assert_eq!((rows["used"].as_u64(), rows["lines"].to_string()), (Some(32), "[[2,31],[40,41]]".into()));
    assert_eq!(rows["path"], "data/incidents-01.csv");
}

#[test]
fn the_json_of_a_check_and_of_a_plan() {
    let sample = Sample::new();
    let check = CheckReport::new(&sample.findings, at("2016-06-01T00:00:00Z"), Some(HEAD), None);
    let check = serde_json::to_value(check).expect("it serialises");
    assert_eq!(check["summary"].to_string(), r#"{"error":1,"warning":1,"note":0}"#);
    assert_eq!(check["findings"][1]["line"], 12);
    let plan =
        serde_json::to_value(PlanReport::new("plan", &sample.plan, &sample.catalog)).expect("it serialises");
    assert_eq!(plan["proposals"][0]["id"], "P-0123abcd");
    assert_eq!(plan["held"][0]["reason"], "declined");
}

#[test]
fn hostile_text_neither_breaks_lines_nor_escapes_the_terminal() {
    let mut sample = Sample::new();
    for objective in &mut sample.assessment.objectives {
        objective.reason = "x\n::error::forged\u{1b}[2J\u{202e}".into();
        objective.id.each = Some("a\nb\u{1b}]0;".into());
    }
    let report = report(&sample);
    for text in [plain(&terminal::diff(&report, 80)), concise::diff(&report)] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
        assert!(!text.lines().any(|line| line.starts_with("::")), "{text:?}");
    }
}
