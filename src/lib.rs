//! deming: continual service improvement as code.
//!
//! The folders are the seven steps of improvement, and data flows through them one way:
//!
//! | folder | step |
//! |---|---|
//! | [`declare`], [`catalog`] | vision; 1 what should be measured; 2 what can be measured |
//! | [`gather`] | 3 gather |
//! | [`process`] | 4 process |
//! | [`analyse`] | 5 analyse |
//! | [`plan`], [`present`] | 6 present and decide |
//! | [`implement`], then [`verify`] | 7 implement, and see whether it worked |

pub mod analyse;
pub mod catalog;
pub mod change;
pub mod cli;
pub mod declare;
pub mod exchange;
pub mod finding;
pub mod gather;
pub mod git;
pub mod implement;
pub mod model;
pub mod net;
pub mod ops;
mod parallel;
pub mod plan;
pub mod policy;
pub mod present;
pub mod process;
pub mod statistics;
pub mod text;
pub mod verify;
pub mod world;
