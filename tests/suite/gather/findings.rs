//! What is wrong with data: each a finding with file, line and column, and never a zero.

use deming::finding::Level;
use deming::model::observation::Absence;
use deming::model::source::{FileFormat, Test};

use super::world::*;

const GOOD: &str = "at,v\n2026-01-01,1\n2026-01-02,2\n";

fn csv(content: impl AsRef<[u8]>) -> (deming::model::Observations, Vec<String>) {
    gather_one(&Memory::with("d.csv", content), source("d.csv", column("v")))
}

fn json(content: &str) -> (deming::model::Observations, Vec<String>) {
    gather_one(&Memory::with("d.json", content), source("d.json", column("v")))
}

fn lost(observations: &deming::model::Observations) -> bool {
    observations.is_empty() && matches!(observations.absence, Some(Absence::Lost(_)))
}

#[test]
fn sound_files_give_no_finding() {
    let (observations, findings) = csv(GOOD);
    assert_eq!(findings, [""; 0]);
    let values: Vec<f64> = points(&observations).iter().map(|point| point.good).collect();
    assert_eq!(values, [3_600.0, 7_200.0]);
    assert_eq!(observations.origins[0].blob.as_deref(), Some("1f"));
    assert_eq!(observations.groups, [Vec::<Box<str>>::new()]);
}

#[test]
fn a_cell_that_cannot_be_read_costs_its_row_only() {
    let (observations, findings) = csv("at,v\n2026-01-01,1\n2026-13-01,2\n2026-01-03,n/a\n2026-01-04,\n,5\n");
    assert_eq!(
        findings,
        [
            "D216 d.csv:3 at `2026-13-01` is not a date or time such as `2016-03-31` or `2016-03-31T12:00:00Z`",
            "D217 d.csv:4 v `n/a` is not a number",
        ]
    );
    let tally = observations.tally;
    assert_eq!((tally.read, tally.used, tally.missing, tally.unreadable), (5, 1, 2, 2));
}

#[test]
fn what_is_declared_missing_is_no_finding() {
    let files = Memory::with("d.csv", "at,v\n2026-01-01,?\n?,2\n2026-01-03, n/a \n2026-01-04,4\n");
    let mut source = source("d.csv", column("v"));
    source.missing = vec!["?".into(), "n/a".into()];
    let (observations, findings) = gather_one(&files, source);
    assert_eq!(findings, [""; 0]);
    assert_eq!((observations.tally.missing, observations.tally.used), (3, 1));
}

#[test]
fn rows_that_where_leaves_out_need_not_be_readable() {
    let files = Memory::with("d.csv", "at,v,kind\n2026-01-01,1,a\n2026-01-09,x,b\n2026-01-03,3,\n");
    let mut source = source("d.csv", column("v"));
    source.filter = vec![where_("kind", Test::Equals("a".into()))];
    let (observations, findings) = gather_one(&files, source);
    assert_eq!(findings, [""; 0]);
    assert_eq!((observations.tally.left_out, observations.tally.used), (2, 1));
    assert_eq!(observations.known_until, Some(time("2026-01-09T00:00:00Z")));
}

#[test]
fn rows_that_do_not_fit_the_header() {
    let (observations, findings) = csv("at,v\n2026-01-01,1,x\n2026-01-02\n\n2026-01-03,3,,\n");
    assert_eq!(
        findings,
        [
            "D211 d.csv:2 this row has 3 cells, the header 2; it is left out",
            "D211 d.csv:3 this row has 1 cell, the header 2; it is left out",
        ]
    );
    assert_eq!((observations.len(), observations.tally.unreadable), (1, 2));
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    for (end, blank) in [("\n", "\n\n"), ("\r\n", "\r\n\r\n"), ("\r", "\r\r")] {
        let text = format!("at,v{end}\"2026-01-01\",\"1{end}\"{blank}2026-01-02,x{end}2026-01-03,3{end}");
        let (observations, findings) = csv(&text);
        assert_eq!(findings, ["D217 d.csv:5 v `x` is not a number"], "{text:?}");
        let lines: Vec<u32> = points(&observations).iter().map(|point| point.row.line).collect();
        assert_eq!(lines, [2, 6], "{text:?}");
    }
}

#[test]
fn a_column_that_is_not_there_loses_the_metric() {
    let (observations, findings) = csv("At,value\n2026-01-01,1\n");
    assert_eq!(
        findings,
        [
            "D209 d.csv:1 at there is no column `at` in this file",
            "D209 d.csv:1 v there is no column `v` in this file"
        ]
    );
    assert!(lost(&observations));
    let gathered = gather_all(
        &Memory::with("d.csv", "at;v\n2026-01-01;1\n"),
        vec![metric("m", "", &[], source("d.csv", column("v")))],
    );
    let help = gathered.findings.iter().next().and_then(|finding| finding.help.clone());
    assert!(help.is_some_and(|help| help.contains("declare `delimiter: ';'`")));
}

#[test]
fn a_key_that_no_object_has_is_a_missing_column() {
    let (observations, findings) = json(r#"[{"at": "2026-01-01", "w": 1}, {"at": "2026-01-02"}]"#);
    assert_eq!(findings, ["D209 d.json:1 v there is no column `v` in this file"]);
    assert!(lost(&observations));
    let (observations, findings) = json(r#"[{"at": "2026-01-01"}, {"at": "2026-01-02", "v": 2}]"#);
    assert_eq!(findings, [""; 0]);
    assert_eq!((observations.len(), observations.tally.missing), (1, 1));
}

#[test]
fn a_glob_that_matches_nothing() {
    let files = Memory::with("data/incidents.csv", GOOD);
    let gathered = gather_all(&files, vec![metric("m", "", &[], source("data/incident.csv", column("v")))]);
    let finding = gathered.findings.iter().next().expect("a finding");
    assert_eq!(
        (finding.rule.code, finding.level, finding.location.path()),
        ("D200", Level::Error, "metrics.yaml")
    );
    assert_eq!(finding.message, "no file matches `data/incident.csv`");
    assert_eq!(finding.help.as_deref(), Some("did you mean `data/incidents.csv`?"));
    assert!(lost(&gathered.observations["m"]));
    let gathered = gather_all(&files, vec![metric("m", "", &[], source("data/link.csv", column("v")))]);
    assert_eq!(
        told(&gathered),
        [
            "D200 metrics.yaml:1 no file matches `data/link.csv`: `data/link.csv` is a symbolic link, and those are not followed"
        ]
    );
    let files = Memory::with("closed/open.csv", GOOD);
    let (observations, findings) = gather_one(&files, source("closed/*", column("v")));
    assert_eq!(
        findings,
        ["D227 metrics.yaml:1 the folder `closed` cannot be looked into: Permission denied"],
        "what can be read is not the whole"
    );
    assert!(lost(&observations));
}

#[test]
#[cfg(unix)]
fn links_on_disk_are_named() {
    let world = crate::world::TestWorld::new();
    world.write("kept/a.csv", GOOD);
    std::os::unix::fs::symlink("kept", world.root().join("data")).unwrap();
    std::os::unix::fs::symlink("kept/a.csv", world.root().join("b.csv")).unwrap();
    let files = deming::git::Snapshot::directory(world.root().to_owned());
    for (glob, link) in [("data/*.csv", "data"), ("*.csv", "b.csv"), ("b.csv", "b.csv")] {
        let (observations, findings) = gather_one(&files, source(glob, column("v")));
        let message = format!("`{link}` is a symbolic link, and those are not followed");
        assert!(findings[0].contains(&message), "{glob}: {findings:?}");
        assert!(lost(&observations));
    }
    assert_eq!(gather_one(&files, source("kept/*.csv", column("v"))).1, [""; 0]);
}

#[test]
fn one_bad_file_loses_the_metric() {
    let packed = {
        use std::io::Write;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(GOOD.as_bytes()).expect("memory");
        encoder.finish().expect("memory")
    };
    let whole = Memory::with("d/a.csv", GOOD).and("d/b.csv.gz", &packed);
    let (observations, findings) = gather_one(&whole, source("d/*", column("v")));
    assert_eq!((observations.len(), findings.len()), (4, 0));
    let cut = Memory::with("d/a.csv", GOOD).and("d/b.csv.gz", &packed[..packed.len() - 4]);
    let (observations, findings) = gather_one(&cut, source("d/*", column("v")));
    assert!(lost(&observations));
    assert!(
        findings[0].starts_with("D202 d/b.csv.gz:1 the file cannot be used: its gzip data"),
        "{findings:?}"
    );
}

#[test]
fn empty_files_and_bare_headers_are_told_apart() {
    assert_eq!(csv("").1, ["D207 d.csv:1 this file is empty"]);
    assert_eq!(csv("\n\n").1, ["D207 d.csv:1 this file is empty"]);
    assert_eq!(csv("at,v\n").1, ["D208 d.csv:1 this file has a header and no row"]);
    assert_eq!(csv("at,v\n").0.absence, Some(Absence::Empty));
    assert_eq!(json("").1, ["D207 d.json:1 this file is empty"]);
    assert_eq!(json("[]").1, [""; 0]);
}

#[test]
fn text_in_another_encoding() {
    let (observations, findings) = csv(b"at,v,who\n2026-01-01,1,J\xfcrgen\n2026-01-02,2,Ann\n");
    assert_eq!(findings, ["D206 d.csv:2 this row is not valid text in the encoding of the file"]);
    assert_eq!(observations.len(), 1);
    let files = Memory::with("d.csv", b"at,v,who\n2026-01-01,1,J\xfcrgen\n");
    let mut latin = source("d.csv", column("v"));
    latin.encoding = Some("latin-1".into());
    let (observations, findings) = gather_by(&files, &["who"], latin);
    assert_eq!(findings, [""; 0]);
    assert_eq!(observations.groups, [vec![Box::from("Jürgen")]]);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(GOOD.bytes().flat_map(|byte| [byte, 0])).collect();
    let (observations, findings) = csv(utf16);
    assert_eq!(observations.len(), 2);
    assert_eq!(
        findings,
        ["D205 d.csv:1 a mark at its start says that this file is UTF-16LE, and it was read so"]
    );
}

#[test]
fn json_that_is_none() {
    let (observations, findings) = json("[\n  {\"at\": \"2026-01-01\", \"v\": 1},\n  {\"at\": }\n]");
    assert_eq!(
        findings,
        ["D213 d.json:3 the file cannot be used: it is not valid JSON: expected value (line 3, column 10)"]
    );
    assert!(lost(&observations));
    let files = Memory::with(
        "d.jsonl",
        "{\"at\": \"2026-01-01\", \"v\": 1}\n{\"at\": }\n[1]\n{\"at\": \"2026-01-02\", \"v\": 2}\n",
    );
    let (observations, findings) = gather_one(&files, source("d.jsonl", column("v")));
    assert_eq!(
        findings,
        [
            "D213 d.jsonl:2 this line is not valid JSON: expected value at column 8",
            "D215 d.jsonl:3 a row should be a JSON object, this is a list",
        ]
    );
    assert_eq!(observations.len(), 2);
    assert!(lost(&json(&"[".repeat(100_000)).0));
}

#[test]
fn items_that_lead_nowhere() {
    for (items, finding) in [
        ("rows", "D214 d.json:1 the file cannot be used: there is no `rows` in it"),
        ("a.b", "D214 d.json:1 the file cannot be used: `a.b` is a number, not a list of rows"),
        ("a", "D214 d.json:1 the file cannot be used: `a` is an object, not a list of rows"),
    ] {
        let mut source = source("d.json", column("v"));
        source.items = Some(items.into());
        let (observations, findings) = gather_one(&Memory::with("d.json", r#"{"a": {"b": 1}}"#), source);
        assert_eq!(findings, [finding]);
        assert!(lost(&observations));
    }
}

#[test]
fn a_quotation_mark_that_is_never_closed() {
    let text = format!("at,v\n2026-01-01,1\n2026-01-02,\"2\n{}", "2026-01-03,3\n".repeat(150_000));
    let (observations, findings) = csv(text);
    assert_eq!(
        findings,
        ["D212 d.csv:3 the file cannot be used: the row that starts on line 3 is longer than 1 MiB"]
    );
    assert!(lost(&observations));
    let (observations, findings) = json(&format!("[\n{{\"at\": \"{}\"}}]", "x".repeat(2 << 20)));
    assert_eq!(
        findings,
        ["D212 d.json:2 the file cannot be used: the row that starts on line 2 is longer than 1 MiB"]
    );
    assert!(lost(&observations));
}

#[test]
fn a_file_that_ends_inside_a_quoted_cell() {
    for text in [
        "at,v\n2026-01-01,1\n2026-01-02,\"2\n2026-01-03,3\n",
        "at,v\r\n2026-01-01,1\r\n2026-01-02,\"2\r\n",
        "at,v,w\n2026-01-01,1,1\n\"2026-01-02,2,2\n2026-01-03,3,3\n",
    ] {
        let (observations, findings) = csv(text);
        let told = "D212 d.csv:3 the file cannot be used: a quotation mark in the row that starts on line 3 is never closed";
        assert!(findings.iter().any(|finding| finding == told), "{text:?}: {findings:?}");
        assert!(lost(&observations), "{text:?}");
    }
    for text in [
        "at,v,w\n2026-01-01,1,\"a\nb\n\"\n\n",
        "at,v,w\n2026-01-01,1,\"\"\n",
        "at,w,v\n2026-01-01,\"a\n\",1\n",
    ] {
        let (observations, findings) = csv(text);
        assert_eq!((findings.len(), observations.len()), (0, 1), "{text:?}: {findings:?}");
    }
}

#[test]
fn a_quotation_mark_that_is_closed_too_late() {
    let files = Memory::with("d.csv", "at,v\n2026-01-01,\"1\n2026-01-02,2\n2026-01-03,\"3\n2026-01-04,4\n");
    let gathered = gather_all(&files, vec![metric("m", "", &[], source("d.csv", column("v")))]);
    let finding = gathered.findings.iter().next().expect("a finding");
    assert_eq!((finding.rule.code, finding.location.span().start.line), ("D217", 2));
    assert!(finding.help.as_deref().is_some_and(|help| help.contains("a quotation mark that is not closed")));
}

#[test]
fn a_missing_column_names_the_metrics_and_the_columns_there_are() {
    let header: Vec<String> = (0..20).map(|number| format!("c{number}")).collect();
    let files = Memory::with("d.csv", format!("at,value,{}\n", header.join(",")));
    let metrics = ["a", "b"].map(|name| metric(name, "", &[], source("d.csv", column("valve"))));
    let gathered = gather_all(&files, metrics.to_vec());
    assert_eq!(told(&gathered), ["D209 d.csv:1 valve there is no column `valve` in this file"]);
    let finding = gathered.findings.iter().next().expect("a finding");
    let labels: Vec<(&str, &str)> =
        finding.labels.iter().map(|label| (label.location.path(), label.text.as_str())).collect();
    assert_eq!(
        labels,
        [
            ("metrics.yaml", "the metric `a` asks for it here"),
            ("metrics.yaml", "the metric `b` asks for it here")
        ]
    );
    assert_eq!(
        finding.help.as_deref(),
        Some(
            "did you mean `value`? the columns are `at`, `value`, `c0`, `c1`, `c2`, `c3`, `c4`, `c5`, `c6`, `c7`, `c8`, `c9` …"
        )
    );
    let twice = Memory::with("d.csv", "at,valve,valve\n");
    let gathered = gather_all(&twice, vec![metric("a", "", &[], source("d.csv", column("valve")))]);
    let finding = gathered.findings.iter().next().expect("a finding");
    assert_eq!((finding.rule.code, finding.labels[0].text.as_str()), ("D210", labels[0].1));
}

#[test]
fn a_file_that_git_lfs_has_not_fetched() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n";
    for name in ["d.csv", "d.csv.gz", "d.json", "d.jsonl"] {
        let (observations, findings) = gather_one(&Memory::with(name, pointer), source(name, column("v")));
        let message =
            "the file cannot be used: it is a Git LFS pointer; the data themselves have not been fetched";
        assert_eq!(findings, [format!("D225 {name}:1 {message}")]);
        assert!(lost(&observations));
    }
}

#[test]
fn a_part_beyond_its_total() {
    let files = Memory::with(
        "d.csv",
        "at,b,t\n2026-01-01,1,10\n2026-01-02,11,10\n2026-01-03,-1,10\n2026-01-04,0,0\n",
    );
    let (observations, findings) = gather_one(&files, source("d.csv", bad_of_total("b", "t")));
    assert_eq!(sums(&observations), (9.0, 10.0));
    assert_eq!(
        findings,
        [
            "D219 d.csv:3 the part is more than the total, or one of them is below zero",
            "D219 d.csv:4 the part is more than the total, or one of them is below zero",
        ]
    );
}

#[test]
fn zones_that_some_times_name() {
    let (_, findings) = csv("at,v\n2026-01-01T00:00:00Z,1\n2026-01-02T00:00:00,2\n2026-01-03,3\n");
    assert_eq!(findings, ["D220 d.csv:1 at some times of this file name a zone and others do not"]);
}

#[test]
fn many_findings_of_a_kind_are_counted() {
    let text = format!("at,v\n{}", "2026-01-01,x\n".repeat(250));
    let gathered =
        gather_all(&Memory::with("d.csv", text), vec![metric("m", "", &[], source("d.csv", column("v")))]);
    assert_eq!(gathered.findings.len(), 101);
    let last = told(&gathered).pop().expect("findings");
    assert_eq!(
        last,
        "D217 d.csv:102 150 more rows of this file have the same problem (unreadable-number); 250 in all"
    );
    let prints: std::collections::BTreeSet<String> =
        gathered.findings.iter().map(deming::finding::Finding::fingerprint).collect();
    assert_eq!(prints.len(), 101);
}

#[test]
fn fingerprints_survive_moved_lines() {
    let print = |text: &str| {
        let mut source = source("d.csv", column("v"));
        source.latest = latest("id", None);
        let gathered = gather_all(&Memory::with("d.csv", text), vec![metric("m", "", &[], source)]);
        gathered.findings.iter().map(deming::finding::Finding::fingerprint).collect::<Vec<_>>()
    };
    let before = print("id,at,v\nA,2026-01-01,x\n");
    assert_eq!(before.len(), 1);
    assert_eq!(before, print("id,at,v\nB,2026-01-01,1\n\nA,2026-01-01,y\n"));
}

#[test]
fn two_metrics_tell_of_one_cell_once() {
    let files = Memory::with("d.csv", "at,v\nnever,1\n");
    let metrics = ["a", "b"].map(|name| metric(name, "", &[], source("d.csv", column("v"))));
    assert_eq!(gather_all(&files, metrics.to_vec()).findings.len(), 1);
}

#[test]
fn a_file_whose_ending_says_nothing() {
    let files = Memory::with("d.txt", "at\tv\n2026-01-01\t1\n");
    let (observations, findings) = gather_one(&files, source("d.txt", column("v")));
    assert!(lost(&observations));
    assert!(findings[0].starts_with("D203 d.txt:1 "));
    let mut declared = source("d.txt", column("v"));
    declared.format = Some(FileFormat::Tsv);
    assert_eq!(gather_one(&files, declared).0.len(), 1);
}

#[test]
fn an_encoding_that_nobody_knows() {
    let mut source = source("d.csv", column("v"));
    source.encoding = Some("klingon".into());
    let (observations, findings) = gather_one(&Memory::with("d.csv", GOOD), source);
    assert_eq!(findings, ["D204 d.csv:1 the file cannot be used: there is no encoding called `klingon`"]);
    assert!(lost(&observations));
}

#[test]
fn a_file_that_vanishes_while_it_is_read() {
    let (observations, findings) =
        gather_one(&Memory::with("d.csv", GOOD).and_vanishing("e.csv"), source("*", column("v")));
    assert_eq!(findings, ["D201 e.csv:1 the file cannot be used: it is gone"]);
    assert!(lost(&observations));
}

#[test]
fn every_rule_has_a_code_of_its_own() {
    let codes: Vec<&str> = deming::gather::rules::ALL.iter().map(|rule| rule.code).collect();
    let (of_files, of_systems): (Vec<&str>, Vec<&str>) = codes.iter().partition(|code| **code < "D230");
    let expected: Vec<String> = (200..200 + of_files.len()).map(|number| format!("D{number}")).collect();
    assert_eq!(of_files, expected);
    assert!(of_systems.is_sorted() && of_systems.iter().all(|code| ("D230"..="D249").contains(code)));
}
