//! Every node is where it was written.

use deming::text::{Kind, Node, Position, Source, duplicates};

fn source(text: &str) -> std::sync::Arc<Source> {
    let source = Source::new("a.yaml", text);
    assert_eq!(source.syntax_error(), None, "{text:?}");
    source
}

/// Each node of the first document as `path-less` text: `line:column text`, depth first, keys before values.
fn listing(text: &str) -> Vec<String> {
    fn visit(source: &Source, node: &Node, out: &mut Vec<String>) {
        out.push(format!("{} {}", node.span.start, source.slice(node.span)));
        match &node.kind {
            Kind::Sequence(items) => items.iter().for_each(|item| visit(source, item, out)),
            Kind::Mapping(entries) => entries.iter().for_each(|(key, value)| {
                visit(source, key, out);
                visit(source, value, out);
            }),
            _ => {}
        }
    }
    let source = source(text);
    let mut out = Vec::new();
    visit(&source, &source.documents()[0], &mut out);
    out
}

#[test]
fn block_style() {
    let text = "# first\na:   # why\n  b: x y  # end\n  # between\n  c:\n  - 1\n  -  2\n\n# last\n";
    let expected = [
        "2:1 a:   # why\n  b: x y  # end\n  # between\n  c:\n  - 1\n  -  2",
        "2:1 a",
        "3:3 b: x y  # end\n  # between\n  c:\n  - 1\n  -  2",
        "3:3 b",
        "3:6 x y",
        "5:3 c",
        "6:3 - 1\n  -  2",
        "6:5 1",
        "7:6 2",
    ];
    assert_eq!(listing(text), expected);
}

#[test]
fn flow_style_over_lines() {
    let text = "a: {b: [1, 'two',\n  \"thr\\u0065e\"], c: }\n";
    let expected = [
        "1:1 a: {b: [1, 'two',\n  \"thr\\u0065e\"], c: }",
        "1:1 a",
        "1:4 {b: [1, 'two',\n  \"thr\\u0065e\"], c: }",
        "1:5 b",
        "1:8 [1, 'two',\n  \"thr\\u0065e\"]",
        "1:9 1",
        "1:12 'two'",
        "2:3 \"thr\\u0065e\"",
        "2:18 c",
        "2:20 ",
    ];
    assert_eq!(listing(text), expected);
}

#[test]
fn block_scalars_end_with_their_text() {
    let text = "a: |\n  one\n  two\n\nb: >-\n  x\n\n\n# end\nc: plain\n  over lines\n";
    let lines = listing(text);
    assert_eq!(lines[2], "1:4 |\n  one\n  two");
    assert_eq!(lines[4], "5:4 >-\n  x");
    assert_eq!(lines[6], "10:4 plain\n  over lines");
}

#[test]
fn absent_values_are_behind_their_indicator() {
    let lines = listing("a:\nb: ~\nc:\n  -\n  - null\nd:\n");
    assert_eq!(lines[2], "1:3 ");
    assert_eq!(lines[4], "2:4 ~");
    assert_eq!(lines[7], "4:4 ");
    assert_eq!(lines[8], "5:5 null");
    assert_eq!(lines[10], "6:3 ");
}

#[test]
fn columns_count_characters_after_a_mark_and_over_crlf() {
    let source = source("\u{feff}ä: ö\r\nb:\t\"ü€\"\r\n");
    let root = &source.documents()[0];
    assert_eq!(root.span.start, Position::START);
    let value = root.get("ä").unwrap();
    assert_eq!(value.span.start, Position { line: 1, column: 4, offset: 4 });
    let value = root.get("b").unwrap();
    assert_eq!(value.span.start, Position { line: 2, column: 4, offset: 11 });
    assert_eq!(source.slice(value.span), "\"ü€\"");
}

#[test]
fn lone_carriage_returns_end_lines() {
    let source = source("a: 1\rb: 2\r");
    assert_eq!(source.documents()[0].get("b").unwrap().span.start.line, 2);
}

#[test]
fn anchors_and_tags_are_not_part_of_a_node() {
    let text = "a: &x !!str  text\nb: &y # why\n  c: 1\nd: &z [1]\ne: *x\nf: !!str\n";
    let lines = listing(text);
    assert_eq!(lines[2], "1:14 text");
    assert_eq!(lines[4], "3:3 c: 1");
    assert_eq!(lines[8], "4:7 [1]");
    assert_eq!(lines[11], "5:4 *x");
    assert_eq!(lines[13], "6:9 ");
}

#[test]
fn aliases_resolve_to_what_they_stand_for() {
    let source = source("a: &x {b: [1, 2]}\nc: *x\n*x : key\n");
    let root = &source.documents()[0];
    let alias = root.get("c").unwrap();
    assert_eq!(source.slice(alias.span), "*x");
    assert_eq!(alias.get("b").unwrap().at(1).unwrap().scalar(), Some("2"));
    assert_eq!(source.slice(alias.get("b").unwrap().span), "[1, 2]");
    assert_eq!(format!("{:?}", alias.kind), "Alias(1:7)");
}

#[test]
fn merge_keys_are_looked_through() {
    let text =
        "base: &b {x: 1, y: 1}\nmore: &m {<<: *b, z: 2, y: 2}\none: {<<: *m, x: 3}\nlist: {<<: [*b, *m]}\n";
    let source = source(text);
    let value = |path: [&str; 2]| source.documents()[0].get(path[0])?.get(path[1])?.scalar();
    assert_eq!(value(["one", "x"]), Some("3"));
    assert_eq!(value(["one", "y"]), Some("2"));
    assert_eq!(value(["one", "z"]), Some("2"));
    assert_eq!(value(["list", "y"]), Some("1"));
    assert_eq!(value(["list", "z"]), Some("2"));
    assert_eq!(value(["list", "w"]), None);
}

#[test]
fn duplicate_keys_are_listed_at_every_depth() {
    let source = source("a: 1\nb:\n- {c: 1, d: 2, \"c\": 3}\na: 2\n'a': 3\nx: &x {e: 1, e: 2}\ny: *x\n");
    let found: Vec<String> = duplicates(&source.documents()[0])
        .iter()
        .map(|one| format!("{} {} {} {}", one.path, one.key, one.first.start, one.again.start))
        .collect();
    assert_eq!(found, ["b[0].c c 3:4 3:16", "a a 1:1 4:1", "a a 1:1 5:1", "x.e e 6:8 6:14"]);
}

#[test]
fn syntax_errors_have_a_place_and_keep_the_documents_before() {
    let source = Source::new("a.yaml", "a: 1\n---\nb:\n  - x\n c: [\n");
    let error = source.syntax_error().unwrap();
    assert_eq!(error.position.line, 5, "{error}");
    assert_eq!(source.documents().len(), 1);
    let source = Source::new("a.yaml", "a:\n\t- x\n");
    assert_eq!(source.syntax_error().unwrap().position.line, 2);
    let source = Source::new("a.yaml", "é: \"ab\n");
    assert!(source.syntax_error().is_some());
}
