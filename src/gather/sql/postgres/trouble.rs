//! What went wrong with a server, in plain words.

use std::error::Error as _;

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, ErrorPosition, SqlState};

use crate::gather::file::report::quiet;
use crate::gather::remote::Lost;
use crate::model::statement::{Position, Statement};

/// A statement as it was sent, and what it was made from.
#[derive(Clone, Copy)]
pub struct Sent<'a> {
    /// As it is declared.
    pub declared: &'a Statement,
    /// As it was sent.
    pub written: &'a str,
    /// What stood for parameters.
    pub placeholder: &'a dyn Fn(crate::model::statement::Parameter) -> String,
}

impl Sent<'_> {
    /// Where in the declared statement the server points.
    fn position(&self, at: &ErrorPosition) -> Option<Position> {
        let ErrorPosition::Original(character) = at else { return None };
        let nth = usize::try_from(*character).ok()?.checked_sub(1)?;
        let byte = self.written.char_indices().nth(nth).map_or(self.written.len(), |(byte, _)| byte);
        Some(self.declared.position(byte, self.placeholder))
    }
}

/// Why there is no answer, from what the library says.
pub fn lost(server: &str, error: &Error, sent: Option<Sent<'_>>) -> Lost {
    match error.as_db_error() {
        Some(refusal) => refused(server, refusal, sent),
        None => Lost::new(format!("{server} cannot be asked: {}", quiet(&chain(error))))
            .help("see whether the server runs, and whether `url` in its connectionDetails leads there"),
    }
}

/// Whether asking again may help: the server starts up, ends, or has too many guests.
pub fn may_pass(error: &Error) -> bool {
    match error.code() {
        Some(code) => [
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::TOO_MANY_CONNECTIONS,
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::T_R_SERIALIZATION_FAILURE,
        ]
        .contains(code),
        None => true,
    }
}

fn refused(server: &str, refusal: &DbError, sent: Option<Sent<'_>>) -> Lost {
    let at = refusal.position().zip(sent).and_then(|(at, sent)| sent.position(at));
    let at = at.map(|at| format!(", {at} of the statement")).unwrap_or_default();
    let code = refusal.code();
    let reason = format!("{server} refuses: {} ({}{at})", quiet(refusal.message()), code.code());
    match advice(code)
        .map(str::to_owned)
        .or_else(|| refusal.hint().map(|hint| format!("the server says: {}", quiet(hint))))
    {
        Some(help) => Lost::new(reason).help(help),
        None => Lost::new(reason),
    }
}

fn advice(code: &SqlState) -> Option<&'static str> {
    let known = [
        (SqlState::INVALID_PASSWORD, "see whether the user and the password are right, and still are"),
        (SqlState::INVALID_AUTHORIZATION_SPECIFICATION, "see whether the user may connect, and from here"),
        (SqlState::INVALID_CATALOG_NAME, "see whether the database in its `url` is the one that is meant"),
        (SqlState::READ_ONLY_SQL_TRANSACTION, "ask with `select` alone: deming only reads"),
        (
            SqlState::QUERY_CANCELED,
            "let the statement look at less, or raise `timeout` in its connectionDetails",
        ),
        (SqlState::LOCK_NOT_AVAILABLE, "somebody holds a lock on what is asked; try again later"),
        (SqlState::INSUFFICIENT_PRIVILEGE, "grant `select` on what the statement reads to the user"),
        (SqlState::TOO_MANY_CONNECTIONS, "lower `concurrency` in its connectionDetails, or try again later"),
    ];
    known.into_iter().find(|(known, _)| known == code).map(|(_, help)| help)
}

/// All that is said of an error, from the whole to its cause.
fn chain(error: &Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !words.contains(&text) {
            words = format!("{words}: {text}");
        }
        cause = error.source();
    }
    words
}
