//! `deming import catalog`: fifty real namespaces, and the gaps of their catalogue.

use std::collections::BTreeMap;

use regex::Regex;

use crate::world::{TestWorld, shared_data};

/// How many findings of each rule a text of the usual form holds.
fn counts(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for found in Regex::new(r"(?:warning|error|note)\[(D\d+)\]").unwrap().captures_iter(text) {
        *counts.entry(found[1].to_owned()).or_default() += 1;
    }
    counts
}

/// The same counted in the manifests themselves, line by line and without a YAML reader: namespaces, days of review
/// that are missing, empty, readable, and readable but over on the first day of 2026.
fn counted_by_hand(folder: &std::path::Path) -> [usize; 5] {
    let [mut namespaces, mut missing, mut empty, mut days, mut over] = [0; 5];
    for namespace in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(files) = std::fs::read_dir(namespace) else { continue };
        for text in files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()) {
            if !text.lines().any(|line| line.trim_end() == "kind: Namespace") {
                continue;
            }
            namespaces += 1;
            let day = text.lines().find_map(|line| line.split_once("/review-after:"));
            match day.map(|(_, day)| day.trim().trim_matches('"')) {
                None => missing += 1,
                Some("") => empty += 1,
                Some(day) => {
                    days += 1;
                    over += usize::from(day < "2026-01-01");
                }
            }
        }
    }
    [namespaces, missing, empty, days, over]
}

#[test]
fn fifty_namespaces_become_services() {
    let Some(folder) = shared_data("service-catalog") else { return };
    let [namespaces, missing, empty, days, over] = counted_by_hand(&folder);
    assert_eq!([namespaces, missing, empty, days, over], [50, 13, 21, 16, 7]);
    let world = TestWorld::new();
    let made =
        world.deming(&["import", "catalog", folder.to_str().unwrap(), "--out", "improvement/services.yaml"]);
    assert_eq!((made.status, made.stdout.as_str()), (0, ""), "{}", made.stderr);
    let expected = BTreeMap::from([("D362".to_owned(), missing), ("D363".to_owned(), empty)]);
    assert_eq!(counts(&made.stderr), expected);
    assert!(
        made.stderr.contains("34 warnings.") && made.stderr.contains("(50 documents)"),
        "{}",
        made.stderr
    );
    assert!(made.stderr.contains("accessibility-book-club/00-namespace.yaml:1"), "{}", made.stderr);
    let text = world.read("improvement/services.yaml");
    assert_eq!(
        (text.matches("\nkind: Service\n").count(), text.matches("\n    next: ").count()),
        (namespaces, days)
    );
    assert!(text.contains("owner: u141a9241@justice.gov.uk\n  review:\n    next: 2026-01-23\n"), "{text}");
    let checked = world.deming(&["check", "--format", "concise", "--as-of", "2026-01-01"]);
    assert_eq!(checked.status, 0, "{}", checked.stdout);
    // What is overdue, and that a catalogue measures nothing yet.
    let expected = BTreeMap::from([("D179".to_owned(), over), ("D187".to_owned(), namespaces)]);
    assert_eq!(counts(&checked.stdout), expected, "{}", checked.stdout);
}

#[test]
fn a_team_can_own_instead_of_a_person() {
    let Some(folder) = shared_data("service-catalog/calculate-journey-variable-payments-dev") else { return };
    let world = TestWorld::new();
    let args = [
        "import",
        "catalog",
        folder.to_str().unwrap(),
        "--owner-from",
        "team-name,owner",
        "--practice",
        "capacity",
    ];
    let made = world.deming(&args);
    assert!(made.stdout.contains("  practice: capacity\n  owner: \"@move-a-prisoner\"\n"), "{made:?}");
}

/// A namespace with these annotations.
fn namespace(name: &str, annotations: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {name}\n  annotations:\n{annotations}\n    x/z: z\n---\n"
    )
}

#[test]
fn what_is_missing_is_told_and_the_rest_is_written() {
    let world = TestWorld::new();
    let all = [
        namespace("prose", "    x/owner: Laa Tech\n    x/review-after: after the summer"),
        namespace("swapped", "    x/owner: ''\n    x/team-name: web-ops\n    x/review-after: '2025-25-11'"),
        namespace("nobody", "    x/owner: '-'\n    x/review-after: 2027-01-31"),
        namespace("whole", "    x/owner: Ann <ann@example.org>\n    x/review-after: 2027-01-31"),
        namespace("whole", "    x/owner: '@twice'\n    x/review-after: 2027-01-31"),
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: {a: b}}\n---\napiVersion: v1\nkind: Secret\n"
            .to_owned(),
    ];
    world.write("cluster/all.yaml", all.concat());
    world.write("cluster/broken.yml", "a: [\n");
    world.write("cluster/notes.txt", "not YAML: [\n");
    let made = world.deming(&["import", "catalog", "cluster", "--out", "improvement/services.yaml"]);
    assert_eq!(made.status, 1, "{made:?}");
    let text = world.read("improvement/services.yaml");
    insta::assert_snapshot!(text);
    let expected = [("D002", 1), ("D360", 2), ("D361", 1), ("D364", 2)];
    assert_eq!(
        counts(&made.stderr),
        expected.map(|(code, count)| (code.to_owned(), count)).into(),
        "{}",
        made.stderr
    );
    assert!(made.stderr.contains("cluster/all.yaml:17:21"), "{}", made.stderr);
    assert!(made.stderr.contains("cannot be read: `2025-25-11`"), "{}", made.stderr);
    assert_eq!(world.deming(&["import", "catalog", "cluster/notes.txt"]).status, 2);
    let only = world.deming(&["import", "catalog", "cluster", "--select", "D361"]);
    assert_eq!(counts(&only.stderr), BTreeMap::from([("D361".to_owned(), 1)]), "{}", only.stderr);
}

#[test]
fn the_review_of_a_service_is_a_date_to_keep() {
    let world = TestWorld::new();
    let service = "apiVersion: deming/v1\nkind: Service\nmetadata: {name: shop}\nspec: {practice: capacity, owner: \"@ops\", review: {every: 1Y, next: 2026-01-10}}\n";
    world.write("improvement/shop.yaml", service);
    world.commit("shop");
    assert_eq!(world.deming(&["report", "--as-of", "2026-01-01"]).status, 0);
    let home = world.read("report/Home.md");
    assert!(home.contains("2026-01-10") && home.contains("review the service"), "{home}");
}
