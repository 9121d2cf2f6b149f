//! Agreements: who promises what to whom.

use serde::Serialize;

use super::Inputs;
use super::objective::window_words;
use super::parts::DeclaredAt;
use crate::model::agreement::{AgreementKind, Budgeting, Objective, Target};
use crate::model::{Agreement, Calendar};
use crate::present::show;

/// An agreement, apart from how its objectives stand.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AgreementView {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// `SLA`, `OLA` or `UC`.
    pub kind: &'static str,
    /// The same in words.
    pub kind_words: &'static str,
    /// The service.
    pub service: String,
    /// Who promises.
    pub provider: Option<String>,
    /// Who is promised.
    pub customer: Option<String>,
    /// The agreed hours in words.
    pub service_hours: String,
    /// How often it is looked at again, in words.
    pub review_every: Option<String>,
    /// When next.
    pub review_next: Option<String>,
    /// Whether that day is over.
    pub review_overdue: bool,
    /// The terms of its objectives.
    pub terms: Vec<ObjectiveTerms>,
    /// Where it is declared.
    pub declared_at: DeclaredAt,
}

/// The terms of an objective.
#[derive(Debug, Clone, Serialize)]
pub struct ObjectiveTerms {
    /// Its name.
    pub name: String,
    /// The metric.
    pub metric: String,
    /// The window in words.
    pub window: String,
    /// How the error budget is counted, in words; a dash where the target is no share and there is none.
    pub budgeting: String,
    /// What follows when it is missed.
    pub consequence: Option<String>,
    /// The need that it serves.
    pub need: Option<String>,
}

/// All agreements, by name.
pub fn all(inputs: &Inputs) -> Vec<AgreementView> {
    inputs.catalog.agreements.values().map(|agreement| AgreementView::new(agreement, inputs)).collect()
}

impl AgreementView {
    fn new(agreement: &Agreement, inputs: &Inputs) -> Self {
        let today = inputs.assessment.as_of.to_zoned_datetime(inputs.zone().clone()).date();
        let next = agreement.review.as_ref().and_then(|review| review.next);
        Self {
            id: agreement.meta.name.to_string(),
            title: agreement.meta.title().to_owned(),
            kind: agreement.kind.keyword(),
            kind_words: match agreement.kind {
                AgreementKind::Sla => "service-level agreement with the customer",
                AgreementKind::Ola => "operational-level agreement within the organisation",
                AgreementKind::Uc => "underpinning contract with a supplier",
                AgreementKind::Slo => "service-level objective, promised to nobody",
            },
            service: agreement.service.to_string(),
            provider: agreement.parties.provider.clone(),
            customer: agreement.parties.customer.clone(),
            service_hours: hours(inputs.catalog.service_hours(agreement)),
            review_every: agreement.review.as_ref().and_then(|review| review.every).map(show::every),
            review_next: next.map(|day| day.to_string()),
            review_overdue: next.is_some_and(|next| next < today),
            terms: agreement.objectives.iter().map(ObjectiveTerms::new).collect(),
            declared_at: DeclaredAt::new(&agreement.meta.place),
        }
    }
}

impl ObjectiveTerms {
    fn new(objective: &Objective) -> Self {
        Self {
            name: objective.name.to_string(),
            metric: objective.metric.to_string(),
            window: window_words(&objective.window),
            budgeting: match objective.target {
                Target::Threshold { .. } => show::NOTHING.to_owned(),
                Target::Ratio { .. } | Target::Share { .. } => budgeting(&objective.budgeting),
            },
            consequence: objective.consequence.clone(),
            need: objective.need.as_ref().map(ToString::to_string),
        }
    }
}

fn budgeting(budgeting: &Budgeting) -> String {
    match budgeting {
        Budgeting::Occurrences => "bad observations".into(),
        Budgeting::Timeslices { slice, slice_target } => {
            format!(
                "slices of {} that are less than {} good",
                show::duration(*slice),
                show::percent(*slice_target)
            )
        }
        Budgeting::RatioTimeslices { slice } => format!("mean over slices of {}", show::duration(*slice)),
    }
}

/// Agreed hours in words: `business-hours: Mon Tue Wed Thu Fri 08:00–18:00, Europe/Berlin, less 1 holiday`.
fn hours(calendar: Option<&Calendar>) -> String {
    let Some(calendar) = calendar else { return "always".into() };
    let shifts: Vec<String> = calendar.hours.iter().map(shift).collect();
    let shifts = if shifts.is_empty() { "always".to_owned() } else { shifts.join("; ") };
    let zone = calendar.zone.iana_name().unwrap_or("fixed offset");
    let mut words = format!("{}: {shifts}, {zone}", calendar.meta.title());
    for (number, noun) in
        [(calendar.holidays.len(), "holiday"), (calendar.maintenance.len(), "maintenance window")]
    {
        if number > 0 {
            words.push_str(&format!(", less {}", show::counted(number, noun)));
        }
    }
    words
}

fn shift(hours: &crate::model::calendar::ServiceHours) -> String {
    let days: Vec<_> = hours.days.iter().map(|day| weekday(*day)).collect();
    let end = hours.to.map_or_else(|| "24:00".to_owned(), |time| time.strftime("%H:%M").to_string());
    format!("{} {}–{end}", days.join(" "), hours.from.strftime("%H:%M"))
}

fn weekday(day: jiff::civil::Weekday) -> &'static str {
    use jiff::civil::Weekday;
    match day {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}
