//! Makes untrusted text harmless for the place it goes to, and keeps it readable there.
//!
//! Text from declarations and data is shown in terminals, logs, Markdown pages, Mermaid charts, XML, YAML and file
//! names. Each place has its own dangers, so each has its own function here; renderers call it at the last moment and
//! never store its result.

mod commit;
mod markdown;
mod mermaid;
mod slug;
mod terminal;
mod uri;
mod workflow;
mod xml;
mod yaml;

pub use commit::{commit_text, trailer_text};
pub use markdown::{attracts_forges, markdown};
pub use mermaid::mermaid;
pub use slug::{MAX_SLUG, file_slug};
pub use terminal::{one_line, terminal};
pub use uri::uri_path;
pub use workflow::{inert, workflow_data, workflow_property};
pub use xml::{xml_attribute, xml_text};
pub use yaml::{yaml, yaml_block, yaml_comment, yaml_in_brackets};
