//! `deming gather`: what is asked, what is recorded, and what other commands make of it without a network.

mod alike;
mod refused;
mod runs;
#[cfg(unix)]
mod secret;
mod stopped;

use serde_json::Value;

use crate::servers::scripted::{Scripted, Seen, respond};
use crate::world::{Outcome, TestWorld};

/// A Prometheus that has a value for every moment: how many hours the end of its slot is after 1970, in tens.
pub fn hourly() -> Scripted {
    Scripted::start(|seen, stream| {
        respond(stream, "200 OK", &[("content-type", "application/json")], hours(seen));
    })
}

/// The answer of [`hourly`] to a request.
pub fn hours(seen: &Seen) -> String {
    if seen.target.contains("buildinfo") {
        return r#"{"status":"success","data":{"version":"2.99.0"}}"#.into();
    }
    let number = |name: &str| seen.field(name).and_then(|text| text.parse::<f64>().ok()).unwrap() as i64;
    let (start, end, step) = (number("start"), number("end"), number("step"));
    let values: Vec<String> = (0..)
        .map(|n| start + n * step)
        .take_while(|at| *at <= end)
        .map(|at| format!("[{at},\"{}\"]", at / 3_600 % 10))
        .collect();
    let series = format!("{{\"metric\":{{}},\"values\":[{}]}}", values.join(","));
    format!("{{\"status\":\"success\",\"data\":{{\"resultType\":\"matrix\",\"result\":[{series}]}}}}")
}

/// A repository that declares metrics of a server, one for each name, and a promise about each.
pub fn declared(url: &str, metrics: &[&str], required: bool) -> TestWorld {
    let world = TestWorld::new();
    let mut text = format!(
        "apiVersion: deming/v1\nkind: Service\nmetadata: {{name: shop}}\nspec: {{practice: capacity, owner: '@ops'}}\n---\n\
         apiVersion: deming/v1\nkind: DataSource\nmetadata: {{name: prod}}\nspec: {{type: prometheus, required: {required}, \
         connectionDetails: {{url: '{url}', retries: 0, timeout: 20s}}}}\n"
    );
    for metric in metrics {
        text.push_str(&format!(
            "---\napiVersion: deming/v1\nkind: Metric\nmetadata: {{name: {metric}}}\nspec:\n  service: shop\n  class: technology\n  \
             unit: jobs\n  direction: lower\n  owner: '@ops'\n  gather:\n    by: '@ops'\n    every: 1h\n    records: samples\n    \
             source: {{prometheus: {{dataSource: prod, query: 'max({metric})'}}}}\n  process: {{interval: 1d, aggregate: max}}\n---\n\
             apiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: {metric}-sla}}\nspec:\n  type: SLA\n  service: shop\n  \
             parties: {{provider: '@ops', customer: '@all'}}\n  objectives: [{{name: room, metric: {metric}, op: lte, value: 9, \
             timeWindow: [{{duration: 7d, isRolling: true}}]}}]\n"
        ));
    }
    world.write("improvement/all.yaml", text);
    world.commit("declare");
    world
}

/// The end of the tenth of March 2026.
pub const NOW: &str = "2026-03-11T00:00:00Z";

/// Runs a command as of a moment, with the clock at that moment.
pub fn at(world: &TestWorld, moment: &str, args: &[&str]) -> Outcome {
    let second = moment.parse::<jiff::Timestamp>().unwrap().as_second().to_string();
    world.deming_with(&[("SOURCE_DATE_EPOCH", &second)], args)
}

/// The JSON that a command prints.
pub fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {outcome:?}"))
}
