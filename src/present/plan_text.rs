//! `deming plan` for eyes: what would be proposed, what is held back and why, and a last line that counts.

use similar::{ChangeTag, TextDiff};

use super::show;
use super::style::{self, ADDED, CHANGED, QUIET, REMOVED, STRONG, paint};
use super::table;
use super::view::{
    CarriedOutReport, HoldView, MovedView, PlanReport, PlanView, ProposalView, PushView, SubmissionView,
    plan_words, short,
};
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
    lines.extend(withdrawn(view, width));
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
    lines.extend(withdrawn(view, width).into_iter().skip_while(String::is_empty));
    lines.extend(held(view, width, verbose).into_iter().skip_while(String::is_empty));
    lines.push(String::new());
    lines.push(paint(STRONG, &made_words(view, report.push.is_some())));
    lines.extend(report.push.iter().flat_map(pushed));
    lines.extend(report.pull_requests.iter().flat_map(submitted));
    lines.join("\n") + "\n"
}

/// What became of a saved plan: a line for each branch.
pub fn carried_out(report: &CarriedOutReport) -> String {
    let line = |one: &MovedView| {
        let commit =
            if one.outcome == "path-taken" { String::new() } else { format!(" {}", short(&one.commit)) };
        format!("{}  {}  {}{commit}\n", one.id, one.outcome, one_line(&one.branch))
    };
    let lines: String = report.branches.iter().map(line).collect();
    if lines.is_empty() { "The plan has nothing to do.\n".into() } else { lines }
}

/// The last line: how many were made, and what to do with them.
fn made_words(view: &PlanView, is_pushed: bool) -> String {
    let of = |word: &str| view.proposals.iter().filter(|proposal| proposal.outcome == Some(word)).count();
    let (made, rebuilt) = (of("created"), of("rebuilt"));
    let withdrawn = view.withdrawn.iter().filter(|one| one.outcome == Some("withdrawn")).count();
    let mut words = vec![format!("Made {}", show::counted(made, "proposal"))];
    let more = [(rebuilt, "made anew"), (withdrawn, "taken back")];
    words.extend(more.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
    let next = match made + rebuilt {
        _ if is_pushed => "",
        0 => "",
        _ => " To ask for one, push its branch: git push origin BRANCH",
    };
    format!("{}.{next}", words.join(", "))
}

/// What the remote took, and what it did not.
fn pushed(push: &PushView) -> Vec<String> {
    let remote = one_line(&push.remote);
    let refused = push.branches.iter().filter_map(|one| Some((one, one.reason.as_ref()?)));
    let lines: Vec<String> = refused
        .map(|(one, reason)| {
            let branch = one_line(&one.branch);
            format!("  {} {remote} did not take {branch}: {}", paint(REMOVED, "!"), one_line(reason))
        })
        .collect();
    let taken = push.branches.len() - lines.len();
    let branches = if taken == 1 { "branch" } else { "branches" };
    let count = match push.branches.is_empty() {
        true => format!("{remote} has all of it already."),
        false => format!("Pushed {} {branches} to {remote}.", show::count(taken as u64)),
    };
    lines.into_iter().chain([paint(STRONG, &count)]).collect()
}

/// What became of pull requests: those that changed, with their pages, and a count of the others.
fn submitted(submission: &SubmissionView) -> Vec<String> {
    let mut lines = Vec::new();
    for one in submission.requests.iter().filter(|one| one.outcome != "unchanged") {
        let sign = match one.outcome {
            "opened" => paint(ADDED, "+"),
            "updated" => paint(CHANGED, "~"),
            "closed" => paint(REMOVED, "-"),
            "failed" => paint(REMOVED, "!"),
            _ => paint(QUIET, "="),
        };
        let page = one.url.as_deref().unwrap_or(&one.branch);
        lines.push(format!("  {sign} {} {} {}", one.id, one.outcome.replace('-', " "), one_line(page)));
        lines.extend(one.reason.iter().chain(&one.notes).map(|text| quiet(&one_line(text))));
    }
    lines.extend(submission.notes.iter().map(|note| quiet(&one_line(note))));
    let unchanged = submission.requests.iter().filter(|one| one.outcome == "unchanged").count();
    if unchanged > 0 {
        lines.push(paint(STRONG, &format!("{} up to date.", show::counted(unchanged, "pull request"))));
    }
    lines
}

/// Proposals that are taken back, and those that are not because people have worked on them.
fn withdrawn(view: &PlanView, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for one in &view.withdrawn {
        let note = if one.touched { "left to the people who worked on it" } else { "taken back" };
        lines.push(format!("  {} {} {}", paint(REMOVED, "-"), one.id, paint(STRONG, note)));
        lines.extend(explained(&one.reason, width));
        lines.push(quiet(&format!("branch {}", one_line(&one.branch))));
    }
    if lines.is_empty() { lines } else { [vec![String::new()], lines].concat() }
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
        Some("rebuilt") => format!("commit {commit}, on the head that has moved"),
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
    let does_nothing = view.proposals.is_empty() && view.withdrawn.is_empty();
    match (does_nothing, view.held.is_empty()) {
        (true, true) => "Nothing was looked at: there is neither an objective nor a cycle.".into(),
        (true, false) => "Nothing to propose. What was looked at:".into(),
        (false, _) => {
            let signs = [(ADDED, "+", "propose"), (CHANGED, "~", "make anew"), (REMOVED, "-", "take back")];
            let used = |sign: &str| match sign {
                "+" => true,
                "~" => view.proposals.iter().any(|proposal| proposal.rebuilds),
                _ => !view.withdrawn.is_empty(),
            };
            let shown = signs.iter().filter(|(_, sign, _)| used(sign));
            let words: Vec<String> =
                shown.map(|(style, sign, word)| format!("{} {word}", paint(*style, sign))).collect();
            format!("What deming would do: {}, · hold back.", words.join(", "))
        }
    }
}

fn proposed(proposal: &ProposalView, width: usize) -> Vec<String> {
    let title = one_line(&proposal.title);
    let sign = if proposal.rebuilds { paint(CHANGED, "~") } else { paint(ADDED, "+") };
    let mut lines = vec![format!("  {sign} {} {}", proposal.id, paint(STRONG, &title))];
    let state = proposal.state().map(|state| format!(" {state}")).unwrap_or_default();
    let why = format!("{}{state}: {}", proposal.subject, proposal.reason);
    lines.extend(explained(&why, width));
    let due = proposal.due.as_ref().map_or_else(String::new, |due| format!(", effect expected by {due}"));
    if let (Some(playbook), None) = (&proposal.playbook, proposal.closes) {
        lines.extend(explained(&format!("answered by playbook {playbook}{due}"), width));
    }
    lines.extend(proposal.said.iter().flat_map(|said| explained(said, width)));
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
