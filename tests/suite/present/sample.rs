//! A small organisation with one of everything: every verdict, every freshness, past and planned actions, gaps.

mod declared;
mod observed;

use std::collections::BTreeMap;
use std::sync::Arc;

use deming::analyse::{Assessment, Insights, ObjectiveAssessment, Verdict};
use deming::catalog::Catalog;
use deming::finding::{Finding, Findings, Level, Location, Rule};
use deming::model::observation::{Doubts, Origin, Point, Records, Row, Tally};
use deming::model::playbook::GapKind;
use deming::model::{Name, Observations};
use deming::plan::{
    Answer, Gap, Hold, HoldReason, Plan, PlannedChange, Proposal, ProposalKind, Subject, Urgency,
};
use deming::present::Inputs;
use deming::present::view::Since;
use deming::text::{Place, Source as TextSource};
use deming::verify::{ActionReview, HitRate};
use jiff::Timestamp;
use jiff::civil::Date;

use declared::catalog;
use observed::{assessment, fast, made, onboarding, reviews, storage};

/// Everything a report is made of.
pub struct Sample {
    pub catalog: Catalog,
    pub assessment: Assessment,
    pub insights: Insights,
    pub reviews: Vec<ActionReview>,
    pub plan: Plan,
    pub findings: Findings,
    pub observations: BTreeMap<Name, Observations>,
}

pub const HEAD: &str = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d";

impl Sample {
    pub fn new() -> Self {
        Self {
            catalog: catalog(),
            assessment: assessment(),
            insights: Insights::default(),
            reviews: reviews(),
            plan: plan(),
            findings: findings(),
            observations: observations(),
        }
    }

    pub fn inputs(&self) -> Inputs<'_> {
        Inputs {
            catalog: &self.catalog,
            assessment: &self.assessment,
            insights: &self.insights,
            reviews: &self.reviews,
            hit_rate: HitRate { successful: 1, partly: 0, unsuccessful: 1, cannot_tell: 1 },
            plan: Some(&self.plan),
            findings: &self.findings,
            observations: &self.observations,
            head: Some(HEAD),
            is_work_tree: false,
            base: None,
            observed: None,
            since: Since::First,
            shelf: None,
            waivers: &[],
            jobs: 2,
        }
    }
}

pub fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

pub fn text() -> Arc<TextSource> {
    let lines = "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: service-desk-sla}\nspec:\n  type: SLA\n  \
                 serivce: service-desk\n  objectives:\n    - {name: made-sla, target: 0.95}\n";
    TextSource::new("improvement/agreements.yaml", lines)
}

pub fn place() -> Place {
    Place::document(text(), 0).child("spec").child("objectives").index(0)
}

fn plan() -> Plan {
    let gap = Gap {
        subject: Subject::Objective(made().id),
        kind: GapKind::Missed,
        service: name("service-desk"),
        metric: name("sla-attainment"),
        observed: Some(0.7752),
        desired: Some(0.95),
        severity: 0.184,
        reason: "5,820 of 7,508 made it, 1,313 fewer than agreed".into(),
    };
    let proposal = Proposal {
        id: "P-0123abcd".parse().expect("an id"),
        subject: gap.subject.clone(),
        service: gap.service.clone(),
        metric: Some(gap.metric.clone()),
        verdict: Verdict::Missed,
        urgency: Urgency { risk: 1.184, days: 31 },
        reason: gap.reason.clone(),
        kind: ProposalKind::NewAction(Answer {
            gap,
            playbook: name("resolve-faster"),
            due: Some(day("2016-09-01")),
        }),
        branch: "deming/2016-q2-faster-restoration/lift-sla-attainment-0123abcd".into(),
        path: "improvement/actions/2016-06-lift-sla-attainment.yaml".into(),
        content: "apiVersion: deming/v1\nkind: Action\nmetadata: {name: 2016-06-lift-sla-attainment}\n"
            .into(),
        title: "Lift SLA attainment".into(),
        message: "chore(csi): propose to lift SLA attainment\n".into(),
        before: None,
    };
    let hold = |subject: &ObjectiveAssessment, reason| {
        let subject_id = Subject::Objective(subject.id.clone());
        PlannedChange::Hold(Hold { subject: subject_id, verdict: subject.verdict, reason })
    };
    let declined = HoldReason::Declined {
        id: "P-7f3a91c2".parse().expect("an id"),
        decision: name("no-night-work"),
        until: Some(day("2016-12-31")),
    };
    Plan {
        as_of: at("2016-06-01T00:00:00Z"),
        head: Some(HEAD.into()),
        changes: vec![
            PlannedChange::Propose(Box::new(proposal)),
            hold(&fast("hardware", 9.2, Verdict::Missed), declined),
            hold(&onboarding(), HoldReason::NoPlaybook),
            hold(&storage(), HoldReason::TargetMet),
        ],
        before: Default::default(),
        withdrawals: Vec::new(),
        dismissed: Vec::new(),
        wanted: Default::default(),
    }
}

pub static UNKNOWN_FIELD: Rule = Rule {
    code: "D102",
    name: "unknown-field",
    level: Level::Error,
    what: "Looks for fields that no kind of document knows.",
    why: "A misspelt field is not read, so what it says does not hold.",
    bad: "spec:\n  serivce: service-desk\n",
    good: "spec:\n  service: service-desk\n",
    beside: "",
    source: "The language.",
    is_locked: false,
};

static UNREADABLE_ROW: Rule = Rule {
    code: "D301",
    name: "unreadable-row",
    level: Level::Warning,
    what: "Looks for rows that cannot be read.",
    why: "A row that is left out is missing from every figure.",
    bad: "",
    good: "",
    beside: "",
    source: "The language.",
    is_locked: false,
};

fn findings() -> Findings {
    let spec = Place::document(text(), 0).child("spec");
    let field = Finding::new(&UNKNOWN_FIELD, spec.key("serivce"), "`serivce` is no field of an Agreement")
        .label(spec.key("type"), "of this agreement")
        .help("write `service`");
    let cell =
        Location::Data { path: "data/incidents-01.csv".into(), line: 12, column: Some("opened_at".into()) };
    let row = Finding::new(&UNREADABLE_ROW, cell, "`32/13/2016` is no day of `%d/%m/%Y`")
        .help("mend the row, or declare `32/13/2016` as missing");
    [field, row].into_iter().collect()
}

fn observations() -> BTreeMap<Name, Observations> {
    let point = |line: u32, at: Timestamp| Point {
        at,
        good: 1.0,
        total: 1.0,
        group: 0,
        row: Row { origin: 0, line },
    };
    let lines = (2..=31).chain(40..=41);
    let points =
        lines.map(|line| point(line, at(&format!("2016-05-{:02}T12:00:00Z", line.min(31))))).collect();
    let observed = Observations {
        metric: name("sla-attainment"),
        records: Records::Points(points),
        groups: vec![vec!["hardware".into()]],
        known_until: Some(at("2016-05-31T16:20:00Z")),
        known_since: None,
        doubts: Doubts::default(),
        origins: vec![Origin {
            path: "data/incidents-01.csv".into(),
            blob: Some("9daeafb9864cf43055ae93beb0afd6c7d144bfa4".into()),
        }],
        tally: Tally { read: 40, used: 32, left_out: 5, missing: 2, unreadable: 1 },
        absence: None,
        earlier: None,
    };
    BTreeMap::from([(name("sla-attainment"), observed)])
}
