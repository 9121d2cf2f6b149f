//! What a change means: declared against earlier declared.

use std::collections::BTreeMap;

use serde::Serialize;

use super::shift::ShiftView;
use crate::analyse::ObjectiveAssessment;
use crate::change::{Changes, Direction, FieldChange, ObjectChange, ObjectState, ObjectiveKey, Told};

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

pub(super) fn id(key: &ObjectiveKey) -> String {
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
