//! Vision to step 2, first half: what people wrote, read into values of the model.
//!
//! | file | knows |
//! |---|---|
//! | `discover` | which files declare something |
//! | `links` | symbolic links where declarations should be |
//! | [`secrets`] | passwords and tokens in plain text: told, and replaced by dots for all who come after |
//! | `tree` | YAML text as plain values, bounded |
//! | [`Readings`] | every file read once, in parallel, or taken over from an earlier reading |
//! | `document` | one file and its documents: kinds, objects |
//! | `belonging` | whether a document is a declaration, somebody else's, or a mistyped one |
//! | `envelope`, `v1`, `openslo`, `settings` | the shapes as they are written, one kind a file |
//! | `scalar` | values written as one word or number |
//! | `past` | a calendar as an earlier version of a file declared it |
//! | `owners` | the directory of owners, in a file of its own or in the settings |
//! | `lower` | from what was written to what is meant |
//! | `shape`, `diagnose` | whether a document has its shape, and all that is wrong if not |
//! | [`schema`] | the same shapes as JSON Schemas |
//! | `foreign` | documents of other formats, within the same bounds |
//! | `waivers` | comments that let findings pass |
//! | [`rules`] | what can be wrong |
//!
//! A repository without findings costs one reading of each file and no search for positions.

mod belonging;
mod diagnose;
mod discover;
mod document;
mod envelope;
mod foreign;
mod links;
mod lower;
mod openslo;
mod owners;
mod past;
mod readings;
pub mod rules;
mod scalar;
pub mod schema;
pub mod secrets;
mod settings;
mod shape;
mod tree;
mod unreadable_text;
mod v1;
mod waivers;
mod written;

pub use self::discover::SETTINGS;
pub use self::foreign::foreign;
pub use self::past::{EarlierCalendar, earlier_calendar, may_declare};
pub use self::readings::Readings;
use self::readings::unreadable;
pub use self::written::{problems_of_openslo, written};

use crate::finding::Findings;
use crate::git::Snapshot;
use crate::model::{Declarations, Settings};

/// What a repository declares, and what is wrong with how it is written.
#[derive(Debug)]
pub struct Declared {
    /// The settings; the defaults where they could not be read.
    pub settings: Settings,
    /// The objects, their references not yet followed.
    pub declarations: Declarations,
    /// What is wrong with how they are written.
    pub findings: Findings,
}

/// Reads the settings and all declarations of a tree of files, as many files at a time as `jobs` says.
pub fn read(snapshot: &Snapshot, jobs: usize) -> Declared {
    Readings::of(snapshot, jobs).into_declared()
}

/// The settings of a tree of files alone; the defaults where they cannot be read.
pub fn settings(snapshot: &Snapshot) -> Settings {
    settings::read(snapshot, &mut Findings::default())
}

#[cfg(test)]
mod tests;
