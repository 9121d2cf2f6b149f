//! `export`: declarations in other people's formats.

use anyhow::Result;

use super::exchange::Out;
use super::workspace::{Request, Workspace};
use crate::catalog::Catalog;
use crate::declare;
use crate::exchange::{Exported, openslo, prometheus};
use crate::text::Place;

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Recording rules and alerts of a Prometheus server.
    PrometheusRules,
    /// Documents of OpenSLO v1.
    OpenSlo,
}

/// Gives the declarations of a repository in another format.
///
/// # Errors
/// Where the declarations cannot be read as a whole, or the file cannot be written.
pub fn export(request: &Request, format: Format, out: Option<&Out>) -> Result<Exported> {
    let workspace = Workspace::open(request)?.require_readable()?;
    let mut exported = match format {
        Format::PrometheusRules => prometheus::export(&workspace.catalog),
        Format::OpenSlo => openslo::export(&declare::written(&places(&workspace.catalog))),
    };
    exported.findings.sort();
    if let Some(out) = out {
        out.write(&exported.text)?;
    }
    Ok(exported)
}

/// Where everything is declared, by kind and name.
fn places(catalog: &Catalog) -> Vec<Place> {
    catalog.metas().map(|meta| meta.place.clone()).collect()
}
