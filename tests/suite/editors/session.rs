//! A session with the language server that VS Code and other editors use for YAML, on files as `init` lays them down.

use std::path::{Path, PathBuf};

use super::client::Editor;
use crate::world::TestWorld;

/// A repository with an example in it.
fn scaffolded(example: &str) -> TestWorld {
    let world = TestWorld::new();
    let made = world.deming(&["init", "--example", example]);
    assert_eq!(made.status, 0, "{made:#?}");
    world
}

fn yaml_files(root: &Path) -> Vec<PathBuf> {
    walkdir::WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect()
}

/// The line (from 1) on which a text first stands.
#[track_caller]
fn line_of(text: &str, part: &str) -> usize {
    text.lines().position(|line| line.contains(part)).unwrap_or_else(|| panic!("{part} is not there")) + 1
}

#[test]
fn a_scaffolded_file_is_clean_and_every_document_of_it_is_known() {
    for example in ["starter", "delivery", "service-desk", "shop"] {
        let world = scaffolded(example);
        let Some(mut editor) = Editor::open_folder(world.root()) else { return };
        for file in yaml_files(world.root()) {
            let text = std::fs::read_to_string(&file).unwrap();
            assert_eq!(editor.open(&file, &text), Vec::<String>::new(), "{}", file.display());
            for (index, _) in text.lines().enumerate().filter(|(_, line)| line.starts_with("kind: ")) {
                let shown = editor.hover(&file, index + 1, 1);
                let words = "What is declared.";
                assert!(shown.contains(words), "{}:{}: {shown:?}", file.display(), index + 1);
            }
        }
    }
}

#[test]
fn a_proposal_is_a_clean_file_too() {
    let world = scaffolded("service-desk");
    world.commit("feat: begin");
    let made = world.deming(&["propose"]);
    assert_eq!(made.status, 0, "{made:#?}");
    let branch = world.git(&["for-each-ref", "--format=%(refname)", "refs/heads/deming"]);
    let branch = branch.lines().next().unwrap();
    let path = world.git(&["diff", "--name-only", "main", branch]);
    let text = world.git(&["show", &format!("{branch}:{path}")]);
    let Some(mut editor) = Editor::open_folder(world.root()) else { return };
    let file = world.root().join(path);
    assert_eq!(editor.open(&file, &text), Vec::<String>::new(), "{text}");
    let shown = editor.hover(&file, line_of(&text, "  state:"), 4);
    assert!(shown.contains("How far it is."), "{shown}");
}

/// A metric in the making: after `path` a new field is begun on a line of its own.
const METRIC: &str = "\
# yaml-language-server: $schema=../.deming/deming.schema.json
apiVersion: deming/v1
kind: Metric
metadata: {name: resolution-time}
spec:
  service: service-desk
  class: process
  direction: lower
  owner: \"@ops\"
  gather:
    every: 1d
    source:
      file:
        path: data/incidents.csv
        value: {column: hours}

";

#[test]
fn fields_are_completed_and_explained() {
    let world = scaffolded("starter");
    let Some(mut editor) = Editor::open_folder(world.root()) else { return };
    let file = world.root().join("improvement/new.yaml");
    let begun = METRIC.trim_end().to_owned() + "\n        \n";
    editor.open(&file, &begun);

    let fields = editor.completions(&file, begun.lines().count(), 9);
    for (field, words) in [
        ("time", "When an observation was made."),
        ("where", "Which rows count"),
        ("latest", "One row for each entity"),
        ("missing", "Cells that say that nothing is known."),
    ] {
        let about = fields.get(field).unwrap_or_else(|| panic!("{field} is not offered: {fields:?}"));
        assert!(about.contains(words), "{field}: {about}");
    }
    for other in ["path", "value", "query", "service"] {
        assert!(!fields.contains_key(other), "{other} is there already, or belongs elsewhere: {fields:?}");
    }
    let words = editor.completions(&file, line_of(&begun, "class:"), 10);
    assert!(words["technology"].contains("processors"), "{words:?}");
    assert_eq!(words.len(), 3, "{words:?}");

    let every = editor.hover(&file, line_of(&begun, "every:"), 6);
    assert!(every.contains("How often."), "{every}");
    let class = editor.hover(&file, line_of(&begun, "class:"), 4);
    assert!(class.contains("What it looks at.") && class.contains("How well the work is done."), "{class}");
    let path = editor.hover(&file, line_of(&begun, "path:"), 10);
    assert!(path.contains("csv, tsv, json, jsonl") && path.contains("data/incidents-*.csv"), "{path}");
}

#[test]
fn an_empty_file_is_led_to_a_kind() {
    let world = scaffolded("starter");
    let Some(mut editor) = Editor::open_folder(world.root()) else { return };
    let file = world.root().join("improvement/new.yaml");
    let begun =
        "# yaml-language-server: $schema=../.deming/deming.schema.json\napiVersion: deming/v1\nkind: \n";
    editor.open(&file, begun);
    let kinds = editor.completions(&file, 3, 7);
    assert!(kinds["Agreement"].contains("A promise about a service"), "{kinds:?}");
    assert_eq!(kinds.len(), 11, "{kinds:?}");
    let settings = world.root().join("deming.yaml");
    let begun = "# yaml-language-server: $schema=.deming/settings.schema.json\n\n";
    editor.open(&settings, begun);
    let fields = editor.completions(&settings, 2, 1);
    assert!(fields["fiscalYearStart"].contains("The month in which the fiscal year starts."), "{fields:?}");
}

#[test]
fn mistakes_are_told_at_their_lines() {
    let world = scaffolded("starter");
    let Some(mut editor) = Editor::open_folder(world.root()) else { return };
    let service = "apiVersion: deming/v1\nkind: Service\nmetadata: {name: service-desk}\nspec:\n  practice: it-support\n  ownr: \"@ops\"\n";
    let modeline = METRIC.lines().next().unwrap();
    let wrong = METRIC.replace("class: process", "class: proces").replace("    every: 1d", "    evry: 1d")
        + &format!("---\n{modeline}\n{service}");
    let file = world.root().join("improvement/new.yaml");
    let told = editor.open(&file, &wrong);
    let expected = [
        (line_of(&wrong, "class: proces"), "\"technology\", \"process\", \"service\""),
        (line_of(&wrong, "evry:"), "evry"),
        (line_of(&wrong, "kind: Service") + 2, "\"owner\""),
        (line_of(&wrong, "ownr:"), "ownr"),
    ];
    for (line, part) in &expected {
        let is_told = |message: &String| message.starts_with(&format!("{line}: ")) && message.contains(part);
        assert!(told.iter().any(is_told), "{part} is not told in line {line}: {told:#?}");
    }
    assert_eq!(told.len(), expected.len(), "{told:#?}");

    let settings = world.root().join("deming.yaml");
    let wrong = "# yaml-language-server: $schema=.deming/settings.schema.json\nroots: [improvement]\nfiscalYearStart: 13\n";
    let told = editor.open(&settings, wrong);
    assert!(matches!(told.as_slice(), [only] if only.starts_with("3: ")), "{told:#?}");
}
