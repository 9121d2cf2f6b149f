//! Closed periods that come out otherwise: the same observations, judged by the earlier and by the later declaration.

use std::collections::BTreeMap;

use super::{Changes, ObjectiveKey};
use crate::analyse::{ClosedPeriod, ObjectiveAssessment, Verdict};

/// How closed periods come out under the later declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flips {
    /// Missed before, met now.
    pub missed_to_met: usize,
    /// Nobody could tell before, met now.
    pub unknown_to_met: usize,
    /// Missed before, judged by nobody now.
    pub missed_to_gone: usize,
    /// Met before, missed now.
    pub met_to_missed: usize,
    /// How many closed periods the earlier declaration judges.
    pub of: usize,
}

/// What can be told about closed periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// These flip.
    Flips(Flips),
    /// Nobody can tell, and why.
    Cannot(String),
}

impl Flips {
    fn add(&mut self, other: Self) {
        self.missed_to_met += other.missed_to_met;
        self.unknown_to_met += other.unknown_to_met;
        self.missed_to_gone += other.missed_to_gone;
        self.met_to_missed += other.met_to_missed;
        self.of += other.of;
    }

    /// In words: `4 of 12 closed periods flip from missed to met`.
    pub fn words(&self) -> String {
        let of = self.of;
        let noun = if of == 1 { "closed period" } else { "closed periods" };
        let mut told = vec![match self.missed_to_gone {
            0 => format!(
                "{} of {of} {noun} {} from missed to met",
                self.missed_to_met,
                verb(self.missed_to_met)
            ),
            gone => format!("{gone} of {of} {noun} missed and judged no more"),
        }];
        if self.unknown_to_met > 0 {
            told.push(format!("{} from unknown to met", self.unknown_to_met));
        }
        if self.met_to_missed > 0 {
            told.push(format!("{} from met to missed", self.met_to_missed));
        }
        told.join(", ")
    }
}

fn verb(count: usize) -> &'static str {
    if count == 1 { "flips" } else { "flip" }
}

/// What is told for each objective of [`Changes::objectives`], by its index there. `before` are the objectives as the
/// earlier state declares them, `after` as the later one does, both over the same observations at the same moment.
pub fn flips(
    changes: &Changes,
    before: &[ObjectiveAssessment],
    after: &[ObjectiveAssessment],
) -> BTreeMap<usize, Told> {
    let old = by_key(before);
    let new = by_key(after);
    let mut told = BTreeMap::new();
    for (index, fate) in changes.objectives.iter().enumerate() {
        let Some(earlier) = old.get(&fate.base) else { continue };
        let later = match &fate.head {
            None => Some(Vec::new()),
            Some(key) => new.get(key).cloned(),
        };
        let answer = match later {
            Some(later) => of_objective(earlier, &later),
            None => Told::Cannot("the objective cannot be judged as it is declared now".into()),
        };
        told.insert(index, answer);
    }
    told
}

/// The sum of what is told for several objectives; `None` when there is none.
pub fn together(told: &BTreeMap<usize, Told>, objectives: &[usize]) -> Option<Told> {
    let mut sum = Flips::default();
    let mut reason = None;
    let mut any = false;
    for answer in objectives.iter().filter_map(|index| told.get(index)) {
        match answer {
            Told::Flips(flips) => {
                any = true;
                sum.add(*flips);
            }
            Told::Cannot(why) => reason = reason.or(Some(why.clone())),
        }
    }
    if any { Some(Told::Flips(sum)) } else { reason.map(Told::Cannot) }
}

type ByKey<'a> = BTreeMap<ObjectiveKey, Vec<&'a ObjectiveAssessment>>;

fn by_key(assessed: &[ObjectiveAssessment]) -> ByKey<'_> {
    let mut map = ByKey::new();
    for one in assessed {
        let key = ObjectiveKey { agreement: one.id.agreement.clone(), objective: one.id.objective.clone() };
        map.entry(key).or_default().push(one);
    }
    map
}

fn of_objective(earlier: &[&ObjectiveAssessment], later: &[&ObjectiveAssessment]) -> Told {
    let mut flips = Flips::default();
    for old in earlier {
        // One value of a dimension is held against the same value, or against the whole where there are none now.
        let same = later.iter().find(|new| new.id.each == old.id.each);
        let whole = later.iter().find(|new| new.id.each.is_none());
        let new = same.or(whole);
        for period in &old.closed {
            let verdict = new.and_then(|new| verdict_over(&new.closed, period));
            count(&mut flips, period.verdict, verdict, later.is_empty() || new.is_none());
        }
    }
    let judged = earlier.iter().flat_map(|old| &old.closed).any(|period| period.verdict != Verdict::Unknown);
    match (flips.of, judged || flips.unknown_to_met > 0) {
        (0, _) => Told::Cannot(match earlier.first() {
            Some(old) if old.verdict == Verdict::Unknown => old.reason.clone(),
            _ => "there is no closed period yet".into(),
        }),
        (_, false) => {
            let why = earlier.first().map(|old| old.reason.clone()).unwrap_or_default();
            Told::Cannot(format!("by the earlier declaration no closed period can be judged: {why}"))
        }
        _ => Told::Flips(flips),
    }
}

/// The verdict of the period that ends with this one, or else contains its last moment.
fn verdict_over(closed: &[ClosedPeriod], period: &ClosedPeriod) -> Option<Verdict> {
    let wanted = period.figure.interval;
    let same_end = closed.iter().find(|new| new.figure.interval.to == wanted.to);
    let around = || {
        closed.iter().find(|new| new.figure.interval.from < wanted.to && wanted.to <= new.figure.interval.to)
    };
    same_end.or_else(around).map(|new| new.verdict)
}

fn count(flips: &mut Flips, before: Verdict, after: Option<Verdict>, is_gone: bool) {
    flips.of += 1;
    match (before, after) {
        (Verdict::Missed, Some(Verdict::Met)) => flips.missed_to_met += 1,
        (Verdict::Unknown, Some(Verdict::Met)) => flips.unknown_to_met += 1,
        (Verdict::Met, Some(Verdict::Missed)) => flips.met_to_missed += 1,
        (Verdict::Missed, None) if is_gone => flips.missed_to_gone += 1,
        _ => {}
    }
}
