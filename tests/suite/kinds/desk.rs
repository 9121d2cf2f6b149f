//! A service desk of which nothing is amiss, and what is common to the proposals about it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::world::TestWorld;

/// Today, unless a test says otherwise.
pub const AS_OF: &str = "2026-07-03";
/// The file of the declarations.
pub const FILE: &str = "improvement/all.yaml";

/// Strategy, service, need, metric, agreement: every step answered, every day ahead.
pub const DECLARED: &str = "# Ours.
apiVersion: deming/v1
kind: Strategy
metadata: {name: it}
spec:
  vision: Nobody waits.
  owner: \"@ops/head\"
  goals: [{name: quick, statement: Help comes fast., csfs: [{name: short-waits, kpis: [restore-time]}]}]
---
apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Need
metadata: {name: quick-help}
spec:
  service: desk
  statement: Staff are working again within a day.   # the words of retail
  outcome: unchanged
  requires: [{metric: restore-time, op: lte, value: 24h}]
  confirmedBy: '@retail/lead'
  confirmed: 2025-11-03 # in the yearly talk
  reviewBy: 2026-11-03
---
apiVersion: deming/v1
kind: Metric
metadata: {name: restore-time}
spec:
  service: desk
  class: service
  unit: h
  direction: lower
  owner: \"@ops\"
  gather:
    by: \"@ops\"
    every: 1d
    records: samples
    integrity: {lateness: 1d}
    source: {file: {path: data/hours.csv, time: {column: day}, value: {column: hours}}}
  process: {interval: 1d, aggregate: mean}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: sla}
spec:
  type: SLA
  service: desk
  parties: {provider: \"@ops\", customer: \"@retail\"}
  review: {every: 3M, next: 2026-08-01} # quarterly
  objectives:
    - name: fast
      metric: restore-time
      op: lte
      value: 24h # a day
      timeWindow: [{duration: 1M, calendar: {startTime: 2026-01-01 00:00:00, timeZone: UTC}}]
      need: quick-help
";

/// A value a day from 2025-06-01 to 2026-07-02, around a level for each month, counted from June 2025.
pub fn hours(level: impl Fn(i32) -> f64) -> String {
    let first = jiff::civil::date(2025, 6, 1);
    let mut text = String::from("day,hours\n");
    for n in 0..397 {
        let day = first.checked_add(jiff::Span::new().days(n)).unwrap();
        let month = i32::from(day.year() - 2025) * 12 + i32::from(day.month()) - 6;
        let wobble = 1.0 + f64::from(n * 7 % 11 - 5) * 0.01;
        text.push_str(&format!("{day},{:.3}\n", level(month) * wobble));
    }
    text
}

/// The service desk with texts of its declarations exchanged, and documents behind them.
pub fn desk(exchanged: &[(&str, &str)], more: &str, level: impl Fn(i32) -> f64) -> TestWorld {
    let world = TestWorld::new();
    let mut text = DECLARED.to_owned();
    for (old, new) in exchanged {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    world.write(FILE, text + more);
    world.write("data/hours.csv", hours(level));
    world.commit("declare");
    world
}

/// What a command answers on a day.
pub fn json(world: &TestWorld, command: &str, as_of: &str) -> Value {
    let run = world.deming(&[command, "--format", "json", "--as-of", as_of]);
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

/// The proposals of a kind.
pub fn proposals(world: &TestWorld, kind: &str, as_of: &str) -> Vec<Value> {
    let plan = json(world, "plan", as_of);
    plan["proposals"].as_array().unwrap().iter().filter(|one| one["kind"] == kind).cloned().collect()
}

/// The only proposal of a kind.
pub fn proposal(world: &TestWorld, kind: &str, as_of: &str) -> Value {
    let mut found = proposals(world, kind, as_of);
    assert_eq!(found.len(), 1, "{:#}", json(world, "plan", as_of));
    found.remove(0)
}

/// The reasons why something is held.
pub fn held(world: &TestWorld, subject: &str, as_of: &str) -> Vec<String> {
    let plan = json(world, "plan", as_of);
    let holds = plan["held"].as_array().unwrap().iter().filter(|hold| hold["subject"] == subject);
    holds
        .map(|hold| format!("{}: {}", hold["reason"].as_str().unwrap(), hold["text"].as_str().unwrap()))
        .collect()
}

/// What a check finds: rules and words. How bad it is may change, as when a cycle is begun that sees to it.
pub fn findings(world: &TestWorld, as_of: &str) -> (i32, BTreeSet<String>) {
    let run = world.deming(&["check", "--format", "json", "--as-of", as_of]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"));
    let list = report["findings"].as_array().unwrap().iter();
    let told = list.map(|finding| format!("{} {}", finding["code"].as_str().unwrap(), finding["message"]));
    (run.status, told.collect())
}

/// Makes the proposals, merges the one of this branch as it stands, and sees to it that a check finds nothing that it did
/// not find before, and nobody proposes the same again. Gives the difference that the merge made.
pub fn merged(world: &TestWorld, proposal: &Value, as_of: &str) -> String {
    let (_, before) = findings(world, as_of);
    let head = world.git(&["rev-parse", "HEAD"]);
    assert_eq!(world.deming(&["propose", "--as-of", as_of]).status, 0);
    let branch = proposal["branch"].as_str().unwrap();
    world.git(&["check-ref-format", "--branch", branch]);
    let message = world.git(&["log", "-1", "--format=%B", branch]);
    let id = proposal["id"].as_str().unwrap();
    assert_eq!(
        message.lines().filter(|line| *line == format!("Deming-Proposal: {id}")).count(),
        1,
        "{message}"
    );
    assert!(message.contains(&format!("deming decline {id} --reason")), "{message}");
    assert!(message.lines().next().unwrap().chars().count() <= 72, "{message}");
    assert_eq!(world.git(&["rev-list", "--count", &format!("{head}..{branch}")]), "1");
    world.git(&["merge", "--quiet", "--no-ff", "--no-edit", branch]);
    let (status, after) = findings(world, as_of);
    let new: Vec<&String> = after.difference(&before).collect();
    assert!(new.is_empty(), "{new:#?}");
    assert_eq!(status, 0, "{after:#?}");
    let kind = proposal["kind"].as_str().unwrap();
    let again: Vec<Value> = proposals(world, kind, as_of);
    assert!(again.iter().all(|one| one["subject"] != proposal["subject"]), "{again:#?}");
    world.git(&["diff", "--unified=0", "HEAD^1", "HEAD"])
}

/// The lines that a difference takes away and adds.
pub fn changed(difference: &str) -> Vec<&str> {
    let is_content = |line: &&str| {
        (line.starts_with('-') || line.starts_with('+'))
            && !line.starts_with("---")
            && !line.starts_with("+++")
    };
    difference.lines().filter(is_content).collect()
}

/// The message of a proposal on one line.
pub fn message(proposal: &Value) -> String {
    proposal["message"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}
