//! Five thousand findings: nothing longer than its reader takes, the worst first, and true counts.

use deming::finding::{Finding, Findings, Level, Location};
use deming::present::comment::{self, COMMENT, STEP_SUMMARY};
use deming::present::dialect::{github, sarif};
use deming::present::view::{Files, Framing, Results};

use super::{json, markdown};
use crate::world::TestWorld;

/// A service that breaks one rule, and a metric that is told of in a note.
fn broken(number: usize) -> String {
    format!(
        "---\napiVersion: deming/v1\nkind: Service\nmetadata: {{name: s{number}}}\nspec: {{practice: it, owner: \"@o\", ownr: \"@ops | <b> #12\"}}\n"
    )
}

fn gap(number: usize) -> String {
    format!(
        "---\napiVersion: deming/v1\nkind: Metric\nmetadata: {{name: m{number}}}\nspec: {{service: desk, class: process, direction: lower, owner: \"@o\", gap: {{owner: \"@t\", due: 2036-12-31}}}}\n"
    )
}

fn many() -> TestWorld {
    let world = TestWorld::new();
    let desk =
        "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it, owner: \"@o\"}\n";
    // Notes come before errors in the file, and in the order of files.
    world.write("improvement/a.yaml", (0..2000).map(gap).fold(desk.to_owned(), |text, one| text + &one));
    world.write("improvement/b.yaml", (0..3000).map(broken).collect::<String>());
    world
}

/// How many entries a text says that it left out.
fn left_out(text: &str) -> usize {
    let Some((before, _)) = text.split_once(" more left out") else { return 0 };
    before.rsplit(' ').next().unwrap().replace(',', "").parse().unwrap()
}

#[test]
fn five_thousand_findings_fit_and_are_counted() {
    let world = many();
    let summary = world.beside("summary.md");
    let outcome = world.deming_with(
        &[("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())],
        &["check", "--format", "markdown", "--output", "json=all.json", "--step-summary"],
    );
    assert_eq!(outcome.status, 1, "{}", outcome.stderr);
    let whole = json(&world.read("all.json"));
    let findings = whole["findings"].as_array().unwrap();
    let errors = findings.iter().filter(|finding| finding["level"] == "error").count();
    assert!(findings.len() >= 5000 && errors == 3000, "{} {errors}", findings.len());
    let notes = findings.iter().filter(|finding| finding["level"] == "note").count();
    let notes = format!("{},{:03} notes", notes / 1000, notes % 1000);

    let summary = std::fs::read_to_string(&summary).unwrap();
    for (text, limit) in [(&outcome.stdout, COMMENT), (&summary, STEP_SUMMARY - 1)] {
        assert!(text.len() <= limit, "{} of {limit}", text.len());
        let seen = markdown::read(text);
        assert!(seen.headings[0].contains("errors"), "{:?}", seen.headings);
        let begin: String = text.chars().take(300).collect();
        assert!(begin.contains("3,000 errors") && begin.contains(&notes), "{begin}");
        assert_eq!(seen.items + left_out(&seen.text), findings.len(), "shown and left out are all");
        assert!(
            left_out(&seen.text) == 0 || text.len() > limit * 3 / 4,
            "{} of {limit}: there was room",
            text.len()
        );
        assert!(seen.text.contains("The whole is in all.json"), "{}", &text[text.len() - 300..]);
    }
    // A comment has room for errors alone: no note may take the place of one.
    assert!(!outcome.stdout.contains("**note**"));
}

#[test]
fn everything_weakened_and_missed_is_above_the_rest() {
    let world = TestWorld::new();
    world.deming(&["init", "--example", "service-desk"]);
    let base = std::fs::read_to_string(world.root().join("improvement/services/service-desk.yaml")).unwrap();
    assert!(base.contains("service-desk-sla"));
    world.write(
        "improvement/many.yaml",
        (0..5000).map(|n| gap(n).replace("service: desk", "service: service-desk")).collect::<String>(),
    );
    let text = world.deming(&["diff", "--format", "markdown"]).stdout;
    assert!(text.len() < 65_536);
    let diff = json(&world.deming(&["diff", "--format", "json"]).stdout);
    let missed = |key: &str| -> Vec<String> {
        let all = diff[key].as_array().unwrap().iter();
        all.filter(|one| one["verdict"] == "missed")
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let (head, rest) = text.split_once("### Notes").expect("notes are shown too");
    for id in missed("objectives").into_iter().chain(missed("cycles")) {
        assert!(head.contains(&id.replace('[', "\\[").replace(']', "\\]")), "{id} is not in {head}");
    }
    assert!(rest.contains("more left out"), "{rest:.300}");
    markdown::read(&text);
}

fn results(findings: &Findings, weakened: usize, whole: Option<&str>) -> Results {
    let framing = Framing {
        command: "check",
        as_of: "2026-01-01T00:00:00Z".parse().unwrap(),
        head: None,
        exit_code: 1,
        whole,
    };
    let files = Files { exists: &|_| true, home: "deming.yaml" };
    let mut results = Results::new(&framing, &Findings::default(), findings, &files);
    results.weakened = (0..weakened).map(|n| format!("objective {n} from 99.9 % to 99.5 %")).collect();
    results
}

fn findings(errors: usize, notes: usize) -> Findings {
    let rule = &deming::declare::rules::UNKNOWN_FIELD;
    let at = |number: usize, level| {
        let path = Location::Path(format!("improvement/{number}.yaml"));
        Finding::new(rule, path, format!("number {number}")).at_level(level)
    };
    let notes = (0..notes).map(|number| at(number, Level::Note));
    let errors = (0..errors).map(|number| at(number, Level::Error));
    let mut findings: Findings = notes.chain(errors).collect();
    findings.sort();
    findings
}

#[test]
fn what_is_weakened_comes_first_and_is_counted() {
    let text = comment::results(&results(&findings(3, 1), 2, None), COMMENT);
    insta::assert_snapshot!(text, @r"
    ## ✘ deming check: targets are weakened

    **2 weakened; 3 errors, 1 note.** As of 2026-01-01T00:00:00Z.

    ### Weakened

    - objective 0 from 99.9 % to 99.5 %
    - objective 1 from 99.9 % to 99.5 %

    ### Errors

    - **error** `improvement/0.yaml:1`: number 0. (D009 unknown-field)
    - **error** `improvement/1.yaml:1`: number 1. (D009 unknown-field)
    - **error** `improvement/2.yaml:1`: number 2. (D009 unknown-field)

    ### Notes

    - **note** `improvement/0.yaml:1`: number 0. (D009 unknown-field)

    `deming explain CODE` tells what a rule is about, and how to keep it.
    ");
    let crowded = comment::results(&results(&findings(10, 10), 5000, Some("x`y.json")), COMMENT);
    let seen = markdown::read(&crowded);
    assert!(crowded.len() <= COMMENT && seen.headings[1] == "Weakened", "{:?}", seen.headings);
    assert!(
        seen.text.contains("5,000 weakened")
            && seen.text.contains("10 errors, 10 notes. The whole is in x`y.json")
    );
}

#[test]
fn a_summary_is_cut_below_its_limit() {
    let text = comment::results(&results(&findings(20_000, 5), 0, None), STEP_SUMMARY - 1);
    let seen = markdown::read(&text);
    assert!(text.len() < STEP_SUMMARY && text.len() > STEP_SUMMARY * 9 / 10, "{}", text.len());
    assert!(left_out(&seen.text) > 0);
    assert_eq!(seen.items + left_out(&seen.text), 20_005);
}

/// Cut anywhere: whole blocks, and true counts.
#[test]
fn every_limit_gives_whole_markdown() {
    let results = results(&findings(40, 40), 3, None);
    for limit in (900..9000).step_by(61) {
        let text = comment::results(&results, limit);
        assert!(text.len() <= limit, "{} of {limit}", text.len());
        let seen = markdown::read(&text);
        assert_eq!(seen.items + left_out(&seen.text), 83);
    }
}

#[test]
fn annotations_are_few_and_the_rest_is_counted() {
    let text = github::render(&results(&findings(25, 30), 0, Some("all.json")));
    let lines: Vec<&str> = text.lines().collect();
    let count = |command: &str| lines.iter().filter(|line| line.starts_with(command)).count();
    assert_eq!((count("::error "), count("::warning "), count("::notice ")), (10, 0, 10));
    assert!(lines[0].starts_with("::error "), "the worst first");
    let last = "::notice title=deming::36 more not annotated: 15 errors, 21 notes; the whole is in all.json";
    assert_eq!(lines.last(), Some(&last));
    // Exactly as many as there is room for: nothing is said of others.
    assert_eq!(github::render(&results(&findings(10, 10), 0, None)).lines().count(), 20);
    assert!(!github::render(&results(&findings(10, 10), 0, None)).contains("more not annotated"));
}

#[test]
fn sarif_holds_what_may_be_uploaded() {
    let text = sarif::render(&results(&findings(sarif::RESULTS + 7, 0), 0, None)).unwrap();
    let run = &json(&text)["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), sarif::RESULTS);
    let told = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert!(told.as_str().unwrap().starts_with("7 results left out"), "{told}");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packed, text.as_bytes()).unwrap();
    assert!(packed.finish().unwrap().len() < 10_000_000, "GitHub takes 10 MB");
}
