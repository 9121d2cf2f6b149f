//! What a change means: declared against earlier declared.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analyse::ObjectiveAssessment;
use crate::change::flips::together;
use crate::change::{
    Changes, Direction, FieldChange, Flips, Judgement, ObjectChange, ObjectState, ObjectiveKey, Standing,
    Subject, Told,
};
use crate::text::Place;

/// What a change is shown from.
#[derive(Debug, Clone, Copy)]
pub struct ChangeInputs<'a> {
    /// What the change means.
    pub changes: &'a Changes,
    /// What can be told about closed periods, by objective.
    pub told: &'a BTreeMap<usize, Told>,
    /// Objectives by the earlier declaration, where all of them were judged.
    pub before: &'a [ObjectiveAssessment],
    /// Objectives by the later declaration, where all of them were judged.
    pub after: &'a [ObjectiveAssessment],
}

/// What a change means, and what it is a change of.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeView {
    /// What is compared with.
    pub base: BaseView,
    /// How much changed.
    pub counts: ChangeCounts,
    /// Promises that are easier to keep.
    pub weakened: Vec<ShiftView>,
    /// Promises that are harder to keep.
    pub strengthened: Vec<ShiftView>,
    /// Promises that are changed, and neither easier nor harder to keep.
    pub changed: Vec<ShiftView>,
    /// Objects that are not as they were, by kind and name.
    pub objects: Vec<ObjectChangeView>,
    /// Objectives whose verdict is another one by the later declaration, over the same data (`diff` only).
    pub verdicts: Vec<VerdictFlipView>,
}

/// What is compared with.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BaseView {
    /// The revision.
    pub rev: String,
    /// Its commit.
    pub commit: String,
    /// Where the two lines of history parted.
    pub merge_base: String,
    /// Who named the revision.
    pub origin: String,
}

/// How much changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ChangeCounts {
    /// New objects.
    pub added: usize,
    /// Objects that say something else.
    pub modified: usize,
    /// Objects with another name.
    pub renamed: usize,
    /// Objects that are gone.
    pub removed: usize,
    /// Objects as they were.
    pub unmodified: usize,
    /// Promises that are easier to keep.
    pub weakened: usize,
    /// Promises that are harder to keep.
    pub strengthened: usize,
}

/// An object that is not as it was.
#[derive(Debug, Clone, Serialize)]
pub struct ObjectChangeView {
    /// Its kind.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// `added`, `modified`, `renamed` or `removed`.
    pub state: &'static str,
    /// The earlier name of one that is renamed.
    pub from: Option<String>,
    /// The file; of one that is gone, where it was.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The fields that differ.
    pub fields: Vec<FieldView>,
    /// What rests on it.
    pub dependents: Vec<String>,
}

/// A field that differs, as it is written.
#[derive(Debug, Clone, Serialize)]
pub struct FieldView {
    /// Its path in the document.
    pub path: String,
    /// As it was; `null`: it was not there.
    pub before: Option<String>,
    /// As it is; `null`: it is not there.
    pub after: Option<String>,
}

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

/// An objective whose verdict is another one.
#[derive(Debug, Clone, Serialize)]
pub struct VerdictFlipView {
    /// The objective, as it is called now.
    pub id: String,
    /// By the earlier declaration; `null`: it is new.
    pub before: Option<&'static str>,
    /// By the later one; `null`: it is gone.
    pub after: Option<&'static str>,
}

impl ChangeView {
    /// A change against a base.
    pub fn new(base: BaseView, inputs: &ChangeInputs<'_>) -> Self {
        let changes = inputs.changes;
        let going = |direction| -> Vec<ShiftView> {
            changes.going(direction).map(|judgement| ShiftView::new(judgement, inputs)).collect()
        };
        let (weakened, strengthened) = (going(Direction::Weakened), going(Direction::Strengthened));
        let counts = ChangeCounts {
            added: changes.count("added"),
            modified: changes.count("modified"),
            renamed: changes.count("renamed"),
            removed: changes.count("removed"),
            unmodified: changes.unmodified,
            weakened: weakened.len(),
            strengthened: strengthened.len(),
        };
        Self {
            base,
            counts,
            weakened,
            strengthened,
            changed: going(Direction::Changed),
            objects: changes.objects.iter().map(ObjectChangeView::new).collect(),
            verdicts: verdicts(inputs),
        }
    }

    /// Whether both states declare the same.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
            && self.weakened.is_empty()
            && self.strengthened.is_empty()
            && self.changed.is_empty()
    }
}

impl ChangeCounts {
    /// In words, worst first, without what there is none of.
    pub fn words(&self) -> String {
        let counts = [
            (self.weakened, "weakened"),
            (self.strengthened, "strengthened"),
            (self.removed, "removed"),
            (self.renamed, "renamed"),
            (self.modified, "modified"),
            (self.added, "added"),
            (self.unmodified, "unmodified"),
        ];
        let some =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
        some.collect::<Vec<_>>().join(", ")
    }
}

impl BaseView {
    /// In words: `origin/main at abc1234 (merge base def5678), from GITHUB_BASE_REF`.
    pub fn words(&self) -> String {
        let (commit, merge_base) = (super::short(&self.commit), super::short(&self.merge_base));
        let where_from = format!("from {}", self.origin);
        format!("{} at {commit} (merge base {merge_base}), {where_from}", self.rev)
    }
}

impl ObjectChangeView {
    fn new(change: &ObjectChange) -> Self {
        Self {
            kind: change.kind.keyword(),
            name: change.name.to_string(),
            state: change.state.keyword(),
            from: match &change.state {
                ObjectState::Renamed { from } => Some(from.to_string()),
                _ => None,
            },
            path: change.place.file().to_owned(),
            line: change.place.span().start.line,
            fields: change.fields.iter().map(FieldView::new).collect(),
            dependents: change.dependents.clone(),
        }
    }
}

impl FieldView {
    fn new(field: &FieldChange) -> Self {
        Self { path: field.path.clone(), before: field.before.clone(), after: field.after.clone() }
    }
}

impl ShiftView {
    fn new(judgement: &Judgement, inputs: &ChangeInputs<'_>) -> Self {
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

fn id(key: &ObjectiveKey) -> String {
    format!("{}/{}", key.agreement, key.objective)
}

/// Objectives by their later names, whose verdicts differ; those that are new or gone are told of as objects.
fn verdicts(inputs: &ChangeInputs<'_>) -> Vec<VerdictFlipView> {
    let mut flips = Vec::new();
    let of = |list: &'_ [ObjectiveAssessment], key: &ObjectiveKey| -> Vec<(Option<String>, &'static str)> {
        let own = |one: &&ObjectiveAssessment| {
            one.id.agreement == key.agreement && one.id.objective == key.objective
        };
        list.iter().filter(own).map(|one| (one.id.each.clone(), one.verdict.keyword())).collect()
    };
    for fate in
        inputs.changes.objectives.iter().filter(|_| !inputs.after.is_empty() || !inputs.before.is_empty())
    {
        let before = of(inputs.before, &fate.base);
        let after = fate.head.as_ref().map(|key| of(inputs.after, key)).unwrap_or_default();
        let name = id(fate.head.as_ref().unwrap_or(&fate.base));
        for (each, verdict) in before {
            let same = after.iter().find(|(other, _)| *other == each);
            let whole = after.iter().find(|(other, _)| other.is_none());
            let now = same.or(whole).map(|(_, verdict)| *verdict);
            if now != Some(verdict) {
                let part = each.map(|value| format!("[{value}]")).unwrap_or_default();
                flips.push(VerdictFlipView {
                    id: format!("{name}{part}"),
                    before: Some(verdict),
                    after: now,
                });
            }
        }
    }
    flips
}
