//! Pages of metrics, as they are now.

use jiff::Timestamp;

use super::{Question, told};
use crate::servers::scripted::{Scripted, respond};

const TEXT: (&str, &str) = ("content-type", "text/plain; version=0.0.4; charset=utf-8");
const PAGE: &str = "# TYPE queue gauge\nqueue{name=\"mail\"} 3\nqueue{name=\"print\"} 5\n# TYPE sent_total counter\nsent_total 9\n";

fn page(text: &'static str) -> Scripted {
    Scripted::start(move |_, stream| respond(stream, "200 OK", &[TEXT], text))
}

fn source(metric: &str) -> String {
    format!("{{openmetrics: {{dataSource: system, metric: '{metric}'}}}}")
}

/// The end of the last whole hour, and that of two hours before.
fn hours() -> (String, String) {
    let hour = Timestamp::now().as_second().div_euclid(3600) * 3600;
    let at = |second: i64| Timestamp::from_second(second).unwrap().to_string();
    (at(hour - 7200), at(hour))
}

#[test]
fn a_reading_is_that_of_the_hour_that_has_just_ended() {
    let server = page(PAGE);
    let (from, to) = hours();
    let question =
        |metric: &str| Question { from: &from, to: &to, ..Question::new(&server.url(), &source(metric)) };
    let last = to.parse::<Timestamp>().unwrap().as_second() - 3600;
    let last = Timestamp::from_second(last).unwrap().to_string();
    assert_eq!(
        told(&question("queue{name=\"mail\"}").ask().unwrap()),
        [(last.clone(), String::new(), 3.0, 1.0)]
    );
    let by_name = Question { by: "name", ..question("queue") }.ask().unwrap();
    assert_eq!(told(&by_name), [(last.clone(), "mail".into(), 3.0, 1.0), (last, "print".into(), 5.0, 1.0)]);
    assert_eq!(server.seen()[0].target, "/metrics");
}

#[test]
fn a_page_knows_nothing_of_the_past_and_is_not_asked_about_it() {
    let server = page(PAGE);
    let answer = Question::new(&server.url(), &source("queue{name=\"mail\"}")).ask().unwrap();
    assert_eq!(told(&answer), []);
    assert!(server.seen().is_empty());
}

#[test]
fn samples_with_times_are_dated_by_them() {
    let (from, to) = hours();
    let end = to.parse::<Timestamp>().unwrap().as_second();
    let text = format!(
        "# TYPE queue gauge\nqueue{{name=\"a\"}} 3 {}.25\nqueue{{name=\"b\"}} 4 {}\nqueue{{name=\"c\"}} 5 {}\n# EOF\n",
        end - 60,
        end + 1,
        end - 7000
    );
    let server = Scripted::start(move |_, stream| {
        respond(stream, "200 OK", &[("content-type", "application/openmetrics-text; version=1.0.0")], &text);
    });
    let question =
        Question { from: &from, to: &to, by: "name", ..Question::new(&server.url(), &source("queue")) };
    let answer = question.ask().unwrap();
    let at = |millisecond: i64| Timestamp::from_millisecond(millisecond).unwrap().to_string();
    let times: Vec<(String, f64)> = told(&answer).into_iter().map(|(at, _, value, _)| (at, value)).collect();
    assert_eq!(times, [(at((end - 3600) * 1000), 4.0), (at((end - 60) * 1000 + 250), 3.0)]);
    assert_eq!(answer.doubts.len(), 1, "{:?}", answer.doubts);
}

#[test]
fn pages_that_cannot_be_used_are_lost() {
    for (text, metric, words) in [
        (PAGE, "queue", "more than one reading for the same time; they differ in `name`"),
        (PAGE, "nowhere", "has no `nowhere`"),
        (PAGE, "sent_total", "is a counter, of which one reading says nothing"),
        ("queue 3\nqueue", "queue", "is no page of metrics: line 2 is no sample"),
        ("{\"status\": \"success\"}", "queue", "is no page of metrics: line 1"),
    ] {
        let server = page(text);
        let (from, to) = hours();
        let lost = Question { from: &from, to: &to, ..Question::new(&server.url(), &source(metric)) }.lost();
        assert!(lost.reason.contains(words), "{text}: {lost}");
    }
    let (from, to) = hours();
    let cut = Scripted::start(|_, stream| {
        respond(stream, "200 OK", &[("content-type", "application/openmetrics-text")], "queue 3\n");
    });
    let lost = Question { from: &from, to: &to, ..Question::new(&cut.url(), &source("queue")) }.lost();
    assert!(lost.reason.contains("cut off"), "{lost}");
}
