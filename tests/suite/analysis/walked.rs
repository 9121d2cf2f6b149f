//! A number walked back to its rows, and made again from them by another program.

use std::process::Command;

use serde_json::Value;

use crate::world::{TestWorld, run};

fn shop() -> TestWorld {
    let world = TestWorld::new();
    assert_eq!(world.deming(&["init", "--example", "shop"]).status, 0);
    world.commit("feat: a shop");
    world
}

fn told(world: &TestWorld, args: &[&str]) -> Value {
    let run = world.deming(&[args, &["--format", "json"]].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

/// What awk makes of the quoted lines of a file.
fn awk(world: &TestWorld, explanation: &Value, program: &str) -> f64 {
    let rows = &explanation["rows"];
    let path = rows["path"].as_str().unwrap();
    let quoted: Vec<String> = rows["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|lines| format!("NR >= {} && NR <= {}", lines[0], lines[1]))
        .collect();
    let program = program.replace("QUOTED", &format!("({})", quoted.join(" || ")));
    let mut command = Command::new("awk");
    command.args(["-F,", &program, path]).current_dir(world.root()).env("LC_ALL", "C");
    let answer = run(&mut command);
    answer.stdout.trim().parse().unwrap_or_else(|error| panic!("{error}: {answer:?}"))
}

#[test]
fn awk_makes_the_same_share_of_the_quoted_lines() {
    let world = shop();
    let found = told(&world, &["explain", "search/answers", "--period", "2026-08"]);
    let observed = &found["objective"]["observed"];
    assert_eq!(
        (observed["from"].as_str(), found["rows"]["used"].as_u64()),
        (Some("2026-07-31T22:00:00Z"), Some(31))
    );
    let head = world.read("data/search.csv").lines().next().unwrap().to_owned();
    let column = |name: &str| head.split(',').position(|one| one == name).unwrap() + 1;
    let (bad, total) = (column("failed"), column("searches"));
    let program =
        format!("QUOTED {{ bad += ${bad}; total += ${total} }} END {{ printf \"%.12g\", 1 - bad / total }}");
    let value = observed["value"].as_f64().unwrap();
    assert!((awk(&world, &found, &program) - value).abs() < 1e-11, "{value}");
}

#[test]
fn the_words_name_file_blob_lines_and_the_declaring_commit() {
    let world = shop();
    world.write("agreements.yaml", world.read("agreements.yaml").replace("target: 0.995", "target: 0.994"));
    let commit = world.commit("feat: a target that can be kept");
    let run = world.deming(&["explain", "search/answers", "--period", "2026-08"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stdout.contains("2026-08-01 – 2026-08-31"), "{}", run.stdout);
    let blob = world.git(&["rev-parse", "HEAD:data/search.csv"]);
    assert!(
        run.stdout.contains(&format!("data/search.csv blob {}: 31 rows, lines", &blob[..12])),
        "{}",
        run.stdout
    );
    let declared = told(&world, &["explain", "search/answers"]);
    let line = declared["objective"]["declaredAt"]["line"].as_u64().unwrap();
    let range = format!("{line},{line}");
    let blame = world.git(&["blame", "-l", "-s", "-L", &range, "agreements.yaml"]);
    let by = declared["declaredIn"].as_str().unwrap_or_else(|| panic!("{declared}"));
    assert!(blame.trim_start_matches('^').starts_with(&by[..39]), "{blame} {by}");
    assert_eq!(by.len(), commit.trim().len());
    // What is not committed as it is was declared by nobody yet.
    world.write("agreements.yaml", format!("# a note\n{}", world.read("agreements.yaml")));
    assert!(told(&world, &["explain", "search/answers"])["declaredIn"].is_null());
}

#[test]
fn down_time_is_walked_back_with_what_takes_no_part() {
    let world = shop();
    let calendars = world.read("calendars.yaml");
    assert!(calendars.contains("maintenance") || calendars.contains("holidays"), "{calendars}");
    let found = told(&world, &["explain", "checkout/availability", "--period", "2026-05"]);
    let observed = &found["objective"]["observed"];
    let (good, total) = (observed["good"].as_f64().unwrap(), observed["total"].as_f64().unwrap());
    assert!((good / total - observed["value"].as_f64().unwrap()).abs() < 1e-12);
    assert!(found["excluded"].is_array());
}

#[test]
fn periods_have_many_names_and_a_wrong_one_is_told() {
    let world = shop();
    for (period, from) in [
        ("2026", "2025-12-31T23:00:00Z"),
        ("2026-Q2", "2026-03-31T22:00:00Z"),
        ("2026 Q2", "2026-03-31T22:00:00Z"),
        ("2026-08-03..2026-08-09", "2026-08-02T22:00:00Z"),
    ] {
        let found = told(&world, &["explain", "search/answers", "--period", period]);
        assert_eq!(found["objective"]["observed"]["from"], from, "{period}");
        let metric = told(&world, &["explain", "search-success", "--period", period]);
        assert!(metric["text"]["formula"].is_string());
    }
    let wrong = world.deming(&["explain", "search/answers", "--period", "August"]);
    assert!(wrong.status == 2 && wrong.stderr.contains("`August` is no period; write 2026-08"), "{wrong:?}");
}

#[test]
fn a_closed_period_is_told_as_the_history_tells_it() {
    let world = shop();
    let whole = told(&world, &["explain", "checkout/fast-answers"]);
    let july = told(&world, &["explain", "checkout/fast-answers", "--period", "2026-07"]);
    let periods = whole["periods"].as_array().unwrap();
    let closed =
        periods.iter().find(|period| period["from"] == july["objective"]["observed"]["from"]).unwrap();
    assert_eq!(closed["value"], july["objective"]["observed"]["value"]);
    assert_eq!(closed["verdict"], july["objective"]["verdict"]);
}
