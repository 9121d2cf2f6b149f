//! How rows become observations.

use deming::model::observation::Absence;
use deming::model::source::{FileFormat, Measure, RatioMeasure, RatioPart, Test};
use proptest::prelude::*;

use super::world::*;

#[test]
fn one_content_in_every_format() {
    let csv = "\u{feff}at,v,g\r\n2026-01-01,1,a\r\n2026-01-02,2.5,\"b,c\"\r\n";
    let tsv = "at\tv\tg\n2026-01-01\t1\ta\n2026-01-02\t2.5\tb,c\n";
    let list = r#"[{"at": "2026-01-01", "v": 1, "g": "a"}, {"g": "b,c", "v": "2.5", "at": "2026-01-02", "x": [{}]}]"#;
    let stream = "{\"at\": \"2026-01-01\", \"v\": 1, \"g\": \"a\"}\n{\"at\": \"2026-01-02\", \"v\": 2.5, \"g\": \"b,c\"}\n";
    for (path, content) in [
        ("d.csv", csv),
        ("d.tsv", tsv),
        ("d.json", list),
        ("d.json", stream),
        ("d.jsonl", stream),
        ("d.NDJSON", stream),
    ] {
        let (observations, findings) =
            gather_by(&Memory::with(path, content), &["g"], source(path, column("v")));
        assert_eq!(findings, [""; 0], "{path}");
        assert_eq!(sums(&observations), (12_600.0, 2.0), "{path}");
        assert_eq!(observations.groups, [[Box::from("a")], [Box::from("b,c")]], "{path}");
    }
}

#[test]
fn nested_keys_and_lines_of_a_printed_document() {
    let text = "{\n \"data\": {\n  \"rows\": [\n   {\"t\": {\"at\": \"2026-01-01\"},\n    \"v\": 1},\n\n   {\"t\": {\"at\": \"2026-01-02\"}, \"v\": 2}\n  ]\n }\n}\n";
    let mut source = source("d.json", column("v"));
    source.items = Some("data.rows".into());
    source.time.column = Some("t.at".into());
    let (observations, findings) = gather_one(&Memory::with("d.json", text), source);
    assert_eq!(findings, [""; 0]);
    let lines: Vec<u32> = points(&observations).iter().map(|point| point.row.line).collect();
    assert_eq!(lines, [4, 7]);
}

#[test]
fn decimal_commas_and_semicolons() {
    let files = Memory::with("d.csv", "at;v\n01.02.2026;1.234,5\n02.02.2026;0,5\n");
    let mut source = source("d.csv", column("v"));
    (source.delimiter, source.decimal) = (Some(b';'), ',');
    source.time.format = Some("%d.%m.%Y".into());
    let gathered = gather_all(&files, vec![metric("m", "tickets", &[], source)]);
    assert_eq!(sums(&gathered.observations["m"]), (1235.0, 2.0));
}

#[test]
fn shares_are_fractions() {
    let files = Memory::with("d.csv", "at,v\n2026-01-01,95 %\n2026-01-02,95\n");
    let gathered = gather_all(&files, vec![metric("m", "%", &[], source("d.csv", column("v")))]);
    assert_eq!(sums(&gathered.observations["m"]), (1.9, 2.0));
}

#[test]
fn where_looks_at_the_last_row_of_an_entity() {
    let text = "id,at,n,state\nA,2026-01-01,1,open\nB,2026-01-02,1,open\nA,2026-01-03,2,closed\nC,2026-01-04,1,closed\n,2026-01-05,1,closed\n";
    let mut source = source("d.csv", Measure::Count);
    source.latest = latest("id", Some("n"));
    source.filter = vec![where_("state", Test::Equals("closed".into()))];
    let (observations, findings) = gather_one(&Memory::with("d.csv", text), source);
    assert_eq!(findings, [""; 0]);
    let tally = observations.tally;
    assert_eq!((tally.read, tally.used, tally.left_out, tally.missing), (5, 2, 2, 1));
}

#[test]
fn the_last_row_may_stand_in_a_later_file() {
    let files =
        Memory::with("d/2.csv", "id,at,v\nA,2026-01-02,2\n").and("d/1.csv", "id,at,v\nA,2026-01-01,1\n");
    let mut source = source("d/*", column("v"));
    source.latest = latest("id", None);
    let (observations, _) = gather_one(&files, source);
    assert_eq!(
        observations.origins.iter().map(|origin| origin.path.as_str()).collect::<Vec<_>>(),
        ["d/1.csv", "d/2.csv"]
    );
    let [point] = points(&observations)[..] else { panic!("{observations:?}") };
    assert_eq!((point.good, point.row.origin, point.row.line), (7_200.0, 1, 2));
}

#[test]
fn good_of_a_total_of_rows() {
    let text = "at,kind,ok\n2026-01-01,a,true\n2026-01-02,a,false\n2026-01-03,b,true\n2026-01-04,a,\n";
    let rows = |column: &str, value: &str| RatioPart::Rows(vec![where_(column, Test::Equals(value.into()))]);
    let ratio = RatioMeasure { part: rows("ok", "true"), part_is_good: true, total: Some(rows("kind", "a")) };
    let (observations, findings) =
        gather_one(&Memory::with("d.csv", text), source("d.csv", Measure::Ratio(ratio)));
    assert_eq!(findings, [""; 0]);
    assert_eq!(sums(&observations), (1.0, 2.0));
    assert_eq!((observations.tally.left_out, observations.tally.missing), (1, 1));
}

#[test]
fn outages_go_on_until_now_and_never_backwards() {
    let text = r#"[{"from": "2026-01-01T00:00:00Z", "to": "2026-01-01T01:00:00Z"},
        {"from": "2026-05-31T00:00:00Z", "to": null},
        {"from": "2026-02-02T00:00:00Z", "to": "2026-02-01T00:00:00Z"}]"#;
    let mut source = source("d.json", down("from", "to"));
    source.time.column = None;
    let (observations, findings) = gather_one(&Memory::with("d.json", text), source);
    assert_eq!(findings.len(), 1);
    assert!(findings[0].starts_with("D218 d.json:3 to it ends before it starts"), "{findings:?}");
    let hours: Vec<f64> =
        outages(&observations).iter().map(|outage| outage.interval.seconds() / 3600.0).collect();
    assert_eq!(hours, [1.0, 24.0]);
    assert_eq!(observations.known_until, Some(time("2026-05-31T00:00:00Z")));
}

#[test]
fn a_list_holds_what_is_asked_for() {
    let text = r#"{"at": "2026-01-01", "c": ["Pages", "Actions"]} {"at": "2026-01-02", "c": ["Actions"]} {"at": "2026-01-03", "c": []}"#;
    let mut source = source("d.json", Measure::Count);
    source.filter = vec![where_("c", Test::Contains("Pages".into()))];
    let (observations, _) = gather_by(&Memory::with("d.json", text), &["c"], source);
    assert_eq!(observations.groups, [[Box::from("Pages, Actions")]]);
}

#[test]
fn groups_are_sorted_and_name_what_is_missing() {
    let files = Memory::with("d.csv", "at,v,g,h\n2026-01-02,1,z,\n2026-01-01,2,a,1\n2026-01-03,3,z,\n");
    let (observations, _) = gather_by(&files, &["g", "h"], source("d.csv", column("v")));
    let groups: Vec<String> = observations.groups.iter().map(|group| group.join("/")).collect();
    assert_eq!(groups, ["a/1", "z/(none)"]);
    assert_eq!(points(&observations).iter().map(|point| point.group).collect::<Vec<_>>(), [0, 1, 1]);
}

#[test]
fn sources_that_are_not_files() {
    let mut bare = metric("m", "", &[], source("d.csv", column("v")));
    bare.gather = None;
    let gathered = gather_all(&Memory::default(), vec![bare]);
    assert_eq!(gathered.observations["m"].absence, Some(Absence::NoSource));
}

fn format() -> impl Strategy<Value = FileFormat> {
    prop::sample::select(vec![FileFormat::Csv, FileFormat::Tsv, FileFormat::Json, FileFormat::JsonLines])
}

/// Bytes that often look like data.
fn content() -> impl Strategy<Value = Vec<u8>> {
    let word = prop::sample::select(vec![
        "at",
        "v",
        "id",
        ",",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\"",
        "[",
        "]",
        "{",
        "}",
        ":",
        "\"at\":",
        "\"v\":",
        "2026-01-01",
        "1",
        "-2.5",
        "é",
        "null",
        "true",
        "\u{feff}",
        " ",
        "\\u00e9",
        "\"x\"",
    ]);
    let words = prop::collection::vec(word, 0..60).prop_map(|words| words.concat().into_bytes());
    let with_header = words.clone().prop_map(|rest| [b"at,v,id\n".to_vec(), rest].concat());
    prop_oneof![words, with_header, prop::collection::vec(any::<u8>(), 0..300)]
}

fn outcome(files: &Memory, format: FileFormat, encoding: Option<&str>) -> String {
    let mut source = source("d", elapsed("at", "v"));
    source.format = Some(format);
    source.encoding = encoding.map(str::to_owned);
    source.latest = latest("id", None);
    let mut plain = source.clone();
    (plain.latest, plain.measure) = (None, column("v"));
    let gathered = gather_all(files, vec![metric("a", "", &["id"], source), metric("b", "%", &[], plain)]);
    format!("{:?} {:?}", gathered.observations, told(&gathered))
}

proptest! {
    #[test]
    fn no_bytes_panic_and_chunks_do_not_matter(
        content in content(),
        format in format(),
        chunk in 1usize..40,
        encoding in prop::sample::select(vec![None, Some("latin1"), Some("utf-16le"), Some("shift_jis"), Some("gbk")]),
    ) {
        let whole = outcome(&Memory::with("d", &content), format, encoding);
        let pieces = outcome(&Memory::with("d", &content).in_chunks_of(chunk), format, encoding);
        prop_assert_eq!(whole, pieces);
    }

    #[test]
    fn every_row_is_accounted_for(rows in prop::collection::vec(("[0-9x]{0,2}", "[ab]?"), 0..40)) {
        let text: String = rows.iter().map(|(v, id)| format!("2026-01-01,{v},{id}\n")).collect();
        let mut source = source("d.csv", column("v"));
        source.latest = latest("id", Some("v"));
        let (observations, _) = gather_one(&Memory::with("d.csv", format!("at,v,id\n{text}")), source);
        let tally = observations.tally;
        prop_assert_eq!(tally.read, rows.len() as u64);
        prop_assert_eq!(tally.used + tally.left_out + tally.missing + tally.unreadable, tally.read);
        prop_assert_eq!(tally.used, observations.len() as u64);
    }
}

#[test]
fn a_row_from_the_future_replaces_none() {
    let rows = "id,at,v\nA,2026-05-01,1\nA,2026-07-01,2\nB,2026-08-01,3\nC,2026-05-02,4\nC,,5\n";
    let mut last = source("d.csv", column("v"));
    last.latest = latest("id", None);
    let (observations, findings) = gather_one(&Memory::with("d.csv", rows), last);
    assert_eq!(findings, [""; 0]);
    let values: Vec<f64> = points(&observations).iter().map(|point| point.good / 3_600.0).collect();
    assert_eq!(values, [1.0], "the later row of C has no time and stands for it as before");
    assert_eq!(observations.known_until, Some(time("2026-08-01T00:00:00Z")));
    let tally = observations.tally;
    assert_eq!((tally.read, tally.used, tally.left_out, tally.missing), (5, 1, 3, 1));
}

#[test]
fn an_outage_that_ends_in_the_future_goes_on_until_then() {
    let rows = "id,from,to\nA,2026-05-01,\nA,2026-05-01,2026-07-01\nB,2026-06-02,2026-06-03\n";
    let mut last = source("d.csv", down("from", "to"));
    (last.latest, last.time.column) = (latest("id", None), None);
    let (observations, _) = gather_one(&Memory::with("d.csv", rows), last);
    assert_eq!(outages(&observations).len(), 1);
    assert_eq!(outages(&observations)[0].interval.from, time("2026-05-01T00:00:00Z"));
}
