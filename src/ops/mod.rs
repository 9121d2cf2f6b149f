//! One verb a file: request in, result out. Nothing here prints.

pub mod accept;
pub mod base;
pub mod check;
pub mod compare;
mod cut_sums;
pub mod decline;
pub mod demo;
pub mod doctor;
pub mod exchange;
mod exclusions;
pub mod explain;
pub mod export;
pub mod gather;
pub mod hand;
pub mod import;
pub mod init;
mod moves;
mod people;
pub mod plan;
pub mod playbooks;
pub mod publish;
mod push;
mod refusal;
pub mod report;
pub mod results;
pub mod run;
pub mod saved;
pub mod schema;
mod settle;
mod shelf;
mod since;
pub mod submit;
pub mod survey;
pub mod templates;
pub mod told;
pub mod workspace;

pub use base::NoBase;
pub use compare::{Comparing, Comparison};
pub use hand::By;
pub use refusal::{BrokenDeclarations, NotImportable, Refusal};
pub use survey::Survey;
pub use workspace::{Request, Workspace};

use std::path::Path;

use crate::gather::store::StoreError;
use crate::git::GitError;
use crate::implement::forge::ForgeError;
use crate::implement::wiki::WikiError;

/// What a person can do about an error, from the outermost cause to the innermost.
pub fn hints(error: &anyhow::Error) -> Vec<String> {
    error
        .chain()
        .filter_map(|cause| {
            if let Some(refusal) = cause.downcast_ref::<Refusal>() {
                return refusal.help.clone();
            }
            if let Some(none) = cause.downcast_ref::<NoBase>() {
                return Some(none.help.clone());
            }
            if let Some(error) = cause.downcast_ref::<WikiError>() {
                return error.hint();
            }
            if let Some(error) = cause.downcast_ref::<StoreError>() {
                return error.hint();
            }
            if let Some(error) = cause.downcast_ref::<ForgeError>() {
                return error.hint();
            }
            cause.downcast_ref::<GitError>().and_then(GitError::hint)
        })
        .collect()
}

/// Whether deming refused to go on because something moved, or would have been lost.
pub fn is_refusal(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.is::<Refusal>()
            || cause.downcast_ref::<GitError>().is_some_and(GitError::is_race)
            || cause.downcast_ref::<WikiError>().is_some_and(WikiError::is_refusal)
            || cause.downcast_ref::<StoreError>().is_some_and(StoreError::is_race)
    })
}

/// A line of somebody else's text, made harmless for a terminal.
pub fn harmless_line(line: &str) -> String {
    crate::text::escape::terminal(line).into_owned()
}

/// A text for a terminal of which no line is a command where the log of a pipeline is read for commands.
pub fn harmless_in_logs(text: &str) -> String {
    crate::text::escape::inert(text).into_owned()
}

/// Writes a file whole or not at all, and makes the folders above it.
pub fn write_file(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    use anyhow::Context;
    crate::implement::write_file(path, content).with_context(|| format!("cannot write {}", path.display()))
}
