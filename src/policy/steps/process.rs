//! Step 4, process: interval and aggregate. Step 5, analyse: a baseline to judge the target against.

use jiff::ToSpan;

use super::SOURCE;
use super::examples::{cycle, desk, metric, whole_cycle, whole_metric};
use super::reliance::relied_upon;
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::window::DatePeriod;
use crate::policy::check::{Check, Needs, Subject};

/// Which interval.
pub static INTERVAL: Check = Check {
    rule: Rule {
        code: "D107",
        name: "process-interval-missing",
        level: Level::Error,
        what: "Nobody says over which interval the rows of a metric become points, and a cycle rests on it.",
        why: "The trend of a cycle, and whether an action had an effect, are told from points a day or a month apart; \
              the choice decides what can be seen.",
        bad: metric!(
            "    by: \"@tools\"\n    every: 1d\n    integrity: {lateness: 1d}\n",
            "{aggregate: count}"
        ),
        good: whole_metric!(),
        beside: concat!(desk!(), whole_cycle!()),
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: interval,
};

fn interval(subject: &Subject<'_>, findings: &mut Findings) {
    for relied in relied_upon(subject).filter(|relied| relied.is_of_cycle()) {
        let process = &relied.metric.process;
        if relied.metric.gather.is_none() || process.interval_is_stated {
            continue;
        }
        let place = relied.metric.meta.place.child("spec").child("process").child("interval");
        let message = "step 4 (process): which interval is not stated";
        let help = format!("add `interval: {}` to `process`, or the one that is meant", process.interval);
        findings.push(relied.finding(&INTERVAL.rule, place, message, help));
    }
}

/// Which aggregate.
pub static AGGREGATE: Check = Check {
    rule: Rule {
        code: "D108",
        name: "process-aggregate-missing",
        level: Level::Error,
        what: "Nobody says how the rows of a metric become one figure, and a cycle rests on it. A warning where only \
               agreements rest on it. Shares have only one way and are not asked.",
        why: "The mean of a few very slow answers and of many quick ones describes nobody; what is promised may be the slowest tenth.",
        bad: metric!("    by: \"@tools\"\n    every: 1d\n    integrity: {lateness: 1d}\n", "{interval: 1w}"),
        good: whole_metric!(),
        beside: concat!(desk!(), whole_cycle!()),
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: aggregate,
};

fn aggregate(subject: &Subject<'_>, findings: &mut Findings) {
    for relied in relied_upon(subject) {
        let process = &relied.metric.process;
        if relied.metric.gather.is_none() || process.aggregate_is_stated {
            continue;
        }
        let place = relied.metric.meta.place.child("spec").child("process").child("aggregate");
        let message = "step 4 (process): which aggregate is not stated";
        let taken = process.aggregate;
        let help =
            format!("`{taken}` is taken: add `aggregate: {taken}` to `process`, or the one that is meant");
        findings.push(relied.finding(&AGGREGATE.rule, place, message, help));
    }
}

/// Against what the target is judged.
pub static BASELINE: Check = Check {
    rule: Rule {
        code: "D109",
        name: "baseline-missing",
        level: Level::Error,
        what: "A cycle has no baseline.",
        why: "Without the figure from before, nobody can tell what the cycle has changed, or whether it has.",
        bad: cycle!("  goal: it/quiet\n", "", "  decide: {by: \"@ops/head\", every: 1M, next: 2036-05-02}\n"),
        good: whole_cycle!(),
        beside: concat!(desk!(), whole_metric!()),
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: baseline,
};

fn baseline(subject: &Subject<'_>, findings: &mut Findings) {
    for cycle in subject.catalog.cycles.values().filter(|cycle| cycle.baseline.is_none()) {
        let place = cycle.meta.place.child("spec").child("baseline");
        let message = "step 5 (analyse): the baseline to judge the target against is not stated";
        let help = match before(cycle.period) {
            Some(DatePeriod { from, to }) => format!(
                "add `baseline: {{period: {{from: {from}, to: {to}}}}}`, as much time before the cycle as the cycle takes"
            ),
            None => "add `baseline: {period: {from: …, to: …}}`, which ends before the cycle begins".into(),
        };
        findings.push(Finding::new(&BASELINE.rule, place, message).help(help));
    }
}

/// As many days as a period has, right before it.
fn before(period: DatePeriod) -> Option<DatePeriod> {
    let days = period.from.until(period.to).ok()?.get_days();
    let to = period.from.yesterday().ok()?;
    let from = to.checked_sub(days.days()).ok()?;
    Some(DatePeriod { from, to })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Date, date};

    #[test]
    fn the_time_before_is_as_long() {
        let second_quarter = DatePeriod { from: date(2026, 4, 1), to: date(2026, 6, 30) };
        let wanted = DatePeriod { from: date(2025, 12, 31), to: date(2026, 3, 31) };
        assert_eq!(before(second_quarter), Some(wanted));
        let one_day = DatePeriod { from: date(2026, 3, 1), to: date(2026, 3, 1) };
        assert_eq!(before(one_day), Some(DatePeriod { from: date(2026, 2, 28), to: date(2026, 2, 28) }));
        assert_eq!(before(DatePeriod { from: Date::MIN, to: Date::MIN }), None);
    }
}
