//! Proposals opened as pull requests: what the forge is asked before a plan is made, and what it is told afterwards.

mod counter;
mod texts;

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

pub(super) use self::counter::Counter;
use super::refusal::Refusal;
use super::workspace::Workspace;
use crate::git::{CommitId, Git, Repository, branch};
use crate::implement::forge::{
    self, Branch, Forge, ForgeError, Kind, Outcome, Place, Refused, Stand, Submitted, by_push,
};
use crate::implement::proposal::open_proposals;
use crate::implement::proposal::push;
use crate::model::ProposalId;
use crate::net::{Cancel, Client, Proxies};
use crate::plan::OpenProposal;
use crate::plan::standing::Hands;
use crate::text::nearest;

pub use crate::implement::forge::Kind as ForgeKind;

/// The longest text that goes along with a push, in bytes: an option has to fit a line of Git's protocol (65,516 bytes,
/// gitprotocol-common(5)), its line ends doubled.
const LONGEST_OPTION: usize = 30_000;

/// How proposals are opened, as the command line and the environment say.
#[derive(Clone)]
pub struct Opening<'a> {
    /// Which kind of forge the remote belongs to; `None`: its host tells.
    pub kind: Option<Kind>,
    /// The address of the forge's interface; `None`: the host tells.
    pub api: Option<String>,
    /// Whether a push alone opens them, without a token.
    pub by_push: bool,
    /// The environment.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// A wish to stop.
    pub cancel: Cancel,
}

/// A forge that is ready to be asked.
pub(super) struct Desk {
    place: Place,
    /// The way to ask it; `None`: a push alone opens requests.
    forge: Option<Box<dyn Forge>>,
}

/// What became of pull requests.
#[derive(Debug, Clone)]
pub struct Submission {
    /// Which kind of forge.
    pub kind: Kind,
    /// Each proposal that is at the remote.
    pub submitted: Vec<Submitted>,
    /// What else should be known.
    pub notes: Vec<String>,
}

impl Submission {
    /// How many could not be opened or brought up to date.
    pub fn failures(&self) -> usize {
        self.submitted.iter().filter(|one| matches!(one.outcome, Outcome::Failed(_))).count()
    }
}

impl Desk {
    /// Finds the forge of a remote. Nothing is sent yet.
    pub(super) fn open(repository: &Repository, remote: &str, opening: &Opening<'_>) -> Result<Self> {
        let url = branch::remote_url(repository, remote)
            .with_context(|| format!("there is no remote `{remote}`"))?;
        let place = Place::of(&url, opening.kind, opening.api.as_deref(), opening.variable);
        let place = place.map_err(|error| {
            Refusal::new(format!("cannot open pull requests at `{remote}`: {error}"))
                .help("say what it is: `--forge github|gitlab|gitea`, and `--forge-url` where its interface lies elsewhere")
        })?;
        if opening.by_push {
            if place.kind == Kind::GitHub {
                bail!("GitHub opens no pull request by a push alone; `--open` with a token does");
            }
            return Ok(Self { place, forge: None });
        }
        if place.kind == Kind::Gerrit {
            bail!("Gerrit takes changes by push: `--open=push`");
        }
        let names = place.kind.token_variables(&place.host, opening.variable);
        let token =
            names.iter().find_map(|name| (opening.variable)(name).filter(|token| !token.trim().is_empty()));
        let Some(token) = token else {
            let help = match place.kind {
                Kind::GitHub => format!("set {}", names.join(" or ")),
                _ => format!("set {}; or leave it to the push: `--open=push`", names.join(" or ")),
            };
            let reason = format!("opening pull requests at {} takes a token, and there is none", place.host);
            return Err(Refusal::new(reason).help(help).into());
        };
        let client = Client::new(opening.cancel.clone(), Proxies::told(opening.variable));
        let line = client.line(place.api.clone(), crate::net::Options::default())?;
        let forge = forge::connect(&place, line, token.trim());
        Ok(Self { place, forge: Some(forge) })
    }

    /// The proposals to which somebody has said no at the forge, with the tips of their branches at the remote; or why the
    /// forge does not tell, which keeps nobody from making and pushing others.
    pub(super) fn refused(
        &self,
        workspace: &Workspace,
        remote: &str,
    ) -> Result<Result<Vec<Refused>, ForgeError>> {
        let Some(forge) = &self.forge else { return Ok(Ok(Vec::new())) };
        let found: Vec<Branch> =
            at_remote(workspace, remote)?.into_iter().map(|(_, branch)| branch).collect();
        Ok(forge::refused(&**forge, &found))
    }

    /// A trailer that every proposal needs here.
    pub(super) fn trailer(&self) -> Option<fn(&ProposalId) -> String> {
        (self.place.kind == Kind::Gerrit).then_some(|id| format!("Change-Id: {}", by_push::change_id(id)))
    }

    /// Whether proposals have no branch at the remote.
    fn has_no_branches(&self) -> bool {
        self.forge.is_none() && matches!(self.place.kind, Kind::Gitea | Kind::Gerrit)
    }
}

/// The proposals whose branch a remote had at the last look, with that branch. Where people have worked on it there, what a
/// clone has of it does not count.
fn at_remote(workspace: &Workspace, remote: &str) -> Result<Vec<(OpenProposal, Branch)>> {
    let repository = &workspace.repository;
    let there: BTreeMap<String, CommitId> = branch::remote_branches(repository, "deming/")?
        .into_iter()
        .filter(|found| found.remote == remote)
        .map(|found| (found.name, found.commit))
        .collect();
    let mut found: BTreeMap<String, (OpenProposal, Branch)> = BTreeMap::new();
    for open in open_proposals(repository, &workspace.catalog.settings.observed_branch)? {
        let own = open.made().map(|made| made.name.as_str());
        let prefix = format!("{remote}/");
        let name =
            own.unwrap_or_else(|| open.branch.strip_prefix(&prefix).unwrap_or(&open.branch)).to_owned();
        let Some(tip) = there.get(&name) else { continue };
        let (stand, raised) = match &open.hands {
            Hands::Ours(made) => (Stand::Waits, made.raised),
            Hands::TakenBack(made) => (Stand::TakenBack, made.raised),
            Hands::People => (Stand::People, None),
        };
        if stand == Stand::People || !found.contains_key(&name) {
            let branch =
                Branch { id: open.id.clone(), name: name.clone(), tip: tip.to_string(), raised, stand };
            found.insert(name, (open, branch));
        }
    }
    Ok(found.into_values().collect())
}

/// Deletes branches of deming's own at the remote whose pull request is over. What does not go is told.
pub(super) fn let_go(repository: &Repository, remote: &str, branches: &[&Branch]) -> Result<Vec<String>> {
    let own: Result<Vec<(String, CommitId)>, _> =
        branches.iter().map(|branch| Ok((branch.name.clone(), branch.tip.parse()?))).collect();
    let own = own.map_err(|error: crate::git::NotAnId| error)?;
    let kept = push::delete(&Git::default(), repository, remote, &own)?;
    let told = kept.into_iter().map(|(branch, reason)| format!("{remote} keeps {branch}: {reason}"));
    Ok(told.collect())
}

/// The kind of forge that a word of the command line means.
///
/// # Errors
/// What is no such word, with the nearest one.
pub fn forge_kind(word: &str) -> Result<Kind, String> {
    let known = Kind::ALL.map(Kind::keyword);
    Kind::of_keyword(word).ok_or_else(|| match nearest(word, known) {
        Some(near) => format!("there is no forge `{word}`; did you mean `{near}`?"),
        None => format!("one of {}", known.join(", ")),
    })
}
