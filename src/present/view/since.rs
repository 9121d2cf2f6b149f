//! What changed since the last report: verdicts, periods that ended, actions, promises, refusals.

mod lists;

use jiff::Timestamp;
use serde::Serialize;

use super::{Inputs, short};
use crate::analyse::Assessment;
use crate::catalog::Catalog;
use crate::change::Changes;
use crate::present::show;

/// With what a report is compared.
#[derive(Debug, Clone, Copy, Default)]
pub enum Since<'a> {
    /// With nothing: there was no report before.
    #[default]
    First,
    /// With a report that cannot be reckoned again.
    Lost {
        /// The moment that was "now" for it.
        as_of: Timestamp,
        /// Why it cannot.
        why: &'a str,
    },
    /// With what was known at an earlier moment.
    Then(Earlier<'a>),
}

/// What was declared and known at an earlier moment.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// The moment that was "now".
    pub as_of: Timestamp,
    /// The commit that was looked at, in hexadecimal.
    pub commit: &'a str,
    /// What was declared.
    pub catalog: &'a Catalog,
    /// What analysis said.
    pub assessment: &'a Assessment,
    /// What the declarations of today change about those of then.
    pub changes: &'a Changes,
}

/// What changed since an earlier report.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SinceView {
    /// The moment that was "now" for the earlier report; `null`: there was none.
    pub as_of: Option<String>,
    /// The commit that it looked at; `null` also where it cannot be reckoned again.
    pub commit: Option<String>,
    /// Why the earlier report cannot be reckoned again.
    pub lost: Option<String>,
    /// Objectives and cycles with a worse verdict, the worst first.
    pub worse: Vec<VerdictChange>,
    /// Those with a better verdict.
    pub better: Vec<VerdictChange>,
    /// Those of which nobody can tell any more.
    pub untold: Vec<VerdictChange>,
    /// Periods that ended in between, the worst first.
    pub ended: Vec<EndedPeriod>,
    /// Actions that are new, gone, or in another state.
    pub actions: Vec<ActionChange>,
    /// Promises that are easier to keep.
    pub weakened: Vec<PromiseChange>,
    /// Promises that are harder to keep.
    pub strengthened: Vec<PromiseChange>,
    /// Promises that are new, or changed and neither easier nor harder to keep.
    pub changed: Vec<PromiseChange>,
    /// Proposals that were refused in between.
    pub refusals: Vec<RefusalChange>,
    /// How many entries are left out of these lists, where they are bounded.
    pub left_out: usize,
    /// For people.
    pub text: SinceText,
}

/// The head of what changed, as people read it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SinceText {
    /// The moment of the earlier report: `2016-05-01 02:00 CEST`.
    pub moment: String,
    /// The commit, shortened.
    pub commit: String,
    /// What changed, counted: `1 verdict is worse, 2 are better; 3 periods ended`. Empty where nothing did.
    pub counts: String,
}

/// An objective or a cycle whose verdict is another one.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerdictChange {
    /// `Agreement` or `Cycle`: the kind of page that tells of it.
    pub page: &'static str,
    /// The agreement, or the cycle.
    pub of: String,
    /// `agreement/objective`, or the cycle.
    pub id: String,
    /// The service.
    pub service: String,
    /// The verdict then; `null`: it was not there.
    pub before: Option<&'static str>,
    /// The verdict now.
    pub after: &'static str,
    /// The figure then, for people.
    pub figure_before: String,
    /// The figure now, for people.
    pub figure_after: String,
}

/// A period of an objective that ended.
#[derive(Debug, Clone, Serialize)]
pub struct EndedPeriod {
    /// The agreement.
    pub agreement: String,
    /// `agreement/objective`.
    pub id: String,
    /// The service.
    pub service: String,
    /// Its days.
    pub period: String,
    /// How it ended.
    pub verdict: &'static str,
    /// Its figure, for people.
    pub value: String,
}

/// An action that is new, gone, or in another state.
#[derive(Debug, Clone, Serialize)]
pub struct ActionChange {
    /// Its name.
    pub id: String,
    /// What is done.
    pub title: String,
    /// The service.
    pub service: String,
    /// Whether it is still declared.
    pub exists: bool,
    /// What became of it: `new, proposed`, `accepted → implemented`, `implemented → closed (successful)`, `removed`.
    pub what: String,
}

/// A promise that was changed.
#[derive(Debug, Clone, Serialize)]
pub struct PromiseChange {
    /// What it is a promise about: `agreement/objective`, or a kind and a name.
    pub subject: String,
    /// What was changed: `target`.
    pub what: &'static str,
    /// As it was.
    pub before: String,
    /// As it is.
    pub after: String,
    /// The stated reason, and who approved.
    pub reason: Option<String>,
    /// The services that it is about; none: it is about all of them.
    #[serde(skip)]
    services: Vec<String>,
}

/// A proposal that was refused.
#[derive(Debug, Clone, Serialize)]
pub struct RefusalChange {
    /// The decision.
    pub id: String,
    /// The proposal.
    pub proposal: String,
    /// Who refused.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Until when; `null`: for good.
    pub until: Option<String>,
}

impl SinceView {
    /// What changed since what the inputs name.
    pub fn new(inputs: &Inputs) -> Self {
        let moment = |as_of| show::moment(as_of, inputs.zone());
        match inputs.since {
            Since::First => Self::default(),
            Since::Lost { as_of, why } => Self {
                as_of: Some(as_of.to_string()),
                lost: Some(why.to_owned()),
                text: SinceText { moment: moment(as_of), ..SinceText::default() },
                ..Self::default()
            },
            Since::Then(earlier) => {
                let text = SinceText {
                    moment: moment(earlier.as_of),
                    commit: short(earlier.commit),
                    counts: String::new(),
                };
                let (as_of, commit) = (Some(earlier.as_of.to_string()), Some(earlier.commit.to_owned()));
                let heads = Self { as_of, commit, text, ..Self::default() };
                lists::filled(heads, inputs, &earlier).counted()
            }
        }
    }

    /// Only what is about a service. Refusals name a proposal and not a service, so they are left out.
    #[must_use]
    pub fn about(&self, service: &str) -> Self {
        let verdicts = |list: &[VerdictChange]| kept(list, |one| one.service == service);
        let promises = |list: &[PromiseChange]| {
            kept(list, |one| one.services.is_empty() || one.services.iter().any(|own| own == service))
        };
        Self {
            as_of: self.as_of.clone(),
            commit: self.commit.clone(),
            lost: self.lost.clone(),
            worse: verdicts(&self.worse),
            better: verdicts(&self.better),
            untold: verdicts(&self.untold),
            ended: kept(&self.ended, |one| one.service == service),
            actions: kept(&self.actions, |one| one.service == service),
            weakened: promises(&self.weakened),
            strengthened: promises(&self.strengthened),
            changed: promises(&self.changed),
            refusals: Vec::new(),
            left_out: 0,
            text: self.text.clone(),
        }
        .counted()
    }

    /// With so many entries at most of each kind; what is counted stays counted.
    #[must_use]
    pub fn bounded(mut self, most: usize) -> Self {
        fn cut<T>(list: &mut Vec<T>, most: usize) -> usize {
            let left = list.len().saturating_sub(most);
            list.truncate(most);
            left
        }
        let verdicts = [&mut self.worse, &mut self.better, &mut self.untold];
        let promises = [&mut self.weakened, &mut self.strengthened, &mut self.changed];
        self.left_out = verdicts.into_iter().map(|list| cut(list, most)).sum::<usize>()
            + promises.into_iter().map(|list| cut(list, most)).sum::<usize>()
            + cut(&mut self.ended, most)
            + cut(&mut self.actions, most);
        self
    }

    fn counted(mut self) -> Self {
        let counts = [
            (self.worse.len(), "verdict is worse", "verdicts are worse"),
            (self.better.len(), "verdict is better", "verdicts are better"),
            (self.untold.len(), "verdict can no longer be told", "verdicts can no longer be told"),
            (self.weakened.len(), "promise was weakened", "promises were weakened"),
            (self.strengthened.len(), "promise was strengthened", "promises were strengthened"),
            (self.changed.len(), "promise is new or changed", "promises are new or changed"),
            (self.ended.len(), "period ended", "periods ended"),
            (self.actions.len(), "action moved", "actions moved"),
            (self.refusals.len(), "proposal was refused", "proposals were refused"),
        ];
        let some = counts.iter().filter(|(count, ..)| *count > 0);
        let words =
            some.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }));
        self.text.counts = words.collect::<Vec<_>>().join(", ");
        self
    }
}

fn kept<T: Clone>(list: &[T], is_kept: impl Fn(&T) -> bool) -> Vec<T> {
    list.iter().filter(|one| is_kept(one)).cloned().collect()
}
