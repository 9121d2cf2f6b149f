//! Every kind and field of the language means what it says.

use deming::catalog::Catalog;
use deming::model::agreement::{Budgeting, Target};
use deming::model::calendar::ServiceHours;
use deming::model::cycle::Aim;
use deming::model::metric::{Aggregate, Records};
use deming::model::source::{
    FailureSign, FileSource, GitMeasure, GitSource, Measure, PromQl, RatioPart, RemoteKind, Source, Test,
};
use deming::model::window::Motion;
use deming::model::{Change, Literal, Metric, Object, ObjectKind};

use super::{Tree, resolved, told};

/// A file with every kind and every field.
pub const EVERYTHING: &str = include_str!("everything.yaml");

fn everything() -> Catalog {
    let (catalog, findings) = resolved(&[("everything.yaml", EVERYTHING.as_bytes())]);
    let told = told(&findings);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("D110") && told[1].starts_with("D043"), "{told:?}");
    catalog
}

#[test]
fn every_kind_is_read() {
    let catalog = everything();
    assert_eq!(catalog.len(), EVERYTHING.matches("\nkind: ").count());
    let declared = Tree::of(&[("everything.yaml", EVERYTHING.as_bytes())]).read().declarations;
    let kinds: std::collections::BTreeSet<ObjectKind> = declared.objects.iter().map(Object::kind).collect();
    assert_eq!(kinds.len(), ObjectKind::ALL.len());
}

fn metric<'c>(catalog: &'c Catalog, name: &str) -> &'c Metric {
    &catalog.metrics[name]
}

fn file<'c>(catalog: &'c Catalog, name: &str) -> &'c FileSource {
    match &metric(catalog, name).gather.as_ref().unwrap().source {
        Source::File(file) => file,
        other => panic!("{other:?}"),
    }
}

fn git<'c>(catalog: &'c Catalog, name: &str) -> &'c GitSource {
    match &metric(catalog, name).gather.as_ref().unwrap().source {
        Source::Git(git) => git,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_source_in_full() {
    let catalog = everything();
    let source = file(&catalog, "resolution-time");
    assert_eq!(source.path, "data/incidents-*.csv");
    assert_eq!(source.encoding.as_deref(), Some("windows-1252"));
    assert_eq!((source.delimiter, source.decimal), (Some(b';'), ','));
    assert_eq!(source.time.column.as_deref(), Some("resolved_at"));
    assert!(
        matches!(&source.measure, Measure::Elapsed { from, to } if from == "opened_at" && to == "resolved_at")
    );
    assert_eq!(source.missing, ["?", ""]);
    let tests: Vec<&Test> = source.filter.iter().map(|condition| &condition.test).collect();
    assert_eq!(tests.len(), 11, "two conditions ask two things each");
    assert!(matches!(tests[0], Test::In(list) if list == &["1 - Critical", "2"]));
    assert!(matches!(tests[1], Test::Equals(text) if text == "true"));
    assert!(matches!(tests[4], Test::Matches(pattern) if pattern.is_match("INC5")));
}

#[test]
fn a_note_about_a_change_says_why_and_who_approved() {
    let catalog = everything();
    let note = catalog.services["service-desk"].meta.change.as_ref().unwrap();
    assert_eq!(note.reason, "The shop doubled in size.");
    assert_eq!(note.approved_by.as_ref().map(|owner| owner.as_str()), Some("@ops/head"));
    assert_eq!(note.on.map(|day| day.to_string()).as_deref(), Some("2016-01-10"));
    let mut objectives = catalog.objectives().filter_map(|(_, objective)| objective.change.as_ref());
    let unsigned = objectives.next().unwrap();
    assert_eq!(
        (unsigned.reason.as_str(), unsigned.approved_by.is_none()),
        ("Agreed in the service review.", true)
    );
    let told = super::about(
        "apiVersion: deming/v1\nkind: Service\nmetadata: {name: a}\nspec: {practice: x, owner: '@o', change: {reason: ' '}}\n",
    );
    assert!(
        told.iter().any(|finding| finding.contains("the reason of a change cannot be empty")),
        "{told:?}"
    );
}

#[test]
fn shares_and_down_time() {
    let catalog = everything();
    match &file(&catalog, "sla-attainment").measure {
        Measure::Ratio(ratio) => {
            assert!(ratio.part_is_good && matches!(&ratio.part, RatioPart::Rows(rows) if rows.len() == 1));
            assert!(matches!(&ratio.total, Some(RatioPart::Sum(column)) if column == "weight"));
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(&file(&catalog, "failures").measure, Measure::Ratio(ratio) if !ratio.part_is_good));
    let outages = file(&catalog, "availability");
    assert!(matches!(outages.measure, Measure::Down { .. }) && outages.time.column.is_none());
    assert_eq!(outages.missing, [""]);
}

#[test]
fn defaults_follow_the_measure() {
    let catalog = everything();
    let default = |name: &str| {
        let metric = metric(&catalog, name);
        (metric.unit.symbol().to_owned(), metric.process.aggregate.to_string())
    };
    assert_eq!(default("sla-attainment"), ("ratio".into(), "ratio".into()));
    assert_eq!(default("availability"), ("ratio".into(), "ratio".into()));
    assert_eq!(default("tickets"), (String::new(), "count".into()));
    assert_eq!(default("lead-time"), ("d".into(), "p50".into()));
    assert_eq!(default("change-failure"), ("ratio".into(), "ratio".into()));
    assert_eq!(metric(&catalog, "satisfaction").process.aggregate, Aggregate::Percentile(99.9));
    let gather = metric(&catalog, "tickets").gather.as_ref().unwrap();
    assert_eq!((gather.records, gather.integrity.coverage), (Records::Events, 0.95));
    let process = &metric(&catalog, "tickets").process;
    assert_eq!((process.interval.to_string(), process.per.to_string()), ("1d".into(), "1d".into()));
}

#[test]
fn the_history_of_the_repository() {
    let catalog = everything();
    let lead_time = git(&catalog, "lead-time");
    assert_eq!(
        (lead_time.measure, lead_time.tags.as_slice()),
        (GitMeasure::LeadTime, ["v*".to_owned()].as_slice())
    );
    assert!(lead_time.pre_releases && !lead_time.off_branch);
    assert_eq!(
        (lead_time.branch.as_str(), lead_time.signs.as_slice()),
        ("main", [FailureSign::Revert].as_slice())
    );
    let deployments = git(&catalog, "deployments");
    assert_eq!(deployments.tags, ["v[0-9]*", "[0-9]*"]);
    assert!(!deployments.pre_releases && deployments.off_branch);
    assert_eq!((deployments.branch.as_str(), deployments.within.to_string()), ("HEAD", "7d".into()));
    assert_eq!(deployments.signs, [FailureSign::HotFix, FailureSign::Revert]);
}

#[test]
fn remote_sources_keep_kind_and_system() {
    let catalog = everything();
    let remote = |name: &str| match &metric(&catalog, name).gather.as_ref().unwrap().source {
        Source::Remote(remote) => {
            (remote.question.kind(), remote.data_source.as_ref().map(ToString::to_string))
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(remote("errors"), (RemoteKind::Prometheus, Some("prod".into())));
    assert_eq!(remote("orders"), (RemoteKind::Sql, Some("warehouse".into())));
    assert_eq!(remote("reachability"), (RemoteKind::Upptime, None));
    assert_eq!(remote("printed"), (RemoteKind::Exec, None));
}

#[test]
fn a_share_is_asked_of_prometheus_in_three_ways() {
    let catalog = everything();
    let asked = |name: &str| match &metric(&catalog, name).gather.as_ref().unwrap().source {
        Source::Remote(remote) => remote.question.promql().cloned(),
        other => panic!("{other:?}"),
    };
    let [bad, total] = ["sum(bad)", "sum(all)"].map(str::to_owned);
    assert_eq!(asked("request-failures"), Some(PromQl::BadOfTotal { bad, total }));
    let raw = PromQl::Share { query: "avg(dissatisfaction)".into(), is_of_good: false };
    assert_eq!(asked("wifi-satisfaction"), Some(raw));
    assert_eq!(asked("latency"), Some(PromQl::Value("avg(latency)".into())));
    for share in ["errors", "request-failures", "wifi-satisfaction"] {
        let metric = metric(&catalog, share);
        assert_eq!((metric.unit.symbol(), metric.process.aggregate), ("ratio", Aggregate::Ratio), "{share}");
    }
}

#[test]
fn targets_windows_and_budgets() {
    let catalog = everything();
    let objectives = &catalog.agreements["service-desk-sla"].objectives;
    assert!(
        matches!(objectives[0].target, Target::Threshold { value: Literal::Time(s), .. } if s == 28_800.0)
    );
    assert!(
        matches!(&objectives[0].window.motion, Motion::Calendar { start, .. } if start.to_string() == "2016-01-01T00:00:00")
    );
    assert_eq!(objectives[1].target, Target::Ratio { target: 0.95 });
    assert!(matches!(objectives[2].target, Target::Share { target, .. } if target == 0.9));
    assert_eq!(objectives[2].window.duration.to_string(), "28d");
    assert_eq!(objectives[2].window.motion, Motion::Rolling);
    assert!(matches!(objectives[3].target, Target::Ratio { target } if (target - 0.995).abs() < 1e-12));
    assert!(
        matches!(objectives[3].budgeting, Budgeting::Timeslices { slice_target, .. } if slice_target == 0.95)
    );
    assert!(matches!(objectives[4].budgeting, Budgeting::RatioTimeslices { .. }));
    assert!(objectives[5].window.is_calendar());
    assert!(catalog.agreements["always"].service_hours.is_none());
}

#[test]
fn calendars_cycles_and_actions() {
    let catalog = everything();
    let hours: &[ServiceHours] = &catalog.calendars["business-hours"].hours;
    assert_eq!((hours[0].days.len(), hours[1].to), (5, None));
    let cycle = &catalog.cycles["2016-q2-faster-restoration"];
    assert_eq!(cycle.baseline.as_ref().unwrap().rows, Some(8995));
    assert_eq!(cycle.target.by.to_string(), "2016-06-15");
    assert_eq!(catalog.cycles["fewer-tickets"].target.by.to_string(), "2016-06-30");
    let action = &catalog.actions["2016-04-dispatch-rules"];
    assert_eq!(action.proposal.as_ref().unwrap().as_str(), "P-7f3a91c2");
    assert_eq!(action.expect.as_ref().unwrap().aim, Aim::Change(Change::Points(0.2)));
    assert_eq!(catalog.decisions["no-dispatch-rules"].reopen_if_worse_by, Some(0.1));
}

#[test]
fn labels_hold_one_or_several_texts() {
    let catalog = everything();
    let meta = &catalog.strategies["it-strategy"].meta;
    assert_eq!(meta.labels["teams"], ["ops", "tools"]);
    assert_eq!(
        (&meta.labels["year"], &meta.labels["public"]),
        (&vec!["2016".to_owned()], &vec!["true".to_owned()])
    );
    assert_eq!(meta.annotations["example.org/number"], "5");
}
