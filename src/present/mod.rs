//! Step 6: what analysis said, shown to people and machines.
//!
//! Everything that is shown starts as one value, the [`Report`]: catalogue, assessment, reviews, plan and findings
//! joined, with each number as a machine wants it (canonical, twelve digits) and as a person reads it. Its
//! serialisation *is* the JSON output and the context of the page templates; the other renderers, one a file, are
//! functions from it to text. Nothing here asks for the time, a file or the terminal: the width of the terminal
//! and the moment come in, and colours are always written (whoever prints strips them where they are unwanted).
//!
//! | file | shows |
//! |---|---|
//! | [`terminal`], [`concise`] | `deming diff`, for eyes and for `grep` |
//! | [`change_text`] | what a change means, for eyes |
//! | [`findings`] | what is wrong, with excerpts or one line each |
//! | [`gather_text`] | what was asked of remote systems |
//! | [`plan_text`] | what would be proposed |
//! | [`accept_text`] | a baseline that was accepted |
//! | [`decline_text`] | a proposal that was declined |
//! | [`run_text`] | a scheduled run |
//! | [`explain_text`] | a rule, or a number walked back to its rows |
//! | [`markdown`] | the pages of the wiki |
//! | `png` | drawings as pictures |
//! | [`pull_request`] | a proposal as the text of a pull request, and the comment that says how it stands |
//! | [`comment`] | comments of a review and summaries of a step: the bad news first, cut to size |
//! | [`json`], [`json_lines`] | all of it for machines, whole or line by line |
//! | [`dialect`] | findings and verdicts in the words of pipelines |

pub mod accept_text;
pub mod change_text;
mod change_words;
pub mod comment;
pub mod concise;
pub mod decline_text;
pub mod dialect;
pub mod doctor_text;
pub mod explain_text;
pub mod findings;
pub mod gather_text;
mod html;
mod insight_text;
pub mod json;
pub mod json_lines;
mod link;
pub mod markdown;
mod number;
pub mod plan_text;
mod png;
pub mod pull_request;
mod rule_page;
pub mod run_text;
mod show;
mod spark;
mod style;
mod svg;
mod table;
pub mod terminal;
pub mod view;

pub use markdown::{Deck, DeckError, Dialect, Page, TemplateError, Templates, deck, pages};
pub use table::wrapped;
pub use view::{Explanation, Inputs, Report};
