//! What a declaration says about its own change: why, and who of those accountable agreed.

use jiff::civil::Date;

use super::name::Owner;
use crate::text::Place;

/// Why a promise was made easier, and who approved. It speaks of the change that brings it in, and of no later one.
#[derive(Debug, Clone)]
pub struct ChangeNote {
    /// Why.
    pub reason: String,
    /// Who approved; `None`: nobody has yet.
    pub approved_by: Option<Owner>,
    /// The day of the approval.
    pub on: Option<Date>,
    /// Where it is declared.
    pub place: Place,
}

impl ChangeNote {
    /// Whether two notes say the same, wherever they stand: then the later one is the earlier one, kept.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let words = |note: &Self| note.reason.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        self.approved_by == other.approved_by && self.on == other.on && words(self) == words(other)
    }
}
