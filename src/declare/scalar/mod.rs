//! Values written as one word or number: durations, dates, owners, shares.
//!
//! Every such value is a [`Scalar`]: it has a name, one way to be read from text, and its part of the schema. Typed
//! reading ([`Parsed`]), the schema and the walk that explains a failed reading all go through this one trait.

mod data;
mod number;
mod of_model;
mod openslo;
mod remote;
mod time;
mod word;

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde_json::{Number, Value};

pub use self::data::{DecimalMark, Delimiter, EncodingLabel, Pattern, RepositoryGlob, TimePattern};
pub use self::number::{Bytes, Coverage, MonthNumber, PercentNumber, Priority, Share, Worsening};
pub use self::openslo::{
    Delay, Description, DisplayName, PlainNumber, SliceLength, SliceTarget, StartTime, TargetPercent,
    TargetShare, Weight, Word,
};
pub use self::remote::JsonPathText;
pub use self::time::{ClockTime, Day, DayOfWeek, Zone, ZonelessTime};
pub use self::word::{AggregateWord, Text};
use crate::model::name::ProposalId;
use crate::model::selector::Selector;
use crate::model::settings::AsOf;
use crate::model::strategy::GoalRef;
use crate::model::{Change, Duration, Literal, Name, Owner, Unit};

/// A value that is written as one word or number.
pub trait Scalar: Sized {
    /// The name of its definition in the schema.
    const NAME: &'static str;

    /// What it is called in a sentence, with its article.
    const NOUN: &'static str;

    /// What is said of a list of several where one is wanted; `None`: that a list is no such scalar.
    fn several(_: usize) -> Option<String> {
        None
    }

    /// Reads it; the error is a sentence without a full stop that says what would be right.
    fn read(text: &str) -> Result<Self, String>;

    /// The text of a YAML number.
    fn spelling(number: &Number) -> String {
        number.to_string()
    }

    /// What the schema says: types, description, examples.
    fn schema() -> Value;
}

/// A scalar in a wire type. Text, numbers and booleans are all read by their spelling, so that `95%`, `0.95`,
/// `2016-01-15` and `"2016-01-15"` need no thought about quotes.
#[derive(Debug, Clone)]
pub struct Parsed<T>(pub T);

impl<'de, T: Scalar> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor(PhantomData))
    }
}

struct ScalarVisitor<T>(PhantomData<T>);

impl<T: Scalar> ScalarVisitor<T> {
    fn read<E: Error>(text: &str) -> Result<Parsed<T>, E> {
        T::read(text).map(Parsed).map_err(E::custom)
    }
}

impl<T: Scalar> Visitor<'_> for ScalarVisitor<T> {
    type Value = Parsed<T>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(T::NOUN)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Self::read(text)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Self::read(if value { "true" } else { "false" })
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Self::read(&T::spelling(&value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Self::read(&T::spelling(&value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        let number = Number::from_f64(value).ok_or_else(|| E::custom("it is no finite number"))?;
        Self::read(&T::spelling(&number))
    }
}

impl<T: Scalar> JsonSchema for Parsed<T> {
    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        Schema::try_from(T::schema()).unwrap_or_default()
    }
}

/// A scalar by the name of its definition, for the walk over a schema.
pub struct Definition {
    name: &'static str,
    /// What it is called in a sentence, with its article.
    pub noun: &'static str,
    read: fn(&str) -> Result<(), String>,
    spelling: fn(&Number) -> String,
    /// What is said of a list of several where one is wanted.
    pub several: fn(usize) -> Option<String>,
}

impl Definition {
    const fn of<T: Scalar>() -> Self {
        Self {
            name: T::NAME,
            noun: T::NOUN,
            read: |text| T::read(text).map(drop),
            spelling: T::spelling,
            several: T::several,
        }
    }

    /// The scalar whose definition has this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        DEFINITIONS.iter().find(|definition| definition.name == name)
    }

    /// Why a value cannot be read as this scalar, if it has a spelling at all; `None` for lists and mappings.
    pub fn check(&self, value: &Value) -> Option<Result<(), String>> {
        match value {
            Value::String(text) => Some((self.read)(text)),
            Value::Bool(_) => Some((self.read)(&value.to_string())),
            Value::Number(number) => Some((self.read)(&(self.spelling)(number))),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

static DEFINITIONS: &[Definition] = &[
    Definition::of::<Name>(),
    Definition::of::<Owner>(),
    Definition::of::<Duration>(),
    Definition::of::<Literal>(),
    Definition::of::<Change>(),
    Definition::of::<Unit>(),
    Definition::of::<GoalRef>(),
    Definition::of::<ProposalId>(),
    Definition::of::<AsOf>(),
    Definition::of::<Day>(),
    Definition::of::<ClockTime>(),
    Definition::of::<ZonelessTime>(),
    Definition::of::<DayOfWeek>(),
    Definition::of::<Zone>(),
    Definition::of::<Share>(),
    Definition::of::<Coverage>(),
    Definition::of::<PercentNumber>(),
    Definition::of::<Worsening>(),
    Definition::of::<Priority>(),
    Definition::of::<MonthNumber>(),
    Definition::of::<AggregateWord>(),
    Definition::of::<Text>(),
    Definition::of::<RepositoryGlob>(),
    Definition::of::<EncodingLabel>(),
    Definition::of::<Delimiter>(),
    Definition::of::<DecimalMark>(),
    Definition::of::<TimePattern>(),
    Definition::of::<Pattern>(),
    Definition::of::<JsonPathText>(),
    Definition::of::<Selector>(),
    Definition::of::<Description>(),
    Definition::of::<DisplayName>(),
    Definition::of::<Word>(),
    Definition::of::<TargetShare>(),
    Definition::of::<TargetPercent>(),
    Definition::of::<SliceTarget>(),
    Definition::of::<Weight>(),
    Definition::of::<PlainNumber>(),
    Definition::of::<SliceLength>(),
    Definition::of::<Delay>(),
    Definition::of::<StartTime>(),
];
