//! Step 5 of a metric: how its control chart is laid out.

use jiff::civil::Date;

use super::window::DatePeriod;
use crate::statistics::control::{Kind, Rule};

/// How a metric is charted, as far as somebody decided; the rest follows from the data.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartPlan {
    /// Which chart; `None`: the one that fits how the metric is made.
    pub kind: Option<Kind>,
    /// Where limits begin anew.
    pub phases: Phases,
    /// The days that limits are taken from and frozen at.
    pub baseline: Option<DatePeriod>,
    /// Days that are explained: drawn, and left out of limits and signals.
    pub exclude: Vec<ExcludedDays>,
    /// Whether very large steps between neighbours are left out of the limits.
    pub is_screened: bool,
    /// The rules that tell of signals.
    pub rules: Vec<Rule>,
}

impl Default for ChartPlan {
    fn default() -> Self {
        Self {
            kind: None,
            phases: Phases::Found,
            baseline: None,
            exclude: Vec::new(),
            is_screened: false,
            rules: Rule::DEFAULT.to_vec(),
        }
    }
}

/// Where limits of a chart begin anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phases {
    /// Where the data show that the level changed.
    Found,
    /// Nowhere.
    Whole,
    /// On these days, in order.
    On(Vec<Date>),
}

/// Days that are left out of limits and signals, since it is known what happened on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcludedDays {
    /// Which.
    pub period: DatePeriod,
    /// What happened.
    pub reason: String,
}
