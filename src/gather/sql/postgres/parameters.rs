//! Parameters as PostgreSQL takes them: moments as `timestamptz`, lengths of time as `interval`.

use std::time::SystemTime;

use jiff::Timestamp;
use tokio_postgres::types::{ToSql, Type};

use crate::gather::remote::Ask;
use crate::model::Duration;
use crate::model::duration::DurationUnit;
use crate::model::statement::{Parameter, Statement};

/// The parameters that a statement uses, in the order of their numbers.
pub fn used(statement: &Statement) -> Vec<Parameter> {
    Parameter::ALL.into_iter().filter(|parameter| statement.uses(*parameter)).collect()
}

/// What stands for a parameter in the statement. Intervals are sent as text and read by the server.
pub fn placeholder(used: &[Parameter], parameter: Parameter) -> String {
    let number = used.iter().position(|one| *one == parameter).unwrap_or_default() + 1;
    match parameter {
        Parameter::From | Parameter::To => format!("${number}"),
        Parameter::Interval => format!("(${number}::text::interval)"),
    }
}

/// The type that a parameter is sent as.
pub fn kind(parameter: Parameter) -> Type {
    match parameter {
        Parameter::From | Parameter::To => Type::TIMESTAMPTZ,
        Parameter::Interval => Type::TEXT,
    }
}

/// The value of a parameter.
pub fn value(parameter: Parameter, ask: &Ask<'_>) -> Box<dyn ToSql + Sync + Send> {
    match parameter {
        Parameter::From => Box::new(moment(ask.interval.from)),
        Parameter::To => Box::new(moment(ask.interval.to)),
        Parameter::Interval => Box::new(interval(ask.every)),
    }
}

fn moment(at: Timestamp) -> SystemTime {
    let since = at.duration_since(Timestamp::UNIX_EPOCH);
    let length = since.unsigned_abs();
    if since.is_negative() { SystemTime::UNIX_EPOCH - length } else { SystemTime::UNIX_EPOCH + length }
}

/// A length of time as PostgreSQL reads it. A day is a day of the calendar and no number of hours.
fn interval(length: Duration) -> String {
    let (factor, unit) = match length.unit {
        DurationUnit::Minute => (1, "minutes"),
        DurationUnit::Hour => (1, "hours"),
        DurationUnit::Day => (1, "days"),
        DurationUnit::Week => (7, "days"),
        DurationUnit::Month => (1, "months"),
        DurationUnit::Quarter => (3, "months"),
        DurationUnit::Year => (12, "months"),
    };
    format!("{} {unit}", u64::from(length.count) * factor)
}
