//! What is divided by: agreed time, in every zone and on every odd day.

use serde_json::Value;

use super::{json, seconds};
use crate::world::TestWorld;

const HEAD: &str = "apiVersion: deming/v1\nkind: Service\nmetadata: {name: shop}\nspec: {practice: service-levels, owner: \"@ops\"}\n";

/// What is declared of the one metric, of its promise, and of the hours.
struct Declared<'d> {
    gather: &'d str,
    process: &'d str,
    objective: &'d str,
    calendar: &'d str,
}

impl Declared<'_> {
    fn in_world(&self, data: &str) -> TestWorld {
        let Self { gather, process, objective, calendar } = self;
        let world = TestWorld::new();
        world.write("deming.yaml", "timeZone: UTC\n");
        world.write("data/rows.csv", data);
        world.write(
            "improvement/all.yaml",
            format!(
                "{HEAD}---\napiVersion: deming/v1\nkind: Metric\nmetadata: {{name: m}}\nspec:\n  service: shop\n  class: service\n  \
                 owner: \"@ops\"\n  {gather}\n  {process}\n---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: sla}}\n\
                 spec:\n  type: SLA\n  service: shop\n  serviceHours: hours\n  objectives:\n    - {{name: o, metric: m, {objective}}}\n\
                 ---\napiVersion: deming/v1\nkind: Calendar\nmetadata: {{name: hours}}\nspec: {calendar}\n"
            ),
        );
        world.commit("declared");
        world
    }

    fn explained(&self, data: &str, as_of: &str) -> Value {
        let world = self.in_world(data);
        let report = json(&world, &["explain", "sla/o", "--as-of", as_of]);
        assert!(report["objective"].is_object(), "{report:#}");
        report
    }
}

const DOWN: &str = "unit: ratio\n  direction: higher\n  gather: {every: 1d, records: events, integrity: {lateness: 90d}, source: {file: {path: data/rows.csv, time: {column: from}, down: {from: from, to: to}}}}";

const OUTAGES: &str = "from,to\n2015-01-01T00:00:00Z,2015-01-01T01:00:00Z\n2018-11-04T03:30:00Z,2018-11-04T04:00:00Z\n2026-03-29T00:30:00Z,2026-03-29T02:00:00Z\n2026-04-30T00:00:00Z,2026-04-30T00:00:00Z\n";

/// Agreed and good hours of the calendar month before `as_of`.
fn month(zone: &str, calendar: &str, as_of: &str) -> (f64, f64) {
    let objective = format!(
        "target: 99%, timeWindow: [{{duration: 1M, isRolling: false, calendar: {{startTime: \"2014-01-01 00:00:00\", timeZone: {zone}}}}}]"
    );
    let calendar = format!("{{timeZone: {zone}{calendar}}}");
    let declared = Declared {
        gather: DOWN,
        process: "process: {interval: 1d, aggregate: ratio}",
        objective: &objective,
        calendar: &calendar,
    };
    let report = declared.explained(OUTAGES, as_of);
    let closed = &report["objective"]["lastClosed"];
    let hours = |key: &str| closed[key].as_f64().unwrap_or_else(|| panic!("{report:#}")) / 3_600.0;
    (hours("total"), hours("good"))
}

#[test]
fn march_2026_in_berlin_has_743_hours() {
    // At 02:00 of the 29th the clock goes on to 03:00; the outage from 01:30 to 04:00 took 90 minutes.
    assert_eq!(month("Europe/Berlin", "", "2026-04-02"), (743.0, 741.5));
    assert_eq!(month("America/New_York", "", "2026-04-02"), (743.0, 741.5));
    assert_eq!(month("Asia/Kolkata", "", "2026-04-02"), (744.0, 742.5));
    // A holiday on that day has 23 hours; what was down then was not promised.
    assert_eq!(month("Europe/Berlin", ", holidays: [2026-03-29]", "2026-04-02"), (720.0, 720.0));
    // October has an hour more.
    assert_eq!(month("Europe/Berlin", "", "2025-11-02").0, 745.0);
    assert_eq!(month("Europe/Berlin", ", holidays: [2025-10-26]", "2025-11-02").0, 720.0);
}

#[test]
fn days_whose_midnight_does_not_come_are_an_hour_shorter() {
    // Cairo goes on from midnight to 01:00 on 24 April 2026, Sao Paulo on 4 November 2018.
    assert_eq!(month("Africa/Cairo", "", "2026-05-02").0, 719.0);
    assert_eq!(month("Africa/Cairo", ", holidays: [2026-04-24]", "2026-05-02").0, 696.0);
    assert_eq!(month("America/Sao_Paulo", "", "2018-12-02"), (719.0, 718.5));
    let night = ", hours: [{days: [Sun], from: \"00:00\", to: \"02:00\"}]";
    // Four Sundays; the first has no hour from midnight to 01:00. It was down from 01:30 to 02:00.
    assert_eq!(month("America/Sao_Paulo", night, "2018-12-02"), (7.0, 6.5));
}

#[test]
fn hours_are_what_the_clock_shows() {
    let day = |from: &str, to: &str| {
        format!(", hours: [{{days: [Mon, Tue, Wed, Thu, Fri, Sat, Sun], from: \"{from}\", to: \"{to}\"}}]")
    };
    // 31 days in March, of which one has no hour from 02:00 to 03:00, and one in October that has two.
    assert_eq!(month("Europe/Berlin", &day("02:00", "03:00"), "2026-04-02").0, 30.0);
    assert_eq!(month("Europe/Berlin", &day("02:30", "03:30"), "2026-04-02").0, 30.5);
    assert_eq!(month("Europe/Berlin", &day("02:00", "03:00"), "2025-11-02").0, 32.0);
    assert_eq!(month("Asia/Kolkata", &day("09:30", "18:15"), "2026-04-02").0, 31.0 * 8.75);
    let office = ", hours: [{days: [Mon, Tue, Wed, Thu, Fri], from: \"08:00\", to: \"18:00\"}], holidays: [2026-03-06]";
    assert_eq!(month("Europe/Berlin", office, "2026-04-02"), (210.0, 210.0));
}

#[test]
fn the_last_closed_months_and_quarters_are_listed_and_stay_what_they_were() {
    let window = |duration: &str| {
        format!(
            "[{{duration: {duration}, isRolling: false, calendar: {{startTime: \"2014-02-01 00:00:00\", timeZone: Europe/Berlin}}}}]"
        )
    };
    let objective = format!(
        "target: 99%, timeWindow: {}}}\n    - {{name: quarterly, metric: m, target: 99%, timeWindow: {}",
        window("1M"),
        window("1Q")
    );
    let declared = Declared {
        gather: DOWN,
        process: "process: {interval: 1d, aggregate: ratio}",
        objective: &objective,
        calendar: "{timeZone: Europe/Berlin}",
    };
    let world = declared.in_world(OUTAGES);
    let listed = |as_of: &str| {
        assert_eq!(world.deming(&["report", "--out", "pages", "--as-of", as_of]).status, 0);
        let page = std::fs::read_dir(world.root().join("pages")).unwrap().map(|page| page.unwrap().path());
        let page =
            page.into_iter().find(|page| page.to_string_lossy().to_lowercase().contains("sla")).unwrap();
        let page = std::fs::read_to_string(page).unwrap();
        let rows = page.lines().filter(|line| line.starts_with("| 20")).map(str::to_owned);
        rows.collect::<Vec<String>>()
    };
    let (april, may) = (listed("2026-04-02"), listed("2026-05-02"));
    // Quarters of a fiscal year that begins in February, then months; the latest first.
    assert_eq!(april.len(), 24, "{april:#?}");
    let (quarters, months) = april.split_at(12);
    assert!(
        quarters[0].contains("2025-11-01 – 2026-01-31") && quarters[0].contains("| 2,208\u{a0}h |"),
        "{april:#?}"
    );
    assert!(
        months[0].contains("2026-03-01 – 2026-03-31") && months[0].contains("| 743\u{a0}h |"),
        "{april:#?}"
    );
    // A month later every period that is still shown is told in the same bytes.
    for row in quarters[..11].iter().chain(&months[..11]) {
        assert!(may.contains(row), "{row} changed: {may:#?}");
    }
}

const SAMPLES: &str = "unit: percent\n  direction: lower\n  gather: {every: 1h, records: samples, integrity: {coverage: 95%}, source: {file: {path: data/rows.csv, time: {column: at}, value: {column: v}}}}";

const OFFICE: &str =
    "{timeZone: UTC, hours: [{days: [Mon, Tue, Wed, Thu, Fri], from: \"08:00\", to: \"18:00\"}]}";

/// Hourly readings of a number from Monday, 5 January 2026 on, in some hours of some days.
fn hourly(days: i64, value: impl Fn(i64, i64) -> Option<f64>) -> String {
    let start = seconds("2026-01-05T00:00:00Z");
    let mut rows = String::from("at,v\n");
    for (day, hour) in (0..days).flat_map(|day| (0..24).map(move |hour| (day, hour))) {
        if let Some(value) = value(day, hour) {
            let at = jiff::Timestamp::from_second(start + day * 86_400 + hour * 3_600).unwrap();
            rows.push_str(&format!("{at},{value}\n"));
        }
    }
    rows
}

fn is_open(day: i64, hour: i64) -> bool {
    day % 7 < 5 && (8..18).contains(&hour)
}

#[test]
fn readings_count_and_are_expected_in_agreed_hours_alone() {
    let declared = Declared {
        gather: SAMPLES,
        process: "process: {interval: 1d, aggregate: mean}",
        objective: "op: lte, value: 50, timeWindow: [{duration: 14d, isRolling: true}]",
        calendar: OFFICE,
    };
    // Nothing is read at night, and nothing is missing.
    let quiet = declared.explained(&hourly(14, |d, h| is_open(d, h).then_some(40.0)), "2026-01-19");
    let observed = &quiet["objective"]["observed"];
    assert_eq!(
        (observed["value"].as_f64(), observed["coverage"].as_f64()),
        (Some(40.0), Some(1.0)),
        "{observed:#}"
    );
    assert_eq!(observed["count"], 100);
    // What is read at night does not count, and does not stand in for what is missing by day.
    let loud =
        declared.explained(&hourly(14, |d, h| Some(if is_open(d, h) { 40.0 } else { 90.0 })), "2026-01-19");
    assert_eq!(loud["objective"]["observed"]["value"].as_f64(), Some(40.0));
    assert_eq!((&loud["rows"]["used"], &loud["objective"]["verdict"]), (&100.into(), &"met".into()));
    let missing = hourly(14, |d, h| (!is_open(d, h) || d < 10).then_some(40.0));
    let missing = declared.explained(&missing, "2026-01-19");
    assert_eq!(missing["objective"]["observed"]["coverage"].as_f64(), Some(0.8), "{missing:#}");
    assert_eq!(
        missing["objective"]["reason"],
        "coverage 80 %, need 95 %; nothing is known before 2026-01-05"
    );
    // A weekend is closed: no value, nothing missing, nothing bad.
    let series = loud["series"].as_array().unwrap();
    let saturday = series.iter().find(|point| point["from"] == "2026-01-10T00:00:00Z").unwrap();
    assert_eq!((&saturday["value"], &saturday["agreed"]), (&Value::Null, &0.into()), "{saturday}");
    let friday = series.iter().find(|point| point["from"] == "2026-01-09T00:00:00Z").unwrap();
    assert_eq!((friday["value"].as_f64(), friday["agreed"].as_f64()), (Some(40.0), Some(36_000.0)));
}

#[test]
fn hours_that_begin_within_a_slot_leave_no_reading_out_of_reach() {
    // Nine to half past five in Kolkata is 03:30 to 12:00 in UTC; readings are taken on the hour.
    let declared = Declared {
        gather: SAMPLES,
        process: "process: {interval: 1d, aggregate: mean}",
        objective: "op: lte, value: 50, timeWindow: [{duration: 7d, isRolling: true}]",
        calendar: "{timeZone: Asia/Kolkata, hours: [{days: [Mon, Tue, Wed, Thu, Fri], from: \"09:00\", to: \"17:30\"}]}",
    };
    let report = declared.explained(&hourly(14, |_, _| Some(40.0)), "2026-01-19");
    let observed = &report["objective"]["observed"];
    assert_eq!((observed["coverage"].as_f64(), &observed["count"]), (Some(1.0), &40.into()), "{observed:#}");
}

#[test]
fn daily_readings_count_for_the_day_that_they_are_dated_by() {
    let gather = SAMPLES.replace("every: 1h", "every: 1d");
    let declared = Declared {
        gather: &gather,
        process: "process: {interval: 1d, aggregate: mean}",
        objective: "op: lte, value: 50, timeWindow: [{duration: 14d, isRolling: true}]",
        calendar: OFFICE,
    };
    let daily = hourly(14, |d, h| (h == 0).then_some(if d % 7 < 5 { 40.0 } else { 90.0 }));
    let report = declared.explained(&daily, "2026-01-19");
    let observed = &report["objective"]["observed"];
    assert_eq!((observed["value"].as_f64(), &observed["count"]), (Some(40.0), &10.into()), "{observed:#}");
    assert_eq!(observed["coverage"].as_f64(), Some(1.0));
}

const EVENTS: &str = "unit: tickets\n  direction: lower\n  gather: {every: 1d, records: events, integrity: {lateness: 30d}, source: {file: {path: data/rows.csv, time: {column: at}, count: true}}}";

#[test]
fn events_count_whenever_they_happen_but_for_maintenance_declared_in_time() {
    let maintained = OFFICE.replace(
        "]}",
        "], holidays: [2026-01-07], maintenance: [{from: 2026-01-10T00:00:00Z, to: 2026-01-10T12:00:00Z}]}",
    );
    let declared = |aggregate: &'static str, calendar| Declared {
        gather: EVENTS,
        process: aggregate,
        objective: "op: lte, value: 500, timeWindow: [{duration: 14d, isRolling: true}]",
        calendar,
    };
    let rows = hourly(14, |_, _| Some(1.0));
    let count = "process: {interval: 1d, aggregate: count}";
    let observed =
        |declared: Declared<'_>| declared.explained(&rows, "2026-01-19")["objective"]["observed"].clone();
    // An event each hour of two weeks; twelve fall into maintenance, none of those on a holiday is left out.
    assert_eq!(observed(declared(count, OFFICE))["value"].as_f64(), Some(336.0));
    let less = observed(declared(count, &maintained));
    assert_eq!((less["value"].as_f64(), less["coverage"].as_f64()), (Some(324.0), Some(1.0)));
    // A rate is one of agreed time: ten days of ten hours, less a holiday.
    let rate = "process: {interval: 1d, aggregate: rate, per: 1h}";
    assert_eq!(observed(declared(rate, OFFICE))["value"].as_f64(), Some(3.36));
    assert_eq!(observed(declared(rate, &maintained))["value"].as_f64(), Some(3.6));
}

#[test]
fn slices_of_time_that_is_not_agreed_do_not_exist() {
    let gather = "unit: ratio\n  direction: higher\n  gather: {every: 1h, records: samples, integrity: {coverage: 95%}, source: {file: {path: data/rows.csv, time: {column: at}, ratio: {good: {sum: v}, total: [{column: at, present: true}]}}}}";
    // Two hours of each day are bad, one of them by night.
    let rows = hourly(14, |_, h| Some(if h == 3 || h == 10 { 0.0 } else { 1.0 }));
    let explained = |budget: &str, calendar: &str| {
        let objective = format!("target: 85%, {budget}, timeWindow: [{{duration: 14d, isRolling: true}}]");
        let process = "process: {interval: 1d, aggregate: ratio}";
        let declared = Declared { gather, process, objective: &objective, calendar };
        declared.explained(&rows, "2026-01-19")["objective"].clone()
    };
    let slices = "budgetingMethod: Timeslices, timeSliceWindow: 1h, timeSliceTarget: 1";
    let found = explained(slices, OFFICE);
    assert_eq!(
        (&found["observed"]["good"], &found["observed"]["total"]),
        (&90.into(), &100.into()),
        "{found:#}"
    );
    assert_eq!(found["budget"]["allowed"].as_f64().map(f64::round), Some(15.0));
    // Hours that begin at half past eight cut a slice in two: it is one slice, judged by its agreed half.
    let later = OFFICE.replace("08:00", "08:30");
    assert_eq!(explained(slices, &later)["observed"]["total"], 90, "its reading was taken before");
    let found = explained("budgetingMethod: RatioTimeslices, timeSliceWindow: 1h", OFFICE);
    assert_eq!((found["observed"]["value"].as_f64(), &found["observed"]["total"]), (Some(0.9), &100.into()));
}

#[test]
fn a_window_without_agreed_time_has_no_verdict_and_budgets_are_of_agreed_time() {
    let objective =
        |duration: &str| format!("target: 90%, timeWindow: [{{duration: {duration}, isRolling: true}}]");
    let process = "process: {interval: 1d, aggregate: ratio}";
    let of = |duration: &str, as_of: &str| {
        let objective = objective(duration);
        let declared = Declared { gather: DOWN, process, objective: &objective, calendar: OFFICE };
        let outages = "from,to\n2025-01-01T00:00:00Z,2025-01-01T01:00:00Z\n2026-01-06T16:00:00Z,2026-01-07T09:00:00Z\n2026-04-30T00:00:00Z,2026-04-30T00:00:00Z\n";
        declared.explained(outages, as_of)["objective"].clone()
    };
    // Sunday, 11 January.
    let sunday = of("1d", "2026-01-12T00:00:00Z");
    assert_eq!(
        (&sunday["verdict"], &sunday["reason"]),
        (&"unknown".into(), &"no time of the window is agreed".into())
    );
    // A week of fifty hours allows five to be lost, and three are.
    let week = of("7d", "2026-01-12T00:00:00Z");
    let budget = &week["budget"];
    let hours = |key: &str| (budget[key].as_f64().unwrap() / 360.0).round() / 10.0;
    assert_eq!((hours("allowed"), hours("spent")), (5.0, 3.0), "{week:#}");
}
