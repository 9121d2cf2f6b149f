//! Every file of the specification, the go-sdk and oslo, and what becomes of it.
//!
//! `accepted.tsv` has a line for each: the file, the verdict, and why that is right. The verdict is `accepted`,
//! `not v1`, or the errors with their lines and columns; references that lead out of the file are told apart, since the
//! go-sdk looks at one object at a time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use deming::finding::Level;

use super::super::declare::resolved;
use crate::world::shared_data;

fn table() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/openslo/accepted.tsv")
}

#[test]
fn every_file_of_openslo_has_its_verdict() {
    let Some(root) = shared_data("slo-specs/openslo") else { return };
    let mut verdicts = BTreeMap::new();
    for file in files_below(&root) {
        let name = file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        verdicts.insert(name, verdict(&file));
    }
    let committed = std::fs::read_to_string(table()).unwrap_or_default();
    let known: BTreeMap<&str, (&str, &str)> = committed.lines().filter_map(columns).collect();
    if std::env::var_os("DEMING_REFRESH").is_some() {
        let why = |name: &str| known.get(name).map_or("", |(_, why)| why);
        let lines = verdicts.iter().map(|(name, verdict)| format!("{name}\t{verdict}\t{}\n", why(name)));
        std::fs::write(table(), lines.collect::<String>()).unwrap();
    }
    let told: BTreeMap<&str, &str> = known.iter().map(|(name, (verdict, _))| (*name, *verdict)).collect();
    let found: BTreeMap<&str, &str> = verdicts.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(found, told, "refresh with DEMING_REFRESH=1 and say why");
    for (name, (_, why)) in known {
        assert!(why.ends_with('.'), "{name}: nobody says why");
    }
}

fn columns(line: &str) -> Option<(&str, (&str, &str))> {
    let mut columns = line.split('\t');
    Some((columns.next()?, (columns.next()?, columns.next()?)))
}

/// The files of YAML and JSON below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending {
            _ if path.is_dir() => files.extend(files_below(&path)),
            Some("yaml" | "yml" | "json") => files.push(path),
            _ => {}
        }
    }
    files
}

fn verdict(file: &Path) -> String {
    let text = std::fs::read(file).unwrap();
    let name = format!("slos/file.{}", file.extension().unwrap().to_str().unwrap());
    let (_, findings) = resolved(&[("deming.yaml", b"roots: [slos]"), (&name, &text)]);
    // Rules from D100 on are about good practice, and not about the language.
    let is_language = |code: &str| code < "D100";
    let errors = findings.iter().filter(|it| it.level == Level::Error && is_language(it.rule.code));
    let told: Vec<(&str, String)> = errors
        .map(|finding| {
            let start = finding.location.span().start;
            (finding.rule.code, format!("{} {}:{}", finding.rule.code, start.line, start.column))
        })
        .collect();
    let of = |wanted: fn(&str) -> bool| {
        told.iter()
            .filter(|(code, _)| wanted(code))
            .map(|(_, told)| told.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (dangling, wrong) = (of(|code| code == "D031"), of(|code| code != "D031"));
    if let Some(stray) = findings.iter().find(|finding| finding.rule.code == "D018") {
        let start = stray.location.span().start;
        return format!("not looked at: D018 {}:{}", start.line, start.column);
    }
    let versions = !told.is_empty() && told.iter().all(|(code, _)| *code == "D060");
    let verdict = match (versions, wrong.is_empty()) {
        (true, _) => format!("not v1: {wrong}"),
        (false, true) => "accepted".to_owned(),
        (false, false) => format!("refused: {wrong}"),
    };
    if dangling.is_empty() { verdict } else { format!("{verdict}; leads out of the file: {dangling}") }
}
