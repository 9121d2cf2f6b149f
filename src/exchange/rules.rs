//! What can be wrong with documents that come from elsewhere.

use crate::finding::{Level, Rule};

/// All rules of this room, by code.
pub static ALL: &[&Rule] = &[&NOT_IMPORTABLE];

/// A document of another format or version, or one that breaks its own format.
pub static NOT_IMPORTABLE: Rule = Rule {
    code: "D360",
    name: "not-importable",
    level: Level::Error,
    what: "A document handed to `deming import` is not of the format that was named, or breaks that format.",
    why: "What is guessed from a document of another shape would be declared as if somebody had meant it.",
    bad: "version: prometheus/v2\nservice: shop\n",
    good: "version: prometheus/v1\nservice: shop\nlabels: {owner: shop-team}\nslos:\n  - name: requests\n    objective: 99.9\n    sli:\n      events:\n        error_query: sum(rate(errors[{{.window}}]))\n        total_query: sum(rate(requests[{{.window}}]))\n",
    beside: "",
    source: "The format's own specification.",
    is_locked: true,
};
