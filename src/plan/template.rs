//! The texts of a playbook: handlebars templates over a gap.
//!
//! Playbooks come with a pull request from anybody, so a template is held to what a sentence needs: variables,
//! conditions and the built-in partials. Loops, which nest to any amount of work, are not there.

use handlebars::{Context, Decorator, Handlebars, RenderContext, RenderError, RenderErrorReason, no_escape};
use serde_json::Value;

/// The partial that most playbooks want as their body.
const FIVE_WHYS: &str = include_str!("../../templates/proposals/five_whys.hbs");
/// The longest template, in bytes.
const LONGEST: usize = 16_384;
/// The longest `{{expression}}`, in bytes, and how many brackets may be open in it: the reader of templates calls
/// itself for each, and its stack has an end.
const LONGEST_EXPRESSION: usize = 200;
const BRACKETS: usize = 8;
/// How many blocks may be in a template, for the same reason.
const BLOCKS: usize = 30;
/// Helpers that repeat, or that write to a log.
const WITHHELD: [&str; 3] = ["each", "with", "log"];

/// Renders playbooks.
pub(super) struct Templates(Handlebars<'static>);

impl Templates {
    /// With the built-in partials. Nothing is escaped here: what a text is escaped for is known where it is written.
    pub fn new() -> Self {
        let mut engine = Handlebars::new();
        engine.set_strict_mode(true);
        engine.register_escape_fn(no_escape);
        for helper in WITHHELD {
            engine.unregister_helper(helper);
        }
        engine.register_decorator("inline", Box::new(refuse_inline));
        // The partial is part of the program and a test renders it; a failure would show as "partial not found".
        let _ = engine.register_partial("five_whys", FIVE_WHYS);
        Self(engine)
    }

    /// The text of a template over these variables, or what is wrong with the template.
    pub fn render(&self, template: &str, variables: &Value) -> Result<String, String> {
        check_bounds(template)?;
        self.0.render_template(template, variables).map_err(|error| in_words(&error))
    }
}

/// Partials that a template declares for itself could call themselves.
fn refuse_inline(
    _: &Decorator<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
) -> Result<(), RenderError> {
    Err(RenderErrorReason::DecoratorNotFound("inline".into()).into())
}

fn check_bounds(template: &str) -> Result<(), String> {
    if template.len() > LONGEST {
        return Err(format!("the template is longer than {LONGEST} bytes"));
    }
    let mut blocks = 0;
    for rest in template.split("{{").skip(1) {
        let expression = rest.split("}}").next().unwrap_or_default();
        let brackets = expression.bytes().filter(|b| matches!(b, b'(' | b'[' | b'{')).count();
        if expression.len() > LONGEST_EXPRESSION || brackets > BRACKETS {
            return Err(format!("`{{{{{}…` is too long or too deep", beginning(expression)));
        }
        blocks += usize::from(expression.trim_start_matches('~').starts_with(['#', '^']));
    }
    if blocks > BLOCKS { Err(format!("the template has more than {BLOCKS} blocks")) } else { Ok(()) }
}

fn beginning(expression: &str) -> String {
    expression.chars().take(20).collect()
}

fn in_words(error: &RenderError) -> String {
    let what = match error.reason() {
        RenderErrorReason::MissingVariable(Some(path)) => {
            format!(
                "there is no variable `{path}`; there are metric, service, gap, objective, cycle, playbook"
            )
        }
        RenderErrorReason::HelperNotFound(name) => format!("there is no helper `{name}`"),
        RenderErrorReason::PartialNotFound(name) => {
            format!("there is no partial `{name}`; there is `five_whys`")
        }
        RenderErrorReason::TemplateError(inner) => inner.reason().to_string(),
        other => other.to_string(),
    };
    match (error.line_no, error.column_no) {
        (Some(line), Some(column)) => format!("{what} (line {line}, column {column} of the template)"),
        _ => what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn render(template: &str) -> Result<String, String> {
        Templates::new().render(
            template,
            &json!({"metric": {"displayName": "A & B"}, "service": {"displayName": "S"},
                "gap": {"observed": "1", "desired": "at most 2"}, "objective": ""}),
        )
    }

    #[test]
    fn a_text_is_not_escaped_for_html() {
        assert_eq!(render("Shorten {{metric.displayName}}"), Ok("Shorten A & B".into()));
        assert_eq!(render("{{#if objective}}x{{else}}y{{/if}}"), Ok("y".into()));
    }

    #[test]
    fn the_partial_renders() {
        let text = render("{{> five_whys}}").expect("a text");
        assert!(text.starts_with("A & B of S: 1 is observed, at most 2 is wanted.\n"), "{text}");
    }

    #[test]
    fn errors_say_what_is_there_instead() {
        let error = render("{{metric.nmae}}").expect_err("a typo");
        assert!(error.contains("metric.nmae") && error.contains("metric, service, gap"), "{error}");
        assert!(render("{{> six_whys}}").expect_err("unknown").contains("there is `five_whys`"));
    }

    #[test]
    fn hostile_templates_end_at_once() {
        let deep = |n: usize| format!("{}x{}", "{{#if metric}}".repeat(n), "{{/if}}".repeat(n));
        assert!(render(&deep(20)).is_ok());
        for bad in [
            deep(100),
            "{{#each metric}}{{/each}}".into(),
            "{{#*inline \"a\"}}{{> a}}{{> a}}{{/inline}}{{> a}}".into(),
            format!("{{{{{}", "(".repeat(100_000)),
            format!("{{{{{}", "(a ".repeat(30)),
            format!("{{{{a {}}}}}", "[".repeat(150)),
            "{{#if metric}}".repeat(30),
            "{{".repeat(8_000),
            "x".repeat(20_000),
            "{{metric".into(),
        ] {
            assert!(render(&bad).is_err(), "{}", beginning(&bad));
        }
    }
}
