//! Step 4: observations become figures.
//!
//! A [`Scope`] says what is looked at: a metric, what was observed of it, the moment that is "now", and how
//! observations are reckoned. [`figure()`] makes one number of a stretch of time, [`series()`] one for each interval
//! of it, [`baseline()`] a number with a digest of what it rests on.
//!
//! Two things hold everywhere below:
//! - nothing that was observed after "now" is looked at, so that an earlier day can be visited;
//! - a figure follows from *all* observations of its time, never from other figures (counts are summed before a
//!   ratio is taken, percentiles are of rows, overlapping outages are united).

pub mod aggregate;
pub mod agreed;
pub mod availability;
pub mod baseline;
pub mod coverage;
pub mod evidence;
pub mod figure;
pub mod groups;
pub mod moment;
pub mod pace;
pub mod scope;
pub mod series;
pub(crate) mod specimen;
pub mod sum;
mod summary;

pub use aggregate::figure;
pub use baseline::baseline;
pub use evidence::Evidence;
pub use figure::{BaselineFigure, Comparable, Figure, Series, SeriesPoint};
pub use groups::split_by;
pub use scope::{Reckoning, Scope};
pub use series::{comparable, series, whole_points};
