//! Step 5: desired against observed.

pub mod assessment;

pub use assessment::*;
