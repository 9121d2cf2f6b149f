//! A thousand proposals made at once, as a whole process, against `git fast-import` that writes the same branches; then
//! a run that has nothing to do, and one after the head has moved, which makes all of them anew.
//!
//! `cargo bench --bench propose`, or with the number of proposals: `cargo bench --bench propose -- 100`. Runs are paired:
//! every command once, then every command again, so that a machine which slows down slows all of them. Quote the ratios.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Runs of each command that count.
const ROUNDS: usize = 5;

const DECLARED: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: speed}
spec:
  service: desk
  class: process
  unit: h
  direction: lower
  owner: \"@ops\"
  gather:
    every: 1d
    records: samples
    integrity: {coverage: 50%, lateness: 1d}
    source: {file: {path: data/speed.csv, time: {column: at}, value: {column: hours}}}
  process: {interval: 1d, aggregate: mean, by: [team]}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: sla}
spec:
  type: SLA
  service: desk
  objectives:
    - {name: fast, metric: speed, each: team, op: lte, value: 8h, timeWindow: [{duration: 7d, isRolling: true}]}
---
apiVersion: deming/v1
kind: Playbook
metadata: {name: faster}
spec:
  when: {finding: [missed, at-risk]}
  propose: {title: \"Shorten {{metric.displayName}}\", kind: efficiency, stage: operation, size: M, expect: {change: -20%, within: 3M}}
";

fn main() {
    let count = std::env::args().find_map(|word| word.parse::<usize>().ok()).unwrap_or(1_000);
    let folder = tempfile::tempdir().unwrap();
    let template = folder.path().join("template");
    declare(&template, count);
    let (mut first, mut imported, mut again, mut moved) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut stream = String::new();
    for round in 0..=ROUNDS {
        let root = folder.path().join(format!("deming-{round}"));
        copy(&template, &root);
        let times = [timed(&mut propose(&root)), timed(&mut propose(&root)), {
            git(&root, &["commit", "--quiet", "--allow-empty", "--message", "the head moves"]);
            timed(&mut propose(&root))
        }];
        assert_eq!(branches(&root), count);
        if stream.is_empty() {
            stream = exported(&root);
        }
        let root = folder.path().join(format!("git-{round}"));
        copy(&template, &root);
        let seconds = import(&root, &stream);
        assert_eq!(branches(&root), count);
        // The first round only fills the caches of the machine.
        if round > 0 {
            first.push(times[0]);
            again.push(times[1]);
            moved.push(times[2]);
            imported.push(seconds);
        }
    }
    let of_git = median(imported);
    println!("git fast-import of {count} branches  {of_git:>7.3} s");
    for (what, times) in [("deming propose", first), ("the same again", again), ("on a new head", moved)] {
        let time = median(times);
        println!("{what:<33}  {time:>7.3} s {:>6.2}x", time / of_git);
    }
}

fn declare(root: &Path, count: usize) {
    std::fs::create_dir_all(root.join("data")).unwrap();
    std::fs::create_dir_all(root.join("improvement")).unwrap();
    let settings = format!(
        "roots: [improvement]\nasOf: 2026-03-01\nproposals: {{limits: {{open: {count}, perRun: {count}}}}}\n"
    );
    std::fs::write(root.join("deming.yaml"), settings).unwrap();
    std::fs::write(root.join("improvement/all.yaml"), DECLARED).unwrap();
    let mut rows = String::from("at,team,hours\n");
    for day in 1..=28 {
        for team in 0..count {
            writeln!(rows, "2026-02-{day:02}T12:00:00Z,team-{team:04},{}", 10 + team % 7).unwrap();
        }
    }
    std::fs::write(root.join("data/speed.csv"), rows).unwrap();
    git(root, &["init", "--quiet", "--initial-branch=main"]);
    git(root, &["config", "gc.auto", "0"]);
    git(root, &["add", "--all"]);
    git(root, &["commit", "--quiet", "--message", "declared"]);
}

fn propose(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deming"));
    command.args(["propose", "--format", "concise"]).current_dir(root).stdout(Stdio::null());
    command
}

/// The branches as a stream that adds to what `main` has.
fn exported(root: &Path) -> String {
    let output = Command::new("git")
        .args(["fast-export", "--reference-excluded-parents", "--glob=refs/heads/deming/*", "^main"])
        .current_dir(root)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let main = Command::new("git").args(["rev-parse", "main"]).current_dir(root).output().unwrap();
    let main = String::from_utf8(main.stdout).unwrap();
    // The stream builds on the head of another clone.
    String::from_utf8(output.stdout).unwrap().replace(main.trim(), "refs/heads/main^0")
}

fn import(root: &Path, stream: &str) -> f64 {
    let begun = Instant::now();
    let mut child = Command::new("git")
        .args(["fast-import", "--quiet"])
        .current_dir(root)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    begun.elapsed().as_secs_f64()
}

fn timed(command: &mut Command) -> f64 {
    let begun = Instant::now();
    assert!(command.status().unwrap().success());
    begun.elapsed().as_secs_f64()
}

fn branches(root: &Path) -> usize {
    let list = ["for-each-ref", "--format=%(refname)", "refs/heads/deming"];
    let output = Command::new("git").args(list).current_dir(root).output().unwrap();
    output.stdout.iter().filter(|byte| **byte == b'\n').count()
}

fn copy(from: &Path, to: &Path) {
    let status = Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
    assert!(status.success());
}

fn git(root: &Path, args: &[&str]) {
    let status = Command::new("git")
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"])
        .args(args)
        .current_dir(root)
        .status()
        .unwrap();
    assert!(status.success(), "git {args:?}");
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
