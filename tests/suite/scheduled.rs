//! `deming run`: the scheduled job, once, twice, at the same time, and again and again.

#[path = "scheduled/killed.rs"]
mod killed;

use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::git::http;
use crate::propose::lifecycle::{DAY, world};
use crate::world::TestWorld;

/// A world with a remote and a wiki behind a real server.
fn served() -> TestWorld {
    let world = world("12");
    let (origin, wiki) = (world.beside("origin.git"), world.beside("wiki.git"));
    world.git(&["clone", "--quiet", "--bare", ".", &origin.to_string_lossy()]);
    world.git(&["init", "--quiet", "--bare", "--initial-branch=master", &wiki.to_string_lossy()]);
    let address = http::serve(origin.parent().expect("a folder").to_owned());
    let base = format!("http://user:secret@{address}");
    world.git(&["remote", "add", "origin", &format!("{base}/origin.git")]);
    world.git(&["config", "test.wiki", &format!("{base}/wiki.git")]);
    world
}

fn arguments(world: &TestWorld) -> Vec<String> {
    let wiki = world.git(&["config", "test.wiki"]);
    ["run", "--push", "--as-of", DAY, "--format", "json", "--wiki", &wiki].map(str::to_owned).to_vec()
}

fn run(world: &TestWorld) -> Value {
    let arguments = arguments(world);
    let run = world.deming(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(run.status, 0, "{run:#?}");
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

/// Every reference of the clone, the remote and the wiki.
fn everything(world: &TestWorld) -> String {
    let of =
        |dir: &std::path::Path| world.git_in(dir, &["for-each-ref", "--format=%(refname) %(objectname)"]);
    [of(world.root()), of(&world.beside("origin.git")), of(&world.beside("wiki.git"))].join("\n--\n")
}

fn outcomes(run: &Value) -> Vec<(&str, &str)> {
    let steps = run["steps"].as_array().map(Vec::as_slice).unwrap_or_default();
    steps
        .iter()
        .map(|s| (s["step"].as_str().unwrap_or_default(), s["outcome"].as_str().unwrap_or_default()))
        .collect()
}

#[test]
fn a_run_does_all_of_it_and_a_second_one_nothing() {
    let world = served();
    let first = run(&world);
    assert_eq!(
        outcomes(&first),
        [("gather", "skipped"), ("propose", "done"), ("publish", "done")],
        "{first:#}"
    );
    assert_eq!(first["propose"]["push"]["branches"][0]["outcome"], "pushed");
    assert!(first["publish"]["written"].as_array().is_some_and(|pages| !pages.is_empty()));
    let before = everything(&world);
    assert!(before.contains("refs/heads/deming/desk/") && before.contains("refs/heads/master"), "{before}");
    let second = run(&world);
    assert_eq!(second["publish"]["written"].as_array().map(Vec::len), Some(0), "{second:#}");
    assert_eq!(second["publish"]["commit"], Value::Null);
    assert_eq!(everything(&world), before);
    let shown = world.deming(&["run", "--as-of", DAY]);
    assert!(shown.stdout.contains("skipped publish  no wiki is named"), "{shown:#?}");
}

#[test]
fn a_step_that_fails_keeps_no_other_back() {
    let world = served();
    let run = world.deming(&["run", "--push", "--as-of", DAY, "--wiki", "http://127.0.0.1:9/none.git"]);
    assert_eq!(run.status, 2, "{run:#?}");
    assert!(run.stdout.contains("✘ failed  publish") && run.stdout.contains("✔ done    propose"), "{run:#?}");
    assert!(everything(&world).contains("refs/heads/deming/desk/"));
}

#[test]
fn of_two_runs_at_once_one_steps_back_and_both_leave_the_same() {
    let world = served();
    let expected = {
        let alone = served();
        run(&alone);
        alone.git(&["for-each-ref", "--format=%(refname)", "refs/heads"])
    };
    for _ in 0..3 {
        let arguments = arguments(&world);
        let start = || {
            let mut command = world.command(env!("CARGO_BIN_EXE_deming"));
            command.args(&arguments).current_dir(world.root());
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("deming")
        };
        let both = [start(), start()].map(|child| child.wait_with_output().expect("an end"));
        let codes = both.each_ref().map(|output| output.status.code().unwrap_or(-1));
        assert!(codes.contains(&0) && codes.iter().all(|code| [0, 3].contains(code)), "{codes:?} {both:?}");
        let busy = both.iter().filter(|output| output.status.code() == Some(3));
        for output in busy {
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(told.contains("another `deming run` is at work"), "{told}");
        }
    }
    assert_eq!(world.git(&["for-each-ref", "--format=%(refname)", "refs/heads"]), expected);
    for repository in [world.root().to_owned(), world.beside("origin.git"), world.beside("wiki.git")] {
        world.git_in(&repository, &["fsck", "--strict"]);
    }
}

#[test]
fn again_and_again_until_somebody_stops_it() {
    let world = world("12");
    let mut command = world.command(env!("CARGO_BIN_EXE_deming"));
    command.args(["run", "--every", "1m", "--as-of", DAY, "--format", "concise"]).current_dir(world.root());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("deming");
    let begun = Instant::now();
    let proposed = || world.git(&["branch", "--list", "deming/desk/*"]);
    while proposed().is_empty() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().expect("kill").success());
    let output = child.wait_with_output().expect("an end");
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(told.contains("propose  done  1 made"), "{told}");
}
