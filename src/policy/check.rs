//! What a check is, and what it may look at.

use jiff::Timestamp;
use jiff::civil::Date;

use super::people::People;
use crate::analyse::Assessment;
use crate::catalog::Catalog;
use crate::finding::{Findings, Rule};

/// A rule and the function that judges by it.
pub struct Check {
    /// The rule.
    pub rule: Rule,
    /// What it has to know.
    pub needs: Needs,
    /// Adds a finding for each place that breaks the rule.
    pub judge: fn(&Subject<'_>, &mut Findings),
}

/// What a check has to know. Data are read only when a check that is asked for needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// The declarations alone.
    Declarations,
    /// Who is known to the forge, and who committed lately, too.
    People,
    /// What was observed, too.
    Observations,
}

/// What checks look at.
pub struct Subject<'a> {
    /// Everything that is declared and sound in itself; every reference leads somewhere.
    pub catalog: &'a Catalog,
    /// The moment that is "now".
    pub as_of: Timestamp,
    /// Who is known, and who still commits, where somebody looked.
    pub people: &'a People,
    /// Desired against observed, where data were read.
    pub assessment: Option<&'a Assessment>,
}

impl Subject<'_> {
    /// The day that is "today", in the zone of the settings.
    pub fn today(&self) -> Date {
        self.as_of.to_zoned_datetime(self.catalog.settings.zone.clone()).date()
    }
}
