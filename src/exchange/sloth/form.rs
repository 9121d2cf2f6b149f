//! Which documents are Sloth's, in which of its two forms, and what the others are.

use serde_json::Value;

use super::spec::Spec;
use crate::exchange::{Foreign, rules};
use crate::finding::Finding;
use crate::text::Place;

/// The version of Sloth's own format.
const VERSION: &str = "prometheus/v1";

/// The version and kind of its Kubernetes form.
const KUBERNETES: (&str, &str) = ("sloth.slok.dev/v1", "PrometheusServiceLevel");

/// A document of Sloth.
pub struct Sloth {
    /// The service levels.
    pub spec: Spec,
    /// Where they stand in the document.
    pub place: Place,
    /// The same before anything is made of it.
    pub value: Value,
    /// The form it is written in.
    pub form: &'static str,
}

/// What a document says, if it is Sloth's.
///
/// # Errors
/// What it is instead, or what does not fit.
pub fn read(document: &Foreign) -> Result<Sloth, Box<Finding>> {
    let kind = (document.word("apiVersion"), document.word("kind"));
    if document.word("version") == Some(VERSION) {
        return sloth(document.clone(), VERSION);
    }
    if kind == (Some(KUBERNETES.0), Some(KUBERNETES.1)) {
        let value = document.value.get("spec").cloned().unwrap_or_default();
        return sloth(Foreign { place: document.place.child("spec"), value }, KUBERNETES.0);
    }
    Err(Box::new(stranger(document)))
}

fn sloth(document: Foreign, form: &'static str) -> Result<Sloth, Box<Finding>> {
    let spec: Spec = document.read("service level of Sloth")?;
    Ok(Sloth { spec, place: document.place, value: document.value, form })
}

/// What a document is that is not Sloth's.
fn stranger(document: &Foreign) -> Finding {
    let told = |key: &str, message: String, help: &str| {
        Finding::new(&rules::NOT_IMPORTABLE, document.place.child(key), message).help(help)
    };
    match (document.word("version"), document.word("apiVersion"), document.word("kind")) {
        (_, Some(version @ ("openslo/v1" | "openslo/v1alpha" | "openslo/v2alpha")), _) => {
            let help = match version {
                "openslo/v1" => "read it with `deming import openslo`",
                _ => {
                    "OpenSLO's own tool, oslo, converts it to openslo/v1; that `deming import openslo` reads"
                }
            };
            told("apiVersion", format!("this is OpenSLO ({version}), not Sloth"), help)
        }
        (_, Some(_), Some("AlertWindows")) => {
            let help = "leave it out; `deming export prometheus-rules` has the windows of the Site Reliability Workbook";
            told("kind", "these are windows of alerts, and no service levels".into(), help)
        }
        (Some(version), ..) => told(
            "version",
            format!("`{version}` is no version of Sloth that is known"),
            "known is `prometheus/v1`",
        ),
        (None, Some(version), kind) => {
            let what = kind.map_or(version.to_owned(), |kind| format!("{kind} of {version}"));
            told("apiVersion", format!("this is {what}, and no service level of Sloth"), HELP)
        }
        (None, None, _) => {
            Finding::new(&rules::NOT_IMPORTABLE, &document.place, "this is no service level of Sloth")
                .help(HELP)
        }
    }
}

const HELP: &str = "Sloth's files say `version: prometheus/v1`, in Kubernetes `kind: PrometheusServiceLevel`";
