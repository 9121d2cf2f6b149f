//! The day on which a service is looked at again.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::namespace::Namespace;
use super::rules;
use crate::finding::Finding;

/// The day, if one can be read.
///
/// # Errors
/// Why not: there is none, it is empty, or it is no day.
pub fn read(namespace: &Namespace, key: &str) -> Result<Date, Box<Finding>> {
    let name = &namespace.name;
    let Some((whole, text)) = namespace.key(key).and_then(|whole| namespace.annotations.get_key_value(whole))
    else {
        let message = format!("nobody says when `{name}` is looked at again");
        let help = format!("add the annotation `{key}: \"2027-01-31\"`, or the day that it is");
        return Err(Box::new(
            Finding::new(&rules::REVIEW_MISSING, namespace.name_place(), message).help(help),
        ));
    };
    let place = namespace.annotations_place().child(whole);
    if text.trim().is_empty() {
        let message = format!("the day on which `{name}` is looked at again is empty");
        let help = "write the day as `2027-01-31`, or take the annotation out";
        return Err(Box::new(Finding::new(&rules::REVIEW_EMPTY, place, message).help(help)));
    }
    day(text.trim()).ok_or_else(|| {
        let message =
            format!("the day on which `{name}` is looked at again cannot be read: `{}`", shortened(text));
        let help = "write year, month and day, as in `2027-01-31`";
        Box::new(Finding::new(&rules::REVIEW_UNREADABLE, place, message).help(help))
    })
}

/// A date, or the date of a time, written year first. Others could be read in two ways.
fn day(text: &str) -> Option<Date> {
    let written = text.split(['T', ' ']).next().unwrap_or(text);
    let digits: Vec<usize> = written.split('-').map(str::len).collect();
    let is_time = || text.parse::<DateTime>().is_ok() || text.parse::<Timestamp>().is_ok();
    let is_whole = written.len() == text.len() || is_time();
    if digits == [4, 2, 2] && is_whole { written.parse().ok() } else { None }
}

/// A text of a length that a sentence can hold.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    match text.chars().count() {
        0..=MOST => text.to_owned(),
        _ => text.chars().take(MOST - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_year_month_day() {
        for good in ["2027-01-31", "2027-01-31T00:00:00Z", "2027-01-31 12:00:00"] {
            assert_eq!(day(good), Some(jiff::civil::date(2027, 1, 31)), "{good}");
        }
        for bad in [
            "2025-25-11",
            "2027-02-30",
            "31/01/2027",
            "27-01-31",
            "next spring",
            "2027-01-31 or so",
            "2027-1-31",
            "+002027-01-31",
        ] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }
}
