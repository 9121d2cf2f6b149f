//! The observed branch: what remote systems said, kept in Git, so that everything but `gather` works without them.
//!
//! The layout, version 1, is described to people by `readme.md` here, which stands on the branch too. In short: a folder
//! for each question that is asked, named after the metric and the digest of the question; in it text files by period,
//! one observation a line; all of it append-only.
//!
//! | file | knows |
//! |---|---|
//! | `layout` | where what stands on the branch |
//! | `question` | what is asked, as words with a digest |
//! | `text`, `line`, `rolled`, `notes` | lines of files, as text and as values |
//! | `tip`, `tree` | which commit counts, and its files |
//! | `observed` | reading |
//! | `audit`, `growth` | the whole branch looked through, and what it will grow by |
//! | `series`, `record`, `message` | what a run adds, its commits and what they say |
//! | `rollup`, `cuts` | observations that are old are summed up, and where sums are cut |
//! | `memory` | what became of proposals |
//! | `merge`, `push` | two histories of the branch brought together, here and at a remote |
//!
//! Decisions that show:
//! - A question is the same while its words are: kind, query, columns, unit, `every`, `by` and the name of the data
//!   source. A server may move; a metric that was renamed finds its series by the digest.
//! - A source that tells of events says something by its silence, so a run that heard nothing new from it is recorded as
//!   soon as the time that was asked about has moved on by `every`. Missing readings are not worth a commit: the next
//!   run asks for them again.
//! - Numbers that are not whole are kept with twelve significant digits, as many as any figure is shown with.
//! - An observation that comes or changes later than `every` and `integrity.lateness` after its moment, in a time that
//!   was asked about before, is a correction: a commit of its own says so, and a file beside the observations too.

mod audit;
mod cuts;
mod error;
mod growth;
mod layout;
mod line;
mod memory;
mod merge;
mod message;
mod notes;
mod observed;
mod push;
mod question;
mod record;
mod rolled;
mod rollup;
pub mod rules;
mod series;
mod text;
mod tip;
mod tree;

pub use error::StoreError;
pub use growth::Growth;
pub use memory::{remember, remembered};
pub use observed::Observed;
pub use push::{Pushed, push};
pub use record::{Entry, Recorded, Run, record};
