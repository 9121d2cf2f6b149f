//! `kind: SLO`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::alert_policy::AlertPolicySpec;
use super::annotations::Ours;
use super::document::{MetadataSpec, ObjectSpec, Within};
use super::objective::{Asked, ObjectiveSpec, OurObjective};
use super::service::PRACTICE;
use super::sli::IndicatorSpec;
use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::declare::scalar::{Description, Parsed, StartTime, Zone};
use crate::declare::v1::agreement::{ALWAYS, AgreementTypeWord, PartiesSpec, ReviewSpec};
use crate::declare::v1::objective::BudgetingWord;
use crate::finding::Finding;
use crate::model::agreement::{AgreementKind, Composite, objective_name};
use crate::model::alert::Given;
use crate::model::service::Practice;
use crate::model::window::Motion;
use crate::model::{
    Agreement, AlertPolicy, Duration, Indicator, Meta, Name, Object, Objective, Service, TimeWindow,
};
use crate::text::Place;

/// A level that a service is to keep.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SloSpec {
    /// What it is for.
    #[allow(dead_code)] // The model has no place for it; it is kept where it is written.
    description: Option<Parsed<Description>>,
    /// The Service, by name; it need not be declared.
    service: Parsed<Name>,
    /// How the level is measured, written here.
    indicator: Option<IndicatorSpec>,
    /// The SLI, by name.
    indicator_ref: Option<Parsed<Name>>,
    /// The window that is judged: a list of exactly one.
    #[schemars(length(min = 1, max = 1), example = serde_json::json!([{"duration": "28d", "isRolling": true}]))]
    time_window: Vec<WindowSpec>,
    /// How the error budget is counted.
    budgeting_method: BudgetingWord,
    /// The levels; at least one. Where each has an indicator of its own they are judged as one, too.
    #[schemars(length(min = 1))]
    objectives: Vec<ObjectiveSpec>,
    /// Who is told when the level is in danger, by name or written here.
    #[serde(default)]
    alert_policies: Vec<PolicySpec>,
}

/// The time that is judged.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "TimeWindow")]
struct WindowSpec {
    /// Its length.
    duration: Parsed<Duration>,
    /// Whether it ends now, at every moment, rather than jump from one calendar period to the next.
    #[serde(default)]
    #[schemars(extend("default" = false))]
    is_rolling: bool,
    /// For a window that jumps: where its periods start, and on whose calendar.
    calendar: Option<CalendarSpec>,
}

/// Where the periods of a calendar window start.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "TimeWindowCalendar")]
struct CalendarSpec {
    /// The start of any one period; all others are whole durations away from it.
    start_time: Parsed<StartTime>,
    /// Whose calendar.
    time_zone: Parsed<Zone>,
}

/// A policy: `alertPolicyRef`, or `kind`, `metadata` and `spec`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "SloAlertPolicy")]
struct PolicySpec {
    /// The AlertPolicy, by name.
    alert_policy_ref: Option<Parsed<Name>>,
    /// `AlertPolicy`.
    kind: Option<String>,
    /// Its name.
    metadata: Option<MetadataSpec>,
    /// What is declared about it.
    spec: Option<AlertPolicySpec>,
}

const OURS: [&str; 9] = [
    "change",
    "type",
    "parties",
    "serviceHours",
    "review",
    "objectives",
    "agreement",
    "timeWindow",
    "beside",
];

impl ObjectSpec for SloSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Vec<Object> {
        let at = meta.place.child("spec");
        let service = self.service.0.clone();
        let mention = mention(&service, at.child("service"));
        let window = only_window(self.time_window, &at.child("timeWindow"), lower);
        let policies = policies(self.alert_policies, &at.child("alertPolicies"), lower);
        let ours = Ours::of(&meta, &OURS, lower);
        let known: Vec<OurObjective> = ours.nested("objectives", lower).unwrap_or_default();
        let is_composite = self.objectives.iter().any(ObjectiveSpec::has_indicator);
        let mut parts = Parts { slo: &meta.name, service: &service, is_composite, indicators: Vec::new() };
        let common =
            common_indicator(self.indicator, self.indicator_ref, &self.objectives, &at, &mut parts, lower);
        let list = at.child("objectives");
        if self.objectives.is_empty() {
            let message = "an SLO has at least one objective";
            lower.report(Finding::new(&rules::MISSING_FIELD, &list, message));
        }
        let (mut objectives, mut weights) = (Vec::new(), Vec::new());
        let mut known = known.into_iter();
        for (index, mut written) in self.objectives.into_iter().enumerate() {
            let place = list.index(index);
            let of = written.indicator(&place, common.as_ref(), &mut parts, lower);
            let known = known.next().unwrap_or_default();
            weights.push(written.weight(is_composite, &place, lower));
            if let (Some((metric, asked)), Some(window)) = (of, &window) {
                let name = |title: Option<&str>| {
                    objective_name(title, index, |name| {
                        objectives.iter().any(|one: &Objective| one.name == *name)
                    })
                };
                let objective = written.lower(
                    place,
                    metric,
                    asked,
                    window.clone(),
                    self.budgeting_method,
                    known,
                    &name,
                    lower,
                );
                objectives.extend(objective);
            }
        }
        let whole = objectives.len() == weights.len();
        let composite = Composite::NAME.parse().ok().filter(|_| is_composite && whole);
        let hours: Option<Name> = ours.scalar("serviceHours", lower);
        let kind = ours.nested("type", lower).map_or(AgreementKind::Slo, AgreementTypeWord::lower);
        let parties = ours.nested::<PartiesSpec>("parties", lower).unwrap_or_default().lower();
        let review = ours.nested("review", lower).map(ReviewSpec::lower);
        let indicators = parts.indicators;
        let agreement = Agreement {
            kind,
            service,
            parties,
            service_hours: hours.filter(|name| name.as_str() != ALWAYS),
            review,
            objectives,
            composite: composite.map(|name| Composite { name, weights }),
            alert_policies: policies,
            meta,
        };
        let indicators = indicators.into_iter().map(|one| Object::Indicator(Box::new(one)));
        mention.into_iter().chain(indicators).chain([Object::Agreement(agreement)]).collect()
    }
}

/// What is written within an SLO besides its objectives.
pub struct Parts<'s> {
    /// Its name.
    pub slo: &'s Name,
    /// Its service.
    pub service: &'s Name,
    /// Whether each objective has an indicator of its own.
    pub is_composite: bool,
    /// The indicators that are written in it.
    pub indicators: Vec<Indicator>,
}

impl Parts<'_> {
    /// The one indicator of a mapping: written there, or named. Gives its name and what can be asked of it.
    pub fn indicator(
        &mut self,
        written: Option<IndicatorSpec>,
        named: Option<Name>,
        place: &Place,
        lower: &mut Lower<'_>,
    ) -> Option<(Name, Asked)> {
        let written = written.map(Box::new).map(Which::Written);
        let named = named.map(Which::Named);
        match lower.exactly_one(place, [("indicator", written), ("indicatorRef", named)])? {
            Which::Named(name) => Some((name, Asked::Unknown)),
            Which::Written(indicator) => {
                let asked = if indicator.is_ratio() { Asked::Share } else { Asked::Value };
                let indicator = indicator.lower(place.child("indicator"), self.slo, self.service, lower)?;
                let name = indicator.meta.name.clone();
                self.indicators.push(indicator);
                Some((name, asked))
            }
        }
    }
}

enum Which {
    Written(Box<IndicatorSpec>),
    Named(Name),
}

/// The indicator of all objectives. It stands in the `spec`, or each objective has its own: never both.
fn common_indicator(
    written: Option<IndicatorSpec>,
    named: Option<Parsed<Name>>,
    objectives: &[ObjectiveSpec],
    at: &Place,
    parts: &mut Parts<'_>,
    lower: &mut Lower<'_>,
) -> Option<(Name, Asked)> {
    let own = objectives.iter().position(ObjectiveSpec::has_indicator);
    match (own, written.is_some() || named.is_some()) {
        (Some(_), false) => None,
        (Some(index), true) => {
            let field = if written.is_some() { "indicator" } else { "indicatorRef" };
            let message = "the indicator stands in `spec`, or in each objective, and here in both";
            let finding = Finding::new(&rules::ONE_OF, at.key(field), message);
            lower.report(finding.label(at.child("objectives").index(index), "this objective has its own"));
            None
        }
        (None, _) => parts.indicator(written, named.map(|name| name.0), at, lower),
    }
}

/// The service that an SLO names, as one of which nothing else is known.
fn mention(name: &Name, place: Place) -> Option<Object> {
    let practice = Practice(PRACTICE.parse().ok()?);
    let meta = Meta {
        name: name.clone(),
        display_name: None,
        labels: Default::default(),
        annotations: Default::default(),
        change: None,
        place,
    };
    let service =
        Service { meta, description: None, practice, owner: None, review: None, depends_on: Vec::new() };
    Some(Object::Mention(Box::new(service)))
}

fn only_window(list: Vec<WindowSpec>, place: &Place, lower: &mut Lower<'_>) -> Option<TimeWindow> {
    let count = list.len();
    match <[WindowSpec; 1]>::try_from(list) {
        Ok([only]) => only.lower(&place.index(0), lower),
        Err(_) => {
            let message = format!("`timeWindow` is a list of exactly one window, here it has {count}");
            let help = "for another window, declare another SLO";
            lower.report(Finding::new(&rules::CONTRADICTION, place, message).help(help));
            None
        }
    }
}

impl WindowSpec {
    fn lower(self, place: &Place, lower: &mut Lower<'_>) -> Option<TimeWindow> {
        let motion = match (self.calendar, self.is_rolling) {
            (None, true) => Motion::Rolling,
            (Some(anchor), false) => {
                Motion::Calendar { start: anchor.start_time.0.0, zone: anchor.time_zone.0.0 }
            }
            (Some(_), true) => {
                let message = "a rolling window ends now and has no `calendar`";
                lower.report(Finding::new(&rules::CONTRADICTION, place.key("calendar"), message));
                return None;
            }
            (None, false) => {
                let message =
                    "a window is rolling (`isRolling: true`) or has a `calendar`, and this is neither";
                let help = r#"add `calendar: {startTime: "2016-01-01 00:00:00", timeZone: UTC}`, or `isRolling: true`"#;
                lower.report(Finding::new(&rules::CONTRADICTION, place, message).help(help));
                return None;
            }
        };
        Some(TimeWindow { duration: self.duration.0, motion })
    }
}

fn policies(list: Vec<PolicySpec>, place: &Place, lower: &mut Lower<'_>) -> Vec<Given<AlertPolicy>> {
    let list = list.into_iter().enumerate();
    let policy = |(index, one): (usize, PolicySpec)| {
        let within = Within { kind: one.kind, metadata: one.metadata, spec: one.spec };
        let name = ("alertPolicyRef", one.alert_policy_ref.map(|name| name.0));
        within.lower("AlertPolicy", name, &place.index(index), lower, |spec: AlertPolicySpec, meta, lower| {
            spec.policy(meta, lower)
        })
    };
    list.filter_map(policy).collect()
}
