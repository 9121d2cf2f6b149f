//! From what was written to what is meant: wire values are consumed into model values, or findings say why not.

use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::rules;
use super::scalar::{Day, Parsed};
use crate::finding::Finding;
use crate::model::window::DatePeriod;
use crate::model::{Meta, Object};
use crate::text::Place;

/// The `spec` of a kind of object, as it is written.
pub trait Spec: DeserializeOwned + JsonSchema {
    /// The object that is meant; `None` after a finding has said what is wrong.
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Option<Object>;
}

/// What lowering needs to know, and the findings that it makes.
pub struct Lower<'a> {
    /// The zone of dates and times that name none.
    pub zone: &'a TimeZone,
    findings: Vec<Finding>,
}

impl<'a> Lower<'a> {
    /// Lowering in the zone of the settings.
    pub fn new(zone: &'a TimeZone) -> Self {
        Self { zone, findings: Vec::new() }
    }

    /// Reports what is wrong.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// What has been reported.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// The one choice that was taken; none and several are findings that list the choices.
    pub fn exactly_one<T, const N: usize>(
        &mut self,
        place: &Place,
        choices: [(&'static str, Option<T>); N],
    ) -> Option<T> {
        let names = choices.each_ref().map(|(name, _)| *name);
        let mut taken: Vec<(&str, T)> =
            choices.into_iter().filter_map(|(name, choice)| Some((name, choice?))).collect();
        if taken.len() == 1 {
            return taken.pop().map(|(_, choice)| choice);
        }
        let list = either(&names);
        let finding = match taken.as_slice() {
            [(first, _), .., (last, _)] => {
                let message = format!("only one of {list} can be given");
                Finding::new(&rules::ONE_OF, place.key(last), message)
                    .label(place.key(first), format!("`{first}` is given here"))
            }
            _ => Finding::new(&rules::ONE_OF, place, format!("one of {list} is needed")),
        };
        self.report(finding);
        None
    }

    /// The days of a period, in the right order.
    pub fn period(&mut self, place: &Place, written: &PeriodSpec) -> Option<DatePeriod> {
        let period = DatePeriod { from: written.from.0.0, to: written.to.0.0 };
        if period.from <= period.to {
            return Some(period);
        }
        let message = format!("the period ends ({}) before it begins ({})", period.to, period.from);
        self.report(Finding::new(&rules::REVERSED, place.child("to"), message).help("both days are inside"));
        None
    }
}

/// `a`, `b` or `c`, in backquotes.
pub fn either(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// Days from one to another, both inside.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Period")]
pub struct PeriodSpec {
    /// The first day.
    pub from: Parsed<Day>,
    /// The last day.
    pub to: Parsed<Day>,
}

/// One value, or a list of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum OneOrMany<T> {
    /// A list.
    Many(Vec<T>),
    /// One.
    One(T),
}

impl<T> OneOrMany<T> {
    /// All of them.
    pub fn into_vec(self) -> Vec<T> {
        match self {
            Self::Many(list) => list,
            Self::One(one) => vec![one],
        }
    }
}
