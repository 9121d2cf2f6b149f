//! `source.exec`: a command that prints observations.

use schemars::JsonSchema;
use serde::Deserialize;

use super::remote::remote;
use super::word::words;
use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::declare::scalar::Parsed;
use crate::finding::Finding;
use crate::model::Duration;
use crate::model::duration::DurationUnit;
use crate::model::source::{ExecAmount, ExecQuestion, Question, RemoteSource};
use crate::text::Place;

/// A command that prints observations: a JSON array of objects, or an object on each line. It runs only where
/// `deming gather --allow-exec` says so, in the root of the repository and without a shell. What is asked about stands
/// in the variables `DEMING_FROM`, `DEMING_TO` and `DEMING_INTERVAL`. An object has the `time`, what `observes` names,
/// and the columns of `process.by`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ExecSource")]
pub struct ExecSpec {
    /// The command and its arguments; no shell is involved.
    #[schemars(length(min = 1))]
    #[schemars(example = ["scripts/tickets", "--json"])]
    command: Vec<String>,
    /// How it prints them.
    #[serde(default)]
    #[schemars(extend("default" = "json"))]
    format: ExecFormat,
    /// What an observation is in what it prints.
    #[serde(default)]
    #[schemars(extend("default" = "value"))]
    observes: ExecAmountWord,
    /// The variables that it is given besides `PATH`, `HOME`, `LANG`, `TZ` and those of deming. Secrets get to it by these.
    #[serde(default)]
    #[schemars(example = ["TICKETS_TOKEN"])]
    env: Vec<String>,
    /// How long it may run.
    #[schemars(extend("default" = "1m"))]
    timeout: Option<Parsed<Duration>>,
}

/// How a command prints observations.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum ExecFormat {
    /// A JSON array of objects, or an object on each line.
    #[default]
    Json,
}

words! {
    /// What an observation is in what a command prints.
    #[derive(Default)]
    ExecAmountWord => ExecAmount {
        /// A number: `{"time": …, "value": 3}`.
        #[default]
        "value" Value => ExecAmount::Value,
        /// A share: `{"time": …, "good": 9, "total": 10}`.
        "ratio" Ratio => ExecAmount::GoodOfTotal,
        /// A window of down time: `{"down": {"from": …, "to": …}}`.
        "down" Down => ExecAmount::Down,
    }
}

/// Variables that a declaration cannot hand on: they are set to values that make runs alike.
const GIVEN: [&str; 7] = ["PATH", "HOME", "LANG", "TZ", "DEMING_FROM", "DEMING_TO", "DEMING_INTERVAL"];

impl ExecSpec {
    /// The same for the model.
    pub fn lower(self, place: Place, lower: &mut Lower<'_>) -> Option<RemoteSource> {
        if self.command.first().is_none_or(|program| program.trim().is_empty()) {
            let message = "a command has at least the program's name";
            lower.report(Finding::new(&rules::MISSING_FIELD, place.child("command"), message));
            return None;
        }
        for (index, name) in self.env.iter().enumerate() {
            let at = place.child("env").index(index);
            if !is_variable(name) {
                let message = "this is not the name of a variable: letters, digits and `_`";
                lower.report(Finding::new(&rules::INVALID_VALUE, at, message));
                return None;
            }
            if GIVEN.contains(&name.as_str()) {
                let message = format!("every command is given `{name}`");
                lower.report(Finding::new(&rules::IDLE_FIELD, at, message).help("take it out"));
            }
        }
        // JSON is the only format there is.
        let ExecFormat::Json = self.format;
        let question = ExecQuestion {
            command: self.command,
            env: self.env,
            timeout: self
                .timeout
                .map_or(Duration { count: 1, unit: DurationUnit::Minute }, |timeout| timeout.0),
            amount: self.observes.lower(),
        };
        Some(remote(Question::Exec(question), None, place))
    }
}

fn is_variable(name: &str) -> bool {
    let letters = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    letters && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}
