//! Observations from SQL databases: each row of an answer is one.
//!
//! | file | knows |
//! |---|---|
//! | `cell` | what stands in a cell of an answer, whichever database it comes from |
//! | `moment` | when a cell is |
//! | `place` | where a database is |
//! | `reading` | rows become points; what cannot be one is a doubt |
//! | `clickhouse` | ClickHouse, over HTTP |
//! | `doubt` | what was left out of an answer, and why |
//! | `postgres` | PostgreSQL and what speaks as it does |
//! | [`sqlite`] | databases of SQLite in the repository, read in memory, which need no network |

mod cell;
mod clickhouse;
mod doubt;
mod moment;
mod place;
mod postgres;
mod reading;
pub mod sqlite;

use std::time::Duration;

use self::clickhouse::ClickHouse;
use self::place::Place;
use self::postgres::{Postgres, Way};
use super::connection::{Connection, Secrets};
use super::remote::{Cause, Lost, Means, System};
use crate::model::DataSource;

/// The longest time for a question, where the declaration names none.
const TIMEOUT: Duration = Duration::from_secs(120);

/// How often a question is asked again that may have failed by chance, where the declaration does not say.
const RETRIES: u32 = 2;

/// How many questions a database gets at the same time, where the declaration does not say.
const AT_ONCE: usize = 4;

/// More rows than this are no answer that a database summed up. What is known of some of them only is known wrongly, so
/// then there is none.
const MAX_ROWS: usize = 2_000_000;

/// Opens a database outside of the repository. Nothing is sent yet. Beside it are the secrets of its connection, which
/// it may repeat.
///
/// # Errors
/// [`Lost`], when it cannot be asked as it is declared.
pub fn open(data_source: &DataSource, means: &Means<'_>) -> Result<(Box<dyn System>, Secrets), Lost> {
    let connection = Connection::of(data_source, means.variable)?;
    let secrets = connection.secrets().clone();
    let system = reached(&connection, means).map_err(|lost| {
        let reason = secrets.masked(&lost.reason);
        Lost { reason, ..lost }.cause(Cause::Declaration)
    })?;
    Ok((system, secrets))
}

fn reached(connection: &Connection, means: &Means<'_>) -> Result<Box<dyn System>, Lost> {
    let unclear = |reason: String| {
        Lost::new(reason).help("write `url: \"postgres://HOST/DATABASE\"`, or `clickhouse://HOST/DATABASE`")
    };
    let url = connection.text("url").ok_or_else(|| unclear("it has no `url`".to_owned()))?;
    let place = Place::parse(url).map_err(unclear)?;
    match place.scheme.as_str() {
        "postgres" | "postgresql" => postgres(connection, &place, means),
        "clickhouse" | "clickhouse+http" | "clickhouse+https" => {
            Ok(Box::new(ClickHouse::open(connection, &place, means)?))
        }
        "sqlite" => {
            Err(Lost::new("databases of SQLite are read from the repository, without being gathered")
                .help("write it into the declaration itself: `url: \"sqlite:PATH\"`"))
        }
        other => Err(unclear(format!("deming cannot ask a database of `{other}:`"))),
    }
}

fn postgres(connection: &Connection, place: &Place, means: &Means<'_>) -> Result<Box<dyn System>, Lost> {
    if connection.text("proxy").is_some() {
        return Err(
            Lost::new("PostgreSQL is reached without a `proxy`").help("take it out of its connectionDetails")
        );
    }
    let authorities = connection.certificates(means.files)?;
    let at_once = connection.number("concurrency").and_then(|count| usize::try_from(count).ok());
    let retries = connection.number("retries").and_then(|count| u32::try_from(count).ok());
    let way = Way {
        place,
        user: connection.text("user"),
        password: connection.text("password").map(str::trim_end),
        database: connection.text("database"),
        timeout: connection.timeout().unwrap_or(TIMEOUT),
        at_once: at_once.unwrap_or(AT_ONCE),
        retries: retries.unwrap_or(RETRIES),
        authorities: authorities.as_deref(),
        secrets: connection.secrets(),
        cancel: means.client.cancel(),
    };
    Ok(Box::new(Postgres::open(&way)?))
}
