//! Verdicts as results of rules, for formats that know nothing else.

use std::collections::BTreeSet;

use deming::finding::Rule;
use deming::policy::verdicts;

use super::json;
use crate::declare::rules::{files_of, in_place};
use crate::world::TestWorld;

fn world_of(rule: &Rule, example: &str) -> TestWorld {
    let world = TestWorld::new();
    world.set_clock(1_767_139_200); // 2025-12-31
    for (path, text) in files_of(&in_place(rule, example)) {
        world.write(path, text);
    }
    world.commit("example");
    world
}

fn codes(world: &TestWorld, format: &str) -> BTreeSet<String> {
    let run = world.deming(&["diff", "--format", format, "--as-of", "2026-01-01"]);
    assert_eq!(run.status, 0, "{run:#?}");
    let results = json(&run.stdout)["runs"][0]["results"].take();
    results.as_array().unwrap().iter().map(|result| result["ruleId"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_bad_example_has_its_verdict_and_no_good_one_has() {
    for rule in verdicts::RULES {
        let bad = codes(&world_of(rule, rule.bad), "sarif");
        let good = codes(&world_of(rule, rule.good), "sarif");
        assert!(bad.contains(rule.code), "{}: {bad:?}\n{}", rule.code, rule.bad);
        assert!(!good.iter().any(|code| code.starts_with("D4")), "{}: {good:?}", rule.code);
    }
}

#[test]
fn a_check_tells_no_verdicts() {
    for rule in verdicts::RULES {
        let run = world_of(rule, rule.bad).deming(&["check", "--format", "json", "--as-of", "2026-01-01"]);
        assert!(!run.stdout.contains("D40"), "{}", run.stdout);
    }
}

#[test]
fn tests_pass_fail_and_are_skipped_as_verdicts_are() {
    let counts = |rule: &Rule, example: &str, more: &[&str]| {
        let world = world_of(rule, example);
        let args = [&["diff", "--format", "junit", "--as-of", "2026-01-01"], more].concat();
        let text = world.deming(&args).stdout;
        let attribute = |name: &str| {
            let start = format!(" {name}=\"");
            let values = text.split(&start).skip(1);
            values.map(|rest| rest.split('"').next().unwrap().parse::<usize>().unwrap()).sum::<usize>()
        };
        (attribute("tests"), attribute("failures"), attribute("skipped"))
    };
    let [missed, at_risk, unknown, cycle_missed, ..] = verdicts::RULES else { panic!("six rules") };
    assert_eq!(counts(missed, missed.bad, &[]), (1, 1, 0));
    assert_eq!(counts(missed, missed.good, &[]), (1, 0, 0));
    assert_eq!(counts(at_risk, at_risk.bad, &[]), (1, 0, 0));
    assert_eq!(counts(at_risk, at_risk.bad, &["--fail-on", "at-risk"]), (1, 1, 0));
    // The file without a row is told of, too, and fails nothing.
    assert_eq!(counts(unknown, unknown.bad, &[]), (2, 0, 1));
    assert_eq!(counts(cycle_missed, cycle_missed.bad, &[]), (1, 1, 0));
}

#[test]
fn objects_of_a_check_are_tests_of_their_kind() {
    let text = super::broken().deming(&["check", "--format", "junit"]).stdout;
    assert!(text.contains("<testsuite name=\"deming check: Service\""), "{text}");
    assert!(text.contains("<testcase name=\"portal\" classname=\"deming.check.Service\" time=\"0.000\"/>"));
    assert!(text.contains("<testsuite name=\"deming check: files\""));
    let strict = super::broken().deming(&["check", "--format", "junit", "--fail-on", "note"]).stdout;
    assert!(strict.matches("<failure").count() > text.matches("<failure").count());
}
