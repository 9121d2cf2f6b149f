//! Text that people have added to a page of ours outside of marks.
//!
//! A merge of lines would let a figure that somebody typed stand among those that were measured, under a line that says that
//! deming made the page. So nothing is merged into generated text: paragraphs that people have *added* are put between marks,
//! which make them theirs for good, and everything else on the page is written by us. Where a line of ours was changed
//! or taken out, nobody can tell what to make of it but a person.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::keep::{self, BEGIN, END};
use super::sections::{Fence, is_heading};

/// What people have done to the generated part of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Edit {
    /// They only added paragraphs: the page with these between marks.
    Added(String),
    /// They changed something that was generated, or wrote where a mark cannot stand; the numbers of some of these lines,
    /// from 1.
    Changed(Vec<usize>),
}

/// Lines that a message names at most.
const MOST_LINES: usize = 5;

/// Compares a page with what we last made of it.
pub(super) fn edit(published: &str, page: &str) -> Edit {
    let ours: Vec<&str> = own_lines(published).map(|(_, line)| line).collect();
    let (numbers, theirs): (Vec<usize>, Vec<&str>) = own_lines(page).unzip();
    let mut added: Vec<Range<usize>> = Vec::new();
    let mut changed = Vec::new();
    let mut fence = Fence::default();
    for step in capture_diff_slices(Algorithm::Myers, &ours, &theirs) {
        match step {
            DiffOp::Equal { new_index, len, .. } => {
                for line in theirs.iter().skip(new_index).take(len) {
                    fence.holds(line);
                }
            }
            DiffOp::Insert { new_index, new_len, .. } if !fence.is_open() => {
                added.push(new_index..new_index + new_len);
            }
            DiffOp::Insert { new_index, .. }
            | DiffOp::Delete { new_index, .. }
            | DiffOp::Replace { new_index, .. } => changed.push(new_index),
        }
    }
    let lines: Vec<&str> = page.lines().collect();
    let runs: Vec<Range<usize>> = added.iter().flat_map(|run| unbroken(&lines, &numbers, run)).collect();
    changed.extend(added.iter().filter(|run| !stands_alone(&lines, &numbers, run)).map(|run| run.start));
    if !changed.is_empty() {
        let number = |at: usize| numbers.get(at).map_or(lines.len(), |line| line + 1);
        let mut places: Vec<usize> = changed.into_iter().map(number).collect();
        places.sort_unstable();
        places.dedup();
        places.truncate(MOST_LINES);
        return Edit::Changed(places);
    }
    Edit::Added(marked(&lines, &runs))
}

/// The lines of a page outside of regions that are not empty, with their indices and without spaces at their ends.
fn own_lines(page: &str) -> impl Iterator<Item = (usize, &str)> {
    let own = keep::generated_lines(page);
    page.lines()
        .map(str::trim_end)
        .enumerate()
        .filter(move |(at, line)| !line.is_empty() && own.get(*at) == Some(&true))
}

/// Added lines as runs of lines of the page, cut where a region of people stands between them.
fn unbroken(lines: &[&str], numbers: &[usize], run: &Range<usize>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for line in numbers.get(run.clone()).unwrap_or_default() {
        match runs.last_mut() {
            Some(last)
                if lines.get(last.end..*line).is_some_and(|between| between.iter().all(|l| is_blank(l))) =>
            {
                last.end = line + 1;
            }
            _ => runs.push(*line..line + 1),
        }
    }
    runs
}

/// Whether added lines are paragraphs of their own, which a mark can be put around, and hold no mark themselves.
fn stands_alone(lines: &[&str], numbers: &[usize], run: &Range<usize>) -> bool {
    unbroken(lines, numbers, run).iter().all(|run| {
        let before = run.start.checked_sub(1).and_then(|at| lines.get(at));
        let after = lines.get(run.end);
        let inside = lines.get(run.clone()).unwrap_or_default();
        before.is_none_or(|line| is_blank(line) || is_mark(line) || is_heading(line))
            && after.is_none_or(|line| is_blank(line) || is_mark(line) || is_heading(line))
            && !inside.iter().any(|line| is_mark(line))
    })
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

fn is_mark(line: &str) -> bool {
    [BEGIN, END].contains(&line.trim())
}

fn marked(lines: &[&str], runs: &[Range<usize>]) -> String {
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        let marks = |is_here: bool, mark: &'static str| is_here.then_some(mark);
        let begin = marks(runs.iter().any(|run| run.start == at), BEGIN);
        let end = marks(runs.iter().any(|run| run.end == at + 1), END);
        for line in begin.into_iter().chain([*line]).chain(end) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str =
        "# A\n\n## Figures\n\n| a |\n|---|\n| 7 |\n\n```mermaid\nline\n\nbar\n```\n\n## End\n\nThe end.\n";

    fn added(page: &str) -> String {
        match edit(OURS, page) {
            Edit::Added(marked) => {
                assert_eq!(keep::digest(&marked), keep::digest(OURS), "{marked}");
                marked
            }
            Edit::Changed(lines) => panic!("{lines:?} in {page}"),
        }
    }

    #[test]
    fn paragraphs_become_regions() {
        let page = OURS.replace("## End", "Seven is fine.\n\n- really\n\n## End") + "\n## Ours\n\nHi.\n";
        let marked = added(&page);
        assert!(
            marked.contains(&format!("{BEGIN}\nSeven is fine.\n\n- really\n{END}\n\n## End")),
            "{marked}"
        );
        assert!(marked.ends_with(&format!("The end.\n\n{BEGIN}\n## Ours\n\nHi.\n{END}\n")), "{marked}");
        let page = OURS.replace("# A\n", &format!("# A\n\nOne.\n{BEGIN}\nkept\n{END}\nTwo.\n"));
        let marked = added(&page);
        let regions = format!("{BEGIN}\nOne.\n{END}\n{BEGIN}\nkept\n{END}\n{BEGIN}\nTwo.\n{END}\n");
        assert!(marked.contains(&regions), "{marked}");
    }

    #[test]
    fn what_touches_generated_text_is_no_addition() {
        for (from, to, line) in [
            ("| 7 |", "| 99 |", 7),
            ("| 7 |\n", "| 7 |\n| 99 |\n", 8),
            ("| 7 |\n", "| 7 |\nBy hand\n", 8),
            ("The end.", "The end. 99.", 17),
            ("The end.", "99 of 99.\nThe end.", 17),
            ("line\n\nbar", "line\n\nline [99]\n\nbar", 12),
            ("\n## End\n", "\n", 16),
            ("## End", "<!-- /deming:keep -->\n\n## End", 15),
            ("## End", "text\n<!-- deming:keep -->\n\n## End", 15),
        ] {
            let page = OURS.replacen(from, to, 1);
            assert_ne!(page, OURS);
            match edit(OURS, &page) {
                Edit::Changed(lines) => assert_eq!(lines.first(), Some(&line), "{lines:?} in {page}"),
                Edit::Added(marked) => panic!("{marked}"),
            }
        }
    }
}
