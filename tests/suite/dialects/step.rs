//! What GitHub Actions collects of a step: its summary, its outputs, and annotations by itself.

use super::{broken, markdown};
use crate::world::TestWorld;

const STEP_SUMMARY: usize = 1024 * 1024;

fn summary_of(world: &TestWorld, before: &str, args: &[&str]) -> (String, String) {
    let file = world.beside("summary.md");
    std::fs::write(&file, before).unwrap();
    let run = world.deming_with(&[("GITHUB_STEP_SUMMARY", file.to_str().unwrap())], args);
    assert!(run.status < 2, "{run:#?}");
    (std::fs::read_to_string(&file).unwrap(), run.stderr)
}

#[test]
fn the_summary_is_appended() {
    let world = broken();
    let (text, _) = summary_of(&world, "# Of another step\n", &["check", "--step-summary"]);
    let (before, ours) = text.split_once("\n\n").unwrap();
    assert_eq!(before, "# Of another step");
    assert!(ours.starts_with("## ✘ deming check: errors"), "{ours}");
    markdown::read(ours);
}

#[test]
fn what_is_there_counts_toward_the_limit() {
    let world = broken();
    let nearly = "x".repeat(STEP_SUMMARY - 3000);
    let (text, _) = summary_of(&world, &nearly, &["check", "--step-summary"]);
    assert!(text.len() > nearly.len() && text.len() < STEP_SUMMARY, "{}", text.len());
    markdown::read(&text[nearly.len()..]);
    let full = "x".repeat(STEP_SUMMARY - 100);
    let (text, told) = summary_of(&world, &full, &["check", "--step-summary"]);
    assert_eq!(text, full);
    assert!(told.contains("the summary of this step is full"), "{told}");
}

#[test]
fn without_the_variable_it_says_what_is_missing_and_still_shows_the_product() {
    let world = broken();
    for (flag, variable) in [("--step-summary", "GITHUB_STEP_SUMMARY"), ("--step-outputs", "GITHUB_OUTPUT")] {
        let run = world.deming(&["check", flag]);
        assert_eq!(run.status, 2);
        assert!(run.stderr.contains(&format!("{flag} needs {variable} to name a file")), "{}", run.stderr);
        assert!(run.stdout.contains("error[D009]"));
    }
    let run = world.deming(&["explain", "D009", "--step-summary"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("has no summary"), "{}", run.stderr);
}

#[test]
fn outputs_are_appended() {
    let world = TestWorld::new();
    world.deming(&["init", "--example", "service-desk"]);
    world.commit("feat: desk");
    let file = world.beside("outputs");
    std::fs::write(&file, "other=1\n").unwrap();
    let variables = [("GITHUB_OUTPUT", file.to_str().unwrap())];
    let run = world.deming_with(&variables, &["diff", "--step-outputs", "--fail-on", "missed"]);
    assert_eq!(run.status, 1);
    insta::assert_snapshot!(std::fs::read_to_string(&file).unwrap(), @r"
    other=1
    verdict=missed
    weakened=0
    findings=1
    errors=0
    warnings=0
    notes=1
    met=13
    missed=3
    at-risk=2
    unknown=2
    exit-code=1
    ");
    let run = world.deming_with(&[("DEMING_STEP_OUTPUTS", "true"), variables[0]], &["plan"]);
    assert_eq!(run.status, 0);
    assert!(std::fs::read_to_string(&file).unwrap().contains("\nproposals="));
}

#[test]
fn auto_is_what_the_place_can_show() {
    let world = broken();
    let actions = [("GITHUB_ACTIONS", "true")];
    assert!(world.deming_with(&actions, &["check", "--format", "auto"]).stdout.starts_with("::error file="));
    assert!(world.deming(&["check", "--format", "auto"]).stdout.starts_with("error[D0"));
    // A rule has no annotations; a file may ask for what fits, too.
    let rule = world.deming_with(&actions, &["explain", "D009", "--format", "auto"]);
    assert!(rule.stdout.starts_with("D009 unknown-field"), "{rule:#?}");
    world.deming_with(&actions, &["check", "--output", "auto=a.txt"]);
    assert!(world.read("a.txt").starts_with("::error file="));
    // Only when asked.
    assert!(world.deming_with(&actions, &["check"]).stdout.starts_with("error[D0"));
}
