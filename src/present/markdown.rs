//! The pages of the wiki.
//!
//! A page is a handlebars template over a context of view values. Templates write every text through
//! [`escape::markdown`](crate::text::escape::markdown) unless they say otherwise, so what people declare cannot break
//! a table, ping anybody or become HTML. The same input gives the same bytes.

mod agreement;
mod chart;
mod csi_register;
mod cycle;
mod deck;
mod dialect;
mod due;
mod embedded;
mod executive;
mod facts;
mod gallery;
mod gaps;
mod home;
mod link;
mod manual;
mod metric;
mod moved;
mod needs;
mod operations;
mod origins;
mod register;
mod service;
mod sidebar;
mod templates;

pub use deck::{Deck, DeckError};
pub use dialect::Dialect;
pub use manual::manual;
pub use moved::{moved, page_name};
pub use templates::{TemplateError, Templates};

use serde::Serialize;
use serde_json::Value;

use super::html::{self, Turned};
use super::png::{self, PngError};
use super::view::{Inputs, Report, short};
use crate::parallel;
use deck::Draft;
use dialect::{FOOTER, SIDEBAR};
use facts::Facts;
use link::Sources;
use templates::Renderer;

/// A page of the wiki.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its name: letters, digits, dashes, and a leading underscore for the wiki's own; a file of this name and `.md`, or
    /// `.html`. A chart beside the pages has its own ending, `.svg` or `.png`.
    pub name: String,
    /// Markdown, HTML or SVG, UTF-8, LF, with exactly one newline at its end. Of a chart that is wanted as PNG its SVG.
    pub content: String,
}

impl Page {
    /// Whether it is a chart beside the pages, and its name that of a file already.
    pub fn is_chart(&self) -> bool {
        self.name.contains('.')
    }

    /// What stands in its file.
    ///
    /// # Errors
    /// [`PngError`], where a chart cannot be drawn.
    pub fn bytes(&self) -> Result<Vec<u8>, PngError> {
        if self.name.ends_with(".png") {
            png::png(&self.content)
        } else {
            Ok(self.content.clone().into_bytes())
        }
    }
}

/// What every page can say of itself.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    /// The moment that is "now", as people read it.
    as_of: String,
    /// The commit, or `work tree`.
    source: String,
    /// The name of the first page.
    home: String,
}

/// What is common to the making of all pages.
struct Pages<'a> {
    inputs: &'a Inputs<'a>,
    report: &'a Report,
    facts: &'a Facts<'a>,
    head: Head,
    /// What the first line of every page names as its source.
    source: String,
    work: Work,
    made: Vec<Made>,
}

/// What is done with the context of a page.
#[allow(clippy::large_enum_variant)] // There is one of it.
enum Work {
    /// It is rendered.
    Render(Renderer),
    /// It is kept.
    Keep,
}

/// The inside of a page.
enum Body {
    /// Rendered.
    Text(String),
    /// What it is rendered from.
    Context(&'static str, Value),
}

/// A page that was made.
enum Made {
    Page(Page),
    Draft(Draft),
}

/// All pages: home, the summary for executives, one for each service, metric, cycle and agreement, the register in two
/// forms, the needs, what cannot be measured, operations, sidebar and footer; in this order, and by name within.
///
/// # Errors
/// A template asks for what is not there, or cannot be rendered; the error names file, line and column.
pub fn pages(inputs: &Inputs, templates: &Templates, dialect: Dialect) -> Result<Vec<Page>, TemplateError> {
    let renderer = templates.renderer(dialect, sources(inputs), inputs.catalog.settings.wiki.charts);
    let (made, work) = made(inputs, dialect, Work::Render(renderer))?;
    let page = |made| match made {
        Made::Page(page) => Some(page),
        Made::Draft(_) => None,
    };
    let mut pages: Vec<Page> = made.into_iter().filter_map(page).collect();
    match (dialect, work) {
        (Dialect::Html, Work::Render(renderer)) => turned(pages, &renderer, &source(inputs), inputs.jobs),
        (_, Work::Render(renderer)) => {
            pages.extend(renderer.gallery.pictures());
            Ok(pages)
        }
        (_, Work::Keep) => Ok(pages),
    }
}

/// The same pages before they are rendered.
///
/// # Errors
/// Those of [`pages`].
pub fn deck(inputs: &Inputs, dialect: Dialect) -> Result<Deck, TemplateError> {
    let (made, _) = made(inputs, dialect, Work::Keep)?;
    let draft = |made| match made {
        Made::Draft(draft) => Some(draft),
        Made::Page(_) => None,
    };
    let drafts = made.into_iter().filter_map(draft).collect();
    let charts = inputs.catalog.settings.wiki.charts;
    Ok(Deck::new(dialect, source(inputs), charts, &sources(inputs), drafts))
}

fn made(inputs: &Inputs, dialect: Dialect, work: Work) -> Result<(Vec<Made>, Work), TemplateError> {
    let report = Report::new("report", inputs);
    let head = Head {
        as_of: report.text.as_of.clone(),
        source: report.text.source.clone(),
        home: dialect.home(&inputs.catalog.settings.wiki.home),
    };
    let facts = Facts::new(inputs, &report);
    let source = source(inputs);
    let mut pages = Pages { inputs, report: &report, facts: &facts, head, source, work, made: Vec::new() };
    home::add(&mut pages)?;
    executive::add(&mut pages)?;
    service::add(&mut pages)?;
    metric::add(&mut pages)?;
    cycle::add(&mut pages)?;
    agreement::add(&mut pages)?;
    register::add(&mut pages)?;
    csi_register::add(&mut pages)?;
    needs::add(&mut pages)?;
    gaps::add(&mut pages)?;
    operations::add(&mut pages)?;
    sidebar::add(&mut pages, dialect)?;
    Ok((pages.made, pages.work))
}

fn sources(inputs: &Inputs) -> Sources {
    Sources::new(inputs.catalog.settings.wiki.source.as_deref(), inputs.head)
}

fn source(inputs: &Inputs) -> String {
    inputs.head.map_or_else(|| "work tree".to_owned(), short)
}

impl Pages<'_> {
    /// The inside of a page.
    fn render(&self, template: &'static str, context: &impl Serialize) -> Result<Body, TemplateError> {
        match &self.work {
            Work::Render(renderer) => renderer.render(template, context).map(Body::Text),
            Work::Keep => {
                let context = serde_json::to_value(context);
                let context = context.map_err(|error| TemplateError::of_context(template, &error))?;
                Ok(Body::Context(template, context))
            }
        }
    }

    /// Keeps a page.
    fn push(&mut self, name: String, body: Body) {
        let page = self.finished(name, body);
        self.made.push(page);
    }

    fn finished(&self, name: String, body: Body) -> Made {
        match body {
            Body::Text(text) => Made::Page(finished(name, &text, &self.source)),
            Body::Context(template, context) => Made::Draft(Draft::new(name, template, context)),
        }
    }

    /// Makes a page for each thing, side by side, and keeps them in the order of the things.
    fn push_each<T: Send>(
        &mut self,
        things: Vec<T>,
        page: impl Fn(&Self, T) -> Result<(String, Body), TemplateError> + Sync,
    ) -> Result<(), TemplateError> {
        let rendered = parallel::in_order(things, self.inputs.jobs, |thing| {
            page(self, thing).map(|(name, body)| self.finished(name, body))
        });
        for page in rendered {
            self.made.push(page?);
        }
        Ok(())
    }
}

/// A page with its first line and one newline at its end.
fn finished(name: String, body: &str, source: &str) -> Page {
    Page { name, content: format!("{}\n\n{}\n", mark(source), tidy(body)) }
}

/// The first line of every page. Publishing knows its own pages by it, so it is not part of any template.
fn mark(source: &str) -> String {
    format!("<!-- generated by deming; do not edit; source: {source} -->")
}

/// What the frame of an HTML page is filled with; all of it is HTML by now.
#[derive(Serialize)]
struct Frame<'a> {
    title: &'a str,
    navigation: &'a str,
    body: &'a str,
    footer: &'a str,
}

/// The pages as HTML, sidebar and footer within each.
fn turned(
    mut pages: Vec<Page>,
    renderer: &Renderer,
    source: &str,
    jobs: usize,
) -> Result<Vec<Page>, TemplateError> {
    let mut beside = |name: &str| {
        let at = pages.iter().position(|page| page.name == name);
        at.map(|at| html::turn(&pages.remove(at).content).body).unwrap_or_default()
    };
    let (navigation, footer) = (beside(SIDEBAR), beside(FOOTER));
    let turned = |page: Page| {
        let Turned { title, body } = html::turn(&page.content);
        let own = format!("<a href=\"{}.html\"", page.name);
        let navigation = navigation.replace(&own, &format!("{own} aria-current=\"page\""));
        let title = html::text(&title);
        let frame = Frame { title: &title, navigation: &navigation, body: &body, footer: &footer };
        let rendered = renderer.render("html/page.hbs", &frame)?;
        let content = format!("{}\n{}\n", mark(source), rendered.trim());
        Ok(Page { name: page.name, content })
    };
    parallel::in_order(pages, jobs, turned).into_iter().collect()
}

/// Without spaces at the ends of lines, and never more than one empty line at a time.
fn tidy(body: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in body.lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    lines.join("\n").trim_end().to_owned()
}
