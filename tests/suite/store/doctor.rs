use deming::git::Repository;
use serde_json::Value;

use super::damage::edit;
use super::world::*;
use crate::world::TestWorld;

fn world() -> TestWorld {
    let world = latency();
    let metric = workspace(&world, "2026-11-02T00:00:00Z").catalog.metrics.into_values().next().unwrap();
    let repository = Repository::discover(world.root()).unwrap();
    let rows: Vec<_> = (0..288 * 3).map(|n| (minute(n * 5), (n * 7 % 97) as f64)).collect();
    let day = minute(1_440 * 3);
    record_all(&repository, &metric, day, &[(minutes(0, 1_440 * 3), answer(&rows))]);
    world
}

fn doctor(world: &TestWorld) -> (i32, Value) {
    let outcome = world.deming(&["doctor", "--format", "json", "--as-of", "2026-11-05T00:00:00Z"]);
    (outcome.status, serde_json::from_str(&outcome.stdout).unwrap_or_else(|_| panic!("{outcome:?}")))
}

fn complaints(view: &Value) -> Vec<String> {
    let checks = view["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["state"] == "error" || check["state"] == "warning");
    checks.map(|check| format!("{} {} {}", check["code"], check["path"], check["message"])).collect()
}

#[test]
fn a_sound_repository_has_no_complaint() {
    let world = world();
    let (status, view) = doctor(&world);
    assert_eq!((status, complaints(&view)), (0, Vec::new()), "{view:#}");
    assert_eq!(view["observed"], world.git(&["rev-parse", BRANCH]));
    assert!(view["growthPerYear"].as_u64().unwrap() > 10_000, "{view:#}");
    let text = world.deming(&["doctor", "--as-of", "2026-11-05T00:00:00Z"]).stdout;
    assert!(text.contains("git version ") && text.contains("every line can be read"), "{text}");
    assert!(text.contains("the last run that had something to record was 24 hours ago"), "{text}");
}

#[test]
fn without_a_branch_it_says_what_to_do() {
    let world = latency();
    let (status, view) = doctor(&world);
    assert_eq!(status, 0);
    assert!(complaints(&view)[0].contains("there is no branch `deming/observed`"), "{view:#}");
}

#[test]
fn every_kind_of_damage_is_told_with_its_line() {
    let line = |day: u32, value: &str| format!("2026-11-0{day}T00:00:00Z\t{value}\n");
    let cases: [(&str, Vec<u8>, &str, u64); 7] = [
        ("2026-11-01.tsv", format!("{}{}", line(1, "1"), line(1, "2")).into(), "stands twice", 2),
        ("2026-11-01.tsv", line(2, "1").into(), "lies outside of 2026-11-01", 1),
        ("2026-11-02.tsv", vec![0xff, 0xfe, b'\n'], "does not begin with a time", 1),
        ("asked.tsv", b"x\n".to_vec(), "no pair of times", 1),
        ("source.tsv", b"kind\thttp\n".to_vec(), "not what its folder was made for", 1),
        ("notes/todo.txt", b"x".to_vec(), "is no file of an observed branch", 1),
        ("format", b"deming-observed 2\n".to_vec(), "cannot be read", 1),
    ];
    for (name, content, complaint, number) in cases {
        let world = world();
        edit(&world, name, &content);
        let (status, view) = doctor(&world);
        let found = view["checks"]
            .as_array()
            .unwrap()
            .iter()
            .find(|check| check["message"].as_str().unwrap().contains(complaint));
        let found = found.unwrap_or_else(|| panic!("{name}: {view:#}"));
        assert_eq!(found["line"], number, "{found:#}");
        assert!(found["help"].is_string());
        assert_eq!(status, i32::from(found["state"] == "error"), "{found:#}");
    }
}

#[test]
fn check_warns_when_the_branch_grows_beyond_its_budget() {
    let world = world();
    let codes = || {
        let outcome = world.deming(&["check", "--format", "json", "--as-of", "2026-11-05T00:00:00Z"]);
        let json: Value = serde_json::from_str(&outcome.stdout).unwrap();
        json["findings"].as_array().unwrap().iter().any(|finding| finding["code"] == "D255")
    };
    assert!(!codes());
    world.write("deming.yaml", "observed:\n  budget: 10kB\n");
    assert!(codes());
    let outcome = world.deming(&["check", "--as-of", "2026-11-05T00:00:00Z", "--select", "D255"]);
    assert!(
        outcome.stdout.contains("deming.yaml:2:") && outcome.stdout.contains("10kB")
            || outcome.stdout.contains("0.0 MB are declared"),
        "{}",
        outcome.stdout
    );
}
