//! The declarations of a change held against those that it started from, over the same observations.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::base::{self, Base, Wish};
use super::exclusions;
use super::survey;
use super::workspace::{Request, Workspace};
use crate::analyse::{self, ObjectiveAssessment};
use crate::catalog::{Catalog, resolve};
use crate::change::{self, Changes, Direction, ObjectiveKey, State, Told};
use crate::declare::{self, Declared, Readings};
use crate::finding::Findings;
use crate::git::Snapshot;
use crate::model::{Name, ObjectKind, Observations};
use crate::present::view::{BaseView, ChangeInputs, ChangeView};
use crate::world::PullRequest;

/// With what to compare.
#[derive(Debug, Clone, Default)]
pub struct Comparing {
    /// What was asked.
    pub wish: Wish,
    /// What the pipeline says.
    pub pull_request: PullRequest,
}

/// A change, and what it is a change of.
pub struct Comparison {
    /// What is compared with.
    pub base: Base,
    /// What the change means.
    pub changes: Changes,
    /// What can be told about the closed periods of objectives, by their index in the changes.
    pub told: BTreeMap<usize, Told>,
    /// The objectives as they were declared, over the observations of now; those that were looked at.
    pub before: Vec<ObjectiveAssessment>,
    unreadable: Findings,
}

/// A base that was found, and what is declared in it.
struct Earlier {
    base: Base,
    files: Snapshot,
    declared: Declared,
    changes: Changes,
}

impl Comparison {
    /// The change as it is shown. `after` are the objectives as they are declared now, where all were judged.
    pub fn view(&self, after: &[ObjectiveAssessment]) -> ChangeView {
        let Self { base, changes, told, before, .. } = self;
        let before = if after.is_empty() { &[] } else { before.as_slice() };
        let base = BaseView {
            rev: base.revision.clone(),
            commit: base.commit.to_string(),
            merge_base: base.merge_base.to_string(),
            origin: base.origin.clone(),
        };
        ChangeView::new(base, &ChangeInputs { changes, told, before, after })
    }

    /// What is wrong with the change.
    pub fn findings(&self) -> Findings {
        let mut findings = change::findings(&self.changes, &self.told);
        findings.extend(change::unreadable_base(&self.unreadable, &self.base.merge_base.short()));
        findings
    }
}

/// Opens a workspace, and compares it where that is asked or where a pipeline runs for a pull request.
///
/// # Errors
/// As [`Workspace::open`], and where there is nothing to compare with.
pub fn opened(request: &Request, comparing: &Comparing) -> Result<(Workspace, Option<Comparison>)> {
    if comparing.is_out_of_question() {
        return Ok((Workspace::open(request)?, None));
    }
    let (workspace, readings) = Workspace::open_to_compare(request)?;
    let Some(earlier) = earlier(&workspace, &readings, comparing)? else { return Ok((workspace, None)) };
    let wanted = weakened_objectives(&earlier.changes);
    let comparison = judged(&workspace, earlier, &wanted, None);
    Ok((workspace, Some(comparison)))
}

/// The same for a workspace of which everything is known already: every objective is judged by both declarations.
///
/// # Errors
/// Where there is nothing to compare with.
pub fn surveyed(
    request: &Request,
    comparing: &Comparing,
    see: impl FnOnce(Workspace) -> Result<survey::Survey>,
) -> Result<(survey::Survey, Option<Comparison>)> {
    if comparing.is_out_of_question() {
        return Ok((see(Workspace::open(request)?)?, None));
    }
    let (workspace, readings) = Workspace::open_to_compare(request)?;
    let survey = see(workspace)?;
    let Some(earlier) = earlier(&survey.workspace, &readings, comparing)? else { return Ok((survey, None)) };
    let everything = (0..earlier.changes.objectives.len()).collect();
    let comparison = judged(&survey.workspace, earlier, &everything, Some(&survey));
    Ok((survey, Some(comparison)))
}

impl Comparing {
    /// Whether nobody asks to compare.
    fn is_out_of_question(&self) -> bool {
        self.wish == Wish::Unasked && !self.pull_request.is_one()
    }
}

fn earlier(workspace: &Workspace, now: &Readings, comparing: &Comparing) -> Result<Option<Earlier>> {
    let Comparing { wish, pull_request } = comparing;
    let configured = configured(workspace)?;
    let found = base::find(&workspace.repository, workspace.head, wish, pull_request, configured.as_deref())?;
    let Some(base) = found else { return Ok(None) };
    let snapshot = Snapshot::commit(&workspace.repository, base.merge_base)?;
    // Most files are what they were: those are not read again.
    let declared = Readings::after(now, &snapshot, workspace.jobs).into_declared();
    // Of a file that is not there nobody knows what it declared: to go on would be to pass in silence.
    let unread = declared.findings.iter().filter(|finding| *finding.rule == declare::rules::UNREADABLE);
    if let Some(lost) =
        unread.map(|finding| finding.location.path()).find(|path| snapshot.size(path).is_err())
    {
        return Err(base::incomplete(lost, &base, pull_request).into());
    }
    let changes = change::compare(&state_of(&declared), &state_of(&now.declared()), workspace.as_of);
    Ok(Some(Earlier { base, files: snapshot, declared, changes }))
}

/// What was read, as a state of its own.
pub(super) fn state_of(declared: &Declared) -> State {
    State::new(declared.settings.clone(), declared.declarations.clone())
}

/// What the settings name as the base. Those of the default branch count, where the remote has one: a change cannot
/// choose what it is compared with.
fn configured(workspace: &Workspace) -> Result<Option<String>> {
    let settings = match base::default_branch(&workspace.repository)? {
        Some(commit) => declare::settings(&Snapshot::commit(&workspace.repository, commit)?),
        None => workspace.catalog.settings.clone(),
    };
    Ok(settings.base)
}

/// The objectives of which it should be told how their closed periods come out.
fn weakened_objectives(changes: &Changes) -> BTreeSet<usize> {
    changes
        .going(Direction::Weakened)
        .flat_map(|judgement| judgement.shift.objectives.iter().copied())
        .collect()
}

/// Judges objectives by both declarations. Only what they rest on is read, and what is declared as it was only once.
fn judged(
    workspace: &Workspace,
    earlier: Earlier,
    wanted: &BTreeSet<usize>,
    survey: Option<&survey::Survey>,
) -> Comparison {
    let Earlier { base, files: earlier_files, declared, changes } = earlier;
    let Declared { settings, declarations, findings: unreadable } = declared;
    let fates = wanted.iter().filter_map(|index| changes.objectives.get(*index));
    let (old_keys, new_keys): (BTreeSet<_>, Vec<_>) =
        fates.map(|fate| (fate.base.clone(), fate.head.clone())).unzip();
    if old_keys.is_empty() {
        let (told, before) = (BTreeMap::new(), Vec::new());
        return Comparison { base, changes, told, before, unreadable };
    }
    let new_keys: BTreeSet<ObjectiveKey> = new_keys.into_iter().flatten().collect();
    let moved = settings.zone != workspace.catalog.settings.zone;
    let mut old = only(resolve(settings, declarations, None).0, &old_keys);
    let proof = exclusions::Seen {
        repository: &workspace.repository,
        snapshot: &earlier_files,
        head: Some(base.merge_base),
        as_of: workspace.as_of,
    };
    // What is out of sight for the earlier state is so for the later one, which says it.
    exclusions::prove(&mut old, &proof);
    let observed_now;
    let (seen, after): (&BTreeMap<Name, Observations>, Vec<ObjectiveAssessment>) = match survey {
        Some(survey) => (&survey.observations, survey.assessment.objectives.clone()),
        None => {
            let new = only(workspace.catalog.clone(), &new_keys);
            observed_now = survey::gather(workspace, &new, Some(&metrics_of(&new))).observations;
            let after = analyse::objectives(&new, &observed_now, workspace.as_of, workspace.jobs);
            (&observed_now, after)
        }
    };
    let as_before = |name: &&Name| {
        let changed =
            |object: &change::ObjectChange| object.kind == ObjectKind::Metric && object.name == **name;
        !moved && seen.contains_key(*name) && !changes.objects.iter().any(changed)
    };
    let needed = metrics_of(&old);
    let (kept, other): (BTreeSet<&Name>, BTreeSet<&Name>) = needed.iter().partition(as_before);
    let other: BTreeSet<Name> = other.into_iter().cloned().collect();
    let mut observed = survey::gather(workspace, &old, Some(&other)).observations;
    observed.extend(kept.into_iter().filter_map(|name| Some((name.clone(), seen.get(name)?.clone()))));
    let before = analyse::objectives(&old, &observed, workspace.as_of, workspace.jobs);
    let told = change::flips::flips(&changes, &before, &after);
    Comparison { base, changes, told, before, unreadable }
}

/// A catalog with only these objectives in its agreements.
fn only(mut catalog: Catalog, keys: &BTreeSet<ObjectiveKey>) -> Catalog {
    for (name, agreement) in &mut catalog.agreements {
        let key = |objective: &Name| ObjectiveKey { agreement: name.clone(), objective: objective.clone() };
        agreement.objectives.retain(|objective| keys.contains(&key(&objective.name)));
    }
    catalog
}

fn metrics_of(catalog: &Catalog) -> BTreeSet<Name> {
    catalog.objectives().map(|(_, objective)| objective.metric.clone()).collect()
}
