//! A composite action as GitHub's runner runs it: inputs into the environment, scripts into bash, files for what comes
//! back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::text_of;
use crate::world::{Outcome, TestWorld, run};

/// `action.yml`, as far as it matters here.
#[derive(Debug, Deserialize)]
pub struct Action {
    pub inputs: BTreeMap<String, Input>,
    pub outputs: BTreeMap<String, Output>,
    pub runs: Runs,
}

#[derive(Debug, Deserialize)]
pub struct Input {
    pub description: String,
    pub default: String,
}

#[derive(Debug, Deserialize)]
pub struct Output {
    pub description: String,
    pub value: String,
}

#[derive(Debug, Deserialize)]
pub struct Runs {
    pub using: String,
    pub steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
pub struct Step {
    pub shell: String,
    pub run: String,
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

/// What a run left behind.
#[derive(Debug)]
pub struct Ran {
    pub last: Outcome,
    /// `$GITHUB_STEP_SUMMARY`.
    pub summary: String,
    /// `$GITHUB_OUTPUT`.
    pub outputs: String,
    /// `$GITHUB_PATH`.
    pub paths: String,
}

impl Ran {
    /// An output of the step.
    pub fn output(&self, name: &str) -> Option<&str> {
        self.outputs.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
    }
}

impl Action {
    pub fn read() -> Self {
        serde_yaml::from_str(&text_of("action.yml")).unwrap()
    }

    /// Runs the steps in the repository of a world, until one fails.
    pub fn run(&self, world: &TestWorld, path: &str, inputs: &[(&str, &str)], forge: &[(&str, &str)]) -> Ran {
        let files = Files::beside(world);
        let mut last = None;
        for step in &self.runs.steps {
            let script = world.beside("step.sh");
            std::fs::write(&script, &step.run).unwrap();
            assert_eq!(step.shell, "bash");
            let mut command = world.command("bash");
            // The options that the runner gives to bash.
            command
                .args(["--noprofile", "--norc", "-e", "-o", "pipefail"])
                .arg(&script)
                .current_dir(world.root());
            command.env("PATH", path).envs(files.variables()).envs(forge.iter().copied());
            command
                .env("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR"))
                .env("GITHUB_WORKSPACE", world.root());
            for (name, value) in &step.env {
                command.env(name, self.evaluated(value, inputs));
            }
            let outcome = run(&mut command);
            let failed = outcome.status != 0;
            last = Some(outcome);
            if failed {
                break;
            }
        }
        let [summary, outputs, paths] = files.0.map(|(_, file)| std::fs::read_to_string(file).unwrap());
        Ran { last: last.unwrap(), summary, outputs, paths }
    }

    /// An expression `${{ inputs.NAME }}` as what was given, or the default.
    fn evaluated(&self, expression: &str, given: &[(&str, &str)]) -> String {
        let name = expression.strip_prefix("${{ inputs.").and_then(|rest| rest.strip_suffix(" }}")).unwrap();
        match given.iter().find(|(input, _)| *input == name) {
            Some((_, value)) => (*value).to_owned(),
            None => self.inputs[name].default.clone(),
        }
    }
}

/// The files through which a step speaks to the runner.
struct Files([(&'static str, PathBuf); 3]);

impl Files {
    fn beside(world: &TestWorld) -> Self {
        let files = ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_PATH"]
            .map(|name| (name, world.beside(&name.to_lowercase())));
        for (_, file) in &files {
            std::fs::write(file, "").unwrap();
        }
        Self(files)
    }

    fn variables(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.0.iter().map(|(name, file)| (*name, file.as_path()))
    }
}
