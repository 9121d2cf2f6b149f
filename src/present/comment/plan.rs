//! What would be proposed, for a comment.

use super::sheet::{Sheet, code, shown};
use crate::present::show;
use crate::present::view::{HoldView, PlanReport, ProposalView, WithdrawalView, plan_words};

/// The plan in `limit` bytes of Markdown: proposals first, most urgent first, then what is left alone and why.
pub fn plan(report: &PlanReport, limit: usize) -> String {
    let plan = &report.plan;
    let head = format!("## deming {}\n\n**{}** As of {}.\n", report.command, plan_words(plan), report.as_of);
    let (proposals, held) = (plan.proposals.len(), plan.held.len());
    let mut sheet = Sheet::new(head, limit, foot(report.command, proposals, held).len());
    let proposals = sheet.section("Proposals", plan.proposals.iter().map(proposal));
    let _ = sheet.section("Taken back", plan.withdrawn.iter().map(withdrawal));
    let held = sheet.section("Left alone", plan.held.iter().map(hold));
    sheet.end(&foot(report.command, proposals, held))
}

fn proposal(proposal: &ProposalView) -> String {
    let outcome = proposal.outcome.map(|outcome| format!(" ({outcome})")).unwrap_or_default();
    format!(
        "- **{}** {}: {}. {} on {}{outcome}",
        shown(proposal.state().unwrap_or(proposal.kind)),
        code(&proposal.subject),
        shown(&proposal.title),
        shown(&proposal.reason),
        code(&proposal.branch)
    )
}

fn withdrawal(one: &WithdrawalView) -> String {
    let kept = if one.touched { ", left to the people who worked on it" } else { "" };
    format!("- {}: {} ({}{kept})", one.id, shown(&one.reason), code(&one.branch))
}

fn hold(hold: &HoldView) -> String {
    format!("- {} ({}): {}", code(&hold.subject), hold.verdict.keyword(), shown(&hold.text))
}

fn foot(command: &str, proposals: usize, held: usize) -> String {
    if proposals + held == 0 {
        return String::new();
    }
    let words = [show::counted(proposals, "proposal"), format!("{} left alone", show::count(held as u64))];
    format!("\n**More left out for want of room:** {}. `deming {command}` shows all.\n", words.join(", "))
}
