//! Each command: a request to one operation, and its result on the counter.

mod baseline;
mod decline;
mod exchange;
mod gather;
mod judge;
mod manual;
mod propose;
mod scheduled;

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};

use super::args::{self, Arguments, Command, FailOn, Format, Global};
use super::exit::Exit;
use super::output::Console;
use super::product::Product;
use crate::analyse::Verdict;
use crate::finding::{Findings, Level};
use crate::ops::check::Selection;
use crate::ops::results::Ending;
use crate::ops::{
    By, Request, Survey, Workspace, demo, explain, init, playbooks, publish, report, survey, templates, told,
};
use crate::present::{Dialect, comment, explain_text, findings, json};
use crate::world::World;

/// One run: what was asked, and where the answer goes.
struct Run<'a> {
    global: &'a Global,
    world: &'a World,
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
    let run = Run { global, world, console, request: request(global, world)?, selection };
    match &arguments.command {
        Command::Init(args) => run.init(args),
        Command::Demo(args) => run.demo(args),
        Command::Check(args) => run.check(args),
        Command::Gather(args) => run.gather(args),
        Command::Diff(args) => run.diff(args),
        Command::Plan(args) => run.plan(args),
        Command::Propose(args) => run.propose(args),
        Command::Report(args) => run.report(args),
        Command::Decline(args) => run.decline(args),
        Command::Baseline(args) => run.baseline(args),
        Command::Publish(args) => run.publish(args),
        Command::Run(args) => run.scheduled(args),
        Command::Import(args) => run.import(args),
        Command::Export(args) => run.export(args),
        Command::Explain(args) => run.explain(args),
        Command::Doctor => run.doctor(),
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
        cache: world.cache.clone().filter(|_| !global.no_cache),
        by: By::default(),
    })
}

impl Run<'_> {
    fn init(&self, args: &args::Init) -> Result<Exit> {
        let (directory, into) = (self.request.directory.clone(), args.into.clone());
        let made = match (&args.playbooks, &args.templates) {
            (None, None) => init::init(&init::Request { directory, into, example: args.example.clone() })?,
            (None, Some(files)) => {
                templates::write(&templates::Request { workspace: &self.request, into, files })?
            }
            (Some(practices), _) => {
                let request = playbooks::Request { workspace: &self.request, into, practices };
                let shelved = playbooks::shelve(&request)?;
                for name in &shelved.left_out {
                    self.console
                        .say(&format!("left out {name}: a playbook of that name is declared already"));
                }
                shelved.scaffold
            }
        };
        if made.repository_made {
            self.console.say(&format!("made a Git repository in {}", made.root.display()));
        }
        self.console.product(&made.files.iter().map(|file| format!("{file}\n")).collect::<String>())?;
        if made.files.is_empty() {
            self.console.say("all of its files are there already");
        }
        self.console.say(match &args.templates {
            Some(_) => "next: change what you like, and look at it with `deming report`; delete the others",
            None => "next: `deming check`, then `deming diff`",
        });
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

    /// What is asked, with the hand that makes commits.
    fn request_by(&self, hand: &args::Hand) -> Request {
        Request { by: hand.by(), ..self.request.clone() }
    }

    fn survey(&self) -> Result<Survey> {
        Ok(self.selected(survey::survey(Workspace::open(&self.request)?.require_readable()?)))
    }

    /// The survey without findings that nobody wants to hear of.
    fn selected(&self, mut survey: Survey) -> Survey {
        self.selection.apply(&mut survey.workspace.findings);
        survey
    }

    /// A survey of a repository that declares something: pages about nothing are no use to anybody.
    fn declared_survey(&self) -> Result<Survey> {
        let survey = self.survey()?;
        if survey.workspace.catalog.is_empty() {
            bail!("nothing is declared in this repository yet; start with `deming init`");
        }
        Ok(survey)
    }

    fn report(&self, args: &args::Report) -> Result<Exit> {
        let dialect = match self.global.format {
            Format::Html => Dialect::Html,
            Format::Full | Format::Concise | Format::Markdown | Format::Auto => Dialect::Folder,
            other => bail!(
                "the pages of `deming report` are markdown or html, not {}; `deming diff --format {0}` has the figures",
                other.keyword()
            ),
        };
        let out = self.request.directory.join(&args.out);
        if let Some(file) = &args.from {
            let file = if file.as_os_str() == "-" { file.clone() } else { self.request.directory.join(file) };
            match report::from(&self.request, &file, &out)? {
                report::Rendered::Page(content) => self.console.product(&content)?,
                report::Rendered::Written(written) => {
                    self.console.product(&told::published(&written))?;
                    self.console.say(&told::shelf(&args.out));
                }
            }
            return Ok(Exit::Clean);
        }
        let survey = self.declared_survey()?;
        if let Some(page) = &args.context {
            let page = Some(page.as_str()).filter(|page| !page.is_empty());
            self.console.product(&report::context(&survey, &out, dialect, args.since.as_deref(), page)?)?;
            return Ok(self.exit_of(&survey));
        }
        let written = report::report(&survey, &out, dialect, args.since.as_deref())?;
        self.console.product(&told::published(&written))?;
        self.console.say(&told::shelf(&args.out));
        self.tell_findings(&survey, Format::Full);
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
            since: args.since.clone(),
        };
        let published = publish::publish(&survey, &request)?;
        self.console.product(&told::published(&published))?;
        self.tell_findings(&survey, Format::Full);
        Ok(self.exit_of(&survey))
    }

    fn explain(&self, args: &args::Explain) -> Result<Exit> {
        if let Some(rule) = explain::rule(&args.subject) {
            let product = Product::of("explain")
                .form(Format::Full, |width| written(explain_text::rule(rule, width)))
                .form(Format::Concise, |width| written(explain_text::rule(rule, width)))
                .form(Format::Json, |_| json::rule(rule))
                .form(Format::Markdown, |_| written(comment::rule(rule)));
            self.deliver(&product)?;
            return Ok(Exit::Clean);
        }
        if explain::looks_like_code(&args.subject) {
            return Err(explain::no_such_rule(&args.subject));
        }
        let survey = self.survey()?;
        let explanation = explain::explain(&survey, &args.subject, args.period.as_deref())?;
        let product = Product::of("explain")
            .form(Format::Full, |width| written(explain_text::walk(&explanation, width)))
            .form(Format::Concise, |width| written(explain_text::walk(&explanation, width)))
            .form(Format::Json, |_| json::render(&explanation))
            .form(Format::Markdown, |_| written(comment::walk(&explanation)));
        self.deliver(&product)?;
        Ok(Exit::Clean)
    }

    /// Writes a product to where it was asked for, and gives the format that standard output got.
    fn deliver(&self, product: &Product<'_>) -> Result<Format> {
        product.deliver(self.global, self.world, &self.request.directory, self.console)
    }

    /// What results tell of the run itself. The whole result is where `--output json=FILE` puts it.
    fn ending(&self, exit: Exit) -> Ending<'_> {
        let whole = self.global.outputs.iter().find(|file| file.format == Format::Json);
        let levels = self.global.fail_on.iter().filter_map(|what| match what {
            FailOn::AtRisk => Some(Level::Warning),
            other => other.level(),
        });
        Ending {
            exit_code: exit.code(),
            fails_at: levels.min().unwrap_or(Level::Error),
            whole: whole.and_then(|file| file.path.to_str()),
        }
    }

    /// Findings beside a product for eyes go to standard error; what is written in another format holds them itself.
    fn tell_findings(&self, survey: &Survey, shown: Format) {
        self.tell_workspace(&survey.workspace, shown);
    }

    fn tell_workspace(&self, workspace: &Workspace, shown: Format) {
        let found = &workspace.findings;
        let is_for_eyes = matches!(shown, Format::Full | Format::Concise);
        if found.is_empty() || !is_for_eyes {
            return;
        }
        if self.console.verbose {
            self.console.say(&findings::full(found, self.console.width));
            return;
        }
        let serious: Findings = found.iter().filter(|finding| finding.level > Level::Note).cloned().collect();
        self.console.say(&findings::digest(&serious, FINDINGS_SHOWN));
    }

    /// Findings about what went in or came out of another format, whose text is the product.
    fn tell_all(&self, found: &Findings) {
        if !found.is_empty() {
            let text = match self.global.format {
                Format::Concise => findings::concise(found),
                _ => findings::full(found, self.console.width),
            };
            self.console.say(&text);
        }
    }

    fn exit_of(&self, survey: &Survey) -> Exit {
        self.exit(&[], &survey.workspace.findings, &survey.verdicts())
    }

    /// The exit code for what was found, by `--fail-on` or else the command's own default.
    fn exit(&self, default: &[FailOn], findings: &Findings, verdicts: &BTreeSet<Verdict>) -> Exit {
        let asked = &self.global.fail_on;
        // Who names verdicts alone says nothing about findings: those fail a run as they would have.
        let says_nothing = asked.iter().all(|what| what.level().is_none());
        let own = if says_nothing { default } else { &[] };
        let found = asked.iter().chain(own).any(|what| match what {
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

/// A text that nothing kept from being written.
fn written(text: String) -> Result<String> {
    Ok(text)
}

/// How many findings are told beside a product; `-v` tells all, `--format json` holds all.
const FINDINGS_SHOWN: usize = 10;
