//! What writers of templates want to know: which templates there are, and which helpers, each with an example that is
//! rendered here.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::dialect::Dialect;
use super::embedded::EMBEDDED;
use super::link::Sources;
use super::templates::{PARTIALS, TemplateError, Templates};
use crate::model::settings::Charts;

/// A helper of templates.
struct Helper {
    /// As it is called.
    call: &'static str,
    /// What it writes.
    tells: &'static str,
    /// An example.
    example: &'static str,
}

const HELPERS: [Helper; 9] = [
    Helper { call: "mark VERDICT", tells: "a verdict by sign and word", example: "{{mark verdict}}" },
    Helper {
        call: "link KIND NAME [TEXT]",
        tells: "a link to the page of a `Service`, `Metric`, `Cycle` or `Agreement`, as the dialect writes links",
        example: "{{link \"Service\" service \"the desk\"}}",
    },
    Helper {
        call: "page NAME TEXT",
        tells: "a link to a page by its name",
        example: "{{page \"Needs\" \"what the business asks for\"}}",
    },
    Helper {
        call: "anchor PAGE NAME",
        tells: "the part of a page that is headed by a name, for `page`",
        example: "{{page (anchor \"Needs\" need) need}}",
    },
    Helper {
        call: "figure METRIC TEXT",
        tells: "a figure that leads to how it is reckoned",
        example: "{{figure metric text.observed}}",
    },
    Helper {
        call: "declared PLACE [TEXT]",
        tells: "a link to the line that declares something, where `wiki.source` says how; `PLACE` is a `declaredAt`",
        example: "{{declared declaredAt text.desired}}",
    },
    Helper {
        call: "explain ID",
        tells: "the command that walks a number back to its rows",
        example: "{{explain id}}",
    },
    Helper {
        call: "drawing CHART",
        tells: "a chart as the dialect shows it: a block of Mermaid, or drawn into the page",
        example: "{{drawing chart}}",
    },
    Helper {
        call: "#each, #if, #unless, #with, lookup, >",
        tells: "those of handlebars itself; `>` puts a partial in, by its name without folder and ending",
        example: "{{#each names}}{{this}}{{#unless @last}}, {{/unless}}{{/each}}",
    },
];

/// What the examples see.
fn sample() -> Value {
    json!({
        "verdict": "missed",
        "service": "service-desk",
        "need": "back-at-work",
        "metric": "resolution-time",
        "id": "service-desk-sla/in-a-day",
        "text": {"observed": "77.52 %", "desired": "≥ 95.00 %"},
        "declaredAt": {"path": "improvement/agreements.yaml", "line": 14},
        "chart": {"code": "xychart-beta\n  line [1, 2]", "drawing": "<svg/>"},
        "names": ["a|b", "<c>", "@ops"],
    })
}

/// The page for writers of templates.
///
/// # Errors
/// [`TemplateError`] when an example does not render, which a test would find.
pub fn manual() -> Result<String, TemplateError> {
    let rows = |shared: bool| -> String {
        let wanted = EMBEDDED.iter().filter(|it| it.file.starts_with(PARTIALS) == shared);
        wanted.map(|it| format!("| `{}` | {} |\n", it.file, it.tells)).collect()
    };
    let templates = Templates::new(&BTreeMap::new())?;
    let sources = Sources::new(Some("https://example.org/o/r/blob/main/{path}#L{line}"), None);
    let renderer = templates.renderer(Dialect::GitHub, sources, Charts::default());
    let sample = sample();
    let mut helpers = String::new();
    for Helper { call, tells, example } in HELPERS {
        let output = renderer.render_text(example, &sample)?;
        helpers.push_str(&format!(
            "\n### `{call}`\n\n{}.\n\n````handlebars\n{example}\n````\n\n````markdown\n{}\n````\n",
            capitalised(tells),
            output.trim_end()
        ));
    }
    let pretty = serde_json::to_string_pretty(&sample).unwrap_or_default();
    Ok(format!(
        "{INTRODUCTION}\n## Templates\n\n| file | makes |\n|---|---|\n{}\n## Partials\n\n| file | makes |\n|---|---|\n{}\n\
         {HELPERS_INTRODUCTION}\n```json\n{pretty}\n```\n{helpers}",
        rows(false),
        rows(true),
    ))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

const INTRODUCTION: &str = "\
<!-- generated from the program; refresh with: DEMING_REFRESH=1 cargo test templates_are_documented -->

# Templates

Pages and the texts of pull requests are [handlebars](https://handlebarsjs.com/) templates. A file of the same name in the
folder `templates` of your repository (`templates: DIR` in `deming.yaml`) takes the place of the one that comes with
deming; one by one, and new partials are welcome. `deming init --templates` writes the built-in ones there to begin with,
`--templates home.hbs` a single one.

Templates are strict: what is not there is an error with file, line and column. Every `{{text}}` is written so that what
people declare cannot become markup, link anywhere or call anybody; `{{{text}}}` is not, so it is for texts of your own.

`deming report --context` prints the JSON that the templates see, of all pages or of one (`--context=Home`), and
`deming report --from FILE` renders it again, without a look at declarations or data: to work on a template, or to try
one elsewhere. A single page is printed.

```console
$ deming report --context=Home > home.json
$ deming report --from home.json
```
";

const HELPERS_INTRODUCTION: &str = "\
## Helpers

The examples are rendered for GitHub's wiki, over this context:
";

#[cfg(test)]
mod tests {
    use super::*;

    /// Names that stand where helpers do: after `{{`, or `(`, with something behind them.
    fn called(text: &str) -> Vec<String> {
        let mut names = Vec::new();
        for (at, _) in text.match_indices("{{").chain(text.match_indices('(')) {
            let rest = text.get(at..).unwrap_or_default().trim_start_matches(['{', '(']);
            let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
            if rest.get(name.len()..).is_some_and(|rest| rest.starts_with(" \"") || rest.starts_with(" (")) {
                names.push(name);
            }
        }
        names
    }

    #[test]
    fn helpers_that_templates_use_are_documented() {
        let known: Vec<&str> = HELPERS.iter().filter_map(|helper| helper.call.split(' ').next()).collect();
        let in_code = |it: &&super::super::embedded::Embedded| !it.file.ends_with("style.hbs");
        for it in EMBEDDED.iter().filter(in_code) {
            for name in called(it.text) {
                assert!(
                    known.contains(&name.as_str()) || name == "if" || name.is_empty(),
                    "{}: {name}",
                    it.file
                );
            }
        }
    }
}
