//! What actions did: before against after, for everything in the improvement register that has been done.
//!
//! An uncontrolled before-after comparison (D. T. Campbell and J. C. Stanley 1963, "Experimental and
//! Quasi-Experimental Designs for Research"), with what can be said against it told beside it: how many intervals it
//! rests on, how sure the difference is, and which other actions took effect in the same time.
//!
//! 1. [`super::spans`]: as many days before as after, the day itself left out, both cut to what is observed.
//! 2. The figures of both, over all observations. Sums and counts are compared per unit of time ([`pace`]), and a hope
//!    in numbers (`value: 200`, `change: -5`) is one about `process.interval`: two hundred a day, five fewer a day.
//! 3. [`welch`]: the 95 % interval of the difference between the means of interval values.
//! 4. [`super::judgement`]: the outcome, once the date of the expectation has passed. Before that there is none.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::catalog::Catalog;
use crate::model::action::{Action, ActionState, ClosureCode, Expectation};
use crate::model::cycle::Aim;
use crate::model::window::{end_of_day, start_of_day};
use crate::model::{Interval, Metric, Name, Observations};
use crate::process::{Evidence, Figure, Scope, figure, pace, series, whole_points};
use crate::statistics::{mean, welch};

use super::judgement::{ENOUGH, outcome};
use super::review::{ActionReview, Effect, HitRate};
use super::spans::{Spans, spans};

/// A review of every action in the register, by name.
pub fn review(
    catalog: &Catalog,
    observations: &BTreeMap<Name, Observations>,
    as_of: Timestamp,
) -> Vec<ActionReview> {
    let evidence = Evidence::new(catalog, observations, as_of);
    catalog.actions.values().map(|action| review_of(&evidence, action)).collect()
}

/// How often actions that are implemented or closed did what was expected. Where the data give no outcome the declared
/// one counts; an action that was withdrawn was no attempt and does not.
pub fn hit_rate(reviews: &[ActionReview], catalog: &Catalog) -> HitRate {
    let mut rate = HitRate::default();
    for review in reviews {
        let Some(action) = catalog.actions.get(&review.action).filter(|action| is_done(action)) else {
            continue;
        };
        let declared = || action.closure.as_ref().map(|closure| closure.code);
        match review.outcome.or_else(declared) {
            Some(ClosureCode::Successful) => rate.successful += 1,
            Some(ClosureCode::Partly) => rate.partly += 1,
            Some(ClosureCode::Unsuccessful) => rate.unsuccessful += 1,
            Some(ClosureCode::CannotTell) => rate.cannot_tell += 1,
            Some(ClosureCode::Withdrawn) | None => {}
        }
    }
    rate
}

fn is_done(action: &Action) -> bool {
    matches!(action.state, ActionState::Implemented | ActionState::Closed)
}

fn review_of(evidence: &Evidence<'_>, action: &Action) -> ActionReview {
    let nothing_yet = |reason: &str| ActionReview {
        action: action.meta.name.clone(),
        effect: None,
        outcome: None,
        reason: reason.into(),
    };
    if action.closure.as_ref().is_some_and(|closure| closure.code == ClosureCode::Withdrawn) {
        return nothing_yet("withdrawn");
    }
    if !is_done(action) {
        return nothing_yet(&format!("not implemented: {}", action.state.keyword()));
    }
    let Some(on) = action.implemented_on else {
        return nothing_yet("no day is declared on which it took effect");
    };
    let Some(expect) = &action.expect else { return nothing_yet("no effect was expected of it") };
    let Some(scope) = evidence.scope(&expect.metric) else {
        return nothing_yet("its metric is not declared");
    };
    if start_of_day(on, scope.zone) >= evidence.as_of {
        return nothing_yet(&format!("takes effect on {on}"));
    }
    let (effect, mean_before) = effect(evidence, action, expect, on, &scope);
    let is_due = evidence.as_of >= end_of_day(expect.by, scope.zone);
    let outcome = is_due.then(|| outcome(&effect, mean_before));
    let reason = reason(&effect, expect, outcome, scope.metric);
    ActionReview { action: action.meta.name.clone(), effect: Some(effect), outcome, reason }
}

/// Before against after, and the mean of the interval values before.
fn effect(
    evidence: &Evidence<'_>,
    action: &Action,
    expect: &Expectation,
    on: Date,
    scope: &Scope<'_>,
) -> (Effect, Option<f64>) {
    let Spans { before, after } = spans(scope, on, expect.by);
    let values =
        |span| -> Vec<f64> { whole_points(scope, span).into_iter().map(|(_, value)| value).collect() };
    let (values_before, values_after) = (values(before), values(after));
    let whole = Interval::new(before.from, after.to);
    let (before, after) = (figure(scope, before), figure(scope, after));
    let expected = hoped_for(expect.aim, scope, &before);
    let effect = Effect {
        metric: expect.metric.clone(),
        change: change(scope, &before, &after),
        expected,
        before,
        after,
        points_before: values_before.len(),
        points_after: values_after.len(),
        difference: welch::difference(&values_before, &values_after),
        confounders: confounders(evidence, action, expect, whole),
        series: series(scope, whole),
    };
    (effect, mean(&values_before))
}

/// after ÷ before − 1; `None` from nothing, and from zero.
fn change(scope: &Scope<'_>, before: &Figure, after: &Figure) -> Option<f64> {
    let length = pace::length_of(scope, before.interval);
    Some(pace::over(scope, after, length)? / before.value? - 1.0).filter(|change| change.is_finite())
}

/// The change that the aim asks for, as a share of where things stood. Sums and counts stood at so much for each
/// `process.interval`: how long the time before happens to be must not decide what five fewer means.
fn hoped_for(aim: Aim, scope: &Scope<'_>, before: &Figure) -> Option<f64> {
    let unit = &scope.metric.unit;
    let start = pace::by_the_clock(scope, before, scope.metric.process.interval.nominal_seconds())?;
    let reached = match aim {
        Aim::Value(value) => value.in_unit(unit).ok()?,
        Aim::Change(change) => change.apply(start, unit).ok()?,
    };
    Some(reached / start - 1.0).filter(|change| change.is_finite())
}

/// Other actions on the same service or metric that took effect within the time that is compared.
fn confounders(evidence: &Evidence<'_>, action: &Action, expect: &Expectation, whole: Interval) -> Vec<Name> {
    let zone = &evidence.catalog.settings.zone;
    let touches = |other: &Action| {
        other.service == action.service || other.expect.as_ref().is_some_and(|o| o.metric == expect.metric)
    };
    let within = |other: &Action| {
        other
            .implemented_on
            .is_some_and(|on| start_of_day(on, zone) < whole.to && end_of_day(on, zone) > whole.from)
    };
    let others = evidence.catalog.actions.values().filter(|other| other.meta.name != action.meta.name);
    others
        .filter(|other| is_done(other) && touches(other) && within(other))
        .map(|other| other.meta.name.clone())
        .collect()
}

fn reason(effect: &Effect, expect: &Expectation, outcome: Option<ClosureCode>, metric: &Metric) -> String {
    let percent = |share: f64| format!("{:+.1} %", share * 100.0);
    let level = |figure: &Figure| figure.value.map_or("nothing".into(), |value| metric.unit.show(value));
    let compared = match (effect.change, effect.expected) {
        (Some(change), Some(hoped)) => format!("{} where {} was hoped for", percent(change), percent(hoped)),
        _ => format!("from {} to {}, which cannot be compared", level(&effect.before), level(&effect.after)),
    };
    let mut words = match outcome {
        None => format!("due {}, so far {compared}", expect.by),
        Some(_) => format!("{compared} ({} before, {} after)", level(&effect.before), level(&effect.after)),
    };
    let (before, after) = (effect.points_before, effect.points_after);
    if before < ENOUGH || after < ENOUGH {
        words.push_str(&format!(
            "; too few whole intervals to tell: {before} before, {after} after, need {ENOUGH} each"
        ));
    } else if outcome == Some(ClosureCode::CannotTell) {
        words.push_str("; the scatter is too wide to tell");
    }
    if !effect.confounders.is_empty() {
        let names: Vec<&str> = effect.confounders.iter().map(Name::as_str).collect();
        words.push_str(&format!("; took effect in the same time: {}", names.join(", ")));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Change;
    use crate::model::action::{ActionKind, Closure, Stage};
    use crate::process::specimen::{catalog, day, meta, metric, name, observed, place, seen};

    /// Took effect on 31 January (day 30); expected to take a fifth away by 2 March (day 61 is the day after).
    fn action(text: &str) -> Action {
        let expect = Expectation {
            metric: name("m"),
            aim: Aim::Change(Change::Relative(-0.2)),
            by: "2024-03-01".parse().expect("a date"),
            place: place(),
        };
        Action {
            meta: meta(text),
            title: None,
            description: None,
            cycle: None,
            service: name("desk"),
            kind: ActionKind::Efficiency,
            stage: Some(Stage::Operation),
            state: ActionState::Implemented,
            owner: "@ops".parse().expect("an owner"),
            raised_by: None,
            date_raised: None,
            priority: None,
            size: None,
            timescale: None,
            required_by: None,
            justification: None,
            expect: Some(expect),
            implemented_on: Some("2024-01-31".parse().expect("a date")),
            closure: None,
            proposal: None,
        }
    }

    fn stepping_to(level: f64) -> BTreeMap<Name, Observations> {
        let noise = |n: i64| (n * 7 % 5) as f64 - 2.0;
        let values = (0..90).map(|n| (n, noise(n) + if n <= 30 { 100.0 } else { level }));
        seen(observed(&values.collect::<Vec<_>>()))
    }

    fn reviewed(
        actions: Vec<Action>,
        seen: &BTreeMap<Name, Observations>,
        at: i64,
    ) -> (Vec<ActionReview>, HitRate) {
        let mut catalog = catalog(metric("mean"));
        for action in actions {
            catalog.actions.insert(action.meta.name.clone(), action);
        }
        let reviews = review(&catalog, seen, day(at));
        let rate = hit_rate(&reviews, &catalog);
        (reviews, rate)
    }

    #[test]
    fn the_size_of_the_step_gives_the_outcome() {
        use ClosureCode::{Partly, Successful, Unsuccessful};
        for (level, code) in [
            (75.0, Successful),
            (85.0, Partly),
            (95.0, Unsuccessful),
            (120.0, Unsuccessful),
            (100.0, Unsuccessful),
        ] {
            let (reviews, _) = reviewed(vec![action("a")], &stepping_to(level), 80);
            assert_eq!(reviews[0].outcome, Some(code), "{level}: {}", reviews[0].reason);
        }
    }

    #[test]
    fn before_its_date_it_has_no_outcome_yet() {
        let (reviews, rate) = reviewed(vec![action("a")], &stepping_to(75.0), 50);
        assert_eq!((reviews[0].outcome, rate), (None, HitRate::default()));
        assert!(reviews[0].reason.starts_with("due 2024-03-01, so far -25."), "{}", reviews[0].reason);
        let effect = reviews[0].effect.as_ref().expect("an effect");
        assert_eq!((effect.points_before, effect.points_after), (19, 19));
    }

    #[test]
    fn few_points_cannot_tell() {
        let seen = seen(observed(&[(25, 100.0), (26, 101.0), (31, 70.0), (32, 71.0), (85, 1.0)]));
        let (reviews, rate) = reviewed(vec![action("a")], &seen, 80);
        assert_eq!(reviews[0].outcome, Some(ClosureCode::CannotTell));
        assert!(reviews[0].reason.contains("2 before, 2 after, need 6 each"), "{}", reviews[0].reason);
        assert_eq!(rate.cannot_tell, 1);
    }

    #[test]
    fn others_at_the_same_time_are_named() {
        let (reviews, rate) = reviewed(vec![action("a"), action("b")], &stepping_to(75.0), 80);
        let effect = reviews[0].effect.as_ref().expect("an effect");
        assert_eq!(effect.confounders, [name("b")]);
        assert!(reviews[0].reason.ends_with("took effect in the same time: b"), "{}", reviews[0].reason);
        assert_eq!(rate.successful, 2);
    }

    #[test]
    fn counts_are_compared_per_time() {
        // Two a day before, observed for ten days only; one a day after, for thirty.
        let values: Vec<(i64, f64)> =
            (20..70).flat_map(|n| vec![(n, 1.0); if n <= 30 { 2 } else { 1 }]).collect();
        let mut catalog = catalog(metric("count"));
        catalog.actions.insert(name("a"), action("a"));
        let reviews = review(&catalog, &seen(observed(&values)), day(65));
        let effect = reviews[0].effect.as_ref().expect("an effect");
        assert_eq!((effect.before.value, effect.after.value), (Some(20.0), Some(30.0)));
        assert_eq!((effect.change, reviews[0].outcome), (Some(-0.5), Some(ClosureCode::Successful)));
    }

    #[test]
    fn hopes_in_numbers_are_about_an_interval_when_figures_grow_with_time() {
        // Two a day before and one a day after.
        let values: Vec<(i64, f64)> =
            (0..70).flat_map(|n| vec![(n, 1.0); if n <= 30 { 2 } else { 1 }]).collect();
        let one_fewer = Change::Absolute(crate::model::Literal::Number(-1.0));
        for aim in [Aim::Change(one_fewer), Aim::Value(crate::model::Literal::Number(1.0))] {
            let mut hopeful = action("a");
            hopeful.expect = hopeful.expect.map(|expect| Expectation { aim, ..expect });
            let mut catalog = catalog(metric("count"));
            catalog.actions.insert(name("a"), hopeful);
            let reviews = review(&catalog, &seen(observed(&values)), day(65));
            let effect = reviews[0].effect.as_ref().expect("an effect");
            assert_eq!((effect.change, effect.expected), (Some(-0.5), Some(-0.5)), "{aim:?}");
            assert_eq!(reviews[0].outcome, Some(ClosureCode::Successful));
        }
    }

    #[test]
    fn what_is_not_done_is_not_judged() {
        let mut proposed = action("p");
        proposed.state = ActionState::Proposed;
        let mut withdrawn = action("w");
        withdrawn.state = ActionState::Closed;
        withdrawn.closure = Some(Closure { code: ClosureCode::Withdrawn, evidence: None });
        let mut declared = action("z");
        declared.state = ActionState::Closed;
        declared.expect = None;
        declared.closure = Some(Closure { code: ClosureCode::Partly, evidence: None });
        let (reviews, rate) = reviewed(vec![proposed, withdrawn, declared], &stepping_to(75.0), 80);
        let told: Vec<&str> = reviews.iter().map(|review| review.reason.as_str()).collect();
        assert_eq!(told, ["not implemented: proposed", "withdrawn", "no effect was expected of it"]);
        assert!(reviews.iter().all(|review| review.outcome.is_none()));
        assert_eq!(rate, HitRate { partly: 1, ..HitRate::default() });
    }
}
