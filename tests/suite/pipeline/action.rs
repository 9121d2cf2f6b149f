//! `action.yml`: its steps run with GitHub's variables set.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::composite::Action;
use super::{path_with, path_with_deming, pull_request};
use crate::world::TestWorld;

/// A folder with a stand-in for a program that writes down its arguments, one NUL after each.
fn stand_in(world: &TestWorld, program: &str) -> (PathBuf, PathBuf) {
    let (folder, record) = (world.beside("bin"), world.beside("arguments"));
    std::fs::create_dir_all(&folder).unwrap();
    let script = format!("#!/bin/sh\nprintf '%s\\0' \"$@\" >'{}'\n", record.display());
    let file = folder.join(program);
    std::fs::write(&file, script).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    (folder, record)
}

/// The arguments that deming gets for inputs.
fn arguments(inputs: &[(&str, &str)]) -> Vec<String> {
    let world = TestWorld::new();
    let (folder, record) = stand_in(&world, "deming");
    let ran = Action::read().run(&world, &path_with(&folder), inputs, &[]);
    assert_eq!(ran.last.status, 0, "{ran:#?}");
    assert!(!world.root().join("broken-out").exists(), "a script ran what an input said");
    let record = std::fs::read_to_string(record).unwrap();
    record.split_terminator('\0').map(str::to_owned).collect()
}

#[test]
fn without_inputs_it_checks_with_annotations_and_a_summary() {
    assert_eq!(
        arguments(&[]),
        ["check", "--directory=.", "--format=github", "--step-outputs", "--step-summary"]
    );
}

#[test]
fn every_input_reaches_deming() {
    let inputs = [
        ("command", "diff"),
        ("base", "v1.0"),
        ("format", "concise"),
        ("fail-on", "error,missed"),
        ("output", "junit=a b.xml\ngitlab=c.json\n"),
        ("sarif-file", "deming.sarif"),
        ("summary", "false"),
        ("working-directory", "services"),
        ("args", "--ignore\nD110\n"),
    ];
    assert_eq!(
        arguments(&inputs),
        [
            "diff",
            "--directory=services",
            "--format=concise",
            "--step-outputs",
            "--base=v1.0",
            "--fail-on=error,missed",
            "--output=sarif=deming.sarif",
            "--output=junit=a b.xml",
            "--output=gitlab=c.json",
            "--ignore",
            "D110",
        ]
    );
    let told: Vec<&str> = inputs.iter().map(|(name, _)| *name).collect();
    for name in Action::read().inputs.keys() {
        assert!(told.contains(&name.as_str()), "the input `{name}` is not tried");
    }
}

#[test]
fn no_input_breaks_out_of_its_argument() {
    for hostile in [
        "$(touch broken-out)",
        "`touch broken-out`",
        "\"; touch broken-out; \"",
        "'; touch broken-out; '",
        "x; touch broken-out #",
        "--fail-on=note && touch broken-out",
        "* ? [a-z]",
    ] {
        for (input, option) in [
            ("base", "--base="),
            ("format", "--format="),
            ("fail-on", "--fail-on="),
            ("output", "--output="),
            ("sarif-file", "--output=sarif="),
            ("working-directory", "--directory="),
            ("args", ""),
        ] {
            let expected = format!("{option}{hostile}");
            let given = arguments(&[(input, hostile)]);
            assert!(given.contains(&expected), "{input}: {given:?}");
        }
        arguments(&[("summary", hostile)]);
    }
}

#[test]
fn another_command_is_refused() {
    let world = TestWorld::new();
    let (folder, record) = stand_in(&world, "deming");
    let ran = Action::read().run(&world, &path_with(&folder), &[("command", "publish")], &[]);
    assert_eq!(ran.last.status, 2, "{ran:#?}");
    assert!(ran.last.stderr.contains("`check` or `diff`") && !record.exists(), "{ran:#?}");
}

#[test]
fn deming_is_built_where_it_is_not_there() {
    let world = TestWorld::new();
    let (folder, record) = stand_in(&world, "cargo");
    let without_deming = format!("{}:/usr/bin:/bin", folder.display());
    let ran = Action::read().run(&world, &without_deming, &[], &[("CARGO_HOME", "/opt/cargo")]);
    // The stand-in built nothing, so that the second step finds no deming.
    assert_eq!(ran.last.status, 127, "{ran:#?}");
    assert_eq!(ran.paths, "/opt/cargo/bin\n");
    let arguments = std::fs::read_to_string(record).unwrap();
    let here = env!("CARGO_MANIFEST_DIR");
    assert_eq!(arguments, format!("install\0--locked\0--path\0{here}\0"));
}

#[test]
fn scripts_hold_no_expression_and_read_every_input() {
    let action = Action::read();
    assert_eq!(action.runs.using, "composite");
    for step in &action.runs.steps {
        assert!(!step.run.contains("${{"), "{}", step.run);
        for name in step.env.keys() {
            assert!(step.run.contains(&format!("${name}")), "{name}");
        }
    }
    let passed: Vec<&String> = action.runs.steps.iter().flat_map(|step| step.env.values()).collect();
    for (name, input) in &action.inputs {
        assert!(input.description.ends_with('.'), "{name}");
        assert!(passed.contains(&&format!("${{{{ inputs.{name} }}}}")), "{name}");
    }
    for (name, output) in &action.outputs {
        assert!(output.description.ends_with('.') && output.value.starts_with("${{ "), "{name}");
    }
}

/// What GitHub sets for a pull request.
fn pull_request_variables() -> [(&'static str, &'static str); 10] {
    [
        ("CI", "true"),
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", "pull_request"),
        ("GITHUB_BASE_REF", "main"),
        ("GITHUB_HEAD_REF", "feature"),
        ("GITHUB_REF", "refs/pull/7/merge"),
        ("GITHUB_REPOSITORY", "example/service"),
        ("GITHUB_SERVER_URL", "https://github.com"),
        ("GITHUB_RUN_ID", "1"),
        ("RUNNER_OS", "Linux"),
    ]
}

#[test]
fn a_pull_request_with_a_mistake_is_annotated_summed_up_and_stopped() {
    let (world, _) = pull_request::checked_out("direction: lower", "direction: lowr");
    let inputs = [("sarif-file", "deming.sarif"), ("output", "junit=out/deming.xml\nmarkdown=out/deming.md")];
    let action = Action::read();
    let ran = action.run(&world, &path_with_deming(), &inputs, &pull_request_variables());
    assert_eq!(ran.last.status, 1, "{ran:#?}");
    let line = pull_request::line_of(&world, "direction: lowr");
    let annotation = format!("::error file={},line={line},", pull_request::DECLARATIONS);
    assert!(ran.last.stdout.contains(&annotation), "{annotation}: {ran:#?}");
    assert!(ran.summary.contains("did you mean") && ran.summary.contains("D011"), "{ran:#?}");
    assert_eq!(ran.output("verdict"), Some("error"), "{ran:#?}");
    assert_ne!(ran.output("errors"), Some("0"), "{ran:#?}");
    for (name, output) in &action.outputs {
        if output.value == format!("${{{{ steps.deming.outputs.{name} }}}}") {
            assert!(ran.output(name).is_some_and(|value| !value.is_empty()), "{name}: {ran:#?}");
        }
    }
    let sarif: serde_json::Value = serde_json::from_str(&world.read("deming.sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().any(|result| result["ruleId"] == "D011"), "{sarif}");
    assert!(world.read("out/deming.xml").contains("<testsuite"));
    assert!(world.read("out/deming.md").contains("D011"));
}

#[test]
fn a_sound_pull_request_passes_with_a_summary() {
    let (world, _) = pull_request::checked_out("Nobody waits for IT.", "Nobody ever waits for IT.");
    let ran = Action::read().run(&world, &path_with_deming(), &[], &pull_request_variables());
    assert_eq!(ran.last.status, 0, "{ran:#?}");
    assert!(!ran.last.stdout.contains("::error"), "{ran:#?}");
    assert_eq!(ran.output("errors"), Some("0"), "{ran:#?}");
    assert!(ran.summary.contains("deming check"), "{ran:#?}");
}

#[test]
fn a_promise_that_a_pull_request_weakens_is_counted_without_a_base_being_named() {
    let (world, _) = pull_request::checked_out("      value: 8h\n", "      value: 80h\n");
    let ran = Action::read().run(&world, &path_with_deming(), &[], &pull_request_variables());
    assert_eq!(ran.output("weakened"), Some("1"), "{ran:#?}");
    assert!(ran.summary.contains("8 h") && ran.summary.contains("80 h"), "{ran:#?}");
    let line = pull_request::line_of(&world, "value: 80h");
    assert!(
        ran.last.stdout.contains(&format!("file={},line={line},", pull_request::DECLARATIONS)),
        "{ran:#?}"
    );
}
