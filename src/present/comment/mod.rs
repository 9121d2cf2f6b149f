//! Comments of a review and summaries of a step: one Markdown text, the bad news first, never longer than its reader
//! takes.
//!
//! | file | shows |
//! |---|---|
//! | `results` | what `deming check` and `deming diff` came to |
//! | `gathering` | what was asked of remote systems |
//! | `plan` | what would be proposed |
//! | `run` | what a scheduled run came to |
//! | `walk` | a number walked back to its rows |
//! | `rule` | the page of a rule, and all rules on one page |
//! | `sheet` | a text that is cut between entries |
//!
//! Lists alone are used: wherever such a text is cut between two entries, no block is left open.

mod gathering;
mod plan;
mod results;
mod rule;
mod run;
mod sheet;
mod walk;

pub use gathering::gathering;
pub use plan::plan;
pub use results::results;
pub use rule::{all_rules, rule};
pub use run::run;
pub(super) use sheet::{code, shown};
pub use walk::walk;

/// The longest comment that forges take: GitHub holds 65,536 characters ("Body is too long", dependabot-core#7654). Here
/// bytes are counted, of which there are never fewer than characters, and a comment stays below.
pub const COMMENT: usize = 65_535;

/// The longest summary of a step: 1 MiB (GitHub Docs, "Workflow commands for GitHub Actions", step isolation and limits);
/// a longer one is not shown at all. Steps may append, so what is there already counts.
pub const STEP_SUMMARY: usize = 1024 * 1024;
