//! A service desk in values: what is declared, and what an analysis says of it.

use std::collections::BTreeMap;

use deming::analyse::{
    Assessment, CycleAssessment, Desired, Freshness, ObjectiveAssessment, ObjectiveId, Verdict,
};
use deming::catalog::Catalog;
use deming::model::agreement::Target;
use deming::model::cycle::{Aim, CycleTarget};
use deming::model::metric::{Aggregate, Direction, MetricClass, Process};
use deming::model::playbook::{ExpectedChange, GapKind, Template, Trigger};
use deming::model::service::Practice;
use deming::model::window::DatePeriod;
use deming::model::{
    Action, Comparison, Cycle, Decision, Duration, Interval, Literal, Meta, Metric, Name, Playbook, Service,
    Unit, action, decision,
};
use deming::process::{Figure, Series};
use deming::text::{Place, Source};
use jiff::Timestamp;

/// The moment that is "now" in these tests.
pub fn as_of() -> Timestamp {
    "2016-06-01T00:00:00Z".parse().expect("a time")
}

pub fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

pub fn place() -> Place {
    Place::document(Source::new("improvement/all.yaml", "a: 1\n"), 0)
}

pub fn meta(text: &str) -> Meta {
    let (labels, annotations) = (BTreeMap::new(), BTreeMap::new());
    Meta { name: name(text), display_name: None, labels, annotations, change: None, place: place() }
}

/// A service desk with two metrics, and one playbook for each.
pub fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    let service = Service {
        meta: Meta { display_name: Some("Service desk".into()), ..meta("service-desk") },
        description: None,
        practice: Practice(name("it-support")),
        owner: "@ops/service-desk".parse().ok(),
        review: None,
        depends_on: Vec::new(),
    };
    catalog.services.insert(service.meta.name.clone(), service);
    for (metric_name, unit, direction, class) in [
        ("resolution-time", "h", Direction::Lower, MetricClass::Process),
        ("attainment", "ratio", Direction::Higher, MetricClass::Service),
    ] {
        catalog.metrics.insert(name(metric_name), metric(metric_name, unit, direction, class));
    }
    for playbook in
        [playbook("resolve-faster", MetricClass::Process), playbook("keep-word", MetricClass::Service)]
    {
        catalog.playbooks.insert(playbook.meta.name.clone(), playbook);
    }
    catalog
}

fn metric(metric_name: &str, unit: &str, direction: Direction, class: MetricClass) -> Metric {
    Metric {
        meta: meta(metric_name),
        description: None,
        service: name("service-desk"),
        class,
        unit: Unit::named(unit),
        direction,
        owner: "@ops/service-desk".parse().ok(),
        gather: None,
        sourceless: None,
        gap: None,
        process: Process {
            interval: Duration::days(1),
            interval_is_stated: true,
            aggregate: Aggregate::Mean,
            aggregate_is_stated: true,
            per: Duration::days(1),
            by: Vec::new(),
        },
        chart: Default::default(),
    }
}

pub fn playbook(playbook_name: &str, class: MetricClass) -> Playbook {
    Playbook {
        meta: meta(playbook_name),
        when: Trigger {
            findings: vec![GapKind::Missed, GapKind::AtRisk],
            class: Some(class),
            practice: Some(name("it-support")),
            ..Trigger::default()
        },
        propose: Template {
            title: "Improve {{metric.displayName}}".into(),
            kind: action::ActionKind::Efficiency,
            stage: action::Stage::Operation,
            size: Some(action::Size::M),
            timescale: Some(action::Timescale::Short),
            priority: Some(2),
            owner: None,
            expect: Some(ExpectedChange {
                // Times are to fall, shares to rise.
                change: if class == MetricClass::Process { "-20%" } else { "+20%" }
                    .parse()
                    .expect("a change"),
                within: "3M".parse().expect("a duration"),
            }),
            body: Some("{{> five_whys}}".into()),
        },
    }
}

/// A cycle on a metric of the service desk that runs at [`as_of`].
pub fn cycle(cycle_name: &str, metric: &str) -> Cycle {
    let day = |text: &str| text.parse().expect("a date");
    Cycle {
        meta: meta(cycle_name),
        goal: None,
        service: name("service-desk"),
        metric: name(metric),
        owner: "@ops/service-desk".parse().expect("an owner"),
        period: DatePeriod { from: day("2016-04-01"), to: day("2016-06-30") },
        baseline: None,
        target: CycleTarget { aim: Aim::Value(Literal::Number(1.0)), by: day("2016-06-30"), place: place() },
        guards: Vec::new(),
        decide: None,
    }
}

pub fn figure(value: Option<f64>) -> Figure {
    let from = "2016-05-01T00:00:00Z".parse().expect("a time");
    let interval = Interval::new(from, as_of());
    Figure { value, good: None, total: None, count: 7508, coverage: 1.0, interval }
}

/// An objective on `metric` with what it wants and what is observed, canonical.
pub fn objective(
    objective_name: &str,
    metric: &str,
    wants: (Comparison, f64),
    observed: f64,
    verdict: Verdict,
) -> ObjectiveAssessment {
    let (op, value) = wants;
    ObjectiveAssessment {
        id: ObjectiveId { agreement: name("sla"), objective: name(objective_name), each: None },
        service: name("service-desk"),
        metric: name(metric),
        desired: Some(Desired { op, value, target: Target::Threshold { op, value: Literal::Number(value) } }),
        is_share: metric == "attainment",
        observed: figure(Some(observed)),
        including: None,
        gap: Some(observed - value),
        verdict,
        freshness: Freshness::Current,
        reason: "The window shows it.".into(),
        budget: None,
        burn_rates: Vec::new(),
        projection: None,
        closed: Vec::new(),
        series: Series::default(),
        place: place(),
    }
}

pub fn cycle_assessment(cycle: &Cycle, observed: f64, target: f64, verdict: Verdict) -> CycleAssessment {
    CycleAssessment {
        cycle: cycle.meta.name.clone(),
        service: cycle.service.clone(),
        metric: cycle.metric.clone(),
        baseline: None,
        recomputed: None,
        over: None,
        target: Some(target),
        observed: figure(Some(observed)),
        progress: None,
        elapsed: 0.6,
        verdict,
        reason: "It is behind.".into(),
        guards: Vec::new(),
        series: Series::default(),
        place: place(),
    }
}

/// Slow resolution (missed by half), attainment below its target (missed by a fifth), and one that is met.
pub fn assessment() -> Assessment {
    let hour = 3600.0;
    assessed(vec![
        objective("attained", "attainment", (Comparison::AtLeast, 0.95), 0.76, Verdict::Missed),
        objective("fast", "resolution-time", (Comparison::AtMost, 8.0 * hour), 12.0 * hour, Verdict::Missed),
        objective("easy", "resolution-time", (Comparison::AtMost, 90.0 * hour), 12.0 * hour, Verdict::Met),
    ])
}

pub fn assessed(objectives: Vec<ObjectiveAssessment>) -> Assessment {
    Assessment { as_of: as_of(), objectives, cycles: Vec::new(), metrics: Vec::new(), alignments: Vec::new() }
}

/// An entry of the register that came from a proposal.
pub fn action(proposal: &str, state: action::ActionState) -> Action {
    Action {
        meta: meta("registered"),
        title: None,
        description: None,
        cycle: None,
        service: name("service-desk"),
        kind: action::ActionKind::Efficiency,
        stage: Some(action::Stage::Operation),
        state,
        owner: "@ops/service-desk".parse().expect("an owner"),
        raised_by: None,
        date_raised: None,
        priority: None,
        size: None,
        timescale: None,
        required_by: None,
        justification: None,
        expect: None,
        implemented_on: None,
        closure: None,
        playbook: None,
        proposal: Some(proposal.parse().expect("an id")),
    }
}

/// A refusal.
pub fn decline(proposal: &str, until: Option<&str>) -> Decision {
    Decision {
        meta: meta("no"),
        proposal: proposal.parse().expect("an id"),
        outcome: decision::DecisionOutcome::Declined,
        by: "@ops/head".parse().expect("an owner"),
        reason: "budget".into(),
        until: until.map(|day| day.parse().expect("a date")),
        reopen_if_worse_by: None,
        gap: None,
    }
}
