//! The settings: what moves every promise at once.

use super::order::or_nothing;
use super::{Direction, Judged, Route, Sides};
use crate::model::settings::{AsOf, RuleLevel, RuleSettings, RuleWord};
use crate::text::{Place, Source};

/// Every way to ease settings.
pub const CHECKS: &[fn(&Sides<'_>) -> Option<Judged>] =
    &[time_zone, fiscal_year, as_of, observed_branch, roots, rules];

/// Where a setting stands, or would stand.
fn place(sides: &Sides<'_>, key: &str) -> Place {
    let declared = sides.head.settings.place.as_ref().or(sides.base.settings.place.as_ref());
    let nowhere = || Place::document(Source::new("deming.yaml", ""), 0);
    declared.cloned().unwrap_or_else(nowhere).child(key)
}

/// Days begin and end at other moments, and with them windows.
fn time_zone(sides: &Sides<'_>) -> Option<Judged> {
    let (old, new) = (&sides.base.settings.zone, &sides.head.settings.zone);
    let name = |zone: &jiff::tz::TimeZone| zone.iana_name().unwrap_or("UTC").to_owned();
    (old != new)
        .then(|| Judged::incomparable(Route::TimeZone, name(old), name(new), place(sides, "timeZone")))
}

fn fiscal_year(sides: &Sides<'_>) -> Option<Judged> {
    let (old, new) = (sides.base.settings.fiscal_year_start, sides.head.settings.fiscal_year_start);
    let words = |month: i8| format!("month {month}");
    (old != new).then(|| {
        Judged::incomparable(Route::FiscalYear, words(old), words(new), place(sides, "fiscalYearStart"))
    })
}

/// What is pinned grows no older, and nothing that comes later is judged.
fn as_of(sides: &Sides<'_>) -> Option<Judged> {
    let (old, new) = (sides.base.settings.as_of, sides.head.settings.as_of);
    let words = |as_of: Option<AsOf>| {
        or_nothing(as_of.map(|as_of| match as_of {
            AsOf::Moment(moment) => moment.to_string(),
            AsOf::Day(day) => day.to_string(),
        }))
    };
    let at = || place(sides, "asOf");
    match (old, new) {
        (old, new) if old == new => None,
        (_, Some(_)) => Some(Judged::incomparable(Route::AsOf, words(old), words(new), at())),
        (_, None) => Some(Judged::new(Route::AsOf, Direction::Strengthened, words(old), words(new), at())),
    }
}

/// Figures of remote sources follow from other observations, whoever made those.
fn observed_branch(sides: &Sides<'_>) -> Option<Judged> {
    let (old, new) = (&sides.base.settings.observed_branch, &sides.head.settings.observed_branch);
    let at = || place(sides, "observedBranch");
    (old != new).then(|| Judged::incomparable(Route::ObservedBranch, old.clone(), new.clone(), at()))
}

/// Declarations outside the roots are looked at no longer.
fn roots(sides: &Sides<'_>) -> Option<Judged> {
    let (old, new) = (&sides.base.settings.roots, &sides.head.settings.roots);
    let tidy = |root: &str| match root.trim_start_matches("./").trim_end_matches('/') {
        "." => String::new(),
        root => root.to_owned(),
    };
    let covers = |outer: &str, inner: &str| {
        let (outer, inner) = (tidy(outer), tidy(inner));
        let below = |rest: &str| rest.is_empty() || rest.starts_with('/');
        outer.is_empty() || inner.strip_prefix(&outer).is_some_and(below)
    };
    let left_out = |from: &[String], by: &[String]| {
        from.iter().any(|inner| !by.iter().any(|outer| covers(outer, inner)))
    };
    let direction = match (left_out(old, new), left_out(new, old)) {
        (true, _) => Direction::Weakened,
        (false, true) => Direction::Strengthened,
        (false, false) => return None,
    };
    Some(Judged::new(Route::Roots, direction, old.join(", "), new.join(", "), place(sides, "roots")))
}

/// Rules that are asked no longer, may be waived again, or are less bad than they were.
fn rules(sides: &Sides<'_>) -> Option<Judged> {
    let (old, new) = (&sides.base.settings.rules, &sides.head.settings.rules);
    let named = |words: &[RuleWord], one: &RuleWord| words.iter().any(|word| word.word == one.word);
    let gone = |from: &[RuleWord], of: &[RuleWord]| from.iter().any(|word| !named(of, word));
    let eased = |from: &RuleSettings, to: &RuleSettings| {
        gone(&from.locked, &to.locked) || gone(&to.ignore, &from.ignore) || is_lower(from, to)
    };
    let direction = match (eased(old, new), eased(new, old)) {
        (true, _) => Direction::Weakened,
        (false, true) => Direction::Strengthened,
        (false, false) => return None,
    };
    Some(Judged::new(Route::Rules, direction, rule_words(old), rule_words(new), place(sides, "rules")))
}

/// Whether a rule has a lower level than before. One that was named by no level had its own, which any but `error` may
/// be below.
fn is_lower(from: &RuleSettings, to: &RuleSettings) -> bool {
    let level = |settings: &RuleSettings, word: &str| {
        settings.levels.iter().find(|(known, _)| known.word == word).map(|(_, level)| *level)
    };
    let words = from.levels.iter().chain(&to.levels).map(|(word, _)| word.word.as_str());
    words.into_iter().any(|word| match (level(from, word), level(to, word)) {
        (Some(before), Some(after)) => after < before,
        (None, Some(after)) => after < RuleLevel::Error,
        (Some(before), None) => before == RuleLevel::Error,
        (None, None) => false,
    })
}

fn rule_words(rules: &RuleSettings) -> String {
    let listed =
        |words: &[RuleWord]| words.iter().map(|word| word.word.as_str()).collect::<Vec<_>>().join(", ");
    let keyword = |level: &RuleLevel| match level {
        RuleLevel::Note => "note",
        RuleLevel::Warning => "warning",
        RuleLevel::Error => "error",
    };
    let levels: Vec<String> =
        rules.levels.iter().map(|(word, level)| format!("{}: {}", word.word, keyword(level))).collect();
    let parts = [
        ("locked", listed(&rules.locked)),
        ("ignored", listed(&rules.ignore)),
        ("levels", levels.join(", ")),
    ];
    let some = parts.iter().filter(|(_, words)| !words.is_empty());
    let words: Vec<String> = some.map(|(name, words)| format!("{name} {words}")).collect();
    if words.is_empty() { "all as they are".into() } else { words.join("; ") }
}
