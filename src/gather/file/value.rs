//! JSON values as they are parsed: one visitor for everybody who takes them.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A value that holds no others.
#[derive(Debug, Clone, Copy)]
pub enum Scalar<'t> {
    Null,
    Truth(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Text(&'t str),
}

impl Scalar<'_> {
    /// What it is, in words.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Truth(_) => "a truth value",
            Self::Signed(_) | Self::Unsigned(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a text",
        }
    }
}

/// As in a cell: `null` is empty.
impl fmt::Display for Scalar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Truth(value) => value.fmt(f),
            Self::Signed(value) => value.fmt(f),
            Self::Unsigned(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(value) => f.write_str(value),
        }
    }
}

/// Who takes a value, whatever it is.
pub trait Taker: Sized {
    /// Takes a value that holds no others.
    fn scalar<E: Error>(self, value: Scalar<'_>) -> Result<(), E>;
    /// Takes a list whose opening bracket has been read.
    fn list<'de, A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error>;
    /// Takes an object whose opening brace has been read.
    fn object<'de, A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error>;
}

/// A taker as serde wants it.
pub struct Take<T>(pub T);

impl<'de, T: Taker> DeserializeSeed<'de> for Take<T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Taker> Visitor<'de> for Take<T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.scalar(Scalar::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.0.scalar(Scalar::Truth(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.0.scalar(Scalar::Signed(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.0.scalar(Scalar::Unsigned(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.0.scalar(Scalar::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.0.scalar(Scalar::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        self.0.list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.0.object(map)
    }
}
