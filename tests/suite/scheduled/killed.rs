//! The scheduled job killed at random moments, while the head moves, causes come and go, a hook rejects now and then, and
//! people work on a branch and on the wiki: nothing of theirs is lost, and the next run that is let be completes.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{arguments, everything, served};
use crate::propose::lifecycle::{DECLARED, readings};
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

/// A hook that rejects every seventh reference that it is asked about.
const HOOK: &str = "#!/bin/sh
n=$(cat \"$GIT_DIR/asked\" 2>/dev/null || echo 0)
echo $((n + 1)) >\"$GIT_DIR/asked\"
[ $((n % 7)) -ne 6 ] || { echo 'not now' >&2; exit 1; }
";

fn hooked(repository: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let hook = repository.join("hooks/update");
    std::fs::create_dir_all(repository.join("hooks")).expect("a folder");
    std::fs::write(&hook, HOOK).expect("a hook");
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).expect("permissions");
}

/// Two metrics of the same table, so that one proposal can be in the hands of people while the other comes and goes.
fn two_of_them(world: &TestWorld) {
    let second = DECLARED.replace("speed\n", "pace\n").replace("name: speed}", "name: pace}");
    let second = second.replace("metric: speed", "metric: pace").replace("name: sla}", "name: slb}");
    let second = second.split_once("---\n").map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    let (before_playbook, _) =
        second.split_once("---\napiVersion: deming/v1\nkind: Playbook").expect("a playbook");
    world.write("improvement/second.yaml", before_playbook);
    world.commit("a second metric");
}

fn start(world: &TestWorld) -> std::process::Child {
    let mut command = world.command(env!("CARGO_BIN_EXE_deming"));
    command.args(arguments(world)).current_dir(world.root());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("deming")
}

/// Runs until nothing is rejected any more.
fn completed(world: &TestWorld) {
    for _ in 0..20 {
        if start(world).wait().expect("an end").success() {
            return;
        }
    }
    let arguments = arguments(world);
    panic!("{:#?}", world.deming(&arguments.iter().map(String::as_str).collect::<Vec<_>>()));
}

/// Tries something at a server whose hook says no now and then.
fn insisted(world: &TestWorld, dir: &Path, args: &[&str]) {
    let done = (0..10).any(|_| world.try_git_in(dir, args).status == 0);
    assert!(done, "git {args:?}");
}

/// Somebody adds a line to a page of the wiki that is no page of deming's.
fn somebody_writes(world: &TestWorld, n: u64) {
    let people = world.beside("people");
    let wiki = world.beside("wiki.git");
    if !people.exists() {
        world.git(&["clone", "--quiet", &wiki.to_string_lossy(), &people.to_string_lossy()]);
    }
    for _ in 0..10 {
        world.try_git_in(&people, &["fetch", "--quiet"]);
        world.try_git_in(&people, &["reset", "--quiet", "--hard", "origin/master"]);
        let page = people.join("Team.md");
        let text = std::fs::read_to_string(&page).unwrap_or_default();
        std::fs::write(&page, format!("{text}line {n}\n")).expect("a page");
        world.git_in(&people, &["add", "Team.md"]);
        world.git_in(&people, &["commit", "--quiet", "--message", "what we know"]);
        if world.try_git_in(&people, &["push", "--quiet", "origin", "HEAD:master"]).status == 0 {
            return;
        }
    }
    panic!("nobody can write");
}

/// Somebody works on the branch of a proposal at the remote, and gives its tip.
fn somebody_works(world: &TestWorld, branch: &str) -> String {
    let clone = world.beside("worker");
    world.git(&["clone", "--quiet", &world.beside("origin.git").to_string_lossy(), &clone.to_string_lossy()]);
    world.git_in(&clone, &["switch", "--quiet", branch]);
    world.git_in(&clone, &["commit", "--quiet", "--allow-empty", "--message", "we are on it"]);
    insisted(world, &clone, &["push", "--quiet", "origin", branch]);
    world.git_in(&clone, &["rev-parse", "HEAD"])
}

fn is_whole(world: &TestWorld) {
    for repository in [world.root().to_owned(), world.beside("origin.git"), world.beside("wiki.git")] {
        let outcome = world.try_git_in(&repository, &["fsck", "--strict", "--no-dangling"]);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
    }
}

/// The proposals at the remote, by the digits at the end of their branch.
fn proposals(world: &TestWorld) -> Vec<String> {
    let list = ["for-each-ref", "--format=%(refname:short)", "refs/heads/deming/desk"];
    let names = world.git_in(&world.beside("origin.git"), &list);
    names.lines().map(|name| name.rsplit('-').next().unwrap_or_default().to_owned()).collect()
}

fn run_is_killed(times: u64) {
    let world = served();
    two_of_them(&world);
    let begun = Instant::now();
    completed(&world);
    let length = begun.elapsed().as_micros() as u64;
    assert_eq!(proposals(&world).len(), 2);
    hooked(&world.beside("origin.git"));
    hooked(&world.beside("wiki.git"));
    let branch = world.git(&["branch", "--list", "--format=%(refname:short)", "deming/desk/speed-*"]);
    let theirs = somebody_works(&world, &branch);
    let mut random = Seeded(0x5eed_0003);
    for n in 1..=times {
        match n % 3 {
            0 => readings(&world, if n % 2 == 0 { "12" } else { "2" }),
            1 => _ = world.commit("the head moves"),
            _ => somebody_writes(&world, n),
        }
        let mut child = start(&world);
        std::thread::sleep(Duration::from_micros(random.below(length * 5 / 4)));
        child.kill().expect("a process");
        child.wait().expect("an end");
        if n % 5 == 0 {
            is_whole(&world);
            completed(&world);
            let (done, ids) = (everything(&world), proposals(&world));
            let unique: std::collections::BTreeSet<_> = ids.iter().collect();
            assert_eq!(unique.len(), ids.len(), "a proposal has two branches: {ids:?}");
            completed(&world);
            assert_eq!(everything(&world), done, "a run that has nothing to do does something");
        }
    }
    is_whole(&world);
    let tip = world.git_in(&world.beside("origin.git"), &["rev-parse", &branch]);
    assert_eq!(tip, theirs, "the work of somebody is gone");
    let page = world.git_in(&world.beside("wiki.git"), &["show", "master:Team.md"]);
    let lines: Vec<String> = (1..=times).filter(|n| n % 3 == 2).map(|n| format!("line {n}")).collect();
    assert_eq!(page.lines().collect::<Vec<_>>(), lines, "an edit of people is gone");
    assert_eq!(world.git(&["status", "--porcelain"]), "");
}

#[test]
fn run_is_killed_at_fifteen_moments() {
    run_is_killed(15);
}

/// Too long for every run of the suite; `.ci/run` asks for it by name.
#[test]
#[ignore = "takes some minutes; run by name"]
fn killed_at_two_hundred_moments() {
    run_is_killed(200);
}
