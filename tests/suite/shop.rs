//! The example `shop`, and what a person can try in it.

use std::collections::BTreeSet;

use deming::ops::{Request, Workspace, survey};
use deming::process::{Evidence, baseline};
use regex::Regex;

use crate::world::TestWorld;

const CYCLE: &str = "cycles/q3.yaml";

fn shop() -> TestWorld {
    let world = TestWorld::new();
    let init = world.deming(&["init", "--example", "shop"]);
    assert_eq!(init.status, 0, "{init:#?}");
    world
}

/// What is taken out of the cycle's file, what is said of it, and where the answer is pasted.
struct Step {
    /// From the beginning of this text …
    from: &'static str,
    /// … up to the beginning of this one.
    to: &'static str,
    code: &'static str,
    said: &'static str,
    /// The mapping that lacks it; the finding points at its key, and the answer goes below it.
    mapping: &'static str,
}

const GATHER: &str = "  gather:       ";
const DECIDE: &str = "  decide: {by: \"@shop/head\", every: 1M, next: 2026-10-01}";

/// One line or block of each step, in the order of the steps.
const STEPS: [Step; 7] = [
    Step {
        from: "  goal:",
        to: "  service: checkout",
        code: "D100",
        said: "step 1 (what should be measured): which goal the cycle serves is not stated",
        mapping: "spec:",
    },
    Step {
        from: GATHER,
        to: "  process:      ",
        code: "D102",
        said: "step 2 (what can be measured): neither a source nor a gap is stated",
        mapping: "spec:",
    },
    Step {
        from: "    every: 1d\n",
        to: "    records: events",
        code: "D103",
        said: "step 3 (gather): how often is not stated",
        mapping: "  gather:",
    },
    Step {
        from: "    interval: 1w\n",
        to: "    aggregate: p95",
        code: "D107",
        said: "step 4 (process): which interval is not stated",
        mapping: "  process:",
    },
    Step {
        from: "  baseline:",
        to: "  target:",
        code: "D109",
        said: "step 5 (analyse): the baseline to judge the target against is not stated",
        mapping: "spec:",
    },
    Step {
        from: DECIDE,
        to: "---\n# yaml-language-server: $schema=../.deming/deming.schema.json\napiVersion: deming/v1\nkind: Metric\nmetadata: {name: checkout-latency",
        code: "D111",
        said: "step 6 (present and decide): who decides is not stated",
        mapping: "spec:",
    },
    Step {
        from: "  stage: design",
        to: "  state: closed",
        code: "D115",
        said: "step 7 (implement): the stage of the service's life is not stated",
        mapping: "spec:",
    },
];

/// The other questions that a cycle has to answer.
const QUESTIONS: [Step; 7] = [
    Step {
        from: "    by: \"@shop/platform\"\n",
        to: "    every: 1d",
        code: "D104",
        said: "step 3 (gather): who is not stated",
        mapping: "  gather:",
    },
    Step {
        from: "    integrity: {",
        to: "    source:",
        code: "D105",
        said: "step 3 (gather): when the rows of a day are complete is not stated",
        mapping: "  gather:",
    },
    Step {
        from: "    source:",
        to: "  process:      ",
        code: "D106",
        said: "step 3 (gather): how is not stated",
        mapping: "  gather:",
    },
    Step {
        from: "    aggregate: p95\n",
        to: "    by: [step]",
        code: "D108",
        said: "step 4 (process): which aggregate is not stated",
        mapping: "  process:",
    },
    Step {
        from: "by: \"@shop/head\", ",
        to: "every: 1M",
        code: "D111",
        said: "step 6 (present and decide): who decides is not stated",
        mapping: "  decide:",
    },
    Step {
        from: "every: 1M, ",
        to: "next: 2026",
        code: "D113",
        said: "step 6 (present and decide): how often is not stated",
        mapping: "  decide:",
    },
    Step {
        from: ", next: 2026-10-01",
        to: "}   # step 6",
        code: "D114",
        said: "step 6 (present and decide): when next is not stated",
        mapping: "  decide:",
    },
];

impl Step {
    /// The file without the answer, and how many lines stand before where it was.
    fn without(&self, whole: &str) -> (String, usize) {
        let start = whole.find(self.from).unwrap_or_else(|| panic!("`{}` is not there", self.from));
        let length = whole[start..].find(self.to).unwrap_or_else(|| panic!("`{}` is not there", self.to));
        let left = format!("{}{}", &whole[..start], &whole[start + length..]);
        (left, whole[..start].lines().count())
    }

    /// The line of the mapping that lacks the answer: the last one above it.
    fn line(&self, left: &str, above: usize) -> usize {
        let lines: Vec<&str> = left.lines().collect();
        let last = above.min(lines.len());
        1 + lines[..last].iter().rposition(|line| line.starts_with(self.mapping)).unwrap()
    }
}

#[test]
fn each_of_the_seven_steps_is_an_error_with_a_place_and_an_answer_to_paste() {
    let world = shop();
    let whole = world.read(CYCLE);
    let sound = world.deming(&["check", "--fail-on", "warning"]);
    assert_eq!(sound.status, 0, "{}", sound.stdout);
    for step in &STEPS {
        let (left, above) = step.without(&whole);
        let line = step.line(&left, above);
        world.write(CYCLE, &left);
        let run = world.deming(&["check", "--format", "concise"]);
        assert_eq!(run.status, 1, "{}: {run:#?}", step.code);
        let told = Regex::new(&format!(
            r"(?m)^{CYCLE}:{line}:\d+: error\[{}\] {}$",
            step.code,
            regex::escape(step.said)
        ));
        assert!(told.unwrap().is_match(&run.stdout), "line {line}: {}", run.stdout);
        let full = world.deming(&["check"]);
        assert_eq!(full.status, 1);
        let title = format!("error[{}]: {}", step.code, step.said);
        assert!(full.stdout.contains(&title), "{title}: {}", full.stdout);
        assert!(full.stdout.contains(&format!("{CYCLE}:{line}:")), "{}", full.stdout);
        world.write(CYCLE, pasted(&left, line, &answer(&full.stdout, step.code)));
        let mended = world.deming(&["check", "--select", step.code]);
        assert_eq!(mended.status, 0, "{}: {}", step.code, mended.stdout);
        world.write(CYCLE, &whole);
        assert_eq!(world.deming(&["check"]).status, 0, "{}: the line is back", step.code);
    }
    let codes: BTreeSet<&str> = STEPS.iter().map(|step| step.code).collect();
    assert_eq!(codes.len(), 7);
}

/// What the help under a finding says to write: the last thing in backquotes that has a value.
fn answer(full: &str, code: &str) -> String {
    let finding = full.split(&format!("error[{code}]")).nth(1).unwrap();
    let help: String = finding
        .lines()
        .skip_while(|line| !line.contains("help:"))
        .take_while(|line| !line.is_empty())
        .collect();
    let quoted = Regex::new("`([a-z][A-Za-z]*: [^`]+)`").unwrap();
    let last = quoted.captures_iter(&help).last();
    last.unwrap_or_else(|| panic!("nothing to paste in {help}"))[1].to_owned()
}

/// A text with a line more below a mapping's key, indented as what is in there already.
fn pasted(text: &str, below: usize, answer: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let next = &lines[below];
    let indent = " ".repeat(next.len() - next.trim_start().len());
    lines.insert(below, format!("{indent}{answer}"));
    lines.join("\n") + "\n"
}

#[test]
fn the_readme_shows_what_is_said() {
    let world = shop();
    let frequency = STEPS.iter().find(|step| step.code == "D103").unwrap();
    world.write(CYCLE, frequency.without(&world.read(CYCLE)).0);
    let run = world.deming(&["check", "--format", "concise", "--select", "D103"]);
    let readme = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    assert!(readme.contains(&format!("```\n{}```", run.stdout)), "{}", run.stdout);
}

#[test]
fn every_question_of_the_steps_has_a_code_of_its_own() {
    let world = shop();
    let whole = world.read(CYCLE);
    for question in &QUESTIONS {
        let (left, above) = question.without(&whole);
        world.write(CYCLE, &left);
        let run = world.deming(&["check", "--format", "concise"]);
        assert_eq!(run.status, 1, "{}: {run:#?}", question.code);
        let line = question.line(&left, above + 1);
        let told = format!("error[{}] {}\n", question.code, question.said);
        assert!(run.stdout.contains(&told), "{told}: {}", run.stdout);
        assert!(run.stdout.contains(&format!("{CYCLE}:{line}:")), "{line}: {}", run.stdout);
        world.write(CYCLE, &whole);
    }
    let aimless = whole.replace("goal: shop-strategy/quick-checkout", "goal: shop-strategy/found-at-once");
    world.write(CYCLE, aimless);
    let run = world.deming(&["check", "--format", "concise"]);
    assert!(run.stdout.contains("error[D101]") && run.status == 1, "{run:#?}");
}

#[test]
fn what_cannot_be_measured_is_carried_as_a_gap_until_its_day() {
    let world = shop();
    let services = world.read("services.yaml");
    let gap = "---\napiVersion: deming/v1\nkind: Metric\nmetadata: {name: returns, displayName: Parcels sent back}\nspec:\n  service: checkout\n  class: service\n  direction: lower\n  owner: \"@shop/warehouse\"\n  gap: {owner: \"@shop/platform\", due: 2026-12-31, reason: The carrier keeps the list.}\n";
    world.write("services.yaml", format!("{services}{gap}"));
    let run = world.deming(&["check", "--format", "concise"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(!run.stdout.contains("warning[") && !run.stdout.contains("error["), "{}", run.stdout);
    assert!(
        run.stdout.contains("note[D110] `returns` cannot be measured yet; @shop/platform sees to it"),
        "{}",
        run.stdout
    );
    assert_eq!(world.deming(&["report", "--out", "pages"]).status, 0);
    let page = world.read("pages/What-we-cannot-measure-yet.md");
    let row =
        page.lines().find(|line| line.contains("Parcels sent back")).unwrap_or_else(|| panic!("{page}"));
    assert!(row.contains("shop/platform") && row.contains("2026-12-31"), "{row}");
    let on_the_day = world.deming(&["check", "--select", "D11", "--as-of", "2026-12-31T22:59:59Z"]);
    assert_eq!(on_the_day.status, 0, "{on_the_day:#?}");
    let after = world.deming(&["check", "--format", "concise", "--as-of", "2026-12-31T23:00:00Z"]);
    assert_eq!(after.status, 1, "{after:#?}");
    assert!(after.stdout.contains("error[D112] `returns`"), "{}", after.stdout);
}

#[test]
fn the_first_minutes_write_just_what_they_announce() {
    let world = TestWorld::new();
    let init = world.deming(&["init", "--example", "shop"]);
    let report = world.deming(&["report"]);
    assert_eq!((init.status, report.status), (0, 0), "{init:#?} {report:#?}");
    let mut announced: BTreeSet<String> = init.stdout.lines().map(str::to_owned).collect();
    let pages = report.stdout.lines().filter_map(|line| line.strip_prefix("+ "));
    announced.extend(pages.map(|page| format!("report/{page}")));
    let list = report
        .stderr
        .lines()
        .find_map(|line| line.strip_prefix("the pages are in report, and their list in "));
    announced.insert(list.unwrap().to_owned());
    let status = world.git(&["status", "--porcelain", "--untracked-files=all"]);
    let found: BTreeSet<String> =
        status.lines().map(|line| line.trim_start_matches("?? ").to_owned()).collect();
    assert_eq!(found, announced);
    assert!(found.contains("cycles/q3.yaml") && found.contains("report/Home.md"));
}

#[test]
fn the_shop_has_what_its_page_tells() {
    let world = shop();
    let run = world.deming(&["diff", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let verdict = |list: &str, id: &str| {
        let all = report[list].as_array().unwrap();
        let found = all.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("no {id} in {list}"));
        found["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdict("objectives", "checkout/quick-parcels"), "missed");
    assert_eq!(verdict("objectives", "search/answers"), "at-risk");
    assert_eq!(verdict("objectives", "checkout/fast-answers"), "met");
    assert_eq!(verdict("objectives", "search/conversion"), "met");
    let cycle = &report["cycles"][0];
    assert_eq!(cycle["guards"][0]["verdict"], "met");
    assert_eq!(cycle["baseline"], cycle["recomputedBaseline"], "the frozen figure follows from the data");
    assert_eq!(cycle["verdict"], "met");
    let days: BTreeSet<String> =
        world.read("data/search.csv").lines().skip(1).map(|line| line[..10].to_owned()).collect();
    assert_eq!(days.len(), 400);
}

#[test]
fn the_frozen_baseline_is_that_of_the_data() {
    let world = shop();
    let now = "2036-01-01T00:00:00Z".parse().unwrap();
    let request = Request {
        directory: world.root().to_owned(),
        rev: None,
        as_of: None,
        now,
        jobs: 1,
        cache: None,
        by: deming::ops::By::default(),
    };
    let survey = survey::survey(Workspace::open(&request).unwrap());
    let catalog = &survey.workspace.catalog;
    let declared = catalog.cycles["q3"].baseline.as_ref().unwrap();
    let evidence = Evidence::new(catalog, &survey.observations, survey.workspace.as_of);
    let scope = evidence.scope(&catalog.cycles["q3"].metric).unwrap();
    let found = baseline(&scope, declared.period.interval(&catalog.settings.zone));
    assert_eq!((declared.rows, declared.digest.as_ref()), (Some(found.rows), Some(&found.digest)));
}
