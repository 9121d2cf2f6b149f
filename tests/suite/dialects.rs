//! The answer of a run in the words of every pipeline, from one run.

mod fingerprints;
mod hostile;
mod markdown;
mod outputs;
mod rules;
mod schemas;
mod size;
mod step;
mod verdicts;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::world::TestWorld;

/// A repository with an error, a warning and a note of every road: a declaration that cannot be read whole, a link in
/// place of one, a folder without any.
pub const BROKEN: &str = "\u{feff}apiVersion: deming/v1\r\nkind: Service\r\nmetadata: {name: desk}\r\nspec: {practice: it-support, owner: \"@ops\", dependOn: [x]}\r\n---\r\napiVersion: deming/v1\r\nkind: Metric\r\nmetadata: {name: calls}\r\nspec:\r\n  service: dessk\r\n  class: process\r\n  direction: lower\r\n  owner: \"😀😀\" # three of: '\u{1f600}'\r\n  gap: {owner: \"@tools\", due: 2036-12-31}\r\n";

/// A repository with findings of all levels.
pub fn broken() -> TestWorld {
    let world = TestWorld::new();
    world.write("improvement/desk.yaml", BROKEN);
    world.write("improvement/stray.yaml", "a: 1\n");
    world.write("improvement/tab.yaml", "apiVersion: deming/v1\nkind: Service\nmetadata:\n\tname: x\n");
    world.write("improvement/gap.yaml", GAP);
    world.commit("chore: begin");
    world
}

const GAP: &str = "apiVersion: deming/v1\nkind: Service\nmetadata: {name: portal}\nspec: {practice: it-support, owner: \"@ops\"}\n---\napiVersion: deming/v1\nkind: Metric\nmetadata: {name: visits}\nspec:\n  service: portal\n  class: service\n  direction: lower\n  owner: \"@ops\"\n  gap: {owner: \"@tools\", due: 2036-12-31}\n";

/// A file of `target/schemas/`, or `None` (with a notice) where it was not fetched; in CI it must be.
pub fn fetched(name: &str) -> Option<PathBuf> {
    let target = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    needed(name, target.join("schemas").join(name).is_file()).then(|| target.join("schemas").join(name))
}

/// Whether a program runs here; in CI it must.
pub fn runs(program: &str) -> bool {
    let mut command = Command::new(program);
    let quiet = command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    needed(program, quiet.status().is_ok())
}

fn needed(what: &str, is_here: bool) -> bool {
    if !is_here {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs {what}; see tests/schemas/README.md");
        eprintln!("skipped: {what} not found; see tests/schemas/README.md");
    }
    is_here
}

pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
