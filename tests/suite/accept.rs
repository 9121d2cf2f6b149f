//! `deming baseline accept`: what the data give becomes the baseline, in one commit that touches what it must.

use crate::world::{Outcome, TestWorld};

const FILE: &str = "improvement/cycle.yaml";
const AS_OF: &str = "2025-10-01";

/// 397 tickets in March, each a row.
fn data() -> String {
    let rows: String = (0..397).map(|n| format!("2025-03-{:02}\n", n % 31 + 1)).collect();
    format!("opened\n{rows}")
}

const SERVICE: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: tickets}
spec:
  service: desk
  class: process
  direction: lower
  owner: \"@ops\"
  gather: {by: \"@ops\", every: 1d, source: {file: {path: data/tickets.csv, time: {column: opened}, count: true}}}
  process: {interval: 1d}
";

fn cycle(baseline: &str) -> String {
    format!(
        "# The cycle of the year.
apiVersion: deming/v1
kind: Cycle
metadata: {{name: fewer}}
spec:
  target: {{value: 300}}   # by its end
  service: 'desk'
  metric: tickets
  owner: \"@ops\"
  period: {{from: 2025-04-01, to: 2026-03-31}}
{baseline}  # decided in May
  decide: {{by: \"@ops\", every: 1M, next: 2036-01-01}}
"
    )
}

fn world(cycle: &str) -> TestWorld {
    let world = TestWorld::new();
    world.write("improvement/desk.yaml", SERVICE);
    world.write(FILE, cycle);
    world.write("data/tickets.csv", data());
    world.commit("declare");
    world
}

const BY_HAND: &str = "  baseline: {period: {from: 2025-03-01, to: 2025-03-31}, value: 412} # seen\n";

fn accept(world: &TestWorld, more: &[&str]) -> Outcome {
    world.deming(&[&["baseline", "accept", "fewer", "--as-of", AS_OF][..], more].concat())
}

fn checked(world: &TestWorld) -> String {
    world.deming(&["check", "--format", "concise", "--select", "D121,D036", "--as-of", AS_OF]).stdout
}

#[test]
fn a_value_edited_by_hand_is_an_error_until_the_new_one_is_accepted_in_one_commit() {
    let world = world(&cycle(BY_HAND));
    assert!(checked(&world).contains("declared 412, recomputed 397"), "{}", checked(&world));
    let head = world.git(&["rev-parse", "HEAD"]);
    let done = accept(&world, &["--reason", "Signed-off-by: the data are right @ops #1"]);
    assert_eq!(done.status, 0, "{done:?}");
    assert_eq!(checked(&world), "");
    assert_eq!(world.git(&["rev-parse", "HEAD~1"]), head);
    assert_eq!(world.git(&["symbolic-ref", "HEAD"]), "refs/heads/main");
    assert_eq!(world.git(&["status", "--porcelain"]), "");
    assert_eq!(world.git(&["diff", "--name-only", "HEAD~1"]), FILE);
    let after = world.read(FILE);
    let line = after.lines().find(|line| line.contains("baseline:")).unwrap();
    assert!(
        line.starts_with(
            "  baseline: {period: {from: 2025-03-01, to: 2025-03-31}, value: 397, rows: 397, digest: sha256:"
        ),
        "{line}"
    );
    assert!(line.ends_with("} # seen"), "{line}");
    assert_eq!(after.replace(line, BY_HAND.trim_end()), cycle(BY_HAND));
    let message = world.git(&["log", "-1", "--format=%B"]);
    assert!(
        message.starts_with("chore(csi): accept the baseline of \"fewer\"\n\nBaseline: 397 "),
        "{message}"
    );
    assert!(message.contains("Declared was 412"), "{message}");
    let trailers = world.git(&["log", "-1", "--format=%(trailers:only,keyonly,unfold)"]);
    assert_eq!(trailers, "Deming-Baseline\nDeming-Service\nDeming-Metric\nDeming-Digest");
    assert!(
        message.contains("Reason: Signed-off-by: the data are right @\u{200b}ops #\u{200b}1"),
        "{message}"
    );
    world.git(&["fsck", "--strict"]);

    let again = accept(&world, &[]);
    assert_eq!((again.status, again.stdout.contains("Nothing to do")), (0, true), "{again:?}");
    assert_eq!(world.git(&["rev-list", "--count", "HEAD"]), "2");
}

#[test]
fn an_overlapping_baseline_is_refused() {
    let world = world(&cycle("  baseline: {period: {from: 2025-03-01, to: 2025-04-30}}\n"));
    assert!(checked(&world).contains("D036"), "{}", checked(&world));
    let refused = accept(&world, &[]);
    assert_eq!(refused.status, 2, "{refused:?}");
    assert!(refused.stderr.contains("D036"), "{refused:?}");
}

#[test]
fn blocks_carriage_returns_and_what_is_right_already_stay() {
    let block = "  baseline: # before\n    period:\n      from: 2025-03-01\n      to: 2025-03-31\n    rows: 397 # counted\n";
    let text = format!("\u{feff}{}", cycle(block).replace('\n', "\r\n"));
    let world = world(&text);
    let done = accept(&world, &[]);
    assert_eq!(done.status, 0, "{done:?}");
    let after = world.read(FILE);
    let added: Vec<&str> = after.split_inclusive('\n').filter(|line| !text.contains(*line)).collect();
    assert_eq!(added.len(), 2, "{added:?}");
    assert_eq!(added[0], "    value: 397\r\n");
    assert!(added[1].starts_with("    digest: sha256:"), "{added:?}");
    assert_eq!(added.iter().fold(after.clone(), |text, line| text.replace(line, "")), text);
    assert_eq!(world.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_dry_run_shows_the_change_and_writes_nothing() {
    let world = world(&cycle(BY_HAND));
    let before = (world.git(&["count-objects", "-v"]), world.git(&["for-each-ref"]), world.read(FILE));
    let shown = accept(&world, &["--dry-run"]);
    assert_eq!(shown.status, 0, "{shown:?}");
    assert!(shown.stdout.contains("-  baseline: {period:"), "{}", shown.stdout);
    assert!(
        shown.stdout.contains("+  baseline: {period: {from: 2025-03-01, to: 2025-03-31}, value: 397,"),
        "{}",
        shown.stdout
    );
    assert_eq!((world.git(&["count-objects", "-v"]), world.git(&["for-each-ref"]), world.read(FILE)), before);
    let json = accept(&world, &["--dry-run", "--format", "json"]).stdout;
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["outcome"], "planned");
    assert_eq!(
        (report["baseline"]["value"].as_f64(), report["baseline"]["rows"].as_u64()),
        (Some(397.0), Some(397))
    );
}

#[test]
fn what_would_be_lost_or_false_is_refused() {
    let edited = world(&cycle(BY_HAND));
    edited.write(FILE, cycle(BY_HAND).replace("in May", "in June"));
    let refused = accept(&edited, &[]);
    assert_eq!(refused.status, 3, "{refused:?}");
    assert!(refused.stderr.contains("changes that no commit holds"), "{refused:?}");
    edited.git(&["add", FILE]);
    assert_eq!(accept(&edited, &[]).status, 3);
    assert_eq!(edited.git(&["rev-list", "--count", "HEAD"]), "1");

    let others = world(&cycle(BY_HAND));
    others.write("notes.txt", "mine\n");
    others.git(&["add", "notes.txt"]);
    assert_eq!(accept(&others, &[]).status, 0);
    assert_eq!(others.git(&["status", "--porcelain"]), "A  notes.txt");

    let early = world(&cycle(BY_HAND)).deming(&["baseline", "accept", "fewer", "--as-of", "2025-03-20"]);
    assert_eq!(early.status, 3, "{early:?}");
    let empty = world(&cycle("  baseline: {period: {from: 2024-03-01, to: 2024-03-31}}\n"));
    let none = accept(&empty, &[]);
    assert_eq!(
        (none.status, none.stderr.contains("nothing was observed of `tickets`")),
        (2, true),
        "{none:?}"
    );
    let unknown = empty.deming(&["baseline", "accept", "fever"]);
    assert_eq!((unknown.status, unknown.stderr.contains("did you mean `fewer`")), (2, true), "{unknown:?}");
    let detached = world(&cycle(BY_HAND));
    detached.git(&["checkout", "--quiet", "--detach"]);
    assert_eq!(accept(&detached, &[]).status, 3);
    let aliased = world(
        &cycle("  baseline: &b {period: {from: 2025-03-01, to: 2025-03-31}}\n")
            .replace("metadata: {name: fewer}", "metadata: {name: fewer, annotations: {a: &v \"1\", b: *v}}"),
    );
    assert_eq!(accept(&aliased, &[]).status, 0);
}

#[test]
fn a_run_that_was_killed_is_finished_by_the_next() {
    let world = world(&cycle(BY_HAND));
    let head = world.git(&["rev-parse", "HEAD"]);
    assert_eq!(accept(&world, &[]).status, 0);
    let whole = world.git(&["rev-parse", "HEAD^{tree}"]);
    // As if the branch had not moved: the file and its entry in the index are there already.
    world.git(&["update-ref", "refs/heads/main", &head]);
    assert_eq!(world.git(&["status", "--porcelain"]), format!("M  {FILE}"));
    let again = accept(&world, &[]);
    assert_eq!(again.status, 0, "{again:?}");
    assert_eq!(world.git(&["rev-parse", "HEAD^{tree}"]), whole);
    assert_eq!(world.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_bare_repository_gets_the_commit_too() {
    let world = world(&cycle(BY_HAND));
    let bare = world.beside("bare.git");
    world.git(&["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()]);
    let done = world.deming_in(&bare, &["baseline", "accept", "fewer", "--as-of", AS_OF]);
    assert_eq!(done.status, 0, "{done:?}");
    assert_eq!(world.git_in(&bare, &["rev-list", "--count", "main"]), "2");
}
