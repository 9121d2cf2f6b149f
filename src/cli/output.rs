//! The only place that prints: the product to standard output, the talk to standard error.

use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
use anyhow::{Context, Result};

use super::args::{Color, Global};
use crate::world::World;

/// The width of lines where no terminal says otherwise, the same everywhere.
pub const PLAIN_WIDTH: usize = 100;

/// Standard output and standard error, as this run wants them.
pub struct Console {
    choice: Option<ColorChoice>,
    quiet: bool,
    /// Whether to say more.
    pub verbose: bool,
    /// How many columns a line may have.
    pub width: usize,
}

impl Console {
    /// As the options want it.
    pub fn new(global: &Global, world: &World) -> Self {
        let choice = match global.color {
            Color::Auto => None,
            Color::Always => Some(ColorChoice::Always),
            Color::Never => Some(ColorChoice::Never),
        };
        Self { choice, quiet: global.quiet, verbose: global.verbose, width: width(world.columns) }
    }

    /// Whether it should be quiet.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Writes the product. A reader that has gone away is no error of ours.
    pub fn product(&self, text: &str) -> Result<()> {
        let stdout = io::stdout();
        let choice = self.choice.unwrap_or_else(|| AutoStream::choice(&stdout));
        let mut stream = AutoStream::new(stdout.lock(), choice);
        ignore_closed_pipe(stream.write_all(text.as_bytes()).and_then(|()| stream.flush()))
            .context("cannot write to standard output")
    }

    /// Says something beside the product, unless it should be quiet.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            self.complain(text);
        }
    }

    /// Says something that must be heard.
    pub fn complain(&self, text: &str) {
        let stderr = io::stderr();
        let choice = self.choice.unwrap_or_else(|| AutoStream::choice(&stderr));
        let mut stream = AutoStream::new(stderr.lock(), choice);
        // There is nowhere left to tell when standard error itself cannot be written.
        let _ = writeln!(stream, "{}", crate::ops::harmless_in_logs(text.trim_end()));
    }
}

/// Writes a result to a file, whole or not at all, without colour.
pub fn to_file(path: &Path, text: &str) -> Result<()> {
    let plain = anstream::adapter::strip_str(text).to_string();
    crate::ops::write_file(path, plain.as_bytes())
}

/// Adds text to a file that several programs write to, one after the other.
pub fn append(path: &Path, text: &str) -> Result<()> {
    let plain = anstream::adapter::strip_str(text).to_string();
    let file = OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(plain.as_bytes()))
        .with_context(|| format!("cannot append to {}", path.display()))
}

/// How many bytes a file has; none where there is no file.
pub fn size(path: &Path) -> usize {
    std::fs::metadata(path).map_or(0, |file| usize::try_from(file.len()).unwrap_or(usize::MAX))
}

fn ignore_closed_pipe(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

fn width(told: Option<usize>) -> usize {
    let shown = || io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    told.or_else(|| shown().map(|(width, _)| usize::from(width.0))).unwrap_or(PLAIN_WIDTH).clamp(60, 200)
}
