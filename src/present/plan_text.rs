//! `deming plan` for eyes: what would be proposed, what is held back and why, and a last line that counts.

use similar::{ChangeTag, TextDiff};

use super::show;
use super::style::{self, ADDED, QUIET, STRONG, paint};
use super::table;
use super::view::{HoldView, PlanReport, PlanView, ProposalView, plan_words, short};
use crate::analyse::Verdict;
use crate::text::escape::{one_line, terminal};

/// The indent of what explains the line above it.
const INDENT: usize = 6;

/// The plan in `width` columns. `verbose` shows the files that would be added.
pub fn plan(report: &PlanReport, width: usize, verbose: bool) -> String {
    let view = &report.plan;
    let mut lines = vec![legend(view)];
    for proposal in &view.proposals {
        lines.push(String::new());
        lines.extend(proposed(proposal, width));
        if verbose {
            lines.extend(file(proposal));
        }
    }
    lines.extend(held(view, width, verbose));
    lines.push(String::new());
    lines.push(paint(STRONG, &plan_words(view)));
    lines.join("\n") + "\n"
}

/// What was carried out of a plan, in `width` columns.
pub fn made(report: &PlanReport, width: usize, verbose: bool) -> String {
    let view = &report.plan;
    let mut lines = Vec::new();
    for proposal in &view.proposals {
        lines.extend(proposed(proposal, width));
        lines.push(quiet(&outcome(proposal)));
        if verbose {
            lines.extend(file(proposal));
        }
        lines.push(String::new());
    }
    lines.extend(held(view, width, verbose).into_iter().skip_while(String::is_empty));
    lines.push(String::new());
    let made = view.proposals.iter().filter(|proposal| proposal.outcome == Some("created")).count();
    let count = show::counted(made, "proposal");
    let next = if made == 0 { "" } else { " To ask for one, push its branch: git push origin BRANCH" };
    lines.push(paint(STRONG, &format!("Made {count}.{next}")));
    lines.join("\n") + "\n"
}

/// What became of a proposal, in words.
fn outcome(proposal: &ProposalView) -> String {
    let commit = proposal.commit.as_deref().map(short).unwrap_or_default();
    match proposal.outcome {
        Some("left-alone") => {
            format!("left alone: the branch is there with other commits ({commit}), so nothing was made")
        }
        Some("path-taken") => "left alone: a file of that name is there already, so nothing was made".into(),
        Some("already-there") => format!("commit {commit}, there already"),
        _ => format!("commit {commit}"),
    }
}

/// One line for each proposal and each hold, for `grep`.
pub fn concise(report: &PlanReport) -> String {
    let view = &report.plan;
    let proposals = view.proposals.iter().map(|proposal| {
        format!("propose  {}  {}  {}", proposal.id, one_line(&proposal.subject), one_line(&proposal.branch))
    });
    let held = view
        .held
        .iter()
        .map(|hold| format!("hold  {}  {}  {}", hold.reason, one_line(&hold.subject), one_line(&hold.text)));
    proposals.chain(held).map(|line| line + "\n").collect()
}

fn legend(view: &PlanView) -> String {
    match (view.proposals.is_empty(), view.held.is_empty()) {
        (true, true) => "Nothing was looked at: there is neither an objective nor a cycle.".into(),
        (true, false) => "Nothing to propose. What was looked at:".into(),
        (false, _) => format!("What deming would do: {} propose, · hold back.", paint(ADDED, "+")),
    }
}

fn proposed(proposal: &ProposalView, width: usize) -> Vec<String> {
    let title = one_line(&proposal.title);
    let mut lines = vec![format!("  {} {} {}", paint(ADDED, "+"), proposal.id, paint(STRONG, &title))];
    let state = proposal.state().map(|state| format!(" {state}")).unwrap_or_default();
    let why = format!("{}{state}: {}", proposal.subject, proposal.reason);
    lines.extend(explained(&why, width));
    let due = proposal.due.as_ref().map_or_else(String::new, |due| format!(", effect expected by {due}"));
    if let (Some(playbook), None) = (&proposal.playbook, proposal.closes) {
        lines.extend(explained(&format!("answered by playbook {playbook}{due}"), width));
    }
    // Branches and paths are for copying, so they are never broken.
    lines.push(quiet(&format!("branch {}", one_line(&proposal.branch))));
    let verb = if proposal.before.is_some() { "edits " } else { "adds  " };
    lines.push(quiet(&format!("{verb} {}", one_line(&proposal.path))));
    lines
}

/// What is held back and why; what is on target only as a count, unless `verbose`.
fn held(view: &PlanView, width: usize, verbose: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for hold in view.held.iter().filter(|hold| hold.is_gap()) {
        lines.push(hold_line(hold));
        lines.extend(explained(&hold.text, width));
    }
    let met: Vec<&HoldView> = view.held.iter().filter(|hold| !hold.is_gap()).collect();
    if verbose {
        lines.extend(met.into_iter().map(hold_line));
    } else if !met.is_empty() {
        lines.push(paint(QUIET, &format!("  · {} on target (-v lists them)", met.len())));
    }
    if lines.is_empty() { lines } else { [vec![String::new()], lines].concat() }
}

fn hold_line(hold: &HoldView) -> String {
    let subject = one_line(&hold.subject);
    let word = format!("{} {}", show::symbol(hold.verdict), hold.verdict.keyword());
    let verdict = paint(style::of_verdict(hold.verdict), &word);
    let note = if hold.is_gap() || hold.verdict == Verdict::Met { "" } else { ", on target" };
    format!("  · {subject} {verdict}{note}")
}

/// The file that would be added, or the lines of it that would change, as a difference.
fn file(proposal: &ProposalView) -> Vec<String> {
    let before = proposal.before.as_deref().unwrap_or_default();
    let difference = TextDiff::from_lines(before, &proposal.content);
    let changes = difference.iter_all_changes().filter(|change| change.tag() != ChangeTag::Equal);
    changes
        .map(|change| {
            let line = terminal(change.value().trim_end_matches(['\r', '\n'])).into_owned();
            format!("{}{}", " ".repeat(INDENT), paint(ADDED, &format!("{} {line}", change.tag())))
        })
        .collect()
}

fn explained(text: &str, width: usize) -> Vec<String> {
    let lines = table::wrapped(&one_line(text), width.saturating_sub(INDENT).max(40));
    lines.iter().map(|line| quiet(line)).collect()
}

fn quiet(line: &str) -> String {
    format!("{}{}", " ".repeat(INDENT), paint(QUIET, line))
}
