//! The house stands: imports run one way, and the pure floors stay pure.
//!
//! Rust lets modules of one crate import each other in circles, so somebody has to look. The table is the one of
//! ARCHITECTURE.md.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each top-level module and what it may import, highest floor first.
const FLOORS: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    ("cli", &["ops", "present", "analyse", "finding", "model", "world"]),
    (
        "ops",
        &[
            "exchange",
            "implement",
            "present",
            "plan",
            "policy",
            "change",
            "verify",
            "analyse",
            "process",
            "gather",
            "declare",
            "catalog",
            "finding",
            "model",
            "text",
            "git",
            "net",
            "world",
            "parallel",
        ],
    ),
    ("exchange", &["catalog", "model", "finding", "text"]),
    ("implement", &["present", "plan", "model", "text", "git", "net"]),
    (
        "present",
        &[
            "plan",
            "change",
            "verify",
            "analyse",
            "process",
            "statistics",
            "catalog",
            "finding",
            "model",
            "text",
            "parallel",
        ],
    ),
    ("plan", &["verify", "analyse", "catalog", "model", "text"]),
    ("policy", &["verify", "analyse", "process", "catalog", "finding", "model", "text"]),
    ("change", &["analyse", "process", "catalog", "finding", "model", "text"]),
    ("verify", &["process", "statistics", "catalog", "model"]),
    ("analyse", &["process", "statistics", "catalog", "model", "text", "parallel"]),
    ("process", &["statistics", "catalog", "model"]),
    ("gather", &["catalog", "model", "finding", "text", "git", "net", "parallel"]),
    ("declare", &["catalog", "statistics", "model", "finding", "text", "git", "parallel"]),
    ("catalog", &["model", "finding", "text"]),
    ("finding", &["text"]),
    ("model", &["statistics", "text"]),
    ("net", &["text"]),
    ("text", &[]),
    ("statistics", &[]),
    ("git", &[]),
    ("world", &[]),
    ("parallel", &[]),
];

/// Floors that know no clock, disk, network, environment or Git: "now" is a value that comes in.
const PURE: &[&str] = &[
    "text",
    "statistics",
    "model",
    "finding",
    "catalog",
    "process",
    "analyse",
    "verify",
    "plan",
    "policy",
    "change",
    "present",
    "exchange",
];

/// What a pure floor must not name.
const WORLDLY: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::time",
    "git2",
    "tempfile",
    "walkdir",
    "Timestamp::now",
    "ZonedDateTime::now",
    "TimeZone::system",
];

fn sources() -> BTreeMap<String, Vec<(PathBuf, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let mut by_floor: BTreeMap<String, Vec<(PathBuf, String)>> = BTreeMap::new();
    for path in files {
        let inside = path.strip_prefix(&root).expect("under src").to_path_buf();
        let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a source file");
        by_floor.entry(first.trim_end_matches(".rs").to_owned()).or_default().push((inside, text));
    }
    by_floor
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// The code of a file without comments and without its unit tests.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    // A file of specimens says in its first attribute that all of it is for tests.
    let is_for_tests = text.contains("\n#![cfg(test)]\n");
    let end = if is_for_tests { 0 } else { text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len()) };
    text[..end].lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The modules of this crate that a line names by path.
fn imports(line: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    ["crate::", "deming::"].into_iter().flat_map(move |prefix| {
        line.match_indices(prefix)
            .filter(move |(at, _)| !line[..*at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
            .map(move |(at, _)| line[at + prefix.len()..].split(ends).next().unwrap_or_default())
    })
}

#[test]
fn every_module_has_its_floor() {
    for name in sources().keys().filter(|name| *name != "lib") {
        assert!(
            FLOORS.iter().any(|(floor, _)| floor == name),
            "src/{name} stands on no floor: add it to the table here and in ARCHITECTURE.md"
        );
    }
}

#[test]
fn no_import_runs_back_up() {
    let mut wrong = Vec::new();
    for (name, files) in sources() {
        let Some((_, allowed)) = FLOORS.iter().find(|(floor, _)| *floor == name) else { continue };
        for (path, text) in &files {
            for (number, line) in code(text) {
                for import in imports(line) {
                    if FLOORS.iter().any(|(floor, _)| *floor == import)
                        && import != name
                        && !allowed.contains(&import)
                    {
                        wrong.push(format!("src/{}:{}: {name} imports {import}", path.display(), number + 1));
                    }
                    assert!(
                        import != "{",
                        "src/{}: import each module of the crate in a `use` of its own",
                        path.display()
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports run down the floors only:\n{}", wrong.join("\n"));
}

#[test]
fn the_table_itself_runs_one_way() {
    for (position, (floor, allowed)) in FLOORS.iter().enumerate() {
        for below in *allowed {
            let other = FLOORS.iter().position(|(name, _)| name == below).expect("a floor of the table");
            assert!(other > position, "{floor} may import {below}, which stands no lower");
        }
    }
}

#[test]
fn pure_floors_know_no_world() {
    let mut wrong = Vec::new();
    for (name, files) in sources().into_iter().filter(|(name, _)| PURE.contains(&name.as_str())) {
        for (path, text) in &files {
            for (number, line) in code(text) {
                for word in WORLDLY.iter().filter(|word| line.contains(**word)) {
                    wrong.push(format!("src/{}:{}: {name} knows {word}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "pure floors take the world as values:\n{}", wrong.join("\n"));
}
