//! The files that put deming into pipelines: each is held to its forge's schema, and run as far as a machine without
//! the forge can.

mod action;
mod composite;
mod documents;
mod gitlab;
mod pre_commit;
mod pull_request;
mod readme;

use std::path::{Path, PathBuf};

use crate::programs;

/// A file of this repository.
fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn text_of(path: &str) -> String {
    std::fs::read_to_string(file(path)).unwrap()
}

/// A program of the Python environment below `target/`, or `None` (with a notice) where it is not at hand.
fn python(program: &str) -> Option<PathBuf> {
    programs::in_target(&format!("python/bin/{program}"))
}

/// The search path with the built deming on it.
fn path_with_deming() -> String {
    path_with(Path::new(env!("CARGO_BIN_EXE_deming")).parent().unwrap())
}

/// The search path with a folder in front.
fn path_with(folder: &Path) -> String {
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap())
}
