//! deming
pub mod git;
