//! Findings: with an excerpt of the text they point at, or one line each.

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level as Severity, Renderer, Snippet};

use super::style::{self, QUIET, STRONG, paint};
use super::view::FindingCounts;
use crate::finding::{Finding, Findings, Level, Location};
use crate::text::Source;
use crate::text::escape::{one_line, terminal};

/// Each with an excerpt, a label and help, in `width` columns; a last line counts.
pub fn full(findings: &Findings, width: usize) -> String {
    let mut text: String = findings.iter().map(|finding| excerpt(finding, width) + "\n\n").collect();
    text.push_str(&paint(STRONG, &last(findings)));
    text.push('\n');
    text
}

/// One line each: `path:line:column: error[D103] message`, with the colons of GNU's error messages, by which Emacs, Vim
/// and the problem matchers of other editors find file, line and column.
pub fn concise(findings: &Findings) -> String {
    findings.iter().map(|finding| line(finding) + "\n").collect()
}

/// The first `most` of them, one line each, and how many more there are; empty when there is none.
pub fn digest(findings: &Findings, most: usize) -> String {
    let mut text: String = findings.iter().take(most).map(|finding| line(finding) + "\n").collect();
    if findings.len() > most {
        text.push_str(&format!("… and {} more; `-v` shows all\n", findings.len() - most));
    }
    text
}

fn line(finding: &Finding) -> String {
    let start = finding.location.span().start;
    let path = one_line(finding.location.path());
    let column =
        column_of(&finding.location).map_or_else(String::new, |name| format!("column {}: ", one_line(name)));
    let code = paint(style::of_level(finding.level), &format!("{}[{}]", finding.level, finding.rule.code));
    format!("{path}:{}:{}: {code} {column}{}", start.line, start.column, one_line(&finding.message))
}

/// The count in words.
fn last(findings: &Findings) -> String {
    let open = match findings.is_empty() {
        true => "No findings".into(),
        false => FindingCounts::of(findings).words(),
    };
    let waived = match findings.waived().len() {
        0 => String::new(),
        waived => format!("; {waived} waived"),
    };
    let more = if findings.is_empty() { "" } else { " `deming explain CODE` tells of a rule." };
    format!("{open}{waived}.{more}")
}

fn excerpt(finding: &Finding, width: usize) -> String {
    match finding.location.source() {
        Some(source) => in_text(finding, source, width),
        None => without_text(finding),
    }
}

/// An excerpt in the manner of compilers, with the places of labels in the same picture.
fn in_text(finding: &Finding, source: &Source, width: usize) -> String {
    let title =
        severity(finding.level).primary_title(one_line(&finding.message).into_owned()).id(finding.rule.code);
    let own = AnnotationKind::Primary.span(bytes(&finding.location, source));
    let here = finding.labels.iter().filter(|label| is_in(&label.location, source));
    let labels = here.map(|label| {
        let text = one_line(&label.text).into_owned();
        AnnotationKind::Context.span(bytes(&label.location, source)).label(text)
    });
    let snippet = snippet(source).annotation(own).annotations(labels);
    let mut elements: Vec<Element> = vec![snippet.into()];
    for label in finding.labels.iter().filter(|label| !is_in(&label.location, source)) {
        elements.push(elsewhere(label));
    }
    if let Some(help) = &finding.help {
        elements.push(Severity::HELP.message(one_line(help).into_owned()).into());
    }
    let report: &[Group] = &[title.elements(elements)];
    Renderer::styled().term_width(width).render(report)
}

/// The text of a file, its secrets hidden.
fn snippet(source: &Source) -> Snippet<'_, Annotation<'_>> {
    Snippet::source(excerpted(source)).path(one_line(source.path()).into_owned())
}

/// The text that excerpts are cut from, its secrets hidden. Every line of a declaration that anybody is shown comes
/// through here, and what must not be shown keeps its length, since spans count its bytes.
fn excerpted(source: &Source) -> &str {
    source.masked().map_or_else(|| source.text(), |masked| masked.text.as_str())
}

fn elsewhere(label: &crate::finding::Label) -> Element<'static> {
    let start = label.location.span().start;
    let place = format!("{}:{}:{}", one_line(label.location.path()), start.line, start.column);
    Severity::NOTE.message(format!("{place}: {}", one_line(&label.text))).into()
}

fn is_in(location: &Location, source: &Source) -> bool {
    location.source().is_some_and(|other| std::ptr::eq(other.as_ref(), source))
}

/// The bytes that a finding covers in the text that is shown, held within it.
fn bytes(location: &Location, source: &Source) -> std::ops::Range<usize> {
    let length = source.text().len();
    let range = location.span().bytes();
    let start = range.start.min(length);
    let end = range.end.clamp(start, length);
    source.masked().map_or(start..end, |masked| masked.at(start)..masked.end_at(end))
}

fn severity(level: Level) -> Severity<'static> {
    match level {
        Level::Error => Severity::ERROR,
        Level::Warning => Severity::WARNING,
        Level::Note => Severity::NOTE,
    }
}

/// Data files are not held, so their findings name the cell.
fn without_text(finding: &Finding) -> String {
    let level = paint(style::of_level(finding.level), &format!("{}[{}]", finding.level, finding.rule.code));
    let mut lines = vec![format!("{level}: {}", paint(STRONG, &one_line(&finding.message)))];
    lines.push(format!("  {} {}", paint(QUIET, "-->"), cell(&finding.location)));
    for label in &finding.labels {
        lines.push(format!("  = {}: {}", cell(&label.location), one_line(&label.text)));
    }
    if let Some(help) = &finding.help {
        lines.push(format!("  = help: {}", one_line(help)));
    }
    lines.join("\n")
}

fn cell(location: &Location) -> String {
    let path = terminal(location.path());
    let line = location.span().start.line;
    match (location, column_of(location)) {
        (Location::Path(_), _) => path.into_owned(),
        (_, Some(column)) => format!("{path}:{line}, column {}", one_line(column)),
        (_, None) => format!("{path}:{line}"),
    }
}

fn column_of(location: &Location) -> Option<&str> {
    match location {
        Location::Data { column, .. } => column.as_deref(),
        _ => None,
    }
}
