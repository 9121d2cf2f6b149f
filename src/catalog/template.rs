//! The texts of a playbook: handlebars templates over a gap.
//!
//! Playbooks come with a pull request from anybody, so a template is held to what a sentence needs: variables,
//! conditions and the built-in partials. Loops, which nest to any amount of work, are not there.

mod syntax;
mod variables;

pub use variables::Variables;

use handlebars::{Context, Decorator, Handlebars, RenderContext, RenderError, RenderErrorReason, no_escape};

use super::rules;
use crate::finding::Finding;
use crate::model::Playbook;

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
pub struct Templates(Handlebars<'static>);

impl Default for Templates {
    fn default() -> Self {
        Self::new()
    }
}

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
    pub fn render(&self, template: &str, variables: &Variables<'_>) -> Result<String, String> {
        check_bounds(template)?;
        let rendered = self.0.render_template(template, &variables.value());
        rendered.map_err(|error| in_words(template, &error))
    }
}

/// What is wrong with the texts of a playbook. They are filled in with samples: what fails there would fail on the
/// day of the gap.
pub fn unwritable(playbook: &Playbook, templates: &Templates) -> Vec<Finding> {
    let propose = playbook.meta.place.child("spec").child("propose");
    let texts = [("title", Some(&playbook.propose.title)), ("body", playbook.propose.body.as_ref())];
    let texts = texts.into_iter().filter_map(|(field, text)| Some((field, text?)));
    let finding = |(field, text): (&str, &String)| {
        let samples = Variables::samples();
        let reason = samples.iter().find_map(|variables| templates.render(text, variables).err())?;
        Some(Finding::new(&rules::BROKEN_TEMPLATE, propose.child(field), reason))
    };
    texts.filter_map(finding).collect()
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

fn in_words(template: &str, error: &RenderError) -> String {
    let at = (error.line_no, error.column_no);
    let (what, at) = match error.reason() {
        RenderErrorReason::TemplateError(inner) => {
            let (what, at) = syntax::in_words(template, inner);
            return located(&what, at);
        }
        RenderErrorReason::MissingVariable(Some(path)) => {
            let there = Variables::NAMES.join(", ");
            (format!("there is no variable `{path}`; there are {there}"), at)
        }
        RenderErrorReason::HelperNotFound(name) => (
            format!("there is no helper `{name}`; there are `if`, `unless` and comparisons such as `eq`"),
            at,
        ),
        RenderErrorReason::PartialNotFound(name) => {
            (format!("there is no partial `{name}`; there is `five_whys`"), at)
        }
        other => (other.to_string(), at),
    };
    located(&what, at.0.zip(at.1))
}

fn located(what: &str, at: Option<(usize, usize)>) -> String {
    match at {
        Some((line, column)) => format!("{what} (line {line}, column {column} of the text)"),
        None => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(template: &str) -> Result<String, String> {
        let variables = Variables {
            metric_title: "A & B",
            service_title: "S",
            observed: "1",
            desired: "at most 2",
            ..Variables::default()
        };
        Templates::new().render(template, &variables)
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
        assert!(error.contains("metric.nmae") && error.contains("metric.name"), "{error}");
        assert!(render("{{> six_whys}}").expect_err("unknown").contains("there is `five_whys`"));
    }

    #[test]
    fn syntax_is_told_without_the_words_of_a_parser() {
        let says = |template: &str| render(template).expect_err("broken");
        assert_eq!(
            says("{{#if objective}}x"),
            "this template is not closed: `{{#if` has no `{{/if}}` (line 1, column 1 of the text)"
        );
        assert_eq!(
            says("a\n {{#if cycle}}b{{/unless}}"),
            "`{{/unless}}` closes nothing: `{{#if` is open (line 2, column 16 of the text)"
        );
        assert_eq!(
            says("x {{/if}}"),
            "`{{/if}}` closes nothing: no block is open (line 1, column 3 of the text)"
        );
        assert_eq!(
            says("ü {{metric.name"),
            "this template is not closed: `{{metric.name` has no `}}` (line 1, column 3 of the text)"
        );
        assert!(says("{{nix metric}}").starts_with("there is no helper `nix`"));
        assert!(
            says("{{metric.name !}}").starts_with("`{{metric.name !}}` cannot be read"),
            "{}",
            says("{{metric.name !}}")
        );
        assert!(says("{{#if cycle}}{{cycel}}{{else}}{{cycel}}{{/if}}").contains("no variable `cycel`"));
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
