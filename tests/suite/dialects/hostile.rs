//! Text of strangers in the words of pipelines.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::json;
use crate::world::TestWorld;

/// What a stranger may put into a name, a message, a path.
const ATTACKS: [&str; 9] = [
    "x\n::set-output name=a::b",
    "x\r\n::stop-commands::t",
    "##[add-mask]x ##vso[task.setvariable]y",
    "\u{1b}[2J\u{7}\u{0}",
    "]]> <script>alert(1)</script> \" '",
    "@everyone fixes #12 | a | b |",
    "</details></table>\n```\n# x",
    "[click](https://evil.example) {0} ![i](//e)",
    "100 %0A::error::%",
];

/// A repository whose every finding quotes an attack, and one whose file name is one.
pub fn world() -> TestWorld {
    let world = TestWorld::new();
    for (number, attack) in ATTACKS.iter().enumerate() {
        let quoted = serde_json::to_string(attack).unwrap();
        let text = format!(
            "apiVersion: deming/v1\nkind: Service\nmetadata: {{name: n{number}}}\nspec: {{practice: it, owner: \"@o\", {quoted}: 1, dependsOn: [{quoted}]}}\n"
        );
        world.write(&format!("improvement/{number}.yaml"), text);
    }
    let names = ["improvement/a b#1%41.yaml", "::set-env name=x::y.yaml", "improvement/##[error]`|<b>.yaml"];
    for name in names {
        world.write(name, "apiVersion: deming/v1\nkind: Servise\nmetadata: {name: x}\n");
    }
    world
}

fn output(format: &str) -> String {
    let outcome = world().deming(&["check", "--format", format]);
    assert_eq!(outcome.status, 1, "{outcome:#?}");
    outcome.stdout
}

/// Only the commands that deming writes, each with a name that it writes.
#[test]
fn no_log_line_is_a_command_of_somebody_else() {
    for format in ["full", "concise", "github"] {
        for line in output(format).lines() {
            let ours = ["::error file=", "::warning file=", "::notice file=", "::notice title=deming"];
            let is_ours = format == "github" && ours.iter().any(|start| line.starts_with(start));
            assert!(is_ours || !line.trim_start().starts_with("::"), "{format}: {line}");
            assert!(!line.contains("##[") && !line.contains("##vso["), "{format}: {line}");
            assert!(!line.contains(['\u{1b}', '\u{7}', '\r']), "{format}: {line:?}");
        }
    }
}

#[test]
fn markdown_holds_no_markup_of_strangers() {
    let text = output("markdown");
    for event in Parser::new_ext(&text, Options::all()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => panic!("{html} in {text}"),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => panic!("{dest_url}"),
            Event::Start(Tag::Table(_) | Tag::CodeBlock(_)) => panic!("a block in {text}"),
            Event::Text(seen) => {
                assert!(!seen.contains("@everyone") && !seen.contains("#12"), "{seen}");
            }
            _ => {}
        }
    }
}

#[test]
fn sarif_has_no_links_of_strangers() {
    let sarif = json(&output("sarif"));
    for result in sarif["runs"][0]["results"].as_array().unwrap() {
        assert!(!result["message"]["text"].as_str().unwrap().contains("]("), "{result}");
    }
}

#[test]
fn the_outputs_of_a_step_hold_words_and_counts_only() {
    let world = world();
    let file = world.beside("outputs");
    let file = file.to_str().unwrap();
    world.deming_with(&[("GITHUB_OUTPUT", file)], &["check", "--step-outputs"]);
    for line in std::fs::read_to_string(file).unwrap().lines() {
        let (name, value) = line.split_once('=').unwrap();
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        assert!(plain(name) && plain(value), "{line}");
    }
}
