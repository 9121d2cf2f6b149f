//! What is wanted of the pull request of a proposal: its text, its comment, and whom it asks.

use anyhow::Result;

use super::counter::Counter;
use crate::catalog::Catalog;
use crate::git::{CommitId, ancestry};
use crate::implement::forge::{Asked, Branch, Kind, Reviewers, Stand};
use crate::implement::proposal::{Told, told};
use crate::model::settings;
use crate::model::{Owner, ProposalId};
use crate::plan::standing::Hands;
use crate::plan::{OpenProposal, PlannedChange, Subject};
use crate::present::Templates;
use crate::present::comment::COMMENT;
use crate::present::pull_request::{self, PullRequestText, StandingText};

impl Counter<'_> {
    pub(super) fn asked(&self, open: &OpenProposal, branch: Branch, templates: &Templates) -> Result<Asked> {
        let repository = &self.survey.workspace.repository;
        let tip: CommitId = branch.tip.parse()?;
        let commit = match (branch.stand, open.made()) {
            // What took it back lies on top of the proposal, and may not have got there yet.
            (Stand::TakenBack, Some(made)) => {
                let top = made.tip.parse()?;
                ancestry::parents(repository, top)?.first().copied().unwrap_or(top)
            }
            _ => tip,
        };
        let told = told(repository, commit)?;
        let body = match branch.stand {
            // It is their commit now, and their text.
            Stand::People => String::new(),
            _ => self.body(&branch.id, &told, templates, COMMENT)?,
        };
        let comment = self.comment(open, &branch, templates)?;
        let reviewers = self.reviewers(&told);
        Ok(Asked { branch, title: told.title, body, comment: Some(comment), reviewers })
    }

    pub(super) fn body(
        &self,
        id: &ProposalId,
        told: &Told,
        templates: &Templates,
        limit: usize,
    ) -> Result<String> {
        let file = told.file.as_ref();
        let text = PullRequestText {
            id: id.as_str(),
            paragraphs: &told.paragraphs,
            service: told.service.as_ref().map(|name| name.as_str()),
            metric: told.metric.as_ref().map(|name| name.as_str()),
            cycle: told.cycle.as_ref().map(|name| name.as_str()),
            playbook: told.playbook.as_ref().map(|name| name.as_str()),
            raised: told.raised.map(|day| day.to_string()),
            file: file.map(|file| (file.path.as_str(), file.before.as_deref(), file.after.as_str())),
            dismissed_for: self.survey.workspace.catalog.settings.proposals.dismissed_for,
        };
        Ok(pull_request::body(&text, templates, limit)?)
    }

    fn comment(&self, open: &OpenProposal, branch: &Branch, templates: &Templates) -> Result<String> {
        let workspace = &self.survey.workspace;
        let withdrawal = self.plan.withdrawals.iter().find(|one| one.id == branch.id);
        let withdrawn = match (branch.stand, withdrawal) {
            (Stand::TakenBack, Some(one)) => Some(one.reason.clone()),
            (Stand::TakenBack, None) => Some("nothing asks for it any more".to_owned()),
            _ => None,
        };
        let found = self.finding(&branch.id);
        let waited =
            branch.raised.and_then(|day| day.until(workspace.today()).ok()).map(|span| span.get_days());
        let text = StandingText {
            subject: found.as_ref().map(|(subject, ..)| subject.to_string()),
            verdict: found.as_ref().map_or("unknown", |(_, verdict, _)| verdict),
            reason: found.and_then(|(.., reason)| reason),
            as_of: workspace.today().to_string(),
            raised: branch.raised.map(|day| day.to_string()),
            waits: waited
                .filter(|days| *days > 0)
                .map(|days| if days == 1 { "1 day".into() } else { format!("{days} days") }),
            people: open.hands == Hands::People,
            withdrawn,
        };
        Ok(pull_request::standing(&text, templates)?)
    }

    /// What a proposal is about, how that stands, and why.
    fn finding(&self, id: &ProposalId) -> Option<(&Subject, &'static str, Option<String>)> {
        let (subject, verdict, reason) = self.plan.changes.iter().find_map(|change| match change {
            PlannedChange::Propose(it) if it.id == *id => {
                Some((&it.subject, it.verdict, Some(it.reason.clone())))
            }
            PlannedChange::Hold(hold) if hold.reason.proposal() == Some(id) => {
                Some((&hold.subject, hold.verdict, None))
            }
            _ => None,
        })?;
        let assessment = &self.survey.assessment;
        let known = match subject {
            Subject::Objective(id) => {
                assessment.objectives.iter().find(|one| one.id == *id).map(|one| one.reason.clone())
            }
            Subject::Cycle(name) => {
                assessment.cycles.iter().find(|one| one.cycle == *name).map(|one| one.reason.clone())
            }
            _ => None,
        };
        Some((subject, verdict.keyword(), reason.or(known)))
    }

    /// Whoever is accountable for the service, as the forge may know them.
    fn reviewers(&self, told: &Told) -> Reviewers {
        let catalog = &self.survey.workspace.catalog;
        let service = told.service.as_ref().and_then(|name| catalog.services.get(name));
        let owner = service.and_then(|service| service.owner.as_ref());
        match (self.settings().reviewers, owner) {
            (settings::Reviewers::Owners, Some(owner)) => reviewers(catalog, self.desk.place.kind, owner),
            _ => Reviewers::default(),
        }
    }
}

/// `@ann` is a person and `@org/desk` a team, of whose members GitLab asks each: it knows no teams here. Whoever is known by
/// a mail address only is known to no forge.
fn reviewers(catalog: &Catalog, kind: Kind, owner: &Owner) -> Reviewers {
    let handle = |owner: &Owner| owner.as_str().strip_prefix('@').map(str::to_owned);
    let Some(name) = handle(owner) else { return Reviewers::default() };
    let members =
        catalog.settings.owners.get(owner).map(|entry| entry.members.as_slice()).unwrap_or_default();
    match name.split_once('/') {
        Some((_, team)) if kind != Kind::GitLab => {
            Reviewers { people: Vec::new(), teams: vec![team.to_owned()] }
        }
        None if members.is_empty() => Reviewers { people: vec![name], teams: Vec::new() },
        _ => Reviewers { people: members.iter().filter_map(handle).collect(), teams: Vec::new() },
    }
}
