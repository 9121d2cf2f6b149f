//! A proposal as the text of a pull request, and the comment that says how it stands.
//!
//! Both are Markdown that GitHub, GitLab, Gitea and Forgejo read alike: no raw HTML, no references, nobody is called.

use serde::Serialize;
use similar::TextDiff;

use super::comment::{code, shown};
use super::markdown::{TemplateError, Templates};
use super::show;
use crate::model::Duration;

/// The lines around a change that are shown with it.
const CONTEXT: usize = 3;
/// What the marks around the text, and everything but the difference, may take of the longest text, in bytes.
const RESERVED: usize = 16 * 1024;

/// What a pull request tells of a proposal.
#[derive(Debug, Clone)]
pub struct PullRequestText<'a> {
    /// The identity of the proposal.
    pub id: &'a str,
    /// What was found and is expected.
    pub paragraphs: &'a [String],
    /// The service.
    pub service: Option<&'a str>,
    /// The metric.
    pub metric: Option<&'a str>,
    /// The cycle.
    pub cycle: Option<&'a str>,
    /// The playbook.
    pub playbook: Option<&'a str>,
    /// The day on which it was first proposed.
    pub raised: Option<String>,
    /// The file that it adds or edits: its path, what stood in it, and what stands in it then.
    pub file: Option<(&'a str, Option<&'a str>, &'a str)>,
    /// How long one that is closed without a merge is left in peace.
    pub dismissed_for: Duration,
}

/// The same as templates see it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Context<'a> {
    id: &'a str,
    paragraphs: Vec<String>,
    service: Option<&'a str>,
    metric: Option<&'a str>,
    cycle: Option<&'a str>,
    playbook: Option<&'a str>,
    raised: Option<&'a str>,
    path: Option<String>,
    is_new: bool,
    fence: String,
    difference: String,
    is_cut: bool,
    dismissed_for: String,
}

/// How a proposal stands, for its comment.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StandingText {
    /// What it is about; `None` where nothing is looked at that could tell.
    pub subject: Option<String>,
    /// The verdict on that.
    pub verdict: &'static str,
    /// Why, in a sentence.
    pub reason: Option<String>,
    /// The day that is "now".
    pub as_of: String,
    /// The day on which it was first proposed.
    pub raised: Option<String>,
    /// How long it has waited, in words.
    pub waits: Option<String>,
    /// Whether people have worked on its branch.
    pub people: bool,
    /// Why it was taken back, where it was.
    pub withdrawn: Option<String>,
}

/// The text of a pull request, without marks. The difference is cut so that the whole has at most `limit` bytes.
///
/// # Errors
/// A template that replaces ours names something that is not there.
pub fn body(
    text: &PullRequestText<'_>,
    templates: &Templates,
    limit: usize,
) -> Result<String, TemplateError> {
    let (difference, is_cut) =
        text.file.map(|file| difference(file, limit.saturating_sub(RESERVED))).unwrap_or_default();
    let longest = difference.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let context = Context {
        id: text.id,
        paragraphs: text.paragraphs.iter().map(|paragraph| shown(paragraph)).collect(),
        service: text.service,
        metric: text.metric,
        cycle: text.cycle,
        playbook: text.playbook,
        raised: text.raised.as_deref(),
        path: text.file.map(|(path, ..)| code(path)),
        is_new: text.file.is_some_and(|(_, before, _)| before.is_none()),
        fence: "`".repeat(longest.max(2) + 1),
        difference,
        is_cut,
        dismissed_for: show::duration(text.dismissed_for),
    };
    templates.render_alone("proposals/pull-request.hbs", &context)
}

/// The comment on a pull request, without its mark.
///
/// # Errors
/// Those of [`body`].
pub fn standing(text: &StandingText, templates: &Templates) -> Result<String, TemplateError> {
    let subject = text.subject.as_deref().map(code);
    templates.render_alone("proposals/standing.hbs", &StandingText { subject, ..text.clone() })
}

/// What changes in a file, as lines of a difference, and whether some are left out for want of room. Characters that turn
/// or hide text are written out.
fn difference((_, before, after): (&str, Option<&str>, &str), room: usize) -> (String, bool) {
    let before = before.unwrap_or_default();
    let difference = TextDiff::from_lines(before, after);
    let unified = difference.unified_diff().context_radius(CONTEXT).to_string();
    let mut kept = String::new();
    for line in unified.lines() {
        let line = crate::text::escape::terminal(line);
        if kept.len() + line.len() + 1 > room {
            return (kept, true);
        }
        if !kept.is_empty() {
            kept.push('\n');
        }
        kept.push_str(&line);
    }
    (kept, false)
}
