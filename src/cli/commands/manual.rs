//! `doctor`, `schema`, `completions` and `man`: what people, editors, shells and manuals want.

use std::io::Write;

use anyhow::Result;
use clap::CommandFactory;

use super::{Run, written};
use crate::cli::args::{Arguments, Completions, Format, Man, Schema};
use crate::cli::exit::Exit;
use crate::cli::product::Product;
use crate::finding::Level;
use crate::ops;
use crate::present::{doctor_text, json};

impl Run<'_> {
    pub(super) fn doctor(&self) -> Result<Exit> {
        let view = ops::doctor::doctor(&self.request, &self.world.pull_request)?;
        let product = Product::of("doctor")
            .form(Format::Full, |_| written(doctor_text::full(&view)))
            .form(Format::Concise, |_| written(doctor_text::concise(&view)))
            .form(Format::Json, |_| json::render(&view));
        self.deliver(&product)?;
        let levels = self.global.fail_on.iter().filter_map(|what| what.level());
        let fails_at = levels.min().unwrap_or(Level::Error);
        let is_clean = view.worst().is_none_or(|worst| worst < fails_at);
        Ok(if is_clean { Exit::Clean } else { Exit::Found })
    }

    pub(super) fn schema(&self, args: &Schema) -> Result<Exit> {
        let schema = ops::schema::schema(args.kind.as_deref())?;
        self.console.product(&schema)?;
        Ok(Exit::Clean)
    }

    pub(super) fn completions(&self, args: &Completions) -> Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(args.shell, &mut Arguments::command(), "deming", &mut script);
        self.console.product(&String::from_utf8_lossy(&script))?;
        Ok(Exit::Clean)
    }

    pub(super) fn man(&self, args: &Man) -> Result<Exit> {
        let mut command = Arguments::command();
        command.build();
        let Some(folder) = &args.out else {
            self.console.product(&manual(&command)?)?;
            return Ok(Exit::Clean);
        };
        let folder = self.request.directory.join(folder);
        let mut written = String::new();
        for page in pages(&command) {
            let name = page.get_display_name().unwrap_or_else(|| page.get_name()).to_owned();
            let file = folder.join(format!("{name}.1"));
            ops::write_file(&file, manual(page)?.as_bytes())?;
            written.push_str(&format!("{}\n", file.display()));
        }
        self.console.product(&written)?;
        Ok(Exit::Clean)
    }
}

/// A command and all below it, each of which has a manual page of its own.
fn pages(command: &clap::Command) -> Vec<&clap::Command> {
    let below = command.get_subcommands().filter(|command| command.get_name() != "help").flat_map(pages);
    std::iter::once(command).chain(below).collect()
}

fn manual(command: &clap::Command) -> Result<String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    page.flush()?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
