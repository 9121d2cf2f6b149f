//! `gather`: asking remote systems.

use anyhow::{Context, Result};

use super::{Run, written};
use crate::cli::args::{FailOn, Format, Gather};
use crate::cli::exit::Exit;
use crate::cli::product::{self, Product};
use crate::cli::progress::Progress;
use crate::ops::gather::{self, Cancel, Gathering};
use crate::present::view::GatherReport;
use crate::present::{comment, gather_text, json, json_lines};

impl Run<'_> {
    pub(super) fn gather(&self, args: &Gather) -> Result<Exit> {
        product::require("gather", &product::OF_DEEDS, self.global, self.world)?;
        let request = gather::Request {
            base: self.request.clone(),
            metrics: args.metrics.clone(),
            from: args.from,
            dry_run: args.dry_run,
            push: args.push.clone(),
            allow_exec: args.allow_exec,
            offline: self.global.offline,
            variable: &|name| self.world.variable(name),
            cancel: self.stop_at_a_signal()?,
        };
        let progress = Progress::new(self.console, self.world);
        let gathered = gather::gather(&request, &|event| progress.hear(event));
        progress.finish();
        let mut gathered = gathered?;
        self.selection.apply(&mut gathered.workspace.findings);
        let report = gathered.report();
        let shown = self.deliver(&gather_product(&report))?;
        self.tell_workspace(&gathered.workspace, shown);
        Ok(self.exit_of_gathering(&gathered))
    }

    /// The first signal lets what was answered be recorded; the second one ends the program at once, which is safe at
    /// any moment.
    pub(super) fn stop_at_a_signal(&self) -> Result<Cancel> {
        let cancel = Cancel::default();
        let heard = cancel.clone();
        ctrlc::set_handler(move || {
            if heard.is_cancelled() {
                std::process::exit(130);
            }
            heard.cancel();
        })
        .context("cannot listen for signals")?;
        Ok(cancel)
    }

    fn exit_of_gathering(&self, gathered: &Gathering) -> Exit {
        if gathered.is_cancelled {
            return Exit::Found;
        }
        self.exit(&[FailOn::Error], &gathered.workspace.findings, &std::collections::BTreeSet::new())
    }
}

fn gather_product(report: &GatherReport) -> Product<'_> {
    Product::of("gather")
        .form(Format::Full, move |width| written(gather_text::full(report, width)))
        .form(Format::Concise, |_| written(gather_text::concise(report)))
        .form(Format::Json, |_| json::render(report))
        .form(Format::Jsonl, |_| json_lines::gather(report))
        .form(Format::Markdown, |_| written(comment::gathering(report, comment::COMMENT)))
        .summary(|limit| comment::gathering(report, limit))
        .outputs(|| {
            let summary = &report.summary;
            let counts = [("answered", summary.answered), ("lost", summary.lost)];
            let added = ("added", report.observed.added.to_string());
            counts.into_iter().map(|(name, count)| (name, count.to_string())).chain([added]).collect()
        })
}
