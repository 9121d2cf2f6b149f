//! What a pull request means, through files that move, merges, and every form of output.

use serde_json::Value;

use super::{DECLARED, SETTINGS};
use crate::world::TestWorld;

/// A repository with everything declared on `main`, and a branch that stands there.
fn world() -> TestWorld {
    let world = TestWorld::new();
    world.write("deming.yaml", SETTINGS.replace(", more", ""));
    world.write("improvement/all.yaml", DECLARED);
    world.commit("declare");
    world.git(&["checkout", "--quiet", "-b", "change"]);
    world
}

fn meaning(world: &TestWorld) -> Value {
    let outcome = world.deming(&["check", "--base", "main", "--format", "json", "--as-of", "2026-01-01"]);
    let report: Value =
        serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {outcome:?}"));
    assert_eq!(report["base"], world.git(&["merge-base", "main", "HEAD"]));
    report["change"].clone()
}

fn counts(change: &Value) -> [u64; 5] {
    ["added", "modified", "renamed", "removed", "weakened"].map(|key| change["counts"][key].as_u64().unwrap())
}

#[test]
fn a_renamed_file_with_one_changed_target_is_one_modified_object() {
    let world = world();
    world.git(&["mv", "improvement/all.yaml", "improvement/other.yaml"]);
    world.write("improvement/other.yaml", DECLARED.replace("target: 0.95", "target: 0.9"));
    world.commit("rename and ease");
    let change = meaning(&world);
    assert_eq!(counts(&change), [0, 1, 0, 0, 1]);
    let object = &change["objects"][0];
    assert_eq!((&object["kind"], &object["state"]), (&"Agreement".into(), &"modified".into()));
    assert_eq!(object["path"], "improvement/other.yaml");
    let [field] = object["fields"].as_array().unwrap().as_slice() else { panic!("{object}") };
    assert_eq!(field["path"], "spec.objectives[made].target");
    assert_eq!((&field["before"], &field["after"]), (&"0.95".into(), &"0.9".into()));
}

#[test]
fn a_change_inside_a_merge_commit_is_seen() {
    let world = world();
    world.write("branch.txt", "a branch\n");
    world.commit("something else");
    world.git(&["checkout", "--quiet", "main"]);
    world.write("main.txt", "main\n");
    world.commit("main goes on");
    world.git(&["checkout", "--quiet", "change"]);
    world.git(&["merge", "--no-ff", "--no-commit", "main"]);
    world.write("improvement/all.yaml", DECLARED.replace("target: 0.95", "target: 0.9"));
    world.commit("Merge branch 'main' into change");
    assert_eq!(world.git(&["log", "--format=%H", "--no-merges", "main..HEAD", "--", "improvement"]), "");
    assert_eq!(counts(&meaning(&world)), [0, 1, 0, 0, 1]);
}

#[test]
fn skip_ci_in_a_message_switches_nothing_off() {
    let world = world();
    world.write("improvement/all.yaml", DECLARED.replace("target: 0.95", "target: 0.9"));
    world.commit("chore: ease [skip ci]\n\n[ci skip] [no ci]");
    assert_eq!(counts(&meaning(&world))[4], 1);
}

#[test]
fn the_work_tree_is_what_is_compared_and_rev_looks_at_a_commit() {
    let world = world();
    world.write("improvement/all.yaml", DECLARED.replace("target: 0.95", "target: 0.9"));
    assert_eq!(counts(&meaning(&world)), [0, 1, 0, 0, 1]);
    let arguments = ["check", "--base", "main", "--rev", "HEAD", "--format", "json"];
    let report: Value = serde_json::from_str(&world.deming(&arguments).stdout).unwrap();
    assert_eq!(report["change"]["counts"]["weakened"], 0);
}

#[test]
fn main_goes_on_and_its_own_changes_are_not_the_branches() {
    let world = world();
    world.write("improvement/more.yaml", "apiVersion: deming/v1\nkind: Service\nmetadata: {name: new}\nspec: {practice: it-support, owner: \"@new\"}\n");
    world.commit("add a service");
    world.git(&["checkout", "--quiet", "main"]);
    world.write("improvement/all.yaml", DECLARED.replace("target: 0.95", "target: 0.99"));
    world.commit("main is stricter");
    world.git(&["checkout", "--quiet", "change"]);
    assert_eq!(counts(&meaning(&world)), [1, 0, 0, 0, 0]);
}

#[test]
fn a_base_that_cannot_be_read_is_told_of() {
    let world = TestWorld::new();
    world.write("improvement/all.yaml", DECLARED);
    world.write("improvement/broken.yaml", "apiVersion: deming/v1\nkind: [\n");
    world.commit("broken");
    world.git(&["checkout", "--quiet", "-b", "change"]);
    world.write("improvement/broken.yaml", "# mended\n");
    world.commit("mended");
    let outcome = world.deming(&["check", "--base", "main", "--select", "D3", "--as-of", "2026-01-01"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(outcome.stdout.contains("warning[D305]"), "{}", outcome.stdout);
}

#[test]
fn nothing_changed_is_a_result() {
    let world = world();
    let outcome = world.deming(&["check", "--base", "main", "--select", "D3", "--as-of", "2026-01-01"]);
    assert_eq!(outcome.status, 0);
    assert!(outcome.stdout.contains("Nothing that is declared changes."), "{}", outcome.stdout);
    let plain = world.deming(&["check", "--as-of", "2026-01-01"]);
    assert!(!plain.stdout.contains("What the change means"), "{}", plain.stdout);
}

#[test]
fn names_of_a_hostile_change_cannot_drive_a_terminal() {
    let world = world();
    let hostile =
        DECLARED.replace("consequence: Changes wait.", "consequence: \"\\e[2J::error::x\\r\\nforged\"");
    world.write("improvement/all.yaml", hostile);
    let outcome = world.deming(&["check", "--base", "main", "--color", "never", "--as-of", "2026-01-01"]);
    assert!(!outcome.stdout.contains('\u{1b}'), "{}", outcome.stdout);
    assert!(!outcome.stdout.lines().any(|line| line.starts_with("forged") || line.starts_with("::")));
}

#[test]
fn the_words_are_as_reviewers_read_them() {
    let world = world();
    let text = DECLARED
        .replace("target: 0.95", "target: 0.9")
        .replace("aggregate: p90", "aggregate: p95")
        .replace("{name: ola}", "{name: contract}");
    world.write("improvement/all.yaml", text);
    world.commit("several");
    let full = world.deming(&["check", "--base", "main", "--as-of", "2026-01-01", "--color", "never"]).stdout;
    let (meaning, _) = full.split_once("\nerror[").unwrap();
    insta::with_settings!({filters => vec![(r"\b[0-9a-f]{12}\b", "[commit]")]}, {
        insta::assert_snapshot!("several", meaning);
    });
}
