//! Files that are broken or hostile: a clear answer, in no time and little memory.

use super::{DESK, about, resolved, told};

fn bytes(content: &[u8]) -> Vec<String> {
    let (_, findings) = resolved(&[("improvement/a.yaml", content)]);
    told(&findings)
}

#[test]
fn an_anchor_bomb_does_not_go_off() {
    let mut bomb = String::from("apiVersion: deming/v1\nkind: Service\na: &a [x,x,x,x,x,x,x,x,x]\n");
    for (name, before) in ('b'..='j').zip('a'..='i') {
        bomb.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(",")));
    }
    let findings = about(&bomb);
    assert!(findings.len() == 1 && findings[0].starts_with("D002"), "{findings:?}");
    let wide = format!(
        "apiVersion: deming/v1\nkind: Service\na: &a [{}]\nb: [{}]\n",
        vec!["x"; 50_000].join(","),
        vec!["*a"; 50_000].join(",")
    );
    let findings = about(&wide);
    assert!(findings.len() == 1 && findings[0].contains("more than 200000 values"), "{findings:?}");
}

#[test]
fn ten_megabytes_of_brackets() {
    let findings = bytes(&vec![b'['; 10_000_000]);
    assert_eq!(
        findings,
        [
            "D001 a.yaml:1:1 the file has 10000000 bytes, at most 1048576 are read as YAML -> split it, or keep data in data files"
        ]
    );
    let findings = bytes(&[b'['; 1000]);
    assert!(findings[0].starts_with("D001 a.yaml:1:501"), "{findings:?}");
}

#[test]
fn nested_too_deep() {
    let deep = format!("apiVersion: deming/v1\nkind: Service\na: {}{}\n", "[".repeat(400), "]".repeat(400));
    let findings = about(&deep);
    assert!(findings.len() == 1 && findings[0].starts_with("D002"), "{findings:?}");
    let deep: String = (0..400).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert_eq!(about(&format!("apiVersion: deming/v1\n{deep}")).len(), 1);
}

#[test]
fn bytes_that_are_no_text() {
    let findings = bytes(b"apiVersion: deming/v1\nkind: \xe4\n");
    assert_eq!(
        findings,
        ["D001 a.yaml:2:7 line 2, column 7 is not UTF-8: byte 0xe4 at offset 28 -> save the file as UTF-8"]
    );
    let utf16: Vec<u8> =
        "\u{feff}apiVersion: deming/v1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(bytes(&utf16), ["D001 a.yaml:1:1 the file is UTF-16 -> save it as UTF-8"]);
}

#[test]
fn marks_and_line_ends_do_not_matter() {
    for text in [format!("\u{feff}{DESK}"), DESK.replace('\n', "\r\n"), format!("---\n{DESK}...\n")] {
        let (catalog, findings) = resolved(&[("a.yaml", text.as_bytes())]);
        assert_eq!((catalog.services.len(), told(&findings)), (1, vec![]), "{text:?}");
    }
    let wrong = format!("\u{feff}{}", DESK.replace('\n', "\r\n").replace("practice", "praktice"));
    assert!(about(&wrong)[0].starts_with("D009 a.yaml:4:8"), "{:?}", about(&wrong));
}

#[test]
fn nothing_is_no_mistake() {
    for text in ["", "\n\n", "# only a comment\n", "---\n", "---\n---\n# two\n", "~\n"] {
        assert_eq!(about(text), Vec::<String>::new(), "{text:?}");
    }
    assert_eq!(about(&format!("---\n---\n{DESK}")), Vec::<String>::new());
}

#[test]
fn the_documents_before_a_broken_one_are_read() {
    let text = format!("{DESK}---\napiVersion: deming/v1\nkind: [\n");
    let (catalog, findings) = resolved(&[("a.yaml", text.as_bytes())]);
    assert_eq!(catalog.services.len(), 1);
    assert!(told(&findings)[0].starts_with("D002 a.yaml:8:1"), "{:?}", told(&findings));
}

#[test]
fn what_is_no_mapping() {
    let says = |text: &str| about(&format!("{DESK}---\n{text}\n")).join("\n");
    assert!(says("- a").starts_with("D005 a.yaml:6:1 a declaration is a mapping, found a list"));
    assert!(says("hello").starts_with("D005 a.yaml:6:1"));
    assert!(says("? [a]\n: b").starts_with("D002"));
    assert!(says("apiVersion: [deming/v1]").starts_with("D010 a.yaml:6:13"));
}

#[test]
fn odd_values() {
    let practice = |value: &str| about(&DESK.replace("it-support", value)).join("\n");
    assert!(practice(".nan").contains("`.nan` cannot be read as a name"));
    assert!(practice(&"9".repeat(400)).starts_with("D011"));
    assert!(practice("!secret x").contains("tags"));
    assert!(practice("&a b").is_empty());
    let list = DESK.replace("{practice: it-support, owner: \"@ops\"}", "[it-support, \"@ops\"]");
    assert_eq!(about(&list), ["D010 a.yaml:4:7 expected a mapping, found a list"]);
    assert!(about(&DESK.replace("name: desk", "5: desk, name: desk"))[0].contains("unknown field `5`"));
    let escape = practice("\"\\e[31m\\nD001\"");
    assert!(!escape.contains(['\u{1b}', '\n']), "{escape:?}");
}

#[test]
fn merge_keys_and_aliases() {
    let text = "\
apiVersion: deming/v1
kind: Need
metadata: {name: n, labels: &l {team: [a, b], x: 1}}
spec: {service: desk, statement: s, requires: []}
---
apiVersion: deming/v1
kind: Service
metadata: &m {name: desk, labels: {a: b}}
spec: {practice: p, owner: &o \"@ops\"}
";
    assert_eq!(about(text), Vec::<String>::new());
    let text = "\
apiVersion: deming/v1
kind: Strategy
metadata: {name: s}
spec:
  vision: v
  owner: &o \"@a\"
  goals:
    - &g {name: one, statement: x}
    - {<<: *g, name: two}
    - {<<: *g, name: three, ownr: *o}
";
    assert_eq!(
        about(text),
        ["D009 a.yaml:10:29 unknown field `ownr` -> the fields here are `name`, `statement`, `csfs`"]
    );
}

#[test]
fn what_came_in_through_a_merge_key_is_told_so() {
    let strategy = |goals: &str| {
        about(&format!(
            "apiVersion: deming/v1\nkind: Strategy\nmetadata: {{name: s}}\nspec:\n  vision: v\n  owner: \"@a\"\n  goals:\n{goals}"
        ))
    };
    assert_eq!(
        strategy(
            "    - &g {name: one, statement: x, csfs: [{name: c, kpis: [m]}]}\n    - {<<: *g, name: two}\n"
        ),
        [
            "D031 a.yaml:8:60 there is no Metric `m` -> no Metric is declared yet",
            "D031 a.yaml:8:60 there is no Metric `m` [9:8 it came in through the merge key at line 9] -> no Metric is declared yet",
        ]
    );
    assert_eq!(
        about(
            "apiVersion: deming/v1\nkind: Service\nmetadata: &m {name: desk, nmae: d}\nspec: {practice: p, owner: \"@ops\"}\n---\napiVersion: deming/v1\nkind: Need\nmetadata: {name: n}\nspec: {service: desk, statement: s, <<: {requires: 5}}\n"
        )
        .last()
        .unwrap(),
        "D010 a.yaml:9:52 expected a list, found the number `5` [9:37 it came in through the merge key at line 9] -> a list of one is written `[5]`"
    );
}
