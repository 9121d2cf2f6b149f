//! Rules of good practice, judged by the command itself in small repositories.

mod dates;
mod hygiene;
mod steps;

use crate::world::TestWorld;

/// `level[CODE] line message` for each finding about one declaration file on a day, without those of other areas.
pub fn judged(area: &str, text: &str, as_of: &str) -> Vec<String> {
    let world = TestWorld::new();
    world.write("deming.yaml", "timeZone: Europe/Berlin\n");
    world.write("improvement/a.yaml", text);
    world.commit("declared");
    let run = world.deming(&["check", "--format", "json", "--select", area, "--as-of", as_of]);
    let report: serde_json::Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"));
    let told = |finding: &serde_json::Value| {
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        format!("{}[{}] {} {}", text("level"), text("code"), finding["line"], text("message"))
    };
    report["findings"].as_array().unwrap().iter().map(told).collect()
}

/// A Service, a Metric `tickets` of it, and an Agreement about that metric.
pub const PROMISED: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: tickets}
spec:
  service: desk
  class: process
  direction: lower
  owner: \"@ops\"
  gather: {source: {file: {path: tickets.csv, time: {column: opened}, value: {column: n}}}}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: sla}
spec: {type: SLA, service: desk, objectives: [{name: few, metric: tickets, op: lte, value: 90}]}
";
