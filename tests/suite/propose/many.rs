//! Many gaps at once: attention is a budget, and what waits is told.

use serde_json::Value;

use super::lifecycle::{DAY, DECLARED};
use crate::world::TestWorld;

/// A desk of sixty teams, all of which miss their target, the worse the higher their number.
fn sixty(limits: &str) -> TestWorld {
    let world = TestWorld::new();
    world.write("deming.yaml", format!("roots: [improvement]\nproposals: {{limits: {limits}}}\n"));
    let declared = DECLARED
        .replace("aggregate: mean}", "aggregate: mean, by: [team]}")
        .replace("metric: speed, op", "metric: speed, each: team, op");
    world.write("improvement/all.yaml", declared);
    let mut rows = String::from("at,hours,team\n");
    for day in 1..=28 {
        for team in 0..60 {
            rows.push_str(&format!("2026-02-{day:02}T12:00:00Z,{},team-{team:02}\n", 10 + team));
        }
    }
    world.write("data/speed.csv", rows);
    world.commit("declared");
    world
}

fn proposed(world: &TestWorld) -> Value {
    let run = world.deming(&["propose", "--as-of", DAY, "--format", "json"]);
    assert_eq!(run.status, 0, "{run:#?}");
    serde_json::from_str(&run.stdout).expect("JSON")
}

fn branches(world: &TestWorld) -> usize {
    world.git(&["branch", "--list", "deming/*"]).lines().count()
}

fn made(run: &Value) -> Vec<&str> {
    let proposals = run["proposals"].as_array().map(Vec::as_slice).unwrap_or_default();
    proposals.iter().filter_map(|one| one["subject"].as_str()).collect()
}

#[test]
fn attention_is_a_budget() {
    let world = sixty("{open: 5, perRun: 2}");
    let first = proposed(&world);
    assert_eq!(made(&first), ["sla/fast[team-59]", "sla/fast[team-58]"], "worst first");
    assert_eq!(branches(&world), 2);
    let waiting = |run: &Value| {
        let held = run["held"].as_array().map(Vec::as_slice).unwrap_or_default();
        held.iter().filter(|hold| hold["reason"] == "waiting").count()
    };
    assert_eq!(waiting(&first), 58);
    let counts: Vec<usize> = (0..3)
        .map(|_| {
            proposed(&world);
            branches(&world)
        })
        .collect();
    assert_eq!(counts, [4, 5, 5], "never six");
    let last = proposed(&world);
    assert_eq!(waiting(&last), 55);
    let told = world.deming(&["plan", "--as-of", DAY]).stdout;
    assert!(told.contains("5 may be open at once (`proposals.limits.open`)"), "{told}");
}

#[test]
fn many_proposals_are_one_pack_and_as_whole_as_few() {
    let world = sixty("{open: 100, perRun: 100}");
    let count = |what: &str| {
        let told = world.git(&["count-objects", "-v"]);
        let line = told.lines().find_map(|line| line.strip_prefix(&format!("{what}: ")).map(str::to_owned));
        line.and_then(|number| number.parse::<usize>().ok()).expect("a count")
    };
    let loose = count("count");
    let first = proposed(&world);
    assert_eq!((made(&first).len(), branches(&world)), (60, 60));
    assert_eq!((count("count"), count("packs")), (loose, 1), "nothing is written loosely");
    world.git(&["fsck", "--strict"]);
    // One by one they are the same commits.
    let one = first["proposals"][7].clone();
    let branch = one["branch"].as_str().expect("a branch");
    world.git(&["update-ref", "-d", &format!("refs/heads/{branch}")]);
    let _ = std::fs::remove_file(world.root().join(".git/deming/proposals.tsv"));
    assert_eq!(proposed(&world)["proposals"][0]["commit"], one["commit"]);
    let refs = world.git(&["for-each-ref"]);
    proposed(&world);
    assert_eq!((world.git(&["for-each-ref"]), count("packs")), (refs, 1));
    world.commit("the head moves");
    let again = proposed(&world);
    assert!(
        again["proposals"].as_array().is_some_and(|all| all.iter().all(|one| one["outcome"] == "rebuilt"))
    );
    world.git(&["fsck", "--strict"]);
}
