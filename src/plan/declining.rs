//! A refusal written down: the Decision that says no to a proposal, and the message of the commit that adds it.

use jiff::civil::Date;

use super::document::Lines;
use super::hold::HoldReason;
use super::message::{paragraph, titled};
use super::proposal::{Plan, PlannedChange};
use super::{names, words};
use crate::catalog::Catalog;
use crate::model::{Name, Owner, ProposalId};
use crate::text::escape;

/// What somebody says to a proposal.
#[derive(Debug, Clone)]
pub struct No<'a> {
    /// The proposal.
    pub id: &'a ProposalId,
    /// Who says so.
    pub by: &'a Owner,
    /// Why.
    pub reason: &'a str,
    /// The last day on which it holds; `None`: for good.
    pub until: Option<Date>,
    /// The share of the gap that it has to grow by to be proposed again before that.
    pub reopen_if_worse_by: Option<f64>,
}

/// A decision to be written down.
#[derive(Debug, Clone, PartialEq)]
pub struct Declining {
    /// Its name.
    pub decision: String,
    /// What the proposal is about.
    pub about: String,
    /// How far the target is off, as a share of it; `None` where that has no meaning.
    pub gap: Option<f64>,
    /// The file that is added.
    pub path: String,
    /// What will stand in it.
    pub content: String,
    /// The commit message, with trailers.
    pub message: String,
}

/// Why a proposal cannot be declined.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotDeclinable {
    /// Nothing asks for it.
    #[error("nothing asks for {id}, so there is nothing to decline")]
    Unknown {
        /// Which.
        id: ProposalId,
    },
    /// A decision stands already.
    #[error("{id} is declined already, by `{decision}`")]
    Already {
        /// Which.
        id: ProposalId,
        /// Which decision.
        decision: Name,
    },
    /// It has become an action.
    #[error("{id} is in the register already, as action `{action}`")]
    Registered {
        /// Which.
        id: ProposalId,
        /// Which action.
        action: Name,
    },
    /// Worse than nothing cannot be told.
    #[error("how far the target of {id} is off is not known, so nobody can tell when it gets worse")]
    NothingToGrow {
        /// Which.
        id: ProposalId,
    },
    /// It would end before it begins.
    #[error("{until} is over, so the decision would never hold")]
    Over {
        /// The day.
        until: Date,
    },
}

/// The decision that declines a proposal which a plan makes, or would make.
///
/// # Errors
/// [`NotDeclinable`].
pub fn decline(catalog: &Catalog, plan: &Plan, no: &No<'_>, today: Date) -> Result<Declining, NotDeclinable> {
    let id = || no.id.clone();
    if let Some(until) = no.until.filter(|until| *until < today) {
        return Err(NotDeclinable::Over { until });
    }
    let about = about(plan, no.id)?;
    let gap = Some(plan.severity(no.id)).filter(|gap| *gap > 0.0).map(rounded);
    if no.reopen_if_worse_by.is_some() && gap.is_none() {
        return Err(NotDeclinable::NothingToGrow { id: id() });
    }
    let decision = name(catalog, no.id);
    let path = names::decision_file(&catalog.settings, &decision);
    let content = document(&decision, &path, gap, no);
    let message = message(&about, &decision, no);
    Ok(Declining { decision, about, gap, path, content, message })
}

/// What a proposal is about: its title, or what it was made for.
fn about(plan: &Plan, id: &ProposalId) -> Result<String, NotDeclinable> {
    let draft = plan.changes.iter().filter_map(PlannedChange::draft).find(|draft| draft.id == id);
    if let Some(draft) = draft {
        let title = draft.message.lines().next().unwrap_or_default();
        let about = title.split_once('"').map_or(title, |(_, about)| about.trim_end_matches('"'));
        return Ok(about.to_owned());
    }
    let hold = plan.held(id).ok_or_else(|| NotDeclinable::Unknown { id: id.clone() })?;
    match &hold.reason {
        HoldReason::Declined { decision, .. } => {
            Err(NotDeclinable::Already { id: id.clone(), decision: decision.clone() })
        }
        HoldReason::InRegister { action, .. } => {
            Err(NotDeclinable::Registered { id: id.clone(), action: action.clone() })
        }
        _ => Ok(words::one_line(&hold.subject.to_string())),
    }
}

/// A name that no decision has: the first refusal of a proposal is called after its digits alone.
fn name(catalog: &Catalog, id: &ProposalId) -> String {
    let first = format!("declined-{}", names::digits(id));
    let is_free = |name: &String| !catalog.decisions.contains_key(name.as_str());
    let later = (2..).map(|n| format!("{first}-{n}"));
    std::iter::once(first.clone()).chain(later).find(is_free).unwrap_or(first)
}

/// A share in hundredths of a percent: more digits would be noise to whoever reads it.
fn rounded(share: f64) -> f64 {
    ((share * 1e4).round() / 1e4).max(1e-4)
}

fn percent(share: f64) -> String {
    // Multiplied, a share would show the noise of its last bits.
    format!("{}%", (share * 1e6).round() / 1e4)
}

fn document(decision: &str, path: &str, gap: Option<f64>, no: &No<'_>) -> String {
    let mut lines = Lines::default();
    lines.raw(&format!("# yaml-language-server: $schema={}", names::schema_of(path)));
    lines.raw("apiVersion: deming/v1");
    lines.raw("kind: Decision");
    lines.raw("metadata:");
    lines.field(1, "name", decision);
    lines.raw("spec:");
    lines.field(1, "proposal", no.id.as_str());
    lines.raw("  outcome: declined");
    lines.field(1, "by", no.by.as_str());
    lines.field(1, "reason", &words::one_line(no.reason));
    if let Some(until) = no.until {
        lines.raw(&format!("  until: {until}"));
    }
    if let Some(gap) = gap {
        lines.raw(&format!("  gap: {}", percent(gap)));
    }
    if let Some(by) = no.reopen_if_worse_by {
        lines.raw(&format!("  reopenIf: {{worsensBy: {}}}", percent(by)));
    }
    lines.0
}

fn message(about: &str, decision: &str, no: &No<'_>) -> String {
    let end = no.until.map_or_else(|| "for good".to_owned(), |until| format!("until {until}"));
    let reopens =
        no.reopen_if_worse_by.map(|by| format!(", or until it is {} worse", percent(by))).unwrap_or_default();
    let parts = [
        titled("decline", about),
        paragraph(&format!("Declined by {} {end}{reopens}: {}", no.by, words::one_line(no.reason))),
        format!("Deming-Proposal: {}\nDeming-Decision: {}", no.id, escape::trailer_text(decision)),
    ];
    parts.join("\n\n") + "\n"
}
