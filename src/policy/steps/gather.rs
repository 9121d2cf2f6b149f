//! Step 3, gather: who, when and how often.

use super::SOURCE;
use super::examples::{desk, metric, whole_cycle, whole_metric};
use super::reliance::relied_upon;
use crate::finding::{Findings, Level, Rule};
use crate::model::source::Source;
use crate::policy::check::{Check, Needs, Subject};

/// How often.
pub static FREQUENCY: Check = Check {
    rule: Rule {
        code: "D103",
        name: "gather-frequency-missing",
        level: Level::Error,
        what: "A metric that a cycle rests on is gathered, and nobody says how often. A warning where only agreements rest on it.",
        why: "Without a frequency nobody can tell whether the latest figure is fresh or stale.",
        bad: metric!(
            "    by: \"@tools\"\n    integrity: {lateness: 1d}\n",
            "{interval: 1w, aggregate: count}"
        ),
        good: whole_metric!(),
        beside: concat!(desk!(), whole_cycle!()),
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: frequency,
};

fn frequency(subject: &Subject<'_>, findings: &mut Findings) {
    for relied in relied_upon(subject) {
        let Some(gather) = relied.metric.gather.as_ref().filter(|gather| gather.every.is_none()) else {
            continue;
        };
        let message = "step 3 (gather): how often is not stated";
        let help = "add `every: 1d`, or how often it is, beside `source`";
        findings.push(relied.finding(&FREQUENCY.rule, gather.place.child("every"), message, help.into()));
    }
}

/// Who.
pub static GATHERER: Check = Check {
    rule: Rule {
        code: "D104",
        name: "gatherer-missing",
        level: Level::Error,
        what: "A metric that a cycle rests on is gathered, and nobody says by whom. A warning where only agreements rest on it.",
        why: "When the figures stop coming, somebody must feel spoken to.",
        bad: metric!("    every: 1d\n    integrity: {lateness: 1d}\n", "{interval: 1w, aggregate: count}"),
        good: whole_metric!(),
        beside: concat!(desk!(), whole_cycle!()),
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: gatherer,
};

fn gatherer(subject: &Subject<'_>, findings: &mut Findings) {
    for relied in relied_upon(subject) {
        let Some(gather) = relied.metric.gather.as_ref().filter(|gather| gather.by.is_none()) else {
            continue;
        };
        let message = "step 3 (gather): who is not stated";
        let owner = relied.metric.owner.as_ref().map_or("@team", |owner| owner.as_str());
        let help = format!("add `by: \"{owner}\"`, or who does it, beside `source`");
        findings.push(relied.finding(&GATHERER.rule, gather.place.child("by"), message, help));
    }
}

/// When.
pub static MOMENT: Check = Check {
    rule: Rule {
        code: "D105",
        name: "gather-moment-missing",
        level: Level::Error,
        what: "Nobody says when the rows of a day are complete, of a metric that a cycle rests on. \
               The history of the repository is complete at once and is not asked.",
        why: "A period that is judged before its last rows have come in is judged twice, and differently.",
        bad: metric!("    by: \"@tools\"\n    every: 1d\n", "{interval: 1w, aggregate: count}"),
        good: whole_metric!(),
        beside: concat!(desk!(), whole_cycle!()),
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: moment,
};

fn moment(subject: &Subject<'_>, findings: &mut Findings) {
    for relied in relied_upon(subject).filter(|relied| relied.is_of_cycle()) {
        let Some(gather) = relied.metric.gather.as_ref() else { continue };
        if gather.integrity.lateness.is_some() || matches!(gather.source, Source::Git(_)) {
            continue;
        }
        let place = gather.place.child("integrity").child("lateness");
        let message = "step 3 (gather): when the rows of a day are complete is not stated";
        let help = "add `integrity: {lateness: 1d}`, or how long after the day, beside `source`";
        findings.push(relied.finding(&MOMENT.rule, place, message, help.into()));
    }
}
