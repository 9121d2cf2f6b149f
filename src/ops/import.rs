//! `import`: other people's formats, as declarations of ours.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::exchange::{self, Out};
use super::refusal::NotImportable;
use crate::declare;
pub use crate::exchange::{openslo, service_catalog, sloth, upptime};

use crate::exchange::{Imported, document};
use crate::finding::{Findings, Level};

/// The formats, and what each has to be told.
#[derive(Debug, Clone)]
pub enum Format {
    /// Sloth's `prometheus/v1` and its Kubernetes form.
    Sloth(sloth::Options),
    /// OpenSLO v1.
    OpenSlo(openslo::Options),
    /// Namespaces of Kubernetes clusters, with annotations that make them a service catalogue.
    Catalog(service_catalog::Mapping),
    /// Sites that Upptime watches.
    Upptime(upptime::Options),
}

impl Format {
    /// Whether what can be imported is, beside what cannot. Manifests of a cluster stand by themselves, while a service
    /// level that is left out would be missed by nobody.
    fn is_lenient(&self) -> bool {
        matches!(self, Self::Catalog(_))
    }
}

/// What to import.
#[derive(Debug, Clone)]
pub struct Request {
    /// The folder that files are seen from.
    pub directory: PathBuf,
    /// The files, and folders with files; `-` is standard input.
    pub files: Vec<PathBuf>,
    /// How they are written.
    pub format: Format,
    /// Where to write; `None`: the result only goes to the caller.
    pub out: Option<Out>,
}

/// What an import made.
#[derive(Debug)]
pub struct Made {
    /// Declarations, as YAML.
    pub text: String,
    /// How many documents it holds.
    pub documents: usize,
    /// What could not be carried over.
    pub findings: Findings,
}

/// Reads files of another format and gives the same as declarations.
///
/// # Errors
/// Where one of them cannot be read, or is of another format: then nothing is written.
pub fn import(request: &Request) -> Result<Made> {
    let (foreign, mut findings) = exchange::documents(&request.directory, &request.files)?;
    if foreign.is_empty() && findings.is_empty() {
        bail!("there is no document in what was given");
    }
    let imported = match &request.format {
        Format::Sloth(options) => sloth::import(&foreign, options),
        Format::OpenSlo(options) => {
            for document in &foreign {
                findings.extend(declare::problems_of_openslo(&document.value, &document.place));
            }
            openslo::import(&foreign, options)
        }
        Format::Catalog(mapping) => service_catalog::import(&foreign, mapping),
        Format::Upptime(options) => upptime::import(&foreign, options),
    };
    let Imported { documents, findings: found } = imported;
    findings.extend(found);
    findings.sort();
    if findings.worst() == Some(Level::Error) && (documents.is_empty() || !request.format.is_lenient()) {
        return Err(NotImportable(findings).into());
    }
    if documents.is_empty() {
        bail!("there is nothing of that format in what was given");
    }
    let schema = request.out.as_ref().and_then(Out::schema);
    let text = document::write(&documents, schema.as_deref());
    if let Some(out) = &request.out {
        out.write(&text)?;
    }
    Ok(Made { text, documents: documents.len(), findings })
}
