//! `run`: gather, propose and publish, one after the other: the scheduled job.
//!
//! Each step stands by itself: what keeps one from being done keeps no other back, and is told. Run twice, the second run
//! has nothing to do. Two at once would only step on each other's toes, so the second one steps back.

use anyhow::{Context, Result};

use super::gather::{self, Gathering, Tell};
use super::plan::{self, CarriedOut, Planned};
use super::publish;
use super::refusal::Refusal;
use super::survey::survey;
use super::workspace::Workspace;
use crate::git::Repository;
use crate::implement::lock::{self, Lock};
use crate::implement::wiki::Published;

/// The lock, in the folder that all work trees of a repository share.
const LOCK: &str = "deming/run.lock";

/// What to run, and how.
pub struct Request<'a> {
    /// What to gather, and the moment that is "now". Its remote is pushed to.
    pub gather: gather::Request<'a>,
    /// Where to publish; `None`: where the settings say, if they do.
    pub wiki: Option<String>,
    /// How to open pull requests; `None`: none are opened.
    pub opening: Option<plan::Opening<'a>>,
}

/// What became of each step.
pub struct Ran {
    /// The sources that were asked.
    pub gathered: Result<Gathering>,
    /// The proposals that were made.
    pub proposed: Result<(Planned, CarriedOut)>,
    /// The pages; `None`: no wiki is named.
    pub published: Option<Result<Published>>,
}

/// Takes the lock of a repository for as long as the answer lives.
///
/// # Errors
/// A refusal while another run holds it.
pub fn lock(request: &super::Request) -> Result<Lock> {
    let repository = Repository::discover(&request.directory)?;
    let path = repository.common_dir().join(LOCK);
    let taken = lock::take(&path).with_context(|| format!("cannot lock {}", path.display()))?;
    let busy = || Refusal::new("another `deming run` is at work in this repository");
    Ok(taken
        .ok_or_else(|| busy().help("wait until it has ended; it needs no cleaning up, however it ends"))?)
}

/// Does all steps. `tell` hears of sources as they are asked.
pub fn run(request: &Request<'_>, tell: Tell<'_>) -> Ran {
    let gathered = gather::gather(&request.gather, tell);
    let base = &request.gather.base;
    let proposed = plan::plan_commit(base, request.gather.push.as_deref(), request.opening.as_ref())
        .and_then(|planned| {
            let done = plan::propose(&planned)?;
            Ok((planned, done))
        });
    let published = published(request, &proposed);
    Ran { gathered, proposed, published }
}

fn published(request: &Request<'_>, proposed: &Result<(Planned, CarriedOut)>) -> Option<Result<Published>> {
    let base = &request.gather.base;
    let fresh;
    let looked_at = match proposed {
        Ok((planned, _)) => &planned.survey,
        // What kept proposals from being made may be no obstacle to pages.
        Err(_) => match Workspace::open_commit(base).and_then(Workspace::require_readable) {
            Ok(workspace) => {
                fresh = survey(workspace);
                &fresh
            }
            Err(error) => return Some(Err(error)),
        },
    };
    let named = request.wiki.is_some() || looked_at.workspace.catalog.settings.wiki.url.is_some();
    let publishing = publish::Request {
        wiki: request.wiki.clone(),
        directory: base.directory.clone(),
        dry_run: false,
        offline: request.gather.offline,
        since: None,
    };
    named.then(|| publish::publish(looked_at, &publishing))
}
