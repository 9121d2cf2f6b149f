//! Fingerprints stay when text moves, and no two findings of a run share one.

use std::collections::{BTreeMap, BTreeSet};

use deming::finding::{Findings, numbered};
use proptest::prelude::*;

use super::json;
use crate::declare::{Tree, resolved_tree};
use crate::world::TestWorld;

/// Documents with a finding each, and more than one in some; each is known by kind and name.
const DOCUMENTS: [&str; 5] = [
    "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it, owner: \"@o\", ownr: 1}\n",
    "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec:\n  type: SLA\n  service: desk\n  objectives:\n    - {name: a, metric: nothing}\n    - {name: b, metric: nothing, op: lte}\n",
    "apiVersion: deming/v1\nkind: Calendar\nmetadata: {name: hours}\nspec:\n  holidays: [2025-12-25, 2025-13-01, 2025-14-01]\n",
    "apiVersion: deming/v1\nkind: Calendar\nmetadata: {name: reversed}\nspec:\n  hours:\n    - {days: [Mon], from: \"18:00\", to: \"08:00\"}\n    - {days: [Tue], from: \"18:00\", to: \"08:00\"}\n",
    "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: calls}\nspec: {service: gone, class: proces, direction: lower, owner: \"@o\"}\n",
];

fn findings(files: &[(&str, String)]) -> Findings {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    let (_, mut findings) = resolved_tree(&Tree::of(&files));
    findings.sort();
    findings
}

fn prints(files: &[(&str, String)]) -> BTreeSet<String> {
    let findings = findings(files);
    let unique: BTreeSet<String> = numbered(findings.iter()).iter().map(|print| print.unique()).collect();
    assert_eq!(unique.len(), findings.len(), "no two findings share a fingerprint");
    unique
}

fn joined(documents: &[&str]) -> String {
    documents.join("---\n")
}

#[test]
fn the_documents_have_findings_of_many_rules() {
    let found = findings(&[("improvement/a.yaml", joined(&DOCUMENTS))]);
    let codes: BTreeSet<&str> = found.iter().map(|finding| finding.rule.code).collect();
    assert!(found.len() >= 8 && codes.len() >= 4, "{codes:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Lines, documents, files: where a declaration stands does not count.
    #[test]
    fn text_that_moves_keeps_its_fingerprints(
        order in Just((0..DOCUMENTS.len()).collect::<Vec<_>>()).prop_shuffle(),
        blank in 0usize..5,
        cut in 0usize..6,
        crlf in any::<bool>(),
    ) {
        let before = prints(&[("improvement/a.yaml", joined(&DOCUMENTS))]);
        let spaced = |index: &usize| format!("{}{}", "# moved\n\n".repeat(blank), DOCUMENTS[*index]);
        let moved: Vec<String> = order.iter().map(spaced).collect();
        let (one, other) = moved.split_at(cut.min(moved.len()));
        let text = |part: &[String]| {
            let text = part.join("---\n");
            if crlf { text.replace('\n', "\r\n") } else { text }
        };
        let files: Vec<(&str, String)> = [("improvement/x.yaml", text(one)), ("improvement/b/y.yml", text(other))]
            .into_iter().filter(|(_, text)| !text.is_empty()).collect();
        prop_assert_eq!(before, prints(&files));
    }
}

#[test]
fn an_item_put_before_others_moves_no_fingerprint() {
    let before = prints(&[("improvement/a.yaml", joined(&DOCUMENTS))]);
    let text = joined(&DOCUMENTS)
        .replace("  objectives:\n", "  objectives:\n    - {name: new, metric: calls, op: lte, value: 9}\n")
        .replace("[2025-12-25,", "[2025-12-24, 2025-12-25,")
        .replace("  hours:\n", "  hours:\n    - {days: [Sun], from: \"08:00\", to: \"18:00\"}\n");
    let after = prints(&[("improvement/a.yaml", text)]);
    assert!(before.is_subset(&after), "{:?}", before.difference(&after));
}

#[test]
fn a_document_put_before_others_moves_no_fingerprint() {
    let before = prints(&[("improvement/a.yaml", joined(&DOCUMENTS))]);
    let service = "apiVersion: deming/v1\nkind: Service\nmetadata: {name: new}\nspec: {practice: it, owner: \"@o\"}\n---\n";
    let after = prints(&[("improvement/a.yaml", service.to_owned() + &joined(&DOCUMENTS))]);
    assert_eq!(before, after);
}

#[test]
fn what_is_about_something_else_has_another_fingerprint() {
    let of = |text: &str| prints(&[("improvement/a.yaml", text.to_owned())]);
    let one = of(DOCUMENTS[0]);
    assert_ne!(one, of(&DOCUMENTS[0].replace("desk", "portal")));
    assert_ne!(one, of(&DOCUMENTS[0].replace("ownr", "ownre")));
    assert_eq!(one, of(&DOCUMENTS[0].replace("ownr: 1", "ownr: 2")));
}

#[test]
fn every_dialect_has_the_same_fingerprints_after_lines_moved() {
    let world = TestWorld::new();
    let read = || {
        let run = world.deming(&[
            "check",
            "--format",
            "sarif",
            "--output",
            "gitlab=g.json",
            "--output",
            "json=j.json",
        ]);
        let by = |value: &serde_json::Value, pointer: &str, list: &str| -> BTreeSet<String> {
            let items = value.pointer(list).unwrap().as_array().unwrap().iter();
            items.map(|item| item.pointer(pointer).unwrap().as_str().unwrap().to_owned()).collect()
        };
        let sarif = json(&run.stdout);
        BTreeMap::from([
            ("hash", by(&sarif, "/partialFingerprints/primaryLocationLineHash", "/runs/0/results")),
            ("own", by(&sarif, "/partialFingerprints/deming~1v1", "/runs/0/results")),
            ("gitlab", by(&json(&world.read("g.json")), "/fingerprint", "")),
            ("json", by(&json(&world.read("j.json")), "/fingerprint", "/findings")),
        ])
    };
    world.write("improvement/a.yaml", joined(&DOCUMENTS));
    let before = read();
    world.write("improvement/a.yaml", format!("# one\n# two\n\n{}", joined(&DOCUMENTS)));
    assert_eq!(before, read());
    assert!(before["json"].len() >= 8);
    assert_eq!((&before["own"], &before["gitlab"]), (&before["json"], &before["json"]));
}

/// Two findings that nothing but their order tells apart.
#[test]
fn equal_findings_are_numbered() {
    let found = findings(&[("improvement/a.yaml", DOCUMENTS[3].to_owned())]);
    let prints = numbered(found.iter());
    assert_eq!(prints.iter().map(|print| print.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(prints[0].shared, prints[1].shared);
    assert_ne!(prints[0].unique(), prints[1].unique());
}
