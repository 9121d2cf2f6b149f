//! The files as documents: their forges' schemas, and what linters of YAML and of shell scripts say.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_yaml::Value;

use super::{composite::Action, file, python};
use crate::programs;
use crate::world::run;

/// Holds a file to a schema that check-jsonschema brings along.
#[track_caller]
pub fn assert_fits(schema: &str, document: &Path) {
    let Some(checker) = python("check-jsonschema") else { return };
    let held = run(Command::new(checker).args(["--builtin-schema", schema]).arg(document));
    assert_eq!(held.status, 0, "{schema}: {held:#?}");
}

#[test]
fn the_action_and_the_job_fit_their_schemas() {
    assert_fits("vendor.github-actions", &file("action.yml"));
    assert_fits("vendor.gitlab-ci", &file(".gitlab/deming.gitlab-ci.yml"));
}

#[test]
fn yaml_files_are_tidy() {
    let Some(linter) = python("yamllint") else { return };
    let rules = "{extends: default, rules: {line-length: {max: 140}, document-start: disable, \
                 truthy: {check-keys: false}, comments: {min-spaces-from-content: 1}}}";
    let linted = run(Command::new(linter)
        .args(["--strict", "-d", rules])
        .args(["action.yml", ".pre-commit-hooks.yaml", ".gitlab", "examples"].map(file)));
    assert_eq!(linted.status, 0, "{linted:#?}");
}

#[test]
fn scripts_are_clean() {
    if !programs::on_path("shellcheck") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut scripts: Vec<PathBuf> = vec![file(".ci/run")];
    let written = Action::read().runs.steps.into_iter().map(|step| step.run).chain(job_scripts());
    for (index, script) in written.enumerate() {
        let path = folder.path().join(format!("{index}.sh"));
        std::fs::write(&path, format!("#!/usr/bin/env bash\n{script}")).unwrap();
        scripts.push(path);
    }
    assert!(scripts.len() > 4, "{scripts:?}");
    let checked = run(Command::new("shellcheck").args(&scripts));
    assert_eq!(checked.status, 0, "{}", checked.stdout);
}

/// The scripts of the GitLab job.
fn job_scripts() -> Vec<String> {
    let text = super::text_of(".gitlab/deming.gitlab-ci.yml");
    let jobs: BTreeMap<String, BTreeMap<String, Value>> = serde_yaml::from_str(&text).unwrap();
    let lines = |key: &str| serde_yaml::from_value::<Vec<String>>(jobs["deming"][key].clone()).unwrap();
    ["before_script", "script"].map(|key| lines(key).join("\n") + "\n").to_vec()
}
