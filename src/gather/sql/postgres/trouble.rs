//! What went wrong with a server, in plain words.

use std::error::Error as _;

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, ErrorPosition, SqlState};

use crate::gather::connection::Secrets;
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

/// Tells what went wrong with a server. Secrets are taken out before what it says is cut to size, so that no part of
/// one is left.
pub struct Voice {
    server: String,
    secrets: Secrets,
}

impl Voice {
    /// For a server that is called so.
    pub fn new(server: String, secrets: Secrets) -> Self {
        Self { server, secrets }
    }

    /// What the server is called.
    pub fn server(&self) -> &str {
        &self.server
    }

    fn quiet(&self, text: &str) -> String {
        quiet(&self.secrets.masked(text))
    }

    /// Nobody takes the call: why.
    pub fn unreachable(&self, why: &str) -> Lost {
        Lost::new(format!("{} cannot be asked: {}", self.server, self.quiet(why))).help(WAY)
    }

    /// Why there is no answer, from what the library says.
    pub fn lost(&self, error: &Error, sent: Option<Sent<'_>>) -> Lost {
        match error.as_db_error() {
            Some(refusal) => self.refused(refusal, sent),
            None => Lost::new(format!("{} cannot be asked: {}", self.server, self.quiet(&chain(error))))
                .help(if is_of_tls(error) { TLS } else { WAY }),
        }
    }

    fn refused(&self, refusal: &DbError, sent: Option<Sent<'_>>) -> Lost {
        let at = refusal.position().zip(sent).and_then(|(at, sent)| sent.position(at));
        let at = at.map(|at| format!(", {at} of the statement")).unwrap_or_default();
        let (code, says) = (refusal.code(), self.quiet(refusal.message()));
        let reason = format!("{} refuses: {says} ({}{at})", self.server, code.code());
        let hint = || refusal.hint().map(|hint| format!("the server says: {}", self.quiet(hint)));
        let help = advice(code).map(str::to_owned).or_else(hint);
        Lost { help, ..Lost::new(reason) }
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
        None => !is_of_tls(error),
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

const WAY: &str = "see whether the server runs, and whether `url` in its connectionDetails leads there";

const TLS: &str = "where its certificate is of an authority of your own, name that one's certificate in `caFile`, or \
                   outside of the repository in the variable SSL_CERT_FILE; `sslmode` in its `url` says what is asked";

/// Whether the way is there, and who answers cannot be trusted.
fn is_of_tls(error: &Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if error.is::<rustls::Error>() || inner.is_some_and(|inner| inner.is::<rustls::Error>()) {
            return true;
        }
        cause = error.source();
    }
    false
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
