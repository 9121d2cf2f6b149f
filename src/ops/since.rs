//! The report before this one, reckoned again: what was declared in its commit and known at its moment.

use anyhow::Result;
use jiff::Timestamp;
use jiff::civil::Date;

use super::compare::state_of;
use super::survey::{self, Survey};
use super::workspace::{Request, Workspace};
use crate::analyse::{self, Assessment};
use crate::catalog::Catalog;
use crate::change::{self, Changes, ObjectChange, ObjectState};
use crate::declare::Readings;
use crate::git::{CommitId, Snapshot, ancestry};
use crate::implement::wiki::{Reported, Reports};
use crate::model::settings::AsOf;
use crate::model::{Name, ObjectKind};
use crate::present::view::{Earlier, Since};

/// The report before this one.
pub enum Before {
    /// There was none.
    None,
    /// There was one that cannot be reckoned again, and why.
    Lost(Timestamp, String),
    /// What it was made of.
    Known(Box<Known>),
}

/// What an earlier report was made of.
pub struct Known {
    as_of: Timestamp,
    commit: String,
    catalog: Catalog,
    assessment: Assessment,
    changes: Changes,
}

impl Before {
    /// The objects that have another name than they had then.
    pub fn renames(&self) -> Vec<Rename> {
        match self {
            Self::Known(known) => renames(&known.changes),
            Self::None | Self::Lost(..) => Vec::new(),
        }
    }

    /// The same for who shows it.
    pub fn since(&self) -> Since<'_> {
        match self {
            Self::None => Since::First,
            Self::Lost(as_of, why) => Since::Lost { as_of: *as_of, why },
            Self::Known(known) => Since::Then(Earlier {
                as_of: known.as_of,
                commit: &known.commit,
                catalog: &known.catalog,
                assessment: &known.assessment,
                changes: &known.changes,
            }),
        }
    }
}

/// An object that has another name: its kind, the earlier and the present name.
pub type Rename = (ObjectKind, Name, Name);

/// The objects that have another name than in the report that a place holds, which may be of the same day.
pub fn renames_since_latest(workspace: &Workspace, reports: &Reports) -> Vec<Rename> {
    let commit = reports.latest.as_ref().and_then(|latest| latest.commit.parse::<CommitId>().ok());
    let then = commit.filter(|commit| workspace.head != Some(*commit));
    // What this clone does not have cannot be compared with.
    let then = then.and_then(|commit| Snapshot::commit(&workspace.repository, commit).ok());
    then.map(|then| renames(&changes(workspace, &then))).unwrap_or_default()
}

fn renames(changes: &Changes) -> Vec<Rename> {
    let rename = |change: &ObjectChange| match &change.state {
        ObjectState::Renamed { from } => Some((change.kind, from.clone(), change.name.clone())),
        _ => None,
    };
    changes.objects.iter().filter_map(rename).collect()
}

/// The latest report of an earlier day among those that a place holds. Of one day only the last one counts: a job that
/// runs every quarter of an hour still tells what changed since yesterday, and run twice it tells the same.
pub fn of_earlier_day<'r>(reports: &'r Reports, workspace: &Workspace) -> Option<&'r Reported> {
    let today = workspace.today();
    let day = |one: &Reported| -> Date {
        one.as_of.to_zoned_datetime(workspace.catalog.settings.zone.clone()).date()
    };
    let known = [&reports.latest, &reports.before].into_iter().flatten();
    known.filter(|one| day(one) < today).max_by_key(|one| one.as_of)
}

/// What a place holds once this report is in it.
pub fn held(reports: &Reports, workspace: &Workspace) -> Reports {
    let moved = reports.moved.clone();
    let Some(head) = workspace.head else { return Reports { moved, ..Reports::default() } };
    let latest = Some(Reported { as_of: workspace.as_of, commit: head.to_string() });
    Reports { latest, before: of_earlier_day(reports, workspace).cloned(), moved }
}

/// A report that somebody asks to compare with: as of a time, or of a revision.
///
/// # Errors
/// It names neither, or there is no commit yet.
pub fn asked(workspace: &Workspace, text: &str) -> Result<Reported> {
    let repository = &workspace.repository;
    if let Ok(time) = text.parse::<AsOf>() {
        let as_of = time.moment(&workspace.catalog.settings.zone);
        let head = workspace.head.map_or_else(|| repository.head_commit(), Ok)?;
        let commit = ancestry::shown_at(repository, head, as_of)?;
        return Ok(Reported { as_of, commit: commit.to_string() });
    }
    let commit = repository.resolve(text)?;
    Ok(Reported { as_of: repository.commit_time(commit)?, commit: commit.to_string() })
}

/// Reckons an earlier report again.
pub fn before(survey: &Survey, reported: Option<&Reported>) -> Before {
    let Some(reported) = reported else { return Before::None };
    let lost = |why: String| Before::Lost(reported.as_of, why);
    let Ok(commit) = reported.commit.parse::<CommitId>() else {
        return lost("what is recorded of it names no commit".into());
    };
    if survey.workspace.repository.commit_time(commit).is_err() {
        return lost(format!("its commit {} is not in this clone", commit.short()));
    }
    known(survey, reported.as_of, commit).map_or_else(
        |_| lost(format!("what commit {} declares cannot all be read", commit.short())),
        |known| Before::Known(Box::new(known)),
    )
}

fn known(survey: &Survey, as_of: Timestamp, commit: CommitId) -> Result<Known> {
    let now = &survey.workspace;
    let root = now.repository.workdir().unwrap_or(now.repository.git_dir());
    let then = Workspace::open_commit(&Request {
        directory: root.to_owned(),
        rev: Some(commit.to_string()),
        as_of: Some(AsOf::Moment(as_of)),
        now: as_of,
        jobs: now.jobs,
        cache: now.cache_folder.clone(),
        by: now.by.clone(),
    })?
    .require_readable()?;
    let observations = survey::gather(&then, &then.catalog, None).observations;
    let assessment = analyse::assess(&then.catalog, &observations, as_of, then.jobs);
    Ok(Known {
        as_of,
        commit: commit.to_string(),
        assessment,
        changes: changes(now, &then.snapshot),
        catalog: then.catalog,
    })
}

/// What the declarations of now change about those of then.
fn changes(now: &Workspace, then: &Snapshot) -> Changes {
    let readings = Readings::to_compare(&now.snapshot, now.jobs);
    let declared = Readings::after(&readings, then, now.jobs).into_declared();
    change::compare(&state_of(&declared), &state_of(&readings.declared()), now.as_of)
}
