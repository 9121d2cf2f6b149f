//! `report`: the pages, into a folder.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};

use super::refusal::Refusal;
use super::since::{self, Before};
use super::survey::Survey;
use super::{plan, shelf};
use crate::git::Repository;
use crate::implement::wiki::{self, Options, Published, Reports};
use crate::present::view::Inputs;
use crate::present::{self, Dialect, Page, Templates};

/// The pages of a survey, in the manner of a wiki, with what changed since an earlier report.
pub fn pages(survey: &Survey, dialect: Dialect, before: &Before) -> Result<Vec<Page>> {
    let templates = templates(survey)?;
    let head = survey.head();
    // Where branches cannot be looked at, as in some shallow clones, pages say nothing of proposals.
    let plan = plan::of_survey(survey).ok();
    let shelf = shelf::look(&survey.workspace);
    let inputs = survey.inputs(plan.as_ref(), head.as_deref());
    let inputs = Inputs { since: before.since(), shelf: shelf.as_ref(), ..inputs };
    Ok(present::pages(&inputs, &templates, dialect)?)
}

/// The report to compare with: the one that somebody asks for, else the last one of an earlier day in the same place.
pub(super) fn before(survey: &Survey, asked: Option<&str>, reports: &Reports) -> Result<Before> {
    let workspace = &survey.workspace;
    let asked = asked.map(|text| since::asked(workspace, text)).transpose()?;
    Ok(since::before(survey, asked.as_ref().or(since::of_earlier_day(reports, workspace))))
}

/// The templates, with those in their places that the repository brings along.
pub(super) fn templates(survey: &Survey) -> Result<Templates> {
    Ok(Templates::new(&overrides(survey)?)?)
}

/// Templates that the repository brings along.
fn overrides(survey: &Survey) -> Result<BTreeMap<String, String>> {
    let snapshot = &survey.workspace.snapshot;
    let folder = survey.workspace.catalog.settings.templates.trim_end_matches('/');
    let mut overrides = BTreeMap::new();
    for path in snapshot.files() {
        let name = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        let Some(name) = name.filter(|name| is_ours(name)) else { continue };
        let bytes = snapshot.read(path).with_context(|| format!("cannot read the template {path}"))?;
        let text = String::from_utf8(bytes).with_context(|| format!("the template {path} is not UTF-8"))?;
        overrides.insert(name.to_owned(), text);
    }
    Ok(overrides)
}

/// Whether a file is a page or a part of one: other templates in the same folder are somebody else's.
fn is_ours(name: &str) -> bool {
    Templates::names().any(|known| known == name) || (name.starts_with("partials/") && name.ends_with(".hbs"))
}

/// Writes the pages of a survey into a folder, as files that link to each other. Pages of ours that are no longer rendered go; files of others stay.
pub fn report(survey: &Survey, out: &Path, dialect: Dialect, since: Option<&str>) -> Result<Published> {
    refuse_unsafe(&survey.workspace.repository, out)?;
    let reports =
        wiki::reports_in(out).with_context(|| format!("cannot look which report {} holds", out.display()))?;
    let pages = pages(survey, dialect, &before(survey, since, &reports)?)?;
    wiki::write(out, &files(pages, dialect), &options(survey, &reports))
        .with_context(|| format!("cannot write the report into {}", out.display()))
}

/// A pull request can bring a symbolic link that leads anywhere; pages among Git's own files would break them.
pub(super) fn refuse_unsafe(repository: &Repository, out: &Path) -> Result<()> {
    let refused = |what: String| Refusal::new(what).help("name another folder");
    let inside =
        |path: &&Path| repository.workdir().is_some_and(|root| path.starts_with(root) && *path != root);
    if let Some(link) =
        out.ancestors().take_while(|path| *path == out || inside(path)).find(|path| path.is_symlink())
    {
        return Err(refused(format!("{} is a symbolic link, so no page was written", link.display())).into());
    }
    let existing = out.ancestors().find_map(|path| path.canonicalize().ok());
    if existing.is_some_and(|path| repository.git_dir().canonicalize().is_ok_and(|git| path.starts_with(git)))
    {
        return Err(refused(format!("{} belongs to Git, so no page was written", out.display())).into());
    }
    Ok(())
}

/// Pages as the files that hold them.
pub(super) fn files(pages: Vec<Page>, dialect: Dialect) -> Vec<wiki::Page> {
    let ending = if dialect == Dialect::Html { "html" } else { "md" };
    let file = |page: Page| wiki::Page { name: format!("{}.{ending}", page.name), content: page.content };
    pages.into_iter().map(file).collect()
}

/// How the pages of a survey are published where there are `reports`: dated by what they show, so that the same pages
/// make the same commit.
pub(super) fn options(survey: &Survey, reports: &Reports) -> Options {
    let workspace = &survey.workspace;
    let settings = &workspace.catalog.settings;
    let day = workspace.as_of.to_zoned_datetime(settings.zone.clone()).date();
    Options {
        home: settings.wiki.home.clone(),
        author: settings.proposals.author.clone(),
        when: workspace.as_of,
        message: format!("docs: service report as of {day}\n"),
        reports: since::held(reports, workspace),
        dry_run: false,
    }
}
