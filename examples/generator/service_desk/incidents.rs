//! The incidents, as a ServiceNow instance exports its event log: one row for each update of an incident.

use std::collections::BTreeMap;

use jiff::civil::{DateTime, Weekday, date};

use super::moment::{DAY, Moment};
use super::random::Random;
use super::{DAYS, EXPORT};

const HEADER: &str = "number,incident_state,reassignment_count,reopen_count,sys_mod_count,made_sla,opened_at,\
                      resolved_at,closed_at,category,priority,assignment_group\n";

/// How quickly work goes, and how often it is handed over.
#[derive(Clone, Copy)]
struct Pace {
    /// Of the minutes in [`MINUTES`].
    percent: i64,
    /// Fewer hand-overs than this.
    hand_overs: i64,
}

/// A kind of trouble, with its pace before and after the dispatch rules of 10 April 2026.
#[derive(Clone, Copy)]
struct Category {
    name: &'static str,
    group: &'static str,
    before: Pace,
    after: Pace,
}

const fn pace(percent: i64, hand_overs: i64) -> Pace {
    Pace { percent, hand_overs }
}

const CATEGORIES: [(i64, Category); 5] = [
    (34, Category { name: "Software", group: "Applications", before: pace(130, 2), after: pace(56, 1) }),
    (22, Category { name: "Hardware", group: "Field", before: pace(135, 2), after: pace(58, 1) }),
    (22, Category { name: "Access", group: "Identity", before: pace(92, 2), after: pace(40, 1) }),
    (14, Category { name: "Network", group: "Network", before: pace(270, 4), after: pace(165, 3) }),
    (8, Category { name: "Email", group: "Applications", before: pace(110, 2), after: pace(50, 1) }),
];

/// How urgent it is, how much faster that makes people, and the hours that the agreement allows.
#[derive(Clone, Copy)]
struct Priority {
    name: &'static str,
    percent: i64,
    allowed_hours: i64,
}

const PRIORITIES: [(i64, Priority); 4] = [
    (3, Priority { name: "1 - Critical", percent: 12, allowed_hours: 4 }),
    (12, Priority { name: "2 - High", percent: 30, allowed_hours: 8 }),
    (62, Priority { name: "3 - Moderate", percent: 100, allowed_hours: 24 }),
    (23, Priority { name: "4 - Low", percent: 150, allowed_hours: 72 }),
];

/// Minutes to restore service for a moderate software incident: a few take very long, as everywhere.
const MINUTES: [(i64, i64); 8] =
    [(0, 12), (100, 55), (250, 150), (500, 480), (750, 1200), (900, 2100), (970, 3600), (1000, 7200)];

struct Incident {
    number: i64,
    category: Category,
    priority: Priority,
    opened: Moment,
    resolved: Moment,
    hand_overs: i64,
    reopened: bool,
}

/// What one row says beyond what its incident is.
struct Update {
    at: Moment,
    state: &'static str,
    hand_overs: i64,
    reopenings: i64,
    resolved: Option<Moment>,
    closed: Option<Moment>,
}

/// One file a month with the updates made in that month: an incident can begin in one and end in the next.
pub fn monthly_files() -> Vec<(String, Vec<u8>)> {
    let mut rows: BTreeMap<String, Vec<(Moment, String)>> = BTreeMap::new();
    for incident in &incidents() {
        let mut changes = 0;
        for update in updates(incident) {
            let month = update.at.utc().strftime("data/incidents-%Y-%m.csv").to_string();
            rows.entry(month).or_default().push((update.at, row(incident, &update, changes)));
            changes += 1 + update.hand_overs % 2;
        }
    }
    rows.into_iter().map(|(path, rows)| (path, csv(rows))).collect()
}

fn csv(mut rows: Vec<(Moment, String)>) -> Vec<u8> {
    rows.sort();
    let mut text = HEADER.to_owned();
    text.extend(rows.into_iter().map(|(_, row)| row));
    text.into_bytes()
}

fn incidents() -> Vec<Incident> {
    let mut random = Random::new(20_250_706);
    let mut incidents = Vec::new();
    // The first hours of 1 July in Berlin still belong to June in UTC: the files begin with July in UTC.
    for hour in 2..DAYS * 24 {
        let busy = per_mille_each_half_hour(Moment(hour * 60).berlin());
        for half in 0..2 {
            if random.chance(busy) {
                let opened = Moment(hour * 60 + half * 30 + random.below(30));
                let number = 10_001 + incidents.len() as i64;
                incidents.extend(incident(&mut random, number, opened));
            }
        }
    }
    incidents
}

/// Nights and weekends are quiet; the telephone rings in the morning, and on Mondays.
fn per_mille_each_half_hour(local: DateTime) -> i64 {
    let hour = match local.hour() {
        8..=10 => 345,
        11 | 13..=15 => 240,
        7 | 12 | 16..=17 => 148,
        6 | 18..=21 => 46,
        _ => 11,
    };
    match local.weekday() {
        Weekday::Saturday | Weekday::Sunday => hour / 6,
        Weekday::Monday => hour * 5 / 4,
        _ => hour,
    }
}

fn incident(random: &mut Random, number: i64, opened: Moment) -> Option<Incident> {
    let category = random.pick(&CATEGORIES)?;
    let priority = random.pick(&PRIORITIES)?;
    let dispatched = opened.berlin() >= date(2026, 4, 10).at(0, 0, 0, 0);
    let Pace { percent, hand_overs } = if dispatched { category.after } else { category.before };
    let minutes = match random.quantile(&MINUTES) * percent / 100 * priority.percent / 100 {
        // A few wait for a supplier who never answers, and are open still.
        _ if number % 211 == 0 => 2 * DAYS * DAY,
        minutes => minutes.max(4),
    };
    Some(Incident {
        number,
        category,
        priority,
        opened,
        resolved: opened.plus(minutes),
        hand_overs: random.below(hand_overs),
        // Faster work was not bought with careless work.
        reopened: random.chance(if dispatched { 30 } else { 55 }),
    })
}

/// The updates up to the export: opened, handed over, perhaps reopened, and resolved or (five days on) closed.
fn updates(incident: &Incident) -> Vec<Update> {
    let Incident { opened, resolved, hand_overs, .. } = *incident;
    let part = |of: i64, parts: i64| opened.plus((resolved.0 - opened.0) * of / parts);
    let open =
        |at, state, hand_overs| Update { at, state, hand_overs, reopenings: 0, resolved: None, closed: None };
    let mut updates = vec![open(opened, "New", 0)];
    updates.extend((1..=hand_overs).map(|n| open(part(n, hand_overs + 3), "Active", n)));
    let reopened = incident.reopened && resolved < EXPORT;
    if reopened {
        let first = part(hand_overs + 1, hand_overs + 3);
        updates.push(Update { resolved: Some(first), ..open(first, "Resolved", hand_overs) });
        let again = part(hand_overs + 2, hand_overs + 3);
        updates.push(Update { reopenings: 1, ..open(again, "Active", hand_overs) });
    }
    let closed = resolved.plus(5 * DAY);
    let closed = (closed < EXPORT).then_some(closed);
    let state = if closed.is_some() { "Closed" } else { "Resolved" };
    let last = open(closed.unwrap_or(resolved), state, hand_overs);
    updates.push(Update { reopenings: i64::from(reopened), resolved: Some(resolved), closed, ..last });
    updates.retain(|update| update.at < EXPORT);
    updates
}

fn row(incident: &Incident, update: &Update, changes: i64) -> String {
    let end = update.resolved.unwrap_or(update.at);
    let made_sla = end.0 - incident.opened.0 <= incident.priority.allowed_hours * 60;
    format!(
        "INC{:07},{},{},{},{changes},{},{},{},{},{},{},{}\n",
        incident.number,
        update.state,
        update.hand_overs,
        update.reopenings,
        if made_sla { "TRUE" } else { "FALSE" },
        written(Some(incident.opened)),
        written(update.resolved),
        written(update.closed),
        incident.category.name,
        incident.priority.name,
        if update.state == "New" { "Service desk" } else { incident.category.group },
    )
}

/// A moment in UTC as the export writes it, without leading zeros in the date; `?` where there is none.
fn written(moment: Option<Moment>) -> String {
    moment.map_or_else(|| "?".to_owned(), |moment| moment.utc().strftime("%-d/%-m/%Y %H:%M").to_string())
}
