//! What can be asked on the command line. The doc comments here are the help texts.

mod exchange;
mod proposals;

pub use exchange::{Export, ExportTo, Import, ImportFrom, Output};
pub use proposals::{Accept, Baseline, BaselineCommand, Decline, Hand, How, Open, Plan, Propose, Scheduled};

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

use crate::finding::Level;
use crate::model::settings::AsOf;

/// Continual service improvement as code.
///
/// Improvement cycles, metrics and service levels are declared as YAML in a Git repository. deming gathers what really
/// happens, shows desired against observed, writes reports for a wiki, proposes improvement actions as commits, and
/// measures later whether they worked.
#[derive(Debug, Parser)]
#[command(name = "deming", version, propagate_version = true, after_help = AFTER_HELP, max_term_width = 100)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  deming demo                       walk the whole loop in a repository made for it
  deming init --example delivery    measure this repository's own delivery
  deming check                      judge the declarations
  deming diff                       desired against observed
  deming propose                    answer the gaps with commits on branches

Exit codes: 0 clean; 1 findings or differences at or above --fail-on;
2 usage, configuration or input error; 3 refused because stale or unsafe.";

/// Options that every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Run as if started in this folder
    #[arg(short = 'C', long = "directory", global = true, value_name = "DIR", env = "DEMING_DIRECTORY", hide_env = true, value_hint = ValueHint::DirPath)]
    pub directory: Option<PathBuf>,

    /// Look at this commit instead of the work tree
    #[arg(long, global = true, value_name = "REV", env = "DEMING_REV", hide_env = true)]
    pub rev: Option<String>,

    /// Take this moment for now: an RFC 3339 time, or a date for its first moment
    #[arg(long, global = true, value_name = "TIME", env = "DEMING_AS_OF", hide_env = true)]
    pub as_of: Option<AsOf>,

    /// How to write the result
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        env = "DEMING_FORMAT",
        hide_env = true,
        default_value = "full"
    )]
    pub format: Format,

    /// Also write the result to a file, in a format of its own (repeatable)
    #[arg(
        long = "output",
        global = true,
        value_name = "FORMAT=FILE",
        env = "DEMING_OUTPUT",
        hide_env = true,
        value_delimiter = ','
    )]
    pub outputs: Vec<OutputFile>,

    /// Append a summary of the result to the file that GITHUB_STEP_SUMMARY names
    #[arg(long, global = true, env = "DEMING_STEP_SUMMARY", hide_env = true, value_parser = clap::builder::FalseyValueParser::new(), action = clap::ArgAction::SetTrue)]
    pub step_summary: bool,

    /// Append the counts of the result to the file that GITHUB_OUTPUT names
    #[arg(long, global = true, env = "DEMING_STEP_OUTPUTS", hide_env = true, value_parser = clap::builder::FalseyValueParser::new(), action = clap::ArgAction::SetTrue)]
    pub step_outputs: bool,

    /// Exit with 1 when something is at or above this (repeatable)
    #[arg(
        long,
        global = true,
        value_name = "WHAT",
        env = "DEMING_FAIL_ON",
        hide_env = true,
        value_delimiter = ','
    )]
    pub fail_on: Vec<FailOn>,

    /// Only findings of these rules: codes, beginnings of codes, or names
    #[arg(
        long,
        global = true,
        value_name = "RULES",
        env = "DEMING_SELECT",
        hide_env = true,
        value_delimiter = ','
    )]
    pub select: Vec<String>,

    /// No findings of these rules
    #[arg(
        long,
        global = true,
        value_name = "RULES",
        env = "DEMING_IGNORE",
        hide_env = true,
        value_delimiter = ','
    )]
    pub ignore: Vec<String>,

    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        env = "DEMING_COLOR",
        hide_env = true,
        default_value = "auto"
    )]
    pub color: Color,

    /// Say less on standard error
    #[arg(short, long, global = true, env = "DEMING_QUIET", hide_env = true, value_parser = clap::builder::FalseyValueParser::new(), action = clap::ArgAction::SetTrue)]
    pub quiet: bool,

    /// Say more
    #[arg(short, long, global = true, env = "DEMING_VERBOSE", hide_env = true, value_parser = clap::builder::FalseyValueParser::new(), action = clap::ArgAction::SetTrue)]
    pub verbose: bool,

    /// Open no connection to another machine
    #[arg(long, global = true, env = "DEMING_OFFLINE", hide_env = true, value_parser = clap::builder::FalseyValueParser::new(), action = clap::ArgAction::SetTrue)]
    pub offline: bool,

    /// How many files to read at the same time [default: the number of processors]
    #[arg(short, long, global = true, value_name = "N", env = "DEMING_JOBS", hide_env = true)]
    pub jobs: Option<std::num::NonZeroUsize>,

    /// Read everything anew, and keep nothing for the next run
    #[arg(long, global = true, env = "DEMING_NO_CACHE", hide_env = true, value_parser = clap::builder::FalseyValueParser::new(), action = clap::ArgAction::SetTrue)]
    pub no_cache: bool,
}

/// What deming does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a repository, or put an example into one
    ///
    /// Nothing is overwritten. Beside the declarations it writes the JSON Schemas into `.deming/`; every document names
    /// its own in a line for yaml-language-server, so that editors complete, explain and check while you type.
    Init(Init),
    /// Walk the whole loop in a repository made for it
    Demo(Demo),
    /// Judge the declarations, and what a change of them means
    Check(Compare),
    /// Ask remote systems what is missing, and record it on the observed branch
    ///
    /// Other commands read that branch, and open no connection. Secrets come from the environment, where a DataSource
    /// names them: `${env:NAME}`.
    Gather(Gather),
    /// Show desired against observed
    Diff(Compare),
    /// Show what would be proposed, and what is left alone
    ///
    /// With `--out` the plan is one over HEAD, and `propose FILE` carries out just that, or refuses when anything that it
    /// follows from has changed since.
    Plan(Plan),
    /// Make the proposals: one branch with one commit for each
    Propose(Propose),
    /// Say no to a proposal: a decision with reason and end, as one commit on this branch
    ///
    /// It is not proposed again until that day, unless it gets worse by what `--reopen-if` says. The branch of the proposal
    /// is taken back by the next `propose`.
    Decline(Decline),
    /// Freeze where a cycle began
    Baseline(Baseline),
    /// Write the report as Markdown pages, or as HTML: `--format html`
    Report(Report),
    /// Put the report into a wiki
    Publish(Publish),
    /// Gather, propose and publish: the scheduled job
    ///
    /// Each step stands by itself, and a second run has nothing to do. One runs at a time in a repository; a run that was
    /// killed leaves nothing that the next one stumbles over. HEAD is looked at, not the work tree.
    Run(Scheduled),
    /// Turn another format into declarations
    Import(Import),
    /// Write the declarations in another format
    Export(Export),
    /// Explain a rule, or walk a number back to its rows
    Explain(Explain),
    /// Look whether deming has what it needs here, and whether the observed branch is whole
    Doctor,
    /// Print the JSON Schema of the declarations
    Schema(Schema),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page
    Man(Man),
}

/// With what `check` and `diff` compare.
#[derive(Debug, Args)]
pub struct Compare {
    /// Compare with the merge base of this revision; `auto`, or no value: what the pipeline, `base` of deming.yaml or
    /// origin/HEAD name. In the pipeline of a pull request that is the default
    #[arg(long, value_name = "REV", env = "DEMING_BASE", hide_env = true, num_args = 0..=1, default_missing_value = "auto")]
    pub base: Option<String>,
}

/// Arguments of `gather`.
#[derive(Debug, Args)]
pub struct Gather {
    /// Only these metrics
    #[arg(value_name = "METRIC")]
    pub metrics: Vec<String>,
    /// Ask again from this time on, whatever is recorded: an RFC 3339 time, or a date for its first moment
    #[arg(long, value_name = "TIME")]
    pub from: Option<AsOf>,
    /// Say what would be asked, ask nothing and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Push the observed branch afterwards [default remote: origin]
    #[arg(long, value_name = "REMOTE", num_args = 0..=1, default_missing_value = "origin", require_equals = true)]
    pub push: Option<String>,
    /// Run the commands of `exec` sources
    #[arg(long, env = "DEMING_ALLOW_EXEC", hide_env = true, value_parser = clap::builder::FalseyValueParser::new(), action = clap::ArgAction::SetTrue)]
    pub allow_exec: bool,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// Which example to copy
    #[arg(long, value_name = "NAME", value_parser = crate::ops::init::example_names())]
    pub example: Option<String>,
    /// Add ready playbooks instead, for these practices, or for those that the services here belong to
    #[arg(
        long,
        value_name = "PRACTICE",
        num_args = 0..,
        value_delimiter = ',',
        conflicts_with = "example",
        value_parser = crate::ops::playbooks::practices()
    )]
    pub playbooks: Option<Vec<String>>,
    /// Write built-in templates instead, all or those named, to be changed: they take the place of the built-in ones
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..,
        value_delimiter = ',',
        conflicts_with_all = ["example", "playbooks"],
        value_parser = clap::builder::PossibleValuesParser::new(crate::ops::templates::names()),
        hide_possible_values = true
    )]
    pub templates: Option<Vec<String>>,
    /// Where to; a repository is made when there is none
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub into: Option<PathBuf>,
}

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// A folder to make [default: deming-demo]
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub into: Option<PathBuf>,
}

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct Report {
    /// The folder to write to
    #[arg(long, value_name = "DIR", default_value = "report", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// Print what the templates see as JSON, of all pages or of one, and write no page
    #[arg(long, value_name = "PAGE", num_args = 0..=1, default_missing_value = "", require_equals = true, conflicts_with = "from")]
    pub context: Option<String>,
    /// Render what `--context` printed, with the templates of this repository, and look at nothing else; a single page is
    /// printed. `-` for standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "since")]
    pub from: Option<PathBuf>,
    /// Say what changed since then: an RFC 3339 time, a date for its first moment, or a revision [default: the last
    /// report of an earlier day in the folder]
    #[arg(long, value_name = "TIME or REV", env = "DEMING_SINCE", hide_env = true)]
    pub since: Option<String>,
}

/// Arguments of `publish`.
#[derive(Debug, Args)]
pub struct Publish {
    /// The wiki: a URL, or the folder of its repository [default: `wiki.url` of deming.yaml]
    #[arg(long, value_name = "URL or DIR", env = "DEMING_WIKI", hide_env = true)]
    pub wiki: Option<String>,
    /// Say what changed since then: an RFC 3339 time, a date for its first moment, or a revision [default: the last
    /// report of an earlier day in the wiki]
    #[arg(long, value_name = "TIME or REV", env = "DEMING_SINCE", hide_env = true)]
    pub since: Option<String>,
    /// Show what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A rule (`D005`, `unknown-field`), a metric, or an objective (`agreement/objective`)
    #[arg(value_name = "CODE, METRIC or OBJECTIVE")]
    pub subject: String,
    /// The days to walk back, instead of the objective's window: `2026-08`, `2026-Q3`, `2026`, `2026-08-03`,
    /// `2026-08-03..2026-08-09`, or a fiscal period as reports name it, like `FY2025/26 Q4`
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// A kind, such as Metric, `settings` for deming.yaml, `owners` for owners.yaml or `openslo` for OpenSLO v1; all kinds when left out
    #[arg(value_name = "KIND")]
    pub kind: Option<String>,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub struct Man {
    /// Write the pages of all commands into this folder instead
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Full,
    /// A line for each thing
    Concise,
    /// For programs
    Json,
    /// For programs, a line for each thing
    Jsonl,
    /// Annotations of GitHub Actions
    Github,
    /// GitLab Code Quality
    Gitlab,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit XML
    Junit,
    /// Checkstyle XML
    Checkstyle,
    /// Reviewdog Diagnostic Format
    Rdjson,
    /// A comment or a page, worst first
    Markdown,
    /// Pages of HTML that need nothing else, for `report` alone
    Html,
    /// `github` where GitHub Actions runs this and the result has that form, else `full`
    Auto,
}

impl Format {
    /// As written on the command line.
    pub fn keyword(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// When colour is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

/// What makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Findings of any level
    Note,
    /// Warnings and errors
    Warning,
    /// Errors
    Error,
    /// An objective or cycle that is missed
    Missed,
    /// An objective or cycle that is at risk
    AtRisk,
    /// An objective or cycle of which nobody can tell
    Unknown,
}

impl FailOn {
    /// The level of findings that fails a run, where this speaks of findings.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Note => Some(Level::Note),
            Self::Warning => Some(Level::Warning),
            Self::Error => Some(Level::Error),
            Self::Missed | Self::AtRisk | Self::Unknown => None,
        }
    }
}

/// A format and the file to write it to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// The format.
    pub format: Format,
    /// The file.
    pub path: PathBuf,
}

impl std::str::FromStr for OutputFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text.split_once('=').ok_or("write it as FORMAT=FILE, such as json=diff.json")?;
        if path.is_empty() {
            return Err(format!("`{text}` names no file"));
        }
        Ok(Self { format: Format::from_str(format, false)?, path: path.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_option_has_an_environment_variable_of_its_name() {
        for argument in Arguments::command().get_arguments().filter(|a| a.is_global_set()) {
            let Some(long) = argument.get_long().filter(|long| !["help", "version"].contains(long)) else {
                continue;
            };
            let expected = format!("DEMING_{}", long.to_uppercase().replace('-', "_"));
            assert_eq!(argument.get_env().and_then(|env| env.to_str()), Some(expected.as_str()), "--{long}");
        }
    }
}
