//! `plan` and `propose`: what would be done about the gaps, and doing it.

use anyhow::Result;

use super::{Run, written};
use crate::cli::args::{Format, Propose};
use crate::cli::exit::Exit;
use crate::cli::product::{self, Product};
use crate::ops::plan::{self, Planned};
use crate::present::view::PlanReport;
use crate::present::{comment, json, json_lines, plan_text};

impl Run<'_> {
    pub(super) fn plan(&self) -> Result<Exit> {
        let planned = plan::plan(&self.request)?;
        self.deliver_plan(&planned, "plan")?;
        if self.request.rev.is_none() && planned.survey.workspace.is_dirty()? {
            self.console
                .say("note: there are uncommitted changes; `deming propose` will look at HEAD, not at them");
        }
        Ok(self.exit_of(&planned.survey))
    }

    pub(super) fn propose(&self, args: &Propose) -> Result<Exit> {
        product::require("propose", &product::OF_DEEDS, self.global, self.world)?;
        let planned = plan::plan_commit(&self.request)?;
        if self.request.rev.is_none() && planned.survey.workspace.is_dirty()? {
            self.console.say("note: uncommitted changes are not looked at; proposals build on HEAD");
        }
        if args.dry_run {
            self.deliver_plan(&planned, "propose")?;
            self.console.say("dry run: nothing was written");
            return Ok(self.exit_of(&planned.survey));
        }
        let made = plan::propose(&planned)?;
        let catalog = &planned.survey.workspace.catalog;
        let view = PlanReport::new("propose", &planned.plan, catalog).carried_out(&plan::outcomes(&made));
        self.deliver(&plan_product("propose", &view, |width| {
            plan_text::made(&view, width, self.console.verbose)
        }))?;
        Ok(self.exit_of(&planned.survey))
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
