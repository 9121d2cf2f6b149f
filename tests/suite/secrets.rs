//! A planted secret comes out nowhere: not in findings, reports, plans, proposals or messages.

use std::path::Path;

use crate::world::{Outcome, TestWorld, shared_data};

/// Put together here, so that no scanner takes this file for a leak.
fn token() -> String {
    ["gh", "p_", "Zx81Qy7Lp0Vb3Nm5Kd9Rt2Ws6Hj4Gf8AcE1u"].concat()
}

/// Every form that `check` writes.
const FORMATS: [&str; 11] = [
    "full",
    "concise",
    "json",
    "jsonl",
    "github",
    "gitlab",
    "sarif",
    "junit",
    "checkstyle",
    "rdjson",
    "markdown",
];

const PASSWORD: &str = "correct-horse-9";
const KEYED: &str = "battery-staple-7";

fn declared() -> String {
    let token = token();
    format!(
        "# a comment with {token}
apiVersion: deming/v1
kind: Service
metadata: {{name: desk, annotations: {{apiKey: {KEYED}}}}}
spec: {{practice: it-support, owner: \"@ops\", description: \"helps {token}\"}}
---
apiVersion: deming/v1
kind: Need
metadata: {{name: quick}}
spec: {{service: desk, statement: \"See https://ann:{PASSWORD}@wiki.example.org\", outcome: unchanged, requires: []}}
---
apiVersion: deming/v1
kind: Metric
metadata: {{name: incidents, displayName: \"Incidents {token}\"}}
spec:
  service: desk
  class: process
  direction: lower
  owner: \"@ops\"
  gather:
    by: \"@ops\"
    every: 1d
    source: {{file: {{path: data/incidents.csv, time: {{column: at}}, count: true}}}}
  process: {{interval: 1d, by: [category]}}
---
apiVersion: deming/v1
kind: Agreement
metadata: {{name: sla}}
spec:
  type: SLA
  service: desk
  parties: {{provider: \"@ops\", customer: \"{token}\"}}
  objectives:
    - {{name: few, metric: incidents, op: lte, value: 1, consequence: \"{token}\", timeWindow: [{{duration: 28d, isRolling: true}}]}}
    - {{name: few-each, metric: incidents, each: category, op: lte, value: 1, timeWindow: [{{duration: 28d, isRolling: true}}]}}
---
apiVersion: deming/v1
kind: Playbook
metadata: {{name: fewer}}
spec:
  when: {{finding: [missed]}}
  propose: {{title: \"Fewer {token}\", kind: support, stage: operation, body: \"With {token} and {{{{> five_whys}}}}\", expect: {{change: -20%, within: 3M}}}}
---
apiVersion: deming/v1
kind: DataSource
metadata: {{name: warehouse}}
spec:
  type: sql
  connectionDetails:
    user: deming
    password: {KEYED}
    backup: {{token: [{KEYED}]}}
---
apiVersion: deming/v1
kind: Metric
metadata: {{name: \"{token}\"}}
spec: {{servise: desk, owner: {token}, direction: {token}}}
"
    )
}

fn world() -> TestWorld {
    let world = TestWorld::new();
    let token = token();
    world.set_clock(1_769_644_800); // 2026-01-29
    world.write("improvement/desk.yaml", declared());
    let rows: String = (1..=28).map(|day| format!("2026-01-{day:02},call {token}\n")).collect();
    world.write("data/incidents.csv", format!("at,category\n{rows}{token},mail\n"));
    world.commit("plant");
    world
}

fn clean(what: &str, text: &str) {
    let (token, undressed) = (token(), text.replace('\\', ""));
    for secret in [token.as_str(), &token[4..], PASSWORD, KEYED] {
        assert!(!undressed.contains(secret), "{what} shows a secret:\n{text}");
    }
}

fn clean_outcome(what: &str, outcome: &Outcome) {
    clean(what, &outcome.stdout);
    clean(what, &outcome.stderr);
}

fn clean_folder(folder: &Path) -> usize {
    let entries = walk(folder);
    for path in &entries {
        clean(&path.display().to_string(), &std::fs::read_to_string(path).unwrap());
    }
    entries.len()
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn a_planted_secret_is_told_and_never_shown() {
    let world = world();
    for format in FORMATS {
        let outcome =
            world.deming(&["check", "--format", format, "--as-of", "2026-01-29", "--color", "always"]);
        assert_eq!(outcome.status, 1, "{outcome:?}");
        assert!(outcome.stdout.contains("D190"), "{outcome:?}");
        clean_outcome(&format!("check --format {format}"), &outcome);
        clean_outcome("a refusal", &world.deming(&["diff", "--format", format]));
    }
    let full = world.deming(&["check", "--as-of", "2026-01-29"]).stdout;
    for told in [
        "`password` holds a secret in plain text",
        "`apiKey` holds a secret in plain text",
        "a token of GitHub stands here in plain text",
        "a password in a URL stands here in plain text",
        "password: ••••••••••••••••\n",
    ] {
        assert!(full.contains(told), "{told}:\n{full}");
    }
}

#[test]
fn no_report_proposal_or_message_shows_a_secret() {
    let world = world();
    let declared = declared();
    let whole = declared.rsplit_once("---").unwrap().0;
    world.write("improvement/desk.yaml", whole);
    world.commit("without the document that cannot be read");
    for command in [&["diff"][..], &["plan"], &["plan", "--verbose"]] {
        for format in ["full", "concise", "json"] {
            let arguments = [command, &["--format", format, "--as-of", "2026-01-29"]].concat();
            let outcome = world.deming(&arguments);
            assert!(outcome.stdout.contains("few"), "{outcome:?}");
            clean_outcome(&arguments.join(" "), &outcome);
        }
    }
    let told = world.deming(&["diff", "--as-of", "2026-01-29", "--verbose"]);
    assert!(told.stderr.contains("D229"), "{}", told.stderr);
    let proposed = world.deming(&["propose", "--as-of", "2026-01-29"]);
    clean_outcome("propose", &proposed);
    let branches = world.git(&["for-each-ref", "--format=%(refname)", "refs/heads/deming"]);
    assert!(!branches.is_empty(), "{proposed:?}");
    for branch in branches.lines() {
        clean("a branch", branch);
        clean("a message", &world.git(&["log", "-1", "--format=%B", branch]));
        let changed = world.git(&["diff", "--no-prefix", "main", branch]);
        clean("a proposed file", &changed);
    }
    clean_outcome("report", &world.deming(&["report", "--out", "pages", "--as-of", "2026-01-29"]));
    assert!(clean_folder(&world.root().join("pages")) > 4);
}

#[test]
fn the_settings_are_looked_at_too() {
    let world = TestWorld::new();
    world.write("deming.yaml", format!("wiki: {{url: \"https://bot:{PASSWORD}@example.org/x.wiki.git\"}}\n"));
    world.commit("settings");
    let outcome = world.deming(&["check"]);
    assert!(outcome.stdout.contains("D190"), "{outcome:?}");
    clean_outcome("check", &outcome);
    clean_outcome("publish", &world.deming(&["publish"]));
}

#[test]
fn nothing_in_the_examples_or_in_real_declarations_is_taken_for_a_secret() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let folders = [Some(examples), shared_data("slo-specs"), shared_data("service-catalog")];
    let mut looked_at = 0;
    for path in folders.into_iter().flatten().flat_map(|folder| walk(&folder)) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        looked_at += 1;
        let found = deming::text::secret::secrets(&text);
        assert_eq!(found, [], "{}", path.display());
    }
    assert!(looked_at > 20);
}
