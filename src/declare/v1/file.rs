//! `source.file`: rows of files in the repository, and what an observation is in them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::condition::{self, ConditionSpec};
use super::word::words;
use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::declare::scalar::{
    DecimalMark, Delimiter, EncodingLabel, Parsed, RepositoryGlob, Text, TimePattern, Zone,
};
use crate::finding::Finding;
use crate::model::source::{FileFormat, FileSource, Latest, Measure, RatioMeasure, RatioPart, TimeColumn};
use crate::text::Place;

/// Rows of files in the repository. What an observation is: exactly one of `value`, `count`, `ratio` and `down`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(
    rename = "FileSource",
    extend("oneOf" = [{"required": ["value"]}, {"required": ["count"]}, {"required": ["ratio"]}, {"required": ["down"]}])
)]
pub struct FileSpec {
    /// The files: a path or a glob inside the repository. csv, tsv, json, jsonl, each also .gz.
    path: Parsed<RepositoryGlob>,
    /// How rows are written; by the file's ending unless given.
    format: Option<FormatWord>,
    /// How characters are written.
    #[schemars(extend("default" = "utf-8"))]
    encoding: Option<Parsed<EncodingLabel>>,
    /// What stands between the cells of a row; by the format unless given.
    delimiter: Option<Parsed<Delimiter>>,
    /// What stands before the decimals of a number.
    #[schemars(extend("default" = "."))]
    decimal: Option<Parsed<DecimalMark>>,
    /// In JSON, the dotted path to the array of rows.
    #[schemars(example = &"data.tickets")]
    items: Option<String>,
    /// When an observation was made. `elapsed` is dated by its end, and `down` has times of its own, unless this says otherwise.
    #[serde(default)]
    time: TimeSpec,
    /// A number: from a column, or the time between two columns.
    value: Option<ValueSpec>,
    /// Each row is one: `count: true`.
    #[schemars(extend("const" = true))]
    count: Option<bool>,
    /// How many rows, or how much, is good (or bad) of a total.
    ratio: Option<RatioSpec>,
    /// Windows of down time; the metric is one less their union over agreed time.
    down: Option<SpanSpec>,
    /// Which rows count: those that satisfy all conditions.
    #[serde(default)]
    r#where: Vec<ConditionSpec>,
    /// One row for each entity: its last.
    latest: Option<LatestSpec>,
    /// Cells that say that nothing is known.
    #[schemars(extend("default" = [""]))]
    missing: Option<Vec<Parsed<Text>>>,
}

words! {
    /// How rows are written.
    FormatWord => FileFormat {
        /// Comma-separated values with a header row.
        "csv" Csv => FileFormat::Csv,
        /// The same with tabs.
        "tsv" Tsv => FileFormat::Tsv,
        /// A JSON document with an array of objects.
        "json" Json => FileFormat::Json,
        /// A JSON object on each line.
        "jsonl" JsonLines => FileFormat::JsonLines,
    }
}

/// Which column says when, and how it writes that.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "TimeColumn")]
struct TimeSpec {
    /// The column.
    #[schemars(example = &"resolved_at")]
    column: Option<String>,
    /// How it writes times; RFC 3339 and ISO 8601 unless given.
    format: Option<Parsed<TimePattern>>,
    /// The zone of times that name none; that of the settings unless given.
    time_zone: Option<Parsed<Zone>>,
}

/// A number: exactly one of `column` and `elapsed`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Value", extend("minProperties" = 1, "maxProperties" = 1))]
struct ValueSpec {
    /// The number in this column.
    #[schemars(example = &"rating")]
    column: Option<String>,
    /// The time between two columns.
    elapsed: Option<SpanSpec>,
}

/// A stretch of time between two columns.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ColumnSpan")]
struct SpanSpec {
    /// The column with the start.
    #[schemars(example = &"opened_at")]
    from: String,
    /// The column with the end.
    #[schemars(example = &"resolved_at")]
    to: String,
}

/// Good (or bad) of a total: exactly one of `good` and `bad`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Ratio", extend("oneOf" = [{"required": ["good"]}, {"required": ["bad"]}]))]
struct RatioSpec {
    /// What is good.
    good: Option<PartSpec>,
    /// What is bad.
    bad: Option<PartSpec>,
    /// Out of what; every row unless given.
    total: Option<PartSpec>,
}

/// A side of a ratio: the rows that satisfy all conditions, or the sum of a column.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "RatioPart")]
enum PartSpec {
    /// The rows that satisfy all conditions.
    Rows(Vec<ConditionSpec>),
    /// The sum of a column.
    Sum(SumSpec),
}

/// The sum of a column.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Sum")]
struct SumSpec {
    /// The column.
    #[schemars(example = &"tickets")]
    sum: String,
}

/// One row for each entity: its last.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Latest")]
struct LatestSpec {
    /// The column that names the entity.
    #[schemars(example = &"number")]
    by: String,
    /// The column that orders its rows; the order of the files unless given.
    #[schemars(example = &"updates")]
    order: Option<String>,
}

/// The one measure that was given.
enum Given {
    Value(ValueSpec),
    Count(bool),
    Ratio(RatioSpec),
    Down(SpanSpec),
}

impl FileSpec {
    /// The same for the model.
    pub fn lower(self, place: Place, lower: &mut Lower<'_>) -> Option<FileSource> {
        let choices = [
            ("value", self.value.map(Given::Value)),
            ("count", self.count.map(Given::Count)),
            ("ratio", self.ratio.map(Given::Ratio)),
            ("down", self.down.map(Given::Down)),
        ];
        let measure = lower.exactly_one(&place, choices).and_then(|given| given.lower(&place, lower));
        let filter = condition::lower(self.r#where, &place.child("where"), lower);
        let zone = self.time.time_zone.map_or_else(|| lower.zone.clone(), |zone| zone.0.0);
        let (measure, filter) = (measure?, filter?);
        let needs_time = !matches!(measure, Measure::Elapsed { .. } | Measure::Down { .. });
        if needs_time && self.time.column.is_none() {
            let message = "`time.column` is missing: an observation needs a moment";
            let help = "name the column that says when: `time: {column: …}`";
            lower.report(
                Finding::new(&rules::MISSING_FIELD, place.child("time").child("column"), message).help(help),
            );
            return None;
        }
        let text = |text: Parsed<Text>| text.0.0;
        Some(FileSource {
            path: self.path.0.0,
            format: self.format.map(FormatWord::lower),
            encoding: self.encoding.map(|label| label.0.0.to_owned()),
            delimiter: self.delimiter.map(|delimiter| delimiter.0.0),
            decimal: self.decimal.map_or('.', |mark| mark.0.0),
            items: self.items,
            time: TimeColumn {
                column: self.time.column,
                format: self.time.format.map(|pattern| pattern.0.0),
                zone,
            },
            measure,
            filter,
            latest: self.latest.map(|latest| Latest { by: latest.by, order: latest.order }),
            missing: self
                .missing
                .map_or_else(|| vec![String::new()], |list| list.into_iter().map(text).collect()),
            place,
        })
    }
}

impl Given {
    fn lower(self, place: &Place, lower: &mut Lower<'_>) -> Option<Measure> {
        match self {
            Self::Value(value) => value.lower(&place.child("value"), lower),
            Self::Count(true) => Some(Measure::Count),
            Self::Count(false) => {
                let message = "`count` can only be true; leave it out for another measure";
                lower.report(Finding::new(&rules::INVALID_VALUE, place.child("count"), message));
                None
            }
            Self::Ratio(ratio) => ratio.lower(&place.child("ratio"), lower).map(Measure::Ratio),
            Self::Down(span) => Some(Measure::Down { from: span.from, to: span.to }),
        }
    }
}

impl ValueSpec {
    fn lower(self, place: &Place, lower: &mut Lower<'_>) -> Option<Measure> {
        let column = self.column.map(|column| Measure::Value { column });
        let elapsed = self.elapsed.map(|span| Measure::Elapsed { from: span.from, to: span.to });
        lower.exactly_one(place, [("column", column), ("elapsed", elapsed)])
    }
}

impl RatioSpec {
    fn lower(self, place: &Place, lower: &mut Lower<'_>) -> Option<RatioMeasure> {
        let good = self.good.map(|part| ("good", part));
        let bad = self.bad.map(|part| ("bad", part));
        let total = match self.total {
            Some(total) => Some(total.lower(&place.child("total"), lower)?),
            None => None,
        };
        let (side, part) = lower.exactly_one(place, [("good", good), ("bad", bad)])?;
        let part = part.lower(&place.child(side), lower)?;
        Some(RatioMeasure { part, part_is_good: side == "good", total })
    }
}

impl PartSpec {
    fn lower(self, place: &Place, lower: &mut Lower<'_>) -> Option<RatioPart> {
        match self {
            Self::Sum(column) => Some(RatioPart::Sum(column.sum)),
            Self::Rows(conditions) => condition::lower(conditions, place, lower).map(RatioPart::Rows),
        }
    }
}
