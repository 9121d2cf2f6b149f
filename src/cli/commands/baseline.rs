//! `baseline`: what is frozen.

use anyhow::Result;

use super::{Run, written};
use crate::cli::args::{Accept, Baseline, BaselineCommand, Format};
use crate::cli::exit::Exit;
use crate::cli::product::{self, Product};
use crate::ops::accept;
use crate::present::{accept_text, json};

/// The forms of what was accepted.
const FORMS: [Format; 3] = [Format::Full, Format::Concise, Format::Json];

impl Run<'_> {
    pub(super) fn baseline(&self, args: &Baseline) -> Result<Exit> {
        match &args.command {
            BaselineCommand::Accept(args) => self.accept(args),
        }
    }

    fn accept(&self, args: &Accept) -> Result<Exit> {
        product::require("baseline accept", &FORMS, self.global, self.world)?;
        let asked =
            accept::Accept { cycle: &args.cycle, reason: args.reason.as_deref(), dry_run: args.dry_run };
        let report = accept::accept(&self.request_by(&args.hand), &asked)?;
        let product = Product::of("baseline accept")
            .form(Format::Full, |_| written(accept_text::full(&report)))
            .form(Format::Concise, |_| written(accept_text::concise(&report)))
            .form(Format::Json, |_| json::render(&report));
        self.deliver(&product)?;
        if args.dry_run {
            self.console.say("dry run: nothing was written");
        }
        Ok(Exit::Clean)
    }
}
