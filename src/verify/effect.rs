//! What actions did: before against after, for everything in the improvement register that has been done.
//!
//! An uncontrolled before-after comparison (D. T. Campbell and J. C. Stanley 1963, "Experimental and
//! Quasi-Experimental Designs for Research"), with what can be said against it told beside it: how many intervals it
//! rests on, how sure the difference is, and which other actions took effect in the same time.
//!
//! 1. [`super::spans`]: as many days before as after, the day itself left out, both cut to what is observed.
//! 2. The figures of both, over all observations. Sums and counts are compared per unit of time ([`pace`]), and a hope
//!    in numbers (`value: 200`, `change: -5`) is one about `process.interval`: two hundred a day, five fewer a day.
//! 3. [`welch`]: the 95 % interval of the difference between the means of interval values, by the noise of the series
//!    itself: neighbours that depend on each other tell less, and days of the week are compared with their like.
//! 4. [`super::judgement`]: the outcome, once the date of the expectation has passed. Before that there is none.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::catalog::Catalog;
use crate::model::action::{Action, ActionState, ClosureCode, Expectation};
use crate::model::cycle::Aim;
use crate::model::metric::Direction;
use crate::model::quantity::relative;
use crate::model::window::{end_of_day, start_of_day};
use crate::model::{Interval, Metric, Name, Observations};
use crate::process::{Evidence, Figure, Scope, figure, pace, series, whole_points};
use crate::statistics::{mean, welch};

use super::judgement::{ENOUGH, PART, outcome, with_damage};
use super::review::{ActionReview, Effect, HitRate};
use super::spans::{Spans, spans};

/// Guards that got worse than allowed, by cycle.
pub type Damage = BTreeMap<Name, Vec<Name>>;

/// A review of every action in the register, by name. `damage` is what analysis found of the guards of cycles.
pub fn review(
    catalog: &Catalog,
    observations: &BTreeMap<Name, Observations>,
    as_of: Timestamp,
    damage: &Damage,
) -> Vec<ActionReview> {
    let evidence = Evidence::new(catalog, observations, as_of);
    let of = |action: &Action| {
        let damage = action.cycle.as_ref().and_then(|cycle| damage.get(cycle));
        review_of(&evidence, action, damage.map(Vec::as_slice).unwrap_or_default())
    };
    catalog.actions.values().map(of).collect()
}

/// How often actions that are implemented or closed did what was expected. Where the data give no outcome, or are no
/// longer kept, the declared one counts; an action that was withdrawn was no attempt and does not.
pub fn hit_rate(reviews: &[ActionReview], catalog: &Catalog) -> HitRate {
    let mut rate = HitRate::default();
    done(reviews, catalog).for_each(|(_, code)| rate.count(code));
    rate
}

/// The same for each playbook that an action came from.
pub fn hit_rate_by_playbook(reviews: &[ActionReview], catalog: &Catalog) -> BTreeMap<Name, HitRate> {
    let mut rates: BTreeMap<Name, HitRate> = BTreeMap::new();
    for (action, code) in done(reviews, catalog) {
        if let Some(playbook) = &action.playbook {
            rates.entry(playbook.clone()).or_default().count(code);
        }
    }
    rates
}

/// Actions that were carried out, each with how it ended.
fn done<'a>(
    reviews: &'a [ActionReview],
    catalog: &'a Catalog,
) -> impl Iterator<Item = (&'a Action, ClosureCode)> {
    reviews.iter().filter_map(|review| {
        let action = catalog.actions.get(&review.action).filter(|action| is_done(action))?;
        let declared = action.closure.as_ref().map(|closure| closure.code);
        let seen = review.outcome.filter(|_| review.is_observed());
        Some((action, seen.or(declared).or(review.outcome)?))
    })
}

fn is_done(action: &Action) -> bool {
    matches!(action.state, ActionState::Implemented | ActionState::Closed)
}

fn review_of(evidence: &Evidence<'_>, action: &Action, damage: &[Name]) -> ActionReview {
    let nothing_yet = |reason: &str| ActionReview {
        action: action.meta.name.clone(),
        effect: None,
        outcome: None,
        damage: Vec::new(),
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
    let lower_is_better = scope.metric.direction == Direction::Lower;
    let outcome = is_due.then(|| with_damage(outcome(&effect, mean_before, lower_is_better), damage));
    let reason = reason(&effect, expect, outcome, scope.metric);
    let reason = match (damage.is_empty(), outcome) {
        (true, _) => reason,
        (false, Some(ClosureCode::Partly)) => {
            format!("met with damage: {} got worse than allowed; {reason}", names(damage))
        }
        (false, _) => format!("{reason}; {} got worse than allowed", names(damage)),
    };
    ActionReview {
        action: action.meta.name.clone(),
        effect: Some(effect),
        outcome,
        damage: damage.to_vec(),
        reason,
    }
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
    let (values_before, values_after) = (readings(scope, before), readings(scope, after));
    let difference = welch::difference(&values_before, &values_after);
    let mean_before = mean(&values_before.iter().map(|reading| reading.value).collect::<Vec<_>>());
    let whole = Interval::new(before.from, after.to);
    let (before, after) = (figure(scope, before), figure(scope, after));
    let expected = hoped_for(expect.aim, scope, &before);
    let detectable = difference
        .zip(mean_before)
        .map(|(difference, mean)| difference.detectable / mean.abs())
        .filter(|share| share.is_finite());
    let effect = Effect {
        metric: expect.metric.clone(),
        change: change(scope, &before, &after),
        expected,
        before,
        after,
        points_before: values_before.len(),
        points_after: values_after.len(),
        difference: difference.map(|difference| (difference.low, difference.high)),
        detectable,
        dependence: difference.map_or(0.0, |difference| difference.dependence),
        by_weekday: difference.is_some_and(|difference| difference.by_phase),
        missing: missing(detectable, expected, values_after.len()),
        confounders: confounders(evidence, action, expect, whole),
        series: series(scope, whole),
    };
    (effect, mean_before)
}

/// The whole intervals of a span, with the day of the week where intervals are shorter than one.
fn readings(scope: &Scope<'_>, span: Interval) -> Vec<welch::Reading> {
    const DAY: f64 = 86_400.0;
    let mut end = None;
    let reading = |(interval, value): (Interval, f64)| {
        let follows = end == Some(interval.from);
        end = Some(interval.to);
        let weekday = interval.from.to_zoned_datetime(scope.zone.clone()).weekday();
        // A day that gets an hour more is still a day.
        let phase = if interval.seconds() <= 1.1 * DAY { weekday.to_monday_zero_offset() } else { 0 };
        welch::Reading { value, phase: u8::try_from(phase).unwrap_or(0), follows }
    };
    whole_points(scope, span).into_iter().map(reading).collect()
}

/// How many intervals more it takes until half of the hoped-for change can be seen, when both sides grow alike: what is
/// detectable falls with the root of their number.
fn missing(detectable: Option<f64>, hoped: Option<f64>, points: usize) -> Option<usize> {
    let needed = (detectable? / (PART * hoped?.abs())).powi(2) * points as f64;
    let more = (needed - points as f64).ceil();
    (1.0..1e6).contains(&more).then_some(more as usize)
}

fn names(names: &[Name]) -> String {
    names.iter().map(Name::as_str).collect::<Vec<_>>().join(", ")
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
    let level = |figure: &Figure| figure.value.map_or("nothing".into(), |value| metric.unit.show(value));
    let compared = match (effect.change, effect.expected) {
        (Some(change), Some(hoped)) => {
            format!("{} where {} was hoped for", relative(change), relative(hoped))
        }
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
    } else if outcome == Some(ClosureCode::CannotTell) && effect.change.is_none() {
        words.push_str("; nothing has no share: say what is expected as an amount, or as a value to reach");
    } else if outcome == Some(ClosureCode::CannotTell) {
        words.push_str("; the scatter is too wide to tell");
        if let Some(share) = effect.detectable {
            words.push_str(&format!(": it hides changes of less than {:.1} %", share * 100.0));
        }
        if let Some(more) = effect.missing {
            let every = metric.process.interval;
            words.push_str(&format!("; {more} more intervals of {every} on each side would show half of it"));
        }
    }
    if !effect.confounders.is_empty() {
        words.push_str(&format!("; took effect in the same time: {}", names(&effect.confounders)));
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
            playbook: None,
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
        let reviews = review(&catalog, seen, day(at), &Damage::new());
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
        let reviews = review(&catalog, &seen(observed(&values)), day(65), &Damage::new());
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
            let reviews = review(&catalog, &seen(observed(&values)), day(65), &Damage::new());
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

    #[test]
    fn a_declared_outcome_stands_when_the_rows_behind_it_are_no_longer_kept() {
        let mut closed = action("a");
        closed.state = ActionState::Closed;
        closed.closure = Some(Closure { code: ClosureCode::Successful, evidence: None });
        let late: Vec<(i64, f64)> = (40..90).map(|n| (n, 75.0)).collect();
        let (reviews, rate) = reviewed(vec![closed.clone()], &seen(observed(&late)), 80);
        assert!(!reviews[0].is_observed(), "{reviews:?}");
        assert_eq!(rate, HitRate { successful: 1, ..HitRate::default() });
        // Where they are kept, they have the last word.
        let (_, rate) = reviewed(vec![closed], &stepping_to(100.0), 80);
        assert_eq!(rate, HitRate { unsuccessful: 1, ..HitRate::default() });
    }

    #[test]
    fn with_damage_nothing_is_wholly_successful() {
        let mut hurt = action("a");
        hurt.cycle = Some(name("c"));
        let mut catalog = catalog(metric("mean"));
        catalog.actions.insert(name("a"), hurt);
        let damage = Damage::from([(name("c"), vec![name("reopened")])]);
        let reviews = review(&catalog, &stepping_to(75.0), day(80), &damage);
        assert_eq!(reviews[0].outcome, Some(ClosureCode::Partly));
        let words = "met with damage: reopened got worse than allowed; -25.";
        assert!(reviews[0].reason.starts_with(words), "{}", reviews[0].reason);
        let flat = review(&catalog, &stepping_to(100.0), day(80), &damage);
        assert_eq!(flat[0].outcome, Some(ClosureCode::Unsuccessful));
        assert!(flat[0].reason.ends_with("; reopened got worse than allowed"), "{}", flat[0].reason);
    }

    #[test]
    fn who_cannot_tell_says_what_could_have_been_seen_and_what_it_takes() {
        // A random walk of steps that come back after long: neighbours are much alike.
        let level = |n: i64| 100.0 + 30.0 * ((n as f64) / 6.0).sin();
        let seen = seen(observed(&(0..90).map(|n| (n, level(n))).collect::<Vec<_>>()));
        let (reviews, _) = reviewed(vec![action("a")], &seen, 80);
        let effect = reviews[0].effect.as_ref().expect("an effect");
        assert_eq!(reviews[0].outcome, Some(ClosureCode::CannotTell), "{}", reviews[0].reason);
        assert!(effect.dependence > 0.5 && effect.detectable.is_some_and(|share| share > 0.1), "{effect:?}");
        assert!(effect.missing.is_some());
        assert!(reviews[0].reason.contains("more intervals of 1d on each side"), "{}", reviews[0].reason);
    }

    #[test]
    fn playbooks_have_a_rate_of_their_own() {
        let from = |text: &str, playbook: Option<&str>| {
            let mut one = action(text);
            one.playbook = playbook.map(name);
            one
        };
        let mut catalog = catalog(metric("mean"));
        for one in [from("a", Some("p")), from("b", Some("p")), from("c", None)] {
            catalog.actions.insert(one.meta.name.clone(), one);
        }
        let reviews = review(&catalog, &stepping_to(75.0), day(80), &Damage::new());
        let rates = hit_rate_by_playbook(&reviews, &catalog);
        assert_eq!(
            rates.into_iter().map(|(name, rate)| (name, rate.successful)).collect::<Vec<_>>(),
            [(name("p"), 2)]
        );
    }
}
