//! The rules of the observed branch: D250 to D269.

use crate::finding::{Level, Rule};

/// Where these rules come from.
const SOURCE: &str = "Step 3 of ITIL's improvement process: criteria for the integrity of data.";

/// All of them, by code.
pub static ALL: &[&Rule] =
    &[&FORMAT, &DAMAGED, &QUESTION_CHANGED, &APART, &CORRECTED, &GROWTH, &CUT_SUM, &DISORDER];

/// A layout that this deming does not know.
pub static FORMAT: Rule = Rule {
    code: "D250",
    name: "unknown-observed-branch",
    level: Level::Error,
    what: "The observed branch is laid out in a way that this deming does not know.",
    why: "Read in the wrong way, observations would make wrong figures; so metrics of remote sources have none.",
    bad: "format: `deming-observed 9`, or a branch of somebody else's under that name",
    good: "format: `deming-observed 1`",
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// Lines that cannot be read.
pub static DAMAGED: Rule = Rule {
    code: "D251",
    name: "damaged-observations",
    level: Level::Error,
    what: "A file on the observed branch has a line that cannot be read, stands twice or out of order.",
    why: "Figures from the other lines alone would be wrong without anybody noticing, so the metric has none.",
    bad: "<<<<<<< HEAD     # a conflict that somebody left in series/checkout-latency-0a1b2c3d4e5f/2026-11.tsv",
    good: "2026-11-26T00:00:00Z\t0.25     # one observation a line, in order of time",
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// Another question than the one that was answered.
pub static QUESTION_CHANGED: Rule = Rule {
    code: "D252",
    name: "question-changed",
    level: Level::Warning,
    what: "What a metric asks of its source (the query, columns, `every`, `by` or the unit) has changed since it was last gathered.",
    why: "What was observed before answers another question. Until `deming gather` has asked the new one, nothing is known.",
    bad: "query: avg(latency_seconds)     # recorded was max(latency_seconds)",
    good: "query: max(latency_seconds)     # or run `deming gather` after the change",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// Two histories of one branch.
pub static APART: Rule = Rule {
    code: "D253",
    name: "observed-branch-parted",
    level: Level::Warning,
    what: "The observed branch here and that of the remote each have commits that the other lacks.",
    why: "Two places report from different observations until both are brought together; nothing of either is lost by it.",
    bad: "two machines that ran `deming gather` without `--push`",
    good: "deming gather --push",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// Observations that changed after their period was closed.
pub static CORRECTED: Rule = Rule {
    code: "D254",
    name: "corrected-observations",
    level: Level::Note,
    what: "Observations changed later than `integrity.lateness` allows, when their period was closed and had been reported.",
    why: "A number that somebody has read and decided on is another one now. That may be right, and must be visible.",
    bad: "a database whose rows of last quarter are changed",
    good: "integrity: {lateness: 7d}     # as late as the source really is",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// More growth than was declared.
pub static GROWTH: Rule = Rule {
    code: "D255",
    name: "observed-growth",
    level: Level::Warning,
    what: "The observed branch will grow by more in a year than `observed.budget` of deming.yaml allows.",
    why: "Every clone carries what it keeps, for good. A metric that is asked each minute by a hundred dimensions is felt by all.",
    bad: "observed: {budget: 10MB}     # and forty metrics asked every minute",
    good: "observed: {budget: 100MB}     # or `every: 5m`",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// An edge that was declared after observations around it were summed up.
pub static CUT_SUM: Rule = Rule {
    code: "D256",
    name: "edge-within-a-sum",
    level: Level::Note,
    what: "A window, a time zone or agreed hours that were declared lately have an edge within observations that are summed up.",
    why: "A sum cannot be taken apart: it counts wholly where it starts. The figure is off by what lies between the edge and the sum's end.",
    bad: "timeZone: Asia/Tokyo     # observations before August are summed up by days of Europe/Berlin",
    good: "timeZone: Europe/Berlin",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// Files in the wrong place.
pub static DISORDER: Rule = Rule {
    code: "D257",
    name: "observed-branch-disorder",
    level: Level::Warning,
    what: "The observed branch has a file that belongs to nothing, or two folders that answer one question.",
    why: "It is not read, though somebody may think that it is.",
    bad: "series/checkout-latency-0a1b2c3d4e5f/november.tsv",
    good: "series/checkout-latency-0a1b2c3d4e5f/2026-11.tsv",
    beside: "",
    source: SOURCE,
    is_locked: false,
};
