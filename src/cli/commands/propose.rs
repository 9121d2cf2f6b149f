//! `plan` and `propose`: what would be done about the gaps, and doing it.

use std::path::Path;

use anyhow::{Result, bail};

use super::{Run, written};
use crate::cli::args::{self, Format, Propose};
use crate::cli::exit::Exit;
use crate::cli::product::{self, Product};
use crate::ops::gather::Cancel;
use crate::ops::plan::{self, CarriedOut, Opening, Planned, Pushed, Submission};
use crate::ops::saved;
use crate::present::view::{
    CarriedOutReport, MovedView, PlanReport, PullRequestView, PushView, PushedView, SubmissionView,
};
use crate::present::{comment, json, json_lines, plan_text};

/// The forms of what became of a saved plan.
const FORMS_OF_SAVED: [Format; 3] = [Format::Full, Format::Concise, Format::Json];

impl Run<'_> {
    pub(super) fn plan(&self, args: &args::Plan) -> Result<Exit> {
        let planned = match &args.out {
            Some(file) => {
                let planned = plan::plan_to_save(&self.request)?;
                saved::save(&planned, &self.request.directory.join(file))?;
                planned
            }
            None => plan::plan(&self.request)?,
        };
        self.deliver_plan(&planned, "plan")?;
        if let Some(file) = &args.out {
            self.console.say(&format!("to do just that: deming propose {}", file.display()));
        }
        if planned.errors > 0 {
            bail!(
                "the declarations have errors, so the plan is made of the others and cannot be carried out; \
                 `deming check` tells them"
            );
        }
        if args.out.is_none() && self.request.rev.is_none() && planned.survey.workspace.is_dirty()? {
            self.console
                .say("note: there are uncommitted changes; `deming propose` will look at HEAD, not at them");
        }
        Ok(self.exit_of(&planned.survey))
    }

    pub(super) fn propose(&self, args: &Propose) -> Result<Exit> {
        if let Some(file) = &args.plan {
            if args.open.open.is_some() {
                bail!("a saved plan makes branches only; `deming propose --push --open` brings them further");
            }
            return self.propose_saved(file, args);
        }
        product::require("propose", &product::OF_DEEDS, self.global, self.world)?;
        let remote = args.open.remote(args.push.as_ref());
        if remote.is_some() && self.global.offline {
            bail!("--push and --open need the network, and --offline forbids it");
        }
        if args.open.open.is_some() && args.dry_run {
            bail!(
                "--open asks the forge and changes what is there, and --dry-run changes nothing: leave out one of them"
            );
        }
        let cancel = if args.open.open.is_some() { self.stop_at_a_signal()? } else { Cancel::default() };
        let variable = |name: &str| self.world.variable(name);
        let opening = opening(&args.open, cancel, &variable);
        let request = self.request_by(&args.hand);
        let planned = plan::plan_commit(&request, remote.as_deref(), opening.as_ref())?;
        if self.request.rev.is_none() && planned.survey.workspace.is_dirty()? {
            self.console.say("note: uncommitted changes are not looked at; proposals build on HEAD");
        }
        if args.dry_run {
            self.deliver_plan(&planned, "propose")?;
            self.console.say("dry run: nothing was written");
            return Ok(self.exit_of(&planned.survey));
        }
        let made = plan::propose(&planned)?;
        let view = plan_report("propose", &planned, &made);
        self.deliver(&plan_product("propose", &view, |width| {
            plan_text::made(&view, width, self.console.verbose)
        }))?;
        let refused =
            view.push.iter().flat_map(|push| &push.branches).filter(|one| one.reason.is_some()).count();
        if refused > 0 {
            bail!("the remote did not take {refused} of the branches; the next run tries again");
        }
        match made.submission {
            Some(Err(error)) => return Err(error),
            Some(Ok(submission)) if submission.failures() > 0 => {
                bail!(
                    "{} of the pull requests could not be opened or brought up to date; the next run tries again",
                    submission.failures()
                );
            }
            _ => {}
        }
        Ok(self.exit_of(&planned.survey))
    }

    fn propose_saved(&self, file: &Path, args: &Propose) -> Result<Exit> {
        product::require("propose PLAN", &FORMS_OF_SAVED, self.global, self.world)?;
        let done = saved::propose(&self.request_by(&args.hand), &self.request.directory.join(file))?;
        let branches = done.made.iter().map(|made| MovedView {
            id: made.id.to_string(),
            branch: made.branch.clone(),
            outcome: made.outcome.keyword(),
            commit: made.commit.to_string(),
        });
        let view = CarriedOutReport::new(done.as_of, done.head.to_string(), branches.collect());
        let product = Product::of("propose")
            .form(Format::Full, |_| written(plan_text::carried_out(&view)))
            .form(Format::Concise, |_| written(plan_text::carried_out(&view)))
            .form(Format::Json, |_| json::render(&view));
        self.deliver(&product)?;
        Ok(Exit::Clean)
    }

    fn deliver_plan(&self, planned: &Planned, command: &'static str) -> Result<()> {
        let view = PlanReport::new(command, &planned.plan, &planned.survey.workspace.catalog);
        let shown = self.deliver(&plan_product(command, &view, |width| {
            plan_text::plan(&view, width, self.console.verbose)
        }))?;
        self.tell_findings(&planned.survey, shown);
        Ok(())
    }
}

/// What was planned with what became of it.
pub(super) fn plan_report(command: &'static str, planned: &Planned, done: &CarriedOut) -> PlanReport {
    let pushed = done.pushed.as_ref().map(|(remote, pushed)| push_view(remote, pushed));
    let catalog = &planned.survey.workspace.catalog;
    let submitted = done.submission.as_ref().and_then(|submission| submission.as_ref().ok());
    PlanReport::new(command, &planned.plan, catalog)
        .carried_out(&plan::outcomes(&done.made))
        .pushed(pushed)
        .submitted(submitted.map(submission_view))
}

/// How pull requests are opened, where they are.
pub(super) fn opening<'a>(
    args: &args::Open,
    cancel: Cancel,
    variable: &'a dyn Fn(&str) -> Option<String>,
) -> Option<Opening<'a>> {
    let how = args.open?;
    let (kind, api) = (args.forge, args.forge_url.clone());
    Some(Opening { kind, api, by_push: how == args::How::Push, variable, cancel })
}

fn submission_view(submission: &Submission) -> SubmissionView {
    let requests = submission.submitted.iter().map(|one| PullRequestView {
        id: one.branch.id.to_string(),
        branch: one.branch.name.clone(),
        number: one.pull_request.as_ref().map(|(number, _)| *number),
        url: one.pull_request.as_ref().map(|(_, url)| url.clone()),
        outcome: one.outcome.keyword(),
        reason: one.outcome.reason(),
        notes: one.notes.clone(),
    });
    SubmissionView {
        forge: submission.kind.keyword(),
        requests: requests.collect(),
        notes: submission.notes.clone(),
    }
}

fn push_view(remote: &str, pushed: &[Pushed]) -> PushView {
    let branch = |one: &Pushed| PushedView {
        id: one.id.to_string(),
        branch: one.branch.clone(),
        commit: one.commit.to_string(),
        outcome: if one.refused.is_some() { "refused" } else { "pushed" },
        reason: one.refused.clone(),
    };
    PushView { remote: remote.to_owned(), branches: pushed.iter().map(branch).collect() }
}

/// The forms of a plan; `full` writes the one for people.
fn plan_product<'a>(
    command: &'static str,
    view: &'a PlanReport,
    full: impl Fn(usize) -> String + 'a,
) -> Product<'a> {
    Product::of(command)
        .form(Format::Full, move |width| written(full(width)))
        .form(Format::Concise, |_| written(plan_text::concise(view)))
        .form(Format::Json, |_| json::render(view))
        .form(Format::Jsonl, |_| json_lines::plan(view))
        .form(Format::Markdown, |_| written(comment::plan(view, comment::COMMENT)))
        .summary(|limit| comment::plan(view, limit))
        .outputs(|| {
            let plan = &view.plan;
            vec![("proposals", plan.proposals.len().to_string()), ("held", plan.held.len().to_string())]
        })
}
