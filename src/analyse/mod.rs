//! Step 5: desired against observed.
//!
//! [`assess`] holds everything declared against everything observed at one moment. Each kind of target has a room of
//! its own; they share one gate ([`unknown`]), behind which no figure is judged that observations do not carry.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::catalog::Catalog;
use crate::model::{Name, Observations};
use crate::process::Evidence;

pub mod alignment;
pub mod assessment;
pub mod attainment;
pub mod budget;
pub mod burn;
pub mod closed;
pub mod composite;
pub mod cycle;
pub mod freshness;
pub mod frozen;
pub mod guard;
pub mod hindsight;
pub mod history;
pub mod insight;
pub mod matter;
pub mod metrics;
pub mod period;
pub mod projection;
pub mod promise;
pub mod recent;
pub mod risk;
pub mod slices;
pub mod unknown;
pub mod wording;

pub use assessment::*;
pub use hindsight::{Hindsight, LateExclusion};
pub use history::histories;
pub use insight::{Insight, Insights};

/// The objectives of a catalog alone, as [`assess`] judges them.
pub fn objectives(
    catalog: &Catalog,
    observations: &BTreeMap<Name, Observations>,
    as_of: Timestamp,
    jobs: usize,
) -> Vec<ObjectiveAssessment> {
    attainment::objectives(&Evidence::new(catalog, observations, as_of), jobs)
}

/// Everything that is declared, held against what was observed up to `as_of`. What was observed later is not looked
/// at; it only proves that a source was alive. A metric that is not among the observations has none.
/// Objectives are shared out among so many threads, which changes nothing but the time it takes.
pub fn assess(
    catalog: &Catalog,
    observations: &BTreeMap<Name, Observations>,
    as_of: Timestamp,
    jobs: usize,
) -> Assessment {
    let evidence = Evidence::new(catalog, observations, as_of);
    Assessment {
        as_of,
        objectives: attainment::objectives(&evidence, jobs),
        cycles: cycle::cycles(&evidence),
        metrics: metrics::metrics(&evidence),
        alignments: alignment::alignments(&evidence),
    }
}
