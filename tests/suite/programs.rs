//! Programs that tests use beside the toolchain; `.ci/run` installs them all.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of everything that is built.
pub fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap()
}

/// A file below `target/`, or `None` (with a notice) where it is not at hand; in CI it must be.
pub fn in_target(path: &str) -> Option<PathBuf> {
    let file = target().join(path);
    at_hand(&format!("target/{path}"), file.is_file()).then_some(file)
}

/// Whether a program is on the path, with a notice where it is not; in CI it must be.
pub fn on_path(program: &str) -> bool {
    let run = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    at_hand(program, run.is_ok())
}

pub fn at_hand(name: &str, is_there: bool) -> bool {
    if !is_there {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs {name}; `.ci/run` installs it");
        eprintln!("skipped: {name} not found; `.ci/run` installs it");
    }
    is_there
}
