//! Services: who owns them, and how they stand.

use serde::Serialize;

use super::parts;
use super::{Inputs, Summary};
use crate::analyse::Verdict;
use crate::model::Service;

/// A service.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceView {
    /// Its name.
    pub id: String,
    /// What it does, in a sentence.
    pub description: Option<String>,
    /// The practice it belongs to.
    pub practice: String,
    /// Who is accountable; `null` where nobody is.
    pub owner: Option<String>,
    /// Services that it stands on, by name.
    pub depends_on: Vec<String>,
    /// Its objectives by verdict.
    pub summary: Summary,
    /// The worst verdict of its objectives; unknown where it has none.
    #[serde(serialize_with = "parts::verdict")]
    pub verdict: Verdict,
    /// For people.
    pub text: ServiceText,
}

/// A service as people read it.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceText {
    /// What it is called.
    pub title: String,
    /// Its objectives by verdict, in words.
    pub summary: String,
}

/// All services, worst first.
pub fn all(inputs: &Inputs) -> Vec<ServiceView> {
    let mut services: Vec<_> =
        inputs.catalog.services.values().map(|service| ServiceView::new(service, inputs)).collect();
    services.sort_by(|a, b| a.verdict.cmp(&b.verdict).then_with(|| a.id.cmp(&b.id)));
    services
}

impl ServiceView {
    fn new(service: &Service, inputs: &Inputs) -> Self {
        let name = &service.meta.name;
        let own = || inputs.assessment.objectives.iter().filter(|o| o.service == *name).map(|o| o.verdict);
        let summary = Summary::of(own());
        Self {
            id: name.to_string(),
            description: service.description.clone(),
            practice: service.practice.0.to_string(),
            owner: service.owner.as_ref().map(ToString::to_string),
            depends_on: service.depends_on.iter().map(ToString::to_string).collect(),
            summary,
            verdict: own().min().unwrap_or(Verdict::Unknown),
            text: ServiceText {
                title: service.meta.title().to_owned(),
                summary: if summary.total() == 0 { "nothing is agreed".into() } else { summary.words() },
            },
        }
    }
}
