//! The GitLab job: its script run with GitLab's variables set.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{path_with_deming, pull_request, text_of};
use crate::world::{Outcome, TestWorld, run};

#[derive(Debug, Deserialize)]
struct Job {
    variables: BTreeMap<String, String>,
    before_script: Vec<String>,
    script: Vec<String>,
    artifacts: Artifacts,
}

#[derive(Debug, Deserialize)]
struct Artifacts {
    paths: Vec<String>,
    reports: BTreeMap<String, String>,
}

fn job() -> Job {
    let mut jobs: BTreeMap<String, Job> =
        serde_yaml::from_str(&text_of(".gitlab/deming.gitlab-ci.yml")).unwrap();
    jobs.remove("deming").unwrap()
}

/// Runs the job in the repository of a world, as GitLab's runner does: all lines in one shell that stops at an error.
fn run_job(world: &TestWorld, path: &str, variables: &[(&str, &str)]) -> Outcome {
    let job = job();
    let script =
        job.before_script.iter().chain(&job.script).map(|line| format!("{line}\n")).collect::<String>();
    let mut command = world.command("bash");
    command.args(["-e", "-o", "pipefail", "-c", &script]).current_dir(world.root());
    command.envs(&job.variables).env("PATH", path).envs([("CI", "true"), ("GITLAB_CI", "true")]);
    command.envs(variables.iter().copied());
    run(&mut command)
}

#[test]
fn without_deming_it_says_what_to_set() {
    let world = TestWorld::new();
    let ran = run_job(&world, "/usr/bin:/bin", &[]);
    assert_ne!(ran.status, 0);
    assert!(ran.stderr.contains("DEMING_SOURCE: set it to the Git URL of deming"), "{ran:#?}");
}

/// What GitLab sets for a merge request that started from a commit.
fn merge_request_variables(base: &str) -> [(&str, &str); 6] {
    [
        ("CI_PIPELINE_SOURCE", "merge_request_event"),
        ("CI_MERGE_REQUEST_IID", "7"),
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", base),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
        ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "feature"),
        ("CI_PROJECT_PATH", "example/service"),
    ]
}

#[test]
fn a_merge_request_with_a_mistake_is_stopped_and_leaves_its_reports() {
    let (world, base) = pull_request::checked_out("direction: lower", "direction: lowr");
    let ran = run_job(&world, &path_with_deming(), &merge_request_variables(&base));
    assert_eq!(ran.status, 1, "{ran:#?}");
    let artifacts = job().artifacts;
    for file in artifacts.reports.values().chain(&artifacts.paths) {
        assert!(world.root().join(file).is_file(), "{file} was not written: {ran:#?}");
    }
    let quality: serde_json::Value =
        serde_json::from_str(&world.read(&artifacts.reports["codequality"])).unwrap();
    let of_rule = |entry: &&serde_json::Value| entry["check_name"] == "deming/invalid-value";
    let told = quality.as_array().unwrap().iter().find(of_rule).unwrap_or_else(|| panic!("{quality}"));
    assert_eq!(told["location"]["path"], pull_request::DECLARATIONS);
    assert_eq!(told["location"]["lines"]["begin"], pull_request::line_of(&world, "direction: lowr"));
    assert!(world.read(&artifacts.reports["junit"]).contains("failures=\"1\""));
}

#[test]
fn a_sound_merge_request_passes() {
    let (world, base) = pull_request::checked_out("Nobody waits for IT.", "Nobody ever waits for IT.");
    let ran = run_job(&world, &path_with_deming(), &merge_request_variables(&base));
    assert_eq!(ran.status, 0, "{ran:#?}");
    assert!(world.read(&job().artifacts.reports["junit"]).contains("failures=\"0\""));
}

#[test]
fn a_promise_that_a_merge_request_weakens_is_shown_at_its_line() {
    let (world, base) = pull_request::checked_out("      value: 8h\n", "      value: 80h\n");
    let ran = run_job(&world, &path_with_deming(), &merge_request_variables(&base));
    let quality = world.read(&job().artifacts.reports["codequality"]);
    let quality: serde_json::Value = serde_json::from_str(&quality).unwrap();
    let line = pull_request::line_of(&world, "value: 80h");
    let at_the_line = |entry: &&serde_json::Value| entry["location"]["lines"]["begin"] == line;
    let told = quality.as_array().unwrap().iter().find(at_the_line);
    let told = told.unwrap_or_else(|| panic!("line {line}: {quality} {ran:#?}"));
    assert!(told["description"].as_str().unwrap().contains("D30"), "{told}");
}
