//! The library of playbooks: each of them, in a repository with a gap that it answers, makes a proposal that passes
//! `deming check` as it stands.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::desk::{AS_OF, findings, hours, json, merged, proposals};
use crate::world::TestWorld;

/// A playbook of the library, as far as a fitting gap asks.
struct Playbook {
    practice: String,
    name: String,
    declared: serde_yaml::Value,
}

impl Playbook {
    fn when(&self, key: &str) -> Option<&str> {
        self.declared["spec"]["when"][key].as_str()
    }

    /// What it expects, as it is written.
    fn change(&self) -> Option<&str> {
        self.declared["spec"]["propose"]["expect"]["change"].as_str()
    }

    fn answers_unknown(&self) -> bool {
        self.declared["spec"]["when"]["finding"].as_sequence().unwrap().iter().any(|one| one == "unknown")
    }
}

fn library() -> Vec<Playbook> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/playbooks");
    let files =
        walkdir::WalkDir::new(root).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    let files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|end| end == "yaml")).collect();
    let read = |path: &PathBuf| Playbook {
        practice: path.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned(),
        name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
        declared: serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap(),
    };
    files.iter().map(read).collect()
}

/// A service of the practice with a promise that is missed, or that nobody can tell of, by a metric that the playbook
/// means to improve. A cycle about it runs.
fn world(playbook: &Playbook, outcome: &str) -> TestWorld {
    let change = playbook.change().unwrap_or("-1%");
    let (direction, op) = if change.starts_with('-') { ("lower", "lte") } else { ("higher", "gte") };
    let (unit, level, value) = match (change.ends_with("pp"), direction) {
        (true, _) => ("ratio", 0.8, "0.95"),
        (false, "lower") => ("h", 20.0, "9"),
        (false, _) => ("requests", 20.0, "90"),
    };
    let class = playbook.when("class").unwrap_or("service");
    let practice = &playbook.practice;
    let world = TestWorld::new();
    world.write(
        "improvement/all.yaml",
        format!(
            "apiVersion: deming/v1
kind: Strategy
metadata: {{name: it}}
spec:
  vision: Nobody waits.
  owner: \"@ops/head\"
  goals: [{{name: better, statement: It gets better., csfs: [{{name: seen, kpis: [figure]}}]}}]
---
apiVersion: deming/v1
kind: Service
metadata: {{name: service}}
spec: {{practice: {practice}, owner: \"@ops\"}}
---
apiVersion: deming/v1
kind: Need
metadata: {{name: need}}
spec:
  service: service
  statement: It is better.
  outcome: {outcome}
  requires: [{{metric: figure, op: {op}, value: {value}}}]
  confirmedBy: \"@retail/lead\"
  confirmed: 2026-05-03
  reviewBy: 2026-11-03
---
apiVersion: deming/v1
kind: Metric
metadata: {{name: figure, displayName: The figure}}
spec:
  service: service
  class: {class}
  unit: {unit}
  direction: {direction}
  owner: \"@ops\"
  gather:
    by: \"@ops\"
    every: 1d
    records: samples
    integrity: {{lateness: 1d}}
    source: {{file: {{path: data/hours.csv, time: {{column: day}}, value: {{column: hours}}}}}}
  process: {{interval: 1d, aggregate: mean}}
---
apiVersion: deming/v1
kind: Agreement
metadata: {{name: sla}}
spec:
  type: SLA
  service: service
  parties: {{provider: \"@ops\", customer: \"@retail\"}}
  objectives: [{{name: kept, metric: figure, op: {op}, value: {value}, need: need}}]
---
apiVersion: deming/v1
kind: Cycle
metadata: {{name: cycle}}
spec:
  goal: it/better
  service: service
  metric: figure
  owner: \"@ops\"
  period: {{from: 2026-06-01, to: 2026-08-31}}
  baseline: {{period: {{from: 2026-03-01, to: 2026-05-31}}}}
  target: {{change: {}}}
  decide: {{by: \"@ops/head\", every: 1M, next: 2026-08-01}}
",
            if direction == "lower" { "-10%" } else { "+10%" }
        ),
    );
    let all = hours(|_| level);
    // Nobody has looked since March, so nobody can tell.
    let seen = all.lines().filter(|line| !playbook.answers_unknown() || !("2026-04".."2027").contains(line));
    world.write("data/hours.csv", seen.collect::<Vec<_>>().join("\n") + "\n");
    let put = world.deming(&["init", "--playbooks", &playbook.practice]);
    assert_eq!(put.status, 0, "{put:#?}");
    assert!(
        put.stdout.contains(&format!("improvement/playbooks/{}.yaml\n", playbook.name)),
        "{}",
        put.stdout
    );
    world.commit("declare");
    world
}

#[test]
fn every_playbooks_proposal_merged_as_it_stands_passes_a_check() {
    let library = library();
    assert!(library.len() >= 12, "two for each of six practices");
    for playbook in &library {
        let world = world(playbook, "unchanged");
        let (status, before) = findings(&world, AS_OF);
        assert_eq!(status, 0, "{}: {before:#?}", playbook.name);
        let made = proposals(&world, "new-action", AS_OF);
        let answer = made.iter().find(|one| one["playbook"] == playbook.name.as_str());
        let answer = answer.unwrap_or_else(|| panic!("{}: {:#}", playbook.name, json(&world, "plan", AS_OF)));
        assert!(answer["title"].as_str().unwrap().ends_with(": The figure"), "{answer:#}");
        let expects = answer["content"].as_str().unwrap().contains("\n  expect:\n");
        assert_eq!(expects, playbook.change().is_some(), "{answer:#}");
        if expects {
            merged(&world, answer, AS_OF);
        } else {
            merged_without_expectation(&world, answer);
        }
    }
}

/// To find out why nobody can tell promises no effect, which is a warning in a cycle and passes.
fn merged_without_expectation(world: &TestWorld, answer: &Value) {
    assert_eq!(world.deming(&["propose", "--as-of", AS_OF]).status, 0);
    world.git(&["merge", "--quiet", "--no-ff", "--no-edit", answer["branch"].as_str().unwrap()]);
    let (status, after) = findings(world, AS_OF);
    assert_eq!(status, 0, "{after:#?}");
}

#[test]
fn a_need_that_has_changed_is_not_answered_by_working_faster() {
    let library = library();
    let playbook = library.iter().find(|one| one.name == "find-what-holds-up").unwrap();
    let world = world(playbook, "changed");
    assert_eq!(proposals(&world, "new-action", AS_OF).len(), 0);
    let plan = json(&world, "plan", AS_OF);
    let held = plan["held"].as_array().unwrap().iter().find(|hold| hold["subject"] == "sla/kept").unwrap();
    assert_eq!(held["reason"], "inadmissible", "{plan:#}");
    assert_eq!(
        held["text"],
        "playbook find-what-holds-up answers with `efficiency`, which the need need does not admit"
    );
}

#[test]
fn playbooks_are_put_beside_the_actions_and_nothing_is_overwritten() {
    let world = TestWorld::new();
    world.deming(&["init", "--example", "service-desk"]);
    world.commit("begin");
    let put = world.deming(&["init", "--playbooks", "it-support"]);
    assert_eq!(put.status, 0, "{put:#?}");
    let files = [
        "improvement/playbooks/answer-the-commonest-question.yaml",
        "improvement/playbooks/count-every-ticket.yaml",
        "improvement/playbooks/find-what-holds-up.yaml",
    ];
    assert_eq!(put.stdout.lines().collect::<Vec<_>>(), files);
    assert_eq!(world.deming(&["check"]).status, 0);
    // Ours by now: another run takes nothing back.
    let own = world.read(files[0]).replace("size: M", "size: S");
    world.write(files[0], &own);
    let again = world.deming(&["init", "--playbooks", "it-support"]);
    assert_eq!((again.status, again.stdout.as_str()), (0, ""), "{again:#?}");
    assert_eq!(world.read(files[0]), own);
    // A file that is something else is not ours to write over.
    world.write("improvement/playbooks/make-room.yaml", "apiVersion: deming/v1\nkind: Playbook\nmetadata: {name: read-the-gauge}\nspec: {when: {finding: unknown, practice: capacity}, propose: {title: Ours, kind: support, stage: operation}}\n");
    let capacity = world.deming(&["init", "--playbooks", "capacity"]);
    assert!(
        capacity.stderr.contains("left out read-the-gauge: a playbook of that name is declared already"),
        "{capacity:#?}"
    );
    assert!(!world.root().join("improvement/playbooks/read-the-gauge.yaml").exists());
    world.write("improvement/playbooks/give-patches-a-window.yaml", "a: 1\n");
    let taken = world.deming(&["init", "--playbooks", "security"]);
    assert_eq!(taken.status, 3, "{taken:#?}");
}

#[test]
fn without_a_practice_those_of_the_services_are_taken() {
    let world = TestWorld::new();
    world.deming(&["init", "--example", "delivery"]);
    let put = world.deming(&["init", "--playbooks"]);
    assert_eq!(put.stdout.lines().count(), 3, "{put:#?}");
    assert!(put.stdout.contains("improvement/playbooks/see-every-request.yaml"), "{put:#?}");
    let all = TestWorld::empty();
    let put = all.deming(&["init", "--playbooks"]);
    assert_eq!(put.status, 0, "{put:#?}");
    let books = put.stdout.lines().filter(|line| line.starts_with("improvement/playbooks/")).count();
    assert_eq!(books, library().len(), "{put:#?}");
    let unknown = world.deming(&["init", "--playbooks", "gardening"]);
    assert_eq!(unknown.status, 2, "{unknown:#?}");
}
