//! `report`: the pages, into a folder.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};

use super::survey::Survey;
use crate::implement::wiki::{self, Options, Published, Target};
use crate::present::{self, Dialect, Page, Templates};

/// The pages of a survey, in the manner of a wiki.
pub fn pages(survey: &Survey, dialect: Dialect) -> Result<Vec<Page>> {
    let templates = Templates::new(&overrides(survey)?)?;
    let head = survey.head();
    Ok(present::pages(&survey.inputs(None, head.as_deref()), &templates, dialect)?)
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

/// Writes the pages of a survey into a folder. Pages of ours that are no longer rendered go; files of others stay.
pub fn report(survey: &Survey, out: &Path) -> Result<Published> {
    let pages = pages(survey, Dialect::Folder)?;
    wiki::publish(&Target::Folder(out.to_owned()), &files(pages), &options(survey))
        .with_context(|| format!("cannot write the report into {}", out.display()))
}

/// Pages as the files that hold them.
pub(super) fn files(pages: Vec<Page>) -> Vec<wiki::Page> {
    pages
        .into_iter()
        .map(|page| wiki::Page { name: format!("{}.md", page.name), content: page.content })
        .collect()
}

/// How the pages of a survey are published: dated by what they show, so that the same pages make the same commit.
pub(super) fn options(survey: &Survey) -> Options {
    let workspace = &survey.workspace;
    let settings = &workspace.catalog.settings;
    let day = workspace.as_of.to_zoned_datetime(settings.zone.clone()).date();
    Options {
        home: settings.wiki.home.clone(),
        author: settings.author.clone(),
        when: workspace.as_of,
        message: format!("docs: service report as of {day}\n"),
        dry_run: false,
    }
}
