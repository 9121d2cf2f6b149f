//! A baseline that is accepted: what its cycle's declaration will say, and the message of the commit that says so.

use jiff::civil::Date;

use super::message::{paragraph, titled};
use super::words;
use crate::analyse::{CycleAssessment, frozen};
use crate::catalog::Catalog;
use crate::model::cycle::Baseline;
use crate::model::{Cycle, Unit};
use crate::text::Place;
use crate::text::edit::NewValue;

/// A baseline to be written down.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// Where the cycle declares its baseline.
    pub place: Place,
    /// The figure, canonical.
    pub value: f64,
    /// The unit of the metric.
    pub unit: Unit,
    /// How many observations it follows from.
    pub rows: u64,
    /// Their digest.
    pub digest: String,
    /// The share of the baseline's time that they speak of, 0 to 1.
    pub coverage: f64,
    /// The figure with what it follows from, in a sentence.
    pub evidence: String,
    /// What has to be set; empty when the declaration says all of it already.
    pub values: Vec<(&'static str, NewValue)>,
    /// The commit message, with trailers.
    pub message: String,
}

/// Why a baseline cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAcceptable {
    /// The cycle declares none.
    #[error("`{cycle}` declares no baseline")]
    None {
        /// Which cycle.
        cycle: String,
    },
    /// Its days are not over, so its data are not complete.
    #[error("the baseline of `{cycle}` runs until {to}: its data are not complete yet")]
    NotOver {
        /// Which cycle.
        cycle: String,
        /// The last day.
        to: Date,
    },
    /// There is nothing to accept.
    #[error("nothing was observed of `{metric}` in the baseline of `{cycle}`, {from} to {to}")]
    NoData {
        /// Which cycle.
        cycle: String,
        /// Its metric.
        metric: String,
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
}

/// What accepting the baseline of a cycle means: the data's own figure, rows and digest take the place of what is
/// declared. A declared value that is right to its last digit stays as it is written.
///
/// # Errors
/// [`NotAcceptable`].
pub fn accept(
    catalog: &Catalog,
    cycle: &Cycle,
    assessed: &CycleAssessment,
    reason: Option<&str>,
    today: Date,
) -> Result<Acceptance, NotAcceptable> {
    let name = || cycle.meta.name.to_string();
    let baseline = cycle.baseline.as_ref().ok_or_else(|| NotAcceptable::None { cycle: name() })?;
    let period = baseline.period;
    if period.to >= today {
        return Err(NotAcceptable::NotOver { cycle: name(), to: period.to });
    }
    let no_data = || NotAcceptable::NoData {
        cycle: name(),
        metric: cycle.metric.to_string(),
        from: period.from,
        to: period.to,
    };
    let metric = catalog.metrics.get(&cycle.metric).ok_or_else(no_data)?;
    let found = assessed.recomputed.as_ref().ok_or_else(no_data)?;
    let value = found.figure.value.ok_or_else(no_data)?;
    let unit = metric.unit.clone();
    let differs = frozen::differences(baseline, &unit, found);
    let differs = |field: &str| differs.iter().any(|(other, _)| *other == field);
    let mut values = Vec::new();
    if baseline.value.is_none() || differs("value") {
        values.push(("value", NewValue::Word(frozen::literal(&unit, value))));
    }
    if baseline.rows.is_none() || differs("rows") {
        values.push(("rows", NewValue::Word(found.rows.to_string())));
    }
    if baseline.digest.is_none() || differs("digest") {
        values.push(("digest", NewValue::Text(found.digest.clone())));
    }
    let told = Told {
        cycle,
        baseline,
        unit: &unit,
        value,
        rows: found.rows,
        digest: &found.digest,
        coverage: found.figure.coverage,
    };
    let (message, evidence, coverage) = (told.message(reason), told.figure(), told.coverage);
    let (rows, digest, place) = (found.rows, found.digest.clone(), baseline.place.clone());
    Ok(Acceptance { place, value, unit, rows, digest, coverage, evidence, values, message })
}

/// What a message is written from.
struct Told<'a> {
    cycle: &'a Cycle,
    baseline: &'a Baseline,
    unit: &'a Unit,
    value: f64,
    rows: u64,
    digest: &'a str,
    coverage: f64,
}

impl Told<'_> {
    fn message(&self, reason: Option<&str>) -> String {
        let name = &self.cycle.meta.name;
        let mut parts = vec![titled("accept the baseline of", name.as_str()), paragraph(&self.figure())];
        if let Some(reason) = reason.map(words::one_line).filter(|reason| !reason.is_empty()) {
            parts.push(paragraph(&format!("Reason: {reason}")));
        }
        parts.push(format!(
            "Deming-Baseline: {name}\nDeming-Service: {}\nDeming-Metric: {}\nDeming-Digest: {}",
            self.cycle.service, self.cycle.metric, self.digest
        ));
        parts.join("\n\n") + "\n"
    }

    fn figure(&self) -> String {
        let period = self.baseline.period;
        let show = |value| words::one_line(&self.unit.show(value));
        let before = self.baseline.value.and_then(|value| value.in_unit(self.unit).ok()).map(show);
        let before = before.map(|value| format!(" Declared was {value}.")).unwrap_or_default();
        // Less than all of the time was seen: whoever reads the figure later should know.
        let coverage = match self.coverage {
            whole if whole >= 1.0 => String::new(),
            part => format!(" The data cover {:.0} % of that time.", (part * 100.0).floor()),
        };
        let rows = Unit::named("observations").show(self.rows as f64);
        format!(
            "Baseline: {} of {}, {} to {}, from {rows}.{coverage}{before}",
            show(self.value),
            self.cycle.metric,
            period.from,
            period.to
        )
    }
}
