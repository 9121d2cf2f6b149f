//! Recording rules and multi-window, multi-burn-rate alerts for Prometheus, out.
//!
//! | file | knows |
//! |---|---|
//! | `burn` | which pace is too fast, for the window at hand |
//! | `windowed` | queries over a range of time |
//! | `promise` | which objectives Prometheus can watch, and why it cannot watch others |
//! | `group` | the rules of one objective |
//!
//! Names are `deming:…`, so that rules of Sloth or others can stand beside them.

mod burn;
mod group;
mod promise;
mod windowed;

use self::promise::Promise;
use super::{Document, Exported, Map, document, rules};
use crate::catalog::Catalog;
use crate::finding::{Finding, Findings};

/// The rules of all objectives that Prometheus can watch; the findings name the others, and why.
pub fn export(catalog: &Catalog) -> Exported {
    let mut findings = Findings::default();
    let mut groups: Vec<Map> = Vec::new();
    let agreements = catalog.agreements.values();
    for (agreement, objective) in agreements.flat_map(|a| a.objectives.iter().map(move |o| (a, o))) {
        let place = objective.place.child("name");
        let told = |message: String| Finding::new(&rules::NOT_EXPORTABLE, &place, message);
        match Promise::of(catalog, agreement, objective) {
            Ok(promise) => {
                groups.extend(group::groups(&promise));
                findings.extend(promise.left_out().into_iter().map(told));
            }
            Err((reason, help)) => {
                let id = format!("`{}/{}`", agreement.meta.name, objective.name);
                let finding = told(format!("{id} has no Prometheus rules: {reason}"));
                findings.push(Finding { help: help.map(str::to_owned), ..finding });
            }
        }
    }
    let comments =
        vec!["Made by `deming export prometheus-rules` from declarations; change those, not this.".into()];
    let body = Map::of([("groups", groups.into())]);
    Exported { text: document::write(&[Document { comments, body }], None), findings }
}
