//! The snippets of the readme are files that their readers accept.

use std::process::Command;

use super::{documents, file, python};
use crate::readme::section;
use crate::world::run;

/// The fenced YAML of a section whose first line names a file, without that line.
fn snippet(name: &str) -> String {
    let section = section("In the pipeline");
    let start = format!("```yaml\n# {name}\n");
    let (_, rest) = section.split_once(&start).unwrap_or_else(|| panic!("there is no {name}"));
    rest.split("```").next().unwrap().to_owned()
}

#[test]
fn the_workflow_and_the_job_fit_their_schemas() {
    let folder = tempfile::tempdir().unwrap();
    for (name, schema) in
        [(".github/workflows/deming.yml", "vendor.github-workflows"), (".gitlab-ci.yml", "vendor.gitlab-ci")]
    {
        let document = folder.path().join("snippet.yml");
        std::fs::write(&document, snippet(name)).unwrap();
        documents::assert_fits(schema, &document);
    }
}

#[test]
fn the_workflow_asks_for_no_more_than_it_needs_and_gives_inputs_that_exist() {
    let workflow: serde_yaml::Value = serde_yaml::from_str(&snippet(".github/workflows/deming.yml")).unwrap();
    let permissions = serde_yaml::to_string(&workflow["permissions"]).unwrap();
    assert_eq!(permissions, "contents: read\nsecurity-events: write\n");
    let steps = workflow["jobs"]["check"]["steps"].as_sequence().unwrap();
    let ours = steps.iter().find(|step| step["uses"].as_str().unwrap().contains("/deming@")).unwrap();
    let inputs = super::composite::Action::read().inputs;
    for given in ours["with"].as_mapping().unwrap().keys() {
        assert!(inputs.contains_key(given.as_str().unwrap()), "{given:?}");
    }
}

#[test]
fn the_included_file_and_the_hooks_are_there() {
    let job: serde_yaml::Value = serde_yaml::from_str(&snippet(".gitlab-ci.yml")).unwrap();
    let included = job["include"][0]["file"].as_str().unwrap();
    assert!(file(included.trim_start_matches('/')).is_file(), "{included}");

    let config = snippet(".pre-commit-config.yaml");
    let hook =
        serde_yaml::from_str::<serde_yaml::Value>(&config).unwrap()["repos"][0]["hooks"][0]["id"].clone();
    assert!(
        super::text_of(".pre-commit-hooks.yaml").contains(&format!("- id: {}\n", hook.as_str().unwrap()))
    );
    let Some(pre_commit) = python("pre-commit") else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.yaml");
    std::fs::write(&path, config).unwrap();
    let validated = run(Command::new(pre_commit).arg("validate-config").arg(path));
    assert_eq!(validated.status, 0, "{validated:#?}");
}
