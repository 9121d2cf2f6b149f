//! Several outputs at once, and formats that are not to be had.

use super::{broken, json};
use crate::world::TestWorld;

#[test]
fn files_are_written_even_when_nobody_reads_the_rest() {
    let world = broken();
    // The reader of standard output is gone before the first byte.
    let script = format!(
        "'{}' check --format full --output json=a.json --output sarif=b.sarif | true",
        env!("CARGO_BIN_EXE_deming")
    );
    let run =
        std::process::Command::new("sh").args(["-c", &script]).current_dir(world.root()).output().unwrap();
    assert!(run.stderr.is_empty(), "{}", String::from_utf8_lossy(&run.stderr));
    json(&world.read("a.json"));
    json(&world.read("b.sarif"));
}

#[cfg(target_os = "linux")]
#[test]
fn files_are_written_even_when_standard_output_is_full() {
    let world = broken();
    let script =
        format!("'{}' check --format full --output json=a.json >/dev/full", env!("CARGO_BIN_EXE_deming"));
    let run =
        std::process::Command::new("sh").args(["-c", &script]).current_dir(world.root()).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    json(&world.read("a.json"));
}

#[test]
fn one_file_that_cannot_be_written_keeps_nobody_from_the_others() {
    let world = broken();
    world.write("taken", "a file, so no folder");
    let run = world.deming(&["check", "--output", "json=taken/a.json", "--output", "sarif=b.sarif"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("taken/a.json"), "{}", run.stderr);
    assert!(run.stdout.contains("error[D009]"), "{}", run.stdout);
    json(&world.read("b.sarif"));
}

#[test]
fn nothing_is_written_when_a_format_is_not_to_be_had() {
    let world = broken();
    world.deming(&["init", "--example", "service-desk"]);
    std::fs::remove_dir_all(world.root().join("improvement")).unwrap();
    world.deming(&["init", "--example", "service-desk"]);
    world.commit("feat: desk");
    let run = world.deming(&["plan", "--output", "json=a.json", "--output", "sarif=b.sarif"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    let told = "the result of `deming plan` cannot be written as sarif; there are full, concise, json, jsonl, markdown";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    assert!(!world.root().join("a.json").exists());
}

#[test]
fn every_command_says_which_formats_it_has() {
    let world = TestWorld::new();
    world.deming(&["init", "--example", "service-desk"]);
    world.commit("feat: desk");
    let of_plan = "full, concise, json, jsonl, markdown";
    let all = "full, concise, json, jsonl, github, gitlab, sarif, junit, checkstyle, rdjson, markdown";
    let commands: [(&[&str], &str); 6] = [
        (&["check"], all),
        (&["diff"], all),
        (&["plan"], of_plan),
        (&["propose", "--dry-run"], of_plan),
        (&["explain", "D009"], "full, concise, json, markdown"),
        (&["explain", "sla-attainment"], "full, concise, json, markdown"),
    ];
    for (command, formats) in commands {
        let refused = world.deming(&[command, &["--format", "gitlab"]].concat());
        if formats == all {
            assert_eq!(refused.status, 0, "{command:?}: {}", refused.stderr);
            continue;
        }
        assert_eq!((refused.status, refused.stdout.as_str()), (2, ""), "{command:?}");
        assert!(refused.stderr.contains(&format!("there are {formats}")), "{}", refused.stderr);
        for format in formats.split(", ") {
            let run = world.deming(&[command, &["--format", format]].concat());
            assert!(run.status == 0 && !run.stdout.is_empty(), "{command:?} {format}: {}", run.stderr);
        }
    }
}

#[test]
fn json_lines_are_one_thing_each_and_end_in_a_summary() {
    let world = broken();
    let check = world.deming(&["check", "--format", "jsonl"]).stdout;
    let whole = json(&world.deming(&["check", "--format", "json"]).stdout);
    let lines: Vec<_> = check.lines().map(json).collect();
    let (last, things) = lines.split_last().unwrap();
    assert_eq!((&last["type"], &last["summary"]), (&"summary".into(), &whole["summary"]));
    let findings = whole["findings"].as_array().unwrap();
    assert_eq!(things.len(), findings.len());
    for (line, finding) in things.iter().zip(findings) {
        let mut line = line.clone();
        assert_eq!(line.as_object_mut().unwrap().shift_remove("type"), Some("finding".into()));
        assert_eq!(line, *finding);
    }
    let desk = TestWorld::new();
    desk.deming(&["init", "--example", "service-desk"]);
    desk.commit("feat: desk");
    for (command, types) in [
        ("diff", &["objective", "cycle", "finding", "summary"][..]),
        ("plan", &["proposal", "held", "summary"][..]),
    ] {
        let text = desk.deming(&[command, "--format", "jsonl"]).stdout;
        let mut seen: Vec<String> =
            text.lines().map(|line| json(line)["type"].as_str().unwrap().to_owned()).collect();
        seen.dedup();
        assert_eq!(seen, types, "{command}");
    }
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let world = broken();
    for format in ["github", "gitlab", "sarif", "junit", "checkstyle", "rdjson", "markdown", "jsonl"] {
        let [one, other] =
            [(); 2].map(|()| world.deming(&["check", "--as-of", "2026-01-01", "--format", format]));
        assert_eq!(one.stdout, other.stdout, "{format}");
    }
}
