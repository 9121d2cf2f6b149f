//! `deming report` on 1,000 services with a year of daily history, as a whole process: into an empty folder, once more
//! with nothing to change, and with what changed since a month before.
//!
//! `cargo bench --bench report`. Absolute times are those of a machine; the first is to stay below three seconds.

// What a benchmark says goes to standard output.
#![allow(clippy::print_stdout)]

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[path = "../examples/estate_data/mod.rs"]
mod estate_data;

const SERVICES: usize = 1_000;

/// Runs of each command that count.
const ROUNDS: usize = 5;

fn main() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let root = folder.path();
    estate_data::write(root, SERVICES)?;
    git(root, &["init", "--quiet", "--initial-branch=main"])?;
    git(root, &["add", "--all"])?;
    git(root, &["commit", "--quiet", "--message", "estate"])?;
    // Nothing is deleted before the end: a file system may look long for the inodes of new files where many were freed
    // a moment before (ext4 did so for half of the time), and nobody who writes a report has just deleted one.
    let outs = tempfile::tempdir()?;
    let fixed = outs.path().join("fixed");
    for (name, arguments, is_fresh) in [
        ("into an empty folder", &[][..], true),
        ("with nothing to change", &[], false),
        ("since a month before", &["--since", "2026-06-01"], true),
    ] {
        let mut times = Vec::new();
        for round in 0..=ROUNDS {
            let fresh = outs.path().join(format!("{}{round}", arguments.len()));
            let time = report(root, if is_fresh { &fresh } else { &fixed }, arguments)?;
            // The first round only fills the caches of the machine.
            if round > 0 {
                times.push(time);
            }
        }
        times.sort();
        let [fastest, .., slowest] = times.as_slice() else { continue };
        let middle = times.get(times.len() / 2).unwrap_or(fastest);
        println!("{name:<24} {fastest:>7.2?} fastest {middle:>7.2?} median {slowest:>7.2?} slowest");
    }
    Ok(())
}

fn report(root: &Path, out: &Path, arguments: &[&str]) -> io::Result<Duration> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deming"));
    command.arg("-C").arg(root).args(["report", "--no-cache", "--out"]).arg(out).args(arguments);
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    let elapsed = start.elapsed();
    // A command that gave up early was not fast.
    assert!(status.success(), "{command:?}: {status}");
    Ok(elapsed)
}

fn git(root: &Path, arguments: &[&str]) -> io::Result<()> {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]);
    let status = command.args(arguments).current_dir(root).status()?;
    assert!(status.success(), "git {arguments:?}");
    Ok(())
}
