//! Inputs that go wrong: each gets a clear answer and the right exit code.

use crate::world::{Outcome, TestWorld};

const SERVICE: &str = "\
apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: '@ops'}
";

/// A repository that is in order.
fn sound() -> TestWorld {
    let world = TestWorld::new();
    world.write("improvement/service.yaml", SERVICE);
    world
}

/// Runs `check`; the answer must be a finding at this place with these words, and exit code 1.
#[track_caller]
fn refused(world: &TestWorld, place: &str, words: &[&str]) {
    let run = world.deming(&["check"]);
    assert_eq!(run.status, 1, "{run:#?}");
    assert!(run.stdout.contains(place), "not at {place}:\n{}", run.stdout);
    for word in words {
        assert!(run.stdout.contains(word), "no `{word}` in:\n{}", run.stdout);
    }
    let diff = world.deming(&["diff"]);
    assert_eq!(diff.status, 2, "{diff:#?}");
    assert!(diff.stderr.contains("deming check"), "{}", diff.stderr);
    quiet_about_itself(&run);
    quiet_about_itself(&diff);
}

/// Nothing that a program says when it has lost its way.
#[track_caller]
fn quiet_about_itself(run: &Outcome) {
    for word in ["panicked", "RUST_BACKTRACE", "unwrap", "Some(", "serde", "Error {"] {
        assert!(!run.stdout.contains(word) && !run.stderr.contains(word), "{word}: {run:#?}");
    }
}

#[test]
fn a_sound_repository_is_clean() {
    let run = sound().deming(&["check"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run:#?}");
}

#[test]
fn a_typo_is_pointed_at_with_a_suggestion() {
    let world = sound();
    world.write("improvement/service.yaml", SERVICE.replace("practice:", "practise:"));
    refused(&world, "improvement/service.yaml:4:8", &["practise", "practice"]);
}

#[test]
fn a_tab_is_called_a_tab() {
    let world = sound();
    world.write("improvement/tab.yaml", "apiVersion: deming/v1\nkind: Service\nmetadata:\n\tname: x\n");
    refused(&world, "improvement/tab.yaml:4:", &["tab"]);
}

#[test]
fn an_anchor_bomb_does_not_go_off() {
    let world = sound();
    let mut bomb = String::from(
        "apiVersion: deming/v1\nkind: Service\nmetadata: {name: x}\nspec:\n  a0: &a0 [x, x, x, x, x, x, x, x, x]\n",
    );
    for level in 1..30 {
        let before = format!("*a{}", level - 1);
        bomb.push_str(&format!("  a{level}: &a{level} [{}]\n", vec![before; 9].join(", ")));
    }
    world.write("improvement/bomb.yaml", bomb);
    refused(&world, "improvement/bomb.yaml", &[]);
}

#[test]
fn ten_megabytes_of_brackets_are_refused_at_once() {
    let world = sound();
    world.write("improvement/brackets.yaml", "[".repeat(10 << 20));
    refused(&world, "improvement/brackets.yaml", &[]);
    world.write("improvement/brackets.yaml", "[".repeat(900_000));
    refused(&world, "improvement/brackets.yaml", &[]);
}

#[test]
fn a_file_that_is_not_utf_8_says_where() {
    let world = sound();
    world.write(
        "improvement/latin.yaml",
        b"apiVersion: deming/v1\nkind: Service\nmetadata: {name: caf\xe9}\n",
    );
    refused(&world, "improvement/latin.yaml:3:", &["UTF-8"]);
}

#[test]
fn marks_and_line_ends_of_other_systems_are_no_obstacle() {
    let world = TestWorld::new();
    world.write("improvement/service.yaml", format!("\u{feff}{}", SERVICE.replace('\n', "\r\n")));
    let run = world.deming(&["check", "--format", "json"]);
    assert_eq!(run.status, 0, "{run:#?}");
    let broken = SERVICE.replace("owner:", "ovner:").replace('\n', "\r\n");
    world.write("improvement/service.yaml", format!("\u{feff}{broken}"));
    refused(&world, "improvement/service.yaml:4:30", &["ovner", "owner"]);
}

#[test]
fn all_that_is_wrong_with_a_document_is_said_at_once() {
    let world = sound();
    world.write(
        "improvement/many.yaml",
        "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: m}\nspec:\n  service: dessk\n  class: procces\n  direction: lower\n  owner: 5\n  unitt: h\n  owner: '@x'\n",
    );
    let run = world.deming(&["check", "--format", "concise"]);
    assert_eq!(run.status, 1);
    for words in ["many.yaml:6:", "many.yaml:9:", "many.yaml:10:"] {
        assert!(run.stdout.contains(words), "no {words} in\n{}", run.stdout);
    }
}

#[test]
fn a_glob_that_matches_nothing_is_unknown_not_good() {
    let world = sound();
    world.write(
        "improvement/metric.yaml",
        "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: m}\nspec:\n  service: desk\n  class: process\n  unit: h\n  direction: lower\n  owner: '@o'\n  gather:\n    source: {file: {path: data/*.csv, time: {column: t}, value: {column: v}}}\n---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {name: a}\nspec:\n  type: SLA\n  service: desk\n  objectives: [{name: o, metric: m, op: lte, value: 8h}]\n",
    );
    let run = world.deming(&["diff", "--format", "json", "--as-of", "2026-01-01", "--fail-on", "unknown"]);
    assert_eq!(run.status, 1, "{run:#?}");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["summary"], serde_json::json!({"met": 0, "missed": 0, "atRisk": 0, "unknown": 1}));
    assert_eq!(report["objectives"][0]["freshness"], "never");
    let finding = &report["findings"][0];
    assert_eq!(finding["level"], "error");
    assert!(finding["message"].as_str().unwrap().contains("data/*.csv"), "{finding}");
    assert_eq!(finding["path"], "improvement/metric.yaml");
    assert_eq!(finding["line"], 11);
}

#[test]
fn outside_a_repository_the_way_in_is_told() {
    let world = TestWorld::empty();
    let run = world.deming(&["check"]);
    assert_eq!(run.status, 2, "{run:#?}");
    assert!(
        run.stderr.contains("not inside a Git repository") && run.stderr.contains("hint:"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_repository_without_a_commit_can_be_looked_at() {
    let world = sound();
    assert_eq!(world.deming(&["check"]).status, 0);
    let diff = world.deming(&["diff", "--format", "json"]);
    assert_eq!(diff.status, 0, "{diff:#?}");
    assert!(diff.stdout.contains("\"head\": null"), "{}", diff.stdout);
    let propose = world.deming(&["propose"]);
    assert_eq!(propose.status, 2, "{propose:#?}");
    assert!(propose.stderr.contains("no commit"), "{}", propose.stderr);
}

#[test]
fn a_bare_repository_shows_what_head_declares() {
    let world = sound();
    world.commit("feat: a service");
    world.git(&["clone", "--quiet", "--bare", ".", "../bare.git"]);
    let bare = world.beside("bare.git");
    let run = world.deming_in(&bare, &["check"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(run.stdout.contains("commit "), "{}", run.stdout);
}

#[test]
fn a_detached_head_is_enough() {
    let world = sound();
    let first = world.commit("feat: a service");
    world.write(
        "improvement/broken.yaml",
        "apiVersion: deming/v1\nkind: Servise\nmetadata: {name: x}\nspec: {}\n",
    );
    world.commit("feat: break it");
    assert_eq!(world.deming(&["check"]).status, 1);
    assert_eq!(world.deming(&["check", "--rev", &first]).status, 0);
    world.git(&["checkout", "--quiet", &first]);
    assert_eq!(world.deming(&["check"]).status, 0);
    assert_eq!(world.deming(&["propose"]).status, 0);
}

#[test]
fn a_shallow_clone_does_not_lie_about_history() {
    let world = TestWorld::new();
    let init = world.deming(&["init", "--example", "delivery"]);
    assert_eq!(init.status, 0, "{init:#?}");
    world.commit("feat: measure delivery");
    world.git(&["tag", "v1.0.0"]);
    world.commit("feat: more");
    world.git(&["tag", "v1.1.0"]);
    let origin = format!("file://{}", world.root().display());
    world.git(&["clone", "--quiet", "--depth", "1", &origin, "../shallow"]);
    let run =
        world.deming_in(&world.beside("shallow"), &["diff", "--format", "json", "--as-of", "2016-01-02"]);
    assert_eq!(run.status, 0, "{run:#?}");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["summary"]["unknown"], 4, "{report:#}");
    assert!(run.stdout.contains("fetch-depth: 0"), "{}", run.stdout);
}

#[test]
fn uncommitted_edits_are_seen_by_diff_and_not_by_propose() {
    let world = sound();
    world.commit("feat: a service");
    world.write("improvement/service.yaml", SERVICE.replace("owner:", "ovner:"));
    assert_eq!(world.deming(&["check"]).status, 1);
    let propose = world.deming(&["propose"]);
    assert_eq!(propose.status, 0, "{propose:#?}");
    assert!(propose.stderr.contains("uncommitted"), "{}", propose.stderr);
}

#[test]
fn usage_errors_are_told_and_exit_with_2() {
    let world = sound();
    for args in [
        &["chek"][..],
        &["check", "--as-of", "yesterday"],
        &["check", "--format", "xml"],
        &["check", "--output", "json"],
        &["check", "--select", "D9"],
        &["explain", "D9999"],
        &["explain", "no/such"],
        &["schema", "Metrik"],
        &["init", "--example", "nothing"],
        &["check", "-C", "no/such/folder"],
        &["check", "--rev", "no-such-revision"],
        &["publish"],
    ] {
        let run = world.deming(args);
        assert_eq!(run.status, 2, "{args:?}: {run:#?}");
        assert!(run.stderr.contains("error:") && run.stdout.is_empty(), "{args:?}: {run:#?}");
        quiet_about_itself(&run);
    }
}

#[test]
fn the_settings_may_not_stand_in_two_places() {
    let world = sound();
    world.write("deming.yaml", "timeZone: UTC\n");
    world.write(".deming.yaml", "timeZone: UTC\n");
    refused(&world, "deming.yaml", &[".deming.yaml"]);
}

#[test]
fn every_option_can_come_from_the_environment() {
    let world = sound();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_deming"))
        .arg("check")
        .current_dir(world.root())
        .env("DEMING_FORMAT", "json")
        .env("DEMING_AS_OF", "2020-02-02")
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(report["asOf"], "2020-02-02T00:00:00Z");
}
