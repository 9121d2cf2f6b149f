//! What a condition asks of a row.

use regex::Regex;

use super::number::NumberFormat;
use super::rows::{Cell, Columns, Row, Slot};
use crate::model::quantity::Comparison;
use crate::model::source::{Condition, Test};

/// A condition made ready for many rows.
#[derive(Debug)]
pub struct ReadyCondition {
    /// The column that is asked.
    pub slot: Slot,
    test: ReadyTest,
}

#[derive(Debug)]
enum ReadyTest {
    AnyOf(Vec<Expected>),
    NoneOf(Vec<Expected>),
    Matches(Regex),
    Contains(String),
    Present(bool),
    Compare(Comparison, Expected),
}

/// A value to compare with, and what it is besides a text.
#[derive(Debug)]
struct Expected {
    text: String,
    truth: Option<bool>,
    number: Option<f64>,
}

impl Expected {
    fn new(text: &str) -> Self {
        let text = text.trim().to_owned();
        // Declarations write numbers with a point, whatever the data do.
        let number = NumberFormat::new('.').read(&text);
        Self { truth: truth(&text), number, text }
    }

    /// The same text, the same truth value in any case, or the same number.
    fn equals(&self, cell: &str, numbers: NumberFormat) -> bool {
        cell == self.text
            || self.truth.is_some_and(|expected| truth(cell) == Some(expected))
            || self.number.is_some_and(|expected| numbers.read(cell) == Some(expected))
    }
}

fn truth(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

impl ReadyCondition {
    /// Makes a condition ready.
    pub fn new(condition: &Condition, columns: &mut Columns) -> Self {
        let all = |texts: &[String]| texts.iter().map(|text| Expected::new(text)).collect();
        let test = match &condition.test {
            Test::Equals(text) => ReadyTest::AnyOf(vec![Expected::new(text)]),
            Test::In(texts) => ReadyTest::AnyOf(all(texts)),
            Test::NotIn(texts) => ReadyTest::NoneOf(all(texts)),
            Test::Matches(regex) => ReadyTest::Matches(whole(regex)),
            Test::Contains(text) => ReadyTest::Contains(text.clone()),
            Test::Present(wanted) => ReadyTest::Present(*wanted),
            Test::Compare(comparison, text) => ReadyTest::Compare(*comparison, Expected::new(text)),
        };
        Self { slot: columns.slot(&condition.column), test }
    }

    /// Whether this asks only whether anything is there.
    pub fn asks_presence(&self) -> bool {
        matches!(self.test, ReadyTest::Present(_))
    }

    /// Whether it holds of a cell; `None` where nothing is there to tell by.
    fn holds(&self, cell: Cell<'_>, numbers: NumberFormat) -> Option<bool> {
        match (&self.test, cell) {
            (ReadyTest::Present(wanted), cell) => Some(*wanted != matches!(cell, Cell::Absent)),
            (_, Cell::Absent) => None,
            (test, Cell::Text(text)) => Some(test.holds_of_text(text, numbers)),
            (test, Cell::List(items)) => Some(match test {
                ReadyTest::Contains(wanted) => items.iter().any(|item| item == wanted),
                ReadyTest::NoneOf(others) => {
                    !items.iter().any(|item| others.iter().any(|other| other.equals(item, numbers)))
                }
                _ => false,
            }),
            (ReadyTest::NoneOf(_), Cell::Nested) => Some(true),
            (_, Cell::Nested) => Some(false),
        }
    }
}

impl ReadyTest {
    fn holds_of_text(&self, text: &str, numbers: NumberFormat) -> bool {
        match self {
            Self::AnyOf(expected) => expected.iter().any(|value| value.equals(text, numbers)),
            Self::NoneOf(expected) => !expected.iter().any(|value| value.equals(text, numbers)),
            Self::Matches(regex) => regex.find(text).is_some_and(|found| found.len() == text.len()),
            Self::Contains(wanted) => text.contains(wanted.as_str()),
            Self::Present(wanted) => *wanted,
            Self::Compare(comparison, expected) => {
                match expected.number.and_then(|number| Some((numbers.read(text)?, number))) {
                    Some((cell, number)) => comparison.holds(cell, number),
                    None => holds_of_texts(*comparison, text, &expected.text),
                }
            }
        }
    }
}

fn holds_of_texts(comparison: Comparison, cell: &str, expected: &str) -> bool {
    match comparison {
        Comparison::AtMost => cell <= expected,
        Comparison::Below => cell < expected,
        Comparison::AtLeast => cell >= expected,
        Comparison::Above => cell > expected,
    }
}

/// The expression bound to both ends, so that `a|ab` finds the whole of `ab`. An expression that cannot be wrapped (a
/// comment in `(?x)` mode runs to its end) stays as it is; what it finds must be the whole cell in any case.
fn whole(regex: &Regex) -> Regex {
    Regex::new(&format!(r"\A(?:{})\z", regex.as_str())).unwrap_or_else(|_| regex.clone())
}

/// Whether all conditions hold: `false` as soon as one does not, `None` where a missing cell leaves it open.
/// `cell_of` gives the cell of a slot, with what is declared missing as absent.
pub fn all_hold<'r>(
    conditions: &[ReadyCondition],
    row: &'r Row<'_>,
    numbers: NumberFormat,
    cell_of: impl Fn(&'r Row, Slot) -> Cell<'r>,
) -> Option<bool> {
    let mut answer = Some(true);
    for condition in conditions {
        match condition.holds(cell_of(row, condition.slot), numbers) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => answer = None,
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(test: Test, cell: &str) -> Option<bool> {
        let mut columns = Columns::default();
        let ready = ReadyCondition::new(&Condition { column: "c".into(), test }, &mut columns);
        let mut row = Row::new(1);
        row.start(1);
        row.put(0, cell);
        all_hold(&[ready], &row, NumberFormat::new('.'), |row, slot| row.cell(slot))
    }

    fn equals(text: &str) -> Test {
        Test::Equals(text.into())
    }

    #[test]
    fn texts_truths_and_numbers_are_equal_by_what_they_mean() {
        for (expected, cell, holds) in [
            ("true", "TRUE", true),
            ("True", "false", false),
            ("High", "high", false),
            ("5", "5.0", true),
            ("45", "0000045", true),
            ("5", "five", false),
        ] {
            assert_eq!(ask(equals(expected), cell), Some(holds), "{expected} {cell}");
        }
        assert_eq!(ask(Test::In(vec!["a".into(), "b".into()]), "b"), Some(true));
        assert_eq!(ask(Test::NotIn(vec!["a".into(), "b".into()]), "c"), Some(true));
    }

    #[test]
    fn a_missing_cell_leaves_it_open() {
        assert_eq!(ask(equals("a"), ""), None);
        assert_eq!(ask(Test::NotIn(vec!["a".into()]), " "), None);
        assert_eq!(ask(Test::Present(false), ""), Some(true));
        assert_eq!(ask(Test::Present(true), ""), Some(false));
        assert_eq!(ask(Test::Present(true), "x"), Some(true));
    }

    #[test]
    fn an_expression_matches_the_whole_cell() {
        let matches = |pattern: &str| Test::Matches(Regex::new(pattern).expect("an expression"));
        assert_eq!(ask(matches("a|ab"), "ab"), Some(true));
        assert_eq!(ask(matches("a"), "ab"), Some(false));
        assert_eq!(ask(matches("(?x) a b # comment"), "ab"), Some(true));
        assert_eq!(ask(matches("(?x) a b # comment"), "abc"), Some(false));
    }

    #[test]
    fn numbers_compare_as_numbers_and_dates_as_texts() {
        let above = |text: &str| Test::Compare(Comparison::Above, text.into());
        assert_eq!(ask(above("9"), "10"), Some(true));
        assert_eq!(ask(above("2016-09-01"), "2016-10-01"), Some(true));
        assert_eq!(ask(Test::Compare(Comparison::AtMost, "b".into()), "a"), Some(true));
    }

    #[test]
    fn a_list_holds_its_elements() {
        let mut columns = Columns::default();
        let contains = |text: &str, columns: &mut Columns| {
            let test = Test::Contains(text.into());
            ReadyCondition::new(&Condition { column: "c".into(), test }, columns)
        };
        let mut row = Row::new(1);
        row.start(1);
        let start = row.start_list();
        row.push_item("Actions");
        row.push_item("Pages");
        row.end_list(0, start);
        let numbers = NumberFormat::new('.');
        for (text, holds) in [("Pages", true), ("Page", false)] {
            let ready = contains(text, &mut columns);
            assert_eq!(all_hold(&[ready], &row, numbers, |row, slot| row.cell(slot)), Some(holds), "{text}");
        }
    }
}
