//! `publish`: the pages, into a wiki.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::refusal::Refusal;
use super::report;
use super::survey::Survey;
use crate::implement::wiki::{self, Published, Target};
use crate::present::Dialect;

/// Where and how to publish.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// A URL or a folder; `None`: what the settings say.
    pub wiki: Option<String>,
    /// The folder that a relative one is seen from.
    pub directory: PathBuf,
    /// Only look what would change.
    pub dry_run: bool,
    /// Open no connection to another machine.
    pub offline: bool,
    /// The time or revision to compare with; `None`: the last report of an earlier day in the wiki.
    pub since: Option<String>,
}

/// Puts the pages of a survey into a wiki, touching only its own.
pub fn publish(survey: &Survey, request: &Request) -> Result<Published> {
    let settings = &survey.workspace.catalog.settings.wiki;
    let place = request.wiki.as_ref().or(settings.url.as_ref()).context(
        "there is no wiki to publish to: name one with `--wiki URL or DIR`, or as `wiki: {url: …}` in deming.yaml",
    )?;
    // What settings name is seen from the root of the repository, wherever the command runs.
    let base = match (&request.wiki, survey.workspace.repository.workdir()) {
        (None, Some(root)) => root,
        _ => &request.directory,
    };
    let target = Target::of(place, base);
    if request.offline && matches!(target, Target::Url(_)) {
        return Err(Refusal::new(format!("{place} is on another machine, and this run is offline"))
            .help("leave out `--offline`, or name the folder of a clone")
            .into());
    }
    if let Target::Folder(folder) = &target {
        refuse_own(survey, folder)?;
        report::refuse_unsafe(&survey.workspace.repository, folder)?;
        if request.wiki.is_none() && !folder.is_dir() {
            // Settings come with pull requests, so what they name is not made.
            bail!("there is no wiki at {}, which `wiki.url` of the settings names", folder.display());
        }
    }
    let dialect = Dialect::from(settings.dialect);
    let failed = || format!("cannot publish to {place}");
    let wiki = wiki::open(&target).with_context(failed)?;
    let mut reports = wiki.reports().with_context(failed)?;
    let before = report::before(survey, request.since.as_deref(), &reports)?;
    let pages = report::pages(survey, dialect, &before, &mut reports)?;
    let home = dialect.home(&settings.home);
    let options =
        wiki::Options { dry_run: request.dry_run, home, ..report::options(&survey.workspace, &reports) };
    wiki.publish(&report::files(pages, dialect)?, &options).with_context(failed)
}

/// The pages of a wiki do not belong among the files that they speak of.
fn refuse_own(survey: &Survey, folder: &Path) -> Result<()> {
    let repository = &survey.workspace.repository;
    let own = [repository.workdir(), Some(repository.git_dir())];
    let same =
        |path: &Path| path.canonicalize().ok().is_some_and(|path| folder.canonicalize().ok() == Some(path));
    if own.into_iter().flatten().any(same) {
        return Err(Refusal::new(format!("{} is this repository itself, not its wiki", folder.display()))
            .help("name the wiki's URL or a clone of it; `deming report` writes pages into a folder of this repository")
            .into());
    }
    Ok(())
}
