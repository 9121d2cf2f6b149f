//! The kinds of proposal beside the answer of a playbook to a gap. Each edits what is declared already, or adds one
//! file, and each follows from facts: where only people know what to write, it says so instead.
//!
//! | file | proposes | when | risk |
//! |---|---|---|---|
//! | `closure` | to close an action with what the data say | the day of its effect is over | 0.5 |
//! | `withdrawal` | to withdraw an action | its day was over 90 days ago; without one, it was raised a year ago | 0.2 |
//! | `need` | to confirm a need again | its `reviewBy` is over | 0.5 |
//! | `agreement` | to review an agreement | its `review.next` is over | 0.4 |
//! | `baseline` | to freeze a baseline, or to renew one | it says less, or something else, than its data | 0.3, 1.0 |
//! | `target` | to tighten a target | it was met in six closed periods, clear of noise | 0.1 |
//! | `step` | to fill a gap in the seven steps | its answer follows from what is known | 0.6 |
//! | `cycle` | to start the next cycle | one is over, and there is still something to improve | 0.6 |
//!
//! The risk, times the days for which it has been so, says which comes first.

mod agreement;
mod baseline;
mod closure;
mod cycle;
mod edited;
mod need;
mod step;
mod target;
mod withdrawal;

use jiff::Timestamp;
use jiff::civil::Date;

use super::proposal::{Proposal, ProposalKind, Subject, Urgency};
use super::{message, names, words};
use crate::analyse::{Assessment, ObjectiveAssessment, Verdict};
use crate::catalog::Catalog;
use crate::model::action::ClosureCode;
use crate::model::{Action, Agreement, Cycle, Metric, Name, Need, ProposalId};
use crate::verify::ActionReview;
use edited::Edited;

/// Something that may be proposed, and has not been written out yet: that costs more than knowing of it.
pub(super) struct Candidate<'c> {
    /// The identity of the proposal.
    pub id: ProposalId,
    /// What it is about.
    pub subject: Subject,
    /// How that stands.
    pub verdict: Verdict,
    /// How pressing it is.
    pub urgency: Urgency,
    cause: Cause<'c>,
}

/// Why something may be proposed: a closed set, one for each kind.
enum Cause<'c> {
    Closure(&'c Action, &'c ActionReview, ClosureCode),
    Withdrawal(&'c Action, withdrawal::Lapse),
    Need(&'c Need, Date, Vec<String>),
    Agreement(&'c Agreement, Date, Vec<&'c ObjectiveAssessment>),
    Baseline(&'c Cycle, baseline::Finding),
    Target(target::Beaten<'c>),
    Steps(step::Missing<'c>),
    Succession(cycle::Ended<'c>),
}

/// What the declarations and the day give to every kind.
#[derive(Clone, Copy)]
struct Ground<'c> {
    catalog: &'c Catalog,
    today: Date,
}

/// Actions that can be closed, by name.
pub(super) fn closures<'c>(
    catalog: &'c Catalog,
    reviews: &'c [ActionReview],
    as_of: Timestamp,
) -> Vec<Candidate<'c>> {
    closure::candidates(Ground::new(catalog, as_of), reviews).collect()
}

/// All others, the most pressing first; of equals, by what they are about.
pub(super) fn candidates<'c>(catalog: &'c Catalog, assessment: &'c Assessment) -> Vec<Candidate<'c>> {
    let ground = Ground::new(catalog, assessment.as_of);
    let mut found: Vec<Candidate<'_>> = baseline::candidates(ground, assessment).collect();
    found.extend(need::candidates(ground, assessment));
    found.extend(agreement::candidates(ground, assessment));
    found.extend(withdrawal::candidates(ground));
    found.extend(step::candidates(ground, assessment));
    found.extend(cycle::candidates(ground, assessment));
    found.extend(target::candidates(ground, assessment));
    found.sort_by(|a, b| {
        let by_weight = b.urgency.weight().total_cmp(&a.urgency.weight());
        by_weight.then_with(|| a.subject.cmp(&b.subject)).then_with(|| a.id.cmp(&b.id))
    });
    found
}

impl<'c> Ground<'c> {
    fn new(catalog: &'c Catalog, as_of: Timestamp) -> Self {
        Self { catalog, today: words::day(as_of, &catalog.settings.zone) }
    }

    /// Whether the rows of a day, and of all before it, are in by what the source of a metric promises.
    fn is_complete(self, metric: &Metric, day: Date) -> bool {
        let lateness = metric.gather.as_ref().and_then(|gather| gather.integrity.lateness);
        let end = day.tomorrow().ok().and_then(|next| next.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok());
        let due = end.and_then(|end| match lateness {
            Some(lateness) => lateness.shift(&end, 1),
            None => Some(end),
        });
        due.is_some_and(|due| due.date() <= self.today)
    }
}

/// What is special about one proposal: the rest is the same for all kinds.
struct Parts {
    kind: ProposalKind,
    service: Name,
    metric: Option<Name>,
    reason: String,
    title: String,
    /// The first line of the message.
    heading: String,
    /// The body of the message, in lines.
    paragraphs: Vec<String>,
    /// Trailers behind the identity.
    trailers: Vec<(&'static str, String)>,
    /// The folder of the branch: a cycle or a service.
    scope: Name,
    /// The rest of the branch's name, before the digits.
    slug: String,
    edited: Edited,
}

impl Candidate<'_> {
    /// The proposal, or why it cannot be written: the file cannot be edited, or only people know what to write.
    pub fn compose(&self, catalog: &Catalog, today: Date) -> Result<Proposal, String> {
        let ground = Ground { catalog, today };
        let parts = match &self.cause {
            Cause::Closure(action, review, code) => closure::compose(ground, action, review, *code),
            Cause::Withdrawal(action, lapse) => withdrawal::compose(ground, action, *lapse),
            Cause::Need(need, due, evidence) => need::compose(ground, need, *due, evidence),
            Cause::Agreement(agreement, due, objectives) => {
                agreement::compose(ground, agreement, *due, objectives)
            }
            Cause::Baseline(cycle, finding) => baseline::compose(ground, cycle, finding),
            Cause::Target(beaten) => target::compose(ground, beaten),
            Cause::Steps(missing) => step::compose(ground, missing),
            Cause::Succession(ended) => cycle::compose(ground, ended),
        }?;
        let Parts { edited, scope, slug, .. } = &parts;
        Ok(Proposal {
            id: self.id.clone(),
            subject: self.subject.clone(),
            verdict: self.verdict,
            urgency: self.urgency,
            branch: names::branch_of(&catalog.settings, scope, slug, &self.id, 1),
            path: edited.path.clone(),
            before: edited.before.clone(),
            content: edited.content.clone(),
            message: message::whole(parts.heading, &parts.paragraphs, &self.id, &parts.trailers),
            kind: parts.kind,
            service: parts.service,
            metric: parts.metric,
            reason: parts.reason,
            title: parts.title,
        })
    }
}

/// So many days, in words.
fn days(from: Date, to: Date) -> String {
    match from.until(to).map_or(0, |span| span.get_days()) {
        1 => "1 day".into(),
        days => format!("{days} days"),
    }
}
