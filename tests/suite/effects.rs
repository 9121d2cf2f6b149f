//! The loop is closed on effect: the data say whether an action worked, a proposal writes it down, and nobody closes as
//! a success what is none.

use serde_json::Value;

use crate::world::TestWorld;

const AS_OF: &str = "2026-07-02";
const ACTION: &str = "improvement/action.yaml";

const DECLARED: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: checkout}
spec: {practice: it-support, owner: \"@shop\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: latency}
spec:
  service: checkout
  class: technology
  unit: ms
  direction: lower
  owner: \"@shop\"
  gather: {by: \"@shop\", every: 1d, records: samples, source: {file: {path: data/latency.csv, time: {column: day}, value: {column: n}}}}
  process: {interval: 1d, aggregate: p95}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: cost-per-request}
spec:
  service: checkout
  class: process
  direction: lower
  owner: \"@shop\"
  gather: {by: \"@shop\", every: 1d, records: samples, source: {file: {path: data/cost.csv, time: {column: day}, value: {column: n}}}}
  process: {interval: 1d, aggregate: mean}
---
apiVersion: deming/v1
kind: Cycle
metadata: {name: quicker}
spec:
  service: checkout
  metric: latency
  owner: \"@shop\"
  period: {from: 2026-05-01, to: 2026-06-30}
  baseline: {period: {from: 2026-04-01, to: 2026-04-30}}
  target: {change: -40%}
  guards: [{metric: cost-per-request, change: +5%}]
";

fn declared(state: &str) -> String {
    format!(
        "# Ours.
apiVersion: deming/v1
kind: Action
metadata: {{name: halve-p95}}
spec:
  cycle: quicker
  service: checkout
  kind: efficiency   # not a new promise
  stage: operation
  {state}
  owner: '@shop'
  playbook: cache-more
  implementedOn: 2026-05-02
  expect: {{metric: latency, change: -50%, by: 2026-06-30}}
"
    )
}

/// A value a day from 2026-03-01 on; that of the action's day is the last before it. It wobbles, and weekends are quieter.
fn days(before: f64, after: f64) -> String {
    let mut text = String::from("day,n\n");
    for n in 0..122_i32 {
        let day = jiff::civil::date(2026, 3, 1).checked_add(jiff::Span::new().days(n)).unwrap();
        let level = if n <= 62 { before } else { after };
        let weekend = if day.weekday().to_monday_zero_offset() >= 5 { 0.8 } else { 1.0 };
        let wobble = 1.0 + f64::from(n * 7 % 11 - 5) * 0.01;
        text.push_str(&format!("{day},{}\n", level * weekend * wobble));
    }
    text
}

fn world(latency: &str, cost: &str, state: &str) -> TestWorld {
    let world = TestWorld::new();
    world.write("improvement/all.yaml", DECLARED);
    world.write(ACTION, declared(state));
    world.write("data/latency.csv", latency);
    world.write("data/cost.csv", cost);
    world.commit("declare");
    world
}

fn json(world: &TestWorld, command: &str) -> Value {
    let run = world.deming(&[command, "--format", "json", "--as-of", AS_OF]);
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

/// The proposal that closes the action.
fn closing(world: &TestWorld) -> Option<Value> {
    let plan = json(world, "plan");
    plan["proposals"].as_array().unwrap().iter().find(|one| !one["closes"].is_null()).cloned()
}

fn halved() -> TestWorld {
    world(&days(400.0, 190.0), &days(10.0, 10.0), "state: implemented")
}

#[test]
fn halved_data_propose_to_close_as_successful_with_before_after_interval_and_n() {
    let world = halved();
    let proposal = closing(&world).unwrap();
    assert_eq!(proposal["closes"], "successful", "{proposal:#}");
    let head = world.git(&["rev-parse", "HEAD"]);
    assert_eq!(world.deming(&["propose", "--as-of", AS_OF]).status, 0);
    let branch = proposal["branch"].as_str().unwrap();
    assert!(branch.starts_with("deming/quicker/close-halve-p95-"), "{branch}");
    assert_eq!(world.git(&["diff", "--name-status", "main", branch]), format!("M\t{ACTION}"));
    assert_eq!(
        (world.git(&["rev-parse", "HEAD"]), world.git(&["status", "--porcelain"])),
        (head, String::new())
    );
    let after = world.git(&["show", &format!("{branch}:{ACTION}")]);
    let (kept, closure) = after.split_once("  closure:\n").unwrap();
    assert_eq!(kept, declared("state: closed"));
    assert!(closure.starts_with("    code: successful\n    evidence: "), "{closure}");
    for part in ["before ", " after ", "95 % interval of the difference ", "n = ", "-52."] {
        assert!(closure.contains(part), "{part}: {closure}");
    }
    let message = world.git(&["log", "-1", "--format=%B", branch]);
    assert!(message.starts_with("chore(csi): close \"halve-p95\"\n"), "{message}");
    assert!(
        message.contains("\nDeming-Action: halve-p95\n")
            && message.contains("\nDeming-Closure: successful\nDeming-Raised: 2026-07-02\n"),
        "{message}"
    );

    // The same identity every day, and an answer that is open is not given twice.
    let refs = world.git(&["for-each-ref"]);
    assert_eq!(world.deming(&["propose", "--as-of", "2026-07-05"]).status, 0);
    assert_eq!(world.git(&["for-each-ref"]), refs);
    world.git(&["merge", "--quiet", branch]);
    assert_eq!(closing(&world), None);
    let checked = world.deming(&["check", "--select", "D17", "--format", "concise", "--as-of", AS_OF]);
    assert!(!checked.stdout.contains("D176") && !checked.stdout.contains("halve-p95"), "{}", checked.stdout);
    let rate = &json(&world, "diff")["hitRate"];
    assert_eq!(
        (rate["successful"].as_u64(), &rate["byPlaybook"][0]["playbook"]),
        (Some(1), &"cache-more".into()),
        "{rate:#}"
    );
}

#[test]
fn flat_data_are_unsuccessful_and_ask_step_2_again() {
    let world = world(&days(400.0, 400.0), &days(10.0, 10.0), "state: implemented");
    let proposal = closing(&world).unwrap();
    assert_eq!(proposal["closes"], "unsuccessful", "{proposal:#}");
    for text in [&proposal["content"], &proposal["message"]] {
        let text = text.as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("Step 2 again: does latency measure what was to improve"), "{text}");
    }
    let effect = &json(&world, "diff")["register"][0]["review"]["effect"];
    assert_eq!(effect["byWeekday"], true, "{effect:#}");
    let detectable = effect["detectable"].as_f64().unwrap();
    assert!((0.005..0.05).contains(&detectable), "{detectable}");
}

#[test]
fn three_points_cannot_tell_and_say_what_is_missing() {
    let few = "day,n\n2026-04-29,400\n2026-05-01,410\n2026-05-20,190\n";
    let world = world(few, &days(10.0, 10.0), "state: implemented");
    let proposal = closing(&world).unwrap();
    assert_eq!(proposal["closes"], "cannot-tell", "{proposal:#}");
    let message = proposal["message"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        message.contains("What is missing: observations of latency before and after the action"),
        "{message}"
    );
    assert!(message.contains("too few whole intervals to tell"), "{message}");
}

#[test]
fn met_with_damage_is_the_first_line_and_no_success() {
    let world = world(&days(400.0, 190.0), &days(10.0, 13.0), "state: implemented");
    let cycle = &json(&world, "diff")["cycles"][0];
    assert_eq!(
        (&cycle["verdict"], &cycle["damage"][0]),
        (&"met".into(), &"cost-per-request".into()),
        "{cycle:#}"
    );
    assert!(cycle["reason"].as_str().unwrap().starts_with("met with damage: cost-per-request"), "{cycle:#}");
    assert_eq!(world.deming(&["report", "--as-of", AS_OF]).status, 0);
    let home = world.read("report/Home.md");
    let first =
        home.lines().find(|line| !line.is_empty() && !line.starts_with("<!--") && !line.starts_with('#'));
    assert!(first.unwrap().contains("met with damage"), "{home}");
    let proposal = closing(&world).unwrap();
    assert_eq!(proposal["closes"], "partly", "{proposal:#}");
    assert!(proposal["reason"].as_str().unwrap().starts_with("met with damage"), "{proposal:#}");

    world.write(ACTION, declared("state: closed\n  closure: {code: successful}"));
    world.commit("close");
    let refused = world.deming(&["check", "--select", "D176", "--as-of", AS_OF]);
    assert_eq!(refused.status, 1, "{refused:#?}");
    let flat = refused.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("`halve-p95` is closed as successful, and is not: met with damage"), "{flat}");
    world.write(ACTION, declared("state: closed\n  closure: {code: partly}"));
    assert_eq!(world.deming(&["check", "--select", "D176", "--as-of", AS_OF]).status, 0);
}

#[test]
fn a_declined_closing_stays_declined_and_what_cannot_be_edited_is_said() {
    let world = halved();
    let id = closing(&world).unwrap()["id"].as_str().unwrap().to_owned();
    world.write(
        "improvement/no.yaml",
        format!("apiVersion: deming/v1\nkind: Decision\nmetadata: {{name: wait}}\nspec: {{proposal: {id}, outcome: declined, by: \"@shop\", reason: not yet, until: 2026-08-01}}\n"),
    );
    world.commit("decline");
    assert_eq!(closing(&world), None);
    let held = json(&world, "plan");
    let held =
        held["held"].as_array().unwrap().iter().find(|hold| hold["subject"] == "halve-p95").unwrap().clone();
    assert_eq!(held["reason"], "declined");
    let world = halved();
    world.write(ACTION, declared("state: &s implemented\n  title: *s"));
    let plan = json(&world, "plan");
    let held = plan["held"].as_array().unwrap().iter().find(|hold| hold["subject"] == "halve-p95");
    assert_eq!(held.unwrap()["reason"], "not-editable", "{plan:#}");
}
