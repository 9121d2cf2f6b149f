//! Months, quarters and fiscal years in the declared zone, as they are told once they are over; and how fast budgets burn.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::world::TestWorld;

const SETTINGS: &str = "timeZone: Europe/Berlin\nfiscalYearStart: 2\n";

/// Three promises: by the month, over a window that rolls, and by the quarter on a metric whose readings may come late.
const DECLARED: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: shop}
spec: {practice: service-levels, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: availability}
spec:
  service: shop
  class: service
  unit: ratio
  direction: higher
  owner: \"@ops\"
  gather: {every: 1d, records: events, integrity: {lateness: 60d}, source: {file: {path: data/outages.csv, time: {column: from}, down: {from: from, to: to}}}}
  process: {interval: 1d, aggregate: ratio}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: speed}
spec:
  service: shop
  class: service
  unit: s
  direction: lower
  owner: \"@ops\"
  gather:
    every: 1d
    records: samples
    integrity: {coverage: 95%, lateness: 5d}
    source: {file: {path: data/speed.csv, time: {column: at}, value: {column: seconds}}}
  process: {interval: 1d, aggregate: p90}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: sla}
spec:
  type: SLA
  service: shop
  objectives:
    - name: monthly
      metric: availability
      target: 99.5%
      timeWindow: [{duration: 1M, isRolling: false, calendar: {startTime: \"2020-01-01 00:00:00\", timeZone: Europe/Berlin}}]
    - {name: rolling, metric: availability, target: 99.5%, timeWindow: [{duration: 28d, isRolling: true}]}
    - {name: fast, metric: speed, op: lte, value: 2s, timeWindow: [{duration: 28d, isRolling: true}]}
";

/// An outage on the tenth of each month from March 2023 to May 2026, of as many hours as the month has in its number.
fn outages() -> String {
    let mut rows = String::from("from,to\n");
    let months = (2023..=2026).flat_map(|year| (1..=12).map(move |month| (year, month)));
    for (year, month) in months.filter(|month| ((2023, 3)..=(2026, 5)).contains(month)) {
        rows.push_str(&format!("{year}-{month:02}-10T00:00:00Z,{year}-{month:02}-10T{month:02}:00:00Z\n"));
    }
    rows
}

/// A reading at noon of each day of 2025 and 2026, but for the last two days of March 2026, of which none ever came.
fn speed() -> String {
    let mut rows = String::from("at,seconds\n");
    let start = jiff::civil::date(2025, 1, 1);
    let days = start.series(jiff::ToSpan::days(1)).take_while(|day| day.year() < 2027);
    for (day, place) in
        days.zip(0..).filter(|(day, _)| !["2026-03-30", "2026-03-31"].contains(&&*day.to_string()))
    {
        rows.push_str(&format!("{day}T11:00:00Z,{}.{}\n", 1 + place % 2, place % 7));
    }
    rows
}

fn world(settings: &str, declared: &str) -> TestWorld {
    let world = TestWorld::new();
    world.write("deming.yaml", settings);
    world.write("data/outages.csv", outages());
    world.write("data/speed.csv", speed());
    world.write("improvement/all.yaml", declared);
    world.commit("declared");
    world
}

fn explained(world: &TestWorld, objective: &str, as_of: &str) -> Value {
    let run = world.deming(&["explain", objective, "--as-of", as_of, "--format", "json"]);
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

/// The rows of a page that tell of a period, under the summary that they stand below; without the verdicts in it, which
/// grow by one each month.
fn rows(world: &TestWorld, page: &str, as_of: &str) -> BTreeMap<String, Vec<String>> {
    let run = world.deming(&["report", "--out", "pages", "--as-of", as_of]);
    assert_eq!(run.status, 0, "{run:#?}");
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut summary = String::new();
    for line in world.read(&format!("pages/{page}.md")).lines() {
        if let Some(title) = line.strip_prefix("<summary>") {
            summary = title.split(" (").next().unwrap_or_default().to_owned();
        }
        if line.starts_with("| 20") || line.starts_with("| FY") {
            rows.entry(summary.clone()).or_default().push(line.to_owned());
        }
    }
    rows
}

fn name(row: &str) -> &str {
    row.split('|').nth(1).unwrap_or_default().trim()
}

#[test]
fn twelve_months_four_quarters_and_the_fiscal_years_are_listed() {
    let world = world(SETTINGS, DECLARED);
    let listed = rows(&world, "Service-shop", "2026-04-02");
    assert_eq!(listed.keys().collect::<Vec<_>>(), ["fast", "monthly", "rolling"]);
    let names: Vec<&str> = listed["monthly"].iter().map(|row| name(row)).collect();
    let months = ["2026-03", "2026-02", "2026-01", "2025-12", "2025-11", "2025-10", "2025-09", "2025-08"];
    let more = ["2025-07", "2025-06", "2025-05", "2025-04"];
    let quarters = ["FY2025/26 Q4", "FY2025/26 Q3", "FY2025/26 Q2", "FY2025/26 Q1"];
    let years = ["FY2025/26", "FY2024/25", "FY2023/24"];
    assert_eq!(names, [&months[..], &more, &quarters, &years].concat());
    let march = &listed["monthly"][0];
    // Three of 743 hours: at the end of March a clock in Berlin skips one.
    assert!(march.contains("| 2026-03-01 – 2026-03-31 |") && march.contains("| 743\u{a0}h |"), "{march}");
    assert!(march.contains("| 99.60\u{a0}% |") && march.contains("met"), "{march}");
    // The other month that is no whole number of days: October, with 745.
    assert!(listed["monthly"][5].contains("| 745\u{a0}h |"), "{listed:#?}");
    // The months of a rolling window are those of the calendar, too.
    assert_eq!(listed["rolling"], listed["monthly"]);
}

#[test]
fn history_is_reckoned_on_all_observations_and_says_what_is_unknown() {
    let world = world(SETTINGS, DECLARED);
    let history = explained(&world, "sla/monthly", "2026-04-02")["history"].clone();
    let of = |kind: &str| history[kind].as_array().unwrap().clone();
    assert_eq!((of("months").len(), of("quarters").len(), of("years").len()), (12, 4, 3));
    let march = of("months").pop().unwrap();
    assert_eq!((&march["name"], &march["agreedHours"]), (&"2026-03".into(), &743.into()));
    assert_eq!(
        (&march["from"], &march["to"]),
        (&"2026-02-28T23:00:00Z".into(), &"2026-03-31T22:00:00Z".into())
    );
    assert_eq!((&march["closed"], &march["coverage"]), (&true.into(), &1.0.into()));
    // February 2025 to January 2026: 2 + 3 + … + 12 + 1 hours of 8,760.
    let year = of("years").pop().unwrap();
    assert_eq!((&year["name"], &year["agreedHours"]), (&"FY2025/26".into(), &8_760.into()));
    let expected = 1.0 - 78.0 / 8_760.0;
    assert!((year["value"].as_f64().unwrap() - expected).abs() < 1e-11, "{year:#}");
    assert_eq!(year["verdict"], "missed", "99.11 % where 99.5 % is promised");
    // Observation began on 10 March 2023, so that nobody knows of the fiscal year around it as a whole.
    let first = &of("years")[0];
    assert_eq!((&first["name"], &first["verdict"]), (&"FY2023/24".into(), &"unknown".into()));
    assert!(first["coverage"].as_f64().is_some_and(|coverage| (0.89..0.90).contains(&coverage)), "{first:#}");
    // Of what lies before it nothing is told.
    let early = explained(&world, "sla/monthly", "2023-06-02")["history"].clone();
    let names = |kind: &str| -> Vec<String> {
        early[kind].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("months"), ["2023-03", "2023-04", "2023-05"]);
    assert_eq!((names("quarters"), names("years")), (vec!["FY2023/24 Q1".to_owned()], vec![]));
    assert_eq!(early["months"][0]["verdict"], "unknown");
}

#[test]
fn a_fiscal_year_begins_with_any_month_and_the_zone_is_that_of_the_agreement() {
    let told = |settings: &str, declared: &str| {
        let history = explained(&world(settings, declared), "sla/monthly", "2026-04-02")["history"].clone();
        let last = |kind: &str| {
            let last = history[kind].as_array().unwrap().last().unwrap().clone();
            (last["name"].as_str().unwrap().to_owned(), last["from"].as_str().unwrap().to_owned())
        };
        [last("months"), last("quarters"), last("years")]
    };
    let same = |told: [(String, String); 3], expected: [(&str, &str); 3]| {
        assert_eq!(told.each_ref().map(|(name, from)| (name.as_str(), from.as_str())), expected);
    };
    let january = told("timeZone: Europe/Berlin\n", DECLARED);
    same(
        january,
        [
            ("2026-03", "2026-02-28T23:00:00Z"),
            ("2026 Q1", "2025-12-31T23:00:00Z"),
            ("2025", "2024-12-31T23:00:00Z"),
        ],
    );
    let elsewhere = DECLARED.replace("timeZone: Europe/Berlin", "timeZone: America/New_York");
    let april = told("timeZone: Europe/Berlin\nfiscalYearStart: 4\n", &elsewhere);
    same(
        april,
        [
            ("2026-03", "2026-03-01T05:00:00Z"),
            ("FY2025/26 Q4", "2026-01-01T05:00:00Z"),
            ("FY2025/26", "2025-04-01T04:00:00Z"),
        ],
    );
}

#[test]
fn what_is_over_is_told_in_the_same_bytes_a_month_later() {
    let world = world(SETTINGS, DECLARED);
    for page in ["Service-shop", "Agreement-sla"] {
        let (april, may) = (rows(&world, page, "2026-04-02"), rows(&world, page, "2026-05-02"));
        assert_eq!(april.len(), 3, "{april:#?}");
        for (objective, before) in &april {
            let after: BTreeMap<&str, &String> = may[objective].iter().map(|row| (name(row), row)).collect();
            let common: Vec<_> = before.iter().filter(|row| after.contains_key(name(row))).collect();
            // Of twelve months one is new, and of four quarters one: that from February to April. No year is.
            assert!(common.len() + 2 >= before.len() && common.len() >= 11, "{page} {objective}: {may:#?}");
            for row in common {
                assert_eq!(Some(&row), after.get(name(row)), "{page}, {objective}");
            }
        }
    }
    // Readings may come five days late, and two of March never came. That leaves the month unknown from its first day on.
    for as_of in ["2026-04-01", "2026-04-02", "2026-04-20"] {
        let fast = explained(&world, "sla/fast", as_of);
        let march = fast["history"]["months"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&march["name"], &march["verdict"]), (&"2026-03".into(), &"unknown".into()), "{march:#}");
        assert_eq!(march["coverage"].as_f64(), Some(0.935483870968), "29 of 31 readings on {as_of}");
        let own = fast["periods"].as_array().unwrap().iter().rfind(|one| one["closed"] == true).unwrap();
        assert_eq!(
            (&own["to"], &own["verdict"]),
            (&"2026-03-31T22:00:00Z".into(), &"unknown".into()),
            "{own:#}"
        );
    }
}

#[test]
fn burn_rates_and_a_projection_stand_beside_the_budget() {
    let world = world(SETTINGS, DECLARED);
    let told = explained(&world, "sla/monthly", "2026-05-11");
    let budget = &told["objective"]["budget"];
    let windows: Vec<(&str, f64)> = budget["burnRates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["window"].as_str().unwrap(), (one["rate"].as_f64().unwrap() * 1e3).round() / 1e3))
        .collect();
    // Five hours are down on the tenth, from 02:00 to 07:00 in Berlin. 99.5 % allow 0.12 hours a day.
    assert_eq!(windows, [("1d", 41.667), ("3d", 13.889), ("1M", 4.167)], "{budget:#}");
    let projection = &told["objective"]["projection"];
    // The last quarter of the ten days has 60 hours, five of them down; 21 days more are 504 hours, 42 of them down.
    let expected = 1.0 - 47.0 / 744.0;
    assert!((projection["value"].as_f64().unwrap() - expected).abs() < 1e-11, "{projection:#}");
    assert_eq!(
        (&projection["at"], &projection["verdict"]),
        (&"2026-05-31T22:00:00Z".into(), &"missed".into())
    );
    assert_eq!(projection["basis"], "pace of the last 3 days", "two and a half");
    let sentence = "projected, not observed: 93.68 % at the end of 2026-05-31, at the pace of the last 3 days; that would be missed";
    assert_eq!(projection["text"], sentence);
    let shown = world.deming(&["explain", "sla/monthly", "--as-of", "2026-05-11"]).stdout;
    assert!(shown.lines().all(|line| line.chars().count() <= 100), "{shown}");
    // What is longer than a line goes on in the next one.
    let text = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(sentence) && text.contains("1d 42×, 3d 14×, 1M 4.2×"), "{text}");
    world.deming(&["report", "--out", "pages", "--as-of", "2026-05-11"]);
    let page = world.read("pages/Service-shop.md");
    assert!(
        page.contains("Burn rate: 1d 42×, 3d 14×, 1M 4.2×")
            && page.contains("projected, not observed: 93.68"),
        "{page}"
    );
    // A window that rolls has no end to be projected to; what has no budget has no rates.
    let rolling = explained(&world, "sla/rolling", "2026-05-11");
    assert_eq!(rolling["objective"]["projection"], Value::Null);
    assert_eq!(explained(&world, "sla/fast", "2026-05-11")["objective"]["budget"], Value::Null);
    assert_eq!(explained(&world, "availability", "2026-05-11")["history"], Value::Null);
}

#[test]
fn explain_names_the_days_of_the_window_whatever_the_zone_of_the_repository() {
    let world = world("timeZone: America/New_York\n", DECLARED);
    let told = explained(&world, "sla/monthly", "2026-05-11");
    let of = |period: &Value| period["text"]["period"].as_str().map(str::to_owned).unwrap_or_default();
    let periods: Vec<String> = told["periods"].as_array().expect("periods").iter().map(of).collect();
    assert!(periods.contains(&"2026-03-01 – 2026-03-31".to_owned()), "{periods:?}");
    assert!(told["text"]["period"].as_str().is_some_and(|days| days.starts_with("2026-05-01")), "{told:#}");
}
