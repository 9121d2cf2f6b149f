//! What the dialects of pipelines show: findings and verdicts as results, each at a line of a file, worst first.

use super::finding::{FindingCounts, FindingView, Justification};
use super::subjects::Subject;
use super::{ChangeView, Report, Summary};
use crate::finding::{Finding, Findings, Fingerprint, Level, Location, Rule, numbered};
use crate::present::{change_words, show};

/// The answer of a command as results.
#[derive(Debug, Clone)]
pub struct Results {
    /// The verb that made them: `check` or `diff`.
    pub command: &'static str,
    /// The moment that is "now", RFC 3339 in UTC.
    pub as_of: String,
    /// The commit looked at.
    pub head: Option<String>,
    /// What the change is held against, in words, where it is.
    pub compared_with: Option<String>,
    /// What the change weakens, a sentence each. Shown before everything else.
    pub weakened: Vec<String>,
    /// What else changed, a sentence each. Shown after everything else.
    pub changed: Vec<String>,
    /// The results, worst first.
    pub results: Vec<ResultView>,
    /// What was judged, passes too.
    pub subjects: Vec<Subject>,
    /// Objectives by verdict, where verdicts were asked for.
    pub objectives: Option<Summary>,
    /// Cycles by verdict, where verdicts were asked for.
    pub cycles: Option<Summary>,
    /// What the run ends with.
    pub exit_code: u8,
    /// Where the whole result lies, as the user wrote it.
    pub whole: Option<String>,
}

/// A finding or a verdict, at a line of a file.
#[derive(Debug, Clone)]
pub struct ResultView {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is.
    pub level: Level,
    /// What it is, for sections of a page.
    pub section: Section,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
    /// Where.
    pub at: FilePlace,
    /// Other places that explain it.
    pub related: Vec<(FilePlace, String)>,
    /// What stays the same when text moves, and its number among equals.
    pub fingerprint: Fingerprint,
    /// Why it is accepted, where it is.
    pub suppressed: Option<Justification>,
}

/// Kinds of results, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // Each variant is what its heading says.
pub enum Section {
    Missed,
    Errors,
    AtRisk,
    Warnings,
    Unknown,
    Notes,
}

impl Section {
    /// Every section, worst first.
    pub const ALL: [Self; 6] =
        [Self::Missed, Self::Errors, Self::AtRisk, Self::Warnings, Self::Unknown, Self::Notes];

    /// What stands above it.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Missed => "Missed",
            Self::Errors => "Errors",
            Self::AtRisk => "At risk",
            Self::Warnings => "Warnings",
            Self::Unknown => "Unknown",
            Self::Notes => "Notes",
        }
    }

    /// So many of it, in words.
    pub fn counted(self, number: usize) -> String {
        match self {
            Self::Missed => format!("{} missed", show::count(number as u64)),
            Self::Errors => show::counted(number, "error"),
            Self::AtRisk => format!("{} at risk", show::count(number as u64)),
            Self::Warnings => show::counted(number, "warning"),
            Self::Unknown => format!("{} unknown", show::count(number as u64)),
            Self::Notes => show::counted(number, "note"),
        }
    }

    fn of(level: Level, is_verdict: bool) -> Self {
        match (level, is_verdict) {
            (Level::Error, true) => Self::Missed,
            (Level::Error, false) => Self::Errors,
            (Level::Warning, true) => Self::AtRisk,
            (Level::Warning, false) => Self::Warnings,
            (Level::Note, true) => Self::Unknown,
            (Level::Note, false) => Self::Notes,
        }
    }
}

/// A stretch of a file, with lines and columns from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlace {
    /// The file, relative to the root of the repository.
    pub path: String,
    /// The first line.
    pub line: u32,
    /// The first column, in characters.
    pub column: u32,
    /// The last line.
    pub end_line: u32,
    /// The column after the last, in characters.
    pub end_column: u32,
    /// The first column, in bytes of UTF-8.
    pub byte_column: u32,
    /// The column after the last, in bytes of UTF-8.
    pub end_byte_column: u32,
}

/// What places that no file has are shown at.
pub struct Files<'a> {
    /// Whether there is such a file.
    pub exists: &'a dyn Fn(&str) -> bool,
    /// The file for what is about a folder, or about no file at all: the settings.
    pub home: &'a str,
}

/// How a command was run, as far as its results show it.
pub struct Framing<'a> {
    /// The verb.
    pub command: &'static str,
    /// The moment that is "now".
    pub as_of: jiff::Timestamp,
    /// The commit looked at.
    pub head: Option<&'a str>,
    /// What the run ends with.
    pub exit_code: u8,
    /// Where the whole result is written to.
    pub whole: Option<&'a str>,
}

impl Results {
    /// Findings, and verdicts that were made into findings, as results.
    pub fn new(framing: &Framing, verdicts: &Findings, findings: &Findings, files: &Files) -> Self {
        let of_verdicts = views(verdicts, true, files);
        let mut results: Vec<_> = of_verdicts.into_iter().chain(views(findings, false, files)).collect();
        // Both come sorted; verdicts stand before findings of their level.
        results.sort_by_key(|result| result.section);
        Self {
            command: framing.command,
            as_of: framing.as_of.to_string(),
            head: framing.head.map(str::to_owned),
            compared_with: None,
            weakened: Vec::new(),
            changed: Vec::new(),
            results,
            subjects: Vec::new(),
            objectives: None,
            cycles: None,
            exit_code: framing.exit_code,
            whole: framing.whole.map(str::to_owned),
        }
    }

    /// With what was judged, passes too.
    #[must_use]
    pub fn with_subjects(mut self, subjects: Vec<Subject>) -> Self {
        self.subjects = subjects;
        self
    }

    /// With what the change means, where there is something to compare with.
    #[must_use]
    pub fn with_change(mut self, change: Option<&ChangeView>) -> Self {
        let Some(change) = change else { return self };
        self.compared_with = Some(change.base.words());
        self.weakened = change.weakened.iter().map(change_words::weakened).collect();
        self.changed = change_words::rest(change);
        self
    }

    /// With the counts of verdicts of a report.
    #[must_use]
    pub fn with_verdicts(mut self, report: &Report) -> Self {
        self.objectives = Some(report.summary);
        self.cycles = Some(Summary::of(report.cycles.iter().map(|cycle| cycle.verdict)));
        self
    }

    /// The results that nobody has accepted, worst first.
    pub fn open(&self) -> impl Iterator<Item = &ResultView> {
        self.results.iter().filter(|result| result.suppressed.is_none())
    }

    /// How many open ones there are of a section.
    pub fn count(&self, section: Section) -> usize {
        self.open().filter(|result| result.section == section).count()
    }

    /// How many open findings have which level; verdicts are no findings.
    pub fn findings(&self) -> FindingCounts {
        FindingCounts {
            error: self.count(Section::Errors),
            warning: self.count(Section::Warnings),
            note: self.count(Section::Notes),
        }
    }

    /// The worst there is, in a word: a verdict, a level, or `clean`.
    pub fn verdict(&self) -> &'static str {
        match self.open().map(|result| result.section).min() {
            Some(Section::Missed) => "missed",
            Some(Section::Errors) => "error",
            Some(Section::AtRisk) => "at-risk",
            Some(Section::Warnings) => "warning",
            Some(Section::Unknown) => "unknown",
            Some(Section::Notes) => "note",
            None => "clean",
        }
    }
}

fn views(findings: &Findings, are_verdicts: bool, files: &Files) -> Vec<ResultView> {
    let open = findings.iter().map(|finding| (finding, None));
    let waived = findings.waived().iter().map(|waived| (&waived.finding, Some(Justification::of(waived))));
    let all: Vec<_> = open.chain(waived).collect();
    let fingerprints = numbered(all.iter().map(|(finding, _)| *finding));
    let view = |((finding, suppressed), fingerprint)| ResultView {
        suppressed,
        ..ResultView::new(finding, fingerprint, are_verdicts, files)
    };
    all.into_iter().zip(fingerprints).map(view).collect()
}

impl ResultView {
    fn new(finding: &Finding, fingerprint: Fingerprint, is_verdict: bool, files: &Files) -> Self {
        let view = FindingView::new(finding, &fingerprint);
        let (at, is_there) = place(&finding.location, files);
        let message = if is_there { view.message } else { format!("{}: {}", view.path, view.message) };
        let related = finding.labels.iter().filter_map(|label| {
            let (at, is_there) = place(&label.location, files);
            is_there.then(|| (at, label.text.clone()))
        });
        Self {
            rule: finding.rule,
            level: finding.level,
            section: Section::of(finding.level, is_verdict),
            message,
            help: view.help,
            at,
            related: related.collect(),
            fingerprint,
            suppressed: None,
        }
    }
}

/// Where a location is shown, and whether that is where it is.
fn place(location: &Location, files: &Files) -> (FilePlace, bool) {
    if !(files.exists)(location.path()) {
        return (FilePlace::start_of(files.home), false);
    }
    let span = location.span();
    let bytes = |line: u32, offset: usize, column: u32| {
        let start = location.source().and_then(|source| source.lines().line_bytes(line));
        start.and_then(|line| u32::try_from(offset.checked_sub(line.start)? + 1).ok()).unwrap_or(column)
    };
    let place = FilePlace {
        path: location.path().to_owned(),
        line: span.start.line,
        column: span.start.column,
        end_line: span.end.line,
        end_column: span.end.column,
        byte_column: bytes(span.start.line, span.start.offset, span.start.column),
        end_byte_column: bytes(span.end.line, span.end.offset, span.end.column),
    };
    (place, true)
}

impl FilePlace {
    fn start_of(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
            byte_column: 1,
            end_byte_column: 1,
        }
    }
}
