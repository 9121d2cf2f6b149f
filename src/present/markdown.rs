//! The pages of the wiki.
//!
//! A page is a handlebars template over a context of view values. Templates write every text through
//! [`escape::markdown`](crate::text::escape::markdown) unless they say otherwise, so what people declare cannot break
//! a table, ping anybody or become HTML. The same input gives the same bytes.

mod agreement;
mod chart;
mod csi_register;
mod cycle;
mod dialect;
mod due;
mod executive;
mod facts;
mod gaps;
mod home;
mod link;
mod metric;
mod needs;
mod operations;
mod origins;
mod register;
mod service;
mod sidebar;
mod templates;

pub use dialect::Dialect;
pub use templates::{TemplateError, Templates};

use serde::Serialize;

use super::html::{self, Turned};
use super::view::{Inputs, Report, short};
use crate::parallel;
use dialect::{FOOTER, SIDEBAR};
use facts::Facts;
use link::Sources;
use templates::Renderer;

/// A page of the wiki.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its name: letters, digits, dashes, and a leading underscore for the wiki's own; a file of this name and `.md`, or
    /// `.html`.
    pub name: String,
    /// Markdown or HTML, UTF-8, LF, with exactly one newline at its end.
    pub content: String,
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
    renderer: Renderer,
    pages: Vec<Page>,
}

/// All pages: home, the summary for executives, one for each service, metric, cycle and agreement, the register in two
/// forms, the needs, what cannot be measured, operations, sidebar and footer; in this order, and by name within.
///
/// # Errors
/// A template asks for what is not there, or cannot be rendered; the error names file, line and column.
pub fn pages(inputs: &Inputs, templates: &Templates, dialect: Dialect) -> Result<Vec<Page>, TemplateError> {
    let report = Report::new("report", inputs);
    let head = Head {
        as_of: report.text.as_of.clone(),
        source: report.text.source.clone(),
        home: dialect.home(&inputs.catalog.settings.wiki.home),
    };
    let sources = Sources::new(inputs.catalog.settings.wiki.source.as_deref(), inputs.head);
    let renderer = templates.renderer(dialect, sources);
    let facts = Facts::new(inputs, &report);
    let mut pages = Pages { inputs, report: &report, facts: &facts, head, renderer, pages: Vec::new() };
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
    if dialect == Dialect::Html { pages.turned() } else { Ok(pages.pages) }
}

/// What the frame of an HTML page is filled with; all of it is HTML by now.
#[derive(Serialize)]
struct Frame<'a> {
    title: &'a str,
    navigation: &'a str,
    body: &'a str,
    footer: &'a str,
}

impl Pages<'_> {
    /// The inside of a page.
    fn render(&self, template: &str, context: &impl Serialize) -> Result<String, TemplateError> {
        self.renderer.render(template, context)
    }

    /// Keeps a page with its first line and one newline at its end.
    fn push(&mut self, name: String, body: &str) {
        let page = self.finished(name, body);
        self.pages.push(page);
    }

    fn finished(&self, name: String, body: &str) -> Page {
        let content = format!("{}\n\n{}\n", self.mark(), tidy(body));
        Page { name, content }
    }

    /// Renders a page for each thing, side by side, and keeps them in the order of the things.
    fn push_each<T: Send>(
        &mut self,
        things: Vec<T>,
        page: impl Fn(&Self, T) -> Result<(String, String), TemplateError> + Sync,
    ) -> Result<(), TemplateError> {
        let rendered = parallel::in_order(things, self.inputs.jobs, |thing| {
            page(self, thing).map(|(name, body)| self.finished(name, &body))
        });
        for page in rendered {
            self.pages.push(page?);
        }
        Ok(())
    }

    /// The pages as HTML, sidebar and footer within each.
    fn turned(mut self) -> Result<Vec<Page>, TemplateError> {
        let mut beside = |name: &str| {
            let at = self.pages.iter().position(|page| page.name == name);
            at.map(|at| html::turn(&self.pages.remove(at).content).body).unwrap_or_default()
        };
        let (navigation, footer) = (beside(SIDEBAR), beside(FOOTER));
        let pages = std::mem::take(&mut self.pages);
        let turned = |page: Page| {
            let Turned { title, body } = html::turn(&page.content);
            let own = format!("<a href=\"{}.html\"", page.name);
            let navigation = navigation.replace(&own, &format!("{own} aria-current=\"page\""));
            let title = html::text(&title);
            let frame = Frame { title: &title, navigation: &navigation, body: &body, footer: &footer };
            let rendered = self.render("html/page.hbs", &frame)?;
            let content = format!("{}\n{}\n", self.mark(), rendered.trim());
            Ok(Page { name: page.name, content })
        };
        parallel::in_order(pages, self.inputs.jobs, turned).into_iter().collect()
    }

    /// The first line of every page. Publishing knows its own pages by it, so it is not part of any template.
    fn mark(&self) -> String {
        let source = self.inputs.head.map_or_else(|| "work tree".to_owned(), short);
        format!("<!-- generated by deming; do not edit; source: {source} -->")
    }
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
