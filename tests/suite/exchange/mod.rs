//! Other people's formats, in and out.

mod catalog;
mod help;
mod hostile;
mod prometheus;
mod rules;
mod sloth;
mod upptime;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::world::{Outcome, TestWorld, shared_data};

/// The examples of Sloth, by file name, without those that are not Sloth's.
fn sloth_examples() -> Option<Vec<PathBuf>> {
    let folder = shared_data("slo-specs/sloth/examples")?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && !name(path).starts_with("openslo-"))
        .collect();
    files.sort();
    Some(files)
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

/// A program that is not deming's; `None` (with a notice) where it is not installed, a failure in CI.
fn program(name: &str) -> Option<Command> {
    if Command::new(name).arg("--version").output().is_ok() {
        return Some(Command::new(name));
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs {name}");
    eprintln!("skipped: {name} is not installed");
    None
}

/// Imports a file into a world's repository, so that it can be checked and exported.
fn import(world: &TestWorld, format: &str, file: &Path, more: &[&str]) -> Outcome {
    let file = file.to_str().unwrap();
    let args = [&["import", format, file, "--out", "improvement/imported.yaml", "--force"], more].concat();
    world.deming(&args)
}
