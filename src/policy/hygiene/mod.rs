//! Order among declarations: few figures that tell everything, and nothing kept that nobody uses.
//!
//! | file | asks |
//! |---|---|
//! | `balance` | how many KPIs there are, and whether they look at more than one side |
//! | `purpose` | goals, services and needs that nothing measures or promises |
//! | `unused` | metrics, calendars, data sources and playbooks that nothing uses |
//! | `twins` | two metrics that read the very same |

mod balance;
mod purpose;
mod twins;
mod unused;

use super::check::Check;

/// All checks of this area, by code.
pub static CHECKS: &[&Check] = &[
    &balance::TOO_MANY,
    &balance::ONE_SIDED,
    &balance::INWARD,
    &unused::METRIC,
    &unused::DECLARATION,
    &unused::PLAYBOOK,
    &purpose::GOAL,
    &purpose::SERVICE,
    &purpose::NEED,
    &twins::TWINS,
];

/// A service for examples to stand beside.
const DESK: &str = "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n";

/// A metric of the service `desk` with this name and class, read from a file of its own.
macro_rules! measured {
    ($name:literal, $class:literal) => {
        concat!(
            "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: ",
            $name,
            "}\nspec:\n  service: desk\n  class: ",
            $class,
            "\n  direction: lower\n  owner: \"@ops\"\n  gather: {source: {file: {path: ",
            $name,
            ".csv, time: {column: at}, count: true}}}\n"
        )
    };
}
use measured;
