//! The sample in every dialect, side by side.

use deming::finding::{Findings, Level};
use deming::policy::verdicts;
use deming::present::dialect::{checkstyle, github, gitlab, junit, rdjson, sarif};
use deming::present::view::{CheckReport, Files, Framing, PlanReport, Results, of_report};
use deming::present::{Report, comment, json_lines};

use super::sample::{HEAD, Sample, UNKNOWN_FIELD, at};

/// The sample as `deming diff` hands it to dialects.
fn results(sample: &Sample) -> Results {
    let framing = Framing {
        command: "diff",
        as_of: sample.assessment.as_of,
        head: Some(HEAD),
        exit_code: 1,
        whole: Some("diff.json"),
    };
    let files = Files { exists: &|path| path.ends_with(".yaml"), home: "deming.yaml" };
    let verdicts: Findings = verdicts::findings(&sample.assessment);
    let report = Report::new("diff", &sample.inputs());
    let subjects = of_report(&report, &sample.findings, Level::Error);
    Results::new(&framing, &verdicts, &sample.findings, &files).with_verdicts(&report).with_subjects(subjects)
}

#[test]
fn the_sample_in_every_dialect() {
    let results = results(&Sample::new());
    insta::assert_snapshot!("github", github::render(&results));
    insta::assert_snapshot!("gitlab", gitlab::render(&results).expect("it serialises"));
    insta::assert_snapshot!("sarif", sarif::render(&results).expect("it serialises"));
    insta::assert_snapshot!("junit", junit::render(&results));
    insta::assert_snapshot!("checkstyle", checkstyle::render(&results));
    insta::assert_snapshot!("rdjson", rdjson::render(&results).expect("it serialises"));
    insta::assert_snapshot!("comment", comment::results(&results, comment::COMMENT));
}

#[test]
fn the_sample_in_json_lines() {
    let sample = Sample::new();
    let check = CheckReport::new(&sample.findings, at("2016-06-01T00:00:00Z"), Some(HEAD), None);
    insta::assert_snapshot!("jsonl", json_lines::check(&check).expect("it serialises"));
}

#[test]
fn the_plan_and_a_rule_as_markdown() {
    let sample = Sample::new();
    let report = PlanReport::new("plan", &sample.plan, &sample.catalog);
    insta::assert_snapshot!("plan_comment", comment::plan(&report, comment::COMMENT));
    insta::assert_snapshot!("rule_markdown", comment::rule(&UNKNOWN_FIELD));
}

#[test]
fn what_is_accepted_is_suppressed_in_sarif_and_shown_nowhere_else() {
    let mut results = results(&Sample::new());
    let reason = "agreed with the customer".to_owned();
    let accepted = results.results.iter_mut().find(|result| result.rule.code == "D102").expect("a finding");
    accepted.suppressed =
        Some(deming::present::view::Justification { reason, by: "@ops".into(), until: "2026-12-31".into() });
    let sarif = sarif::render(&results).expect("it serialises");
    assert!(sarif.contains("\"suppressions\"") && sarif.contains("agreed with the customer"));
    let others = [
        github::render(&results),
        gitlab::render(&results).expect("it serialises"),
        checkstyle::render(&results),
        rdjson::render(&results).expect("it serialises"),
    ];
    assert!(others.iter().all(|text| !text.contains("D102")), "{others:#?}");
    assert!(comment::results(&results, comment::COMMENT).contains("1 accepted"));
}
