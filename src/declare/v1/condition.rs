//! Conditions on the columns of a row.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::declare::lower::{Lower, OneOrMany, either};
use crate::declare::rules;
use crate::declare::scalar::{Parsed, Pattern, Text};
use crate::finding::Finding;
use crate::model::Comparison;
use crate::model::source::{Condition, Test};
use crate::text::Place;

/// A condition on a column; with several tests, all must hold.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Condition", extend("minProperties" = 2))]
pub struct ConditionSpec {
    /// The column.
    #[schemars(example = &"priority")]
    column: String,
    /// The same text; the words true and false in any case; numbers by value.
    #[schemars(example = true)]
    equals: Option<Parsed<Text>>,
    /// One of these.
    #[schemars(example = ["1 - Critical", "2 - High"])]
    r#in: Option<Vec<Parsed<Text>>>,
    /// Not this, or none of these.
    #[schemars(example = &"cancelled")]
    not: Option<OneOrMany<Parsed<Text>>>,
    /// A regular expression that the whole cell matches.
    matches: Option<Parsed<Pattern>>,
    /// A text that the cell, or a JSON list in it, contains.
    #[schemars(example = &"major")]
    contains: Option<Parsed<Text>>,
    /// Whether anything is there.
    #[schemars(example = true)]
    present: Option<bool>,
    /// Above this.
    #[schemars(example = 0)]
    gt: Option<Parsed<Text>>,
    /// At least this.
    #[schemars(example = 4)]
    gte: Option<Parsed<Text>>,
    /// Below this.
    #[schemars(example = 3)]
    lt: Option<Parsed<Text>>,
    /// At most this.
    #[schemars(example = 2)]
    lte: Option<Parsed<Text>>,
}

const TESTS: [&str; 10] = ["equals", "in", "not", "matches", "contains", "present", "gt", "gte", "lt", "lte"];

/// The conditions of the list at `place`, each with one test.
pub fn lower(list: Vec<ConditionSpec>, place: &Place, lower: &mut Lower<'_>) -> Option<Vec<Condition>> {
    let mut conditions = Vec::with_capacity(list.len());
    let mut complete = true;
    for (index, written) in list.into_iter().enumerate() {
        let tests = written.lower();
        if tests.is_empty() {
            let message = format!("the condition asks nothing: it needs {}", either(&TESTS));
            lower.report(Finding::new(&rules::ONE_OF, place.index(index), message));
            complete = false;
        }
        conditions.extend(tests);
    }
    complete.then_some(conditions)
}

impl ConditionSpec {
    fn lower(self) -> Vec<Condition> {
        let text = |text: Parsed<Text>| text.0.0;
        let texts = |list: Vec<Parsed<Text>>| list.into_iter().map(text).collect();
        let compare = |comparison| move |bound: Parsed<Text>| Test::Compare(comparison, bound.0.0);
        let tests = [
            self.equals.map(|it| Test::Equals(it.0.0)),
            self.r#in.map(|list| Test::In(texts(list))),
            self.not.map(|list| Test::NotIn(texts(list.into_vec()))),
            self.matches.map(|pattern| Test::Matches(pattern.0.0)),
            self.contains.map(|it| Test::Contains(it.0.0)),
            self.present.map(Test::Present),
            self.gt.map(compare(Comparison::Above)),
            self.gte.map(compare(Comparison::AtLeast)),
            self.lt.map(compare(Comparison::Below)),
            self.lte.map(compare(Comparison::AtMost)),
        ];
        let column = self.column;
        tests.into_iter().flatten().map(|test| Condition { column: column.clone(), test }).collect()
    }
}
