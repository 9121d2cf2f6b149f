//! The improvement register: actions with the fields that ITIL gives them, and what became of each.

use serde::Serialize;

use super::Inputs;
use super::parts::{self, DeclaredAt};
use crate::analyse::{CycleAssessment, ObjectiveAssessment};
use crate::catalog::Catalog;
use crate::model::action::{ActionState, ClosureCode, Expectation, Stage};
use crate::model::cycle::Aim;
use crate::model::{Action, Unit};
use crate::present::number::Real;
use crate::present::show;
use crate::process::Figure;
use crate::verify::{ActionReview, Effect, HitRate, hit_rate_by_playbook};

/// An entry of the improvement register.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionView {
    /// Its name, which is its number.
    pub id: String,
    /// What is done, in a sentence.
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// The cycle that it belongs to.
    pub cycle: Option<String>,
    /// The service.
    pub service: String,
    /// What it changes.
    pub kind: &'static str,
    /// The stage of the service's life, where it is stated.
    pub stage: Option<&'static str>,
    /// How far it is.
    pub state: &'static str,
    /// Who does it and is accountable.
    pub owner: String,
    /// Who had the idea.
    pub raised_by: Option<String>,
    /// When.
    pub date_raised: Option<String>,
    /// 1 (first) to 5.
    pub priority: Option<u8>,
    /// `S`, `M`, `L` or `XL`.
    pub size: Option<&'static str>,
    /// `short`, `medium` or `long`.
    pub timescale: Option<&'static str>,
    /// The playbook that it came from.
    pub playbook: Option<String>,
    /// When it is wanted.
    pub required_by: Option<String>,
    /// Why it is worth it.
    pub justification: Option<String>,
    /// The metric that is to tell (KPI).
    pub metric: Option<String>,
    /// By when an effect is expected.
    pub expected_by: Option<String>,
    /// When it took effect.
    pub implemented_on: Option<String>,
    /// How people closed it.
    pub closure: Option<&'static str>,
    /// What they rested that on.
    pub evidence: Option<String>,
    /// The proposal that it came from.
    pub proposal: Option<String>,
    /// What the data say of it.
    pub review: Option<RegisterReview>,
    /// Where it is declared.
    pub declared_at: DeclaredAt,
    /// For people.
    pub text: ActionText,
}

/// An entry as people read it.
#[derive(Debug, Clone, Serialize)]
pub struct ActionText {
    /// The effect that is expected.
    pub expected: String,
    /// Where the metric stood before.
    pub base: String,
    /// Where it is to come.
    pub target: String,
    /// The effect that was achieved.
    pub achieved: String,
    /// The outcome in words.
    pub outcome: &'static str,
}

/// What the data say of an action.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterReview {
    /// `successful`, `partly`, `unsuccessful`, `cannot-tell`; `null` while there is nothing to judge.
    pub outcome: Option<&'static str>,
    /// Guards of its cycle that got worse than allowed.
    pub damage: Vec<String>,
    /// Why, in a sentence.
    pub reason: String,
    /// Before against after.
    pub effect: Option<EffectView>,
}

/// Before against after.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EffectView {
    /// The metric looked at.
    pub metric: String,
    /// The figure before.
    pub before: Option<Real>,
    /// The figure after.
    pub after: Option<Real>,
    /// The unit of both.
    pub unit: String,
    /// Relative change, after ÷ before − 1.
    pub change: Option<Real>,
    /// The change that was hoped for.
    pub expected: Option<Real>,
    /// Intervals with observations before.
    pub points_before: usize,
    /// Intervals with observations after.
    pub points_after: usize,
    /// The lower end of the 95 % interval of the difference of means.
    pub low: Option<Real>,
    /// Its upper end.
    pub high: Option<Real>,
    /// The smallest relative change that would have been seen, with 80 % probability.
    pub detectable: Option<Real>,
    /// How much an interval depends on the one before it (autocorrelation of lag one), 0 to 0.95.
    pub dependence: Real,
    /// Whether days of the week were compared with their like.
    pub by_weekday: bool,
    /// How many intervals more on each side would let half of the hoped-for change be seen.
    pub missing: Option<usize>,
    /// Other actions that took effect in the same time.
    pub confounders: Vec<String>,
    /// For people.
    pub text: EffectText,
}

/// An effect as people read it.
#[derive(Debug, Clone, Serialize)]
pub struct EffectText {
    /// The figure before.
    pub before: String,
    /// The figure after.
    pub after: String,
    /// `+31.7 %`
    pub change: String,
    /// The change that was hoped for.
    pub expected: String,
    /// `9 / 51`
    pub points: String,
    /// `+24.10 pp to +44.70 pp`
    pub interval: String,
    /// The smallest change that would have been seen: `8.0 %`
    pub detectable: String,
    /// The days before.
    pub period_before: String,
    /// The days after.
    pub period_after: String,
}

/// How often past actions worked.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HitRateView {
    /// Did what was expected.
    pub successful: usize,
    /// Did some of it.
    pub partly: usize,
    /// Did not.
    pub unsuccessful: usize,
    /// Nobody can tell.
    pub cannot_tell: usize,
    /// The same in a sentence.
    pub text: String,
    /// The same by the playbook that actions came from, by name.
    pub by_playbook: Vec<PlaybookRateView>,
}

/// How often actions of a playbook worked.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlaybookRateView {
    /// The playbook.
    pub playbook: String,
    /// Did what was expected.
    pub successful: usize,
    /// Did some of it.
    pub partly: usize,
    /// Did not.
    pub unsuccessful: usize,
    /// Nobody can tell.
    pub cannot_tell: usize,
}

/// All actions, by name.
pub fn all(inputs: &Inputs) -> Vec<ActionView> {
    inputs.catalog.actions.values().map(|action| ActionView::new(action, inputs)).collect()
}

impl ActionView {
    fn new(action: &Action, inputs: &Inputs) -> Self {
        let review = inputs.reviews.iter().find(|review| review.action == action.meta.name);
        let expect = action.expect.as_ref();
        Self {
            id: action.meta.name.to_string(),
            title: action.title.clone().unwrap_or_else(|| action.meta.title().to_owned()),
            description: action.description.clone(),
            cycle: action.cycle.as_ref().map(ToString::to_string),
            service: action.service.to_string(),
            kind: action.kind.keyword(),
            stage: action.stage.map(Stage::keyword),
            state: action.state.keyword(),
            owner: action.owner.to_string(),
            raised_by: action.raised_by.clone(),
            date_raised: action.date_raised.map(|day| day.to_string()),
            priority: action.priority,
            size: action.size.map(|size| size.keyword()),
            timescale: action.timescale.map(|timescale| timescale.keyword()),
            playbook: action.playbook.as_ref().map(ToString::to_string),
            required_by: action.required_by.map(|day| day.to_string()),
            justification: action.justification.clone(),
            metric: expect.map(|expect| expect.metric.to_string()),
            expected_by: expect.map(|expect| expect.by.to_string()),
            implemented_on: action.implemented_on.map(|day| day.to_string()),
            closure: action.closure.as_ref().map(|closure| closure.code.keyword()),
            evidence: action.closure.as_ref().and_then(|closure| closure.evidence.clone()),
            proposal: action.proposal.as_ref().map(ToString::to_string),
            review: review.map(|review| RegisterReview::new(review, inputs)),
            declared_at: DeclaredAt::new(&action.meta.place),
            text: text(action, review, inputs),
        }
    }

    /// Whether there is an effect, or at least an implementation, to speak of.
    pub fn is_past(&self) -> bool {
        self.implemented_on.is_some() || self.review.as_ref().is_some_and(|review| review.outcome.is_some())
    }
}

impl RegisterReview {
    fn new(review: &ActionReview, inputs: &Inputs) -> Self {
        Self {
            outcome: review.outcome.map(ClosureCode::keyword),
            damage: review.damage.iter().map(ToString::to_string).collect(),
            reason: review.reason.clone(),
            effect: review.effect.as_ref().map(|effect| EffectView::new(effect, inputs)),
        }
    }
}

impl EffectView {
    fn new(effect: &Effect, inputs: &Inputs) -> Self {
        let unit = parts::unit_of(inputs.catalog, &effect.metric);
        Self {
            metric: effect.metric.to_string(),
            before: effect.before.value.map(Real),
            after: effect.after.value.map(Real),
            unit: unit.canonical_symbol().to_owned(),
            change: effect.change.map(Real),
            expected: effect.expected.map(Real),
            points_before: effect.points_before,
            points_after: effect.points_after,
            low: effect.difference.map(|(low, _)| Real(low)),
            high: effect.difference.map(|(_, high)| Real(high)),
            detectable: effect.detectable.map(Real),
            dependence: Real(effect.dependence),
            by_weekday: effect.by_weekday,
            missing: effect.missing,
            confounders: effect.confounders.iter().map(ToString::to_string).collect(),
            text: effect_text(effect, &unit, inputs),
        }
    }
}

impl HitRateView {
    /// The hit rate, its sentence, and that of each playbook.
    pub fn new(inputs: &Inputs) -> Self {
        let rate = inputs.hit_rate;
        let HitRate { successful, partly, unsuccessful, cannot_tell } = rate;
        let by_playbook = hit_rate_by_playbook(inputs.reviews, inputs.catalog);
        let by_playbook = by_playbook.into_iter().map(|(playbook, rate)| PlaybookRateView {
            playbook: playbook.to_string(),
            successful: rate.successful,
            partly: rate.partly,
            unsuccessful: rate.unsuccessful,
            cannot_tell: rate.cannot_tell,
        });
        let (by_playbook, text) = (by_playbook.collect(), hit_rate_text(rate));
        Self { successful, partly, unsuccessful, cannot_tell, text, by_playbook }
    }
}

fn hit_rate_text(rate: HitRate) -> String {
    let judged = rate.judged();
    let untold = match rate.cannot_tell {
        0 => String::new(),
        n => format!(" Of {} the data do not tell.", show::counted(n, "action")),
    };
    if judged == 0 {
        return format!("No past action can be judged yet.{untold}");
    }
    let partly = if rate.partly == 0 { String::new() } else { format!(", {} did some of it", rate.partly) };
    let all = show::counted(judged, "judged action");
    format!(
        "Of {all}, {} did what was expected{partly}, {} did not.{untold}",
        rate.successful, rate.unsuccessful
    )
}

fn text(action: &Action, review: Option<&ActionReview>, inputs: &Inputs) -> ActionText {
    let catalog = inputs.catalog;
    let effect = review.and_then(|review| review.effect.as_ref());
    let (base, target) = course(action, effect, inputs);
    ActionText {
        base,
        target,
        expected: action.expect.as_ref().map_or_else(|| show::NOTHING.to_owned(), |e| expected(e, catalog)),
        achieved: effect
            .and_then(|effect| effect.change)
            .map_or_else(|| show::NOTHING.to_owned(), show::change),
        outcome: outcome(action, review),
    }
}

fn expected(expect: &Expectation, catalog: &Catalog) -> String {
    let unit = parts::unit_of(catalog, &expect.metric);
    match expect.aim {
        Aim::Change(change) => change.to_string(),
        Aim::Value(level) => {
            level.in_unit(&unit).map_or_else(|_| show::NOTHING.to_owned(), |value| show::plain(&unit, value))
        }
    }
}

/// From where to where: the figure before the action took effect, else the baseline of its cycle for the same metric,
/// else what the first promise about the metric shows now.
fn course(action: &Action, effect: Option<&Effect>, inputs: &Inputs) -> (String, String) {
    let nothing = || show::NOTHING.to_owned();
    let Some(expect) = &action.expect else { return (nothing(), nothing()) };
    let unit = parts::unit_of(inputs.catalog, &expect.metric);
    let own = |cycle: &&CycleAssessment| {
        Some(&cycle.cycle) == action.cycle.as_ref() && cycle.metric == expect.metric
    };
    let baseline = || inputs.assessment.cycles.iter().find(own).and_then(|cycle| cycle.baseline);
    let on_it = |one: &&ObjectiveAssessment| {
        let speaks_its_unit = one.is_share == (unit.canonical_symbol() == Unit::ratio().canonical_symbol());
        one.metric == expect.metric && one.id.each.is_none() && speaks_its_unit
    };
    let now = || inputs.assessment.objectives.iter().find(on_it).and_then(|one| one.observed.value);
    let base = effect.and_then(|effect| effect.before.value).or_else(baseline).or_else(now);
    let target = match expect.aim {
        Aim::Value(level) => level.in_unit(&unit).ok(),
        Aim::Change(change) => base.and_then(|base| change.apply(base, &unit).ok()),
    };
    (show::value(&unit, base), show::value(&unit, target))
}

/// What became of it: what the data say, else what people closed it with, else that it goes on.
fn outcome(action: &Action, review: Option<&ActionReview>) -> &'static str {
    let closed = action.closure.as_ref().map(|closure| closure.code);
    let code = review.and_then(|review| review.outcome).or(closed);
    match code {
        Some(ClosureCode::Successful) => "✔ it worked",
        Some(ClosureCode::Partly) => "▲ it worked in part",
        Some(ClosureCode::Unsuccessful) => "✘ it did not work",
        Some(ClosureCode::CannotTell) => "? the data do not tell",
        Some(ClosureCode::Withdrawn) => "withdrawn",
        None if action.state == ActionState::Implemented => "its effect is awaited",
        None => show::NOTHING,
    }
}

fn effect_text(effect: &Effect, unit: &Unit, inputs: &Inputs) -> EffectText {
    let period = |figure: &Figure| show::interval(figure.interval, inputs.zone());
    let interval =
        |(low, high)| format!("{} to {}", show::difference(unit, low), show::difference(unit, high));
    let change = |change: Option<f64>| change.map_or_else(|| show::NOTHING.to_owned(), show::change);
    EffectText {
        before: show::value(unit, effect.before.value),
        after: show::value(unit, effect.after.value),
        change: change(effect.change),
        expected: change(effect.expected),
        points: format!("{} / {}", effect.points_before, effect.points_after),
        interval: effect.difference.map_or_else(|| show::NOTHING.to_owned(), interval),
        detectable: effect
            .detectable
            .map_or_else(|| show::NOTHING.to_owned(), |share| format!("{:.1} %", share * 100.0)),
        period_before: period(&effect.before),
        period_after: period(&effect.after),
    }
}
