//! What the texts of a playbook can name.

use serde_json::{Value, json};

/// What the texts of a playbook can name: the gap, and what it was seen in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Variables<'v> {
    /// `metric.name`
    pub metric_name: &'v str,
    /// `metric.displayName`: what people call it.
    pub metric_title: &'v str,
    /// `metric.unit`, as declared; may be empty.
    pub unit: &'v str,
    /// `service.name`
    pub service_name: &'v str,
    /// `service.displayName`: what people call it.
    pub service_title: &'v str,
    /// `gap.observed`: the figure with its unit, in words.
    pub observed: &'v str,
    /// `gap.desired`: what was promised, in words.
    pub desired: &'v str,
    /// `gap.verdict`: missed, at-risk or unknown.
    pub verdict: &'v str,
    /// `gap.reason`: a sentence.
    pub reason: &'v str,
    /// `objective`: its id; empty for the gap of a cycle.
    pub objective: &'v str,
    /// `cycle`: its name; empty where none runs.
    pub cycle: &'v str,
    /// `playbook`: its name.
    pub playbook: &'v str,
}

impl Variables<'_> {
    /// All that there is, as templates write it.
    pub const NAMES: [&'static str; 12] = [
        "metric.name",
        "metric.displayName",
        "metric.unit",
        "service.name",
        "service.displayName",
        "gap.observed",
        "gap.desired",
        "gap.verdict",
        "gap.reason",
        "objective",
        "cycle",
        "playbook",
    ];

    /// As templates see them.
    pub fn value(&self) -> Value {
        json!({
            "metric": {"name": self.metric_name, "displayName": self.metric_title, "unit": self.unit},
            "service": {"name": self.service_name, "displayName": self.service_title},
            "gap": {
                "observed": self.observed,
                "desired": self.desired,
                "verdict": self.verdict,
                "reason": self.reason,
            },
            "objective": self.objective,
            "cycle": self.cycle,
            "playbook": self.playbook,
        })
    }

    /// Samples that take both ways at every variable which may be empty.
    pub fn samples() -> Vec<Variables<'static>> {
        let mut samples = Vec::new();
        for unit in ["", "h"] {
            for objective in ["", "sla/fast"] {
                for cycle in ["", "faster"] {
                    samples.push(Variables { unit, objective, cycle, ..SAMPLE });
                }
            }
        }
        samples
    }
}

const SAMPLE: Variables<'static> = Variables {
    metric_name: "resolution-time",
    metric_title: "Resolution time",
    unit: "h",
    service_name: "desk",
    service_title: "Desk",
    observed: "9 h",
    desired: "at most 8 h",
    verdict: "missed",
    reason: "9 h is observed",
    objective: "sla/fast",
    cycle: "faster",
    playbook: "resolve-faster",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_that_are_there() {
        let value = Variables::default().value();
        let mut paths = Vec::new();
        for (name, inner) in value.as_object().expect("a mapping") {
            match inner.as_object() {
                Some(fields) => paths.extend(fields.keys().map(|field| format!("{name}.{field}"))),
                None => paths.push(name.clone()),
            }
        }
        let mut names = Variables::NAMES.map(str::to_owned);
        names.sort();
        paths.sort();
        assert_eq!(names.as_slice(), paths);
    }
}
