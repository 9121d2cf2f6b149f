//! What the sample declares.

use std::collections::BTreeMap;

use deming::catalog::Catalog;
use deming::model::action::*;
use deming::model::agreement::*;
use deming::model::calendar::ServiceHours;
use deming::model::cycle::*;
use deming::model::metric::*;
use deming::model::need::*;
use deming::model::service::Practice;
use deming::model::source::*;
use deming::model::strategy::*;
use deming::model::window::{DatePeriod, Motion};
use deming::model::*;
use jiff::tz::TimeZone;

use super::{day, name, place};

fn owner(text: &str) -> Owner {
    text.parse().expect("an owner")
}

fn days(from: &str, to: &str) -> DatePeriod {
    DatePeriod { from: day(from), to: day(to) }
}

fn length(text: &str) -> Duration {
    text.parse().expect("a duration")
}

fn meta(text: &str, title: Option<&str>) -> Meta {
    Meta {
        name: name(text),
        display_name: title.map(str::to_owned),
        labels: BTreeMap::new(),
        annotations: BTreeMap::new(),
        change: None,
        place: place(),
    }
}

fn by_name<T>(values: impl IntoIterator<Item = T>, meta: impl Fn(&T) -> &Meta) -> BTreeMap<Name, T> {
    values.into_iter().map(|value| (meta(&value).name.clone(), value)).collect()
}

pub fn catalog() -> Catalog {
    Catalog {
        strategies: by_name([strategy()], |strategy| &strategy.meta),
        needs: by_name([need()], |need| &need.meta),
        services: by_name(services(), |service| &service.meta),
        metrics: by_name(metrics(), |metric| &metric.meta),
        agreements: by_name(agreements(), |agreement| &agreement.meta),
        calendars: by_name([calendar()], |calendar| &calendar.meta),
        cycles: by_name([cycle()], |cycle| &cycle.meta),
        actions: by_name(actions(), |action| &action.meta),
        ..Catalog::default()
    }
}

fn strategy() -> Strategy {
    let factor = SuccessFactor { name: name("quick-incidents"), kpis: vec![name("sla-attainment")] };
    let goal = Goal {
        name: name("fast-restoration"),
        statement: "Restore service before the customer notices.".into(),
        csfs: vec![factor],
    };
    Strategy {
        meta: meta("it-strategy", None),
        vision: "Branch staff never wait for IT.".into(),
        owner: owner("@ops/head"),
        goals: vec![goal],
    }
}

fn need() -> Need {
    let requirement =
        |metric: &str, op, value| Requirement { metric: name(metric), op, value, place: place() };
    Need {
        meta: meta("back-at-work", Some("Back at work")),
        service: name("service-desk"),
        statement: "Staff are working again within one working day.".into(),
        outcome: Outcome::Unchanged,
        requires: vec![
            requirement("incident-resolution-time", Comparison::AtMost, Literal::Time(28_800.0)),
            requirement("backlog", Comparison::AtMost, Literal::Number(200.0)),
        ],
        confirmed_by: Some(owner("@retail/lead")),
        confirmed: Some(day("2016-01-15")),
        review_by: Some(day("2016-05-15")),
    }
}

fn services() -> Vec<Service> {
    let service = |id: &str, title: &str, practice: &str, depends: &[&str]| Service {
        meta: meta(id, Some(title)),
        description: Some(format!("{title} for everybody in the branches.")),
        practice: Practice(name(practice)),
        owner: Some(owner(&format!("@ops/{id}"))),
        review: None,
        depends_on: depends.iter().map(|id| name(id)).collect(),
    };
    vec![
        service("service-desk", "Service desk", "it-support", &["storage"]),
        service("storage", "Storage", "capacity", &[]),
        service("onboarding", "Onboarding", "provisioning", &["service-desk"]),
    ]
}

fn metrics() -> Vec<Metric> {
    let metric = |id: &str, title: &str, service: &str, unit: &str, direction, aggregate| Metric {
        meta: meta(id, Some(title)),
        description: Some(format!("{title}, as the customer sees it.")),
        service: name(service),
        class: MetricClass::Process,
        unit: Unit::named(unit),
        direction,
        owner: Some(owner("@ops/service-desk")),
        gather: Some(gather()),
        sourceless: None,
        gap: None,
        process: Process {
            interval: length("1d"),
            interval_is_stated: true,
            aggregate,
            aggregate_is_stated: true,
            per: length("1d"),
            by: vec!["category".into()],
        },
        chart: Default::default(),
    };
    let (lower, higher) = (Direction::Lower, Direction::Higher);
    let mut backlog = metric("backlog", "Backlog", "service-desk", "tickets", lower, Aggregate::Last);
    backlog.gather = None;
    backlog.gap = Some(MeasurementGap {
        owner: owner("@ops/tools"),
        due: Some(day("2016-05-20")),
        reason: Some("the ticket tool has no export of open tickets".into()),
    });
    vec![
        backlog,
        metric("sla-attainment", "SLA attainment", "service-desk", "ratio", higher, Aggregate::Ratio),
        metric(
            "incident-resolution-time",
            "Resolution time",
            "service-desk",
            "h",
            lower,
            Aggregate::Percentile(90.0),
        ),
        metric("reopen-rate", "Reopen rate", "service-desk", "%", lower, Aggregate::Ratio),
        metric("storage-availability", "Storage availability", "storage", "ratio", higher, Aggregate::Ratio),
        metric("time-to-first-login", "Time to first login", "onboarding", "d", lower, Aggregate::Mean),
    ]
}

fn gather() -> Gather {
    let file = FileSource {
        path: "data/incidents-*.csv".into(),
        format: None,
        encoding: None,
        delimiter: None,
        decimal: '.',
        items: None,
        time: TimeColumn { column: Some("resolved_at".into()), format: None, zone: TimeZone::UTC },
        measure: Measure::Elapsed { from: "opened_at".into(), to: "resolved_at".into() },
        filter: Vec::new(),
        latest: None,
        missing: vec!["?".into()],
        place: place(),
    };
    Gather {
        by: Some(owner("@ops/tools")),
        every: Some(length("1d")),
        records: metric::Records::Events,
        integrity: Integrity { coverage: 0.95, lateness: Some(length("2d")) },
        source: Source::File(Box::new(file)),
        place: place(),
    }
}

fn agreements() -> Vec<Agreement> {
    let agreement = |id: &str, title: &str, kind, service: &str, objectives| Agreement {
        meta: meta(id, Some(title)),
        kind,
        service: name(service),
        parties: Parties { provider: Some("@ops".into()), customer: Some("@retail".into()) },
        service_hours: (service == "service-desk").then(|| name("business-hours")),
        review: Some(Review { every: Some(length("3M")), next: Some(day("2016-06-20")) }),
        objectives,
        composite: None,
        alert_policies: Vec::new(),
    };
    let share = Target::Ratio { target: 0.95 };
    let hours = Target::Threshold { op: Comparison::AtMost, value: Literal::Time(28_800.0) };
    let weeks = Target::Threshold { op: Comparison::AtMost, value: Literal::Number(5.0) };
    let mut made = objective("made-sla", "sla-attainment", share);
    made.consequence = Some("Freeze non-urgent changes.".into());
    let mut fast = objective("fast-resolution", "incident-resolution-time", hours);
    fast.need = Some(name("back-at-work"));
    fast.each = Some("category".into());
    vec![
        agreement(
            "service-desk-sla",
            "Service desk SLA",
            AgreementKind::Sla,
            "service-desk",
            vec![made, fast],
        ),
        agreement(
            "storage-uc",
            "Storage contract",
            AgreementKind::Uc,
            "storage",
            vec![objective("available", "storage-availability", Target::Ratio { target: 0.999 })],
        ),
        agreement(
            "onboarding-ola",
            "Onboarding OLA",
            AgreementKind::Ola,
            "onboarding",
            vec![objective("ready", "time-to-first-login", weeks)],
        ),
    ]
}

fn objective(id: &str, metric: &str, target: Target) -> Objective {
    let start = "2016-01-01T00:00:00".parse().expect("a civil time");
    Objective {
        name: name(id),
        display_name: None,
        metric: name(metric),
        target,
        window: TimeWindow {
            duration: length("1M"),
            motion: Motion::Calendar { start, zone: TimeZone::UTC },
        },
        budgeting: Budgeting::Occurrences,
        need: None,
        each: None,
        consequence: None,
        change: None,
        place: place(),
    }
}

fn calendar() -> Calendar {
    use jiff::civil::{Weekday, time};
    let days =
        vec![Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    Calendar {
        meta: meta("business-hours", None),
        zone: TimeZone::get("Europe/Berlin").expect("a zone"),
        hours: vec![ServiceHours { days, from: time(8, 0, 0, 0), to: Some(time(18, 0, 0, 0)) }],
        holidays: vec![day("2016-03-25")],
        maintenance: Vec::new(),
        late: Vec::new(),
        timeline: Default::default(),
    }
}

fn cycle() -> Cycle {
    Cycle {
        meta: meta("2016-q2-faster-restoration", Some("Faster restoration")),
        goal: Some("it-strategy/fast-restoration".parse().expect("a goal")),
        service: name("service-desk"),
        metric: name("sla-attainment"),
        owner: owner("@ops/service-desk"),
        period: days("2016-04-01", "2016-06-30"),
        baseline: Some(Baseline {
            period: days("2016-03-01", "2016-03-31"),
            value: Some(Literal::Percent(0.3986)),
            rows: Some(8995),
            digest: Some("sha256:00".into()),
            place: place(),
        }),
        target: CycleTarget { aim: Aim::Value(Literal::Percent(0.9)), by: day("2016-06-30"), place: place() },
        guards: vec![Guard { metric: name("reopen-rate"), change: Change::Relative(0.05), place: place() }],
        decide: Some(Decide {
            by: Some(owner("@ops/head")),
            every: Some(length("1M")),
            next: Some(day("2016-05-30")),
        }),
    }
}

fn actions() -> Vec<Action> {
    let action = |id: &str, title: &str, state, on: Option<&str>, change: f64| Action {
        meta: meta(id, None),
        title: Some(title.into()),
        description: Some("Incidents go to the right team by rule and not by hand.".into()),
        cycle: Some(name("2016-q2-faster-restoration")),
        service: name("service-desk"),
        kind: ActionKind::Efficiency,
        stage: Some(Stage::Operation),
        state,
        owner: owner("@ops/service-desk"),
        raised_by: Some("deming".into()),
        date_raised: Some(day("2016-04-01")),
        priority: Some(2),
        size: Some(Size::S),
        timescale: Some(Timescale::Short),
        required_by: Some(day("2016-06-15")),
        justification: Some("Half of all delays are wrong assignments.".into()),
        expect: Some(Expectation {
            metric: name("sla-attainment"),
            aim: Aim::Change(Change::Relative(change)),
            by: day("2016-05-31"),
            place: place(),
        }),
        implemented_on: on.map(day),
        closure: None,
        playbook: None,
        proposal: Some("P-7f3a91c2".parse().expect("an id")),
    };
    let mut script =
        action("2016-03-script", "Script the reset", ActionState::Closed, Some("2016-03-10"), 0.1);
    script.closure =
        Some(Closure { code: ClosureCode::Unsuccessful, evidence: Some("calls did not fall".into()) });
    vec![
        script,
        action(
            "2016-04-dispatch-rules",
            "Dispatch by rule",
            ActionState::Implemented,
            Some("2016-04-10"),
            0.2,
        ),
        action("2016-05-night-shift", "Add a night shift", ActionState::Implemented, Some("2016-05-29"), 0.1),
        action("2016-06-self-service", "Offer self-service", ActionState::Accepted, None, 0.1),
    ]
}
