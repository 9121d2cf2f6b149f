//! `decline`: a no to a proposal.

use anyhow::Result;

use super::{Run, written};
use crate::cli::args::{Decline, Format};
use crate::cli::exit::Exit;
use crate::cli::product::{self, Product};
use crate::ops::decline;
use crate::present::{decline_text, json};

/// The forms of what was declined.
const FORMS: [Format; 3] = [Format::Full, Format::Concise, Format::Json];

impl Run<'_> {
    pub(super) fn decline(&self, args: &Decline) -> Result<Exit> {
        product::require("decline", &FORMS, self.global, self.world)?;
        let asked = decline::Decline {
            id: &args.id,
            by: args.by.clone(),
            reason: &args.reason,
            until: args.until,
            reopen_if_worse_by: args.reopen_if,
            dry_run: args.dry_run,
        };
        let report = decline::decline(&self.request_by(&args.hand), &asked)?;
        let product = Product::of("decline")
            .form(Format::Full, |_| written(decline_text::full(&report)))
            .form(Format::Concise, |_| written(decline_text::concise(&report)))
            .form(Format::Json, |_| json::render(&report));
        self.deliver(&product)?;
        Ok(Exit::Clean)
    }
}
