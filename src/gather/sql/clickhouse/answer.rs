//! Rows as a server writes them: JSON with the names and types of columns first, then the rows, then how many those are.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::refusal::Refusal;
use super::server::Server;
use crate::gather::remote::Lost;
use crate::gather::sql::cell::Cell;
use crate::gather::sql::reading::{Reading, Unusable};
use crate::model::Metric;
use crate::model::source::SqlQuestion;

/// Reads one answer.
pub struct Answering<'a> {
    metric: &'a Metric,
    question: &'a SqlQuestion,
    server: &'a Server,
    columns: Vec<Kind>,
    reading: Option<Reading>,
    unusable: Option<Unusable>,
    told: Option<u64>,
    rows: u64,
}

/// A column, as its name and type are written.
#[derive(Deserialize)]
struct Column {
    name: String,
    r#type: String,
}

/// What the values of a column are.
enum Kind {
    /// Times of this zone where they name none.
    Time(TimeZone),
    /// Anything else.
    Other,
}

impl Kind {
    fn of(written: &str, server: &Server) -> Self {
        let inner = ["LowCardinality(", "Nullable("].iter().fold(written, |written, outer| {
            written.strip_prefix(outer).and_then(|inner| inner.strip_suffix(')')).unwrap_or(written)
        });
        if !inner.starts_with("DateTime") {
            return Self::Other;
        }
        let named = inner.split('\'').nth(1).and_then(|name| TimeZone::get(name).ok());
        Self::Time(named.unwrap_or_else(|| server.zone.clone()))
    }

    fn cell<'v>(&self, value: &'v Value) -> Cell<'v> {
        match value {
            Value::Null => Cell::Null,
            Value::Bool(truth) => Cell::Truth(*truth),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => Cell::Integer(whole),
                None => number.as_f64().map_or(Cell::Other("number"), Cell::Number),
            },
            Value::String(text) => match self {
                Self::Time(zone) => time(text, zone),
                Self::Other => Cell::Text(text),
            },
            Value::Array(_) | Value::Object(_) => Cell::Other("array"),
        }
    }
}

/// A time as the server writes it: in UTC where it says so, else in the zone of the column. One that the clock shows
/// twice in autumn is none of the two.
fn time<'v>(text: &'v str, zone: &TimeZone) -> Cell<'v> {
    if text.ends_with('Z') {
        return text.parse::<Timestamp>().map_or(Cell::Text(text), Cell::Moment);
    }
    let Ok(civil) = text.parse::<DateTime>() else { return Cell::Text(text) };
    match zone.to_ambiguous_timestamp(civil).unambiguous() {
        Ok(at) => Cell::Moment(at),
        Err(_) => Cell::Other("DateTime, which its zone has twice or never"),
    }
}

impl<'a> Answering<'a> {
    /// For the answer of a server to a question about a metric.
    pub fn new(metric: &'a Metric, question: &'a SqlQuestion, server: &'a Server) -> Self {
        let (columns, reading, unusable, told, rows) = (Vec::new(), None, None, None, 0);
        Self { metric, question, server, columns, reading, unusable, told, rows }
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// [`Lost`], where it is not whole or not what was asked for.
    pub fn read(
        mut self,
        body: &[u8],
        server: &str,
        masked: impl Fn(&str) -> String,
    ) -> Result<Reading, Lost> {
        let mut json = serde_json::Deserializer::from_slice(body);
        let outcome = json.deserialize_map(&mut self).and_then(|()| json.end());
        if let Some(unusable) = self.unusable {
            return Err(Lost::new(unusable.to_string()).help(unusable.help()));
        }
        match (outcome, self.reading) {
            (Ok(()), Some(reading)) if self.told == Some(self.rows) => Ok(reading),
            _ => {
                // What fails half-way is told where the answer breaks off.
                let end = body.get(body.len().saturating_sub(4096)..).unwrap_or_default();
                let refusal = Refusal::read(&String::from_utf8_lossy(end));
                let broken = || {
                    Lost::new(format!("the answer of {server} is not whole, or not what was asked for"))
                        .help("where the statement ends in `format …` or `settings …`, take that out")
                };
                Err(refusal.map_or_else(broken, |refusal| refusal.lost(server, None, masked)))
            }
        }
    }

    fn start(&mut self, columns: &[Column]) -> Result<(), Unusable> {
        self.columns = columns.iter().map(|column| Kind::of(&column.r#type, self.server)).collect();
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        self.reading = Some(Reading::new(self.metric, self.question, &names)?);
        Ok(())
    }

    /// Takes a row; `false` where it has another width than it should.
    fn row(&mut self, values: &[Value]) -> Result<bool, Unusable> {
        self.rows += 1;
        let Some(reading) = &mut self.reading else { return Ok(false) };
        if values.len() != self.columns.len() {
            return Ok(false);
        }
        let cell = |place: usize| match (self.columns.get(place), values.get(place)) {
            (Some(kind), Some(value)) => kind.cell(value),
            _ => Cell::Null,
        };
        reading.row(cell).map(|()| true)
    }

    fn unusable<E: Error>(&mut self, unusable: Unusable) -> E {
        let error = E::custom(&unusable);
        self.unusable = Some(unusable);
        error
    }
}

impl<'de> Visitor<'de> for &mut Answering<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "meta" => {
                    let columns: Vec<Column> = map.next_value()?;
                    if let Err(unusable) = self.start(&columns) {
                        return Err(self.unusable(unusable));
                    }
                }
                "data" => map.next_value_seed(Data(self))?,
                "rows" => self.told = Some(map.next_value()?),
                "exception" => return Err(M::Error::custom("it breaks off")),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

/// The rows, none of which is kept.
struct Data<'a, 'b>(&'a mut Answering<'b>);

impl<'de> DeserializeSeed<'de> for Data<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Data<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut rows: S) -> Result<(), S::Error> {
        while let Some(values) = rows.next_element::<Vec<Value>>()? {
            match self.0.row(&values) {
                Ok(true) => {}
                Ok(false) => return Err(S::Error::custom("a row of another width")),
                Err(unusable) => return Err(self.0.unusable(unusable)),
            }
        }
        Ok(())
    }
}
