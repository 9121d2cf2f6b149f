//! Each command: a request to one operation, and its result on the counter.

mod exchange;

use std::collections::BTreeSet;
use std::io::Write;

use anyhow::{Context, Result, bail};
use clap::CommandFactory;

use super::args::{self, Arguments, Command, FailOn, Format, Global};
use super::exit::Exit;
use super::output::{self, Console};
use crate::analyse::Verdict;
use crate::finding::{Findings, Level};
use crate::ops::check::Selection;
use crate::ops::plan::Planned;
use crate::ops::{self, Request, Survey, Workspace, demo, explain, init, publish, report, survey, told};
use crate::present::view::{CheckReport, PlanReport};
use crate::present::{Report, concise, explain_text, findings, json, plan_text, terminal};
use crate::world::World;

/// One run: what was asked, and where the answer goes.
struct Run<'a> {
    global: &'a Global,
    console: &'a Console,
    request: Request,
    selection: Selection,
}

/// Carries out a command.
pub fn run(arguments: &Arguments, world: &World, console: &Console) -> Result<Exit> {
    let global = &arguments.global;
    let selection = Selection { select: global.select.clone(), ignore: global.ignore.clone() };
    if let Some(word) = selection.unknown_word() {
        bail!("`{word}` is no rule's code, beginning of a code, or name; `deming explain CODE` tells of one");
    }
    let run = Run { global, console, request: request(global, world)?, selection };
    match &arguments.command {
        Command::Init(args) => run.init(args),
        Command::Demo(args) => run.demo(args),
        Command::Check => run.check(),
        Command::Diff => run.diff(),
        Command::Plan => run.plan(),
        Command::Propose(args) => run.propose(args),
        Command::Report(args) => run.report(args),
        Command::Publish(args) => run.publish(args),
        Command::Import(args) => run.import(args),
        Command::Export(args) => run.export(args),
        Command::Explain(args) => run.explain(args),
        Command::Schema(args) => run.schema(args),
        Command::Completions(args) => run.completions(args),
        Command::Man(args) => run.man(args),
    }
}

fn request(global: &Global, world: &World) -> Result<Request> {
    let here = || std::env::current_dir().context("cannot tell which folder this is");
    let directory = global.directory.clone().map_or_else(here, Ok)?;
    if !directory.is_dir() {
        bail!("there is no folder {}", directory.display());
    }
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    Ok(Request {
        directory,
        rev: global.rev.clone(),
        as_of: global.as_of,
        now: world.now,
        jobs: global.jobs.map_or_else(processors, usize::from),
    })
}

impl Run<'_> {
    fn init(&self, args: &args::Init) -> Result<Exit> {
        let request = init::Request {
            directory: self.request.directory.clone(),
            into: args.into.clone(),
            example: args.example.clone(),
        };
        let made = init::init(&request)?;
        if made.repository_made {
            self.console.say(&format!("made a Git repository in {}", made.root.display()));
        }
        self.console.product(&made.files.iter().map(|file| format!("{file}\n")).collect::<String>())?;
        if made.files.is_empty() {
            self.console.say("all of its files are there already");
        }
        self.console.say("next: `deming check`, then `deming diff`");
        Ok(Exit::Clean)
    }

    fn demo(&self, args: &args::Demo) -> Result<Exit> {
        let request = demo::Request {
            into: args.into.clone(),
            directory: self.request.directory.clone(),
            width: self.console.width,
        };
        demo::demo(&request, &mut |text| self.console.product(text))?;
        Ok(Exit::Clean)
    }

    fn check(&self) -> Result<Exit> {
        let workspace = ops::check::check(&self.request, &self.selection)?.workspace;
        let head = workspace.head.map(|commit| commit.to_string());
        let found = &workspace.findings;
        self.deliver(|format, width| {
            Ok(match format {
                Format::Full => {
                    let objects = workspace.catalog.len();
                    let what = workspace.snapshot.describe();
                    let about =
                        format!("{objects} objects looked at in {what}; `deming diff` reads their data");
                    format!("{}{about}\n", findings::full(found, width))
                }
                Format::Concise => findings::concise(found),
                Format::Json => {
                    json::render(&CheckReport::new(found, workspace.as_of, head.as_deref(), None))?
                }
                other => return Err(no_form("check", other)),
            })
        })?;
        Ok(self.exit(&[FailOn::Error], found, &BTreeSet::new()))
    }

    fn survey(&self) -> Result<Survey> {
        let mut survey = survey::survey(Workspace::open(&self.request)?.require_readable()?);
        self.selection.apply(&mut survey.workspace.findings);
        Ok(survey)
    }

    /// A survey of a repository that declares something: pages about nothing are no use to anybody.
    fn declared_survey(&self) -> Result<Survey> {
        let survey = self.survey()?;
        if survey.workspace.catalog.is_empty() {
            bail!("nothing is declared in this repository yet; start with `deming init`");
        }
        Ok(survey)
    }

    fn diff(&self) -> Result<Exit> {
        let survey = self.survey()?;
        let head = survey.head();
        let report = Report::new("diff", &survey.inputs(None, head.as_deref()));
        self.deliver(|format, width| {
            Ok(match format {
                Format::Full => terminal::diff(&report, width),
                Format::Concise => concise::diff(&report),
                Format::Json => json::render(&report)?,
                other => return Err(no_form("diff", other)),
            })
        })?;
        self.tell_findings(&survey);
        Ok(self.exit_of(&survey))
    }

    fn plan(&self) -> Result<Exit> {
        let planned = ops::plan::plan(&self.request)?;
        self.deliver_plan(&planned, "plan")?;
        if self.request.rev.is_none() && planned.survey.workspace.is_dirty()? {
            self.console
                .say("note: there are uncommitted changes; `deming propose` will look at HEAD, not at them");
        }
        Ok(self.exit_of(&planned.survey))
    }

    fn propose(&self, args: &args::Propose) -> Result<Exit> {
        let planned = ops::plan::plan_commit(&self.request)?;
        if self.request.rev.is_none() && planned.survey.workspace.is_dirty()? {
            self.console.say("note: uncommitted changes are not looked at; proposals build on HEAD");
        }
        if args.dry_run {
            self.deliver_plan(&planned, "propose")?;
            self.console.say("dry run: nothing was written");
            return Ok(self.exit_of(&planned.survey));
        }
        let made = ops::plan::propose(&planned)?;
        let catalog = &planned.survey.workspace.catalog;
        let view =
            PlanReport::new("propose", &planned.plan, catalog).carried_out(&ops::plan::outcomes(&made));
        self.deliver(|format, width| {
            Ok(match format {
                Format::Full => plan_text::made(&view, width, self.console.verbose),
                Format::Concise => plan_text::concise(&view),
                Format::Json => json::render(&view)?,
                other => return Err(no_form("plan", other)),
            })
        })?;
        Ok(self.exit_of(&planned.survey))
    }

    fn deliver_plan(&self, planned: &Planned, command: &'static str) -> Result<()> {
        let view = PlanReport::new(command, &planned.plan, &planned.survey.workspace.catalog);
        self.deliver(|format, width| {
            Ok(match format {
                Format::Full => plan_text::plan(&view, width, self.console.verbose),
                Format::Concise => plan_text::concise(&view),
                Format::Json => json::render(&view)?,
                other => return Err(no_form("plan", other)),
            })
        })?;
        self.tell_findings(&planned.survey);
        Ok(())
    }

    fn report(&self, args: &args::Report) -> Result<Exit> {
        let survey = self.declared_survey()?;
        let out = self.request.directory.join(&args.out);
        let written = report::report(&survey, &out)?;
        self.console.product(&told::published(&written))?;
        self.tell_findings(&survey);
        Ok(self.exit_of(&survey))
    }

    fn publish(&self, args: &args::Publish) -> Result<Exit> {
        let survey = self.declared_survey()?;
        if self.request.rev.is_none() && survey.workspace.is_dirty()? {
            self.console.say("note: there are uncommitted changes; the pages show them");
        }
        let wiki = args.wiki.clone();
        let request = publish::Request {
            wiki,
            directory: self.request.directory.clone(),
            dry_run: args.dry_run,
            offline: self.global.offline,
        };
        let published = publish::publish(&survey, &request)?;
        self.console.product(&told::published(&published))?;
        self.tell_findings(&survey);
        Ok(self.exit_of(&survey))
    }

    fn explain(&self, args: &args::Explain) -> Result<Exit> {
        if let Some(rule) = explain::rule(&args.subject) {
            self.deliver(|format, width| {
                Ok(match format {
                    Format::Full | Format::Concise => explain_text::rule(rule, width),
                    Format::Json => json::rule(rule)?,
                    other => return Err(no_form("explain", other)),
                })
            })?;
            return Ok(Exit::Clean);
        }
        if explain::looks_like_code(&args.subject) {
            return Err(explain::no_such_rule(&args.subject));
        }
        let survey = self.survey()?;
        let explanation = explain::explain(&survey, &args.subject)?;
        self.deliver(|format, width| {
            Ok(match format {
                Format::Full | Format::Concise => explain_text::walk(&explanation, width),
                Format::Json => json::render(&explanation)?,
                other => return Err(no_form("explain", other)),
            })
        })?;
        Ok(Exit::Clean)
    }

    fn schema(&self, args: &args::Schema) -> Result<Exit> {
        let schema = ops::schema::schema(args.kind.as_deref())?;
        self.console.product(&schema)?;
        Ok(Exit::Clean)
    }

    fn completions(&self, args: &args::Completions) -> Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(args.shell, &mut Arguments::command(), "deming", &mut script);
        self.console.product(&String::from_utf8_lossy(&script))?;
        Ok(Exit::Clean)
    }

    fn man(&self, args: &args::Man) -> Result<Exit> {
        let mut command = Arguments::command();
        command.build();
        let Some(folder) = &args.out else {
            self.console.product(&manual(&command)?)?;
            return Ok(Exit::Clean);
        };
        let folder = self.request.directory.join(folder);
        let mut written = String::new();
        for page in
            std::iter::once(&command).chain(command.get_subcommands().filter(|c| c.get_name() != "help"))
        {
            let name = page.get_display_name().unwrap_or_else(|| page.get_name()).to_owned();
            let file = folder.join(format!("{name}.1"));
            ops::write_file(&file, manual(page)?.as_bytes())?;
            written.push_str(&format!("{}\n", file.display()));
        }
        self.console.product(&written)?;
        Ok(Exit::Clean)
    }

    /// Writes a result to standard output in the format asked for, and to each `--output` file in its own.
    fn deliver(&self, render: impl Fn(Format, usize) -> Result<String>) -> Result<()> {
        for file in &self.global.outputs {
            output::to_file(
                &self.request.directory.join(&file.path),
                &render(file.format, output::PLAIN_WIDTH)?,
            )?;
        }
        self.console.product(&render(self.global.format, self.console.width)?)
    }

    /// Findings beside a product of another kind go to standard error. JSON holds them itself.
    fn tell_findings(&self, survey: &Survey) {
        let found = &survey.workspace.findings;
        if found.is_empty() || self.global.format == Format::Json {
            return;
        }
        if self.console.verbose {
            self.console.say(&findings::full(found, self.console.width));
            return;
        }
        let serious: Findings = found.iter().filter(|finding| finding.level > Level::Note).cloned().collect();
        self.console.say(&findings::digest(&serious, FINDINGS_SHOWN));
    }

    /// Findings about what went in or came out of another format: each with its excerpt.
    fn tell_all(&self, found: &Findings) {
        if !found.is_empty() {
            self.console.say(&findings::full(found, self.console.width));
        }
    }

    fn exit_of(&self, survey: &Survey) -> Exit {
        self.exit(&[], &survey.workspace.findings, &survey.verdicts())
    }

    /// The exit code for what was found, by `--fail-on` or else the command's own default.
    fn exit(&self, default: &[FailOn], findings: &Findings, verdicts: &BTreeSet<Verdict>) -> Exit {
        let asked = if self.global.fail_on.is_empty() { default } else { &self.global.fail_on };
        let found = asked.iter().any(|what| match what {
            FailOn::Missed => verdicts.contains(&Verdict::Missed),
            FailOn::AtRisk => verdicts.contains(&Verdict::AtRisk),
            FailOn::Unknown => verdicts.contains(&Verdict::Unknown),
            FailOn::Note | FailOn::Warning | FailOn::Error => {
                findings.worst() >= what.level() && findings.worst().is_some()
            }
        });
        if found { Exit::Found } else { Exit::Clean }
    }
}

/// A format that the result of a command cannot be written in.
fn no_form(command: &str, format: Format) -> anyhow::Error {
    anyhow::anyhow!("the result of `deming {command}` cannot be written as {}", format.keyword())
}

/// How many findings are told beside a product; `-v` tells all, `--format json` holds all.
const FINDINGS_SHOWN: usize = 10;

fn manual(command: &clap::Command) -> Result<String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    page.flush()?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
