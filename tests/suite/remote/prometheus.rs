//! Prometheus and VictoriaMetrics: range queries, days of the calendar, ratios from counters that are reset.

use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use deming::gather::remote::Answer;
use jiff::Timestamp;

use super::{Question, told};
use crate::servers::process::wait_until;
use crate::servers::prometheus::Prometheus;
use crate::servers::scripted::{Scripted, respond};
use crate::servers::victoria::Victoria;

/// Requests of a shop, every five minutes around the end of March 2026: ten more each time, two of them bad at checkout
/// and none elsewhere, all counters being reset at 03:00 UTC on the 28th.
fn series() -> String {
    let start: Timestamp = "2026-03-27T00:00:00Z".parse().unwrap();
    let reset: Timestamp = "2026-03-28T03:00:00Z".parse().unwrap();
    let mut text = "# TYPE requests counter\n".to_owned();
    for (page, code, step) in [("checkout", 200, 8), ("checkout", 500, 2), ("search", 200, 10)] {
        let mut count = 0;
        for number in 0..=(5 * 288) {
            let at = start.as_second() + number * 300;
            count = if at == reset.as_second() { step } else { count + step };
            writeln!(text, "requests_total{{page=\"{page}\",code=\"{code}\"}} {count} {at}").unwrap();
        }
    }
    text.push_str("# EOF\n");
    text
}

/// Everything that is asked of both.
fn answers(url: &str) -> Vec<Vec<(String, String, f64, f64)>> {
    let query = |source: &str| Question::new(url, source);
    let answer = |question: Question<'_>| -> Answer { question.ask().unwrap() };
    let all = "sum(increase(requests_total[${window}]))";
    let good = "sum(increase(requests_total{code!~\"5..\"}[${window}]))";
    let bad = "sum(increase(requests_total{code=~\"5..\"}[${window}]))";
    let by_page = good.replace("sum(", "sum by (page) (");
    let questions = [
        query(&format!("{{prometheus: {{dataSource: system, query: '{all}'}}}}")),
        query(&format!("{{prometheus: {{dataSource: system, good: '{good}', total: '{all}'}}}}")),
        query(&format!("{{prometheus: {{dataSource: system, bad: '{bad}', total: '{all}'}}}}")),
        query(&format!("{{prometheus: {{dataSource: system, raw: '{bad} / {all}', rawType: failure}}}}")),
        Question {
            by: "page",
            ..query(&format!("{{prometheus: {{dataSource: system, query: '{by_page}'}}}}"))
        },
        // No series of this code is there at search.
        Question {
            by: "page",
            ..query(&format!(
                "{{prometheus: {{dataSource: system, bad: '{}', total: '{}'}}}}",
                bad.replace("sum(", "sum by (page) ("),
                all.replace("sum(", "sum by (page) (")
            ))
        },
        // The clocks go forward in the night to the 29th.
        Question {
            every: "1d",
            zone: "Europe/Berlin",
            from: "2026-03-27T23:00:00Z",
            to: "2026-03-30T22:00:00Z",
            ..query(&format!("{{prometheus: {{dataSource: system, query: '{all}'}}}}"))
        },
        Question { every: "5m", ..query(&format!("{{prometheus: {{dataSource: system, query: '{all}'}}}}")) },
    ];
    questions
        .into_iter()
        .map(|question| {
            let answer = answer(question);
            assert_eq!(answer.doubts, Vec::<String>::new());
            told(&answer)
        })
        .collect()
}

#[track_caller]
fn near(one: f64, two: f64) {
    assert!((one - two).abs() < 1e-6, "{one} is not {two}");
}

/// What the figures must be, by the way in which the series were made.
fn judge(answers: &[Vec<(String, String, f64, f64)>]) {
    let [values, good, bad, raw, by_page, bad_by_page, days, minutes] = answers else {
        panic!("eight answers")
    };
    assert_eq!(values.len(), 6);
    assert_eq!(values[0].0, "2026-03-28T00:00:00Z");
    for (_, _, value, total) in values {
        near(*value, 240.0);
        near(*total, 1.0);
    }
    for answer in [good, bad] {
        for (_, _, good, total) in answer {
            near(*good, 216.0);
            near(*total, 240.0);
        }
    }
    for (_, _, share, _) in raw {
        near(*share, 0.9);
    }
    assert_eq!(by_page.len(), 12);
    for (_, page, value, _) in by_page {
        near(*value, if page == "checkout" { 96.0 } else { 120.0 });
    }
    for (_, page, good, total) in bad_by_page {
        near(*total, 120.0);
        near(*good, if page == "checkout" { 96.0 } else { 120.0 });
    }
    let lengths: Vec<(&str, f64)> =
        days.iter().map(|(at, _, value, _)| (at.as_str(), value.round())).collect();
    let day = 24.0 * 240.0;
    let expected =
        [("2026-03-27T23:00:00Z", day), ("2026-03-28T23:00:00Z", day - 240.0), ("2026-03-29T22:00:00Z", day)];
    assert_eq!(lengths, expected);
    assert_eq!(minutes.len(), 72);
}

#[test]
fn prometheus_gives_the_figures_that_were_made_and_scraped() {
    let exporter = exporter();
    let Some(server) = Prometheus::start(&series(), &[exporter.host()]) else { return };
    judge(&answers(&server.url()));
    let question = Question::new(&server.url(), "{prometheus: {dataSource: system, query: 'vector(1)'}}");
    let answer = question.ask().unwrap();
    assert!(answer.server.starts_with("Prometheus 2."), "{}", answer.server);
    scraped(&server);
    complaints(server);
}

#[test]
fn victoria_metrics_gives_the_same_figures() {
    let Some(server) = Victoria::start(&series()) else { return };
    wait_until("the series can be found", || {
        let question = Question::new(
            &server.url(),
            "{prometheus: {dataSource: system, query: 'count(requests_total)'}}",
        );
        question.ask().is_ok_and(|answer| told(&answer).first().is_some_and(|(_, _, count, _)| *count == 3.0))
    });
    judge(&answers(&server.url()));
    let question = Question::new(&server.url(), "{prometheus: {dataSource: system, query: 'vector(1)'}}");
    assert_eq!(question.ask().unwrap().server, "VictoriaMetrics");
}

/// What is told where a query is wrong, or gives no number.
fn complaints(mut server: Prometheus) {
    let url = server.url();
    let query = |query: &str| {
        Question::new(&url, &format!("{{prometheus: {{dataSource: system, query: '{query}'}}}}"))
    };
    let lost = query("sum(").lost();
    assert!(lost.reason.contains("400 Bad Request") && lost.reason.contains("parse error"), "{lost}");
    let lost = query("increase(requests_total[1h])").lost();
    assert!(lost.reason.contains("more than one series; they differ in `page`"), "{lost}");
    assert!(lost.help.is_some_and(|help| help.contains("sum(…)")));
    assert_eq!(told(&query("sum(nowhere)").ask().unwrap()), []);
    let nan = query("sum(requests_total) * NaN").ask().unwrap();
    assert_eq!(told(&nan), []);
    assert!(
        nan.doubts[0].starts_with("6 values are no numbers that can be counted with, the first at"),
        "{:?}",
        nan.doubts
    );
    server.process.kill();
    assert!(query("vector(1)").lost().reason.contains("refuses connections"));
}

/// A counter that grows each time it is looked at.
fn exporter() -> Scripted {
    let count = AtomicUsize::new(0);
    Scripted::start(move |_, stream| {
        let sold = count.fetch_add(1, Ordering::SeqCst);
        let text = format!("# TYPE sold counter\nsold_total{{shop=\"a\"}} {sold}\n");
        respond(stream, "200 OK", &[("content-type", "text/plain; version=0.0.4")], text);
    })
}

/// What Prometheus itself has gathered just now.
fn scraped(server: &Prometheus) {
    let minute = Timestamp::now().as_second().div_euclid(60) * 60;
    let at = |offset: i64| Timestamp::from_second(minute + offset).unwrap().to_string();
    let (from, to) = (at(-60), at(120));
    wait_until("something has been scraped", || {
        let source = "{prometheus: {dataSource: system, query: 'max_over_time(sold_total[${window}])'}}";
        let question = Question {
            every: "1m",
            from: &from,
            to: &to,
            by: "shop, job",
            ..Question::new(&server.url(), source)
        };
        let answer = told(&question.ask().unwrap());
        std::thread::sleep(Duration::from_millis(200));
        answer.iter().any(|(_, group, value, _)| group == "a shop" && *value > 1.0)
    });
}
