//! The readme says what is so.

use std::path::Path;

use crate::world::TestWorld;

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// What stands under a heading, up to the next one of its level.
pub fn section(heading: &str) -> String {
    let text = readme();
    let (_, rest) = text.split_once(&format!("\n## {heading}\n")).unwrap();
    rest.split("\n## ").next().unwrap().to_owned()
}

/// The lines of all fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let parts = text.split(&fence).skip(1);
    parts
        .flat_map(|part| part.split("\n```").next().unwrap().lines().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[test]
fn every_command_it_tells_to_run_runs() {
    let world = TestWorld::new();
    world.commit("chore: begin");
    // What other people wrote, for `import`.
    world.write("slos.yml", "version: prometheus/v1\nservice: shop\nslos:\n  - {name: answered, objective: 99.9, sli: {events: {error_query: \"a[{{.window}}]\", total_query: \"b[{{.window}}]\"}}}\n");
    world.write(
        "namespaces/desk.yaml",
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: desk, annotations: {x/owner: \"@desk\"}}\n",
    );
    world.write("history/website.yml", "url: https://shop.example.org\nstatus: up\ncode: 200\n");
    let commands = blocks(&readme(), "sh");
    let ours: Vec<&String> = commands.iter().filter(|line| line.starts_with("deming ")).collect();
    assert!(ours.len() >= 2, "{commands:#?}");
    for line in ours {
        let arguments: Vec<&str> = line.split('#').next().unwrap().split_whitespace().skip(1).collect();
        let run = world.deming(&arguments);
        assert_eq!(run.status, 0, "{line}: {run:#?}");
    }
}

#[test]
fn the_output_it_shows_is_what_comes_out() {
    let world = TestWorld::new();
    world.deming(&["init", "--example", "service-desk"]);
    let shown = world.deming(&["diff"]).stdout;
    let text = readme();
    let (before, _) = text.split_once("## Pull requests").unwrap();
    for line in blocks(before, "text").iter().filter(|line| !line.trim().is_empty()) {
        assert!(shown.lines().any(|known| known == line), "`{line}` is not in\n{shown}");
    }
}

#[test]
fn the_change_it_shows_is_what_comes_out() {
    let world = TestWorld::new();
    world.deming(&["init", "--example", "service-desk"]);
    world.commit("declare");
    world.git(&["checkout", "--quiet", "-b", "easier"]);
    let file = "improvement/services/service-desk.yaml";
    world.write(file, world.read(file).replace("target: 0.95", "target: 0.85"));
    let shown = world.deming(&["check", "--base", "main"]).stdout;
    // Commits differ with the text of the example.
    let plain = |text: &str| -> Vec<String> {
        let words = |line: &str| line.split_inclusive([' ', ')']).map(str::to_owned).collect::<Vec<_>>();
        let is_commit = |word: &str| word.chars().filter(char::is_ascii_hexdigit).count() == 12;
        let line = |line: &str| words(line).into_iter().filter(|word| !is_commit(word)).collect::<String>();
        text.lines().map(line).collect()
    };
    let text = readme();
    let (_, told) = text.split_once("## Pull requests").unwrap();
    let block = blocks(told, "text").join("\n");
    let (shown, block) = (plain(&shown), plain(&block));
    assert!(block.len() > 5);
    for line in block {
        assert!(shown.contains(&line), "`{line}` is not in\n{shown:#?}");
    }
}

#[test]
fn its_declarations_are_declarations() {
    let world = TestWorld::new();
    // The people of `owners.yaml` are no declarations, and would be the only ones known.
    let is_person = |line: &String| line.starts_with("\"@");
    let lines = blocks(&section("The seven steps"), "yaml").into_iter().filter(|line| !is_person(line));
    let yaml = lines.collect::<Vec<_>>().join("\n");
    world.write("deming.yaml", blocks(&section("Settings"), "yaml").join("\n"));
    let service = "\n---\napiVersion: deming/v1\nkind: Service\nmetadata: {name: service-desk}\nspec: {practice: it-support, owner: '@o'}\n---\napiVersion: deming/v1\nkind: Need\nmetadata: {name: back-at-work}\nspec: {service: service-desk, statement: Staff are back at work., requires: [{metric: incident-resolution-time, op: lte, value: 8h}], confirmedBy: '@b', confirmed: 2026-01-15, reviewBy: 2026-12-31}\n";
    world.write("improvement/readme.yaml", yaml + service);
    // The data are yours to bring.
    let check = world.deming(&["check", "--fail-on", "note", "--ignore", "D200"]);
    assert_eq!(check.status, 0, "{check:#?}");
}

#[test]
fn every_command_and_exit_code_is_told() {
    let text = readme();
    let help = TestWorld::new().deming(&["--help"]).stdout;
    let commands =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    for command in commands.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help") {
        assert!(
            text.contains(&format!("`deming {command}")) || text.contains(&format!("`{command}`")),
            "{command}"
        );
    }
    for code in ["| 0 |", "| 1 |", "| 2 |", "| 3 |"] {
        assert!(text.contains(code), "{code}");
    }
}
