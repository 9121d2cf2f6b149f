//! What clocks do to data: what can be seen of it in observations, and what can be mended.
//!
//! | file | knows |
//! |---|---|
//! | `zero` | dates that stand for an empty cell |
//! | `duplicates` | readings that stand there twice |
//! | `order` | files in which time runs backwards |
//! | `answer` | the same of what a remote system answers |
//! | [`rules`] | what can be wrong |
//!
//! Times that a clock skips or shows twice, and years and units that do not fit, are seen where texts are read.

mod answer;
mod duplicates;
mod lines;
mod order;
pub mod rules;
mod zero;

pub use self::answer::settled;
pub use self::lines::Lines;
pub use self::zero::is_zero_date;

use crate::finding::{Finding, Location};
use crate::model::metric::Records as Silence;
use crate::model::observation::{Absence, Row};
use crate::model::{Metric, Observations};
use crate::text::Place;

/// Takes out of the observations of a metric what no clock can have meant, and tells of it.
pub(super) fn settle(metric: &Metric, place: &Place, observations: &mut Observations) -> Vec<Finding> {
    if observations.absence.is_some() {
        return Vec::new();
    }
    let told = look(metric, observations);
    if observations.is_empty() {
        observations.absence = Some(Absence::Empty);
    }
    told.into_iter().map(|told| told.finding(metric, place, observations)).collect()
}

fn look(metric: &Metric, observations: &mut Observations) -> Vec<Told> {
    let silence = metric.gather.as_ref().map_or(Silence::Events, |gather| gather.records);
    let mut told: Vec<Told> = zero::settle(observations).into_iter().collect();
    if silence == Silence::Samples {
        told.extend(order::told(metric, observations));
        told.extend(duplicates::settle(observations));
    }
    told
}

/// Something to tell of rows.
struct Told {
    rule: &'static crate::finding::Rule,
    /// Where the first of them stands.
    first: Row,
    message: String,
    help: &'static str,
}

impl Told {
    /// At the row where it has a line, else at the declaration of the source.
    fn finding(self, metric: &Metric, place: &Place, observations: &Observations) -> Finding {
        let origin = observations.origins.get(self.first.origin as usize).filter(|_| self.first.line > 0);
        let location = match origin {
            Some(origin) => Location::Data { path: origin.path.clone(), line: self.first.line, column: None },
            None => Location::Declared(place.clone()),
        };
        let finding = Finding::new(self.rule, location, self.message).help(self.help);
        let finding = finding.key(metric.meta.name.as_str());
        match origin {
            Some(_) => finding.label(place, format!("the metric `{}` reads it here", metric.meta.name)),
            None => finding,
        }
    }
}
