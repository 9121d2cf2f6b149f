//! The rules of changes: D300 to D319.

use crate::finding::{Level, Rule};

/// Where these rules come from.
const SOURCE: &str = "ITIL: changes of what is agreed are the owner's to decide, and on record; W. Edwards Deming, Out of the Crisis \
     (1986), point 11: numerical goals that are moved tell nothing about the process.";

/// A service and its metric, the same before and after.
const BESIDE: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: tickets}
spec:
  service: desk
  class: process
  unit: tickets
  direction: lower
  owner: \"@ops\"
  gather: {every: 1d, source: {file: {path: tickets.csv, time: {column: opened}, count: true}}}
";

/// An agreement before and after a change: its target, and what it says about the change.
macro_rules! moved {
    ($before:literal, $after:literal) => {
        concat!(
            "# base\napiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec:\n  type: SLA\n  service: desk\n",
            "  objectives:\n    - {name: few, metric: tickets, op: lte, value: ",
            $before,
            "}\n# change\napiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec:\n  type: SLA\n  service: desk\n",
            "  objectives:\n    - {name: few, metric: tickets, op: lte, value: ",
            $after,
            "}\n"
        )
    };
}

/// A promise that is easier to keep, without reason or approval.
pub static WEAKENED: Rule = Rule {
    code: "D300",
    name: "weakened-unapproved",
    level: Level::Error,
    what: "A change makes a promise easier to keep, and no reason is stated or the owner's approval is not recorded.",
    why: "A goalpost that moves in a large pull request looks like an improvement in the next report.",
    bad: moved!("90", "120"),
    good: moved!("90", "120, change: {reason: The shop doubled in size, approvedBy: \"@ops\"}"),
    beside: BESIDE,
    source: SOURCE,
    is_locked: true,
};

/// An approval by somebody who is not accountable.
pub static FOREIGN_APPROVAL: Rule = Rule {
    code: "D301",
    name: "foreign-approval",
    level: Level::Error,
    what: "A change makes a promise easier to keep, and who approved was not accountable for it before the change.",
    why: "Whoever has to keep a promise could otherwise excuse themselves from it.",
    bad: moved!("90", "120, change: {reason: The shop doubled in size, approvedBy: \"@colleague\"}"),
    good: moved!("90", "120, change: {reason: The shop doubled in size, approvedBy: \"@ops\"}"),
    beside: BESIDE,
    source: SOURCE,
    is_locked: true,
};

/// A promise that is easier to keep, with reason and approval.
pub static WEAKENED_WITH_APPROVAL: Rule = Rule {
    code: "D302",
    name: "weakened-approved",
    level: Level::Note,
    what: "A change makes a promise easier to keep, for a stated reason and approved by the owner.",
    why: "It is allowed, and whoever reviews the change should still see it first.",
    bad: moved!("90", "120, change: {reason: The shop doubled in size, approvedBy: \"@ops\"}"),
    good: moved!("90", "80"),
    beside: BESIDE,
    source: SOURCE,
    is_locked: false,
};

/// A note about a change that covers nothing.
pub static IDLE_NOTE: Rule = Rule {
    code: "D303",
    name: "idle-approval",
    level: Level::Note,
    what: "A change brings in a reason and an approval, and makes nothing that they cover easier to keep.",
    why: "An approval that lies in wait would look like cover for a later change; it is none.",
    bad: moved!("90", "80, change: {reason: The shop doubled in size, approvedBy: \"@ops\"}"),
    good: moved!("90", "80"),
    beside: BESIDE,
    source: SOURCE,
    is_locked: false,
};

/// Declarations of the earlier state that cannot be read.
pub static UNREADABLE_BASE: Rule = Rule {
    code: "D305",
    name: "unreadable-base",
    level: Level::Warning,
    what: "A declaration in the state that is compared with cannot be read, so what became of it cannot be told.",
    why: "A promise that nobody could read before the change may be easier to keep after it, unseen.",
    bad: "# base\napiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, servise: desk}\n# change\napiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: few, metric: tickets, op: lte, value: 90}]}\n",
    good: moved!("90", "80"),
    beside: BESIDE,
    source: SOURCE,
    is_locked: false,
};

/// All of them, by code.
pub static ALL: &[&Rule] =
    &[&WEAKENED, &FOREIGN_APPROVAL, &WEAKENED_WITH_APPROVAL, &IDLE_NOTE, &UNREADABLE_BASE];
