//! Plans as files: writing one, and carrying one out as long as it still follows from what is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::plan::{CarriedOut, Planned, carry_out};
use super::refusal::Refusal;
use super::workspace::{Request, Workspace};
use crate::gather::store::Observed;
use crate::git::{CommitId, Repository, Snapshot};
use crate::implement::proposal;
use crate::plan::saved::{self, Binding};

/// No plan is larger, in bytes.
const LARGEST: u64 = 256 << 20;
/// How many changed files a refusal names.
const NAMED: usize = 5;

/// The version that writes plans and carries them out.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Writes a plan over a commit to a file.
pub fn save(planned: &Planned, file: &Path) -> Result<()> {
    let workspace = &planned.survey.workspace;
    let head = workspace.head.context("a plan is bound to a commit, and this repository has none yet")?;
    let inputs = inputs(planned);
    let bound_to = Binding {
        tool: VERSION.to_owned(),
        as_of: workspace.as_of,
        head: head.to_string(),
        observed: planned.survey.observed.clone(),
        uncommitted: uncommitted(&workspace.repository, |path| inputs.contains_key(path))?,
        inputs,
        errors: planned.errors,
    };
    super::write_file(file, saved::write(&planned.plan.orders(), &bound_to)?.as_bytes())
}

/// The files that a plan was made of, with the ids of their content: declarations and tables of data.
fn inputs(planned: &Planned) -> BTreeMap<String, String> {
    let workspace = &planned.survey.workspace;
    let catalog = &workspace.catalog;
    let declared = catalog.metas().map(|meta| meta.place.file()).chain(
        catalog
            .settings
            .place
            .iter()
            .chain(catalog.settings.owners.values().map(|it| &it.place))
            .map(|it| it.file()),
    );
    let origins = planned.survey.observations.values().flat_map(|observed| &observed.origins);
    let paths: BTreeSet<&str> = declared.chain(origins.map(|origin| origin.path.as_str())).collect();
    // What stands on the observed branch is no file of the commit; its own commit binds it.
    let blob = |path: &str| workspace.snapshot.blob(path).ok().map(|id| (path.to_owned(), id.to_string()));
    paths.into_iter().filter_map(blob).collect()
}

/// Files of the work tree that differ from HEAD, as far as they are inputs, with the ids of what lies there.
fn uncommitted(
    repository: &Repository,
    is_input: impl Fn(&str) -> bool,
) -> Result<BTreeMap<String, Option<String>>> {
    if repository.workdir().is_none() {
        return Ok(BTreeMap::new());
    }
    let changed = repository.uncommitted().context("cannot compare the work tree with HEAD")?;
    let files = Snapshot::work_tree(repository)?;
    let lies = |path: String| {
        let blob = files.blob(&path).ok().map(|id| id.to_string());
        (path, blob)
    };
    Ok(changed.into_iter().filter(|path| is_input(path)).map(lies).collect())
}

/// Carries out a plan that was written to a file, or refuses, because it no longer follows from what is there.
pub fn propose(request: &Request, file: &Path) -> Result<CarriedOut> {
    if request.rev.is_some() || request.as_of.is_some() {
        bail!("a saved plan has its own commit and its own moment: leave out --rev and --as-of");
    }
    let shown = file.display();
    let length = std::fs::metadata(file).with_context(|| format!("cannot read {shown}"))?.len();
    if length > LARGEST {
        bail!("{shown} is too large for a plan");
    }
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {shown}"))?;
    let (orders, bound_to) = saved::read(&text).with_context(|| format!("{shown} cannot be carried out"))?;
    let workspace = Workspace::open_commit(request)?;
    let head = workspace.head.context("proposals build on a commit, and this repository has none yet")?;
    if let Some(reason) = stale(&workspace, head, &bound_to)? {
        return Err(Refusal::new(format!("plan is stale: {reason}"))
            .help("plan again: `deming plan --out FILE`")
            .into());
    }
    if bound_to.errors > 0 {
        let reason = "the declarations had errors when it was made, so it is for looking at only";
        return Err(Refusal::new(reason).help("mend what `deming check` tells, and plan again").into());
    }
    let workspace = Workspace { as_of: bound_to.as_of, ..workspace };
    let branches =
        proposal::open_proposals(&workspace.repository, &workspace.catalog.settings.observed_branch)?;
    carry_out(&workspace, head, &orders, &branches, None)
}

/// Why a plan does not follow from what is there now, if it does not.
fn stale(workspace: &Workspace, head: CommitId, bound_to: &Binding) -> Result<Option<String>> {
    if bound_to.tool != VERSION {
        return Ok(Some(format!("deming {} made it, and this is {VERSION}", bound_to.tool)));
    }
    if let Some(changed) = changed_files(workspace, bound_to)? {
        return Ok(Some(changed));
    }
    if head.to_string() != bound_to.head {
        let was = bound_to.head.get(..7).unwrap_or(&bound_to.head);
        return Ok(Some(format!("HEAD has moved from {was} to {}", head.short())));
    }
    let branch = &workspace.catalog.settings.observed_branch;
    if bound_to.observed.is_some() {
        let now = Observed::at_tip(&workspace.repository, branch)?.commit().map(|commit| commit.to_string());
        if now != bound_to.observed {
            return Ok(Some(format!("`{branch}` has moved")));
        }
    }
    Ok(None)
}

/// The inputs that have changed in HEAD or in the work tree.
fn changed_files(workspace: &Workspace, bound_to: &Binding) -> Result<Option<String>> {
    let committed = bound_to.inputs.iter().filter(|(path, blob)| {
        workspace.snapshot.blob(path).ok().map(|id| id.to_string()).as_ref() != Some(*blob)
    });
    let mut changed: BTreeSet<String> = committed.map(|(path, _)| path.clone()).collect();
    let now = uncommitted(&workspace.repository, |path| bound_to.inputs.contains_key(path))?;
    let paths = now.keys().chain(bound_to.uncommitted.keys());
    changed.extend(paths.filter(|path| now.get(*path) != bound_to.uncommitted.get(*path)).cloned());
    if changed.is_empty() {
        return Ok(None);
    }
    let named: Vec<&str> = changed.iter().take(NAMED).map(String::as_str).collect();
    let more = match changed.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Ok(Some(format!("{}{more} changed", named.join(", "))))
}
