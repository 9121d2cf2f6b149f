//! Dates that somebody has to keep: decisions, reviews, confirmations, promises to close a gap.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::link::page_of;
use crate::catalog::Catalog;
use crate::model::Name;
use crate::model::action::ActionState;
use crate::present::view::Inputs;

/// How many days ahead a date is worth telling.
const AHEAD: i64 = 31;

/// A date that somebody has to keep.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Due {
    /// The day.
    pub on: String,
    /// Whether it is over.
    pub overdue: bool,
    /// What is to be done.
    pub what: &'static str,
    /// The page, or the part of a page, that tells of the object.
    pub page: String,
    /// The object.
    pub name: String,
    /// Who is to do it.
    pub who: Option<String>,
    #[serde(skip)]
    service: Option<Name>,
    #[serde(skip)]
    day: Date,
}

impl Due {
    /// Whether it is about this service.
    pub fn concerns(&self, service: &str) -> bool {
        self.service.as_ref().is_some_and(|own| own.as_str() == service)
    }
}

/// What is overdue or due within a month, earliest first.
pub fn all(inputs: &Inputs) -> Vec<Due> {
    let today = inputs.assessment.as_of.to_zoned_datetime(inputs.zone().clone()).date();
    let last = today.checked_add(AHEAD.days()).unwrap_or(today);
    let catalog = inputs.catalog;
    let mut dues: Vec<Due> = [
        decisions(catalog),
        services(catalog),
        reviews(catalog),
        confirmations(catalog),
        gaps(catalog),
        wanted(catalog),
    ]
    .concat()
    .into_iter()
    .filter(|due| due.day <= last)
    .map(|due| Due { overdue: due.day < today, ..due })
    .collect();
    dues.sort_by(|a, b| a.day.cmp(&b.day).then_with(|| a.page.cmp(&b.page)));
    dues
}

fn due(day: Date, what: &'static str, page: String, name: &Name, service: &Name) -> Due {
    let (name, service) = (name.to_string(), Some(service.clone()));
    Due { on: day.to_string(), overdue: false, what, page, name, who: None, service, day }
}

/// The part of a page that is headed by an object's name.
fn part_of(page: &str, name: &Name) -> String {
    format!("{page}#{name}")
}

fn decisions(catalog: &Catalog) -> Vec<Due> {
    let cycles = catalog.cycles.values();
    let decides =
        cycles.filter_map(|cycle| Some((cycle, cycle.decide.as_ref()?, cycle.decide.as_ref()?.next?)));
    decides
        .map(|(cycle, decide, day)| Due {
            who: decide.by.as_ref().map(ToString::to_string),
            ..due(
                day,
                "decide about the cycle",
                page_of("Cycle", cycle.meta.name.as_str()),
                &cycle.meta.name,
                &cycle.service,
            )
        })
        .collect()
}

/// Services that somebody has to look at again.
fn services(catalog: &Catalog) -> Vec<Due> {
    let services = catalog.services.values();
    let reviewed = services.filter_map(|service| Some((service, service.review.as_ref()?.next?)));
    reviewed
        .map(|(service, day)| {
            let name = &service.meta.name;
            let page = page_of("Service", name.as_str());
            Due {
                who: service.owner.as_ref().map(ToString::to_string),
                ..due(day, "review the service", page, name, name)
            }
        })
        .collect()
}

fn reviews(catalog: &Catalog) -> Vec<Due> {
    let agreements = catalog.agreements.values();
    let reviewed = agreements.filter_map(|agreement| Some((agreement, agreement.review.as_ref()?.next?)));
    reviewed
        .map(|(agreement, day)| Due {
            who: agreement.parties.provider.clone(),
            ..due(
                day,
                "review the agreement",
                page_of("Agreement", agreement.meta.name.as_str()),
                &agreement.meta.name,
                &agreement.service,
            )
        })
        .collect()
}

fn confirmations(catalog: &Catalog) -> Vec<Due> {
    let needs = catalog.needs.values().filter_map(|need| Some((need, need.review_by?)));
    needs
        .map(|(need, day)| Due {
            who: need.confirmed_by.as_ref().map(ToString::to_string),
            ..due(day, "confirm the need", part_of("Needs", &need.meta.name), &need.meta.name, &need.service)
        })
        .collect()
}

fn gaps(catalog: &Catalog) -> Vec<Due> {
    let gaps = catalog.metrics.values().filter_map(|m| Some((m, m.gap.as_ref()?, m.gap.as_ref()?.due?)));
    gaps.map(|(metric, gap, day)| Due {
        who: Some(gap.owner.to_string()),
        ..due(
            day,
            "make it measurable",
            page_of("Metric", metric.meta.name.as_str()),
            &metric.meta.name,
            &metric.service,
        )
    })
    .collect()
}

fn wanted(catalog: &Catalog) -> Vec<Due> {
    let open = catalog.actions.values().filter(|action| action.state < ActionState::Implemented);
    let wanted = open.filter_map(|action| Some((action, action.required_by?)));
    wanted
        .map(|(action, day)| Due {
            who: Some(action.owner.to_string()),
            ..due(
                day,
                "carry out the action",
                part_of("Improvement-Register", &action.meta.name),
                &action.meta.name,
                &action.service,
            )
        })
        .collect()
}
