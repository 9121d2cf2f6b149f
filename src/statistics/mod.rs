//! Statistics over plain numbers: no unit, no clock, no declaration. Every formula names its source.
//!
//! A value that is not a number stands for a gap: nothing was seen there, and its neighbours stay where they are.
//!
//! | file | answers |
//! |---|---|
//! | [`sum`](mod@sum) | what do they come to, to the last digit? |
//! | [`order`] | what is the value in the middle? |
//! | [`trend`] | does it go anywhere, and how fast? |
//! | [`welch`] | how far apart are two means? |

pub mod order;
pub(crate) mod specimen;
pub mod sum;
pub mod trend;
pub mod welch;

pub use order::{median, percentile};
pub use sum::{Sum, mean, sum};
