//! Needs held against what is agreed and what is observed.

use serde::Serialize;

use super::Inputs;
use super::parts::{self, DeclaredAt, DesiredView, ObservedView};
use crate::analyse::{Alignment, AlignmentState, Verdict};
use crate::model::{Comparison, Unit};
use crate::present::number::Real;
use crate::present::show;

/// One requirement of a need.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AlignmentView {
    /// The need.
    pub need: String,
    /// The service.
    pub service: String,
    /// The metric.
    pub metric: String,
    /// What the business asks for.
    pub required: Option<DesiredView>,
    /// The objective that promises most nearly that.
    pub objective: Option<String>,
    /// What it promises.
    pub agreed: Option<DesiredView>,
    /// `not-agreed`, `weaker` or `aligned`.
    pub state: &'static str,
    /// What is observed.
    pub observed: ObservedView,
    /// Whether the need is satisfied.
    #[serde(serialize_with = "parts::verdict")]
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub reason: String,
    /// Where the requirement is declared.
    pub declared_at: DeclaredAt,
    /// For people.
    pub text: AlignmentText,
    /// How the promise stands to the need.
    #[serde(skip)]
    pub alignment: AlignmentState,
}

/// A requirement as people read it.
#[derive(Debug, Clone, Serialize)]
pub struct AlignmentText {
    /// What the need is called.
    pub title: String,
    /// `≤ 8 h`
    pub required: String,
    /// `≤ 10 h`
    pub agreed: String,
    /// `9.20 h`
    pub observed: String,
    /// `not agreed`, `weaker`, `aligned`
    pub state: &'static str,
}

/// All requirements, by need and metric.
pub fn all(inputs: &Inputs) -> Vec<AlignmentView> {
    inputs.assessment.alignments.iter().map(|alignment| AlignmentView::new(alignment, inputs)).collect()
}

impl AlignmentView {
    fn new(alignment: &Alignment, inputs: &Inputs) -> Self {
        let unit = parts::unit_of(inputs.catalog, &alignment.metric);
        let agreed = alignment.agreed.as_ref();
        Self {
            need: alignment.need.to_string(),
            service: alignment.service.to_string(),
            metric: alignment.metric.to_string(),
            required: alignment.required.map(|(op, value)| level(op, value, &unit)),
            objective: agreed.map(|(id, ..)| id.to_string()),
            agreed: agreed.map(|(_, op, value)| level(*op, *value, &unit)),
            state: alignment.state.keyword(),
            observed: ObservedView::new(&alignment.observed, &unit),
            verdict: alignment.verdict,
            reason: alignment.reason.clone(),
            declared_at: DeclaredAt::new(&alignment.place),
            text: text(alignment, &unit, inputs),
            alignment: alignment.state,
        }
    }
}

fn level(op: Comparison, value: f64, unit: &Unit) -> DesiredView {
    DesiredView { op: op.keyword(), value: Real(value), unit: unit.canonical_symbol().to_owned() }
}

fn text(alignment: &Alignment, unit: &Unit, inputs: &Inputs) -> AlignmentText {
    let level = |level: Option<(Comparison, f64)>| {
        level.map_or_else(|| show::NOTHING.to_owned(), |(op, value)| show::target(op, unit, value))
    };
    let need = inputs.catalog.needs.get(&alignment.need);
    AlignmentText {
        title: need.map_or(alignment.need.as_str(), |need| need.meta.title()).to_owned(),
        required: level(alignment.required),
        agreed: level(alignment.agreed.as_ref().map(|(_, op, value)| (*op, *value))),
        observed: show::value(unit, alignment.observed.value),
        state: match alignment.state {
            AlignmentState::NotAgreed => "not agreed",
            AlignmentState::Weaker => "weaker",
            AlignmentState::Aligned => "aligned",
        },
    }
}
