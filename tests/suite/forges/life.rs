//! What becomes of pull requests from run to run.

use super::*;

/// Runs a test on each forge.
fn on_each(test: impl Fn(Hosted)) {
    for kind in Kind::ALL {
        test(Hosted::new(kind, "12"));
    }
}

#[test]
fn one_is_opened_once_and_follows_its_branch() {
    on_each(|hosted| {
        let first = hosted.propose(DAY);
        assert_eq!(outcome(&first), "opened", "{first:#}");
        assert_eq!(first["pullRequests"]["requests"][0]["url"], "https://forge.example.org/team/ops/pulls/1");
        {
            let state = hosted.forge.state();
            let kept = &state.kept[0];
            assert_eq!((kept.base.as_str(), kept.state), ("main", "open"));
            assert!(kept.title.starts_with("chore(csi): propose "), "{kept:#?}");
            assert_eq!(kept.comments.len(), 1);
            assert_eq!(kept.reviewers, ["ops"]);
        }
        let changes = hosted.forge.changes().len();
        let again = hosted.propose(DAY);
        assert_eq!(outcome(&again), "unchanged", "{again:#}");
        assert_eq!(hosted.forge.changes().len(), changes, "{:#?}", hosted.forge.changes());

        hosted.world.commit("the head moves");
        let moved = hosted.propose("2026-03-02");
        assert_eq!(outcome(&moved), "updated", "{moved:#}");
        let state = hosted.forge.state();
        assert_eq!(state.kept.len(), 1, "never a second one");
        assert_eq!(state.kept[0].comments.len(), 1, "one comment, kept up to date");
        assert!(state.kept[0].comments[0].1.contains("as of 2026-03-02"), "{:#?}", state.kept[0].comments);
    });
}

#[test]
fn a_run_that_was_killed_between_push_and_opening_is_made_good() {
    on_each(|hosted| {
        let pushed = hosted.world.deming(&["propose", "--push", "--as-of", DAY]);
        assert_eq!(pushed.status, 0, "{pushed:#?}");
        // From another clone, as the next pipeline would.
        let clone = hosted.world.beside("clone");
        let url = hosted.world.git(&["remote", "get-url", "origin"]);
        hosted.world.git(&["clone", "--quiet", &url, &clone.to_string_lossy()]);
        let api = hosted.forge.api();
        let variables = [
            ("DEMING_FORGE", hosted.forge.kind.word()),
            ("DEMING_FORGE_URL", api.as_str()),
            ("DEMING_FORGE_TOKEN", TOKEN),
        ];
        for expected in ["opened", "unchanged"] {
            let run = hosted.world.deming_in_with(
                &clone,
                &["propose", "--open", "--as-of", DAY, "--format", "json"],
                &variables,
            );
            assert_eq!(run.status, 0, "{run:#?}");
            let told: Value = serde_json::from_str(&run.stdout).expect("JSON");
            assert_eq!(outcome(&told), expected, "{told:#}");
        }
        assert_eq!(hosted.forge.state().kept.len(), 1);
    });
}

#[test]
fn what_people_write_stays() {
    on_each(|hosted| {
        hosted.propose(DAY);
        {
            let mut state = hosted.forge.state();
            let kept = &mut state.kept[0];
            kept.title = "Mine".into();
            kept.body = format!("I think so.\r\n\r\n{}\r\n\r\nAnn", kept.body.replace('\n', "\r\n"));
            kept.comments.insert(0, (90, "first!".into()));
            kept.comments.insert(1, (91, "second!".into()));
            kept.comments.insert(2, (92, "third!".into()));
        }
        hosted.world.write("improvement/service2.yaml", "apiVersion: deming/v1\nkind: Service\nmetadata: {name: other}\nspec: {practice: it-support, owner: \"@ops\"}\n");
        hosted.world.commit("the head moves");
        hosted.propose("2026-03-02");
        let state = hosted.forge.state();
        let kept = &state.kept[0];
        assert_eq!(kept.title, "Mine");
        assert!(kept.body.starts_with("I think so.") && kept.body.ends_with("Ann"), "{}", kept.body);
        let ours: Vec<&str> = kept
            .comments
            .iter()
            .map(|(_, body)| body.as_str())
            .filter(|body| body.contains("deming:sticky"))
            .collect();
        assert_eq!((kept.comments.len(), ours.len()), (4, 1), "{:#?}", kept.comments);
        assert!(ours[0].contains("2026-03-02"));
    });
}

#[test]
fn a_branch_that_people_work_on_is_left_to_them_and_the_comment_says_so() {
    on_each(|hosted| {
        let first = hosted.propose(DAY);
        let branch = first["proposals"][0]["branch"].as_str().expect("a branch").to_owned();
        let clone = hosted.world.beside("clone");
        hosted.world.git(&["clone", "--quiet", &hosted.origin().to_string_lossy(), &clone.to_string_lossy()]);
        hosted.world.git_in(&clone, &["switch", "--quiet", &branch]);
        hosted.world.git_in(&clone, &["commit", "--quiet", "--allow-empty", "--message", "my words"]);
        hosted.world.git_in(&clone, &["push", "--quiet", "origin", &branch]);
        let body = hosted.forge.state().kept[0].body.clone();
        hosted.world.commit("the head moves");
        let run = hosted.propose("2026-03-02");
        assert_eq!(outcome(&run), "updated", "{run:#}");
        let state = hosted.forge.state();
        assert_eq!(state.kept[0].body, body);
        assert!(
            state.kept[0].comments[0].1.contains("People have worked on this branch"),
            "{:#?}",
            state.kept
        );
    });
}

#[test]
fn a_cause_that_is_gone_closes_it_and_its_return_opens_another() {
    on_each(|hosted| {
        hosted.propose(DAY);
        crate::propose::lifecycle::readings(&hosted.world, "2");
        let run = hosted.propose("2026-03-02");
        assert_eq!(outcome(&run), "closed", "{run:#}");
        {
            let state = hosted.forge.state();
            assert_eq!(state.kept[0].state, "closed");
            assert!(state.kept[0].body.contains("<!-- deming:begin withdrawn "), "{}", state.kept[0].body);
            assert!(
                state.kept[0].comments[0].1.contains("**Taken back:** the target is met"),
                "{:#?}",
                state.kept
            );
        }
        assert_eq!(hosted.there(), "", "its branch is over, too");
        let quiet = hosted.propose("2026-03-03");
        assert_eq!(outcome(&quiet), "none", "{quiet:#}");

        crate::propose::lifecycle::readings(&hosted.world, "14");
        let back = hosted.propose("2026-03-04");
        assert_eq!(outcome(&back), "opened", "{back:#}");
        let state = hosted.forge.state();
        assert_eq!(state.kept.iter().map(|kept| kept.state).collect::<Vec<_>>(), ["closed", "open"]);
    });
}

#[test]
fn one_that_somebody_closes_is_an_answer_until_its_time_is_up() {
    on_each(|hosted| {
        let first = hosted.propose(DAY);
        let branch = first["proposals"][0]["branch"].as_str().expect("a branch").to_owned();
        hosted.forge.state().kept[0].state = "closed";
        hosted.world.commit("the head moves");
        let run = hosted.propose("2026-03-02");
        assert_eq!(run["held"][0]["reason"], "dismissed", "{run:#}");
        assert_eq!(hosted.there(), "", "no immortal branch");
        assert_eq!(hosted.world.git(&["branch", "--list", &branch]), "");
        // In a fresh clone, which knows it from the observed branch alone.
        let clone = hosted.world.beside("clone");
        hosted.world.git(&["clone", "--quiet", &hosted.origin().to_string_lossy(), &clone.to_string_lossy()]);
        let there = hosted
            .world
            .deming_in(&clone, &["propose", "--push", "--as-of", "2026-03-03", "--format", "json"]);
        assert!(there.stdout.contains("\"dismissed\""), "{there:#?}");
        assert_eq!(hosted.forge.state().kept.len(), 1);

        let later = hosted.propose("2026-06-30");
        assert_eq!(outcome(&later), "opened", "{later:#}");
        assert_eq!(hosted.forge.state().kept.len(), 2);
    });
}

#[test]
fn one_that_was_merged_or_is_of_a_fork_is_not_taken_for_ours() {
    on_each(|hosted| {
        let first = hosted.propose(DAY);
        let branch = first["proposals"][0]["branch"].as_str().expect("a branch").to_owned();
        // Squashed: the commit of the branch is in no history.
        hosted.forge.state().kept[0].state = "merged";
        let run = hosted.propose("2026-03-02");
        assert_eq!(outcome(&run), "left-alone", "{run:#}");
        assert_eq!(hosted.forge.state().kept.len(), 1, "no second one after a merge");

        let other = Hosted::new(hosted.forge.kind, "12");
        other.forge.state().kept.push(fake::Kept {
            number: 1,
            branch,
            state: "closed",
            body: "not ours".into(),
            is_of_fork: true,
            ..fake::Kept::default()
        });
        let opened = other.propose(DAY);
        assert_eq!(outcome(&opened), "opened", "{opened:#}");
    });
}

#[test]
fn settings_choose_base_labels_reviewers_and_drafts() {
    on_each(|hosted| {
        hosted.world.write(
            "deming.yaml",
            "roots: [improvement]\nproposals:\n  pullRequests: {base: release, labels: [improvement, sla], reviewers: none, draft: true}\n",
        );
        hosted.world.commit("settings");
        let run = hosted.propose(DAY);
        assert_eq!(outcome(&run), "opened", "{run:#}");
        let state = hosted.forge.state();
        let kept = &state.kept[0];
        assert_eq!(
            (kept.base.as_str(), kept.is_draft, kept.reviewers.len()),
            ("release", true, 0),
            "{kept:#?}"
        );
        // A label that Gitea does not know is told, and made by nobody.
        let notes = run["pullRequests"]["requests"][0]["notes"].to_string();
        if hosted.forge.kind == Kind::Gitea {
            assert_eq!(kept.labels, ["improvement"]);
            assert!(notes.contains("no label `sla`"), "{notes}");
        } else {
            assert_eq!(kept.labels, ["improvement", "sla"]);
            assert_eq!(notes, "[]");
        }
    });
}

#[test]
fn what_a_forge_refuses_is_told_and_the_token_never() {
    on_each(|hosted| {
        // A reviewer who cannot be asked stops nothing.
        let reviews = if hosted.forge.kind == Kind::GitLab { "/users" } else { "requested_reviewers" };
        let method = if hosted.forge.kind == Kind::GitLab { "GET" } else { "POST" };
        hosted.forge.state().fails = Some((method, reviews, 422));
        let run = hosted.propose(DAY);
        assert_eq!(outcome(&run), "opened", "{run:#}");
        assert!(
            run["pullRequests"]["requests"][0]["notes"][0]
                .as_str()
                .is_some_and(|note| note.contains("not today")),
            "{run:#}"
        );

        // A comment that cannot be written is; the next run makes it good.
        hosted.world.commit("the head moves");
        let (method, part) = match hosted.forge.kind {
            Kind::GitLab => ("PUT", "/notes/"),
            _ => ("PATCH", "/comments/"),
        };
        hosted.forge.state().fails = Some((method, part, 500));
        let run = hosted.run("2026-03-02", &[]);
        assert_eq!(run.status, 2, "{run:#?}");
        assert!(run.stderr.contains("1 of the pull requests could not be"), "{run:#?}");
        let told: Value = serde_json::from_str(&run.stdout).expect("JSON");
        assert_eq!(outcome(&told), "failed", "{told:#}");
        hosted.forge.state().fails = None;
        assert_eq!(outcome(&hosted.propose("2026-03-02")), "updated");

        let api = hosted.forge.api();
        let variables = [
            ("DEMING_FORGE", hosted.forge.kind.word()),
            ("DEMING_FORGE_URL", &api),
            ("DEMING_FORGE_TOKEN", "wr0ng-t0ken"),
        ];
        let run = hosted.world.deming_with(&variables, &["propose", "--open", "--as-of", DAY]);
        assert_eq!(run.status, 2, "{run:#?}");
        assert!(run.stderr.contains("401") && run.stderr.contains("DEMING_FORGE_TOKEN"), "{run:#?}");
        assert!(!format!("{run:?}").contains("wr0ng-t0ken"), "{run:#?}");

        // Who cannot look may still make and push.
        let pushed = hosted.there();
        assert!(!pushed.is_empty(), "{run:#?}");

        let run = hosted.world.deming_with(&variables[..2], &["propose", "--open", "--as-of", DAY]);
        assert_eq!(run.status, 3, "{run:#?}");
        assert!(run.stderr.contains("takes a token"), "{run:#?}");
    });
}

#[test]
fn a_forge_that_cannot_be_told_is_asked_for_and_nothing_is_made() {
    let hosted = Hosted::new(Kind::GitHub, "12");
    let run =
        hosted.world.deming_with(&[("DEMING_FORGE_TOKEN", TOKEN)], &["propose", "--open", "--as-of", DAY]);
    assert_eq!(run.status, 3, "{run:#?}");
    assert!(
        run.stderr.contains("which forge 127.0.0.1 is cannot be told") && run.stderr.contains("--forge"),
        "{run:#?}"
    );
    assert_eq!(hosted.world.git(&["branch", "--list", "deming/*"]), "");
    let run = hosted.world.deming(&["propose", "--open", "--forge", "githup"]);
    assert!(run.stderr.contains("did you mean `github`"), "{run:#?}");
    let dry = hosted.run(DAY, &["--dry-run"]);
    assert_eq!(dry.status, 2, "{dry:#?}");
}

#[test]
fn a_scheduled_run_opens_them_too() {
    let hosted = Hosted::new(Kind::Gitea, "12");
    let api = hosted.forge.api();
    let variables =
        [("DEMING_FORGE", "gitea"), ("DEMING_FORGE_URL", api.as_str()), ("DEMING_FORGE_TOKEN", TOKEN)];
    let run = hosted.world.deming_with(&variables, &["run", "--open", "--as-of", DAY]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(run.stdout.contains("pull requests: 1 opened"), "{run:#?}");
    let run = hosted.world.deming_with(&variables, &["run", "--open", "--as-of", DAY]);
    assert!(run.stdout.contains("pull requests are up to date"), "{run:#?}");
}

#[test]
fn a_forge_that_is_down_keeps_no_branch_back() {
    on_each(|hosted| {
        let part = if hosted.forge.kind == Kind::GitLab { "merge_requests" } else { "/pulls" };
        hosted.forge.state().fails = Some(("GET", part, 500));
        let run = hosted.run(DAY, &[]);
        assert_eq!(run.status, 2, "{run:#?}");
        assert!(run.stderr.contains("answered 500: not today"), "{run:#?}");
        assert!(hosted.there().contains("deming/desk/"), "{}", hosted.there());
        hosted.forge.state().fails = None;
        assert_eq!(outcome(&hosted.propose(DAY)), "opened");
    });
}

#[test]
fn what_could_not_be_taken_back_at_the_remote_is_closed_under_its_own_text() {
    use std::os::unix::fs::PermissionsExt;
    on_each(|hosted| {
        hosted.propose(DAY);
        let hook = hosted.origin().join("hooks/update");
        std::fs::write(&hook, "#!/bin/sh\ncase \"$1\" in refs/heads/deming/desk/*) exit 1;; esac\n")
            .expect("a hook");
        std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).expect("a hook that runs");
        crate::propose::lifecycle::readings(&hosted.world, "2");
        let run = hosted.run("2026-03-02", &[]);
        assert_eq!(run.status, 2, "{run:#?}");
        let state = hosted.forge.state();
        assert_eq!(state.kept[0].state, "closed");
        assert!(state.kept[0].body.contains("| Service | desk |"), "{}", state.kept[0].body);
    });
}
