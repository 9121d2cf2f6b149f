//! Helpers of templates that lead from a figure to where it comes from.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderErrorReason,
};

use super::Dialect;
use super::link::{Sources, page_of, target};
use super::templates::{escape_cell, text_of};
use crate::present::show;
use crate::text::escape;

/// `{{explain id}}`: the command that walks a number back to its rows, to be copied. An id that could end the code early,
/// or mean something to a shell, stands there as text.
pub fn explain(
    helper: &Helper,
    _: &Handlebars,
    _: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    let id = text_of(helper, 0)?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let is_quotable = |c: char| is_plain(c) || matches!(c, '[' | ']' | ' ' | ',' | ':' | '+');
    let command = match &id {
        id if id.chars().all(is_plain) => format!("`deming explain {id}`"),
        id if id.chars().all(is_quotable) => format!("`deming explain '{id}'`"),
        id => format!("deming explain {}", escape::markdown(id)),
    };
    Ok(out.write(&command)?)
}

/// `{{figure metric text}}`: a figure that leads to how it is reckoned; where there is none, only that.
pub struct Figure {
    /// How links are written.
    pub dialect: Dialect,
}

impl HelperDef for Figure {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let (metric, text) = (text_of(helper, 0)?, text_of(helper, 1)?);
        let shown = escape_cell(&text);
        if text == show::NOTHING {
            return Ok(out.write(&shown)?);
        }
        let page = format!("{}#how-a-figure-is-reckoned", page_of("Metric", &metric));
        Ok(out.write(&format!("[{shown}]({})", target(self.dialect, &page)))?)
    }
}

/// `{{declared declaredAt}}` or `{{declared declaredAt text}}`: a link to where something is declared; without an
/// address to link to, the file and line, or the text alone.
pub struct Declared {
    /// Where declarations can be looked at.
    pub sources: Sources,
}

impl HelperDef for Declared {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let wanted = "`declared` wants a place as its first parameter: `declaredAt` of something";
        let missing = || RenderErrorReason::Other(wanted.to_owned());
        let place = helper.param(0).map(|param| param.value()).ok_or_else(missing)?;
        let path = place.get("path").and_then(|path| path.as_str()).ok_or_else(missing)?;
        let line = place.get("line").and_then(serde_json::Value::as_u64).ok_or_else(missing)?;
        let text = match helper.param(1) {
            Some(_) => text_of(helper, 1)?,
            None => format!("{path}:{line}"),
        };
        let text = escape_cell(&text);
        let told = match self.sources.address(path, line) {
            Some(address) => format!("[{text}]({address})"),
            None => text,
        };
        Ok(out.write(&told)?)
    }
}
