//! Rows of JSON Lines: an object on each line. A line that is none spoils only itself.

use std::fmt;
use std::io::{BufRead, BufReader, Read};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::decode::fault_of;
use super::lines::MAX_ROW;
use super::pick::Picker;
use super::rows::{Extent, FileFault, Row, RowFault, Sink};

/// Hands the object of each line to `sink`; empty lines are no rows.
pub fn read(text: impl Read, wanted: &[String], sink: &mut dyn Sink) -> Result<Extent, FileFault> {
    let mut text = BufReader::with_capacity(64 * 1024, text);
    let (mut picker, mut row) = (Picker::new(wanted), Row::new(wanted.len()));
    let mut bytes = Vec::new();
    let (mut line, mut extent) = (0_u32, Extent::Empty);
    loop {
        bytes.clear();
        line = line.saturating_add(1);
        let count =
            text.by_ref().take(MAX_ROW + 1).read_until(b'\n', &mut bytes).map_err(|e| fault_of(&e))?;
        if count == 0 {
            break;
        }
        if count as u64 > MAX_ROW {
            return Err(FileFault::RowTooLong { line });
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        extent = Extent::Full;
        row.start(line);
        match parse(bytes.trim_ascii(), &mut picker, &mut row) {
            Ok(()) => sink.row(&row)?,
            Err(fault) => sink.unreadable(line, &fault)?,
        }
    }
    sink.keys(&picker.seen, &picker.keys);
    Ok(extent)
}

fn parse(bytes: &[u8], picker: &mut Picker<'_>, row: &mut Row<'static>) -> Result<(), RowFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| RowFault::NotText)?;
    let mut json = serde_json::Deserializer::from_str(text);
    let kind = LineSeed { picker, row }.deserialize(&mut json).map_err(|error| syntax(&error))?;
    json.end().map_err(|error| syntax(&error))?;
    kind.map_or(Ok(()), |kind| Err(RowFault::NotObject(kind)))
}

fn syntax(error: &serde_json::Error) -> RowFault {
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or_default();
    RowFault::Syntax(format!("{reason} at column {}", error.column()))
}

/// Takes an object, or says what else there is.
struct LineSeed<'s, 'p> {
    picker: &'s mut Picker<'p>,
    row: &'s mut Row<'static>,
}

impl<'de> DeserializeSeed<'de> for LineSeed<'_, '_> {
    type Value = Option<&'static str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for LineSeed<'_, '_> {
    type Value = Option<&'static str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Some("a truth value"))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Some("a number"))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Some("a number"))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Some("a number"))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Some("a text"))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Some("null"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Some("a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        self.picker.pick(map, self.row).map(|()| None)
    }
}
