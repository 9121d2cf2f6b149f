//! The examples: the data that are committed are the data that the generator makes, and the declarations carry
//! what an editor needs. That deming reads them is tested where deming reads.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

#[path = "../../examples/generator/mod.rs"]
mod generator;

const KINDS: [&str; 11] = [
    "Strategy",
    "Need",
    "Service",
    "Metric",
    "Agreement",
    "Calendar",
    "Cycle",
    "Action",
    "Playbook",
    "DataSource",
    "Decision",
];

const EXAMPLES: [&str; 4] = ["starter", "delivery", "shop", "service-desk"];

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

fn declarations(name: &str) -> Vec<(PathBuf, String)> {
    walkdir::WalkDir::new(example(name))
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("the example is readable").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .filter(|path| !path.ends_with("deming.yaml"))
        .map(|path| (path.clone(), fs::read_to_string(path).expect("a declaration is UTF-8")))
        .collect()
}

#[test]
fn data_are_what_the_generator_makes() {
    for (name, files) in generator::examples() {
        for (path, bytes) in &files {
            let committed = fs::read(example(name).join(path)).unwrap_or_default();
            assert!(
                committed == *bytes,
                "examples/{name}/{path} is not what the generator makes; \
                 to refresh: cargo run --example generate-examples"
            );
        }
        let made: BTreeSet<PathBuf> = files.iter().map(|(path, _)| example(name).join(path)).collect();
        let found: BTreeSet<PathBuf> = fs::read_dir(example(name).join("data"))
            .expect("the example has data")
            .map(|entry| entry.expect("the folder is readable").path())
            .collect();
        assert_eq!(found, made, "a file in examples/{name}/data that the generator does not make: remove it");
    }
}

#[test]
fn data_stay_small() {
    // They are part of the binary.
    for (name, most) in [("service-desk", 450_000), ("shop", 300_000)] {
        let files = generator::examples().into_iter().find(|(example, _)| *example == name);
        let bytes: usize = files.into_iter().flat_map(|(_, files)| files).map(|(_, bytes)| bytes.len()).sum();
        assert!((1..most).contains(&bytes), "{name}: {bytes} bytes");
    }
}

#[test]
fn service_desk_uses_every_kind() {
    let used: BTreeSet<String> = declarations("service-desk")
        .iter()
        .flat_map(|(_, text)| serde_yaml::Deserializer::from_str(text))
        .map(|document| serde_yaml::Value::deserialize(document).expect("a declaration is YAML"))
        .filter_map(|document| document.get("kind")?.as_str().map(str::to_owned))
        .collect();
    assert_eq!(used, KINDS.map(str::to_owned).into());
}

#[test]
fn every_declaration_tells_editors_its_schema() {
    for name in EXAMPLES {
        let settings =
            fs::read_to_string(example(name).join("deming.yaml")).expect("every example has settings");
        assert_eq!(
            settings.lines().next(),
            Some("# yaml-language-server: $schema=.deming/settings.schema.json"),
            "{name}"
        );
        for (path, text) in declarations(name) {
            let inside = path.strip_prefix(example(name)).expect("a declaration lies in its example");
            let up = "../".repeat(inside.components().count() - 1);
            let modeline = format!("# yaml-language-server: $schema={up}.deming/deming.schema.json\n");
            // Language servers take it for the document that it stands in, not for the file.
            for document in text.split("---\n") {
                assert!(document.starts_with(&modeline), "{}: {document}", inside.display());
            }
        }
    }
}

#[test]
fn every_example_fits_the_schemas() {
    let of_declarations = jsonschema::draft7::new(&deming::declare::schema::all()).expect("a schema");
    let of_settings = jsonschema::draft7::new(deming::declare::schema::settings()).expect("a schema");
    for name in EXAMPLES {
        let settings =
            fs::read_to_string(example(name).join("deming.yaml")).expect("every example has settings");
        assert_fits(&of_settings, &settings, name);
        for (path, text) in declarations(name) {
            assert_fits(&of_declarations, &text, &path.display().to_string());
        }
    }
}

/// Every document of a text must fit a schema.
#[track_caller]
fn assert_fits(validator: &jsonschema::Validator, text: &str, name: &str) {
    for document in serde_yaml::Deserializer::from_str(text) {
        let document = serde_json::Value::deserialize(document).expect("a document");
        let complaints: Vec<String> =
            validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(complaints.is_empty(), "{name}: {complaints:#?}");
    }
}
