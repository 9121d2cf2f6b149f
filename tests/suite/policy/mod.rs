//! Rules of good practice, judged by the command itself in small repositories.

mod agreements;
mod baselines;
mod dates;
mod hygiene;
mod needs;
mod owners;
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
spec: {type: SLA, service: desk, parties: {provider: \"@ops\", customer: \"@retail\"}, objectives: [{name: few, metric: tickets, op: lte, value: 90}]}
---
apiVersion: deming/v1
kind: Need
metadata: {name: help}
spec: {service: desk, statement: Few need help., outcome: unchanged, requires: [{metric: tickets, op: lte, value: 90}], confirmedBy: \"@retail\", confirmed: 2025-06-30, reviewBy: 2036-01-01}
";

/// A service of somebody.
const SERVICE: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
";

/// A repository with declarations.
struct Repository {
    world: TestWorld,
}

impl Repository {
    /// With these declarations in one file, committed on the last day of 2025.
    fn of(declarations: &str) -> Self {
        Self::with(declarations, &[])
    }

    /// The same with other files beside.
    fn with(declarations: &str, files: &[(&str, &str)]) -> Self {
        let world = TestWorld::new();
        world.set_clock(1_767_139_200); // 2025-12-31
        world.write("improvement/all.yaml", declarations);
        for (path, text) in files {
            world.write(path, text);
        }
        world.commit("declare");
        Self { world }
    }

    /// What `deming check` finds on a day, without places.
    fn check(&self, as_of: &str) -> Vec<String> {
        let told = self.check_with_places(as_of);
        told.into_iter().map(|line| line.split_once(": ").map(|(_, told)| told.to_owned()).unwrap()).collect()
    }

    /// What `deming check` finds on a day, each `path:line:column: level[code] message`: the rules of practice alone.
    fn check_with_places(&self, as_of: &str) -> Vec<String> {
        let outcome = self.world.deming(&[
            "check",
            "--format",
            "concise",
            "--as-of",
            as_of,
            "--select",
            "D12,D13,D15,D16,D19",
        ]);
        assert!(outcome.status < 2, "{outcome:?}");
        outcome.stdout.lines().map(str::to_owned).collect()
    }
}

#[test]
fn the_examples_are_clean_at_the_level_of_warnings() {
    let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let folders = std::fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path());
    let examples: Vec<String> = folders
        .filter(|path| path.join("deming.yaml").is_file())
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert!(examples.len() > 2, "{examples:?}");
    for example in examples {
        let world = TestWorld::new();
        assert_eq!(world.deming(&["init", "--example", &example]).status, 0, "{example}");
        world.commit("begin");
        let outcome = world.deming(&["check", "--format", "concise", "--fail-on", "warning"]);
        assert_eq!(outcome.status, 0, "{example}: {outcome:?}");
    }
}
