//! What is observed of it, and what became of its actions.

use deming::analyse::*;
use deming::model::action::ClosureCode;
use deming::model::agreement::Target;
use deming::model::*;
use deming::process::{BaselineFigure, Figure, Series, SeriesPoint};
use deming::verify::{ActionReview, Effect};
use jiff::Timestamp;

use super::{at, name, place};

fn period(from: &str, to: &str) -> Interval {
    Interval::new(at(&format!("{from}T00:00:00Z")), at(&format!("{to}T00:00:00Z")))
}

fn figure(value: Option<f64>, parts: Option<(f64, f64)>, count: u64, interval: Interval) -> Figure {
    let coverage = if count == 0 { 0.0 } else { 1.0 };
    Figure { value, good: parts.map(|p| p.0), total: parts.map(|p| p.1), count, coverage, interval }
}

/// Day by day, with a gap wherever `value` gives none.
fn series(from: &str, count: i64, value: impl Fn(i64) -> Option<f64>) -> Series {
    let start = at(&format!("{from}T00:00:00Z")).as_second();
    let moment = |day: i64| Timestamp::from_second(start + day * 86_400).expect("in range");
    let point = |index: i64| {
        let value = value(index);
        let count = if value.is_some() { 40 + (index as u64 * 7) % 13 } else { 0 };
        let coverage = if value.is_some() { 1.0 } else { 0.0 };
        let interval = Interval::new(moment(index), moment(index + 1));
        SeriesPoint { interval, value, total: None, count, coverage, agreed: interval.seconds() }
    };
    Series { points: (0..count).map(point).collect() }
}

/// Something that wobbles, always in the same way.
fn wobble(index: i64, size: f64) -> f64 {
    ((index * 37 % 17) as f64 / 17.0 - 0.5) * size
}

fn attainment() -> Series {
    series("2016-03-01", 92, |i| {
        let level = if i < 40 { 0.42 } else { 0.77 };
        (i % 11 != 5).then(|| level + wobble(i, 0.14))
    })
}

fn restoration() -> Series {
    series("2016-03-01", 92, |i| Some((6.5 + i as f64 * 0.012 + wobble(i, 2.0)) * 3600.0))
}

pub fn assessment() -> Assessment {
    Assessment {
        as_of: at("2016-06-01T00:00:00Z"),
        objectives: objectives(),
        cycles: vec![cycle_assessment()],
        metrics: metric_assessments(),
        alignments: alignments(),
    }
}

/// An objective with what all in this sample have in common.
fn assessed(agreement: &str, id: &str, service: &str, metric: &str, verdict: Verdict) -> ObjectiveAssessment {
    let june = period("2016-05-01", "2016-06-01");
    ObjectiveAssessment {
        id: ObjectiveId { agreement: name(agreement), objective: name(id), each: None },
        service: name(service),
        metric: name(metric),
        desired: None,
        is_share: false,
        observed: figure(None, None, 0, june),
        including: None,
        gap: None,
        verdict,
        freshness: Freshness::Current,
        reason: String::new(),
        budget: None,
        burn_rates: Vec::new(),
        projection: None,
        closed: Vec::new(),
        series: Series::default(),
        place: place(),
    }
}

fn closed(values: &[(&str, &str, Option<f64>, Verdict)]) -> Vec<ClosedPeriod> {
    let one = |(from, to, value, verdict): &(&str, &str, Option<f64>, Verdict)| ClosedPeriod {
        figure: figure(*value, None, 900, period(from, to)),
        verdict: *verdict,
        including: None,
    };
    values.iter().map(one).collect()
}

fn desired(op: Comparison, value: f64, target: Target) -> Option<Desired> {
    Some(Desired { op, value, target })
}

fn objectives() -> Vec<ObjectiveAssessment> {
    vec![
        onboarding(),
        fast("hardware", 9.2, Verdict::Missed),
        fast("software", 7.6, Verdict::AtRisk),
        made(),
        storage(),
    ]
}

pub fn onboarding() -> ObjectiveAssessment {
    let target = Target::Threshold { op: Comparison::AtMost, value: Literal::Number(5.0) };
    ObjectiveAssessment {
        desired: desired(Comparison::AtMost, 432_000.0, target),
        freshness: Freshness::Stale,
        reason: "coverage is 20 %, and the source promises 95 %".into(),
        series: series("2016-05-01", 31, |i| (i < 6).then(|| 86_400.0 * (4.0 + wobble(i, 1.0)))),
        closed: closed(&[("2016-04-01", "2016-05-01", None, Verdict::Unknown)]),
        ..assessed("onboarding-ola", "ready", "onboarding", "time-to-first-login", Verdict::Unknown)
    }
}

pub fn fast(category: &str, hours: f64, verdict: Verdict) -> ObjectiveAssessment {
    let base =
        assessed("service-desk-sla", "fast-resolution", "service-desk", "incident-resolution-time", verdict);
    let target = Target::Threshold { op: Comparison::AtMost, value: Literal::Time(28_800.0) };
    let reason = match verdict {
        Verdict::AtRisk => "the trend crosses the target before the month ends",
        _ => "the 90th percentile is above 8 h",
    };
    ObjectiveAssessment {
        id: ObjectiveId { each: Some(category.into()), ..base.id.clone() },
        desired: desired(Comparison::AtMost, 28_800.0, target),
        observed: figure(Some(hours * 3600.0), None, 812, period("2016-05-01", "2016-06-01")),
        gap: Some((hours - 8.0) * 3600.0),
        reason: reason.into(),
        closed: closed(&[
            ("2016-04-01", "2016-05-01", Some(27_000.0), Verdict::Met),
            ("2016-03-01", "2016-04-01", Some(31_000.0), Verdict::Missed),
        ]),
        series: restoration(),
        ..base
    }
}

pub fn made() -> ObjectiveAssessment {
    ObjectiveAssessment {
        desired: desired(Comparison::AtLeast, 0.95, Target::Ratio { target: 0.95 }),
        is_share: true,
        observed: figure(
            Some(5820.0 / 7508.0),
            Some((5820.0, 7508.0)),
            7508,
            period("2016-05-01", "2016-06-01"),
        ),
        gap: Some(5820.0 / 7508.0 - 0.95),
        reason: "5,820 of 7,508 made it, 1,313 fewer than agreed".into(),
        budget: Some(Budget {
            allowed: 375.4,
            spent: 1688.0,
            remaining: -3.496537027,
            burn_rate: 4.496537027,
        }),
        burn_rates: vec![
            BurnRate { window: "6h".parse().expect("a duration"), rate: None, count: 0 },
            BurnRate { window: "3d".parse().expect("a duration"), rate: Some(0.87), count: 731 },
            BurnRate { window: "1M".parse().expect("a duration"), rate: Some(4.496537027), count: 7508 },
        ],
        projection: Some(Projection {
            value: 0.8123,
            at: at("2016-07-01T00:00:00Z"),
            verdict: Verdict::Missed,
            basis: "pace of the last 6 days".into(),
        }),
        closed: closed(&[
            ("2016-04-01", "2016-05-01", Some(0.767), Verdict::Missed),
            ("2016-03-01", "2016-04-01", Some(0.3986), Verdict::Missed),
            ("2016-02-01", "2016-03-01", None, Verdict::Unknown),
            ("2016-01-01", "2016-02-01", Some(0.96), Verdict::Met),
        ]),
        series: attainment(),
        ..assessed("service-desk-sla", "made-sla", "service-desk", "sla-attainment", Verdict::Missed)
    }
}

pub fn storage() -> ObjectiveAssessment {
    let seconds = 31.0 * 86_400.0;
    ObjectiveAssessment {
        desired: desired(Comparison::AtLeast, 0.999, Target::Ratio { target: 0.999 }),
        is_share: true,
        observed: figure(
            Some(0.99955),
            Some((0.99955 * seconds, seconds)),
            3,
            period("2016-05-01", "2016-06-01"),
        ),
        gap: Some(0.00055),
        reason: "99.9550 % is at least 99.9 %".into(),
        budget: Some(Budget { allowed: 2678.4, spent: 1205.28, remaining: 0.55, burn_rate: 0.45 }),
        closed: closed(&[("2016-04-01", "2016-05-01", Some(0.9997), Verdict::Met)]),
        series: series("2016-05-01", 31, |i| Some(if i == 12 { 0.986 } else { 1.0 })),
        ..assessed("storage-uc", "available", "storage", "storage-availability", Verdict::Met)
    }
}

fn cycle_assessment() -> CycleAssessment {
    let march = period("2016-03-01", "2016-04-01");
    let recomputed = BaselineFigure {
        figure: figure(Some(0.3986), Some((3585.0, 8995.0)), 8995, march),
        rows: 8995,
        digest: "sha256:00".into(),
    };
    let guard = GuardAssessment {
        metric: name("reopen-rate"),
        before: Some(0.031),
        now: Some(0.0335),
        limit: Some(0.03255),
        verdict: Verdict::Missed,
    };
    CycleAssessment {
        cycle: name("2016-q2-faster-restoration"),
        service: name("service-desk"),
        metric: name("sla-attainment"),
        baseline: Some(0.3986),
        recomputed: Some(recomputed),
        over: None,
        target: Some(0.9),
        observed: figure(Some(0.7752), Some((5820.0, 7508.0)), 7508, period("2016-05-01", "2016-06-01")),
        progress: Some(0.7511),
        elapsed: 0.67,
        verdict: Verdict::AtRisk,
        reason: "the guard reopen-rate has suffered".into(),
        guards: vec![guard],
        series: attainment(),
        place: place(),
    }
}

fn metric_assessments() -> Vec<MetricAssessment> {
    let metric =
        |id: &str, freshness, latest: Option<&str>, series: Series, value: Option<f64>| MetricAssessment {
            metric: name(id),
            freshness,
            latest: latest.map(at),
            absence: None,
            series,
            figure: figure(value, None, 3120, period("2016-03-01", "2016-06-01")),
        };
    let today = Some("2016-05-31T16:20:00Z");
    let mut backlog = metric("backlog", Freshness::Never, None, Series::default(), None);
    backlog.absence = Some("no source is declared".into());
    let login = objectives().swap_remove(0).series;
    vec![
        backlog,
        metric("incident-resolution-time", Freshness::Current, today, restoration(), Some(27_500.0)),
        metric("reopen-rate", Freshness::Current, today, attainment(), Some(0.033)),
        metric("sla-attainment", Freshness::Current, today, attainment(), Some(0.61)),
        metric("storage-availability", Freshness::Current, today, storage().series, Some(0.9995)),
        metric("time-to-first-login", Freshness::Stale, Some("2016-05-06T12:00:00Z"), login, Some(345_600.0)),
    ]
}

fn alignments() -> Vec<Alignment> {
    let may = period("2016-05-01", "2016-06-01");
    let id = ObjectiveId {
        agreement: name("service-desk-sla"),
        objective: name("fast-resolution"),
        each: Some("hardware".into()),
    };
    let alignment = |metric: &str, required, agreed, state, value, verdict, reason: &str| Alignment {
        need: name("back-at-work"),
        service: name("service-desk"),
        metric: name(metric),
        required: Some((Comparison::AtMost, required)),
        agreed,
        state,
        observed: figure(value, None, 812, may),
        verdict,
        reason: reason.into(),
        place: place(),
    };
    vec![
        alignment(
            "backlog",
            200.0,
            None,
            AlignmentState::NotAgreed,
            None,
            Verdict::Unknown,
            "no agreement speaks of it, and nothing measures it",
        ),
        alignment(
            "incident-resolution-time",
            28_800.0,
            Some((id, Comparison::AtMost, 36_000.0)),
            AlignmentState::Weaker,
            Some(33_120.0),
            Verdict::Missed,
            "10 h is promised where 8 h is needed",
        ),
    ]
}

pub fn reviews() -> Vec<ActionReview> {
    let effect = |before: f64, after: f64, points, difference| Effect {
        metric: name("sla-attainment"),
        before: figure(Some(before), None, 2000, period("2016-03-01", "2016-04-10")),
        after: figure(Some(after), None, 2600, period("2016-04-10", "2016-06-01")),
        change: Some(after / before - 1.0),
        expected: Some(0.2),
        points_before: 40,
        points_after: points,
        difference,
        detectable: difference.map(|(low, high): (f64, f64)| (high - low) / before),
        dependence: 0.2,
        by_weekday: true,
        missing: None,
        confounders: vec![name("2016-05-night-shift")],
        series: attainment(),
    };
    let review = |action: &str, effect, outcome, reason: &str| ActionReview {
        action: name(action),
        effect,
        outcome,
        damage: Vec::new(),
        reason: reason.into(),
    };
    vec![
        review(
            "2016-03-script",
            Some(effect(0.40, 0.398, 22, Some((-0.03, 0.026)))),
            Some(ClosureCode::Unsuccessful),
            "the difference may be chance",
        ),
        review(
            "2016-04-dispatch-rules",
            Some(effect(0.42, 0.77, 52, Some((0.31, 0.39)))),
            Some(ClosureCode::Successful),
            "more than the 20 % that was hoped for",
        ),
        review(
            "2016-05-night-shift",
            Some(effect(0.76, 0.78, 3, None)),
            Some(ClosureCode::CannotTell),
            "3 days are too few",
        ),
        review("2016-06-self-service", None, None, "it is not implemented yet"),
    ]
}
