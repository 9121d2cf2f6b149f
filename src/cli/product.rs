//! What a command has to show, in every form that it has, and the places that it goes to.

use std::cell::LazyCell;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::args::{Format, Global};
use super::output::{self, Console};
use crate::ops;
use crate::present::comment::{self, STEP_SUMMARY};
use crate::present::dialect::{checkstyle, github, gitlab, junit, rdjson, sarif};
use crate::present::view::Results;
use crate::world::World;

/// Writes results in a form.
type OfResults = fn(&Results) -> Result<String>;

/// The dialects of pipelines, and Markdown: written from results alone, the same for every command that has them.
const OF_RESULTS: [(Format, OfResults); 7] = [
    (Format::Github, |results| Ok(github::render(results))),
    (Format::Gitlab, |results| Ok(gitlab::render(results)?)),
    (Format::Sarif, |results| Ok(sarif::render(results)?)),
    (Format::Junit, |results| Ok(junit::render(results))),
    (Format::Checkstyle, |results| Ok(checkstyle::render(results))),
    (Format::Rdjson, |results| Ok(rdjson::render(results)?)),
    (Format::Markdown, |results| Ok(comment::results(results, comment::COMMENT))),
];

/// The summary of a step needs room for its heading and its end, in bytes.
const SMALLEST_SUMMARY: usize = 2048;

/// Writes a product for lines of so many columns.
type Write<'a> = Box<dyn Fn(usize) -> Result<String> + 'a>;

/// What a command has to show.
pub struct Product<'a> {
    command: &'static str,
    forms: Vec<(Format, Write<'a>)>,
    summary: Option<Box<dyn Fn(usize) -> String + 'a>>,
    outputs: Option<Box<dyn Fn() -> Vec<Output> + 'a>>,
}

/// The forms of what was done, as against what is so.
pub const OF_DEEDS: [Format; 5] =
    [Format::Full, Format::Concise, Format::Json, Format::Jsonl, Format::Markdown];

/// Refuses forms that the result of a command does not have. For commands that do something: it would be done already
/// when the result is written.
pub fn require(command: &str, forms: &[Format], global: &Global, world: &World) -> Result<()> {
    let asked = global.outputs.iter().map(|file| file.format).chain([global.format]);
    asked.into_iter().try_for_each(|format| chosen(command, forms, format, world).map(drop))
}

/// The form that a format means here.
fn chosen(command: &str, known: &[Format], format: Format, world: &World) -> Result<Format> {
    let wanted = match format {
        Format::Auto if world.in_github_actions && known.contains(&Format::Github) => Format::Github,
        Format::Auto => Format::Full,
        other => other,
    };
    if known.contains(&wanted) {
        return Ok(wanted);
    }
    bail!(
        "the result of `deming {command}` cannot be written as {}; there are {}",
        wanted.keyword(),
        known.iter().map(|format| format.keyword()).collect::<Vec<_>>().join(", ")
    )
}

/// An output of a step: its name, and a value of one line.
pub type Output = (&'static str, String);

impl<'a> Product<'a> {
    /// The product of a command, in no form yet.
    pub fn of(command: &'static str) -> Self {
        Self { command, forms: Vec::new(), summary: None, outputs: None }
    }

    /// With a form. It is written when it is asked for.
    #[must_use]
    pub fn form<E: Into<anyhow::Error>>(
        mut self,
        format: Format,
        write: impl Fn(usize) -> Result<String, E> + 'a,
    ) -> Self {
        self.forms.push((format, Box::new(move |width| write(width).map_err(Into::into))));
        self
    }

    /// With the forms that follow from results, the summary and the outputs of a step. Results are made when somebody
    /// asks for them, since places in files are looked up for them.
    #[must_use]
    pub fn results<F: FnOnce() -> Results + 'a>(mut self, results: &'a LazyCell<Results, F>) -> Self {
        for (format, write) in OF_RESULTS {
            self.forms.push((format, Box::new(move |_| write(results))));
        }
        self.summary(move |limit| comment::results(results, limit)).outputs(move || outputs_of(results))
    }

    /// With a summary of a step in at most so many bytes.
    #[must_use]
    pub fn summary(mut self, write: impl Fn(usize) -> String + 'a) -> Self {
        self.summary = Some(Box::new(write));
        self
    }

    /// With outputs of a step.
    #[must_use]
    pub fn outputs(mut self, outputs: impl Fn() -> Vec<Output> + 'a) -> Self {
        self.outputs = Some(Box::new(outputs));
        self
    }

    /// Writes the product to each `--output` file, to the files of the step and to standard output, each in the form
    /// asked for.
    ///
    /// Gives the format that standard output got. Every form is known to exist before anything is written. Files come first, each whole or not at all, and one that
    /// cannot be written keeps nobody from the others.
    pub fn deliver(
        &self,
        global: &Global,
        world: &World,
        folder: &Path,
        console: &Console,
    ) -> Result<Format> {
        let main = self.find(global.format, world)?;
        let files = global.outputs.iter().map(|file| Ok((file, self.find(file.format, world)?)));
        let files = files.collect::<Result<Vec<_>>>()?;
        let mut failed = Ok(());
        for (file, form) in files {
            let path = folder.join(&file.path);
            let written = written(form, output::PLAIN_WIDTH).and_then(|text| output::to_file(&path, &text));
            failed = failed.and(written);
        }
        failed = failed.and(self.write_step(global, world, console));
        let shown = written(main, console.width).and_then(|text| console.product(&text));
        failed.and(shown).map(|()| main.0)
    }

    fn find(&self, format: Format, world: &World) -> Result<&(Format, Write<'a>)> {
        let known: Vec<Format> = self.forms.iter().map(|(format, _)| *format).collect();
        let wanted = chosen(self.command, &known, format, world)?;
        let form = self.forms.iter().find(|(format, _)| *format == wanted);
        form.with_context(|| format!("`deming {}` has no form {}", self.command, wanted.keyword()))
    }

    fn write_step(&self, global: &Global, world: &World, console: &Console) -> Result<()> {
        let mut written = Ok(());
        if global.step_summary {
            written = written.and(self.write_summary(world, console));
        }
        if global.step_outputs {
            written = written.and(self.write_outputs(world));
        }
        written
    }

    fn write_summary(&self, world: &World, console: &Console) -> Result<()> {
        let Some(summary) = &self.summary else {
            bail!("the result of `deming {}` has no summary; leave --step-summary out", self.command)
        };
        let path = world.step_summary.as_deref();
        let path = path.context("--step-summary needs GITHUB_STEP_SUMMARY to name a file")?;
        // One byte less than allowed, and an empty line between what is there and what comes.
        let room = (STEP_SUMMARY - 2).saturating_sub(output::size(path));
        if room < SMALLEST_SUMMARY {
            console.complain("warning: the summary of this step is full, so nothing was added to it");
            return Ok(());
        }
        output::append(path, &format!("\n{}", summary(room)))
    }

    fn write_outputs(&self, world: &World) -> Result<()> {
        let Some(outputs) = &self.outputs else {
            bail!("the result of `deming {}` has no outputs; leave --step-outputs out", self.command)
        };
        let path = world.step_outputs.as_deref();
        let path = path.context("--step-outputs needs GITHUB_OUTPUT to name a file")?;
        let lines: String = outputs().into_iter().map(|(name, value)| format!("{name}={value}\n")).collect();
        output::append(path, &lines)
    }
}

/// The product in a form. What is written for eyes lands in logs too, where some lines are taken for commands.
fn written((format, write): &(Format, Write<'_>), width: usize) -> Result<String> {
    let text = write(width)?;
    match format {
        Format::Full | Format::Concise => Ok(ops::harmless_in_logs(&text)),
        _ => Ok(text),
    }
}

/// What later steps may want to know: words and counts, nothing that anybody wrote.
fn outputs_of(results: &Results) -> Vec<Output> {
    let findings = results.findings();
    let summary = results.objectives.unwrap_or_default();
    let all = findings.error + findings.warning + findings.note;
    let counts = [
        ("weakened", results.weakened.len()),
        ("findings", all),
        ("errors", findings.error),
        ("warnings", findings.warning),
        ("notes", findings.note),
        ("met", summary.met),
        ("missed", summary.missed),
        ("at-risk", summary.at_risk),
        ("unknown", summary.unknown),
        ("exit-code", usize::from(results.exit_code)),
    ];
    let verdict = ("verdict", results.verdict().to_owned());
    [verdict].into_iter().chain(counts.map(|(name, count)| (name, count.to_string()))).collect()
}
