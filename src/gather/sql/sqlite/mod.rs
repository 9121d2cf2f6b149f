//! Databases of SQLite in the repository.
//!
//! A database is read whole into memory and asked there, so that nothing is ever written or locked, no path outside is
//! opened, and the state of a commit can be asked as well as that of the work tree. Statements and databases are other
//! people's: what they may do is bounded ([`database`]).

mod ask;
mod database;

use std::collections::BTreeMap;

use jiff::Timestamp;

use self::ask::{Refused, Times};
use self::database::{Database, Unreadable};
use super::doubt::{Doubt, Doubts, sentence};
use super::reading::Rows;
use crate::finding::{Finding, Location, Rule};
use crate::gather::Files;
use crate::gather::file::report::quiet;
use crate::gather::rules;
use crate::model::observation::{self, Absence, Observations, Origin, Records, Tally};
use crate::model::source::{RemoteSource, SqlQuestion};
use crate::model::{Interval, Metric};
use crate::parallel;
use crate::text::nearest;

/// A metric that asks a database in the repository.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// Its source.
    pub source: &'a RemoteSource,
    /// What it asks.
    pub question: &'a SqlQuestion,
    /// Path of the database.
    pub path: &'a str,
}

/// Asks the databases of these metrics, each opened once, at most `jobs` at the same time. `recorded` is until when
/// they can tell of anything.
pub fn gather(
    files: &dyn Files,
    metrics: &[Asked<'_>],
    recorded: Timestamp,
    jobs: usize,
) -> (Vec<Observations>, Vec<Finding>) {
    let mut databases: BTreeMap<&str, Vec<Asked<'_>>> = BTreeMap::new();
    for asked in metrics {
        databases.entry(asked.path).or_default().push(*asked);
    }
    let databases: Vec<(&str, Vec<Asked<'_>>)> = databases.into_iter().collect();
    let all =
        parallel::in_order(databases, jobs, |(path, metrics)| of_database(files, path, &metrics, recorded));
    let (mut observations, mut findings) = (Vec::new(), Vec::new());
    for (observed, found) in all.into_iter().flatten() {
        observations.push(observed);
        findings.extend(found);
    }
    (observations, findings)
}

type Found = (Observations, Vec<Finding>);

fn of_database(files: &dyn Files, path: &str, metrics: &[Asked<'_>], recorded: Timestamp) -> Vec<Found> {
    match Database::open(files, path) {
        Ok(database) => metrics.iter().map(|asked| of_metric(files, &database, *asked, recorded)).collect(),
        Err(reason) => {
            metrics.iter().map(|asked| lost(*asked, unreadable(files, path, *asked, &reason))).collect()
        }
    }
}

fn of_metric(files: &dyn Files, database: &Database, asked: Asked<'_>, recorded: Timestamp) -> Found {
    let Asked { metric, question, path, .. } = asked;
    let times = Times { until: recorded, every: every(metric) };
    let rows = match database.ask(metric, question, times) {
        Ok(reading) => reading.finish(ever(recorded)),
        Err(refused) => return lost(asked, refusal(asked, &refused)),
    };
    let origin = Origin { path: path.to_owned(), blob: files.blob(path) };
    let findings = doubtful(asked, &rows.doubts);
    (observed(metric, rows, origin), findings)
}

/// How many seconds observations lie apart, in whole ones.
fn every(metric: &Metric) -> i64 {
    let stated = metric.gather.as_ref().and_then(|gather| gather.every);
    (stated.unwrap_or(metric.process.interval).nominal_seconds().round() as i64).max(1)
}

/// All of time up to a moment, that moment included.
fn ever(until: Timestamp) -> Interval {
    let after = until.checked_add(jiff::SignedDuration::from_nanos(1)).unwrap_or(until);
    Interval::new(Timestamp::MIN, after)
}

fn observed(metric: &Metric, rows: Rows, origin: Origin) -> Observations {
    let Rows { points, groups, doubts, read } = rows;
    let left_out = doubts.count(Doubt::Outside) + doubts.count(Doubt::Duplicate);
    let (missing, undated) = (doubts.count(Doubt::NoValue), doubts.count(Doubt::UnreadableTime));
    let used = points.len() as u64;
    let missing = missing + doubts.count(Doubt::NoTime);
    let unreadable = read.saturating_sub(used + left_out + missing);
    Observations {
        metric: metric.meta.name.clone(),
        known_until: points.last().map(|point| point.at),
        known_since: None,
        absence: points.is_empty().then_some(Absence::Empty),
        records: Records::Points(points),
        earlier: None,
        groups,
        doubts: observation::Doubts { dated: doubts.dated, undated },
        origins: vec![origin],
        tally: Tally { read, used, left_out, missing, unreadable },
    }
}

fn lost(asked: Asked<'_>, finding: Finding) -> Found {
    let name = asked.metric.meta.name.clone();
    (Observations::absent(name, Absence::Lost(finding.message.clone())), vec![finding])
}

fn unreadable(files: &dyn Files, path: &str, asked: Asked<'_>, reason: &Unreadable) -> Finding {
    let place = asked.source.place.child("dataSource");
    let near = || nearest(path, files.data_files()).map(|near| format!("did you mean `{}`?", quiet(near)));
    let (rule, help): (&'static Rule, String) = match reason {
        Unreadable::NotThere => {
            let help = "paths start at the root of the repository; commit the database, or mend the `url`";
            (&rules::NO_FILE, near().unwrap_or_else(|| help.to_owned()))
        }
        Unreadable::Link => (&rules::NO_FILE, "commit the database itself in its place".into()),
        Unreadable::Pointer => (&rules::LFS_POINTER, "fetch the data: `git lfs pull`".into()),
        Unreadable::Journal(_) => {
            let help = "end what writes to it, or copy the database whole: `sqlite3 OLD \".backup NEW\"`";
            (&rules::UNREADABLE_FILE, help.into())
        }
        Unreadable::TooLarge(_) => {
            (&rules::UNREADABLE_FILE, "commit what is looked at only: a table with a row for each day".into())
        }
        Unreadable::NoDatabase => {
            (&rules::UNREADABLE_FILE, "commit the database as `sqlite3` writes it, without encryption".into())
        }
        Unreadable::Other(_) => (
            &rules::UNREADABLE_FILE,
            "see whether `sqlite3 FILE \"pragma integrity_check\"` finds it sound".into(),
        ),
    };
    let message = format!("the database `{}` cannot be asked: {reason}", quiet(path));
    Finding::new(rule, place, message).help(help).key(path)
}

/// What is wrong with a statement, or with its answer.
fn refusal(asked: Asked<'_>, refused: &Refused) -> Finding {
    let place = &asked.source.place;
    let (place, message, help) = match refused {
        Refused::Statement { reason, at, help } => {
            let at = at.map(|at| format!(" ({at} of the statement)")).unwrap_or_default();
            (place.child("query"), format!("{}{at}", quiet(reason)), *help)
        }
        Refused::Answer(unusable) => (place.child("columns"), unusable.to_string(), unusable.help()),
        Refused::Damaged(reason) => {
            let message = format!("the database `{}` is damaged: {}", quiet(asked.path), quiet(reason));
            let help = "`sqlite3 FILE \"pragma integrity_check\"` tells more; commit a sound copy";
            return Finding::new(&rules::UNREADABLE_FILE, place.child("dataSource"), message).help(help);
        }
    };
    Finding::new(&rules::REFUSED_STATEMENT, place, message).help(help.to_owned())
}

/// What was left out, as findings about the database.
fn doubtful(asked: Asked<'_>, doubts: &Doubts) -> Vec<Finding> {
    let finding = |doubt: Doubt, message: String| {
        let (rule, help) = match doubt {
            Doubt::NoTime | Doubt::NoValue => return None,
            Doubt::UnreadableTime => {
                (&rules::UNREADABLE_TIME, "make it a time: `datetime(…)`, or seconds since 1970")
            }
            Doubt::NotFinite | Doubt::UnreadableNumber => {
                (&rules::UNREADABLE_NUMBER, "make it a number, or null where nothing is known")
            }
            Doubt::NoShare => {
                (&rules::PART_EXCEEDS_TOTAL, "mend the numbers, or how the statement counts them")
            }
            Doubt::Outside => (
                &rules::DATED_AHEAD,
                "mend the dates if they are mistaken; what is planned counts once it has happened",
            ),
            Doubt::Duplicate | Doubt::Contradiction => return None,
        };
        let location = Location::Path(asked.path.to_owned());
        let finding =
            Finding::new(rule, location, format!("`{}`: {message}", asked.metric.meta.name)).help(help);
        Some(
            finding.label(&asked.source.place, "asked as declared here").key(asked.metric.meta.name.as_str()),
        )
    };
    doubts.kinds.iter().filter_map(|(doubt, doubted)| finding(*doubt, sentence(*doubt, doubted))).collect()
}
