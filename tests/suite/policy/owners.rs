//! Owners: one, known, asked by the forge, and still there.

use super::{Repository, SERVICE};

#[test]
fn two_cannot_be_accountable() {
    for owners in ["[\"@ann\", \"@ben\"]", "\"@ann, @ben\"", "\"@ann @ben\""] {
        let repository = Repository::of(&SERVICE.replace("\"@ops\"", owners));
        let outcome = repository.world.deming(&["check", "--format", "concise"]);
        assert_eq!(outcome.status, 1);
        let told = "two are accountable; exactly one can be, the others are responsible, consulted or informed (RACI)";
        assert!(outcome.stdout.contains(told), "{owners}: {}", outcome.stdout);
    }
}

#[test]
fn an_owner_whom_nobody_knows_is_an_error_wherever_somebody_is_told_of() {
    let ghost = SERVICE.replace("@ops", "@ghost");
    assert_eq!(Repository::of(&ghost).check("2026-01-01"), [""; 0]);
    let directory = "\"@ann\": {name: Ann Ohm, mail: ann@example.org}\n\"@it/ops\": {members: [\"@ann\"]}\n";
    let settings = format!("owners:\n  {}\n", directory.trim_end().replace('\n', "\n  "));
    let code_owners = "# who is asked\n/improvement/ @it/ops\n";
    for (path, text) in [
        ("CODEOWNERS", code_owners),
        (".github/CODEOWNERS", code_owners),
        ("docs/CODEOWNERS", code_owners),
        (".gitlab/CODEOWNERS", "[Practice] @it/ops\n/improvement/\n"),
        ("owners.yaml", directory),
        ("deming.yaml", &settings),
    ] {
        let told = Repository::with(&ghost, &[(path, text)]).check("2026-01-01");
        assert_eq!(told[0], "error[D130] nobody knows the owner `@ghost`", "{path}: {told:?}");
        let known = SERVICE.replace("@ops", "@IT/Ops");
        assert_eq!(Repository::with(&known, &[(path, text)]).check("2026-01-01"), [""; 0], "{path}");
    }
    let outcome = Repository::with(SERVICE, &[("owners.yaml", directory)]).world.deming(&["check"]);
    assert!(outcome.stdout.contains("did you mean `@it/ops`?"), "{}", outcome.stdout);
}

#[test]
fn every_place_of_an_owner_is_looked_at() {
    let declared = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@a1\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: one}
spec: {service: desk, class: process, direction: lower, owner: \"@a2\", gap: {owner: \"@a3\"}}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: two}
spec: {service: desk, class: process, direction: lower, owner: \"@a4\", gather: {by: \"@a5\", every: 1d, source: {git: {measure: deployments}}}}
---
apiVersion: deming/v1
kind: Cycle
metadata: {name: c}
spec:
  service: desk
  metric: one
  owner: \"@a6\"
  period: {from: 2026-04-01, to: 2026-06-30}
  target: {value: 1}
  decide: {by: \"@a7\"}
---
apiVersion: deming/v1
kind: Action
metadata: {name: a}
spec: {service: desk, kind: support, stage: operation, state: closed, owner: \"@a8\", closure: {code: withdrawn}}
---
apiVersion: deming/v1
kind: Need
metadata: {name: n}
spec: {service: desk, statement: Help., outcome: unchanged, requires: [], confirmedBy: \"@a9\", confirmed: 2025-06-30, reviewBy: 2027-01-01}
---
apiVersion: deming/v1
kind: Decision
metadata: {name: d}
spec: {proposal: P-12345678, outcome: declined, by: \"@b1\", reason: No., until: 2027-01-01}
---
apiVersion: deming/v1
kind: Playbook
metadata: {name: p}
spec:
  when: {finding: [missed]}
  propose: {title: Help, kind: support, stage: operation, owner: \"@b2\", expect: {change: -20%, within: 3M}}
---
apiVersion: deming/v1
kind: Strategy
metadata: {name: s}
spec: {vision: Nobody waits., owner: \"@b3\", goals: []}
";
    let told = Repository::with(declared, &[("owners.yaml", "ann@example.org: {}\n")]).check("2026-01-01");
    let unknown = told.iter().filter(|line| line.starts_with("error[D130]")).count();
    assert_eq!(unknown, 12, "{told:?}");
}

#[test]
fn the_last_pattern_that_fits_says_whom_the_forge_asks() {
    let text = "* @it/platform\n/improvement/ @it/platform\n/improvement/all.yaml @ops\n";
    assert_eq!(Repository::with(SERVICE, &[("CODEOWNERS", text)]).check("2026-01-01"), [""; 0]);
    let text = "/docs/ @ops\n/improvement/ @it/platform\n";
    let told = Repository::with(SERVICE, &[("CODEOWNERS", text)]).check("2026-01-01");
    assert_eq!(told, ["warning[D131] `@ops` owns `desk`, and of its file the forge asks `@it/platform`"]);
    let text = "* @it/platform\n/docs/ @ops\n";
    let told = Repository::with(SERVICE, &[("CODEOWNERS", text)]).check("2026-01-01");
    assert!(told[0].starts_with("note[D131]"), "{told:?}");
}

#[test]
fn an_owner_without_a_commit_for_half_a_year_sleeps() {
    let declared = SERVICE.replace("@ops", "@ada");
    let repository = Repository::with(&declared, &[("owners.yaml", "\"@ada\": {mail: ada@example.org}\n")]);
    // All commits are Ada's and lie within half a year: that she rests now cannot be told before there is a past.
    assert_eq!(repository.check("2026-01-01"), [""; 0]);
    assert_eq!(repository.check("2026-06-28"), [""; 0]);
    let sleeping = "note[D132] sleeping owner: `@ada` answers for the service `desk`, and has committed nothing for 180 days";
    assert_eq!(repository.check("2026-07-02"), [sleeping]);
    repository.world.set_clock(1_775_000_000); // 2026-03-31
    repository.world.commit("still here");
    assert_eq!(repository.check("2026-07-02"), [""; 0]);
}
