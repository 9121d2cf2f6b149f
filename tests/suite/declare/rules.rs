//! Every rule has a code of its own, an example that breaks it, and one that does not.

use std::collections::BTreeSet;

use deming::finding::Rule;
use deming::{catalog, declare};

use super::{Tree, resolved_tree};

fn all() -> impl Iterator<Item = &'static Rule> {
    declare::rules::ALL.iter().chain(catalog::rules::ALL).copied()
}

#[test]
fn codes_and_names_are_unique() {
    let codes: BTreeSet<&str> = all().map(|rule| rule.code).collect();
    let names: BTreeSet<&str> = all().map(|rule| rule.name).collect();
    assert_eq!((codes.len(), names.len()), (all().count(), all().count()));
    for rule in all() {
        assert!(rule.what.ends_with('.') && rule.why.ends_with('.'), "{}", rule.code);
    }
}

#[test]
fn every_bad_example_breaks_its_rule_and_no_good_one_does() {
    for rule in all() {
        assert!(breaks(rule, rule.bad), "{}: the bad example does not break it:\n{}", rule.code, rule.bad);
        assert!(!breaks(rule, rule.good), "{}: the good example breaks it:\n{}", rule.code, rule.good);
    }
}

fn breaks(rule: &Rule, example: &str) -> bool {
    let files = files_of(example);
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    let links = example.lines().filter_map(|line| line.strip_prefix("# link: ")?.split_once(" -> "));
    let tree = Tree::of(&files).with_links(&links.collect::<Vec<_>>());
    let (_, findings) = resolved_tree(&tree);
    findings.iter().any(|finding| finding.rule.code == rule.code)
}

/// An example of several files names each on a line `# file: PATH`, and links on lines `# link: PATH -> TARGET`.
fn files_of(example: &str) -> Vec<(&str, String)> {
    let mut files: Vec<(&str, String)> = Vec::new();
    for line in example.split_inclusive('\n') {
        match (line.strip_prefix("# file: "), files.last_mut()) {
            (Some(path), _) => files.push((path.trim_end(), String::new())),
            (None, Some((_, text))) => text.push_str(line),
            (None, None) => files.push(("improvement/example.yaml", line.to_owned())),
        }
    }
    files
}
