//! Commands that print observations. They run only where whoever gathers allows it, since a declaration may come from
//! anybody.
//!
//! A command is an argument vector without a shell. It runs in the root of the repository, with nothing of the
//! environment but `PATH`, `HOME` and the variables that the declaration names, and with `DEMING_FROM`, `DEMING_TO`
//! (RFC 3339) and `DEMING_INTERVAL` (as declared: `1d`). Its standard input is empty, what it prints is bounded, and
//! its whole process group ends with it or when its time is up.
//!
//! | file | knows |
//! |---|---|
//! | `process` | one run of a command: its environment, its streams, its end |
//! | `group` | the processes that it starts |
//! | `answer` | what it printed, as observations |

mod answer;
mod group;
mod process;

use std::path::{Path, PathBuf};
use std::time::Duration;

use self::process::{Failure, Order};
use super::connection::Secrets;
use super::remote::{Answer, Ask, Cancel, Lost, System, Variable};
use crate::model::source::{ExecQuestion, Question};
use crate::text::escape::one_line;

/// The longest that a declaration can ask for.
const LONGEST: f64 = 3600.0;

/// The variables of whoever gathers that every command is given.
const INHERITED: [&str; 2] = ["PATH", "HOME"];

/// A command that may be run.
pub struct Exec {
    root: PathBuf,
    variables: Vec<(String, String)>,
    cancel: Cancel,
}

impl Exec {
    /// Makes ready to run the command of a source; with the secrets that it is given, which it may print.
    ///
    /// # Errors
    /// [`Lost`], where commands are not allowed, or a variable that the declaration names is not set.
    pub fn open(
        question: &ExecQuestion,
        root: &Path,
        is_allowed: bool,
        variable: &Variable<'_>,
        cancel: &Cancel,
    ) -> Result<(Self, Secrets), Lost> {
        if !is_allowed {
            let command = one_line(&question.command.join(" ")).into_owned();
            return Err(Lost::new(format!("the command `{command}` was not run")).help(
                "commands run only by `deming gather --allow-exec`; look at what it does before you allow it",
            ));
        }
        let inherited = INHERITED.iter().filter_map(|name| Some(((*name).to_owned(), variable(name)?)));
        let mut variables: Vec<(String, String)> = inherited.collect();
        let mut secrets = Secrets::default();
        for name in &question.env {
            let value = variable(name).ok_or_else(|| {
                Lost::new(format!("the variable {name}, which the command is to be given, is not set")).help(
                    format!("set {name} in the environment of `deming gather`, or take it out of `env`"),
                )
            })?;
            secrets.add(&value);
            variables.push((name.clone(), value));
        }
        Ok((Self { root: root.to_owned(), variables, cancel: cancel.clone() }, secrets))
    }

    fn order(&self, question: &ExecQuestion, ask: &Ask<'_>) -> Order {
        let mut variables = self.variables.clone();
        let asked = [
            ("LANG", "C".to_owned()),
            ("TZ", "UTC".to_owned()),
            ("DEMING_FROM", ask.interval.from.to_string()),
            ("DEMING_TO", ask.interval.to.to_string()),
            ("DEMING_INTERVAL", ask.every.to_string()),
        ];
        variables.extend(asked.map(|(name, value)| (name.to_owned(), value)));
        let timeout = Duration::from_secs_f64(question.timeout.nominal_seconds().clamp(1.0, LONGEST));
        Order { command: question.command.clone(), folder: self.root.clone(), variables, timeout }
    }
}

impl System for Exec {
    fn ask(&self, ask: &Ask<'_>) -> Result<Answer, Lost> {
        let Question::Exec(question) = &ask.source.question else {
            return Err(Lost::new("a command is asked only for what it prints"));
        };
        let printed = process::run(&self.order(question, ask), &self.cancel)
            .map_err(|failure| lost(question, failure))?;
        answer::read(&printed, question.amount, ask, &server(question))
    }
}

/// Who answered: the program alone, since arguments may be long.
fn server(question: &ExecQuestion) -> String {
    format!("command {}", one_line(question.command.first().map_or("", String::as_str)))
}

fn lost(question: &ExecQuestion, failure: Failure) -> Lost {
    let program = server(question);
    match failure {
        Failure::NotStarted(error) => Lost::new(format!("the {program} cannot be run: {error}"))
            .help("programs are looked for in PATH, and paths are seen from the root of the repository"),
        Failure::TimedOut(seconds) => {
            Lost::new(format!("the {program} did not end within {seconds} s, and was stopped"))
                .help("let it do less, or give it more time: `timeout`")
        }
        Failure::TooMuch(limit) => {
            Lost::new(format!("the {program} printed more than {} MiB, and was stopped", limit >> 20))
                .help("let it print an observation for each interval, not for each event")
        }
        Failure::StillOpen => {
            Lost::new(format!("the {program} ended, and something that it started keeps its output open"))
                .help("let it wait for what it starts")
        }
        Failure::Cancelled => Lost::new(format!("the {program} was stopped, as everything was")),
        Failure::Failed { status, said } => {
            let said = if said.is_empty() { String::new() } else { format!(": {said}") };
            Lost::new(format!("the {program} failed ({status}){said}"))
        }
    }
}
