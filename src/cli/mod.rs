//! The counter: arguments in, one operation, output out.

mod args;
mod commands;
mod exit;
mod failure;
mod output;
mod product;
mod progress;

use std::process::ExitCode;

use clap::Parser;

use crate::world::World;
use args::Arguments;
use output::Console;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let world = World::look();
    let console = Console::new(&arguments.global, &world);
    let exit =
        commands::run(&arguments, &world, &console).unwrap_or_else(|error| failure::tell(&error, &console));
    exit.into()
}
