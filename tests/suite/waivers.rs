//! Waivers: what they let pass, where they reach, and when they are told themselves.

use serde_json::Value;

use crate::world::TestWorld;

/// Two metrics that cannot be measured yet: two notes of D110, at lines 8 and 17 of the file.
const GAPS: &str = "\
apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: calls}
spec:
  service: desk
  class: process
  direction: lower
  owner: \"@ops\"
---
apiVersion: deming/v1
kind: Metric
metadata: {name: chats}
spec:
  service: desk
  class: process
  direction: lower
  owner: \"@ops\"
";

const WAIVER: &str = "deming: ignore[D110] until=2026-12-31 reason=\"waits for release 4\" by=@ops/tools";

/// `CODE:LINE` of every finding about waivers and measurability as of the first of June 2026.
fn found(text: &str) -> Vec<String> {
    found_with(text, &[])
}

fn found_with(text: &str, options: &[&str]) -> Vec<String> {
    let world = TestWorld::new();
    world.write("improvement/a.yaml", text);
    world.commit("one");
    found_in(&world, options)
}

fn found_in(world: &TestWorld, options: &[&str]) -> Vec<String> {
    let mut arguments = vec!["check", "--format", "json", "--as-of", "2026-06-01"];
    arguments.extend(options);
    let outcome = world.deming(&arguments);
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap_or_else(|_| panic!("{outcome:?}"));
    let told = report["findings"].as_array().unwrap().iter();
    let told = told.map(|one| format!("{}:{}", one["code"].as_str().unwrap(), one["line"]));
    told.filter(|one| one.starts_with("D33") || one.starts_with("D110")).collect()
}

/// The text with a line before its `line`th.
fn with_line(text: &str, line: usize, new: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.insert(line - 1, new);
    lines.join("\n") + "\n"
}

#[test]
fn without_waivers_both_gaps_are_told() {
    assert_eq!(found(GAPS), ["D110:8", "D110:17"]);
}

#[test]
fn a_waiver_reaches_as_far_as_what_begins_below_it() {
    let comment = format!("# {WAIVER}");
    // Above a document all of it; above one of its fields only that.
    assert_eq!(found(&with_line(GAPS, 6, &comment)), ["D110:18"]);
    assert_eq!(found(&with_line(GAPS, 15, &comment)), ["D110:8"]);
    assert_eq!(found(&with_line(GAPS, 17, &comment)), ["D110:8"]);
    assert_eq!(found(&with_line(GAPS, 18, &comment)), ["D332:18", "D110:8", "D110:17"]);
    // Blank lines and other comments may stand between.
    assert_eq!(found(&with_line(GAPS, 6, &format!("{comment}\n\n# why\n"))), ["D110:21"]);
}

#[test]
fn behind_a_field_a_waiver_reaches_its_line() {
    let name = "metadata: {name: chats}";
    assert_eq!(found(&GAPS.replace(name, &format!("{name}   # {WAIVER}"))), ["D110:8"]);
    let kind = "kind: Metric\nmetadata: {name: chats}";
    let beside = kind.replace("Metric", &format!("Metric # {WAIVER}"));
    assert_eq!(found(&GAPS.replace(kind, &beside)), ["D332:16", "D110:8", "D110:17"]);
}

#[test]
fn a_waiver_of_the_file_reaches_all_of_it_wherever_it_stands() {
    let whole = WAIVER.replace("ignore[", "ignore-file[");
    assert_eq!(found(&with_line(GAPS, 12, &format!("  # {whole}"))), Vec::<String>::new());
    assert_eq!(found(&format!("{GAPS}# {whole}\n")), Vec::<String>::new());
}

#[test]
fn text_that_looks_like_a_waiver_is_text() {
    for spec in [
        format!("  description: |\n    # {WAIVER}\n"),
        format!("  description: \"x # {}\"\n", WAIVER.replace('"', "'")),
        format!("  description: >-\n    one\n    # {WAIVER}\n"),
    ] {
        let text = GAPS.replacen("spec:\n", &format!("spec:\n{spec}"), 1);
        assert_eq!(found(&text).len(), 2, "{text}");
        assert!(found(&text).iter().all(|one| one.starts_with("D110")), "{text}");
    }
}

#[test]
fn a_waiver_holds_through_its_last_day_and_not_longer() {
    let until = |day: &str| with_line(GAPS, 6, &format!("# {}", WAIVER.replace("2026-12-31", day)));
    assert_eq!(found(&until("2026-06-01")), ["D110:18"]);
    // Errors come first.
    assert_eq!(found(&until("2026-05-31")), ["D331:6", "D110:9", "D110:18"]);
}

#[test]
fn a_waiver_that_says_too_little_does_not_hold() {
    for (comment, reason) in [
        ("deming: ignore until=2026-12-31", "names the rules"),
        ("deming: ignore[] until=2026-12-31 reason=\"x\" by=@ops", "names the rules"),
        ("deming: ignore[D110 until=2026-12-31", "`]` is missing"),
        ("deming: ignores[D110] until=2026-12-31", "neither `ignore` nor `ignore-file`"),
        ("deming: ignore[D110] reason=\"x\" by=@ops", "`until` is missing"),
        ("deming: ignore[D110] until=2026-12-31 by=@ops", "`reason` is missing"),
        ("deming: ignore[D110] until=2026-12-31 reason=\"  \" by=@ops", "the reason is empty"),
        ("deming: ignore[D110] until=2026-12-31 reason=\"x\"", "`by` is missing"),
        ("deming: ignore[D110] until=2026-13-31 reason=\"x\" by=@ops", "`until` is a day"),
        ("deming: ignore[D110] until=2026-12-31T00:00:00Z reason=\"x\" by=@ops", "`until` is a day"),
        ("deming: ignore[D110] until=2026-12-31 reason=\"x by=@ops", "closing quote"),
        ("deming: ignore[D110] until=2026-12-31 reason=\"x\" by=ops", "`by` names nobody"),
        ("deming: ignore[D110] until=2026-12-31 reason=\"x\" by=@ops forever", "`forever` is not understood"),
        ("deming: ignore[D110] untill=2026-12-31", "`untill` is none of"),
    ] {
        let world = TestWorld::new();
        world.write("improvement/a.yaml", with_line(GAPS, 6, &format!("# {comment}")));
        let outcome = world.deming(&["check", "--format", "concise", "--as-of", "2026-06-01"]);
        let told = outcome.stdout.lines().find(|line| line.contains("D330")).unwrap_or_default();
        assert!(told.contains(reason), "{comment}: {}", outcome.stdout);
        assert!(told.starts_with("improvement/a.yaml:6:1"), "{told}");
        assert_eq!((outcome.status, found_in(&world, &[]).len()), (1, 3), "{comment}");
    }
}

#[test]
fn words_in_quotes_may_hold_anything() {
    let odd = "# deming: ignore[ D110 , not-measurable-yet ] by=ann@example.org reason=\"a \\\"b\\\" ] # c=d\" until=2026-12-31";
    // The second of the two names lets nothing pass that the first does not.
    assert_eq!(found(&with_line(GAPS, 6, odd)), ["D332:6", "D110:18"]);
}

#[test]
fn a_lock_holds_against_comments_and_settings() {
    let world = TestWorld::new();
    world.write("improvement/a.yaml", with_line(GAPS, 6, &format!("# {WAIVER}")));
    world.write(
        "deming.yaml",
        "rules: {locked: [not-measurable-yet], ignore: [D110], levels: {D110: note}}\n",
    );
    assert_eq!(found_in(&world, &[]), ["D336:1", "D333:6", "D110:9", "D110:18"]);
    world.write("deming.yaml", "rules: {ignore: [D110]}\n");
    assert_eq!(found_in(&world, &[]), Vec::<String>::new());
    world.write("deming.yaml", "rules: {levels: {D1: warning, not-measurable-yet: error}}\n");
    let outcome = world.deming(&["check", "--format", "concise", "--as-of", "2026-06-01"]);
    assert!(outcome.stdout.contains("error[D110]"), "{}", outcome.stdout);
    assert_eq!(outcome.status, 1);
}

#[test]
fn rules_that_nobody_asked_for_make_no_waiver_useless() {
    let unrelated = WAIVER.replace("D110", "D112");
    let text = with_line(GAPS, 6, &format!("# {unrelated}"));
    assert_eq!(found(&text), ["D332:6", "D110:9", "D110:18"]);
    assert_eq!(found_with(&text, &["--ignore", "D112"]), ["D110:9", "D110:18"]);
    assert_eq!(found_with(&text, &["--select", "D110,D33"]), ["D110:9", "D110:18"]);
}

#[test]
fn no_comment_makes_a_panic() {
    let pieces = [
        "deming:",
        "#",
        "ignore",
        "[",
        "]",
        "D110",
        "until=",
        "reason=\"",
        "\\",
        "by=@",
        "é",
        "\u{feff}",
        " ",
    ];
    let mut seed = 7u64;
    for _ in 0..40 {
        let mut comment = String::from("# deming:");
        for _ in 0..12 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            comment.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
        }
        let source = deming::text::Source::new("a.yaml", with_line(GAPS, 6, &comment));
        assert!(source.documents().len() < 5);
        found(&with_line(GAPS, 6, &comment.replace('\u{feff}', "")));
    }
}

#[test]
fn what_is_waived_is_kept_and_fails_nothing() {
    let world = TestWorld::new();
    let reason = "reason=\"waits for release 4\"";
    world.write("improvement/a.yaml", with_line(GAPS, 6, &format!("# {WAIVER}")));
    let check = |options: &[&str]| {
        let mut arguments = vec!["check", "--as-of", "2026-06-01", "--select", "D110", "--fail-on", "note"];
        arguments.extend(options);
        world.deming(&arguments)
    };
    let whole: Value = serde_json::from_str(&check(&["--format", "json"]).stdout).unwrap();
    let waived = whole["waived"].as_array().unwrap();
    assert_eq!((whole["findings"].as_array().unwrap().len(), waived.len()), (1, 1));
    assert_eq!(waived[0]["suppressed"]["by"], "@ops/tools");
    assert!(reason.contains(waived[0]["suppressed"]["reason"].as_str().unwrap()));
    assert!(check(&[]).stdout.contains("1 note; 1 waived."), "{}", check(&[]).stdout);
    let sarif: Value = serde_json::from_str(&check(&["--format", "sarif"]).stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let suppressed = results.iter().filter(|result| result.get("suppressions").is_some()).count();
    assert_eq!((results.len(), suppressed), (2, 1));
    for format in ["github", "gitlab", "checkstyle", "rdjson", "concise"] {
        let told = check(&["--format", format]).stdout;
        assert_eq!(told.matches("cannot be measured yet").count(), 1, "{format}: {told}");
    }
    world.write("improvement/a.yaml", format!("# {}\n{GAPS}", WAIVER.replace("ignore[", "ignore-file[")));
    assert_eq!(check(&[]).status, 0);
    // The same holds beside a product of another kind.
    assert!(!world.deming(&["diff", "-v"]).stderr.contains("D110"));
}

#[test]
fn a_change_that_eases_the_rules_is_weakened() {
    let world = TestWorld::new();
    world.write("improvement/a.yaml", GAPS);
    world.write("deming.yaml", "rules: {locked: [D110], levels: {D112: error}}\n");
    world.commit("before");
    world.git(&["checkout", "--quiet", "-b", "change"]);
    for (rules, weakened) in [
        ("{levels: {D112: error}}", true),
        ("{locked: [D110], levels: {D112: warning}}", true),
        ("{locked: [D110], levels: {D112: error}, ignore: [D18]}", true),
        ("{locked: [D110, D187], levels: {D112: error, D187: error}}", false),
    ] {
        world.write("deming.yaml", format!("rules: {rules}\n"));
        let outcome = world.deming(&["check", "--base", "main", "--format", "concise"]);
        assert_eq!(outcome.stdout.contains("error[D300]"), weakened, "{rules}: {outcome:?}");
    }
}

#[test]
fn prose_for_people_waives_nothing() {
    assert_eq!(found(&with_line(GAPS, 6, "# deming: see our handbook")), ["D110:9", "D110:18"]);
}

#[test]
fn no_option_opens_a_lock_or_the_gate() {
    let world = TestWorld::new();
    let secret = "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n";
    world.write(
        "improvement/a.yaml",
        secret.replace("{name: desk}", "{name: desk, annotations: {password: \"hunter2-Tr0ub4dor\"}}"),
    );
    for options in [&["--ignore", "D190"][..], &["--fail-on", "missed"], &["--fail-on", "unknown,at-risk"]] {
        let outcome = world.deming(&[&["check"], options].concat());
        assert_eq!(outcome.status, 1, "{options:?}: {outcome:?}");
    }
    assert_eq!(world.deming(&["check", "--select", "D110"]).status, 0);
}

#[test]
fn settings_that_cannot_be_read_are_told_once() {
    let world = TestWorld::new();
    world.write("improvement/a.yaml", GAPS);
    world.write("deming.yaml", "timeZone: Europe/Berlin\nasOf: 2026-06-01\n");
    world.commit("before");
    world.write("deming.yaml", "timeZone: Europe/Berln\nasOf: 2026-06-01\n");
    let outcome = world.deming(&["check", "--base", "main", "--format", "concise"]);
    assert!(outcome.stdout.contains("error[D011]") && !outcome.stdout.contains("D300"), "{outcome:?}");
}

#[test]
fn a_source_that_leads_nowhere_is_told() {
    let world = TestWorld::new();
    world.deming(&["init", "--example", "shop"]);
    std::fs::remove_file(world.root().join("data/search.csv")).unwrap();
    let outcome = world.deming(&["check", "--format", "concise"]);
    assert!(outcome.stdout.contains("warning[D200] no file matches"), "{outcome:?}");
}
