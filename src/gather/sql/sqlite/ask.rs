//! One statement, asked from a database in memory.

use jiff::Timestamp;
use jiff::tz::Offset;
use rusqlite::types::ValueRef;
use rusqlite::{Error, ErrorCode, Statement};
use std::sync::atomic::Ordering;

use super::database::Database;
use crate::gather::sql::cell::Cell;
use crate::gather::sql::reading::{Reading, Unusable};
use crate::model::Metric;
use crate::model::source::SqlQuestion;
use crate::model::statement::{Parameter, Position};

/// What parameters stand for.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Until when the database can tell of anything.
    pub until: Timestamp,
    /// How many seconds observations lie apart.
    pub every: i64,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Refused {
    /// The statement cannot be run.
    Statement {
        /// Why.
        reason: String,
        /// Where in it.
        at: Option<Position>,
        /// What to do about it.
        help: &'static str,
    },
    /// The answer is not what the declaration says.
    Answer(Unusable),
    /// The database is damaged.
    Damaged(String),
}

impl Database {
    /// Asks for all there is.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn ask(&self, metric: &Metric, question: &SqlQuestion, times: Times) -> Result<Reading, Refused> {
        if let Some(at) = question.statement.asks_the_clock() {
            return Err(Refused::Statement {
                reason: "the statement asks what time it is, so each run would get another answer".into(),
                at: Some(at),
                help: "`:to` is the moment that deming looks at; take it in place of `'now'`",
            });
        }
        self.steps.store(0, Ordering::Relaxed);
        let refused = |error: Error| self.refused(question, &error);
        // Parameters are written as SQLite itself writes them.
        let mut statement = self.connection.prepare(question.statement.text()).map_err(refused)?;
        bind(&mut statement, times).map_err(refused)?;
        if let Some(other) = strange_parameter(&statement) {
            return Err(Refused::Statement {
                reason: format!("nothing is known about the parameter `{other}`"),
                at: None,
                help: "the parameters are `:from`, `:to` and `:interval`",
            });
        }
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut reading = Reading::new(metric, question, &columns).map_err(Refused::Answer)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(refused)? {
            let cell = |place: usize| row.get_ref(place).map_or(Cell::Null, cell);
            reading.row(cell).map_err(Refused::Answer)?;
        }
        Ok(reading)
    }

    fn refused(&self, question: &SqlQuestion, error: &Error) -> Refused {
        let reason = words(error);
        let statement = |at, help| Refused::Statement { reason: reason.clone(), at, help };
        match (error, error.sqlite_error_code()) {
            (_, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)) => Refused::Damaged(reason),
            (_, Some(ErrorCode::OperationInterrupted)) if self.is_exhausted() => Refused::Statement {
                reason: "the statement takes too long: 500 million steps were not enough".into(),
                at: None,
                help: "look at fewer rows, or commit a table that is summed up already",
            },
            (_, Some(ErrorCode::AuthorizationForStatementDenied)) => statement(
                None,
                "statements may only read this one database, and not ask for the clock or chance",
            ),
            (_, Some(ErrorCode::OutOfMemory)) => {
                statement(None, "look at fewer rows, or commit a table that is summed up already")
            }
            (Error::SqlInputError { offset, .. }, _) => {
                let at = usize::try_from(*offset).ok();
                let at = at.map(|byte| Position::of(question.statement.text(), byte));
                statement(at, "try the statement with `sqlite3 FILE`")
            }
            _ => statement(None, "try the statement with `sqlite3 FILE`"),
        }
    }
}

/// Binds what is known; parameters that a statement does not use are not there.
fn bind(statement: &mut Statement<'_>, times: Times) -> rusqlite::Result<()> {
    for parameter in Parameter::ALL {
        let Some(place) = statement.parameter_index(&format!(":{}", parameter.name()))? else { continue };
        match parameter {
            Parameter::From => statement.raw_bind_parameter(place, "0000-01-01 00:00:00")?,
            Parameter::To => statement.raw_bind_parameter(place, end(times.until))?,
            Parameter::Interval => statement.raw_bind_parameter(place, times.every)?,
        }
    }
    Ok(())
}

/// The first whole second after a moment, as SQLite writes times: what happened at the moment itself counts, too.
fn end(until: Timestamp) -> String {
    let after = Timestamp::from_second(until.as_second().saturating_add(1)).unwrap_or(until);
    Offset::UTC.to_datetime(after).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A parameter that nobody binds a value to: `?`, `@name`, `$name`.
fn strange_parameter(statement: &Statement<'_>) -> Option<String> {
    let known =
        |name: &str| Parameter::ALL.iter().any(|parameter| name.strip_prefix(':') == Some(parameter.name()));
    (1..=statement.parameter_count()).find_map(|place| match statement.parameter_name(place) {
        Some(name) if known(name) => None,
        Some(name) => Some(name.to_owned()),
        None => Some("?".to_owned()),
    })
}

fn cell(value: ValueRef<'_>) -> Cell<'_> {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(number) => Cell::Number(number),
        ValueRef::Text(bytes) => {
            std::str::from_utf8(bytes).map_or(Cell::Other("text that is not UTF-8"), Cell::Text)
        }
        ValueRef::Blob(_) => Cell::Other("blob"),
    }
}

/// What SQLite says, without the statement, which is told of anyway.
pub fn words(error: &Error) -> String {
    match error {
        Error::SqlInputError { msg, .. } => msg.clone(),
        Error::SqliteFailure(_, Some(message)) => message.clone(),
        other => other.to_string(),
    }
}
