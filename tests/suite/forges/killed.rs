//! Runs that open pull requests, killed at any moment: never a second request or comment, and the next run completes.

use std::process::Stdio;
use std::time::Duration;

use super::*;

fn kill(kind: Kind, times: u64) {
    let hosted = Hosted::new(kind, "12");
    let api = hosted.forge.api();
    let start = |day: &str| {
        let mut command = hosted.world.command(env!("CARGO_BIN_EXE_deming"));
        command.args(["propose", "--open", "--as-of", day]).current_dir(hosted.world.root());
        command.envs([
            ("DEMING_FORGE", kind.word()),
            ("DEMING_FORGE_URL", &api),
            ("DEMING_FORGE_TOKEN", TOKEN),
        ]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("deming")
    };
    for number in 0..times {
        // Causes come and go, and the head moves.
        let hours = ["12", "13", "2"][(number % 3) as usize];
        crate::propose::lifecycle::readings(&hosted.world, hours);
        let day = jiff::civil::date(2026, 3, 1) + jiff::ToSpan::days((number % 60) as i64);
        let mut child = start(&day.to_string());
        std::thread::sleep(Duration::from_millis((number * 37) % 320));
        let _ = child.kill();
        child.wait().expect("an end");
        let state = hosted.forge.state();
        let open = state.kept.iter().filter(|kept| kept.state == "open").count();
        assert!(open <= 1, "after {number}: {:#?}", state.kept);
        for kept in &state.kept {
            assert!(kept.comments.len() <= 1, "after {number}: {kept:#?}");
        }
    }
    crate::propose::lifecycle::readings(&hosted.world, "12");
    // What was killed on the way is no answer: nothing was dismissed, and the next run has it open.
    let last = hosted.propose("2026-05-15");
    let again = hosted.propose("2026-05-15");
    assert!(matches!(outcome(&last), "opened" | "updated" | "unchanged"), "{last:#}");
    assert_eq!(outcome(&again), "unchanged", "{again:#}");
    let state = hosted.forge.state();
    assert_eq!(state.kept.iter().filter(|kept| kept.state == "open").count(), 1, "{:#?}", state.kept);
    for repository in [hosted.world.root(), &hosted.origin()] {
        hosted.world.git_in(repository, &["fsck", "--full", "--strict"]);
    }
}

#[test]
fn a_killed_run_never_opens_a_second_request() {
    Kind::ALL.into_iter().for_each(|kind| kill(kind, 9));
}

#[test]
#[ignore = "takes minutes; `.ci/run` runs it"]
fn killed_at_two_hundred_moments() {
    kill(Kind::GitHub, 200);
}
