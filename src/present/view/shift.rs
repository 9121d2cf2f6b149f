//! A promise that was changed, and what that does to closed periods.

use serde::Serialize;

use super::change::{ChangeInputs, id};
use crate::change::flips::together;
use crate::change::{Direction, Flips, Judgement, Standing, Subject, Told};
use crate::text::Place;

/// A promise that was changed.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShiftView {
    /// `agreement/objective`, or a kind and a name.
    pub subject: String,
    /// Its kind: `Objective`, `Settings`, or the kind of object.
    pub kind: &'static str,
    /// Its name; of an objective `agreement/objective`.
    pub name: String,
    /// By which route, one word of a closed list.
    pub route: &'static str,
    /// The same for people.
    pub what: &'static str,
    /// As it was.
    pub before: String,
    /// As it is.
    pub after: String,
    /// Whether the two can be held against each other; what cannot counts as weakened.
    pub comparable: bool,
    /// How closed periods come out; `null`: no objective rests on it, or nobody can tell.
    pub flips: Option<FlipsView>,
    /// Why nobody can tell.
    pub flips_unknown: Option<String>,
    /// The stated reason.
    pub reason: Option<String>,
    /// Who approved.
    pub approved_by: Option<String>,
    /// Whether that is the owner who was accountable, in a new note. `null` where nobody has to approve.
    pub approved: Option<bool>,
    /// Who was accountable before the change.
    pub accountable: Vec<String>,
    /// The objectives that rest on it, as they were called.
    pub objectives: Vec<String>,
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

/// How closed periods come out by the later declaration.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FlipsView {
    /// Missed before, met now.
    pub missed_to_met: usize,
    /// How many closed periods there are.
    pub of: usize,
    /// Unknown before, met now.
    pub unknown_to_met: usize,
    /// Missed before, judged by nobody now.
    pub missed_to_gone: usize,
    /// Met before, missed now.
    pub met_to_missed: usize,
    /// In words.
    pub text: String,
}

impl ShiftView {
    /// A promise that was changed, with what is told of its closed periods.
    pub fn new(judgement: &Judgement, inputs: &ChangeInputs<'_>) -> Self {
        let Judgement { shift, approval } = judgement;
        let (flips, flips_unknown) = match together(inputs.told, &shift.objectives) {
            Some(Told::Flips(flips)) => (Some(FlipsView::new(flips)), None),
            Some(Told::Cannot(why)) => (None, Some(why)),
            None => (None, None),
        };
        let (kind, name) = match &shift.subject {
            Subject::Objective { agreement, objective } => ("Objective", format!("{agreement}/{objective}")),
            Subject::Object { kind, name } => (kind.keyword(), name.to_string()),
            Subject::Settings => ("Settings", "deming.yaml".to_owned()),
        };
        let note = approval.note.as_ref();
        let is_weakened = shift.direction == Direction::Weakened;
        let place = shift.place.as_ref().or(shift.base_place.as_ref());
        let start = place.map(|place| place.span().start);
        let objectives = shift.objectives.iter().filter_map(|index| inputs.changes.objectives.get(*index));
        Self {
            subject: shift.subject.to_string(),
            kind,
            name,
            route: shift.route.keyword(),
            what: shift.route.noun(),
            before: shift.before.clone(),
            after: shift.after.clone(),
            comparable: shift.is_comparable,
            flips,
            flips_unknown,
            reason: note.map(|note| note.reason.trim().to_owned()),
            approved_by: note.and_then(|note| note.approved_by.as_ref()).map(ToString::to_string),
            approved: is_weakened.then_some(approval.standing == Standing::Approved),
            accountable: approval.accountable.iter().map(ToString::to_string).collect(),
            objectives: objectives.map(|fate| id(&fate.base)).collect(),
            path: place.map(Place::file).unwrap_or("deming.yaml").to_owned(),
            line: start.map_or(1, |start| start.line),
            column: start.map_or(1, |start| start.column),
        }
    }
}

impl FlipsView {
    fn new(flips: Flips) -> Self {
        let text = flips.words();
        let Flips { missed_to_met, unknown_to_met, missed_to_gone, met_to_missed, of } = flips;
        Self { missed_to_met, of, unknown_to_met, missed_to_gone, met_to_missed, text }
    }
}
