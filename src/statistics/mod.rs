//! Statistics over plain numbers: no unit, no clock, no declaration. Every formula names its source.
//!
//! A value that is not a number stands for a gap: nothing was seen there, and its neighbours stay where they are.
//!
//! | file | answers |
//! |---|---|
//! | [`sum`](mod@sum) | what do they come to, to the last digit? |
//! | [`order`] | what is the value in the middle? |
//! | [`describe`], [`decimal`] | how far do they vary, and how like their neighbours are they? |
//! | [`control`] | is this one of those that the process makes anyway? |
//! | [`changes`] | did the level change, and when? |
//! | [`season`](mod@season) | does it repeat itself? |
//! | [`trend`] | does it go anywhere, and how fast? |
//! | [`forecast`] | when does it cross a value? |
//! | [`welch`] | how far apart are two means? |

pub mod changes;
pub mod control;
pub mod decimal;
pub mod describe;
pub mod forecast;
pub mod order;
pub mod scores;
pub mod season;
pub(crate) mod specimen;
pub mod sum;
pub mod trend;
pub mod welch;

pub use order::{median, percentile};
pub use sum::{Sum, mean, sum};
