//! What can be wrong with documents that come from elsewhere.

use super::service_catalog;
use crate::finding::{Level, Rule};

/// All rules of this room.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [&NOT_IMPORTABLE, &NOT_EXPORTABLE].into_iter().chain(service_catalog::rules::ALL.iter().copied())
}

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

/// Something that another format has no form for.
pub static NOT_EXPORTABLE: Rule = Rule {
    code: "D369",
    name: "not-exportable",
    level: Level::Note,
    what: "Something that is declared has no form in the format that `deming export` writes.",
    why: "What is silently left out of an export is taken for watched, and nobody watches it.",
    bad: "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: available}\nspec:\n  service: shop\n  class: service\n  direction: higher\n  owner: \"@ops\"\n  gather:\n    source: {prometheus: {dataSource: prod, bad: \"sum(rate(errors[5m]))\", total: \"sum(rate(requests[5m]))\"}}\n",
    good: "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: available}\nspec:\n  service: shop\n  class: service\n  direction: higher\n  owner: \"@ops\"\n  gather:\n    source: {prometheus: {dataSource: prod, bad: \"sum(rate(errors[${window}]))\", total: \"sum(rate(requests[${window}]))\"}}\n",
    beside: SHOP,
    source: "deming itself.",
    is_locked: false,
};

/// A service with a promise about its metric `available`.
const SHOP: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: shop}
spec: {practice: service-levels, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: DataSource
metadata: {name: prod}
spec: {type: prometheus}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: shop-sla}
spec:
  type: SLA
  service: shop
  objectives: [{name: available, metric: available, target: 99.9%}]
";
