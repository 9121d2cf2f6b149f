//! With what is compared: the order of names, pipelines, shallow clones, and where nothing is to be had.

use std::path::PathBuf;

use crate::world::{Outcome, TestWorld};

const DESK: &str = "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n";

/// `main`, and a branch `change` three commits ahead, with `main` one commit further.
fn world() -> TestWorld {
    let world = TestWorld::new();
    world.write("improvement/desk.yaml", DESK);
    world.commit("one");
    world.write("a.txt", "a\n");
    world.commit("two");
    world.git(&["checkout", "--quiet", "-b", "change"]);
    for n in 0..3 {
        world.write("b.txt", format!("{n}\n"));
        world.commit("on the branch");
    }
    world.git(&["checkout", "--quiet", "main"]);
    world.write("c.txt", "c\n");
    world.commit("main goes on");
    world.git(&["checkout", "--quiet", "change"]);
    world
}

/// A clone with these arguments of git.
fn cloned(world: &TestWorld, name: &str, arguments: &[&str]) -> PathBuf {
    let into = world.beside(name);
    let from = format!("file://{}", world.root().display());
    let mut all = vec!["clone", "--quiet"];
    all.extend(arguments);
    let path = into.display().to_string();
    all.extend([from.as_str(), path.as_str()]);
    world.git(&all);
    into
}

fn first_line(outcome: &Outcome) -> &str {
    outcome.stdout.lines().next().unwrap_or_default()
}

#[test]
fn the_merge_base_is_compared_with_and_printed() {
    let world = world();
    let outcome = world.deming(&["check", "--base", "main"]);
    let short = |rev: &str| world.git(&["rev-parse", rev]).chars().take(12).collect::<String>();
    let expected = format!(
        "What the change means – compared with main at {} (merge base {}), from --base",
        short("main"),
        short("change~3")
    );
    assert_eq!(first_line(&outcome), expected);
}

#[test]
fn a_pipeline_of_a_pull_request_names_the_base_in_a_variable_of_its_own() {
    let world = world();
    let clone = cloned(&world, "clone", &["--branch", "change"]);
    for variable in [
        "GITHUB_BASE_REF",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
        "BITBUCKET_PR_DESTINATION_BRANCH",
        "SYSTEM_PULLREQUEST_TARGETBRANCH",
        "CI_COMMIT_TARGET_BRANCH",
        "CHANGE_TARGET",
        "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
    ] {
        let outcome = world.deming_in_with(&clone, &["check"], &[(variable, "main"), ("CI", "true")]);
        let line = first_line(&outcome);
        assert!(
            line.contains("compared with origin/main at ") && line.ends_with(&format!("from {variable}")),
            "{outcome:?}"
        );
    }
    let base = world.git(&["merge-base", "main", "change"]);
    let gitlab =
        [("CI_MERGE_REQUEST_DIFF_BASE_SHA", base.as_str()), ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")];
    let outcome = world.deming_in_with(&clone, &["check"], &gitlab);
    assert!(first_line(&outcome).ends_with("from CI_MERGE_REQUEST_DIFF_BASE_SHA"), "{outcome:?}");
    // An explicit base comes first, and outside a pull request nothing is compared.
    let asked = world.deming_in_with(&clone, &["check", "--base", "origin/main"], &gitlab);
    assert!(first_line(&asked).ends_with("from --base"), "{asked:?}");
    let push = world.deming_in_with(&clone, &["check"], &[("GITHUB_BASE_REF", ""), ("CI", "true")]);
    assert!(!push.stdout.contains("What the change means"), "{push:?}");
}

#[test]
fn outside_a_pipeline_settings_come_before_the_remote() {
    let world = world();
    let clone = cloned(&world, "clone", &["--branch", "change"]);
    world.git_in(&clone, &["remote", "set-head", "origin", "main"]);
    for asked in [&["check", "--base"][..], &["check", "--base", "auto"], &["check", "--base", ""]] {
        let outcome = world.deming_in(&clone, asked);
        assert!(first_line(&outcome).contains("compared with origin/HEAD at "), "{outcome:?}");
    }
    // A change cannot choose what it is compared with: the settings of the default branch count.
    std::fs::write(clone.join("deming.yaml"), "base: change\n").unwrap();
    let outcome = world.deming_in(&clone, &["check", "--base"]);
    assert!(first_line(&outcome).contains("compared with origin/HEAD at "), "{outcome:?}");
    std::fs::remove_file(clone.join("deming.yaml")).unwrap();
    world.git(&["checkout", "--quiet", "main"]);
    world.write("deming.yaml", "base: main\n");
    world.commit("name the base");
    world.git_in(&clone, &["fetch", "--quiet"]);
    let outcome = world.deming_in(&clone, &["check", "--base"]);
    let line = first_line(&outcome);
    assert!(
        line.contains("compared with origin/main at ") && line.ends_with("from `base` of deming.yaml"),
        "{outcome:?}"
    );
}

#[test]
fn a_pull_request_that_github_has_merged_for_the_check_is_compared_with_the_tip_of_its_base() {
    let world = world();
    world.git(&["checkout", "--quiet", "--detach", "main"]);
    world.git(&["merge", "--quiet", "--no-ff", "--message", "Merge change into main", "change"]);
    let outcome =
        world.deming_in_with(world.root(), &["check", "--format", "json"], &[("GITHUB_BASE_REF", "main")]);
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(report["base"], world.git(&["rev-parse", "main"]));
    assert_eq!(report["change"]["base"]["rev"], "main");
}

#[test]
fn a_shallow_clone_is_told_what_to_do_and_never_passes_in_silence() {
    let world = world();
    let one_branch = cloned(&world, "one", &["--depth", "1", "--branch", "change"]);
    let all_branches = cloned(&world, "all", &["--depth", "1", "--no-single-branch", "--branch", "change"]);
    for clone in [&one_branch, &all_branches] {
        let github = world.deming_in_with(clone, &["check"], &[("GITHUB_BASE_REF", "main")]);
        assert_eq!((github.status, github.stdout.as_str()), (2, ""), "{github:?}");
        assert!(github.stderr.contains("fetch-depth: 0"), "{github:?}");
        let gitlab =
            world.deming_in_with(clone, &["check"], &[("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")]);
        assert_eq!(gitlab.status, 2);
        assert!(gitlab.stderr.contains("GIT_DEPTH: 0"), "{gitlab:?}");
        for base in ["main", "origin/main", "HEAD~2"] {
            let asked = world.deming_in(clone, &["check", "--base", base]);
            assert_eq!(asked.status, 2, "{asked:?}");
            assert!(asked.stderr.contains("git fetch --unshallow"), "{asked:?}");
            assert!(asked.stderr.contains("shallow clone"), "{asked:?}");
        }
        assert_eq!(world.deming_in(clone, &["check"]).status, 0, "without a base nothing is compared");
    }
    world.git_in(
        &one_branch,
        &["fetch", "--quiet", "--unshallow", "origin", "+refs/heads/*:refs/remotes/origin/*"],
    );
    assert_eq!(world.deming_in(&one_branch, &["check", "--base", "main"]).status, 0);
}

#[test]
fn histories_that_have_nothing_in_common_cannot_be_compared() {
    let world = world();
    world.git(&["checkout", "--quiet", "--orphan", "stranger"]);
    world.commit("another beginning");
    let outcome = world.deming(&["check", "--base", "main"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{outcome:?}");
    assert!(outcome.stderr.contains("have no history in common"), "{outcome:?}");
}

#[test]
fn a_base_that_is_not_there_is_an_error_with_a_way_on() {
    let world = world();
    for (asked, said) in [
        (
            &["check", "--base", "nowhere"][..],
            "nothing to compare with: this clone has not `nowhere` nor `origin/nowhere` (from --base)",
        ),
        (&["check", "--base", "auto"], "this clone has not `origin/HEAD`"),
        (&["diff", "--base", "nowhere"], "nothing to compare with"),
    ] {
        let outcome = world.deming(asked);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{outcome:?}");
        assert!(outcome.stderr.contains(said) && outcome.stderr.contains("hint: "), "{outcome:?}");
    }
    let empty = TestWorld::new();
    let outcome = empty.deming(&["check", "--base", "main"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert!(outcome.stderr.contains("there is no commit yet"), "{outcome:?}");
}

#[test]
fn bare_repositories_detached_heads_and_a_base_that_is_the_head() {
    let world = world();
    let bare = cloned(&world, "bare.git", &["--bare"]);
    for asked in [
        &["check", "--base", "main"][..],
        &["diff", "--base", "main"],
        &["check", "--base", "main", "--rev", "change"],
    ] {
        let outcome = world.deming_in(&bare, asked);
        assert_eq!(outcome.status, 0, "{outcome:?}");
        assert!(outcome.stdout.contains("compared with main at "), "{outcome:?}");
    }
    world.git(&["checkout", "--quiet", "--detach"]);
    assert_eq!(world.deming(&["check", "--base", "main"]).status, 0);
    let same = world.deming(&["check", "--base", "HEAD"]);
    assert!(same.stdout.contains("Nothing that is declared changes."), "{same:?}");
}

#[test]
fn a_clone_that_leaves_files_out_is_told_what_to_do() {
    let world = world();
    world.write("improvement/desk.yaml", DESK.replace("@ops", "@desk"));
    world.commit("another owner");
    world.git(&["config", "uploadpack.allowFilter", "true"]);
    let partial = cloned(&world, "partial", &["--filter=blob:none", "--branch", "change"]);
    let outcome = world.deming_in(&partial, &["check", "--base", "main"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{outcome:?}");
    assert!(outcome.stderr.contains("`improvement/desk.yaml` of the merge base"), "{outcome:?}");
    assert!(outcome.stderr.contains("--filter"), "{outcome:?}");
}
