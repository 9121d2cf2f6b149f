//! Services: who owns them, and how they stand.

use std::collections::BTreeMap;

use serde::Serialize;

use super::parts::{self, DeclaredAt};
use super::{Inputs, Summary};
use crate::analyse::Verdict;
use crate::model::{Name, Service};

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
    /// Where it is declared.
    pub declared_at: DeclaredAt,
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
    let mut verdicts: BTreeMap<&Name, Vec<Verdict>> = BTreeMap::new();
    for objective in &inputs.assessment.objectives {
        verdicts.entry(&objective.service).or_default().push(objective.verdict);
    }
    let own = |service: &Service| verdicts.get(&service.meta.name).map_or(&[][..], Vec::as_slice);
    let mut services: Vec<_> =
        inputs.catalog.services.values().map(|service| ServiceView::new(service, own(service))).collect();
    services.sort_by(|a, b| a.verdict.cmp(&b.verdict).then_with(|| a.id.cmp(&b.id)));
    services
}

impl ServiceView {
    fn new(service: &Service, verdicts: &[Verdict]) -> Self {
        let summary = Summary::of(verdicts.iter().copied());
        Self {
            id: service.meta.name.to_string(),
            description: service.description.clone(),
            practice: service.practice.0.to_string(),
            owner: service.owner.as_ref().map(ToString::to_string),
            depends_on: service.depends_on.iter().map(ToString::to_string).collect(),
            summary,
            verdict: verdicts.iter().min().copied().unwrap_or(Verdict::Unknown),
            declared_at: DeclaredAt::new(&service.meta.place),
            text: ServiceText {
                title: service.meta.title().to_owned(),
                summary: if summary.total() == 0 { "nothing is agreed".into() } else { summary.words() },
            },
        }
    }
}
