//! A document of test runs, read from its beginning to its end without building a tree. Entities of a document's own
//! are not known and document types are refused, so that nothing can unfold beyond the bytes that are there.

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use crate::gather::file::NumberFormat;

/// How deep elements may lie in each other. Suites lie in suites; output in tests does not nest.
const DEEPEST: usize = 64;

/// A run of a suite of tests.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Run {
    /// The name of the suite.
    pub suite: String,
    /// When it began, as written there or for a suite around it.
    pub timestamp: Option<String>,
    /// How long it took; `None` where nothing says so.
    pub seconds: Option<f64>,
    /// How many tests it has, skipped ones among them.
    pub tests: u64,
    /// How many failed.
    pub failed: u64,
    /// How many were skipped.
    pub skipped: u64,
    /// How many passed after they had failed.
    pub flaky: u64,
    /// The line on which it begins.
    pub line: u32,
}

/// A suite that has been entered.
struct Suite {
    run: Run,
    /// The tests that it says it has, for one that lists none.
    stated: Run,
    has_cases: bool,
    has_suites: bool,
    seconds_of_cases: Option<f64>,
}

/// A test that has been entered.
#[derive(Default)]
struct Case {
    failed: bool,
    skipped: bool,
    flaky: bool,
}

/// What has been entered and not left.
#[derive(Default)]
struct State {
    runs: Vec<Run>,
    suites: Vec<Suite>,
    case: Option<Case>,
    /// How many elements have been entered.
    depth: usize,
    /// At which depth the test was entered.
    case_depth: usize,
}

/// The runs that a document tells of. A sentence says what is wrong with one that cannot be read.
pub fn runs(text: &str) -> Result<Vec<Run>, String> {
    let mut reader = Reader::from_str(text);
    let mut state = State::default();
    let mut lines = Lines { text, at: 0, line: 1 };
    loop {
        let from = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_event() {
            Err(error) => return Err(format!("line {}: {error}", lines.at(from))),
            Ok(Event::DocType(_)) => return Err("it has a document type".to_owned()),
            Ok(Event::Start(element)) => state.enter(&element, lines.at(from))?,
            Ok(Event::Empty(element)) => {
                state.enter(&element, lines.at(from))?;
                state.leave(element.local_name().into_inner());
            }
            Ok(Event::End(element)) => state.leave(element.local_name().into_inner()),
            Ok(Event::Eof) if state.depth > 0 => return Err("it ends in the middle of an element".to_owned()),
            Ok(Event::Eof) => return Ok(state.runs),
            Ok(_) => {}
        }
    }
}

/// Counts lines up to a byte, from where it last was.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn at(&mut self, byte: usize) -> u32 {
        let passed = self.text.as_bytes().get(self.at..byte).unwrap_or_default();
        let breaks = memchr::memchr_iter(b'\n', passed).count();
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.at = self.at.max(byte);
        self.line
    }
}

impl State {
    fn enter(&mut self, element: &BytesStart<'_>, line: u32) -> Result<(), String> {
        let name = element.local_name();
        let name = name.into_inner();
        if self.depth == 0 && !matches!(name, "testsuites" | "testsuite") {
            return Err(format!("it begins with `<{name}>`"));
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("line {line}: elements lie more than {DEEPEST} deep in each other"));
        }
        match (name, &mut self.case) {
            ("testsuites" | "testsuite", None) => self.enter_suite(element, line),
            ("testcase", None) => self.enter_case(element),
            ("failure" | "error", Some(case)) => case.failed = true,
            ("skipped" | "disabled", Some(case)) => case.skipped = true,
            ("flakyFailure" | "flakyError", Some(case)) => case.flaky = true,
            _ => {}
        }
        Ok(())
    }

    fn enter_suite(&mut self, element: &BytesStart<'_>, line: u32) {
        let around = self.suites.last_mut();
        let timestamp = attribute(element, "timestamp").filter(|text| !text.trim().is_empty());
        let count =
            |name: &str| attribute(element, name).and_then(|text| text.trim().parse().ok()).unwrap_or(0_u64);
        let stated = Run {
            tests: count("tests"),
            failed: count("failures").saturating_add(count("errors")),
            skipped: count("skipped").saturating_add(count("disabled")),
            ..Run::default()
        };
        let run = Run {
            suite: attribute(element, "name").unwrap_or_default(),
            timestamp: timestamp.or_else(|| around.as_ref()?.run.timestamp.clone()),
            seconds: seconds(element),
            line,
            ..Run::default()
        };
        if let Some(around) = around {
            around.has_suites = true;
        }
        self.suites.push(Suite { run, stated, has_cases: false, has_suites: false, seconds_of_cases: None });
    }

    fn enter_case(&mut self, element: &BytesStart<'_>) {
        self.case = Some(Case::default());
        self.case_depth = self.depth;
        if let (Some(suite), Some(seconds)) = (self.suites.last_mut(), seconds(element)) {
            suite.seconds_of_cases = Some(suite.seconds_of_cases.unwrap_or(0.0) + seconds);
        }
    }

    fn leave(&mut self, name: &str) {
        match (name, &self.case) {
            ("testcase", Some(case)) if self.case_depth == self.depth => {
                if let Some(suite) = self.suites.last_mut() {
                    suite.count(case);
                }
                self.case = None;
            }
            ("testsuites" | "testsuite", None) => {
                self.runs.extend(self.suites.pop().and_then(Suite::finished));
            }
            _ => {}
        }
        self.depth = self.depth.saturating_sub(1);
    }
}

impl Suite {
    fn count(&mut self, case: &Case) {
        self.has_cases = true;
        self.run.tests += 1;
        self.run.failed += u64::from(case.failed);
        self.run.skipped += u64::from(case.skipped && !case.failed);
        self.run.flaky += u64::from(case.flaky && !case.failed);
    }

    /// The run, of a suite that has tests itself. One that lists none and has no suites in it is taken at its word.
    fn finished(self) -> Option<Run> {
        if self.has_cases {
            let seconds = self.run.seconds.filter(|_| !self.has_suites).or(self.seconds_of_cases);
            return Some(Run { seconds, ..self.run });
        }
        let Run { tests, failed, skipped, .. } = self.stated;
        (!self.has_suites && tests > 0).then_some(Run { tests, failed, skipped, ..self.run })
    }
}

/// The time that an element says it took, in seconds. Some write thousands apart: `1,234.5`.
fn seconds(element: &BytesStart<'_>) -> Option<f64> {
    let seconds = NumberFormat::new('.').read(&attribute(element, "time")?)?;
    (seconds >= 0.0).then_some(seconds)
}

/// The value of an attribute. Of entities only the five of XML itself are known; a value with another stays as it is.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    let found = attributes.flatten().find(|attribute| attribute.key.into_inner() == name)?;
    let value = found.value;
    Some(unescape(&value).map_or_else(|_| value.to_string(), |text| text.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_lie_in_suites_and_count_their_own_tests() {
        let text = r#"<?xml version="1.0"?>
<testsuites name="all" tests="99" timestamp="2026-01-02T03:04:05">
  <testsuite name="a &amp; b" time="1,200.5">
    <testcase name="x" time="1"/>
    <testcase name="y"><failure message="m">text &lt; <![CDATA[</testcase>]]></failure><error/></testcase>
    <testcase name="z"><skipped/></testcase>
    <testcase name="w"><flakyFailure/><system-out><testcase/></system-out></testcase>
    <testsuite name="inner" timestamp="2026-01-03T00:00:00Z"><testcase time="0.5"/></testsuite>
  </testsuite>
  <testsuite name="stated" tests="5" failures="1" errors="1" skipped="2"/>
  <testsuite name="empty"/>
</testsuites>"#;
        let runs = runs(text).expect("runs");
        let told: Vec<_> = runs
            .iter()
            .map(|run| (run.suite.as_str(), run.tests, run.failed, run.skipped, run.flaky, run.line))
            .collect();
        assert_eq!(told, [("inner", 1, 0, 0, 0, 8), ("a & b", 4, 1, 1, 1, 3), ("stated", 5, 2, 2, 0, 10)]);
        let times: Vec<_> = runs.iter().map(|run| (run.timestamp.as_deref(), run.seconds)).collect();
        let around = Some("2026-01-02T03:04:05");
        assert_eq!(times, [(Some("2026-01-03T00:00:00Z"), Some(0.5)), (around, Some(1.0)), (around, None)]);
    }

    #[test]
    fn what_is_no_report_is_told() {
        for (text, reason) in [
            ("<html><body/></html>", "it begins with `<html>`"),
            ("<testsuite><testcase>", "it ends in the middle of an element"),
            ("<!DOCTYPE x [<!ENTITY a \"aa\">]><testsuite/>", "it has a document type"),
        ] {
            assert_eq!(runs(text).expect_err(text), reason);
        }
        assert!(runs("<testsuite></testcase>").is_err());
        assert!(runs("<testsuite name=\"").is_err());
        assert!(runs(&"<testsuite>".repeat(100_000)).expect_err("deep").contains("deep"));
        assert_eq!(runs("").expect("nothing"), []);
        let bomb = "<testsuite name=\"&lol;&#x41;\" tests=\"1\"/>";
        assert_eq!(runs(bomb).expect("a name")[0].suite, "&lol;&#x41;");
    }
}
