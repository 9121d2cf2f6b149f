//! Questions to SQL databases.

use schemars::JsonSchema;
use serde::Deserialize;

use super::remote::remote;
use crate::catalog::rules::{PARAMETER, STATEMENT};
use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::declare::scalar::{Parsed, Zone};
use crate::finding::Finding;
use crate::model::Name;
use crate::model::source::{Amount, Question, RemoteSource, SqlQuestion};
use crate::model::statement::{Fault, Problem, Statement};
use crate::text::Place;

/// A question to an SQL database: SQLite, PostgreSQL, ClickHouse, and whatever speaks as one of them does. Each row of
/// the answer is one observation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "SqlSource")]
pub struct SqlSpec {
    /// The DataSource, by name.
    data_source: Parsed<Name>,
    /// One statement that only reads. Three parameters can stand in it, which are bound and never pasted: `:from` and
    /// `:to` for the slice of time that is asked for, its end not included, and `:interval` for how far observations
    /// lie apart (`gather.every`, or else `process.interval`).
    ///
    /// In PostgreSQL they are `timestamptz` and `interval`: `date_bin(:interval, at, '1970-01-01')`. In ClickHouse they
    /// are `DateTime` and a number of seconds: `toStartOfInterval(at, toIntervalSecond(:interval))`. In SQLite, all of
    /// which is read at once, `:from` and `:to` are texts such as `2026-01-31 00:00:00`, in UTC, and `:interval` is a
    /// number of seconds: `unixepoch(at) / :interval * :interval`.
    #[schemars(
        example = &"select date_bin(:interval, closed_at, '1970-01-01') as at, count(*) as tickets from tickets where closed_at >= :from and closed_at < :to group by 1"
    )]
    query: String,
    /// Which columns of the answer say when and how much. Columns named in `process.by` are kept as dimensions.
    columns: ColumnsSpec,
}

/// Which columns say when and how much: `value`, `good` and `total`, or `bad` and `total`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "AnswerColumns")]
struct ColumnsSpec {
    /// When: a time or a date of the database, a text such as `2026-01-31T08:00:00Z` or `2026-01-31 08:00`, or seconds
    /// since 1970.
    #[schemars(example = &"at")]
    time: String,
    /// The zone of times that name none; that of the settings unless given.
    #[schemars(example = &"Europe/Berlin")]
    time_zone: Option<Parsed<Zone>>,
    /// How much, in the metric's unit. Intervals of PostgreSQL are understood where the metric is a time.
    #[schemars(example = &"tickets")]
    value: Option<String>,
    /// How much of `total` is good.
    #[schemars(example = &"solved_in_time")]
    good: Option<String>,
    /// How much of `total` is bad.
    #[schemars(example = &"breached")]
    bad: Option<String>,
    /// Out of how much.
    #[schemars(example = &"solved")]
    total: Option<String>,
}

impl SqlSpec {
    /// The same for the model.
    pub fn lower(self, place: Place, lower: &mut Lower<'_>) -> Option<RemoteSource> {
        let statement = Statement::read(&self.query).map_err(|faults| {
            faults.iter().for_each(|fault| lower.report(faulty(fault, place.child("query"))));
        });
        let (time, zone, amount) = self.columns.lower(&place.child("columns"), lower);
        let (statement, amount) = (statement.ok()?, amount?);
        let question = SqlQuestion { statement, time, zone, amount, file: None };
        Some(remote(Question::Sql(Box::new(question)), Some(self.data_source.0), place))
    }
}

impl ColumnsSpec {
    fn lower(self, place: &Place, lower: &mut Lower<'_>) -> (String, jiff::tz::TimeZone, Option<Amount>) {
        let zone = self.time_zone.map_or_else(|| lower.zone.clone(), |zone| zone.0.0);
        let amount = match (self.value, self.good, self.bad, self.total) {
            (Some(value), None, None, None) => Some(Amount::Value(value)),
            (None, Some(good), None, Some(total)) => Some(Amount::GoodOfTotal { good, total }),
            (None, None, Some(bad), Some(total)) => Some(Amount::BadOfTotal { bad, total }),
            _ => {
                let message = "needed is `value`, `good` and `total`, or `bad` and `total`";
                lower.report(Finding::new(&rules::ONE_OF, place, message));
                None
            }
        };
        (self.time, zone, amount)
    }
}

/// What is wrong with a statement, in words.
fn faulty(fault: &Fault, place: Place) -> Finding {
    let at = fault.at;
    let of_statement = |message: String, help: &str| {
        Finding::new(&STATEMENT, place.clone(), format!("{message} ({at} of the statement)"))
            .help(help.to_owned())
            .key(at.to_string())
    };
    match &fault.problem {
        Problem::Open(what) => of_statement(format!("this {what} has no end"), "close it"),
        Problem::BackslashQuote => of_statement(
            "databases disagree on whether this string ends at its `\\'`".into(),
            "write a quote within a string as `''`",
        ),
        Problem::Nothing => {
            of_statement("there is no statement".into(), "write one that asks for the numbers")
        }
        Problem::NoQuestion(word) => of_statement(
            format!("`{word}` begins no question"),
            "begin with `select`, `with`, `values` or `table`: deming only reads",
        ),
        Problem::Second => of_statement(
            "another statement follows".into(),
            "ask one thing for each metric, and take the rest out",
        ),
        Problem::Writes(word) => {
            of_statement(format!("`{word}` would write, and deming only reads"), "ask with `select` alone")
        }
        Problem::Unknown(word, meant) => {
            let message = format!("there is no parameter `{word}` ({at} of the statement)");
            let help = match meant {
                Some(meant) => format!("did you mean `:{}`?", meant.name()),
                None => "the parameters are `:from`, `:to` and `:interval`".to_owned(),
            };
            Finding::new(&PARAMETER, place, message).help(help).key(format!("{word} {at}"))
        }
    }
}
