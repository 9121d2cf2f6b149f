//! Killed at any moment: the repository stays whole, nothing that was recorded is lost, and the next run completes.

use std::collections::BTreeSet;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use deming::git::Repository;

use super::world::{BRANCH, at, seen, values, workspace};
use crate::gathering::{declared, hourly};
use crate::world::TestWorld;

/// Numbers that look random and are the same each time.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }
}

fn start(world: &TestWorld, second: i64, args: &[&str]) -> Child {
    let mut command = world.command(env!("CARGO_BIN_EXE_deming"));
    command.args(args).current_dir(world.root()).env("SOURCE_DATE_EPOCH", second.to_string());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Starts a run and kills it after so long.
fn killed_after(world: &TestWorld, second: i64, args: &[&str], pause: Duration) {
    let mut child = start(world, second, args);
    std::thread::sleep(pause);
    child.kill().unwrap();
    child.wait().unwrap();
}

fn is_whole(world: &TestWorld) {
    let outcome = world.try_git_in(world.root(), &["fsck", "--strict", "--no-dangling"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
}

/// Gathers hour after hour; each run is killed at a random moment of the time that it takes, and then done again.
fn gather_is_killed(times: u64) {
    let server = hourly();
    let world = declared(&server.url(), &["load", "queue"], true);
    let start_of_all = at("2026-03-09T00:00:00Z").as_second();
    let begun = Instant::now();
    let first = start(&world, start_of_all, &["gather"]).wait().unwrap();
    assert!(first.success());
    let length = begun.elapsed().as_micros() as u64;
    let metric = workspace(&world, "2026-03-09T00:00:00Z").catalog.metrics.into_values().next().unwrap();
    let repository = Repository::discover(world.root()).unwrap();
    let known = || {
        let (observations, found) = seen(&repository, &metric);
        assert_eq!(found, [""; 0]);
        // What is old is summed up on the way, and not lost by it.
        let summed = observations.summaries().iter().flat_map(|summary| summary.moments());
        summed.chain(values(&observations).into_iter().map(|(at, _)| at)).collect::<BTreeSet<_>>()
    };
    let (mut before, mut random) = (known(), Seeded(0x5eed_0001));
    for n in 1..=times {
        let second = start_of_all + n as i64 * 3_600;
        killed_after(&world, second, &["gather"], Duration::from_micros(random.below(length * 5 / 4)));
        is_whole(&world);
        let after_kill = known();
        let lost: Vec<_> = before.difference(&after_kill).collect();
        assert!(lost.is_empty(), "kill {n} lost {} of {}: {lost:?}", lost.len(), before.len());
        if n % 4 == 0 {
            let status = start(&world, second, &["gather"]).wait().unwrap();
            assert!(status.success(), "the run after a kill fails: {status}");
            assert!(known().contains(&at_second(second - 3_600)), "the last hour is missing");
        }
        before = known();
    }
    assert_eq!(world.git(&["status", "--porcelain"]), "");
    let trailers = world.git(&["log", "--format=%(trailers:key=Deming-At,valueonly)", BRANCH]);
    assert!(trailers.lines().filter(|line| !line.is_empty()).count() as u64 >= times / 4);
}

fn at_second(second: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(second).unwrap()
}

/// Proposes in an example with gaps; each run is killed, and what a whole run makes is what one that was never killed
/// makes.
fn propose_is_killed(times: u64) {
    let world = TestWorld::new();
    assert_eq!(world.deming(&["init", "--example", "shop"]).status, 0);
    world.commit("init");
    let second = at("2026-07-01T00:00:00Z").as_second();
    let branches = || world.git(&["for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/deming"]);
    let begun = Instant::now();
    assert!(start(&world, second, &["propose"]).wait().unwrap().success());
    let length = begun.elapsed().as_micros() as u64;
    let whole = branches();
    assert!(!whole.is_empty(), "the example proposes nothing");
    let mut random = Seeded(0x5eed_0002);
    for n in 1..=times {
        for line in branches().lines() {
            world.git(&["update-ref", "-d", line.split(' ').next().unwrap()]);
        }
        // Whoever deletes a branch has answered; here it only was never made.
        let _ = std::fs::remove_file(world.root().join(".git/deming/proposals.tsv"));
        killed_after(&world, second, &["propose"], Duration::from_micros(random.below(length * 5 / 4)));
        is_whole(&world);
        assert!(branches().lines().all(|line| whole.contains(line)), "half a proposal");
        if n % 4 == 0 {
            let run = world.deming_with(&[("SOURCE_DATE_EPOCH", &second.to_string())], &["propose"]);
            assert_eq!(run.status, 0, "{run:?}");
            assert_eq!(branches(), whole);
        }
    }
    assert_eq!(world.git(&["status", "--porcelain"]), "");
}

#[test]
fn gather_is_killed_at_twenty_moments() {
    gather_is_killed(20);
}

#[test]
fn propose_is_killed_at_twenty_moments() {
    propose_is_killed(20);
}

/// Too long for every run of the suite; `.ci/run` asks for it by name.
#[test]
#[ignore = "takes a minute; run by name"]
fn killed_at_two_hundred_moments() {
    gather_is_killed(200);
    propose_is_killed(200);
}

#[test]
fn a_lock_that_a_killed_process_left_is_no_obstacle() {
    let server = hourly();
    let world = declared(&server.url(), &["load"], true);
    let second = at("2026-03-09T00:00:00Z").as_second();
    assert!(start(&world, second, &["gather"]).wait().unwrap().success());
    let lock = world.root().join(".git/refs/heads/deming/observed.lock");
    let file = std::fs::File::create(&lock).unwrap();
    file.set_modified(std::time::SystemTime::now() - Duration::from_secs(60)).unwrap();
    drop(file);
    assert!(start(&world, second + 3_600, &["gather"]).wait().unwrap().success());
    assert!(!lock.exists());
    assert_eq!(world.git(&["rev-list", "--count", BRANCH]), "2");
}
