//! Proposals at a real remote behind a real `git http-backend`: pushed under lease, refused one by one, dismissed there.

use serde_json::Value;

use super::lifecycle::{DAY, readings, world};
use crate::git::http;
use crate::world::{Outcome, TestWorld};

/// A world whose `origin` is a server, with what it has pushed there.
fn served(hours: &str) -> TestWorld {
    let world = world(hours);
    let bare = world.beside("origin.git");
    world.git(&["clone", "--quiet", "--bare", ".", &bare.to_string_lossy()]);
    let address = http::serve(bare.parent().expect("a folder").to_owned());
    world.git(&["remote", "add", "origin", &format!("http://user:secret@{address}/origin.git")]);
    world.git(&["fetch", "--quiet", "origin"]);
    world
}

fn push(world: &TestWorld, day: &str) -> Outcome {
    world.deming(&["propose", "--push", "--as-of", day, "--format", "json"])
}

fn pushed(world: &TestWorld, day: &str) -> Value {
    let run = push(world, day);
    assert_eq!(run.status, 0, "{run:#?}");
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

/// The references of the server.
fn there(world: &TestWorld) -> String {
    world.git_in(
        &world.beside("origin.git"),
        &["for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/deming"],
    )
}

/// The branch of the only proposal, on the server.
fn tip(world: &TestWorld, branch: &str) -> String {
    world.git_in(&world.beside("origin.git"), &["rev-parse", branch])
}

#[test]
fn proposals_are_pushed_once_and_follow_the_head() {
    let world = served("12");
    let first = pushed(&world, DAY);
    assert_eq!(first["push"]["branches"][0]["outcome"], "pushed", "{first:#}");
    let branch = first["proposals"][0]["branch"].as_str().expect("a branch").to_owned();
    let before = there(&world);
    assert!(before.contains("refs/heads/deming/observed "), "{before}");
    let again = pushed(&world, DAY);
    assert_eq!(again["push"]["branches"].as_array().map(Vec::len), Some(0), "{again:#}");
    assert_eq!(there(&world), before);

    world.commit("the head moves");
    let moved = pushed(&world, "2026-03-02");
    assert_eq!(moved["proposals"][0]["outcome"], "rebuilt", "{moved:#}");
    assert_eq!(tip(&world, &branch), world.git(&["rev-parse", &branch]));
    assert_eq!(tip(&world, &format!("{branch}~1")), world.git(&["rev-parse", "main"]));

    readings(&world, "2");
    let taken_back = pushed(&world, "2026-03-03");
    assert_eq!(taken_back["withdrawn"][0]["outcome"], "withdrawn", "{taken_back:#}");
    assert_eq!(tip(&world, &branch), world.git(&["rev-parse", &branch]));
}

#[test]
fn a_branch_that_somebody_deleted_there_is_dismissed_in_every_clone() {
    let world = served("12");
    let first = pushed(&world, DAY);
    let branch = first["proposals"][0]["branch"].as_str().expect("a branch").to_owned();
    let origin = world.beside("origin.git");
    world.git_in(&origin, &["branch", "-D", &branch]);

    // A pipeline starts from a fresh clone, which never heard of the branch.
    let clone = world.beside("clone");
    world.git(&["clone", "--quiet", &origin.to_string_lossy(), &clone.to_string_lossy()]);
    let run = world.deming_in(&clone, &["propose", "--push", "--as-of", "2026-03-02", "--format", "json"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(run.stdout.contains("\"dismissed\""), "{run:#?}");
    assert!(!there(&world).contains(&branch), "an immortal branch: {}", there(&world));

    // The clone that made it learns of it too, and lets its own branch go.
    let here = pushed(&world, "2026-03-03");
    assert_eq!(here["held"][0]["reason"], "dismissed", "{here:#}");
    assert_eq!(world.git(&["branch", "--list", &branch]), "");
    assert!(!there(&world).contains(&branch));
}

#[test]
fn what_people_pushed_to_the_branch_is_theirs() {
    let world = served("12");
    let first = pushed(&world, DAY);
    let branch = first["proposals"][0]["branch"].as_str().expect("a branch").to_owned();
    let clone = world.beside("clone");
    world.git(&["clone", "--quiet", &world.beside("origin.git").to_string_lossy(), &clone.to_string_lossy()]);
    world.git_in(&clone, &["switch", "--quiet", &branch]);
    world.git_in(&clone, &["commit", "--quiet", "--allow-empty", "--message", "my words"]);
    world.git_in(&clone, &["push", "--quiet", "origin", &branch]);
    let theirs = tip(&world, &branch);
    world.commit("the head moves");
    let run = pushed(&world, "2026-03-02");
    assert_eq!(run["held"][0]["reason"], "in-peoples-hands", "{run:#}");
    assert_eq!(tip(&world, &branch), theirs);
}

#[test]
fn a_hook_that_rejects_one_branch_is_named_and_the_next_run_makes_it_good() {
    let world = served("12");
    let hook = world.beside("origin.git").join("hooks/update");
    let refusing = "#!/bin/sh\ncase \"$1\" in refs/heads/deming/desk/*) echo no >&2; exit 1;; esac\n";
    std::fs::write(&hook, refusing).expect("a hook");
    make_executable(&hook);
    let run = push(&world, DAY);
    assert_eq!(run.status, 2, "{run:#?}");
    assert!(run.stderr.contains("did not take 1 of the branches"), "{run:#?}");
    let told: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(told["push"]["branches"][0]["outcome"], "refused", "{told:#}");
    assert!(!there(&world).contains("deming/desk"));
    std::fs::remove_file(&hook).expect("the hook");
    let again = pushed(&world, DAY);
    assert_eq!(again["push"]["branches"][0]["outcome"], "pushed", "{again:#}");
    assert_eq!(again["held"][0]["reason"], "open", "{again:#}");
}

fn make_executable(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("permissions");
}

#[test]
fn a_remote_that_is_not_there_is_said_so() {
    let world = world("12");
    let run = push(&world, DAY);
    assert!(run.status == 2 && run.stderr.contains("there is no remote `origin`"), "{run:#?}");
    let offline = world.deming(&["propose", "--push", "--offline", "--as-of", DAY]);
    assert_eq!(offline.status, 2, "{offline:#?}");
}
