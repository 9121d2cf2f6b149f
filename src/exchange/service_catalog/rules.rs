//! What a service catalogue is often missing.

use crate::finding::{Level, Rule};

/// All rules of this format, by code.
pub static ALL: &[&Rule] = &[&OWNER_MISSING, &REVIEW_MISSING, &REVIEW_EMPTY, &REVIEW_UNREADABLE];

/// A namespace with everything that a service needs.
const WHOLE: &str = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  annotations:\n    example.org/owner: \"Shop team: shop@example.org\"\n    example.org/review-after: \"2036-01-31\"\n";

/// Nobody is accountable.
pub static OWNER_MISSING: Rule = Rule {
    code: "D361",
    name: "catalog-owner-missing",
    level: Level::Warning,
    what: "A service of a catalogue that is imported names no owner.",
    why: "What nobody owns nobody improves, and nobody notices when it breaks.",
    bad: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  annotations:\n    example.org/review-after: \"2036-01-31\"\n",
    good: WHOLE,
    beside: "",
    source: "ITIL: every service has exactly one accountable owner.",
    is_locked: false,
};

/// No day of review.
pub static REVIEW_MISSING: Rule = Rule {
    code: "D362",
    name: "catalog-review-missing",
    level: Level::Warning,
    what: "A service of a catalogue that is imported has no day on which somebody looks at it again.",
    why: "Without a day nobody looks, and services outlive their use.",
    bad: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  annotations:\n    example.org/owner: \"Shop team: shop@example.org\"\n",
    good: WHOLE,
    beside: "",
    source: "ITIL service catalogue management: entries are reviewed regularly.",
    is_locked: false,
};

/// An empty day of review.
pub static REVIEW_EMPTY: Rule = Rule {
    code: "D363",
    name: "catalog-review-empty",
    level: Level::Warning,
    what: "The day on which somebody looks at a service again is there and empty.",
    why: "A field that is filled in with nothing looks answered and is not.",
    bad: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  annotations:\n    example.org/owner: \"Shop team: shop@example.org\"\n    example.org/review-after: \"\"\n",
    good: WHOLE,
    beside: "",
    source: "ITIL service catalogue management: entries are reviewed regularly.",
    is_locked: false,
};

/// A day of review that is none.
pub static REVIEW_UNREADABLE: Rule = Rule {
    code: "D364",
    name: "catalog-review-unreadable",
    level: Level::Warning,
    what: "The day on which somebody looks at a service again does not exist, or is no day.",
    why: "No reminder can come of it, though somebody believes that one will.",
    bad: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  annotations:\n    example.org/owner: \"Shop team: shop@example.org\"\n    example.org/review-after: \"2025-25-11\"\n",
    good: WHOLE,
    beside: "",
    source: "ISO 8601, as all dates in declarations.",
    is_locked: false,
};
