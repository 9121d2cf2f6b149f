//! JUnit XML: what was judged as tests, passes too, so that widgets of trends work.
//!
//! There is no one schema. This keeps to what those of Jenkins' xUnit plugin and of Ant's JUnit reports both allow: one
//! failure at most for a test, and no attribute for the file. So each failure says where it is in its text.

use crate::present::view::{Results, Standing, Subject};
use crate::text::escape::{one_line, terminal, xml_attribute, xml_text};

/// How long each test takes. Real times would make every report differ.
const TIME: &str = "0.000";

/// The subjects by group.
pub fn render(results: &Results) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (id, group) in groups(&results.subjects).into_iter().enumerate() {
        text.push_str(&suite(id, &group, results));
    }
    text + "</testsuites>\n"
}

/// The subjects of each group, groups in the order of their first subject.
fn groups(subjects: &[Subject]) -> Vec<Vec<&Subject>> {
    let mut groups: Vec<Vec<&Subject>> = Vec::new();
    for subject in subjects {
        match groups.iter_mut().find(|group| group.first().is_some_and(|one| one.group == subject.group)) {
            Some(group) => group.push(subject),
            None => groups.push(vec![subject]),
        }
    }
    groups
}

fn suite(id: usize, subjects: &[&Subject], results: &Results) -> String {
    let name = subjects.first().map_or("", |subject| subject.group);
    let failures = subjects.iter().filter(|s| matches!(s.standing, Standing::Failed { .. })).count();
    let skipped = subjects.iter().filter(|s| matches!(s.standing, Standing::Unknown { .. })).count();
    let mut text = format!(
        "  <testsuite name=\"deming {command}: {name}\" package=\"deming.{command}\" id=\"{id}\" tests=\"{}\" \
         failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" time=\"{TIME}\" timestamp=\"{}\" \
         hostname=\"localhost\">\n",
        subjects.len(),
        timestamp(&results.as_of),
        command = results.command,
    );
    text.push_str("    <properties>\n");
    text.push_str(&property("asOf", &results.as_of));
    text.extend(results.head.iter().map(|head| property("head", head)));
    text.push_str("    </properties>\n");
    text.extend(subjects.iter().map(|subject| case(subject, results.command)));
    text.push_str(&format!("    <system-out>{}</system-out>\n", xml_text(&notes(subjects))));
    text + "    <system-err></system-err>\n  </testsuite>\n"
}

/// The moment without its zone and fractions, which the schema forbids. It is in UTC.
fn timestamp(as_of: &str) -> &str {
    as_of.get(..19).unwrap_or(as_of)
}

fn property(name: &str, value: &str) -> String {
    format!("      <property name=\"{name}\" value=\"{}\"/>\n", xml_attribute(value))
}

fn case(subject: &Subject, command: &str) -> String {
    let name = xml_attribute(&one_line(&subject.name));
    let name = if name.is_empty() { "(without a name)".to_owned() } else { name };
    let head = format!(
        "    <testcase name=\"{name}\" classname=\"deming.{command}.{}\" time=\"{TIME}\"",
        subject.group
    );
    let body = match &subject.standing {
        Standing::Passed { .. } => return format!("{head}/>\n"),
        Standing::Unknown { reason } => {
            format!("<skipped message=\"{}\"/>", xml_attribute(&one_line(reason)))
        }
        Standing::Failed { kind, message, lines } => {
            let lines: Vec<_> = lines.iter().map(|line| terminal(line)).collect();
            let more = "`deming explain CODE, METRIC or OBJECTIVE` tells more";
            let text = format!("{}\n{}\n{more}", one_line(&subject.at), lines.join("\n"));
            format!(
                "<failure type=\"{kind}\" message=\"{}\">{}</failure>",
                xml_attribute(&one_line(message)),
                xml_text(&text)
            )
        }
    };
    format!("{head}>\n      {body}\n    </testcase>\n")
}

/// What is to be said of tests that pass: JUnit has no place for it in a test.
fn notes(subjects: &[&Subject]) -> String {
    let mut text = String::new();
    for subject in subjects {
        if let Standing::Passed { notes } = &subject.standing {
            text.extend(
                notes.iter().map(|note| format!("{}: {}\n", one_line(&subject.name), one_line(note))),
            );
        }
    }
    text
}
