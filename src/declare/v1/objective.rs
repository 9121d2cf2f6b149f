//! The objectives of an agreement; field names follow OpenSLO v1.

use schemars::JsonSchema;
use serde::Deserialize;

use super::change::ChangeSpec;
use super::time_window::TimeWindowSpec;
use super::word::Operator;
use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::declare::scalar::{Parsed, PercentNumber, Share, Weight};
use crate::finding::Finding;
use crate::model::agreement::{Budgeting, Target};
use crate::model::{Duration, Literal, Name, Objective};
use crate::text::Place;

/// One promise of an agreement: `op` and `value` (the figure is on this side of a value), `target` (at least this
/// share is good), or all three (at least this share of observations is on this side of a value).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "Objective")]
pub struct ObjectiveSpec {
    /// Its name within the agreement.
    name: Parsed<Name>,
    /// What people call it.
    #[schemars(example = &"Solved within a working day")]
    display_name: Option<String>,
    /// The metric that is judged.
    metric: Parsed<Name>,
    /// On which side of `value` the figure, or each observation, must be.
    op: Option<Operator>,
    /// The value, in the metric's unit unless it says otherwise.
    value: Option<Parsed<Literal>>,
    /// At least this share is good.
    target: Option<Parsed<Share>>,
    /// The same in percent, as OpenSLO also writes it.
    target_percent: Option<Parsed<PercentNumber>>,
    /// The window that is judged; a list of exactly one, as in OpenSLO.
    #[schemars(length(min = 1, max = 1), extend("default" = [{"duration": "28d", "isRolling": true}]))]
    time_window: Option<Vec<TimeWindowSpec>>,
    /// How the error budget is counted.
    #[serde(default)]
    #[schemars(extend("default" = "Occurrences"))]
    budgeting_method: BudgetingWord,
    /// For `Timeslices`: the share that makes a slice good.
    time_slice_target: Option<Parsed<Share>>,
    /// For `Timeslices` and `RatioTimeslices`: the length of a slice.
    time_slice_window: Option<Parsed<Duration>>,
    /// How much it weighs where all objectives are judged as one, too; 1 unless given. With it on any objective, they are.
    #[schemars(example = 2)]
    composite_weight: Option<Parsed<Weight>>,
    /// The Need that it serves, by name.
    need: Option<Parsed<Name>>,
    /// A column that the metric keeps (`process.by`): each of its values is judged by itself.
    #[schemars(example = &"category")]
    each: Option<String>,
    /// What follows when the objective is missed.
    #[schemars(example = &"Freeze changes that are not urgent.")]
    consequence: Option<String>,
    /// Why this promise was made easier to keep, and who approved.
    change: Option<ChangeSpec>,
}

/// How an error budget is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum BudgetingWord {
    /// Bad observations.
    #[default]
    Occurrences,
    /// Slices of time whose own share of good is below `timeSliceTarget`.
    Timeslices,
    /// The mean of the shares of good of all slices of time.
    RatioTimeslices,
}

impl ObjectiveSpec {
    /// How much it weighs in a composite, where it says so.
    pub fn weight(&self) -> Option<f64> {
        self.composite_weight.as_ref().map(|weight| weight.0.0)
    }

    /// The objective at `place`.
    pub fn lower(self, place: Place, lower: &mut Lower<'_>) -> Option<Objective> {
        let target = self.target(&place, lower);
        let budgeting = self.budgeting(&place, lower);
        let change = self
            .change
            .map(|written| written.lower(place.child("change"), &mut |finding| lower.report(finding)));
        let window = TimeWindowSpec::lower_only(self.time_window, &place.child("timeWindow"), lower);
        Some(Objective {
            target: target?,
            budgeting: budgeting?,
            window: window?,
            name: self.name.0,
            display_name: self.display_name,
            metric: self.metric.0,
            need: self.need.map(|need| need.0),
            each: self.each,
            consequence: self.consequence,
            change,
            place,
        })
    }

    fn target(&self, place: &Place, lower: &mut Lower<'_>) -> Option<Target> {
        let percent = self.target_percent.as_ref().map(|percent| percent.0.0);
        let share = self.target.as_ref().map(|target| target.0.0);
        if share.is_some() && percent.is_some() {
            lower.exactly_one(place, [("target", share), ("targetPercent", percent)])?;
        }
        match (self.op, &self.value, share.or(percent)) {
            (Some(op), Some(value), None) => Some(Target::Threshold { op: op.lower(), value: value.0 }),
            (None, None, Some(target)) => Some(Target::Ratio { target }),
            (Some(op), Some(value), Some(target)) => {
                Some(Target::Share { op: op.lower(), value: value.0, target })
            }
            (op, value, _) => {
                lower.report(no_target(place, op.is_some(), value.is_some()));
                None
            }
        }
    }

    fn budgeting(&self, place: &Place, lower: &mut Lower<'_>) -> Option<Budgeting> {
        let slice = self.time_slice_window.as_ref().map(|window| window.0);
        let slice_target = self.time_slice_target.as_ref().map(|target| target.0.0);
        let problem = match (self.budgeting_method, slice, slice_target) {
            (BudgetingWord::Occurrences, None, None) => return Some(Budgeting::Occurrences),
            (BudgetingWord::Timeslices, Some(slice), Some(slice_target)) => {
                return Some(Budgeting::Timeslices { slice, slice_target });
            }
            (BudgetingWord::RatioTimeslices, Some(slice), None) => {
                return Some(Budgeting::RatioTimeslices { slice });
            }
            (BudgetingWord::Occurrences, _, _) => {
                "`Occurrences` counts no slices of time: take `timeSliceWindow` and `timeSliceTarget` out"
            }
            (BudgetingWord::Timeslices, _, _) => "`Timeslices` needs `timeSliceWindow` and `timeSliceTarget`",
            (BudgetingWord::RatioTimeslices, _, _) => {
                "`RatioTimeslices` needs `timeSliceWindow` and no `timeSliceTarget`"
            }
        };
        lower.report(Finding::new(&rules::CONTRADICTION, place.child("budgetingMethod"), problem));
        None
    }
}

fn no_target(place: &Place, op: bool, value: bool) -> Finding {
    let (at, message) = match (op, value) {
        (true, _) => (place.key("op"), "`op` needs a `value` to compare with"),
        (_, true) => (place.key("value"), "`value` needs an `op` that says on which side of it is good"),
        _ => (place.clone(), "the objective has no target"),
    };
    Finding::new(&rules::CONTRADICTION, at, message)
        .help("give `op` and `value` (a threshold), `target` (a share that is good), or all three")
}
