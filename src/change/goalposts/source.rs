//! The source of a metric: which rows count, what says nothing, and what an observation is.
//!
//! Two sources cannot be held against each other without their data, so every change of one counts as weakened; how
//! closed periods come out under both is told beside it.

use std::collections::BTreeSet;

use super::order::by_loss;
use super::{Judged, Route, Sides};
use crate::change::leaves::{self, FieldChange, Names};
use crate::model::source::{Condition, ExecQuestion, FileSource, Measure, Question, RatioPart, Source, Test};
use crate::model::{Duration, Metric};
use crate::text::Place;

/// Which rows count.
pub fn filter(_: &Sides<'_>, before: &Metric, after: &Metric) -> Option<Judged> {
    let (old, new) = (file(before)?, file(after)?);
    let conditions = |file: &FileSource| -> BTreeSet<String> { file.filter.iter().map(meaning).collect() };
    if conditions(old) == conditions(new) {
        return None;
    }
    let (was, is) = differing(&old.place.child("where"), &new.place.child("where"));
    Some(Judged::incomparable(Route::Filter, was, is, new.place.child("where")))
}

/// What a condition asks, the order of its words left out.
fn meaning(condition: &Condition) -> String {
    let sorted = |words: &[String]| words.iter().cloned().collect::<BTreeSet<String>>();
    match &condition.test {
        Test::In(words) => format!("{} in {:?}", condition.column, sorted(words)),
        Test::NotIn(words) => format!("{} not in {:?}", condition.column, sorted(words)),
        other => format!("{} {other:?}", condition.column),
    }
}

/// What an observation is, the order of conditions left out.
fn measured(measure: &Measure) -> String {
    let part = |part: &RatioPart| match part {
        RatioPart::Rows(conditions) => {
            format!("{:?}", conditions.iter().map(meaning).collect::<BTreeSet<String>>())
        }
        RatioPart::Sum(column) => format!("sum of {column}"),
    };
    match measure {
        Measure::Ratio(ratio) => {
            let side = if ratio.part_is_good { "good" } else { "bad" };
            format!("{side} {} of {:?}", part(&ratio.part), ratio.total.as_ref().map(part))
        }
        other => format!("{other:?}"),
    }
}

/// Cells that say that nothing is known: the more of them, the less is judged.
pub fn missing(_: &Sides<'_>, before: &Metric, after: &Metric) -> Option<Judged> {
    let (old, new) = (file(before)?, file(after)?);
    let cells = |file: &FileSource| -> BTreeSet<String> { file.missing.iter().cloned().collect() };
    let (was, is) = (cells(old), cells(new));
    let direction = by_loss(!is.is_subset(&was), !was.is_subset(&is))?;
    let words = |cells: &BTreeSet<String>| {
        cells.iter().map(|cell| format!("{cell:?}")).collect::<Vec<_>>().join(", ")
    };
    Some(Judged::new(Route::Missing, direction, words(&was), words(&is), new.place.child("missing")))
}

/// Where observations come from, and what one is.
pub fn source(_: &Sides<'_>, before: &Metric, after: &Metric) -> Option<Judged> {
    let (old, new) = (before.gather.as_ref()?, after.gather.as_ref()?);
    // Sources that OpenSLO puts together are compared as they are written, the annotations beside them left out.
    let is_of_openslo = |source: &Source| match source {
        Source::Ratio(_) | Source::Foreign(_) => true,
        Source::Remote(remote) => remote.named_at.is_some(),
        Source::File(_) | Source::Git(_) | Source::Report(_) => false,
    };
    let unchanged = match is_of_openslo(&old.source) && is_of_openslo(&new.source) {
        true => fields(&old.place, &new.place).is_empty(),
        false => same(&old.source, &new.source),
    };
    if unchanged {
        return None;
    }
    let (was, is) = differing(&old.place.child("source"), &new.place.child("source"));
    Some(Judged::incomparable(Route::Source, was, is, new.place.child("source")))
}

fn file(metric: &Metric) -> Option<&FileSource> {
    match &metric.gather.as_ref()?.source {
        Source::File(file) => Some(file),
        Source::Git(_) | Source::Report(_) | Source::Remote(_) | Source::Ratio(_) | Source::Foreign(_) => {
            None
        }
    }
}

/// Whether two sources mean the same, but for rows that are left out and cells that say nothing.
fn same(old: &Source, new: &Source) -> bool {
    match (old, new) {
        (Source::File(old), Source::File(new)) => file_meaning(old) == file_meaning(new),
        (Source::Git(old), Source::Git(new)) => {
            let meaning = |git: &crate::model::source::GitSource| {
                let crate::model::source::GitSource {
                    measure,
                    tags,
                    pre_releases,
                    off_branch,
                    branch,
                    within,
                    signs,
                    place: _,
                } = git;
                let tags: BTreeSet<&String> = tags.iter().collect();
                let signs: BTreeSet<String> = signs.iter().map(|sign| format!("{sign:?}")).collect();
                format!("{:?}", (measure, tags, pre_releases, off_branch, branch, within, signs))
            };
            meaning(old) == meaning(new)
        }
        (Source::Report(old), Source::Report(new)) => old.report == new.report,
        (Source::Remote(old), Source::Remote(new)) => {
            asked(&old.question) == asked(&new.question) && old.data_source == new.data_source
        }
        _ => false,
    }
}

/// What is asked, how long an answer may take left out.
fn asked(question: &Question) -> Question {
    match question {
        Question::Exec(exec) => Question::Exec(ExecQuestion { timeout: Duration::days(1), ..exec.clone() }),
        other => other.clone(),
    }
}

fn file_meaning(file: &FileSource) -> String {
    let FileSource {
        path,
        format,
        encoding,
        delimiter,
        decimal,
        items,
        time,
        measure,
        filter: _,
        latest,
        missing: _,
        place: _,
    } = file;
    let measure = measured(measure);
    format!("{:?}", (path, format, encoding, delimiter, decimal, items, time, measure, latest))
}

fn fields(before: &Place, after: &Place) -> Vec<FieldChange> {
    let read = |place: &Place| leaves::of_part(place, Names::default());
    leaves::differences(&read(before), &read(after))
}

/// The fields that differ, as they were and as they are.
fn differing(before: &Place, after: &Place) -> (String, String) {
    let changes = fields(before, after);
    let side = |text: fn(&FieldChange) -> Option<&String>| {
        let told: Vec<String> = changes
            .iter()
            .filter_map(|change| Some(format!("{}: {}", change.path.trim_start_matches('.'), text(change)?)))
            .collect();
        if told.is_empty() { super::order::NOTHING.to_owned() } else { told.join(", ") }
    };
    (side(|change| change.before.as_ref()), side(|change| change.after.as_ref()))
}
