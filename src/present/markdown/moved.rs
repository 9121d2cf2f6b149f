//! What stays of a page whose subject has another name now: a line that leads to the new one.

use serde::Serialize;

use super::link::{Sources, page_of};
use super::templates::{TemplateError, Templates};
use super::{Dialect, Page, finished, turned};
use crate::model::settings::Charts;
use crate::model::{Name, ObjectKind};

/// What the first line of such a page names as its source: it does not change from commit to commit.
const SOURCE: &str = "a page that moved";

#[derive(Serialize)]
struct Moved<'a> {
    old: &'a str,
    new: &'a str,
}

/// The page that stays at `old` and leads to `new`.
///
/// # Errors
/// A template that replaces ours cannot be rendered.
pub fn moved(
    old: &str,
    new: &str,
    templates: &Templates,
    dialect: Dialect,
) -> Result<Vec<Page>, TemplateError> {
    let renderer = templates.renderer(dialect, Sources::default(), Charts::default());
    let body = renderer.render("moved.hbs", &Moved { old, new })?;
    let pages = vec![finished(old.to_owned(), &body, SOURCE)];
    if dialect == Dialect::Html { turned(pages, &renderer, SOURCE, 1) } else { Ok(pages) }
}

/// The name of the page of an object; `None` of a kind whose objects have no pages of their own.
pub fn page_name(kind: ObjectKind, name: &Name) -> Option<String> {
    let word = match kind {
        ObjectKind::Service => "Service",
        ObjectKind::Metric => "Metric",
        ObjectKind::Cycle => "Cycle",
        ObjectKind::Agreement => "Agreement",
        _ => return None,
    };
    Some(page_of(word, name.as_str()))
}
