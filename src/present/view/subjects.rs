//! What was judged, passes too, for formats that count tests.

use std::collections::{BTreeMap, BTreeSet};

use super::{CycleView, DeclaredAt, ObjectiveView, Report};
use crate::analyse::Verdict;
use crate::catalog::Catalog;
use crate::finding::{Finding, Findings, Level, Location};
use crate::text::Place;

/// Something that was judged.
#[derive(Debug, Clone)]
pub struct Subject {
    /// What it is one of: a kind of object, `objectives`, `cycles` or `files`.
    pub group: &'static str,
    /// Its name.
    pub name: String,
    /// Where it is declared: `path:line:column`.
    pub at: String,
    /// How it came out.
    pub standing: Standing,
}

/// How something that was judged came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing speaks against it; notes may be told of it.
    Passed {
        /// What else is to be said, a line each.
        notes: Vec<String>,
    },
    /// Nobody can tell.
    Unknown {
        /// Why.
        reason: String,
    },
    /// It fails.
    Failed {
        /// The worst of it, in a word: a level or a verdict.
        kind: &'static str,
        /// The worst of it, in a sentence.
        message: String,
        /// All that is to be said, a line each.
        lines: Vec<String>,
    },
}

/// Every declared object with what was found in it, by kind and name, then files that findings point at beside them.
/// An object fails from `fails_at` on.
pub fn of_catalog(catalog: &Catalog, findings: &Findings, fails_at: Level) -> Vec<Subject> {
    let mut by_document: BTreeMap<(&str, usize), Vec<&Finding>> = BTreeMap::new();
    let mut by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    let objects = catalog.objects();
    let documents: BTreeSet<(&str, usize)> = objects.iter().map(|(_, meta)| document(&meta.place)).collect();
    for finding in findings.iter() {
        match &finding.location {
            Location::Declared(place) if documents.contains(&document(place)) => {
                by_document.entry(document(place)).or_default().push(finding);
            }
            other => by_file.entry(other.path()).or_default().push(finding),
        }
    }
    let mut subjects = Vec::new();
    for (kind, meta) in objects {
        let found = by_document.remove(&document(&meta.place)).unwrap_or_default();
        subjects.push(Subject {
            group: kind.keyword(),
            name: meta.name.to_string(),
            at: meta.place.to_string(),
            standing: standing(&found, fails_at),
        });
    }
    subjects.extend(by_file.iter().map(|(path, found)| of_file(path, found, fails_at)));
    subjects
}

/// Every objective and cycle, worst first, then files that findings point at. `fails_at` as for [`of_catalog`]: a missed
/// target is as bad as an error, one at risk as a warning.
pub fn of_report(report: &Report, findings: &Findings, fails_at: Level) -> Vec<Subject> {
    let mut by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings.iter() {
        by_file.entry(finding.location.path()).or_default().push(finding);
    }
    let objective =
        |o: &ObjectiveView| judged("objectives", &o.id, &o.declared_at, o.verdict, &o.reason, fails_at);
    let cycle = |c: &CycleView| judged("cycles", &c.id, &c.declared_at, c.verdict, &c.reason, fails_at);
    let mut subjects: Vec<Subject> = report.worst_first().into_iter().map(objective).collect();
    subjects.extend(report.cycles_worst_first().into_iter().map(cycle));
    subjects.extend(by_file.iter().map(|(path, found)| of_file(path, found, fails_at)));
    subjects
}

fn document(place: &Place) -> (&str, usize) {
    (place.file(), place.document)
}

fn judged(
    group: &'static str,
    name: &str,
    at: &DeclaredAt,
    verdict: Verdict,
    reason: &str,
    fails_at: Level,
) -> Subject {
    let failed = || Standing::Failed {
        kind: verdict.keyword(),
        message: reason.to_owned(),
        lines: vec![reason.to_owned()],
    };
    let standing = match verdict {
        Verdict::Missed => failed(),
        Verdict::AtRisk if fails_at <= Level::Warning => failed(),
        Verdict::AtRisk => Standing::Passed { notes: vec![format!("at risk: {reason}")] },
        Verdict::Unknown => Standing::Unknown { reason: reason.to_owned() },
        Verdict::Met => Standing::Passed { notes: Vec::new() },
    };
    Subject { group, name: name.to_owned(), at: format!("{}:{}:{}", at.path, at.line, at.column), standing }
}

fn of_file(path: &str, found: &[&Finding], fails_at: Level) -> Subject {
    let at = found.first().map_or_else(String::new, |finding| place(finding));
    Subject { group: "files", name: path.to_owned(), at, standing: standing(found, fails_at) }
}

fn standing(found: &[&Finding], fails_at: Level) -> Standing {
    let lines: Vec<String> = found.iter().map(|finding| line(finding)).collect();
    // Of several that are as bad, the last of the reversed list is the first.
    match found.iter().rev().filter(|finding| finding.level >= fails_at).max_by_key(|finding| finding.level) {
        None => Standing::Passed { notes: lines },
        Some(worst) => {
            Standing::Failed { kind: worst.level.keyword(), message: worst.message.clone(), lines }
        }
    }
}

fn line(finding: &Finding) -> String {
    let help = finding.help.as_ref().map(|help| format!(" (help: {help})")).unwrap_or_default();
    format!("{}: {}[{}] {}{help}", place(finding), finding.level, finding.rule.code, finding.message)
}

fn place(finding: &Finding) -> String {
    let start = finding.location.span().start;
    format!("{}:{}:{}", finding.location.path(), start.line, start.column)
}
