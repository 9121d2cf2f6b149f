//! The objectives of an SLO.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::sli::IndicatorSpec;
use super::slo::Parts;
use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::declare::scalar::{
    DisplayName, Parsed, PlainNumber, Share, SliceLength, SliceTarget, TargetPercent, TargetShare, Weight,
};
use crate::declare::v1::objective::BudgetingWord;
use crate::declare::v1::word::Operator;
use crate::finding::Finding;
use crate::model::agreement::{Budgeting, Target};
use crate::model::{Literal, Name, Objective, TimeWindow};
use crate::text::Place;

/// A level of an SLO.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "SloObjective")]
pub struct ObjectiveSpec {
    /// What people call it.
    display_name: Option<Parsed<DisplayName>>,
    /// For a threshold metric: on which side of `value` a number is good.
    op: Option<Operator>,
    /// For a threshold metric: the value.
    value: Option<Parsed<PlainNumber>>,
    /// At least this share is good.
    target: Option<Parsed<TargetShare>>,
    /// The same in percent.
    target_percent: Option<Parsed<TargetPercent>>,
    /// For `Timeslices`: the share that makes a slice good.
    time_slice_target: Option<Parsed<SliceTarget>>,
    /// For `Timeslices` and `RatioTimeslices`: the length of a slice.
    time_slice_window: Option<Parsed<SliceLength>>,
    /// In a composite: how the level is measured, written here.
    indicator: Option<IndicatorSpec>,
    /// In a composite: the SLI, by name.
    indicator_ref: Option<Parsed<Name>>,
    /// In a composite: how much this objective weighs.
    #[schemars(extend("default" = 1))]
    composite_weight: Option<Parsed<Weight>>,
}

/// What deming knows of an objective and OpenSLO has no word for: an item of the annotation `deming/objectives`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[allow(dead_code)] // The last fields are named so that they are no unknown ones.
pub struct OurObjective {
    name: Option<Parsed<Name>>,
    need: Option<Parsed<Name>>,
    each: Option<String>,
    consequence: Option<String>,
    /// The target, where OpenSLO cannot have it: all of them.
    target: Option<Parsed<Share>>,
    /// The value with its unit.
    value: Option<Parsed<Literal>>,
    /// What is held against the value: each observation, or the metric's figure.
    judged: JudgedWord,
    // How `deming export` found the objective written; it says nothing that OpenSLO does not say, too.
    op: Option<Value>,
    change: Option<Value>,
    display_name: Option<Value>,
    metric: Option<Value>,
    target_percent: Option<Value>,
    time_window: Option<Value>,
    budgeting_method: Option<Value>,
    time_slice_target: Option<Value>,
    time_slice_window: Option<Value>,
    composite_weight: Option<Value>,
}

#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum JudgedWord {
    #[default]
    Observations,
    Figure,
}

/// What can be asked of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A share of good.
    Share,
    /// A value, and the share of numbers on its good side.
    Value,
    /// It is declared elsewhere.
    Unknown,
}

impl ObjectiveSpec {
    /// Whether it has an indicator of its own.
    pub fn has_indicator(&self) -> bool {
        self.indicator.is_some() || self.indicator_ref.is_some()
    }

    /// The metric that is judged: its own, or the one of all.
    pub fn indicator(
        &mut self,
        place: &Place,
        common: Option<&(Name, Asked)>,
        parts: &mut Parts<'_>,
        lower: &mut Lower<'_>,
    ) -> Option<(Name, Asked)> {
        match (common, self.has_indicator()) {
            (Some(common), _) => Some(common.clone()),
            (None, is_own) => {
                let (written, named) = (self.indicator.take(), self.indicator_ref.take());
                // What is wrong with the indicator of all was told where it stands.
                let composite = is_own || parts.is_composite;
                if composite {
                    parts.indicator(written, named.map(|name| name.0), place, lower)
                } else {
                    None
                }
            }
        }
    }

    /// How much it weighs.
    pub fn weight(&self, is_composite: bool, place: &Place, lower: &mut Lower<'_>) -> f64 {
        if self.composite_weight.is_some() && !is_composite {
            let message = "`compositeWeight` weighs nothing where objectives have no indicators of their own";
            lower.report(idle(place, "compositeWeight", message));
        }
        self.composite_weight.as_ref().map_or(1.0, |weight| weight.0.0)
    }

    /// The objective that is meant.
    #[allow(clippy::too_many_arguments)] // All that an SLO says once for its objectives.
    pub fn lower(
        self,
        place: Place,
        metric: Name,
        asked: Asked,
        window: TimeWindow,
        method: BudgetingWord,
        known: OurObjective,
        name: &dyn Fn(Option<&str>) -> Option<Name>,
        lower: &mut Lower<'_>,
    ) -> Option<Objective> {
        let target = self.target(asked, &known, &place, lower);
        let budgeting = self.budgeting(method, &place, lower);
        let title = self.display_name.map(|name| name.0.0).filter(|name| !name.is_empty());
        let name = known.name.map(|name| name.0).or_else(|| name(title.as_deref()));
        Some(Objective {
            name: name?,
            display_name: title,
            metric,
            target: target?,
            window,
            budgeting: budgeting?,
            need: known.need.map(|need| need.0),
            each: known.each,
            consequence: known.consequence,
            change: None,
            place,
        })
    }

    fn target(
        &self,
        asked: Asked,
        known: &OurObjective,
        place: &Place,
        lower: &mut Lower<'_>,
    ) -> Option<Target> {
        let share = self.target.as_ref().map(|target| target.0.0);
        let percent = self.target_percent.as_ref().map(|target| target.0.0);
        let written = lower.exactly_one(place, [("target", share), ("targetPercent", percent)])?;
        let target = known.target.as_ref().map_or(written, |target| target.0.0);
        let value = self.value.as_ref().map(|value| Literal::Number(value.0.0));
        let value = known.value.as_ref().map(|value| value.0).or(value);
        match (self.op.map(Operator::lower), value, asked) {
            (None, None, Asked::Share | Asked::Unknown) => Some(Target::Ratio { target }),
            (Some(_), None, Asked::Share | Asked::Unknown) => {
                let message = "`op` compares with a `value`, and of a ratio no value is asked";
                lower.report(idle(place, "op", message));
                Some(Target::Ratio { target })
            }
            (Some(op), Some(value), Asked::Value | Asked::Unknown) if known.judged == JudgedWord::Figure => {
                Some(Target::Threshold { op, value })
            }
            (Some(op), Some(value), Asked::Value | Asked::Unknown) => {
                Some(Target::Share { op, value, target })
            }
            (_, Some(_), Asked::Share) => {
                let message = "of a ratio no value is asked: the `target` is the share that must be good";
                let help = "take `op` and `value` out";
                lower.report(Finding::new(&rules::CONTRADICTION, place.key("value"), message).help(help));
                None
            }
            (op, _, _) => {
                let missing = if op.is_none() { "op" } else { "value" };
                let message = format!("`{missing}` is missing: of a threshold metric a value is asked");
                let help = "`op` and `value` say which numbers are good, `target` how many of them must be";
                lower.report(Finding::new(&rules::MISSING_FIELD, place.child(missing), message).help(help));
                None
            }
        }
    }

    fn budgeting(&self, method: BudgetingWord, place: &Place, lower: &mut Lower<'_>) -> Option<Budgeting> {
        let slice = self.time_slice_window.as_ref().map(|window| window.0.0);
        let slice_target = self.time_slice_target.as_ref().map(|target| target.0.0);
        let mut missing = |field: &str| {
            let message = format!("`{field}` is missing: `budgetingMethod` counts slices of time");
            lower.report(Finding::new(&rules::MISSING_FIELD, place.child(field), message));
        };
        match method {
            BudgetingWord::Timeslices => {
                if slice.is_none() {
                    missing("timeSliceWindow");
                }
                if slice_target.is_none() {
                    missing("timeSliceTarget");
                }
                Some(Budgeting::Timeslices { slice: slice?, slice_target: slice_target? })
            }
            BudgetingWord::RatioTimeslices => {
                if slice.is_none() {
                    missing("timeSliceWindow");
                }
                if slice_target.is_some() {
                    let message = "`RatioTimeslices` takes the mean of all slices and asks nothing of one";
                    lower.report(idle(place, "timeSliceTarget", message));
                }
                Some(Budgeting::RatioTimeslices { slice: slice? })
            }
            BudgetingWord::Occurrences => {
                let given =
                    [("timeSliceWindow", slice.is_some()), ("timeSliceTarget", slice_target.is_some())];
                for (field, _) in given.into_iter().filter(|(_, is_given)| *is_given) {
                    lower.report(idle(place, field, "`Occurrences` counts no slices of time"));
                }
                Some(Budgeting::Occurrences)
            }
        }
    }
}

fn idle(place: &Place, field: &str, message: &str) -> Finding {
    Finding::new(&rules::IDLE_FIELD, place.key(field), message).help(format!("take `{field}` out"))
}
