//! Runs that somebody stops.

use std::time::Duration;

use super::{NOW, declared, hours, json};
use crate::servers::process::wait_until;
use crate::servers::scripted::{Scripted, respond};

/// A server that answers one metric and lets those who ask for another one wait.
fn answers_one() -> Scripted {
    Scripted::start(|seen, stream| {
        if seen.field("query").is_some_and(|query| query.contains("slow")) {
            std::thread::sleep(Duration::from_secs(15));
        }
        respond(stream, "200 OK", &[("content-type", "application/json")], hours(seen));
    })
}

#[test]
#[cfg(unix)]
fn a_wish_to_stop_lets_what_was_answered_be_recorded() {
    let server = answers_one();
    let world = declared(&server.url(), &["queue", "slow"], true);
    let second = NOW.parse::<jiff::Timestamp>().unwrap().as_second().to_string();
    let mut command = world.command(env!("CARGO_BIN_EXE_deming"));
    command.args(["gather", "--format", "json"]).current_dir(world.root()).env("SOURCE_DATE_EPOCH", second);
    let child =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    wait_until("both were asked", || {
        let asked = |name: &str| {
            server.seen().iter().any(|seen| seen.field("query").is_some_and(|query| query.contains(name)))
        };
        asked("queue") && asked("slow")
    });
    std::thread::sleep(Duration::from_millis(500));
    let started = std::time::Instant::now();
    let stop = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(stop.success());
    let output = child.wait_with_output().unwrap();
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    let outcome = crate::world::Outcome {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    let report = json(&outcome);
    assert_eq!(outcome.status, 1, "{outcome:?}");
    let outcomes: Vec<&str> = report["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|source| source["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["answered", "cancelled"]);
    assert!(report["observed"]["added"].as_u64().unwrap() > 9_000, "{report}");
    world.git(&["fsck", "--strict"]);
}
