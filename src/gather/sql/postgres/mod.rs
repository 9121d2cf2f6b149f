//! PostgreSQL, and what speaks its protocol: Citus, CockroachDB, Yugabyte.
//!
//! Each question is asked in a transaction that cannot write, with its parameters bound, and its rows are fetched so
//! many at a time. The server is told to give up in time, and is not waited for any longer if it does not.
//!
//! | file | knows |
//! |---|---|
//! | `cells`, `numeric` | values as the server sends them |
//! | `parameters` | what `:from`, `:to` and `:interval` are bound to |
//! | `patience` | how long to wait, and who may wish to stop |
//! | `session` | a connection, and a question on it |
//! | `stream` | connections that take so many bytes and no more |
//! | `tls` | whether, and to whom, connections are encrypted |
//! | `trouble` | what went wrong, in plain words |

mod cells;
mod numeric;
mod parameters;
mod patience;
mod session;
mod stream;
mod tls;
mod trouble;

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use tokio_postgres::Config;

use self::patience::{Patience, Stop};
use self::session::{Broken, Session, Target};
use self::tls::Mode;
use self::trouble::Voice;
use super::place::Place;
use super::reading::Reading;
use crate::gather::connection::Secrets;
use crate::gather::remote::{Answer, Ask, Cancel, Lost, System};
use crate::model::observation::Records;
use crate::model::source::Question;

/// How a server is reached.
#[derive(Clone)]
pub struct Way<'a> {
    /// Where it is.
    pub place: &'a Place,
    /// The user; the one of the machine, as `psql` has it, is never taken.
    pub user: Option<&'a str>,
    /// The password.
    pub password: Option<&'a str>,
    /// The database, where the URL names none.
    pub database: Option<&'a str>,
    /// The longest time for a question.
    pub timeout: Duration,
    /// How many questions are asked at the same time.
    pub at_once: usize,
    /// How often a question is asked again that may have failed by chance.
    pub retries: u32,
    /// Certificates in PEM that are trusted in place of the platform's.
    pub authorities: Option<&'a [u8]>,
    /// What must not be told, whoever says it.
    pub secrets: &'a Secrets,
    /// The wish to stop.
    pub cancel: &'a Cancel,
}

/// A server.
pub struct Postgres {
    target: Target,
    timeout: Duration,
    retries: u32,
    cancel: Cancel,
    pool: Mutex<Pool>,
    freed: Condvar,
}

/// Connections that wait for the next question, and how many more there may be.
struct Pool {
    idle: Vec<Session>,
    places: usize,
}

impl Postgres {
    /// Opens the way to a server. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Lost`], where it is not declared as it must be.
    pub fn open(way: &Way<'_>) -> Result<Self, Lost> {
        let unclear =
            |reason: String| Lost::new(reason).help("write `url: \"postgres://HOST:PORT/DATABASE\"`");
        let place = way.place;
        place.only_options(&["sslmode"]).map_err(unclear)?;
        let host = if place.host.is_empty() { "localhost" } else { place.host.as_str() };
        let mode = match place.option("sslmode") {
            None => Mode::towards(host),
            Some(word) => Mode::named(word).ok_or_else(|| {
                Lost::new("deming does not know this `sslmode`").help(format!("it knows {}", Mode::WORDS))
            })?,
        };
        let user = way.user.ok_or_else(|| {
            Lost::new("it names no user")
                .help("give it one: `user: deming`, with the password as `${env:NAME}`")
        })?;
        let tls = tls::connector(mode, way.authorities).map_err(Lost::new)?;
        let port = place.port.unwrap_or(5432);
        let mut config = Config::new();
        config.user(user).ssl_mode(mode.negotiated()).application_name("deming");
        config.dbname(place.database.as_deref().or(way.database).unwrap_or(user));
        if let Some(password) = way.password {
            config.password(password);
        }
        let pool = Mutex::new(Pool { idle: Vec::new(), places: way.at_once.max(1) });
        let (timeout, retries, cancel) = (way.timeout, way.retries, way.cancel.clone());
        let voice = Voice::new(format!("{host}:{port}"), way.secrets.clone());
        let target = Target { host: host.to_owned(), port, config, tls, voice };
        Ok(Self { target, timeout, retries, cancel, pool, freed: Condvar::new() })
    }

    /// Waits for a place, and takes a connection that waits for a question, where there is one.
    fn enter(&self) -> Result<Option<Session>, Stop> {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if self.cancel.is_cancelled() {
                return Err(Stop::Cancelled);
            }
            if pool.places > 0 {
                pool.places -= 1;
                return Ok(pool.idle.pop());
            }
            let notice = Duration::from_millis(50);
            pool = self.freed.wait_timeout(pool, notice).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Gives the place back, and a connection that can be used again.
    fn leave(&self, session: Option<Session>) {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        pool.places += 1;
        pool.idle.extend(session.filter(Session::is_sound));
        self.freed.notify_one();
    }

    /// Asks on one connection, and on another where that may help.
    fn read(&self, ask: &Ask<'_>, session: &mut Option<Session>) -> Result<(Reading, String), Lost> {
        let Question::Sql(question) = &ask.source.question else {
            return Err(Lost::new("a database is asked something else than SQL"));
        };
        let patience = Patience::of(self.timeout, &self.cancel);
        let mut tries = 0;
        loop {
            tries += 1;
            let was_idle = session.is_some();
            let outcome = match session.take() {
                Some(idle) => Ok(idle),
                None => Session::open(&self.target, &patience),
            };
            let outcome = outcome.and_then(|mut open| {
                let reading = open.ask(ask, question, &self.target, &patience);
                let version = open.version.clone();
                if !matches!(reading, Err(Broken::Stop(_))) {
                    *session = Some(open);
                }
                Ok((reading?, version))
            });
            match outcome {
                Ok(read) => return Ok(read),
                Err(broken) => {
                    let is_worth_it = broken.may_pass() && (was_idle || tries <= self.retries);
                    if !is_worth_it || !self.pause(tries, &patience) {
                        return Err(broken.lost(&self.target.voice));
                    }
                    *session = None;
                }
            }
        }
    }

    /// Waits before the next try. `false`: there is no time for one.
    fn pause(&self, tries: u32, patience: &Patience) -> bool {
        let wait = Duration::from_millis(250) * 2_u32.saturating_pow(tries.min(4));
        wait < patience.left() && self.cancel.wait(wait)
    }
}

impl System for Postgres {
    fn ask(&self, ask: &Ask<'_>) -> Result<Answer, Lost> {
        let mut session = self.enter().map_err(|stop| stop.lost(self.target.voice.server()))?;
        let outcome = self.read(ask, &mut session);
        self.leave(session);
        let (reading, server) = outcome?;
        let rows = reading.finish(ask.interval);
        Ok(Answer {
            records: Records::Points(rows.points),
            groups: rows.groups,
            server,
            doubts: rows.doubts.sentences(),
        })
    }
}
