//! `check` and `diff`: the declarations judged, and what really happens held against them.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use anyhow::Result;

use super::{Run, written};
use crate::cli::args::{Compare, FailOn, Format};
use crate::cli::exit::Exit;
use crate::cli::product::Product;
use crate::ops::base::Wish;
use crate::ops::check::{self, Checked};
use crate::ops::compare;
use crate::ops::results::{of_check, of_survey};
use crate::ops::{Comparing, Workspace, survey};
use crate::present::view::CheckReport;
use crate::present::{Report, change_text, concise, findings, json, json_lines, terminal};

impl Run<'_> {
    /// With what to compare.
    fn comparing(&self, args: &Compare) -> Comparing {
        Comparing { wish: Wish::of(args.base.as_deref()), pull_request: self.world.pull_request.clone() }
    }

    pub(super) fn check(&self, args: &Compare) -> Result<Exit> {
        let Checked { workspace, comparison, metrics_read } =
            check::check(&self.request, &self.selection, &self.comparing(args))?;
        let change = comparison.map(|comparison| comparison.view(&[]));
        let head = workspace.head.map(|commit| commit.to_string());
        let found = &workspace.findings;
        let exit = self.exit(&[FailOn::Error], found, &BTreeSet::new());
        let ending = self.ending(exit);
        let results = LazyCell::new(|| of_check(&workspace, change.as_ref(), ending));
        let view = || {
            let report = CheckReport::new(found, workspace.as_of, head.as_deref(), None);
            report.with_change(change.clone())
        };
        let read = match metrics_read {
            0 => String::new(),
            1 => ", and the data of 1 metric".into(),
            several => format!(", and the data of {several} metrics"),
        };
        let objects = match workspace.catalog.len() {
            1 => "1 object".to_owned(),
            several => format!("{several} objects"),
        };
        let about = format!(
            "{} looked at in {}{read}; `deming diff` judges what was observed",
            objects,
            workspace.snapshot.describe()
        );
        let meaning = |width| change.as_ref().map_or_else(String::new, |it| change_text::full(it, width));
        let in_short = || change.as_ref().map_or_else(String::new, change_text::concise);
        let product = Product::of("check")
            .form(Format::Full, |width| {
                written(format!("{}{}{about}\n", meaning(width), findings::full(found, width)))
            })
            .form(Format::Concise, |_| written(in_short() + &findings::concise(found)))
            .form(Format::Json, |_| json::render(&view()))
            .form(Format::Jsonl, |_| json_lines::check(&view()))
            .results(&results);
        self.deliver(&product)?;
        if workspace.catalog.is_empty() && found.is_empty() {
            self.console.say("nothing is declared here, so nothing was judged; `deming init` makes a start");
        }
        drop(product);
        drop(results);
        // The process ends here: to take a large catalogue apart piece by piece would only cost time.
        std::mem::forget(workspace);
        Ok(exit)
    }

    pub(super) fn diff(&self, args: &Compare) -> Result<Exit> {
        let see = |workspace: Workspace| Ok(self.selected(survey::survey(workspace.require_readable()?)));
        let (survey, comparison) = compare::surveyed(&self.request, &self.comparing(args), see)?;
        let head = survey.head();
        let change = comparison.map(|comparison| comparison.view(&survey.assessment.objectives));
        let report = Report::new("diff", &survey.inputs(None, head.as_deref())).with_change(change);
        let exit = self.exit_of(&survey);
        let ending = self.ending(exit);
        let results = LazyCell::new(|| of_survey(&survey, &report, ending));
        let change = report.change.as_ref();
        let meaning = |width| change.map_or_else(String::new, |change| change_text::full(change, width));
        let in_short = || change.map_or_else(String::new, change_text::concise);
        let product = Product::of("diff")
            .form(Format::Full, |width| written(meaning(width) + &terminal::diff(&report, width)))
            .form(Format::Concise, |_| written(in_short() + &concise::diff(&report)))
            .form(Format::Json, |_| json::render(&report))
            .form(Format::Jsonl, |_| json_lines::diff(&report))
            .results(&results);
        let shown = self.deliver(&product)?;
        self.tell_findings(&survey, shown);
        Ok(exit)
    }
}
