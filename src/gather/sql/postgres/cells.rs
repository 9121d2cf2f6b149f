//! Values as PostgreSQL sends them.

use std::error::Error;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Kind, Type};

use super::numeric;
use crate::gather::sql::cell::Cell;

/// When PostgreSQL's time begins, in seconds since 1970: with the year 2000.
pub const EPOCH: i64 = 946_684_800;

/// A value as its bytes.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// The cell of a row at a place.
pub fn cell(row: &Row, place: usize) -> Cell<'_> {
    let Some(column) = row.columns().get(place) else { return Cell::Null };
    match row.try_get::<_, Option<Raw<'_>>>(place) {
        Ok(None) => Cell::Null,
        Ok(Some(Raw(bytes))) => value(column.type_(), bytes).unwrap_or(Cell::Other(column.type_().name())),
        Err(_) => Cell::Other(column.type_().name()),
    }
}

/// What a value of a type says; `None` where it says neither when nor how much.
fn value<'a>(of: &Type, bytes: &'a [u8]) -> Option<Cell<'a>> {
    match of.kind() {
        Kind::Domain(inner) => return value(inner, bytes),
        Kind::Enum(_) => return std::str::from_utf8(bytes).ok().map(Cell::Text),
        _ => {}
    }
    Some(match *of {
        Type::TIMESTAMPTZ => moment(long(bytes)?).map_or(Cell::Text("infinity"), Cell::Moment),
        Type::TIMESTAMP => civil(long(bytes)?).map_or(Cell::Text("infinity"), Cell::Civil),
        Type::DATE => day(int(bytes)?).map_or(Cell::Text("infinity"), Cell::Civil),
        Type::INT8 => Cell::Integer(long(bytes)?),
        Type::INT4 => Cell::Integer(int(bytes)?.into()),
        Type::INT2 => Cell::Integer(i16::from_be_bytes(bytes.try_into().ok()?).into()),
        Type::OID => Cell::Integer(u32::from_be_bytes(bytes.try_into().ok()?).into()),
        Type::FLOAT8 => Cell::Number(f64::from_be_bytes(bytes.try_into().ok()?)),
        Type::FLOAT4 => Cell::Number(as_written(f32::from_be_bytes(bytes.try_into().ok()?))),
        Type::NUMERIC => Cell::Number(numeric::decode(bytes)?),
        Type::BOOL => Cell::Truth(bytes.first().is_some_and(|byte| *byte != 0)),
        Type::INTERVAL => Cell::Span(span(bytes)?),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::CHAR => {
            Cell::Text(std::str::from_utf8(bytes).ok()?)
        }
        _ => return None,
    })
}

fn long(bytes: &[u8]) -> Option<i64> {
    Some(i64::from_be_bytes(bytes.try_into().ok()?))
}

fn int(bytes: &[u8]) -> Option<i32> {
    Some(i32::from_be_bytes(bytes.try_into().ok()?))
}

/// Microseconds since 2000; both ends of the range are the infinities.
fn moment(microseconds: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(microseconds.checked_add(EPOCH.checked_mul(1_000_000)?)?).ok()
}

fn civil(microseconds: i64) -> Option<DateTime> {
    start().checked_add(SignedDuration::from_micros(microseconds)).ok()
}

fn day(days: i32) -> Option<DateTime> {
    start().checked_add(SignedDuration::from_hours(i64::from(days).checked_mul(24)?)).ok()
}

fn start() -> DateTime {
    Date::constant(2000, 1, 1).at(0, 0, 0, 0)
}

/// The number that the shortest decimal of a small one is, as people and other databases see it.
fn as_written(number: f32) -> f64 {
    number.to_string().parse().unwrap_or(f64::NAN)
}

/// An interval in seconds. A month has 30 days and a year 365.25, as `extract(epoch from …)` has it.
fn span(bytes: &[u8]) -> Option<f64> {
    let (microseconds, rest) = bytes.split_at_checked(8)?;
    let (days, months) = rest.split_at_checked(4)?;
    let (microseconds, days, months) = (long(microseconds)?, int(days)?, int(months)?);
    let days = f64::from(days) + f64::from(months % 12) * 30.0 + f64::from(months / 12) * 365.25;
    Some(days * 86_400.0 + microseconds as f64 / 1e6)
}
