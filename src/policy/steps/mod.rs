//! The seven steps of improvement, each answered for what a cycle rests on; metrics that only agreements rest on are
//! held to less.
//!
//! | file | step |
//! |---|---|
//! | `measure` | vision and 1, what should be measured; step 2 is the catalog's (`D102`, `D106`, `D110`, `D112`) |
//! | `gather` | 3: who, when and how often; how is the catalog's `D106` |
//! | `process` | 4, process: interval and aggregate; 5, analyse: a baseline to judge the target against |
//! | `decide` | 6, present and decide; 7, implement |
//! | `reliance` | which metrics are relied upon, and by what |

mod decide;
mod examples;
mod gather;
mod measure;
mod process;
mod reliance;

use super::check::Check;

/// Where these rules come from.
const SOURCE: &str = "ITIL's seven-step improvement process: each step is answered before the next begins.";

/// All checks of this area, by code.
pub static CHECKS: &[&Check] = &[
    &measure::GOAL,
    &measure::KPI,
    &gather::FREQUENCY,
    &gather::GATHERER,
    &gather::MOMENT,
    &process::INTERVAL,
    &process::AGGREGATE,
    &process::BASELINE,
    &decide::DECIDER,
    &decide::RHYTHM,
    &decide::NEXT,
    &decide::STAGE,
    &decide::EXPECTATION,
];
