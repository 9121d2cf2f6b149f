//! Step 5 of a metric: how its control chart is laid out.

use schemars::JsonSchema;
use serde::Deserialize;

use super::word::words;
use crate::declare::lower::{Lower, PeriodSpec};
use crate::declare::scalar::{Day, Parsed};
use crate::model::chart::{ChartPlan, ExcludedDays, Phases};
use crate::statistics::control::{Kind, Rule};
use crate::text::Place;

/// How the figures of a metric are looked at. Nothing needs to be said here.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Analyse")]
pub struct AnalyseSpec {
    /// The control chart.
    #[serde(default)]
    chart: ChartSpec,
}

/// A control chart: which kind, and from what its limits are taken. Verdicts do not rest on it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Chart")]
struct ChartSpec {
    /// Which chart. Unless given: `p-prime` for shares of observations, `u-prime` for counts over agreed times of
    /// unequal length, otherwise `xmr`.
    kind: Option<KindWord>,
    /// The days on which limits begin anew; an empty list means nowhere. Unless given: where the data show that the
    /// level changed.
    #[schemars(example = ["2016-04-10"])]
    phases: Option<Vec<Parsed<Day>>>,
    /// The days that limits are taken from; they hold until limits begin anew on one of `phases`.
    baseline: Option<PeriodSpec>,
    /// Days of which it is known what happened: they are drawn, and left out of limits and signals.
    #[serde(default)]
    exclude: Vec<ExcludeSpec>,
    /// Whether steps between neighbours of more than 3.267 times their mean are left out of the limits.
    #[serde(default)]
    screened: bool,
    /// The rules that tell of signals. Unless given: those that seldom cry wolf.
    #[schemars(example = ["nelson-1", "nelson-2"])]
    rules: Option<Vec<RuleWord>>,
}

/// Days of which it is known what happened.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ChartExclusion")]
struct ExcludeSpec {
    /// The first day.
    from: Parsed<Day>,
    /// The last day; the first unless given.
    to: Option<Parsed<Day>>,
    /// What happened.
    #[schemars(example = &"Strike of the carriers.")]
    reason: String,
}

words! {
    /// A kind of control chart.
    KindWord => Kind {
        /// Individual values and their moving range.
        "xmr" Xmr => Kind::Xmr,
        /// Shares of varying numbers of observations (Laney).
        "p-prime" PPrime => Kind::PPrime,
        /// Counts over varying lengths of time (Laney).
        "u-prime" UPrime => Kind::UPrime,
    }
}

words! {
    /// A rule that tells of signals of a control chart.
    RuleWord => Rule {
        /// A value outside the limits.
        "nelson-1" Nelson1 => Rule::Nelson1,
        /// Nine in a row on one side of the middle.
        "nelson-2" Nelson2 => Rule::Nelson2,
        /// Six in a row that rise, or that fall.
        "nelson-3" Nelson3 => Rule::Nelson3,
        /// Fourteen in a row that go up and down in turns.
        "nelson-4" Nelson4 => Rule::Nelson4,
        /// Two of three near the same limit.
        "nelson-5" Nelson5 => Rule::Nelson5,
        /// Four of five away from the middle, on one side.
        "nelson-6" Nelson6 => Rule::Nelson6,
        /// Fifteen in a row close to the middle.
        "nelson-7" Nelson7 => Rule::Nelson7,
        /// Eight in a row away from the middle, on both sides.
        "nelson-8" Nelson8 => Rule::Nelson8,
        /// A value outside the limits.
        "western-electric-1" WesternElectric1 => Rule::WesternElectric1,
        /// Two of three near the same limit.
        "western-electric-2" WesternElectric2 => Rule::WesternElectric2,
        /// Four of five away from the middle, on one side.
        "western-electric-3" WesternElectric3 => Rule::WesternElectric3,
        /// Eight in a row on one side of the middle.
        "western-electric-4" WesternElectric4 => Rule::WesternElectric4,
        /// Seven in a row on one side of the middle.
        "seven-on-one-side" SevenOnOneSide => Rule::SevenOnOneSide,
        /// Seven in a row that rise, or that fall.
        "seven-trending" SevenTrending => Rule::SevenTrending,
    }
}

impl AnalyseSpec {
    /// What it means.
    pub fn lower(self, place: &Place, lower: &mut Lower<'_>) -> ChartPlan {
        self.chart.lower(&place.child("chart"), lower)
    }
}

impl ChartSpec {
    fn lower(self, place: &Place, lower: &mut Lower<'_>) -> ChartPlan {
        let exclude_at = place.child("exclude");
        let exclude = self.exclude.into_iter().enumerate();
        ChartPlan {
            kind: self.kind.map(KindWord::lower),
            phases: self.phases.map_or(Phases::Found, phases),
            baseline: self.baseline.and_then(|period| lower.period(&place.child("baseline"), &period)),
            exclude: exclude
                .filter_map(|(index, excluded)| excluded.lower(&exclude_at.index(index), lower))
                .collect(),
            is_screened: self.screened,
            rules: self.rules.map_or_else(
                || Rule::DEFAULT.to_vec(),
                |rules| rules.into_iter().map(RuleWord::lower).collect(),
            ),
        }
    }
}

/// Days on which limits begin anew, in order; none at all means nowhere.
fn phases(days: Vec<Parsed<Day>>) -> Phases {
    let mut days: Vec<_> = days.into_iter().map(|day| day.0.0).collect();
    days.sort_unstable();
    days.dedup();
    if days.is_empty() { Phases::Whole } else { Phases::On(days) }
}

impl ExcludeSpec {
    fn lower(self, place: &Place, lower: &mut Lower<'_>) -> Option<ExcludedDays> {
        let to = self.to.map_or(self.from.0, |to| to.0);
        let period = lower.period(place, &PeriodSpec { from: self.from, to: Parsed(to) })?;
        Some(ExcludedDays { period, reason: self.reason })
    }
}
