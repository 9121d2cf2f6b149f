//! Every rule has a code of its own, an example that breaks it, and one that does not.

use std::collections::BTreeSet;

use deming::finding::Rule;
use deming::{catalog, change, declare, exchange, policy};

use super::{Tree, resolved_tree};
use crate::world::TestWorld;

fn all() -> impl Iterator<Item = &'static Rule> {
    let verdicts = policy::verdicts::RULES.iter().copied();
    language().chain(of_repositories()).chain(verdicts).chain(exchange::rules::all())
}

/// The rules by which `check` looks at a whole repository, or at two states of it. Verdicts are `diff`'s, with a test of
/// their own.
fn of_repositories() -> impl Iterator<Item = &'static Rule> {
    let is_verdict = |rule: &&Rule| policy::verdicts::RULES.iter().any(|verdict| verdict.code == rule.code);
    policy::rules().filter(move |rule| !is_verdict(rule)).chain(change::rules::ALL.iter().copied())
}

/// The rules that reading and resolving hold declarations to.
fn language() -> impl Iterator<Item = &'static Rule> {
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
    for rule in language() {
        let [bad, good] = [rule.bad, rule.good].map(|example| in_place(rule, example));
        assert!(breaks(rule, &bad), "{}: the bad example does not break it:\n{bad}", rule.code);
        assert!(!breaks(rule, &good), "{}: the good example breaks it:\n{good}", rule.code);
    }
}

/// The same for rules that look at a whole repository: the command itself is run in one.
#[test]
fn every_bad_example_of_a_repository_breaks_its_rule_and_no_good_one_does() {
    for rule in of_repositories() {
        let [bad, good] = [rule.bad, rule.good];
        let [found_in_bad, found_in_good] = [bad, good].map(|example| found_in_repository(rule, example));
        assert!(
            found_in_bad.contains(rule.code),
            "{}: the bad example does not break it:\n{bad}\n{found_in_bad:?}",
            rule.code
        );
        assert!(!found_in_good.contains(rule.code), "{}: the good example breaks it:\n{good}", rule.code);
        let broken = |codes: &BTreeSet<String>| codes.iter().any(|code| code.as_str() < "D100");
        assert!(
            !broken(&found_in_bad) && !broken(&found_in_good),
            "{}: an example cannot be read",
            rule.code
        );
    }
}

/// The codes of what `deming check` finds in a repository of these files on the first day of 2026. Lines
/// `# commit: DAY NAME <MAIL>` are commits from before, and a line `# shallow` asks for a shallow clone. An example of
/// two states has its first behind a line `# base`, on `main`, and its second behind a line `# change`, on a branch.
fn found_in_repository(rule: &Rule, example: &str) -> BTreeSet<String> {
    let world = TestWorld::new();
    for (day, author) in commits_of(example) {
        let midnight: jiff::Timestamp = format!("{day}T00:00:00Z").parse().unwrap();
        world.set_clock(midnight.as_second());
        world.git(&["commit", "--quiet", "--allow-empty", "--author", author, "--message", "work"]);
    }
    world.set_clock(1_767_139_200); // 2025-12-31
    let commit = |state: &str| {
        for (path, text) in files_of(&in_place(rule, state)) {
            world.write(path, text);
        }
        world.commit("example");
    };
    let mut arguments = vec!["check", "--format", "json", "--as-of", "2026-01-01"];
    match example.strip_prefix("# base\n").and_then(|states| states.split_once("# change\n")) {
        Some((base, change)) => {
            commit(base);
            world.git(&["checkout", "--quiet", "-b", "change"]);
            commit(change);
            arguments.extend(["--base", "main"]);
        }
        None => commit(example),
    }
    let folder =
        if example.lines().any(|line| line == "# shallow") { shallow(&world) } else { world.root().into() };
    let outcome = world.deming_in(&folder, &arguments);
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", outcome.stdout, outcome.stderr));
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

/// A clone without the first commit of a repository.
fn shallow(world: &TestWorld) -> std::path::PathBuf {
    world.commit("another");
    let (from, to) = (format!("file://{}", world.root().display()), world.beside("shallow"));
    world.git(&["clone", "--quiet", "--depth", "1", &from, to.to_str().unwrap()]);
    to
}

/// The commits that lines `# commit: DAY NAME <MAIL>` ask for.
fn commits_of(example: &str) -> Vec<(&str, &str)> {
    example.lines().filter_map(|line| line.strip_prefix("# commit: ")?.split_once(' ')).collect()
}

/// An example with what is declared beside it.
pub fn in_place(rule: &Rule, example: &str) -> String {
    match rule.beside {
        "" => example.to_owned(),
        beside => format!("{beside}---\n{example}"),
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
pub fn files_of(example: &str) -> Vec<(&str, String)> {
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
