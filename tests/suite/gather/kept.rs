//! What large tables came to is kept between runs, and nothing but the time tells whether it was.

use std::fs;
use std::path::{Path, PathBuf};

use crate::world::{Outcome, TestWorld};

const DECLARATIONS: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: incidents, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: waiting}
spec:
  service: desk
  class: process
  unit: h
  direction: lower
  owner: \"@ops\"
  gather:
    by: \"@ops\"
    every: 1d
    records: events
    source: {file: {path: data/calls.csv, time: {column: at}, value: {column: hours}}}
  process: {interval: 1d, aggregate: mean, by: [team]}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: desk}
spec:
  type: SLA
  service: desk
  parties: {provider: \"@ops\", customer: \"@sales\"}
  objectives:
    - {name: quick, metric: waiting, op: lte, value: 4h, each: team, timeWindow: [{duration: 28d, isRolling: true}]}
";

/// A table just large enough to be kept, with rows that cannot be read and a secret among its teams.
fn world() -> TestWorld {
    let world = TestWorld::new();
    let note = "x".repeat(380);
    let mut rows = String::from("at,team,hours,note\n");
    for row in 0..22_000 {
        let (day, team) = (1 + row % 28, ["mail", "print", "ops"][row % 3]);
        let hours = if row % 5_000 == 7 { "soon".to_owned() } else { (row % 9).to_string() };
        rows.push_str(&format!("2026-02-{day:02}T10:00:00Z,{team},{hours},{note}\n"));
    }
    rows.push_str("2026-02-03T10:00:00Z,ghp_0123456789abcdefghijABCDEFGHIJ012345,1,x\n");
    rows.push_str("2026-02-03T10:00:00Z,mail\n2026-02-04,mail,2,\"a\nb\"\n");
    world.write("data/calls.csv", rows);
    world.write("deming.yaml", "roots: [improvement]\nasOf: 2026-03-01\n");
    world.write("improvement/desk.yaml", DECLARATIONS);
    world.set_clock(1_780_000_000);
    world.commit("data");
    world
}

fn diff(world: &TestWorld, cache: &Path, more: &[&str]) -> (i32, String, String) {
    let arguments = [&["diff", "--format", "json"][..], more].concat();
    let folder = cache.to_str().expect("a path");
    let Outcome { status, stdout, stderr } = world.deming_with(&[("DEMING_CACHE", folder)], &arguments);
    (status, stdout, stderr)
}

fn entries(cache: &Path) -> Vec<PathBuf> {
    let Ok(folder) = fs::read_dir(cache.join("tables")) else { return Vec::new() };
    folder.map(|entry| entry.expect("an entry").path()).collect()
}

#[test]
fn a_run_says_the_same_whatever_is_kept() {
    let world = world();
    let cache = world.beside("cache");
    let anew = diff(&world, &cache, &["--no-cache"]);
    assert_eq!((anew.0, entries(&cache).len()), (0, 0), "{anew:?}");
    assert!(anew.1.contains("soon") && !anew.1.contains("ghp_"), "findings, and no secret");
    assert!(diff(&world, &cache, &[]) == anew);
    let kept = entries(&cache);
    assert_eq!(kept.len(), 1);
    assert!(diff(&world, &cache, &[]) == anew);
    assert!(diff(&world, &cache, &["--rev", "HEAD"]).1.contains("\"met\""));
    // One commit and its work tree have one table.
    assert_eq!(entries(&cache), kept);
    let whole = fs::read(&kept[0]).expect("an entry");
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 4;
    for content in [&whole[..whole.len() / 2], &damaged, b"", b"something else"] {
        fs::write(&kept[0], content).expect("written");
        assert!(diff(&world, &cache, &[]) == anew);
    }
    assert!(fs::read(&kept[0]).expect("an entry") == whole, "mended");
    // A folder that cannot be one.
    assert!(diff(&world, &world.root().join("deming.yaml"), &[]) == anew);
}

#[test]
fn another_table_or_another_way_to_read_it_is_read() {
    let world = world();
    let cache = world.beside("cache");
    let first = diff(&world, &cache, &[]);
    let rows = world.read("data/calls.csv").replacen(",mail,", ",post,", 1);
    world.write("data/calls.csv", rows);
    let second = diff(&world, &cache, &[]);
    assert!(second.1.contains("post") && !first.1.contains("post"));
    let declared = world
        .read("improvement/desk.yaml")
        .replace("{column: hours}}", "{column: hours}, where: [{column: team, equals: ops}]}");
    world.write("improvement/desk.yaml", declared);
    let third = diff(&world, &cache, &[]);
    assert!(third.1 != second.1 && third.1 == diff(&world, &cache, &["--no-cache"]).1);
    assert_eq!(entries(&cache).len(), 3);
}

#[test]
fn nothing_is_kept_within_the_repository() {
    let world = world();
    for inside in [world.root().join("cache"), world.root().join(".git/cache")] {
        assert_eq!(diff(&world, &inside, &[]).0, 0);
        assert!(!inside.exists(), "{}", inside.display());
    }
}
