//! The observed branch as it is kept: how large it is, and how it grows.

use super::doctor;
use super::workspace::Workspace;
use crate::git::Snapshot;
use crate::present::view::Shelf;

/// The branch, where a metric has a remote source. What cannot be read of it is left out: `doctor` says why.
pub(super) fn look(workspace: &Workspace) -> Option<Shelf> {
    let observed = doctor::shelf(workspace)?;
    let settings = &workspace.catalog.settings;
    let growth = observed.growth(&workspace.repository).ok().flatten();
    let files = observed.commit().and_then(|commit| Snapshot::commit(&workspace.repository, commit).ok());
    let sizes = files.iter().flat_map(|files| files.files().iter().filter_map(|path| files.size(path).ok()));
    Some(Shelf {
        branch: settings.observed_branch.clone(),
        commit: observed.commit().map(|commit| commit.to_string()),
        last: growth.map(|growth| growth.last),
        files: files.as_ref().map_or(0, |files| files.files().len()),
        bytes: sizes.sum(),
        growth: growth.map(|growth| growth.bytes),
        budget: settings.observed.budget,
    })
}
