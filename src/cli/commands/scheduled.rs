//! `run`: the scheduled job, once or again and again.

use std::time::{Duration, Instant};

use anyhow::{Error, Result, bail};

use super::propose::{opening, plan_report};
use super::{Run, written};
use crate::cli::args::{self, Format};
use crate::cli::exit::Exit;
use crate::cli::failure;
use crate::cli::product::{self, Product};
use crate::cli::progress::Progress;
use crate::ops::gather::{self, Cancel};
use crate::ops::plan::{CarriedOut, Planned};
use crate::ops::run::{self, Ran};
use crate::ops::{self, told};
use crate::present::view::{PublishView, RunReport, StepView};
use crate::present::{comment, json, run_text};
use crate::world::World;

/// The forms of a run.
const FORMS: [Format; 4] = [Format::Full, Format::Concise, Format::Json, Format::Markdown];
/// How often a pause looks whether somebody wishes to stop.
const BEAT: Duration = Duration::from_millis(100);

impl Run<'_> {
    pub(super) fn scheduled(&self, args: &args::Scheduled) -> Result<Exit> {
        product::require("run", &FORMS, self.global, self.world)?;
        if args.open.open.is_some() && self.global.offline {
            bail!("--open needs the network, and --offline forbids it");
        }
        let cancel = self.stop_at_a_signal()?;
        let Some(every) = args.every else { return self.round(args, &cancel, self.world) };
        loop {
            let begun = Instant::now();
            // A process that goes on for days lives through failures that a later round may find mended.
            if let Err(error) = self.round(args, &cancel, &World::look()) {
                failure::tell(&error, self.console);
            }
            while begun.elapsed() < every && !cancel.is_cancelled() {
                std::thread::sleep(BEAT);
            }
            if cancel.is_cancelled() {
                return Ok(Exit::Clean);
            }
        }
    }

    fn round(&self, args: &args::Scheduled, cancel: &Cancel, world: &World) -> Result<Exit> {
        let base = ops::Request { now: world.now, ..self.request_by(&args.hand) };
        let _lock = run::lock(&base)?;
        let variable = |name: &str| self.world.variable(name);
        let request = run::Request {
            gather: gather::Request {
                base,
                metrics: Vec::new(),
                from: None,
                dry_run: false,
                push: args.open.remote(args.push.as_ref()),
                allow_exec: args.allow_exec,
                offline: self.global.offline,
                variable: &|name| self.world.variable(name),
                cancel: cancel.clone(),
            },
            wiki: args.wiki.clone(),
            opening: opening(&args.open, cancel.clone(), &variable),
        };
        let progress = Progress::new(self.console, self.world);
        let ran = run::run(&request, &|event| progress.hear(event));
        progress.finish();
        let report = report(&ran, &request);
        self.deliver(&product(&report))?;
        self.tell_failures(&ran);
        Ok(self.exit_of_run(&ran, &report))
    }

    fn tell_failures(&self, ran: &Ran) {
        let published = ran.published.as_ref().and_then(|published| published.as_ref().err());
        let failures = [ran.gathered.as_ref().err(), ran.proposed.as_ref().err(), published];
        for error in failures.into_iter().flatten() {
            failure::tell(error, self.console);
        }
        if let Ok(gathered) = &ran.gathered {
            self.tell_workspace(&gathered.workspace, Format::Full);
        }
    }

    fn exit_of_run(&self, ran: &Ran, report: &RunReport) -> Exit {
        match &ran.proposed {
            _ if report.has_failed() => Exit::Unusable,
            Ok((planned, _)) => self.exit_of(&planned.survey),
            Err(_) => Exit::Unusable,
        }
    }
}

fn report(ran: &Ran, request: &run::Request<'_>) -> RunReport {
    let as_of = match &ran.proposed {
        Ok((planned, _)) => planned.survey.workspace.as_of,
        Err(_) => request.gather.base.now,
    };
    let mut report = RunReport::new(as_of.to_string());
    report.gather = ran.gathered.as_ref().ok().map(gather::Gathering::report);
    report.propose = ran.proposed.as_ref().ok().map(|(planned, done)| plan_report("run", planned, done));
    report.steps = vec![gathered(ran, &report), proposed(ran), published(ran)];
    report.publish =
        ran.published.as_ref().and_then(|published| published.as_ref().ok()).map(|published| PublishView {
            written: published.written.clone(),
            unchanged: published.unchanged.len(),
            removed: published.removed.clone(),
            warnings: published.warnings.clone(),
            commit: published.commit.map(|commit| commit.to_string()),
        });
    report
}

fn gathered(ran: &Ran, report: &RunReport) -> StepView {
    match (&ran.gathered, &report.gather) {
        (Err(error), _) => failed("gather", error),
        (Ok(_), Some(view)) if view.sources.is_empty() => {
            StepView { step: "gather", outcome: "skipped", text: "no metric has a remote source".into() }
        }
        (Ok(gathered), view) => {
            let counts = view.as_ref().map(|view| view.summary.words()).unwrap_or_default();
            let lost = view.as_ref().is_some_and(|view| view.summary.lost > 0);
            let outcome = if lost || gathered.is_cancelled { "failed" } else { "done" };
            StepView { step: "gather", outcome, text: counts }
        }
    }
}

fn proposed(ran: &Ran) -> StepView {
    let (planned, done) = match &ran.proposed {
        Err(error) => return failed("propose", error),
        Ok(done) => done,
    };
    let has_failed = refused(done) > 0
        || match &done.submission {
            None => false,
            Some(Ok(submission)) => submission.failures() > 0,
            Some(Err(_)) => true,
        };
    let text = format!("{}{}{}", words(planned, done), pushed_words(done), opened_words(done));
    StepView { step: "propose", outcome: if has_failed { "failed" } else { "done" }, text }
}

fn refused(done: &CarriedOut) -> usize {
    let pushed = done.pushed.iter().flat_map(|(_, pushed)| pushed);
    pushed.filter(|one| one.refused.is_some()).count()
}

fn words(planned: &Planned, done: &CarriedOut) -> String {
    let count = |keyword: &str| done.made.iter().filter(|made| made.outcome.keyword() == keyword).count();
    let held = planned.plan.changes.iter().filter(|change| change.draft().is_none()).count();
    format!(
        "{} made, {} made anew, {} taken back, {held} left alone",
        count("created"),
        count("rebuilt"),
        count("withdrawn")
    )
}

fn pushed_words(done: &CarriedOut) -> String {
    let Some((remote, pushed)) = &done.pushed else { return String::new() };
    match refused(done) {
        0 => format!("; {} pushed to {remote}", pushed.len()),
        refused => format!("; {remote} did not take {refused} of {}", pushed.len()),
    }
}

fn opened_words(done: &CarriedOut) -> String {
    let submission = match &done.submission {
        None => return String::new(),
        Some(Err(error)) => return format!("; {error:#}"),
        Some(Ok(submission)) => submission,
    };
    let count = |word: &str| submission.submitted.iter().filter(|one| one.outcome.keyword() == word).count();
    let words = ["opened", "updated", "closed", "failed"].map(|word| (word, count(word)));
    let told = words.iter().filter(|(_, count)| *count > 0).map(|(word, count)| format!("{count} {word}"));
    match told.collect::<Vec<_>>().join(", ") {
        words if words.is_empty() => "; pull requests are up to date".into(),
        words => format!("; pull requests: {words}"),
    }
}

fn published(ran: &Ran) -> StepView {
    match &ran.published {
        None => StepView { step: "publish", outcome: "skipped", text: "no wiki is named".into() },
        Some(Err(error)) => failed("publish", error),
        Some(Ok(published)) => {
            let text = told::summary(published);
            StepView {
                step: "publish",
                outcome: "done",
                text: text.lines().last().unwrap_or_default().to_owned(),
            }
        }
    }
}

fn failed(step: &'static str, error: &Error) -> StepView {
    StepView { step, outcome: "failed", text: error.to_string() }
}

fn product(report: &RunReport) -> Product<'_> {
    Product::of("run")
        .form(Format::Full, |_| written(run_text::full(report)))
        .form(Format::Concise, |_| written(run_text::concise(report)))
        .form(Format::Json, |_| json::render(report))
        .form(Format::Markdown, |_| written(comment::run(report, comment::COMMENT)))
        .summary(|limit| comment::run(report, limit))
        .outputs(|| report.steps.iter().map(|step| (step.step, step.outcome.to_owned())).collect())
}
