//! Capabilities as they are promised, word by word: four verdicts and freshness, and the first five minutes.

#[path = "capabilities/improvement.rs"]
mod improvement;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::world::{Outcome, TestWorld};

/// The example `shop` in a repository, committed.
fn shop() -> TestWorld {
    let world = TestWorld::new();
    let init = world.deming(&["init", "--example", "shop"]);
    assert_eq!(init.status, 0, "{init:#?}");
    world.commit("chore: begin");
    world
}

/// Verdict and freshness of each objective, and of each cycle and its guards.
fn verdicts(world: &TestWorld) -> BTreeMap<String, (String, String)> {
    let run = world.deming(&["diff", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"));
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut verdicts = BTreeMap::new();
    for objective in report["objectives"].as_array().unwrap() {
        let told = (word(&objective["verdict"]), word(&objective["freshness"]));
        verdicts.insert(word(&objective["id"]), told);
    }
    for cycle in report["cycles"].as_array().unwrap() {
        verdicts.insert(format!("cycle {}", word(&cycle["id"])), (word(&cycle["verdict"]), String::new()));
        for guard in cycle["guards"].as_array().unwrap() {
            verdicts.insert(
                format!("guard {}", word(&guard["metric"])),
                (word(&guard["verdict"]), String::new()),
            );
        }
    }
    verdicts
}

#[test]
fn a_blank_week_is_unknown_with_its_coverage() {
    let world = shop();
    assert_eq!(world.deming(&["diff", "--fail-on", "unknown"]).status, 0);
    let whole = world.read("data/search.csv");
    let is_blank = |line: &str| ("2026-09-01"..="2026-09-07").contains(&line.get(..10).unwrap_or_default());
    let blanked: String = whole
        .lines()
        .map(|line| if is_blank(line) { format!("{},,,\n", &line[..10]) } else { format!("{line}\n") })
        .collect();
    assert_eq!(blanked.matches(",,,").count(), 7);
    world.write("data/search.csv", blanked);
    let diff = world.deming(&["diff"]);
    // Of the 27 days of the window that are over for longer than the declared lateness, 20 are left.
    assert_eq!(diff.stdout.matches("coverage 74 %, need 95 %").count(), 2, "{}", diff.stdout);
    assert_eq!(diff.status, 0);
    assert_eq!(world.deming(&["diff", "--fail-on", "unknown"]).status, 1);
    let told = verdicts(&world);
    for id in ["search/answers", "search/conversion"] {
        // Rows came in until yesterday: what is unknown is not stale.
        assert_eq!(told[id], ("unknown".into(), "current".into()), "{id}");
    }
    world.write("data/search.csv", whole);
    assert_eq!(world.deming(&["diff", "--fail-on", "unknown"]).status, 0);
}

#[test]
fn data_that_are_gone_are_never_good_and_never_bad() {
    let world = shop();
    let before = verdicts(&world);
    for (file, unknown) in [
        ("search.csv", ["search/answers", "search/conversion"].as_slice()),
        ("orders.csv", &["checkout/quick-parcels"]),
        ("cost.csv", &["guard cost-per-request"]),
        ("checkout-latency.csv", &["checkout/fast-answers", "cycle q3"]),
        ("checkout-outages.csv", &["checkout/availability"]),
    ] {
        let path = world.root().join("data").join(file);
        let content = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let after = verdicts(&world);
        for (id, was) in &before {
            let is = &after[id];
            match unknown.contains(&id.as_str()) {
                true => assert_eq!(is.0, "unknown", "{file}: {id}"),
                false => assert_eq!(is, was, "{file}: {id}"),
            }
            if unknown.contains(&id.as_str()) && id.contains('/') {
                assert_eq!(is.1, "never", "{file}: {id}");
            }
        }
        let status = world.deming(&["diff", "--fail-on", "unknown"]).status;
        // Guards have verdicts of their own, which stand beside that of their cycle.
        assert_eq!(status, i32::from(!unknown[0].starts_with("guard")), "{file}");
        std::fs::write(&path, content).unwrap();
    }
    assert_eq!(verdicts(&world), before);
}

/// Runs deming as somebody who has just come: a home without anything, and nothing but git and deming in the path.
fn newcomer(world: &TestWorld, folder: &Path, variables: &[(&str, &str)], args: &[&str]) -> Outcome {
    let home = world.beside("home");
    std::fs::create_dir_all(&home).unwrap();
    let mut command = world.command(env!("CARGO_BIN_EXE_deming"));
    command
        .args(args)
        .current_dir(folder)
        .env("HOME", &home)
        .env("XDG_CACHE_HOME", home.join(".cache"))
        .envs(variables.iter().copied());
    let outcome = crate::world::run(&mut command);
    assert_eq!(std::fs::read_dir(&home).unwrap().count(), 0, "nothing was written to the home: {args:?}");
    outcome
}

#[test]
fn the_first_five_minutes_need_nothing_and_write_what_they_say() {
    let world = TestWorld::new();
    let start = std::time::Instant::now();
    let init = newcomer(&world, world.root(), &[], &["init", "--example", "shop"]);
    let report = newcomer(&world, world.root(), &[], &["report"]);
    assert_eq!((init.status, report.status), (0, 0), "{init:#?} {report:#?}");
    assert!(start.elapsed().as_secs() < 60);
    let home = world.read("report/Home.md");
    assert!(home.starts_with("<!-- generated by deming") && home.contains("quick-parcels"), "{home}");
    let mut announced: Vec<String> = init.stdout.lines().map(str::to_owned).collect();
    announced.extend(
        report.stdout.lines().filter_map(|line| Some(format!("report/{}", line.strip_prefix("+ ")?))),
    );
    announced.push("report/.deming-manifest.json".into());
    announced.sort();
    let status = world.git(&["status", "--porcelain", "--untracked-files=all"]);
    let mut found: Vec<String> =
        status.lines().map(|line| line.trim_start_matches("?? ").to_owned()).collect();
    found.sort();
    assert_eq!(found, announced);
}

#[test]
fn a_pull_request_of_a_fork_is_told_the_same() {
    let world = shop();
    world.git(&["checkout", "--quiet", "-b", "change"]);
    let agreements = world.read("agreements.yaml").replace("target: 99.8%", "target: 99.5%");
    world.write("agreements.yaml", agreements);
    world.commit("ease the target");
    let fork = world.beside("fork");
    world.git(&["clone", "--quiet", "--branch", "change", ".", fork.to_str().unwrap()]);
    // Nobody could push, or ask for anything, from there.
    world.git_in(&fork, &["remote", "set-url", "origin", "https://127.0.0.1:1/shop.git"]);
    let before = world.git_in(&fork, &["for-each-ref"]);
    let summary_of = |folder: &Path, base: &str| {
        let summary = world.beside("summary.md");
        let _ = std::fs::remove_file(&summary);
        let variables =
            [("GITHUB_ACTIONS", "true"), ("CI", "true"), ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())];
        let run = newcomer(
            &world,
            folder,
            &variables,
            &["check", "--base", base, "--format", "github", "--step-summary"],
        );
        assert_eq!(run.status, 1, "a weakened target needs a reason: {run:#?}");
        (run.stdout, std::fs::read_to_string(&summary).unwrap())
    };
    let (own, own_summary) = summary_of(world.root(), "main");
    let (theirs, their_summary) = summary_of(&fork, "origin/main");
    assert_eq!(own, theirs);
    assert!(own_summary.contains("weakened") && own_summary.contains("99.5"), "{own_summary}");
    assert_eq!(own_summary, their_summary.replace("with origin/main at", "with main at"));
    assert_eq!(world.git_in(&fork, &["for-each-ref"]), before);
    assert_eq!(world.git_in(&fork, &["status", "--porcelain"]), "");
}
