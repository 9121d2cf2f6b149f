//! What is refused before anything is asked, and what stops nobody.

use super::{NOW, at, declared, hourly, json};

#[test]
fn a_form_that_there_is_not_is_refused_before_anything_is_done() {
    let server = hourly();
    let world = declared(&server.url(), &["queue"], true);
    for command in ["gather", "propose"] {
        for form in [&["--format", "github"][..], &["--output", "sarif=a.sarif"]] {
            let run = at(&world, NOW, &[&[command][..], form].concat());
            assert!(run.status == 2 && run.stderr.contains("cannot be written as"), "{run:?}");
        }
    }
    assert_eq!((server.seen().len(), world.git(&["branch", "--list", "deming/*"])), (0, String::new()));
}

#[test]
fn a_doubtful_detail_is_told_and_the_metric_is_there_all_the_same() {
    let server = hourly();
    let world = declared(&server.url(), &["queue"], true);
    let file = "improvement/all.yaml";
    world.write(file, world.read(file).replace("retries: 0,", "retries: 0, hedears: {a: b},"));
    let check = world.deming(&["check", "--format", "concise"]);
    assert!(check.stdout.contains("warning[D009] unknown field `hedears`"), "{check:?}");
    let report = json(&at(&world, NOW, &["gather", "--format", "json"]));
    assert_eq!(report["summary"]["answered"], 1, "{report}");
}

#[test]
fn a_system_without_a_url_is_lost_and_says_what_is_missing() {
    let world = declared("http://127.0.0.1:1", &["queue"], true);
    let file = "improvement/all.yaml";
    world.write(file, world.read(file).replace("{url:", "{ur:"));
    let run = at(&world, NOW, &["gather", "--format", "json"]);
    let report = json(&run);
    let found = report["findings"].as_array().unwrap().iter().find(|found| found["code"] == "D234");
    assert!(run.status == 1 && found.is_some_and(|found| found["level"] == "error"), "{run:?}");
}

#[test]
fn a_push_to_nowhere_keeps_what_was_recorded_and_says_what_to_look_at() {
    let server = hourly();
    let world = declared(&server.url(), &["queue"], true);
    let run = at(&world, NOW, &["gather", "--push"]);
    assert!(run.status == 2 && run.stderr.contains("hint: check the remote (`git remote -v`"), "{run:?}");
    assert!(!world.git(&["branch", "--list", "deming/observed"]).is_empty());
}
