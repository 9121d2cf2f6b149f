//! Other people's formats, in and out. Pure: documents come in as values, and leave as text.
//!
//! | file | knows |
//! |---|---|
//! | `decimal` | numbers without noise |
//! | [`document`] | how our documents are written as YAML |
//! | `foreign` | documents that were read and not yet understood |
//! | `names` | names and owners, as deming writes them |
//! | [`openslo`] | OpenSLO v1, in and out |
//! | [`service_catalog`] | namespaces with annotations of a cluster, in |
//! | [`sloth`] | service levels of Sloth, in |
//! | [`upptime`] | sites that Upptime watches, in |
//! | [`prometheus`] | recording rules and alerts, out |
//! | [`rules`] | what can be wrong with them |
//!
//! Every import is a function from [`Foreign`] documents to [`Imported`] ones, every export one from the catalog to
//! text. Reading files, and what may be read at all, is for the floors around.

mod decimal;
pub mod document;
mod foreign;
mod names;
pub mod openslo;
pub mod prometheus;
pub mod rules;
pub mod service_catalog;
pub mod sloth;
pub mod upptime;

pub use document::{Document, Map, Node};
pub use foreign::{Exported, Foreign, Imported};
