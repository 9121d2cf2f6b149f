//! Pull requests that a push opens, at a real remote that takes options.

use std::os::unix::fs::PermissionsExt;

use super::*;

/// A hook that writes down what it is told.
const HOOK: &str = "#!/bin/sh\nwhile read old new ref; do\n  echo \"$ref $new\"\n  i=0\n  while [ $i -lt \"${GIT_PUSH_OPTION_COUNT:-0}\" ]; do eval \"printf '%s\\n' \\\"\\$GIT_PUSH_OPTION_$i\\\"\"; i=$((i+1)); done\ndone >>told\n";

fn hosted() -> Hosted {
    let hosted = Hosted::new(Kind::GitLab, "12");
    hosted.world.git_in(&hosted.origin(), &["config", "receive.advertisePushOptions", "true"]);
    let hook = hosted.origin().join("hooks/post-receive");
    std::fs::write(&hook, HOOK).expect("a hook");
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).expect("a hook that runs");
    hosted
}

fn told(hosted: &Hosted) -> String {
    std::fs::read_to_string(hosted.origin().join("told")).unwrap_or_default()
}

fn propose(hosted: &Hosted, forge: &str, day: &str) -> Outcome {
    hosted.world.deming(&["propose", "--open=push", "--forge", forge, "--as-of", day, "--format", "json"])
}

#[test]
fn gitlab_takes_options_with_the_branch() {
    let hosted = hosted();
    hosted.world.write(
        "deming.yaml",
        "roots: [improvement]\nproposals:\n  pullRequests: {base: main, labels: [improvement, sla], draft: true}\n",
    );
    hosted.world.commit("settings");
    let run = propose(&hosted, "gitlab", DAY);
    assert_eq!(run.status, 0, "{run:#?}");
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(outcome(&json), "opened", "{json:#}");
    let all = told(&hosted);
    let lines: Vec<&str> =
        all.lines().skip_while(|line| !line.starts_with("refs/heads/deming/desk/")).collect();
    let has = |line: &str| lines.contains(&line);
    assert!(
        has("merge_request.create") && has("merge_request.target=main") && has("merge_request.draft"),
        "{all}"
    );
    assert!(has("merge_request.label=improvement") && has("merge_request.label=sla"), "{all}");
    assert!(lines.iter().any(|line| line.starts_with("merge_request.title=chore(csi): propose ")), "{all}");
    let description =
        lines.iter().find(|line| line.starts_with("merge_request.description=")).expect("a description");
    assert!(description.contains("\\n\\n| | |\\n|---|---|\\n| Service | desk |"), "{description}");
    // The observed branch asks for nothing.
    assert!(
        !all.lines()
            .skip_while(|line| !line.starts_with("refs/heads/deming/observed"))
            .any(|line| line.starts_with("merge_request"))
            || all.find("refs/heads/deming/observed") < all.find("refs/heads/deming/desk"),
        "{all}"
    );

    let again = propose(&hosted, "gitlab", DAY);
    assert_eq!(again.status, 0, "{again:#?}");
    assert_eq!(told(&hosted), all, "what is there already is not pushed again");
}

#[test]
fn gitea_and_gerrit_take_requests_without_branches() {
    for forge in ["gitea", "gerrit"] {
        let hosted = hosted();
        let run = propose(&hosted, forge, DAY);
        assert_eq!(run.status, 0, "{run:#?}");
        let all = told(&hosted);
        assert_eq!(hosted.there(), "", "{all}");
        let refs =
            hosted.world.git_in(&hosted.origin(), &["for-each-ref", "--format=%(refname)", "refs/for"]);
        if forge == "gitea" {
            assert_eq!(refs, "refs/for/main");
            assert!(
                all.contains("topic=deming/desk/") && all.contains("title=chore(csi): propose "),
                "{all}"
            );
        } else {
            assert!(refs.starts_with("refs/for/main%topic=deming-desk-"), "{refs}");
            let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
            let commit = json["proposals"][0]["commit"].as_str().expect("a commit");
            let id = hosted.world.git(&[
                "show",
                "--no-patch",
                "--format=%(trailers:key=Change-Id,valueonly)",
                commit,
            ]);
            assert!(id.starts_with('I') && id.trim().len() == 41, "{id}");
        }
        let again = propose(&hosted, forge, DAY);
        assert_eq!(again.status, 0, "{again:#?}");
    }
}

#[test]
fn a_remote_without_options_and_a_forge_without_pushes_are_said_so() {
    let hosted = Hosted::new(Kind::GitLab, "12");
    let run = propose(&hosted, "gitlab", DAY);
    assert_eq!(run.status, 2, "{run:#?}");
    assert!(run.stderr.contains("push options"), "{run:#?}");
    let run = propose(&hosted, "github", DAY);
    assert_eq!(run.status, 2, "{run:#?}");
    assert!(run.stderr.contains("GitHub opens no pull request by a push alone"), "{run:#?}");
}
