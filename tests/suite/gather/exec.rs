//! Commands that print observations: run only where allowed, with nothing but what they are given, and ended.

use std::time::{Duration as Time, Instant};

use deming::gather::exec::Exec;
use deming::gather::remote::{Answer, Ask, Cancel, Lost, System};
use deming::model::duration::DurationUnit;
use deming::model::observation::Records;
use deming::model::source::{ExecAmount, ExecQuestion, Question, RemoteSource};
use deming::model::{Duration, Interval};
use jiff::tz::TimeZone;

use super::world::{column, metric, place, source, time};
use crate::world::TestWorld;

const MINUTE: Duration = Duration { count: 1, unit: DurationUnit::Minute };

const SCRIPT: &str = "scripts/measure";

/// A repository with a script.
fn world(script: &str) -> TestWorld {
    let world = TestWorld::new();
    world.write(SCRIPT, format!("#!/bin/sh\n{script}\n"));
    let mut mode = std::fs::metadata(world.root().join(SCRIPT)).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o755);
    std::fs::set_permissions(world.root().join(SCRIPT), mode).unwrap();
    world
}

fn question() -> ExecQuestion {
    ExecQuestion {
        command: vec![SCRIPT.into(), "an argument; touch here".into()],
        env: Vec::new(),
        timeout: MINUTE,
        amount: ExecAmount::Value,
    }
}

/// The environment of whoever gathers.
fn variable(name: &str) -> Option<String> {
    match name {
        "PATH" => std::env::var("PATH").ok(),
        "HOME" => Some("/nowhere".into()),
        "TICKETS_TOKEN" => Some("s3cret-Zx81".into()),
        _ => None,
    }
}

fn asked(world: &TestWorld, question: ExecQuestion, cancel: &Cancel) -> Result<Answer, Lost> {
    let (exec, _) = Exec::open(&question, world.root(), true, &variable, cancel)?;
    let source = RemoteSource {
        question: Question::Exec(question),
        data_source: None,
        named_at: None,
        place: place(),
    };
    let metric = metric("tickets", "h", &["team"], self::source("unused.csv", column("v")));
    let ask = Ask {
        metric: &metric,
        source: &source,
        interval: Interval::new(time("2026-01-01T00:00:00Z"), time("2026-01-03T00:00:00Z")),
        every: Duration::days(1),
        zone: &TimeZone::UTC,
    };
    exec.ask(&ask)
}

fn says(script: &str) -> Result<Answer, Lost> {
    asked(&world(script), question(), &Cancel::default())
}

#[track_caller]
fn lost(script: &str) -> String {
    says(script).unwrap_err().reason
}

#[test]
fn observations_are_an_array_or_lines() {
    let array = r#"echo '[{"time": "2026-01-01", "value": 2, "team": "a"}, {"time": 1767312000, "value": 0.5, "team": 7}]'"#;
    let lines = r#"printf '%s\n' '{"time": "2026-01-01T00:00:00Z", "value": 2, "team": "a"}' '{"time": "2026-01-02T00:00:00Z", "value": 0.5, "team": "7"}'"#;
    for script in [array, lines] {
        let answer = says(script).unwrap();
        let Records::Points(points) = &answer.records else { panic!("{answer:?}") };
        let told: Vec<_> =
            points.iter().map(|point| (point.at.to_string(), point.good, point.group)).collect();
        assert_eq!(
            told,
            [("2026-01-01T00:00:00Z".into(), 7200.0, 0), ("2026-01-02T00:00:00Z".into(), 1800.0, 1)]
        );
        assert_eq!(answer.groups, [[Box::from("a")], [Box::from("7")]]);
        assert_eq!((answer.server.as_str(), answer.doubts.len()), ("command scripts/measure", 0));
    }
    assert_eq!(says("echo '[]'").unwrap().groups.len(), 0);
    assert_eq!(says("true").unwrap().groups.len(), 0);
}

#[test]
fn shares_and_down_time_are_told_apart() {
    let of = |script: &str, amount| {
        asked(&world(script), ExecQuestion { amount, ..question() }, &Cancel::default())
    };
    let shares = r#"echo '[{"time": "2026-01-01", "good": 9, "total": 10}, {"time": "2026-01-01", "good": 11, "total": 10}]'"#;
    let answer = of(shares, ExecAmount::GoodOfTotal).unwrap();
    let Records::Points(points) = &answer.records else { panic!("{answer:?}") };
    assert_eq!(points.first().map(|point| (point.good, point.total)), Some((9.0, 10.0)));
    assert_eq!(answer.doubts.len(), 1, "a part is no more than its total");
    let down = r#"echo '[{"down": {"from": "2025-12-31T23:00:00Z", "to": "2026-01-01T01:00:00Z"}}, {"down": {"from": "2026-01-02T00:00:00Z"}}, {"down": {"from": "2027-01-02", "to": "2027-01-03"}}]'"#;
    let answer = of(down, ExecAmount::Down).unwrap();
    let Records::Outages(outages) = &answer.records else { panic!("{answer:?}") };
    let hours: Vec<f64> = outages.iter().map(|outage| outage.interval.seconds() / 3600.0).collect();
    assert_eq!((hours, answer.doubts.len()), (vec![1.0, 24.0], 1));
}

#[test]
fn what_is_no_answer_is_lost() {
    for (script, reason) in [
        ("echo garbage", "object"),
        ("printf '\\377\\376'", "it is not UTF-8"),
        ("echo '[1]'", "1 is no object"),
        ("echo '[{\"value\": 1}]'", "object 1: it has no `time`"),
        ("echo '[{\"time\": \"soon\", \"value\": 1}]'", "its `time` \"soon\" is no time"),
        ("echo '[{\"time\": \"2026-01-01\"}]'", "it has no `value`"),
        ("echo '[{\"time\": \"2026-01-01\", \"value\": 1}'", "EOF"),
        ("printf '[%.0s' $(seq 1 200000)", "recursion"),
        (
            "printf 'one\\n\\n two\\nthree\\nfour\\n' >&2; exit 3",
            "failed (exit status: 3): one · two · three",
        ),
        ("kill -TERM $$", "failed (signal: 15"),
    ] {
        let told = lost(script);
        assert!(
            told.contains("scripts/measure") && (told.contains(reason) || reason == "object"),
            "{script}: {told}"
        );
    }
    let answer = says(
        "echo '[{\"time\": \"2026-01-01\", \"value\": null}, {\"time\": \"2026-01-09\", \"value\": 1}]'",
    )
    .unwrap();
    assert_eq!(answer.doubts.len(), 2, "{answer:?}");
}

#[test]
fn a_command_knows_only_what_it_is_given() {
    let world =
        world("env > knows; pwd > stands; printf '%s|' \"$#\" \"$1\" > argued; cat > heard; echo '[]'");
    let question = ExecQuestion { env: vec!["TICKETS_TOKEN".into()], ..question() };
    asked(&world, question.clone(), &Cancel::default()).unwrap();
    let knows = world.read("knows");
    // A shell adds the last three by itself.
    let mut names: Vec<&str> = knows.lines().filter_map(|line| Some(line.split_once('=')?.0)).collect();
    names.retain(|name| !["PWD", "SHLVL", "_", "OLDPWD"].contains(name));
    names.sort_unstable();
    let given =
        ["DEMING_FROM", "DEMING_INTERVAL", "DEMING_TO", "HOME", "LANG", "PATH", "TICKETS_TOKEN", "TZ"];
    assert_eq!(names, given);
    for line in [
        "DEMING_FROM=2026-01-01T00:00:00Z",
        "DEMING_TO=2026-01-03T00:00:00Z",
        "DEMING_INTERVAL=1d",
        "LANG=C",
        "TZ=UTC",
        "HOME=/nowhere",
    ] {
        assert!(knows.lines().any(|known| known == line), "{line}: {knows}");
    }
    assert_eq!(world.read("stands").trim(), world.root().to_str().unwrap());
    assert_eq!(world.read("argued"), "1|an argument; touch here|");
    assert_eq!(world.read("heard"), "");
    assert!(!world.root().join("here").exists(), "there is no shell");
    let unset = ExecQuestion { env: vec!["NOT_SET".into()], ..question };
    let lost = asked(&world, unset, &Cancel::default()).unwrap_err();
    assert!(lost.reason.contains("NOT_SET") && lost.help.unwrap().contains("set NOT_SET"));
}

#[test]
fn nothing_runs_without_leave() {
    let world = world("touch ran");
    let lost = Exec::open(&question(), world.root(), false, &variable, &Cancel::default()).err().unwrap();
    assert!(lost.help.unwrap().contains("--allow-exec"));
    assert!(lost.reason.contains("was not run"), "{}", lost.reason);
    world.write(
        "improvement/all.yaml",
        "apiVersion: deming/v1\nkind: Service\nmetadata: {name: s}\nspec: {practice: it-support, owner: '@o'}\n---\napiVersion: deming/v1\nkind: Metric\nmetadata: {name: m}\nspec:\n  service: s\n  class: process\n  direction: lower\n  owner: '@o'\n  gather: {source: {exec: {command: [scripts/measure]}}}\n",
    );
    world.commit("declare");
    for command in [&["check"][..], &["diff"], &["report"], &["plan"], &["explain", "m"], &["propose"]] {
        world.deming(command);
    }
    assert!(!world.root().join("ran").exists());
}

#[test]
fn commands_end_with_all_that_they_started() {
    let world = world("sleep 600 & echo $! > left; wait");
    let question = ExecQuestion { timeout: MINUTE, ..question() };
    let cancel = Cancel::default();
    let stop = cancel.clone();
    let start = Instant::now();
    let waiter = std::thread::spawn(move || {
        std::thread::sleep(Time::from_millis(400));
        stop.cancel();
    });
    let lost = asked(&world, question, &cancel).unwrap_err();
    waiter.join().unwrap();
    assert!(lost.reason.contains("was stopped") && start.elapsed() < Time::from_secs(20), "{}", lost.reason);
    let left = world.read("left");
    let gone = |_: &i32| {
        !std::path::Path::new(&format!("/proc/{}/cwd", left.trim())).exists() || is_dead(left.trim())
    };
    assert!(
        (0..100).any(|turn| {
            std::thread::sleep(Time::from_millis(20));
            gone(&turn)
        }),
        "{left} lives on"
    );
}

/// Whether a process has ended, though nobody has collected it.
fn is_dead(process: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/stat")).map_or(true, |stat| stat.contains(") Z "))
}

#[test]
fn a_command_that_never_ends_is_stopped() {
    let world = world("exec sleep 600");
    let exec = ExecQuestion { timeout: Duration { count: 0, ..MINUTE }, ..question() };
    let start = Instant::now();
    let lost = asked(&world, exec, &Cancel::default()).unwrap_err();
    assert!(lost.reason.contains("did not end within 1 s"), "{}", lost.reason);
    assert!(start.elapsed() < Time::from_secs(20));
}

#[test]
fn a_flood_is_stopped() {
    let start = Instant::now();
    let told = lost("exec head -c 1000000000 /dev/zero");
    assert!(told.contains("printed more than 16 MiB"), "{told}");
    assert!(start.elapsed() < Time::from_secs(20));
    assert!(lost("yes | head -c 1000000 >&2; exit 4").contains("exit status: 4"));
}

#[test]
fn output_that_is_kept_open_by_somebody_else_is_no_answer() {
    let told = lost("setsid sleep 5 & sleep 0.2; echo '[]'");
    assert!(told.contains("keeps its output open"), "{told}");
}
