//! The declaration that a proposal adds: an `Action` in YAML.

use std::fmt::Write;

use super::compose::Scene;
use super::words;
use crate::model::playbook::ExpectedChange;
use crate::model::{Change, Literal};
use crate::text::escape;

/// The whole file, with a first line that tells editors where the schema is.
pub(super) fn action(scene: &Scene<'_>, schema: &str) -> String {
    let mut lines = Lines::default();
    lines.raw(&format!("# yaml-language-server: $schema={schema}"));
    lines.raw("apiVersion: deming/v1");
    lines.raw("kind: Action");
    lines.raw("metadata:");
    lines.field(1, "name", scene.action);
    lines.field(1, "displayName", scene.title);
    lines.raw("  annotations:");
    lines.field(2, "deming/proposal", scene.id.as_str());
    lines.raw("spec:");
    specification(&mut lines, scene);
    lines.0
}

fn specification(lines: &mut Lines, scene: &Scene<'_>) {
    let template = &scene.playbook.propose;
    if let Some(cycle) = scene.running {
        lines.field(1, "cycle", cycle.meta.name.as_str());
    }
    lines.field(1, "service", scene.service.meta.name.as_str());
    lines.field(1, "kind", template.kind.keyword());
    lines.field(1, "stage", template.stage.keyword());
    lines.field(1, "state", "proposed");
    lines.field(1, "owner", scene.owner.as_str());
    lines.field(1, "raisedBy", "deming");
    lines.raw(&format!("  dateRaised: {}", scene.raised));
    lines.field(1, "playbook", scene.playbook.meta.name.as_str());
    if let Some(priority) = template.priority {
        lines.raw(&format!("  priority: {priority}"));
    }
    if let Some(size) = template.size {
        lines.field(1, "size", size.keyword());
    }
    if let Some(timescale) = template.timescale {
        lines.field(1, "timescale", timescale.keyword());
    }
    lines.text(1, "justification", &justification(scene));
    if !scene.body.is_empty() {
        lines.text(1, "description", scene.body);
    }
    if let (Some(expect), Some(due)) = (template.expect, scene.due) {
        expectation(lines, scene, expect, &due.to_string());
    }
}

fn expectation(lines: &mut Lines, scene: &Scene<'_>, expect: ExpectedChange, due: &str) {
    lines.raw("  expect:");
    lines.field(2, "metric", scene.metric.meta.name.as_str());
    lines.field(2, "change", &change(expect.change));
    lines.raw(&format!("    by: {due}"));
}

/// The finding, the evidence and the reason: three lines.
fn justification(scene: &Scene<'_>) -> String {
    let finding = words::finding(scene.sighting);
    let evidence = words::evidence(scene.sighting, scene.zone);
    words::many_lines(&format!("{finding}.\n{evidence}\n{}", words::one_line(&scene.sighting.gap.reason)))
}

/// A change as declarations spell it, exactly: what is read back is the same change.
pub(super) fn change(change: Change) -> String {
    match change {
        Change::Relative(share) | Change::Absolute(Literal::Percent(share)) => {
            format!("{:+}%", hundredfold(share))
        }
        Change::Points(points) => format!("{:+}pp", hundredfold(points)),
        Change::Absolute(Literal::Number(amount)) => format!("{amount:+}"),
        Change::Absolute(Literal::Time(seconds)) => time(seconds),
    }
}

/// A fraction in percent, without the noise that the factor leaves in the last bits.
fn hundredfold(fraction: f64) -> f64 {
    (fraction * 1e11).round() / 1e9
}

/// Seconds in the largest unit that holds them whole.
fn time(seconds: f64) -> String {
    let units = [(86_400.0, "d"), (3_600.0, "h"), (60.0, "m")];
    let whole = units.into_iter().find(|(length, _)| seconds % length == 0.0);
    let (length, symbol) = whole.unwrap_or((1.0, "s"));
    format!("{:+}{symbol}", seconds / length)
}

/// Lines of a YAML document.
#[derive(Default)]
pub(super) struct Lines(pub(super) String);

impl Lines {
    /// A line that needs no quoting: keys, numbers and dates of our own.
    pub(super) fn raw(&mut self, line: &str) {
        let _ = writeln!(self.0, "{line}");
    }

    /// A key with a text on one line, at a depth of nesting.
    pub(super) fn field(&mut self, depth: usize, key: &str, text: &str) {
        let _ = writeln!(self.0, "{:1$}{key}: {2}", "", 2 * depth, escape::yaml(text));
    }

    /// A key with a text of many lines.
    fn text(&mut self, depth: usize, key: &str, text: &str) {
        let _ = writeln!(self.0, "{:1$}{key}: {2}", "", 2 * depth, escape::yaml_block(text, 2 * depth + 2));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_read_back_as_they_were() {
        for text in [
            "-20%", "+0.5%", "+5pp", "-0.1pp", "-2h", "+90s", "+36h", "-1.5h", "+250ms", "+3", "-0.25", "+7%",
        ] {
            let declared: Change = text.parse().expect("a change");
            assert_eq!(change(declared).parse(), Ok(declared), "{text} became {}", change(declared));
        }
        assert_eq!(change("-2h".parse().expect("a change")), "-2h");
        assert_eq!(change("-20 %".parse().expect("a change")), "-20%");
    }
}
