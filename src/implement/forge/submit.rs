//! What a forge has of proposals against what is wanted.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::marks::{Mark, sticky};
use super::{Forge, ForgeError, NewPullRequest, PullRequest, Reviewers, State};
use crate::model::ProposalId;

/// A branch of a proposal at the remote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The proposal.
    pub id: ProposalId,
    /// Its name there.
    pub name: String,
    /// Its tip there, in hexadecimal.
    pub tip: String,
    /// The day on which the proposal was raised.
    pub raised: Option<Date>,
    /// How it stands.
    pub stand: Stand,
}

/// A proposal whose pull request is wanted.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its branch.
    pub branch: Branch,
    /// The title of its pull request.
    pub title: String,
    /// The part of the text of its pull request that is deming's own.
    pub body: String,
    /// The comment that says how it stands, without its mark; `None`: there is nothing to say.
    pub comment: Option<String>,
    /// Whom to ask for a review.
    pub reviewers: Reviewers,
}

/// How the branch of a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// As deming made it.
    Waits,
    /// People have worked on it.
    People,
    /// deming took it back.
    TakenBack,
}

/// How pull requests are opened.
#[derive(Debug, Clone, Copy)]
pub struct Manner<'a> {
    /// The branch that they are to be merged into.
    pub base: &'a str,
    /// The labels that they bear from the start.
    pub labels: &'a [String],
    /// Whether they begin as drafts.
    pub is_draft: bool,
}

/// What became of the pull request of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// The branch of the proposal.
    pub branch: Branch,
    /// Its number and page, where it has one.
    pub pull_request: Option<(u64, String)>,
    /// What was done.
    pub outcome: Outcome,
    /// What else could not be done for it, such as to ask somebody for a review.
    pub notes: Vec<String>,
}

/// What was done about a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Opened,
    /// Its text or its comment was brought up to date.
    Updated,
    /// It was up to date.
    Unchanged,
    /// It was closed, since the proposal was taken back.
    Closed,
    /// There is none, and none was opened: the branch is people's, was answered already, or was taken back.
    LeftAlone,
    /// The forge did not do as asked.
    Failed(ForgeError),
}

impl Outcome {
    /// As written in output.
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Closed => "closed",
            Self::LeftAlone => "left-alone",
            Self::Failed(_) => "failed",
        }
    }

    /// Why it failed, where it did.
    pub fn reason(&self) -> Option<String> {
        match self {
            Self::Failed(error) => Some(error.to_string()),
            _ => None,
        }
    }
}

/// A proposal whose pull request somebody closed without merging it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its branch.
    pub branch: Branch,
    /// The page of the pull request.
    pub url: String,
}

/// Which of the proposals that wait somebody has said no to, by closing their pull request without merging it. One that
/// deming closed itself bears a mark that says so, and one about an earlier round of the same proposal another day.
///
/// # Errors
/// [`ForgeError`].
pub fn refused(forge: &dyn Forge, branches: &[Branch]) -> Result<Vec<Refused>, ForgeError> {
    let waiting: Vec<&Branch> = branches.iter().filter(|one| one.stand == Stand::Waits).collect();
    let known = look(forge, waiting.iter().copied())?;
    let refused = waiting.into_iter().filter_map(|branch| {
        let found = known.get(&branch.name).map(Vec::as_slice).unwrap_or_default();
        let no = answer(branch, found).filter(|answer| answer.state == State::Closed)?;
        Some(Refused { branch: branch.clone(), url: no.url.clone() })
    });
    Ok(refused.collect())
}

/// The pull request in which somebody has answered this round of a proposal; `None` while one is open, or nobody has.
fn answer<'a>(branch: &Branch, found: &'a [PullRequest]) -> Option<&'a PullRequest> {
    if found.iter().any(|one| one.state == State::Open) {
        return None;
    }
    found.iter().find(|one| match Mark::of(&one.body) {
        Some(mark) => mark.id == branch.id && !mark.is_withdrawn && mark.raised == branch.raised,
        // Somebody has opened it by hand, or taken the mark out.
        None => one.head == branch.tip,
    })
}

fn look<'a>(
    forge: &dyn Forge,
    branches: impl Iterator<Item = &'a Branch>,
) -> Result<BTreeMap<String, Vec<PullRequest>>, ForgeError> {
    let names: BTreeSet<&str> = branches.map(|branch| branch.name.as_str()).collect();
    forge.pull_requests(&names)
}

/// Brings the pull requests of proposals to what is wanted. One that fails keeps no other back.
///
/// # Errors
/// [`ForgeError`], where the forge cannot be looked at at all.
pub fn submit(forge: &dyn Forge, manner: &Manner<'_>, asked: &[Asked]) -> Result<Vec<Submitted>, ForgeError> {
    let known = look(forge, asked.iter().map(|one| &one.branch))?;
    let submitted = asked.iter().map(|one| {
        let found = known.get(&one.branch.name).map(Vec::as_slice).unwrap_or_default();
        let mut work = Work { forge, manner, asked: one, pull_request: None, notes: Vec::new() };
        let outcome = work.bring(found).unwrap_or_else(Outcome::Failed);
        let pull_request = work.pull_request.map(|it| (it.number, it.url));
        Submitted { branch: one.branch.clone(), pull_request, outcome, notes: work.notes }
    });
    Ok(submitted.collect())
}

/// The work on one pull request.
struct Work<'a> {
    forge: &'a dyn Forge,
    manner: &'a Manner<'a>,
    asked: &'a Asked,
    pull_request: Option<PullRequest>,
    notes: Vec<String>,
}

impl Work<'_> {
    fn bring(&mut self, found: &[PullRequest]) -> Result<Outcome, ForgeError> {
        let open = found.iter().find(|one| one.state == State::Open).cloned();
        self.pull_request = open.clone().or_else(|| answer(&self.asked.branch, found).cloned());
        match (self.asked.branch.stand, open) {
            (Stand::Waits, None) if self.pull_request.is_none() => self.open(),
            (_, None) => Ok(Outcome::LeftAlone),
            (Stand::Waits, Some(open)) => {
                let is_new = self.write_body(&open, false)?;
                let is_said = self.say(&open)?;
                Ok(if is_new || is_said { Outcome::Updated } else { Outcome::Unchanged })
            }
            (Stand::People, Some(open)) => {
                Ok(if self.say(&open)? { Outcome::Updated } else { Outcome::Unchanged })
            }
            (Stand::TakenBack, Some(open)) => {
                // The mark comes first: killed in between, the next run closes it, and nobody is taken to have said no.
                self.write_body(&open, true)?;
                self.say(&open)?;
                self.forge.close(open.number)?;
                Ok(Outcome::Closed)
            }
        }
    }

    fn mark(&self, is_withdrawn: bool) -> Mark {
        let Branch { id, raised, .. } = &self.asked.branch;
        Mark { id: id.clone(), raised: *raised, is_withdrawn }
    }

    fn open(&mut self) -> Result<Outcome, ForgeError> {
        let Manner { base, is_draft, labels } = *self.manner;
        let body = self.mark(false).around(&self.asked.body);
        let (branch, title) = (self.asked.branch.name.as_str(), self.asked.title.as_str());
        let new = NewPullRequest { branch, base, title, body: &body, is_draft };
        let opened = self.forge.open(&new)?;
        self.pull_request = Some(opened.clone());
        if !labels.is_empty() {
            let labelled = self.forge.label(opened.number, labels);
            self.note(labelled);
        }
        if self.asked.reviewers != Reviewers::default() {
            // Whoever holds the token cannot be asked, and others may have left; that stops nothing.
            let asked = self.forge.ask_for_reviews(opened.number, &self.asked.reviewers);
            self.note(asked);
        }
        let said = self.say(&opened).map(drop);
        self.note(said);
        Ok(Outcome::Opened)
    }

    fn note(&mut self, done: Result<(), ForgeError>) {
        self.notes.extend(done.err().map(|error| error.to_string()));
    }

    /// Brings the own part of the text up to date; whether it was not.
    fn write_body(&self, open: &PullRequest, is_withdrawn: bool) -> Result<bool, ForgeError> {
        let Some(body) = self.mark(is_withdrawn).put_into(&open.body, &self.asked.body) else {
            return Ok(false);
        };
        self.forge.set_body(open.number, &body)?;
        Ok(true)
    }

    /// Brings the comment up to date; whether it was not.
    fn say(&self, open: &PullRequest) -> Result<bool, ForgeError> {
        let Some(comment) = &self.asked.comment else { return Ok(false) };
        let mark = sticky(&self.asked.branch.id);
        let comment = format!("{mark}\n{}", comment.trim());
        let known = self.forge.comments(open.number)?;
        match known.iter().find(|known| known.body.trim_start().starts_with(&mark)) {
            Some(known) if known.body.replace("\r\n", "\n").trim() == comment => Ok(false),
            Some(known) => self.forge.set_comment(open.number, known.id, &comment).map(|()| true),
            None => self.forge.add_comment(open.number, &comment).map(|()| true),
        }
    }
}
