//! The GitLab job: its script run with GitLab's variables set.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{path_with_deming, text_of};
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
