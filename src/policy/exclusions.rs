//! Exclusions from agreed hours that were declared after they had begun.

use jiff::Timestamp;
use jiff::civil::Date;

use super::check::{Check, Needs, Subject};
use crate::catalog::Catalog;
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::calendar::{Exclusion, Late};
use crate::model::window::seconds_between;
use crate::model::{Calendar, Interval};
use crate::text::Place;

/// All checks of this area, by code.
pub static CHECKS: &[&Check] = &[&LATE];

/// Rules that only a look into the history can break.
pub static RULES: &[&Rule] = &[&CUT_OFF];

const SOURCE: &str =
    "ITIL service level management: what is excluded from availability is agreed before it happens.";

const BESIDE: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: availability}
spec: {service: desk, class: service, unit: ratio, direction: higher, owner: \"@ops\", gap: {owner: \"@ops\"}}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: sla}
spec:
  type: SLA
  service: desk
  serviceHours: hours
  parties: {provider: \"@ops\", customer: \"@retail\"}
  objectives: [{name: there, metric: availability, target: 99.9%, timeWindow: [{duration: 28d, isRolling: true}]}]
";

/// An exclusion that was declared after the event.
static LATE: Check = Check {
    rule: Rule {
        code: "D141",
        name: "exclusion-after-the-event",
        level: Level::Warning,
        what: "A holiday or maintenance of a calendar was declared, or widened, after it had begun. The history of the \
               declarations says when.",
        why: "An outage that is called maintenance afterwards was no agreed interruption when customers stood before it. \
              It changes no verdict, no budget and no history; reports show the figure that it would give beside the \
              one that was agreed.",
        bad: "apiVersion: deming/v1\nkind: Calendar\nmetadata: {name: hours}\nspec:\n  timeZone: UTC\n  maintenance: [{from: 2014-04-02T22:00:00Z, to: 2014-04-03T02:00:00Z, reason: storage upgrade}]\n",
        good: "apiVersion: deming/v1\nkind: Calendar\nmetadata: {name: hours}\nspec:\n  timeZone: UTC\n  maintenance: [{from: 2036-04-02T22:00:00Z, to: 2036-04-03T02:00:00Z, reason: storage upgrade}]\n",
        beside: BESIDE,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: |subject: &Subject<'_>, findings| findings.extend(late(subject.catalog)),
};

/// A history that does not show when an exclusion was declared.
static CUT_OFF: Rule = Rule {
    code: "D142",
    name: "declaration-out-of-sight",
    level: Level::Warning,
    what: "The history at hand does not reach back to where an exclusion of a calendar was declared.",
    why: "It counts as declared at the oldest commit that is there, so exclusions that were announced in time may look \
          as if they came after the event, and verdicts may differ from those of a full clone.",
    bad: "# shallow\napiVersion: deming/v1\nkind: Calendar\nmetadata: {name: hours}\nspec:\n  timeZone: UTC\n  maintenance: [{from: 2014-04-02T22:00:00Z, to: 2014-04-03T02:00:00Z, reason: storage upgrade}]\n",
    good: "apiVersion: deming/v1\nkind: Calendar\nmetadata: {name: hours}\nspec:\n  timeZone: UTC\n  maintenance: [{from: 2014-04-02T22:00:00Z, to: 2014-04-03T02:00:00Z, reason: storage upgrade}]\n",
    beside: BESIDE,
    source: SOURCE,
    is_locked: false,
};

/// A calendar whose past cannot be seen whole.
#[derive(Debug)]
pub struct CutOff<'c> {
    /// The calendar.
    pub calendar: &'c Calendar,
    /// Which of its exclusions.
    pub kind: Exclusion,
    /// The oldest commit that is there, shortened.
    pub commit: String,
    /// When that was made.
    pub committed: Option<Timestamp>,
}

/// Tells that the beginning of exclusions is out of sight.
pub fn cut_off(cut: &CutOff<'_>) -> Finding {
    let CutOff { calendar, kind, commit, committed } = cut;
    let on = committed.map(|at| format!(" of {}", day(at, calendar))).unwrap_or_default();
    let message = format!(
        "the history at hand does not show when {} of `{}` was declared; it counts as declared in the oldest commit that \
         is there, {commit}{on}",
        kind.word(),
        calendar.meta.name
    );
    Finding::new(&CUT_OFF, list(calendar, *kind), message)
        .help("fetch the whole history: `fetch-depth: 0` in CI, `git fetch --unshallow` on a desk")
        .key(kind.word())
}

/// What was declared after it had begun, in the calendars that agreements use.
pub fn late(catalog: &Catalog) -> Findings {
    let in_use = |calendar: &&Calendar| {
        let name = Some(&calendar.meta.name);
        catalog.agreements.values().any(|agreement| agreement.service_hours.as_ref() == name)
    };
    let late = catalog.calendars.values().filter(|calendar| !calendar.late.is_empty()).filter(in_use);
    late.flat_map(|calendar| maintenance(calendar).chain(holidays(calendar))).collect()
}

fn maintenance(calendar: &Calendar) -> impl Iterator<Item = Finding> + '_ {
    calendar.maintenance.iter().enumerate().flat_map(move |(index, entry)| {
        let parts = of_kind(calendar, Exclusion::Maintenance);
        let parts = parts.filter_map(move |late| Some((late, late.interval.overlap(&entry.interval)?)));
        parts.map(move |(late, part)| {
            let what = match part == entry.interval {
                true => "this maintenance was".to_owned(),
                false => format!("{} of this maintenance were", span(part.seconds())),
            };
            let place = list(calendar, Exclusion::Maintenance).index(index);
            told(calendar, late, part, &what, place).key(late.interval.from.to_string())
        })
    })
}

/// Holidays by the commit that declared them: a year of them is one thing to say, not ten.
fn holidays(calendar: &Calendar) -> impl Iterator<Item = Finding> + '_ {
    let mut told_of: Vec<(&Late, Interval, usize, Vec<Date>)> = Vec::new();
    for (index, holiday) in calendar.holidays.iter().enumerate() {
        let day = calendar.day(*holiday);
        let parts = of_kind(calendar, Exclusion::Holiday);
        let parts = parts.filter_map(|late| Some((late, late.interval.overlap(&day)?)));
        for (late, part) in parts.filter(|(_, part)| takes_hours(calendar, *part)) {
            match told_of
                .iter_mut()
                .find(|(known, ..)| known.declared == late.declared && known.commit == late.commit)
            {
                Some((_, first, _, days)) => {
                    *first = (*first).min(part);
                    days.push(*holiday);
                }
                None => told_of.push((late, part, index, vec![*holiday])),
            }
        }
    }
    told_of.into_iter().map(move |(late, part, index, days)| {
        let what = match days.as_slice() {
            [_] => "this holiday was".to_owned(),
            [first, .., last] => {
                format!("{} holidays from {} to {} were", days.len(), first.min(last), first.max(last))
            }
            [] => "these holidays were".to_owned(),
        };
        told(calendar, late, part, &what, list(calendar, Exclusion::Holiday).index(index))
    })
}

/// Whether an exclusion of this time takes anything out of the opening hours.
fn takes_hours(calendar: &Calendar, part: Interval) -> bool {
    let seconds = |calendar: &Calendar| calendar.agreed(part).iter().map(Interval::seconds).sum::<f64>();
    seconds(calendar) > seconds(&calendar.with_late_exclusions())
}

fn told(calendar: &Calendar, late: &Late, part: Interval, what: &str, place: Place) -> Finding {
    let after = span(seconds_between(part.from, late.declared));
    let by = match &late.commit {
        Some(commit) => format!("in commit {} of {}", shortened(commit), day(late.declared, calendar)),
        None => "and is in no commit yet".to_owned(),
    };
    let message = format!(
        "{what} declared {after} after the event, {by}; no verdict and no budget changes, and reports show both figures"
    );
    Finding::new(&LATE.rule, place, message).help(
        "declare maintenance and holidays before they begin; what the parties agree on afterwards belongs into the review, \
         beside the figure that was agreed",
    )
}

fn of_kind(calendar: &Calendar, kind: Exclusion) -> impl Iterator<Item = &Late> {
    calendar.late.iter().filter(move |late| late.kind == kind)
}

fn list(calendar: &Calendar, kind: Exclusion) -> Place {
    let field = match kind {
        Exclusion::Holiday => "holidays",
        Exclusion::Maintenance => "maintenance",
    };
    calendar.meta.place.child("spec").child(field)
}

fn day(at: Timestamp, calendar: &Calendar) -> Date {
    calendar.zone.to_datetime(at).date()
}

fn shortened(commit: &str) -> String {
    commit.chars().take(7).collect()
}

/// A length of time in its largest whole unit: `12 days`, `3 hours`, `1 minute`.
pub fn span(seconds: f64) -> String {
    let (count, unit) = match seconds {
        seconds if seconds >= 86_400.0 => (seconds / 86_400.0, "day"),
        seconds if seconds >= 3_600.0 => (seconds / 3_600.0, "hour"),
        seconds => (seconds / 60.0, "minute"),
    };
    let count = count.floor();
    format!("{count} {unit}{}", if count == 1.0 { "" } else { "s" })
}
