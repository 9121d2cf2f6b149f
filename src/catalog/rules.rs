//! The rules of the catalog: D030 to D059 for names, references and values; D102, D106, D110 and D112 for what cannot
//! be measured; D237, D238 and D240 for SQL.

pub use super::databases::{DATABASE, PARAMETER, STATEMENT};
use crate::finding::{Level, Rule};

/// Where these rules come from.
const SOURCE: &str =
    "The language `deming/v1`; ITIL's seven-step improvement process for D102, D106, D110 and D112.";

/// An example beside a service `desk` and its metric `tickets`.
macro_rules! beside_tickets {
    ($text:literal) => {
        concat!(
            "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n---\n",
            "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: tickets}\nspec:\n  service: desk\n  class: process\n",
            "  unit: tickets\n  direction: lower\n  owner: \"@ops\"\n  gather: {source: {file: {path: tickets.csv, ",
            "time: {column: opened}, count: true}}}\n  process: {by: [category]}\n---\n",
            $text
        )
    };
}

/// Two objects of one kind, goals of one strategy, or objectives of one agreement, with one name.
pub static DUPLICATE_NAME: Rule = Rule {
    code: "D030",
    name: "duplicate-name",
    level: Level::Error,
    what: "Two objects of the same kind, or two parts of one object, have the same name.",
    why: "References go by name: with two of them nobody knows which is meant.",
    bad: "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n---\napiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n",
    good: "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n---\napiVersion: deming/v1\nkind: Service\nmetadata: {name: portal}\nspec: {practice: it-support, owner: \"@ops\"}\n",
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A reference that leads nowhere.
pub static UNKNOWN_REFERENCE: Rule = Rule {
    code: "D031",
    name: "unknown-reference",
    level: Level::Error,
    what: "A name refers to an object that is not declared.",
    why: "An agreement about a metric that does not exist can never be missed.",
    bad: beside_tickets!(
        "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: few, metric: ticket, op: lte, value: 90}]}\n"
    ),
    good: beside_tickets!(
        "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: few, metric: tickets, op: lte, value: 90}]}\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// Services that stand on themselves.
pub static CIRCLE: Rule = Rule {
    code: "D032",
    name: "circular-dependency",
    level: Level::Error,
    what: "Services depend on each other in a circle.",
    why: "Nobody can say which of them has to be restored first.",
    bad: "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\", dependsOn: [portal]}\n---\napiVersion: deming/v1\nkind: Service\nmetadata: {name: portal}\nspec: {practice: it-support, owner: \"@ops\", dependsOn: [desk]}\n",
    good: "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\", dependsOn: [portal]}\n---\napiVersion: deming/v1\nkind: Service\nmetadata: {name: portal}\nspec: {practice: it-support, owner: \"@ops\"}\n",
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A target in a unit that the metric is not measured in.
pub static UNIT_MISMATCH: Rule = Rule {
    code: "D033",
    name: "unit-mismatch",
    level: Level::Error,
    what: "A target or a change is given in a unit that cannot be compared with what the metric measures.",
    why: "Eight hours against a number of tickets is neither met nor missed.",
    bad: beside_tickets!(
        "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: few, metric: tickets, op: lte, value: 8h}]}\n"
    ),
    good: beside_tickets!(
        "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: few, metric: tickets, op: lte, value: 90}]}\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A share asked of a metric that is none.
pub static NO_SHARE: Rule = Rule {
    code: "D034",
    name: "target-without-share",
    level: Level::Error,
    what: "An objective asks for a share (`target` alone) of a metric that measures no share.",
    why: "Without good and total there is nothing to take a share of.",
    bad: beside_tickets!(
        "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: few, metric: tickets, target: 95%}]}\n"
    ),
    good: beside_tickets!(
        "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: few, metric: tickets, op: lte, value: 90}]}\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A column that the metric does not keep.
pub static UNKNOWN_DIMENSION: Rule = Rule {
    code: "D035",
    name: "unknown-dimension",
    level: Level::Error,
    what: "An objective is to be judged for each value of a column that its metric does not keep.",
    why: "Only columns in `process.by` are kept when rows become figures.",
    bad: beside_tickets!(
        "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: few, metric: tickets, op: lte, value: 90, each: priority}]}\n"
    ),
    good: beside_tickets!(
        "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: few, metric: tickets, op: lte, value: 90, each: category}]}\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A baseline that reaches into its cycle.
pub static BASELINE_OVERLAP: Rule = Rule {
    code: "D036",
    name: "overlapping-baseline",
    level: Level::Error,
    what: "The baseline of a cycle ends after the cycle has begun.",
    why: "A baseline with improved days in it makes every improvement look smaller.",
    bad: beside_tickets!(
        "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: fewer}\nspec:\n  service: desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2016-04-01, to: 2016-06-30}\n  baseline: {period: {from: 2016-03-01, to: 2016-04-30}}\n  target: {change: -10%}\n"
    ),
    good: beside_tickets!(
        "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: fewer}\nspec:\n  service: desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2016-04-01, to: 2016-06-30}\n  baseline: {period: {from: 2016-03-01, to: 2016-03-31}}\n  target: {change: -10%}\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A unit that cannot hold what the source measures.
pub static WRONG_UNIT: Rule = Rule {
    code: "D037",
    name: "unit-unfit-for-source",
    level: Level::Error,
    what: "A metric's unit cannot count what its source measures: a length of time in tickets, a share in hours.",
    why: "Its figures would be numbers without a meaning.",
    bad: beside_tickets!(
        "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: duration}\nspec:\n  service: desk\n  class: process\n  unit: tickets\n  direction: lower\n  owner: \"@ops\"\n  gather: {source: {file: {path: tickets.csv, value: {elapsed: {from: opened, to: closed}}}}}\n"
    ),
    good: beside_tickets!(
        "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: duration}\nspec:\n  service: desk\n  class: process\n  unit: h\n  direction: lower\n  owner: \"@ops\"\n  gather: {source: {file: {path: tickets.csv, value: {elapsed: {from: opened, to: closed}}}}}\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A share that is more than all, or less than nothing.
pub static IMPOSSIBLE_SHARE: Rule = Rule {
    code: "D038",
    name: "impossible-share",
    level: Level::Error,
    what: "A value above 100 % or below 0 is asked of a metric that measures a share of a whole.",
    why: "No figure can ever be there, so the promise is always kept or always broken.",
    bad: beside_tickets!(
        "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: made}\nspec:\n  service: desk\n  class: service\n  direction: higher\n  owner: \"@ops\"\n  gather: {source: {file: {path: tickets.csv, time: {column: opened}, ratio: {good: [{column: made, equals: \"yes\"}]}}}}\n---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: most, metric: made, op: gte, value: 950%}]}\n"
    ),
    good: beside_tickets!(
        "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: made}\nspec:\n  service: desk\n  class: service\n  direction: higher\n  owner: \"@ops\"\n  gather: {source: {file: {path: tickets.csv, time: {column: opened}, ratio: {good: [{column: made, equals: \"yes\"}]}}}}\n---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: most, metric: made, op: gte, value: 95%}]}\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A promise of the worse side.
pub static OPPOSED_DIRECTION: Rule = Rule {
    code: "D039",
    name: "opposed-direction",
    level: Level::Warning,
    what: "A promise asks for the side of a value that its metric calls the worse one.",
    why: "At least ninety tickets is met best by a desk that drowns in them.",
    bad: beside_tickets!(
        "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: few, metric: tickets, op: gte, value: 90}]}\n"
    ),
    good: beside_tickets!(
        "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: few, metric: tickets, op: lte, value: 90}]}\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A window that nobody sees the end of.
pub static ENDLESS_WINDOW: Rule = Rule {
    code: "D040",
    name: "endless-window",
    level: Level::Error,
    what: "The window of an objective is longer than a hundred years.",
    why: "A promise about all time is kept or broken for good by what is long past.",
    bad: beside_tickets!(
        "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: few, metric: tickets, op: lte, value: 90, timeWindow: [{duration: 2800Y}]}]}\n"
    ),
    good: beside_tickets!(
        "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: few, metric: tickets, op: lte, value: 90, timeWindow: [{duration: 28d}]}]}\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A playbook whose text cannot be written.
pub static BROKEN_TEMPLATE: Rule = Rule {
    code: "D041",
    name: "broken-template",
    level: Level::Error,
    what: "A text of a playbook is no template that can be filled in: a block stays open, or it names what is not there.",
    why: "It would show only on the day of the gap that the playbook is to answer.",
    bad: beside_tickets!(
        "apiVersion: deming/v1\nkind: Playbook\nmetadata: {name: fewer}\nspec:\n  when: {finding: missed}\n  propose: {title: \"Fewer {{metric.dispalyName}}\", kind: efficiency, stage: operation}\n"
    ),
    good: beside_tickets!(
        "apiVersion: deming/v1\nkind: Playbook\nmetadata: {name: fewer}\nspec:\n  when: {finding: missed}\n  propose: {title: \"Fewer {{metric.displayName}}\", kind: efficiency, stage: operation}\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A cycle for the worse.
pub static WORSENING_TARGET: Rule = Rule {
    code: "D042",
    name: "worsening-target",
    level: Level::Error,
    what: "The target of a cycle is worse than its baseline, by the direction of its metric.",
    why: "Nothing can be on its path to an improvement that is none, and there is no verdict about it.",
    bad: beside_tickets!(
        "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: fewer}\nspec:\n  service: desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2016-04-01, to: 2016-06-30}\n  baseline: {period: {from: 2016-03-01, to: 2016-03-31}, value: 300}\n  target: {value: 330}\n"
    ),
    good: beside_tickets!(
        "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: fewer}\nspec:\n  service: desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2016-04-01, to: 2016-06-30}\n  baseline: {period: {from: 2016-03-01, to: 2016-03-31}, value: 300}\n  target: {value: 270}\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A condition of a decision that nothing looks at.
pub static UNWEIGHED_REOPENING: Rule = Rule {
    code: "D043",
    name: "unweighed-reopening",
    level: Level::Note,
    what: "A decision says how much worse is to bring its proposal back, and not how bad it was.",
    why: "Worse than what, nobody can tell: who relies on being asked again is not asked. `deming decline` writes `gap`, how far the target was off.",
    bad: "apiVersion: deming/v1\nkind: Decision\nmetadata: {name: not-now}\nspec: {proposal: P-7f3a91c2, outcome: declined, by: \"@ops\", reason: budget, reopenIf: {worsensBy: 10%}}\n",
    good: "apiVersion: deming/v1\nkind: Decision\nmetadata: {name: not-now}\nspec: {proposal: P-7f3a91c2, outcome: declined, by: \"@ops\", reason: budget, gap: 18.4%, reopenIf: {worsensBy: 10%}}\n",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A service that nobody owns.
pub static NO_OWNER: Rule = Rule {
    code: "D062",
    name: "service-without-owner",
    level: Level::Warning,
    what: "A Service of OpenSLO names nobody who is accountable for it.",
    why: "OpenSLO has no word for an owner, and a service without one is nobody's to improve.",
    bad: "apiVersion: openslo/v1\nkind: Service\nmetadata: {name: web}\nspec: {}\n",
    good: "apiVersion: openslo/v1\nkind: Service\nmetadata: {name: web, annotations: {deming/owner: \"@web\"}}\nspec: {}\n",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

macro_rules! slo {
    ($text:literal) => {
        concat!(
            "apiVersion: openslo/v1\nkind: Service\nmetadata: {name: web, annotations: {deming/owner: \"@web\"}}\nspec: {}\n---\n",
            "apiVersion: openslo/v1\nkind: SLI\nmetadata: {name: pages}\nspec:\n  ratioMetric:\n    rawType: success\n    raw: {metricSource: {type: file, spec: {path: pages.csv, time: {column: at}, value: {column: share}}}}\n---\n",
            "apiVersion: openslo/v1\nkind: SLI\nmetadata: {name: speed}\nspec:\n  thresholdMetric: {metricSource: {type: Prometheus, spec: {query: speed}}}\n---\n",
            $text
        )
    };
}

/// An indicator that nothing uses.
pub static OF_NO_SERVICE: Rule = Rule {
    code: "D063",
    name: "indicator-of-no-service",
    level: Level::Note,
    what: "An SLI of OpenSLO is used by no objective and names no service, so it is not looked at.",
    why: "What nobody uses is gathered for nobody; most likely an objective refers to it by another name.",
    bad: slo!(
        "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: web}\nspec:\n  service: web\n  indicatorRef: pages\n  timeWindow: [{duration: 28d, isRolling: true}]\n  budgetingMethod: Occurrences\n  objectives: [{target: 0.99}]\n"
    ),
    good: slo!(
        "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: web}\nspec:\n  service: web\n  timeWindow: [{duration: 28d, isRolling: true}]\n  budgetingMethod: Occurrences\n  objectives: [{indicatorRef: pages, target: 0.99}, {indicatorRef: speed, op: lt, value: 1, target: 0.9}]\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A type of source that deming does not have.
pub static FOREIGN_SOURCE: Rule = Rule {
    code: "D065",
    name: "foreign-source",
    level: Level::Note,
    what: "An indicator of OpenSLO comes from a type of source that deming cannot ask.",
    why: "Whatever is promised about it stays unknown; that should be seen before somebody relies on it.",
    bad: "apiVersion: openslo/v1\nkind: SLI\nmetadata: {name: speed, annotations: {deming/service: web}}\nspec:\n  thresholdMetric: {metricSource: {type: Datadog, spec: {query: speed}}}\n",
    good: "apiVersion: openslo/v1\nkind: SLI\nmetadata: {name: speed, annotations: {deming/service: web}}\nspec:\n  thresholdMetric: {metricSource: {type: Prometheus, spec: {query: speed}}}\n",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A service that is only mentioned.
pub static UNDECLARED_SERVICE: Rule = Rule {
    code: "D066",
    name: "undeclared-service",
    level: Level::Warning,
    what: "An SLO of OpenSLO names a service that is not declared. It is taken for one, as OpenSLO allows.",
    why: "A misspelt name makes a second service that nobody owns and nobody looks at.",
    bad: slo!(
        "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: web}\nspec:\n  service: wed\n  indicatorRef: pages\n  timeWindow: [{duration: 28d, isRolling: true}]\n  budgetingMethod: Occurrences\n  objectives: [{target: 0.99}]\n"
    ),
    good: slo!(
        "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: web}\nspec:\n  service: web\n  indicatorRef: pages\n  timeWindow: [{duration: 28d, isRolling: true}]\n  budgetingMethod: Occurrences\n  objectives: [{target: 0.99}]\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A value asked of a ratio.
pub static VALUE_OF_RATIO: Rule = Rule {
    code: "D067",
    name: "value-of-a-ratio",
    level: Level::Error,
    what: "An objective of OpenSLO asks a value (`op` and `value`) of an SLI that is a ratio by itself.",
    why: "Of a ratio only the share of good can be asked, which is the target; the value would be ignored.",
    bad: slo!(
        "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: web}\nspec:\n  service: web\n  indicatorRef: pages\n  timeWindow: [{duration: 28d, isRolling: true}]\n  budgetingMethod: Occurrences\n  objectives: [{op: gt, value: 0.9, target: 0.99}]\n"
    ),
    good: slo!(
        "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: web}\nspec:\n  service: web\n  indicatorRef: pages\n  timeWindow: [{duration: 28d, isRolling: true}]\n  budgetingMethod: Occurrences\n  objectives: [{target: 0.99}]\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A metric that is relied upon, without a source and without a promise of one.
pub static SOURCE_MISSING: Rule = Rule {
    code: "D102",
    name: "source-missing",
    level: Level::Error,
    what: "A cycle rests on a metric that has neither a source, nor a gap with an owner and a day. A warning where only \
           an agreement rests on it and nobody has promised anything.",
    why: "A cycle that is steered by a figure nobody has, or will have on any day, is not steered.",
    bad: beside_tickets!(
        "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: calls}\nspec: {service: desk, class: process, direction: lower, owner: \"@ops\"}\n---\napiVersion: deming/v1\nkind: Cycle\nmetadata: {name: fewer}\nspec:\n  service: desk\n  metric: calls\n  owner: \"@ops\"\n  period: {from: 2036-04-01, to: 2036-06-30}\n  target: {value: 300}\n"
    ),
    good: beside_tickets!(
        "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: calls}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n  gap: {owner: \"@tools\", due: 2036-03-31}\n---\napiVersion: deming/v1\nkind: Cycle\nmetadata: {name: fewer}\nspec:\n  service: desk\n  metric: calls\n  owner: \"@ops\"\n  period: {from: 2036-04-01, to: 2036-06-30}\n  target: {value: 300}\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A metric of which it is said who gathers it and how often, and not from where.
pub static GATHER_SOURCE_MISSING: Rule = Rule {
    code: "D106",
    name: "gather-source-missing",
    level: Level::Error,
    what: "A cycle rests on a metric of which it is said who gathers it, or how often, and not how. A warning where only \
           an agreement rests on it.",
    why: "Good will is no source: no figure will ever come of it.",
    bad: beside_tickets!(
        "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: calls}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n  gather: {by: \"@tools\", every: 1d}\n---\napiVersion: deming/v1\nkind: Cycle\nmetadata: {name: fewer}\nspec:\n  service: desk\n  metric: calls\n  owner: \"@ops\"\n  period: {from: 2036-04-01, to: 2036-06-30}\n  target: {value: 300}\n"
    ),
    good: beside_tickets!(
        "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: calls}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n  gather: {by: \"@tools\", every: 1d, source: {file: {path: calls.csv, time: {column: at}, count: true}}}\n---\napiVersion: deming/v1\nkind: Cycle\nmetadata: {name: fewer}\nspec:\n  service: desk\n  metric: calls\n  owner: \"@ops\"\n  period: {from: 2036-04-01, to: 2036-06-30}\n  target: {value: 300}\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A metric without a source.
pub static NOT_MEASURABLE: Rule = Rule {
    code: "D110",
    name: "not-measurable-yet",
    level: Level::Note,
    what: "A metric should be measured and has no source yet.",
    why: "Step 2 of improvement is to know the difference between what should and what can be measured.",
    bad: beside_tickets!(
        "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: calls}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n  gap: {owner: \"@tools\", due: 2036-12-31}\n"
    ),
    good: beside_tickets!(
        "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: calls}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n  gather: {source: {file: {path: calls.csv, time: {column: at}, count: true}}}\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A promise to make a metric measurable that was not kept.
pub static OVERDUE_GAP: Rule = Rule {
    code: "D112",
    name: "overdue-measurement",
    level: Level::Error,
    what: "The day has passed by which a metric was to become measurable.",
    why: "A promise without consequence teaches people to promise.",
    bad: beside_tickets!(
        "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: calls}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n  gap: {owner: \"@tools\", due: 2016-12-31}\n"
    ),
    good: beside_tickets!(
        "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: calls}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n  gap: {owner: \"@tools\", due: 2036-12-31}\n"
    ),
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// All rules of the catalog.
pub static ALL: &[&Rule] = &[
    &DUPLICATE_NAME,
    &UNKNOWN_REFERENCE,
    &CIRCLE,
    &UNIT_MISMATCH,
    &NO_SHARE,
    &UNKNOWN_DIMENSION,
    &BASELINE_OVERLAP,
    &WRONG_UNIT,
    &IMPOSSIBLE_SHARE,
    &OPPOSED_DIRECTION,
    &ENDLESS_WINDOW,
    &BROKEN_TEMPLATE,
    &WORSENING_TARGET,
    &UNWEIGHED_REOPENING,
    &NO_OWNER,
    &OF_NO_SERVICE,
    &FOREIGN_SOURCE,
    &UNDECLARED_SERVICE,
    &VALUE_OF_RATIO,
    &SOURCE_MISSING,
    &GATHER_SOURCE_MISSING,
    &NOT_MEASURABLE,
    &OVERDUE_GAP,
    &STATEMENT,
    &PARAMETER,
    &DATABASE,
];
