//! `report`: the pages, into a folder.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context, Result};

use super::refusal::Refusal;
use super::since::{self, Before};
use super::survey::Survey;
use super::workspace::{Request, Workspace};
use super::{moves, plan, shelf};
use crate::git::Repository;
use crate::implement::wiki::{self, Options, Published, Reports};
use crate::present::view::Inputs;
use crate::present::{self, Deck, Dialect, Page, Templates};

/// No context is larger, in bytes.
const LARGEST: u64 = 1 << 30;

/// The pages of a survey, in the manner of a wiki, with what changed since an earlier report.
/// `reports` is what their place holds; afterwards its pages that lead elsewhere are those that do now.
pub(super) fn pages(
    survey: &Survey,
    dialect: Dialect,
    before: &Before,
    reports: &mut Reports,
) -> Result<Vec<Page>> {
    let templates = templates(&survey.workspace)?;
    let mut pages = with_inputs(survey, before, |inputs| Ok(present::pages(inputs, &templates, dialect)?))?;
    let latest = since::renames_since_latest(&survey.workspace, reports);
    let renames = before.renames().into_iter().chain(latest).collect();
    reports.moved = moves::moves(&reports.moved, renames, &pages);
    pages.extend(leading(&reports.moved, &templates, dialect)?);
    Ok(pages)
}

/// What stays of pages that moved.
fn leading(moved: &BTreeMap<String, String>, templates: &Templates, dialect: Dialect) -> Result<Vec<Page>> {
    let stays = |(old, new): (&String, &String)| present::markdown::moved(old, new, templates, dialect);
    Ok(moved.iter().map(stays).collect::<Result<Vec<_>, _>>()?.concat())
}

/// The same before they are rendered: what their templates see. Of all pages, or only of one.
pub fn context(
    survey: &Survey,
    out: &Path,
    dialect: Dialect,
    since: Option<&str>,
    page: Option<&str>,
) -> Result<String> {
    let reports = wiki::reports_in(out).unwrap_or_default();
    let before = before(survey, since, &reports)?;
    let deck = with_inputs(survey, &before, |inputs| Ok(present::deck(inputs, dialect)?))?;
    let deck = match page {
        Some(page) => deck.only(page)?,
        None => deck,
    };
    Ok(deck.write()?)
}

/// What came of a context that was rendered.
pub enum Rendered {
    /// A report was written.
    Written(Published),
    /// It was a single page: its content.
    Page(String),
}

/// Renders what [`context`] wrote with the templates of the repository at hand, whose declarations and data do not matter.
/// A whole report goes into a folder, where what is known of earlier reports stays.
pub fn from(request: &Request, file: &Path, out: &Path) -> Result<Rendered> {
    let shown = file.display();
    let text = match file == Path::new("-") {
        true => {
            std::io::read_to_string(std::io::stdin().take(LARGEST)).context("cannot read standard input")?
        }
        false => {
            let length = std::fs::metadata(file).with_context(|| format!("cannot read {shown}"))?.len();
            anyhow::ensure!(length <= LARGEST, "{shown} is too large for the context of a report");
            std::fs::read_to_string(file).with_context(|| format!("cannot read {shown}"))?
        }
    };
    let deck = Deck::read(&text).with_context(|| format!("{shown} cannot be rendered"))?;
    let dialect = deck.dialect()?;
    let workspace = Workspace::open(request)?;
    let templates = templates(&workspace)?;
    let mut pages = deck.render(&templates, request.jobs)?;
    if deck.is_one_page() {
        // Its charts follow it.
        return Ok(Rendered::Page(pages.into_iter().next().map(|page| page.content).unwrap_or_default()));
    }
    refuse_unsafe(&workspace.repository, out)?;
    let reports = wiki::reports_in(out).with_context(|| format!("cannot look into {}", out.display()))?;
    pages.extend(leading(&reports.moved, &templates, dialect)?);
    let options = Options { reports, ..options(&workspace, &Reports::default()) };
    let written = wiki::write(out, &files(pages, dialect)?, &options);
    Ok(Rendered::Written(written.with_context(|| format!("cannot write the report into {}", out.display()))?))
}

/// What pages are made of, and something made of it.
fn with_inputs<T>(survey: &Survey, before: &Before, make: impl FnOnce(&Inputs) -> Result<T>) -> Result<T> {
    let head = survey.head();
    // Where branches cannot be looked at, as in some shallow clones, pages say nothing of proposals.
    let plan = plan::of_survey(survey).ok();
    let shelf = shelf::look(&survey.workspace);
    let inputs = survey.inputs(plan.as_ref(), head.as_deref());
    make(&Inputs { since: before.since(), shelf: shelf.as_ref(), ..inputs })
}

/// The report to compare with: the one that somebody asks for, else the last one of an earlier day in the same place.
pub(super) fn before(survey: &Survey, asked: Option<&str>, reports: &Reports) -> Result<Before> {
    let workspace = &survey.workspace;
    let asked = asked.map(|text| since::asked(workspace, text)).transpose()?;
    Ok(since::before(survey, asked.as_ref().or(since::of_earlier_day(reports, workspace))))
}

/// The templates, with those in their places that the repository brings along.
pub(super) fn templates(workspace: &Workspace) -> Result<Templates> {
    Ok(Templates::new(&overrides(workspace)?)?)
}

/// Templates that the repository brings along.
fn overrides(workspace: &Workspace) -> Result<BTreeMap<String, String>> {
    let snapshot = &workspace.snapshot;
    let folder = workspace.catalog.settings.templates.trim_end_matches('/');
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
    let before = before(survey, since, &reports)?;
    let mut reports = reports;
    let pages = pages(survey, dialect, &before, &mut reports)?;
    wiki::write(out, &files(pages, dialect)?, &options(&survey.workspace, &reports))
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
pub(super) fn files(pages: Vec<Page>, dialect: Dialect) -> Result<Vec<wiki::Page>> {
    let ending = if dialect == Dialect::Html { "html" } else { "md" };
    let file = |page: Page| {
        let name = if page.is_chart() { page.name.clone() } else { format!("{}.{ending}", page.name) };
        Ok(wiki::Page { name, content: page.bytes()? })
    };
    pages.into_iter().map(file).collect()
}

/// How the pages of a survey are published where there are `reports`: dated by what they show, so that the same pages
/// make the same commit.
pub(super) fn options(workspace: &Workspace, reports: &Reports) -> Options {
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
