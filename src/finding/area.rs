//! What the codes of rules have in common: each area has a range of its own.

use super::Rule;

/// A range of codes.
#[derive(Debug, PartialEq, Eq)]
pub struct Area {
    /// What its rules are about.
    pub title: &'static str,
    /// The first code of the range.
    pub first: &'static str,
    /// The last code of the range.
    pub last: &'static str,
    /// The step of improvement that its rules belong to, as a tag.
    pub tag: &'static str,
}

/// Every area, by code. The rules of the seven steps (D101 to D107) end in the number of their step.
pub static AREAS: [Area; 19] = [
    area("Reading declarations", "D001", "D029", "language"),
    area("References and values", "D030", "D059", "language"),
    area("OpenSLO", "D060", "D089", "language"),
    area("The seven steps", "D100", "D119", "steps"),
    area("Baselines", "D120", "D129", "step-3"),
    area("Owners", "D130", "D139", "owners"),
    area("Agreed hours", "D140", "D149", "step-4"),
    area("Agreements", "D150", "D159", "step-1"),
    area("Needs and kinds of action", "D160", "D169", "vision"),
    area("Overdue", "D170", "D179", "step-6"),
    area("Balance", "D180", "D189", "step-1"),
    area("Secrets", "D190", "D199", "security"),
    area("Gathering", "D200", "D229", "step-3"),
    area("Remote systems", "D230", "D249", "step-3"),
    area("The observed branch", "D250", "D269", "step-3"),
    area("Clocks", "D270", "D279", "step-3"),
    area("The change", "D300", "D339", "step-1"),
    area("Imports", "D360", "D369", "language"),
    area("Verdicts", "D400", "D409", "step-5"),
];

const fn area(title: &'static str, first: &'static str, last: &'static str, tag: &'static str) -> Area {
    Area { title, first, last, tag }
}

/// The tags of the seven steps.
const STEPS: [&str; 7] = ["step-1", "step-2", "step-3", "step-4", "step-5", "step-6", "step-7"];

impl Rule {
    /// The area that its code lies in.
    pub fn area(&self) -> Option<&'static Area> {
        AREAS.iter().find(|area| (area.first..=area.last).contains(&self.code))
    }

    /// The step of improvement that it belongs to, as a tag: `step-3`; or else what it is about.
    pub fn tag(&self) -> &'static str {
        let step = self.code.strip_prefix("D10").and_then(|digit| digit.parse::<usize>().ok());
        let step = step.and_then(|step| STEPS.get(step.checked_sub(1)?));
        step.copied().or(self.area().map(|area| area.tag)).unwrap_or("other")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_do_not_overlap() {
        assert!(AREAS.is_sorted_by(|one, next| one.first <= one.last && one.last < next.first));
    }
}
