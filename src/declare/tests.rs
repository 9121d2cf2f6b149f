//! Reading never panics and reads each file once, whatever the files hold.

use std::collections::BTreeMap;
use std::sync::Mutex;

use proptest::prelude::*;

use super::discover::Files;
use super::*;
use crate::git::BlobId;

/// Files in memory that remember how often they were read.
#[derive(Default)]
struct Memory {
    paths: Vec<String>,
    links: Vec<String>,
    contents: BTreeMap<String, Vec<u8>>,
    reads: Mutex<BTreeMap<String, usize>>,
}

impl Memory {
    fn of(files: &[(&str, &[u8])]) -> Self {
        let contents: BTreeMap<String, Vec<u8>> =
            files.iter().map(|(path, content)| ((*path).to_owned(), content.to_vec())).collect();
        Self { paths: contents.keys().cloned().collect(), contents, ..Self::default() }
    }
}

impl Files for Memory {
    fn paths(&self) -> &[String] {
        &self.paths
    }

    fn symbolic_links(&self) -> &[String] {
        &self.links
    }

    fn content(&self, path: &str) -> Result<Vec<u8>, String> {
        *self.reads.lock().unwrap().entry(path.to_owned()).or_default() += 1;
        self.contents.get(path).cloned().ok_or_else(|| "not there".to_owned())
    }

    /// Told from others by its beginning, which is enough for these tests.
    fn blob(&self, path: &str) -> Option<BlobId> {
        let digits: String =
            self.contents.get(path)?.iter().take(20).map(|byte| format!("{byte:02x}")).collect();
        format!("{digits:0<40}").parse().ok()
    }
}

fn read_files(files: &dyn Files) -> Declared {
    Readings::from_files(files, 2, false, None).into_declared()
}

const EVERYTHING: &str = include_str!("../../tests/suite/declare/everything.yaml");

/// The same with all kinds of OpenSLO.
const BOTH: &str = concat!(
    include_str!("../../tests/suite/declare/everything.yaml"),
    "---\n",
    include_str!("../../tests/suite/openslo/journey.yaml")
);

#[test]
fn each_file_is_read_once() {
    let files = Memory::of(&[
        ("deming.yaml", b"timeZone: UTC"),
        ("a/everything.yaml", EVERYTHING.as_bytes()),
        ("b/pod.yaml", b"apiVersion: v1\nkind: Pod\n"),
        ("b/data.csv", b"a,b\n"),
    ]);
    let declared = read_files(&files);
    assert!(declared.findings.is_empty());
    let reads: Vec<(String, usize)> = files.reads.into_inner().unwrap().into_iter().collect();
    let once = |path: &str| (path.to_owned(), 1);
    assert_eq!(reads, [once("a/everything.yaml"), once("b/pod.yaml"), once("deming.yaml")]);
}

#[test]
fn what_an_earlier_reading_knows_is_not_read_again() {
    const SERVICE: &[u8] =
        b"apiVersion: deming/v1\nkind: Service\nmetadata: {name: a}\nspec: {practice: x, owner: '@o'}\n";
    const OTHER: &[u8] = b"# another\napiVersion: deming/v1\nkind: Service\nmetadata: {name: b}\nspec: {practice: x, owner: '@o'}\n";
    for settings in ["timeZone: UTC", "roots: [a]"] {
        let settings = settings.as_bytes();
        let before =
            Memory::of(&[("deming.yaml", settings), ("a/same.yaml", SERVICE), ("a/new.yaml", SERVICE)]);
        let earlier = Readings::from_files(&before, 2, true, None);
        let after = Memory::of(&[("deming.yaml", settings), ("a/same.yaml", SERVICE), ("a/new.yaml", OTHER)]);
        let taken_over = Readings::from_files(&after, 2, true, Some(&earlier)).into_declared();
        let read: Vec<String> = after.reads.lock().unwrap().keys().cloned().collect();
        assert_eq!(read, ["a/new.yaml", "deming.yaml"]);
        let afresh = read_files(&after);
        assert_eq!(format!("{:?}", taken_over.declarations), format!("{:?}", afresh.declarations));
        assert_eq!(afresh.declarations.objects.len(), 2);
    }
}

#[test]
fn another_zone_takes_nothing_over() {
    let text =
        b"apiVersion: deming/v1\nkind: Service\nmetadata: {name: a}\nspec: {practice: x, owner: '@o'}\n";
    let before = Memory::of(&[("deming.yaml", b"timeZone: UTC"), ("a.yaml", text)]);
    let after = Memory::of(&[("deming.yaml", b"timeZone: Europe/Berlin"), ("a.yaml", text)]);
    let earlier = Readings::from_files(&before, 1, true, None);
    Readings::from_files(&after, 1, true, Some(&earlier));
    assert!(after.reads.lock().unwrap().contains_key("a.yaml"));
}

#[test]
fn a_file_that_cannot_be_had_is_told_where_it_matters() {
    let mut files = Memory::of(&[("improvement/a.yaml", b""), ("other/b.yaml", b"")]);
    files.contents.clear();
    let declared = read_files(&files);
    let told: Vec<&str> = declared.findings.iter().map(|finding| finding.location.path()).collect();
    assert_eq!(told, ["improvement/a.yaml"]);
}

/// Reads hostile bytes in both ways and looks at all that a report would look at.
fn look_at(content: &[u8]) {
    for settings in [b"".as_slice(), b"roots: [improvement]", content] {
        let files = Memory::of(&[("deming.yaml", settings), ("improvement/a.yaml", content)]);
        let mut declared = read_files(&files);
        declared.findings.sort();
        for finding in declared.findings.iter() {
            assert!(!finding.message.contains('\n') || finding.rule.code == "D002", "{}", finding.message);
            assert_eq!(finding.fingerprint().len(), 16);
        }
    }
}

/// A document of the language, and where to cut what into it.
fn mutation() -> impl Strategy<Value = (usize, usize, usize, &'static str)> {
    let pieces = prop::sample::select(vec![
        "",
        " ",
        "\n",
        "\t",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "&a ",
        "*a ",
        "<<: ",
        "? ",
        "| ",
        "> ",
        "\"",
        "'",
        "#",
        "---\n",
        "%",
        "!x ",
        "null",
        ".nan",
        "-1",
        "1e400",
        "true",
        "2016-13-01",
        "99999999999999999999",
        "ü",
        "\u{feff}",
        "\u{0}",
        "8h",
        "~",
    ]);
    (any::<prop::sample::Index>(), 0usize..400, 0usize..12, pieces).prop_map(
        |(document, at, length, piece)| (document.index(BOTH.split("---\n").count()), at, length, piece),
    )
}

fn mutated((document, at, length, piece): (usize, usize, usize, &str)) -> String {
    let text: Vec<char> = BOTH.split("---\n").nth(document).unwrap_or_default().chars().collect();
    let at = at.min(text.len());
    let end = (at + length).min(text.len());
    text[..at].iter().copied().chain(piece.chars()).chain(text[end..].iter().copied()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(content in prop::collection::vec(any::<u8>(), 0..300)) {
        look_at(&content);
    }

    #[test]
    fn random_yaml_never_panics(text in "(apiVersion: deming/v1\nkind: (Metric|Agreement|Cycle)\n)?([a-z]{1,3}: ?|- |\\[|\\]|\\{|\\}|&a |\\*a ?|<<: |\n {0,4}|---\n|[0-9.]{1,4}|\"|'){0,60}") {
        look_at(text.as_bytes());
    }

    #[test]
    fn mutated_declarations_never_panic(first in mutation(), second in mutation()) {
        let text = format!("{}---\n{}", mutated(first), mutated(second));
        look_at(text.as_bytes());
    }
}
