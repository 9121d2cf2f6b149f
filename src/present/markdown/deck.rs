//! Pages before they are rendered: which template each is made with, and the JSON that this sees. As a file it can be
//! rendered again, with other templates or elsewhere, without a look at data.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::dialect::Dialect;
use super::link::Sources;
use super::templates::{TemplateError, Templates};
use super::{Page, finished, turned};
use crate::model::settings::Charts;
use crate::parallel;
use crate::text::nearest;

/// The version of the form.
const FORMAT: &str = "1.0";
/// What kind of file it is.
const KIND: &str = "deming-context";

/// All pages of a report before they are rendered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Deck {
    format_version: String,
    kind: String,
    /// Where the pages are read: `github`, `gitlab`, `gitea`, `folder`, `mkdocs` or `html`.
    dialect: String,
    /// What the first line of every page names as its source: a commit, or `work tree`.
    source: String,
    /// How the pages show charts: `mermaid`, `svg` or `png`.
    charts: String,
    /// The address of a line of a declaration, with `{path}` and `{line}` in it.
    declared_at: Option<String>,
    /// The pages, in the order in which they are made.
    pages: Vec<Draft>,
}

/// A page before it is rendered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Its name.
    page: String,
    /// The file of its template, below `templates/`.
    template: String,
    /// What the template sees.
    context: Value,
}

/// Why a text is no [`Deck`], or a page not in it.
#[derive(Debug, thiserror::Error)]
pub enum DeckError {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] serde_json::Error),
    /// It is another kind of file.
    #[error("it is no context that `deming report --context` has written: its kind is `{0}`")]
    Kind(String),
    /// Another version wrote it.
    #[error("its format is {0}, and this version reads {FORMAT}")]
    Format(String),
    /// Nobody reads pages there.
    #[error("there is no dialect `{0}`: one of github, gitlab, gitea, folder, mkdocs, html")]
    Dialect(String),
    /// Nobody draws charts so.
    #[error("charts are not shown as `{0}`: mermaid, svg or png")]
    Charts(String),
    /// There is no template of that name.
    #[error("page `{page}` wants the template `{template}`, and there is none of that name")]
    Template {
        /// The page.
        page: String,
        /// The template.
        template: String,
    },
    /// There is no page of that name.
    #[error("there is no page `{name}`{}", .near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    Page {
        /// As it was asked for.
        name: String,
        /// The nearest name.
        near: Option<String>,
    },
}

impl Draft {
    pub(super) fn new(page: String, template: &str, context: Value) -> Self {
        Self { page, template: template.to_owned(), context }
    }
}

impl Deck {
    pub(super) fn new(
        dialect: Dialect,
        source: String,
        charts: Charts,
        sources: &Sources,
        pages: Vec<Draft>,
    ) -> Self {
        Self {
            format_version: FORMAT.to_owned(),
            kind: KIND.to_owned(),
            dialect: dialect.keyword().to_owned(),
            source,
            charts: charts.keyword().to_owned(),
            declared_at: sources.pattern().map(str::to_owned),
            pages,
        }
    }

    /// Reads what [`Deck::write`] wrote.
    ///
    /// # Errors
    /// [`DeckError`].
    pub fn read(text: &str) -> Result<Self, DeckError> {
        let deck: Self = serde_json::from_str(text)?;
        if deck.kind != KIND {
            return Err(DeckError::Kind(deck.kind));
        }
        if deck.format_version != FORMAT {
            return Err(DeckError::Format(deck.format_version));
        }
        deck.dialect()?;
        if Charts::of_keyword(&deck.charts).is_none() {
            return Err(DeckError::Charts(deck.charts));
        }
        let unknown = deck.pages.iter().find(|draft| Templates::text(&draft.template).is_none());
        match unknown {
            None => Ok(deck),
            Some(Draft { page, template, .. }) => {
                Err(DeckError::Template { page: page.clone(), template: template.clone() })
            }
        }
    }

    /// The deck as JSON.
    ///
    /// # Errors
    /// None that is known of: every value has a place in JSON.
    pub fn write(&self) -> Result<String, DeckError> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Of its pages only one.
    ///
    /// # Errors
    /// [`DeckError::Page`].
    pub fn only(mut self, name: &str) -> Result<Self, DeckError> {
        if !self.pages.iter().any(|draft| draft.page == name) {
            let near = nearest(name, self.pages.iter().map(|draft| draft.page.as_str()));
            return Err(DeckError::Page { name: name.to_owned(), near: near.map(str::to_owned) });
        }
        self.pages.retain(|draft| draft.page == name);
        Ok(self)
    }

    /// Whether it is a single page, and no whole report.
    pub fn is_one_page(&self) -> bool {
        self.pages.len() == 1
    }

    /// Where its pages are read.
    ///
    /// # Errors
    /// [`DeckError::Dialect`].
    pub fn dialect(&self) -> Result<Dialect, DeckError> {
        Dialect::of_keyword(&self.dialect).ok_or_else(|| DeckError::Dialect(self.dialect.clone()))
    }

    /// The pages, rendered with so many threads.
    ///
    /// # Errors
    /// A template asks for what is not there, or cannot be rendered.
    pub fn render(&self, templates: &Templates, jobs: usize) -> Result<Vec<Page>, TemplateError> {
        let dialect = Dialect::of_keyword(&self.dialect).unwrap_or(Dialect::Folder);
        let renderer = templates.renderer(
            dialect,
            Sources::new(self.declared_at.as_deref(), None),
            Charts::of_keyword(&self.charts).unwrap_or_default(),
        );
        let rendered = parallel::in_order(self.pages.iter().collect(), jobs, |draft: &Draft| {
            let body = renderer.render(&draft.template, &draft.context)?;
            Ok(finished(draft.page.clone(), &body, &self.source))
        });
        let mut pages: Vec<Page> = rendered.into_iter().collect::<Result<_, TemplateError>>()?;
        if dialect == Dialect::Html {
            return turned(pages, &renderer, &self.source, jobs);
        }
        pages.extend(renderer.gallery.pictures());
        Ok(pages)
    }
}
