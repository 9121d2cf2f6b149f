//! Templates: the embedded ones, those that replace them, and what goes wrong with them.

use std::collections::BTreeMap;

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError,
    RenderErrorReason,
};
use serde::Serialize;

use super::Dialect;
use super::embedded::EMBEDDED;
use super::gallery::Gallery;
use super::link::{Sources, link, page_of};
use super::origins;
use crate::model::settings::Charts;
use crate::text::escape;

/// The folder of parts that pages share; a replacement may add its own.
pub(super) const PARTIALS: &str = "partials/";

/// The templates of all pages, ready to render.
#[derive(Debug, Clone)]
pub struct Templates {
    registry: Handlebars<'static>,
}

/// Templates with the links of one wiki.
pub(super) struct Renderer {
    registry: Handlebars<'static>,
    /// The charts that were shown as files.
    pub(super) gallery: Gallery,
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("templates/{file}{}: {problem}; {advice}", .at.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default())]
pub struct TemplateError {
    /// The file, below `templates/`.
    pub file: String,
    /// Line and column, both from 1.
    pub at: Option<(usize, usize)>,
    /// What is wrong.
    pub problem: String,
    /// What to do next.
    pub advice: String,
}

impl Templates {
    /// The embedded templates, those replaced that `overrides` names: contents by file name below `templates/`
    /// (`home.hbs`, `partials/chart.hbs`). New files are welcome among the partials only.
    ///
    /// # Errors
    /// A replacement cannot be parsed, or replaces nothing.
    pub fn new(overrides: &BTreeMap<String, String>) -> Result<Self, TemplateError> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        registry.register_escape_fn(escape_cell);
        registry.register_helper("mark", Box::new(mark));
        registry.register_helper("anchor", Box::new(anchor));
        registry.register_helper("explain", Box::new(origins::explain));
        for it in EMBEDDED.iter().filter(|it| !overrides.contains_key(it.file)) {
            register(&mut registry, it.file, it.text)?;
        }
        for (file, text) in overrides {
            known(file)?;
            register(&mut registry, file, text)?;
        }
        Ok(Self { registry })
    }

    /// The file names of all embedded templates.
    pub fn names() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().map(|it| it.file)
    }

    /// The text of an embedded template.
    pub fn text(file: &str) -> Option<&'static str> {
        EMBEDDED.iter().find(|it| it.file == file).map(|it| it.text)
    }

    /// Renders a template that stands by itself: it has no links to pages.
    ///
    /// # Errors
    /// It names something that is not there.
    pub fn render_alone(&self, file: &str, context: &impl Serialize) -> Result<String, TemplateError> {
        self.registry.render(&template_name(file), context).map_err(|error| cannot_render(file, &error))
    }

    /// The templates with the links of a dialect, and those to declarations.
    pub(super) fn renderer(&self, dialect: Dialect, sources: Sources, charts: Charts) -> Renderer {
        let gallery = Gallery::new(charts);
        let mut registry = self.registry.clone();
        registry.register_helper("link", Box::new(LinkHelper { dialect }));
        registry.register_helper("page", Box::new(PageHelper { dialect }));
        registry.register_helper("figure", Box::new(origins::Figure { dialect }));
        registry.register_helper("declared", Box::new(origins::Declared { sources }));
        registry.register_helper("drawing", Box::new(DrawingHelper { dialect, gallery: gallery.clone() }));
        Renderer { registry, gallery }
    }
}

impl TemplateError {
    /// What a template sees has no place in JSON.
    pub(super) fn of_context(file: &str, error: &serde_json::Error) -> Self {
        let problem = format!("what it sees cannot be told in JSON: {error}");
        let advice = "this is a mistake of deming; please report it".to_owned();
        Self { file: file.to_owned(), at: None, problem, advice }
    }
}

impl Renderer {
    /// Renders a text that is a template over a context.
    pub(super) fn render_text(&self, text: &str, context: &impl Serialize) -> Result<String, TemplateError> {
        self.registry.render_template(text, context).map_err(|error| cannot_render(text, &error))
    }

    /// Renders a template over a context.
    pub(super) fn render(&self, file: &str, context: &impl Serialize) -> Result<String, TemplateError> {
        self.registry.render(&template_name(file), context).map_err(|error| cannot_render(file, &error))
    }
}

/// Partials are called by their stem, `{{> chart}}`; pages keep their file name, so that no partial hides one.
fn template_name(file: &str) -> String {
    file.strip_prefix(PARTIALS).map_or(file, |part| part.strip_suffix(".hbs").unwrap_or(part)).to_owned()
}

/// The file of a template, the other way round.
fn file_name(template: &str) -> String {
    if template.ends_with(".hbs") { template.to_owned() } else { format!("{PARTIALS}{template}.hbs") }
}

fn known(file: &str) -> Result<(), TemplateError> {
    if file.starts_with(PARTIALS) || EMBEDDED.iter().any(|it| it.file == file) {
        return Ok(());
    }
    let pages: Vec<_> = Templates::names().filter(|name| !name.starts_with(PARTIALS)).collect();
    Err(TemplateError {
        file: file.to_owned(),
        at: None,
        problem: "no page is made from a template of this name".into(),
        advice: format!("rename it to one of {}, or move it to {PARTIALS}", pages.join(", ")),
    })
}

fn register(registry: &mut Handlebars<'static>, file: &str, text: &str) -> Result<(), TemplateError> {
    registry.register_template_string(&template_name(file), text).map_err(|error| TemplateError {
        file: file.to_owned(),
        at: error.pos(),
        problem: escape::one_line(&error.reason().to_string()).into_owned(),
        advice: "mend the template, or delete the file to get the embedded one back".into(),
    })
}

fn cannot_render(page: &str, error: &RenderError) -> TemplateError {
    let file = error.template_name.as_deref().map_or_else(|| page.to_owned(), file_name);
    let (problem, advice) = match error.reason() {
        RenderErrorReason::MissingVariable(Some(name)) => (
            format!("there is nothing called `{name}` here"),
            "compare with the embedded template of the same name",
        ),
        RenderErrorReason::MissingVariable(None) => (
            "it asks for something that is not there".into(),
            "compare with the embedded template of the same name",
        ),
        other => (escape::one_line(&other.to_string()).into_owned(), "mend the template, or delete the file"),
    };
    TemplateError { file, at: error.line_no.zip(error.column_no), problem, advice: advice.into() }
}

/// Text within a line of Markdown. `77.` at its beginning could be the number of a list and is escaped as such, but
/// `77.52` cannot, and pages are full of it, so a leading decimal number stays as it is. Where nothing
/// but a unit follows, the space between is an unbreakable one: the two belong on one line, as do a bound and its
/// sign.
pub(super) fn escape_cell(text: &str) -> String {
    for sign in ["≥ ", "≤ "] {
        if let Some(bound) = text.strip_prefix(sign)
            && bound.starts_with(|c: char| c.is_ascii_digit())
        {
            return format!("{}\u{a0}{}", sign.trim_end(), escape_cell(bound));
        }
    }
    let number = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+')))
        .unwrap_or(text.len());
    let (number, rest) = text.split_at(number);
    if !is_decimal(number) {
        return escape::markdown(text);
    }
    let space = match (rest.strip_prefix(' '), rest.trim()) {
        (None, _) | (_, "") => "",
        (Some(unit), _) if unit.contains(' ') => " ",
        _ => "\u{a0}",
    };
    format!("{number}{space}{}", escape::markdown(rest))
}

/// An optional sign, digits with commas between them, and perhaps a point with digits behind it.
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(fraction) && whole.split(',').all(digits)
}

/// `{{mark verdict}}`: a verdict by sign and word.
fn mark(
    helper: &Helper,
    _: &Handlebars,
    _: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    let word = text_of(helper, 0)?;
    // Unbreakable spaces, so that a narrow column does not tear sign and word apart.
    let marked = match word.as_str() {
        "met" => "✔\u{a0}met".to_owned(),
        "missed" => "✘\u{a0}missed".to_owned(),
        "at-risk" => "▲\u{a0}at\u{a0}risk".to_owned(),
        "unknown" => "?\u{a0}unknown".to_owned(),
        other => escape::markdown(other),
    };
    Ok(out.write(&marked)?)
}

/// `{{page (anchor "Needs" name) name}}`: the part of a page that is headed by a name.
fn anchor(
    helper: &Helper,
    _: &Handlebars,
    _: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    Ok(out.write(&format!("{}#{}", text_of(helper, 0)?, text_of(helper, 1)?))?)
}

/// `{{link "Service" name}}` or `{{link "Service" name text}}`: a link to the page of an object.
struct LinkHelper {
    dialect: Dialect,
}

impl HelperDef for LinkHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let (kind, name) = (text_of(helper, 0)?, text_of(helper, 1)?);
        let text = if helper.param(2).is_some() { text_of(helper, 2)? } else { name.clone() };
        Ok(out.write(&link(self.dialect, &page_of(&kind, &name), &text))?)
    }
}

/// `{{page "Needs" "what the business asks for"}}`: a link to a page by its name.
struct PageHelper {
    dialect: Dialect,
}

impl HelperDef for PageHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        Ok(out.write(&link(self.dialect, &text_of(helper, 0)?, &text_of(helper, 1)?))?)
    }
}

/// `{{drawing chart}}`: a chart as the dialect shows it, as a block of Mermaid, a file, or drawn into the page.
struct DrawingHelper {
    dialect: Dialect,
    gallery: Gallery,
}

impl HelperDef for DrawingHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let part = |name: &str| {
            let chart = helper.param(0).map(|param| param.value());
            let text = chart.and_then(|chart| chart.get(name)).and_then(|part| part.as_str());
            let missing = || RenderErrorReason::Other("`drawing` wants a chart".into());
            text.ok_or_else(|| RenderError::from(missing()))
        };
        match self.dialect {
            Dialect::GitHub | Dialect::GitLab | Dialect::Gitea | Dialect::Folder | Dialect::MkDocs => {
                match self.gallery.hang(part("drawing")?) {
                    Some(picture) => Ok(out.write(&picture)?),
                    None => Ok(out.write(&format!("```mermaid\n{}\n```\n", part("code")?))?),
                }
            }
            Dialect::Html => {
                let drawn = part("drawing")?;
                Ok(out.write(&format!("<figure class=\"chart\" tabindex=\"0\">{drawn}</figure>\n"))?)
            }
        }
    }
}

/// A parameter of a helper, which must be there and be a text.
pub(super) fn text_of(helper: &Helper, index: usize) -> Result<String, RenderError> {
    let missing = || {
        RenderErrorReason::Other(format!("`{}` wants a text as its parameter {}", helper.name(), index + 1))
    };
    let value = helper.param(index).and_then(|param| param.value().as_str());
    value.map(str::to_owned).ok_or_else(|| missing().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_stay_and_lists_do_not() {
        assert_eq!(escape_cell("77.52 %"), "77.52\u{a0}%");
        assert_eq!(escape_cell("-17.48 pp"), "-17.48\u{a0}pp");
        assert_eq!(escape_cell("≤ 240 m"), "≤\u{a0}240\u{a0}m");
        assert_eq!(escape_cell("≥ a"), "≥ a");
        assert_eq!(escape_cell("1,234 a|b"), "1,234\u{a0}a\\|b");
        assert_eq!(escape_cell("5,820 of 7,508"), "5,820 of 7,508");
        assert_eq!(escape_cell("2016-05-01"), "2016-05-01");
        assert_eq!(escape_cell("12. x"), r"12\. x");
        assert_eq!(escape_cell("- x"), r"\- x");
        assert_eq!(escape_cell(""), "");
    }

    #[test]
    fn a_file_that_replaces_nothing_is_an_error() {
        let overrides = BTreeMap::from([("hone.hbs".to_owned(), String::new())]);
        let error = Templates::new(&overrides).expect_err("no such page").to_string();
        assert!(error.starts_with("templates/hone.hbs: no page is made"), "{error}");
    }
}
