//! Makes untrusted text harmless for the place it goes to, and keeps it readable there.
//!
//! Text from declarations and data is shown in terminals, Markdown pages, Mermaid charts, file names and YAML. Each
//! place has its own dangers, so each has its own function here; renderers call it at the last moment and never
//! store its result.

mod markdown;
mod mermaid;
mod slug;
mod terminal;
mod yaml;

pub use markdown::{attracts_forges, markdown};
pub use mermaid::mermaid;
pub use slug::{MAX_SLUG, file_slug};
pub use terminal::{one_line, terminal};
pub use yaml::{yaml, yaml_block, yaml_comment};
