//! `gather`: asks remote systems what the observed branch lacks, and records what they said as one commit.

mod asking;
mod since;
mod told;

use std::collections::BTreeSet;

use anyhow::Result;

pub use self::asking::{Event, Outcome, Tell};
use self::asking::{Reply, Task};
use super::refusal::Refusal;
use super::settle::settle;
use super::workspace::Workspace;
use crate::finding::{Finding, Findings};
use crate::gather::due::{Known, due};
pub use crate::gather::remote::Cancel;
use crate::gather::remote::Means;
use crate::gather::store::{self, Entry, Observed, Pushed, Recorded};
use crate::git::{CommitId, Git};
use crate::model::settings::AsOf;
use crate::model::source::{RemoteSource, Source};
use crate::model::{Grid, Interval, Metric, Name};
use crate::net::{Client, Proxies};
use crate::text::nearest;

/// What to gather, and how.
pub struct Request<'a> {
    /// The repository, and the moment that is "now".
    pub base: super::Request,
    /// The metrics to gather; none means all that have a remote source.
    pub metrics: Vec<String>,
    /// Ask again from here on, whatever is recorded.
    pub from: Option<AsOf>,
    /// Only say what would be asked.
    pub dry_run: bool,
    /// The remote to push the observed branch to.
    pub push: Option<String>,
    /// Whether commands may be run.
    pub allow_exec: bool,
    /// Whether no connection may be opened.
    pub offline: bool,
    /// The value of an environment variable.
    pub variable: &'a (dyn Fn(&str) -> Option<String> + Sync),
    /// The wish to stop.
    pub cancel: Cancel,
}

/// What became of a run.
pub struct Gathering {
    /// The workspace; its findings are now those of the sources, too.
    pub workspace: Workspace,
    /// The branch that keeps what was observed.
    pub branch: String,
    /// Its tip before.
    pub before: Option<CommitId>,
    /// What was asked of each metric and what came of it, by metric.
    pub sources: Vec<Asked>,
    /// What was recorded; `None` in a dry run.
    pub recorded: Option<Recorded>,
    /// Where the branch was pushed to, and what came of it.
    pub pushed: Option<(String, Pushed)>,
    /// Whether somebody wished to stop.
    pub is_cancelled: bool,
}

/// What was asked of a metric, and what came of it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The metric.
    pub metric: Name,
    /// The kind of system.
    pub kind: &'static str,
    /// The declared place of the system.
    pub data_source: Option<Name>,
    /// The stretches of time that were due.
    pub due: Vec<Interval>,
    /// What came of it; `None` in a dry run.
    pub outcome: Option<Outcome>,
}

/// Asks, records and pushes. `tell` hears of it as it goes on, from several threads.
///
/// # Errors
/// Declarations that cannot be read; a metric that is none; a branch that cannot be read, written or pushed. A source
/// that gives no answer is a finding.
pub fn gather(request: &Request<'_>, tell: Tell<'_>) -> Result<Gathering> {
    let mut workspace = Workspace::open(&request.base)?.require_readable()?;
    let branch = workspace.catalog.settings.observed_branch.clone();
    let observed = Observed::at_tip(&workspace.repository, &branch)?;
    let round = Round { workspace: &workspace, request, branch: &branch, observed: &observed };
    let Ran { sources, recorded, pushed, findings } = round.run(tell)?;
    workspace.findings.extend(findings);
    settle(&mut workspace, None);
    workspace.findings.sort();
    let is_cancelled = request.cancel.is_cancelled();
    let before = observed.commit();
    Ok(Gathering { workspace, branch, before, sources, recorded, pushed, is_cancelled })
}

/// One run over a workspace.
struct Round<'a> {
    workspace: &'a Workspace,
    request: &'a Request<'a>,
    branch: &'a str,
    observed: &'a Observed,
}

/// What one run gives.
struct Ran {
    sources: Vec<Asked>,
    recorded: Option<Recorded>,
    pushed: Option<(String, Pushed)>,
    findings: Findings,
}

impl Round<'_> {
    fn run(&self, tell: Tell<'_>) -> Result<Ran> {
        let tasks = self.tasks()?;
        if self.request.dry_run {
            let sources = tasks.iter().map(|task| asked(task, None)).collect();
            return Ok(Ran { sources, recorded: None, pushed: None, findings: Findings::default() });
        }
        let anything_due = tasks.iter().any(|task| !task.due.is_empty());
        if self.request.offline && (anything_due || self.request.push.is_some()) {
            let refusal = Refusal::new("`gather` asks other machines, and this run is offline");
            return Err(refusal.help("leave out `--offline`, or see what is missing: `--dry-run`").into());
        }
        let client = Client::new(self.request.cancel.clone(), Proxies::told(self.request.variable));
        let root = self.workspace.repository.workdir().unwrap_or(self.workspace.repository.git_dir());
        let means = Means {
            root,
            git: &Git::default(),
            cache: self.workspace.cache_folder.as_deref(),
            as_of: self.workspace.as_of.min(self.request.base.now),
            client: &client,
            variable: self.request.variable,
            files: &self.workspace.snapshot,
            allow_exec: self.request.allow_exec,
        };
        let replies = asking::ask_all(&tasks, &means, tell);
        let mut findings: Findings =
            tasks.iter().zip(&replies).flat_map(|(task, reply)| reply.findings(task)).collect();
        let recorded = self.record(&tasks, &replies)?;
        findings.extend(refused(&tasks, &recorded));
        let pushed = self.push()?;
        let outcomes = replies.into_iter().map(|reply| Some(reply.outcome));
        let sources = tasks.iter().zip(outcomes).map(|(task, outcome)| asked(task, outcome)).collect();
        Ok(Ran { sources, recorded: Some(recorded), pushed, findings })
    }

    /// What is to be asked of each metric that has a remote source, by metric.
    fn tasks(&self) -> Result<Vec<Task<'_>>> {
        let catalog = &self.workspace.catalog;
        let remote = catalog.metrics.values().filter_map(|metric| Some((metric, remote_source(metric)?)));
        let remote: Vec<_> = remote.filter(|(metric, _)| !metric.is_local()).collect();
        let wanted: BTreeSet<&str> = self.request.metrics.iter().map(String::as_str).collect();
        if let Some(stranger) =
            wanted.iter().find(|name| remote.iter().all(|(metric, _)| metric.meta.name.as_str() != **name))
        {
            return Err(self.no_such_metric(stranger, &remote));
        }
        let is_wanted = |metric: &Metric| wanted.is_empty() || wanted.contains(metric.meta.name.as_str());
        let remote = remote.into_iter().filter(|(metric, _)| is_wanted(metric));
        Ok(remote.map(|(metric, source)| self.task(metric, source)).collect())
    }

    fn no_such_metric(&self, name: &str, remote: &[(&Metric, &RemoteSource)]) -> anyhow::Error {
        let names = || remote.iter().map(|(metric, _)| metric.meta.name.as_str());
        let is_local = self.workspace.catalog.metrics.keys().any(|metric| metric.as_str() == name);
        let message = match is_local {
            true => format!("the metric `{name}` is read where it lies, so there is nothing to gather"),
            false => format!("no metric `{name}` has a remote source"),
        };
        match nearest(name, names()).filter(|_| !is_local) {
            Some(near) => anyhow::anyhow!("{message}; did you mean `{near}`?"),
            None => anyhow::anyhow!(message),
        }
    }

    fn task<'t>(&'t self, metric: &'t Metric, source: &'t RemoteSource) -> Task<'t> {
        let catalog = &self.workspace.catalog;
        let gather = metric.gather.as_ref();
        let every = gather.and_then(|gather| gather.every).unwrap_or(metric.process.interval);
        let zone = &catalog.settings.zone;
        let grid = Grid::new(every, zone);
        let known = Known {
            asked: self.observed.asked(metric, source),
            lateness: gather.and_then(|gather| gather.integrity.lateness),
        };
        let now = self.workspace.as_of.min(self.request.base.now);
        let again = self.request.from.map(|from| from.moment(zone));
        let since = since::needed(catalog, metric, now);
        let due = match again {
            None => due(&grid, since, now, known),
            Some(again) => {
                due(&grid, again, now, Known { asked: known.asked.map(|asked| asked.until(again)), ..known })
            }
        };
        let data_source = source.data_source.as_ref().and_then(|name| catalog.data_sources.get(name));
        Task { metric, source, data_source, every, zone, due }
    }

    fn record(&self, tasks: &[Task<'_>], replies: &[Reply]) -> Result<Recorded> {
        let entries = tasks.iter().zip(replies).flat_map(|(task, reply)| {
            reply.answers.iter().map(|(interval, answer)| Entry {
                metric: task.metric,
                source: task.source,
                interval: *interval,
                every: task.every,
                answer,
                data_source: task.source.data_source.clone(),
            })
        });
        let entries: Vec<Entry<'_>> = entries.collect();
        let run = store::Run {
            at: self.request.base.now,
            author: &self.workspace.catalog.settings.proposals.author,
            version: env!("CARGO_PKG_VERSION"),
            catalog: Some(&self.workspace.catalog),
            entries: &entries,
        };
        Ok(store::record(&self.workspace.repository, self.branch, &run)?)
    }

    fn push(&self) -> Result<Option<(String, Pushed)>> {
        let Some(remote) = &self.request.push else { return Ok(None) };
        let repository = &self.workspace.repository;
        let author = &self.workspace.catalog.settings.proposals.author;
        let pushed = store::push(&Git::default(), repository, remote, self.branch, author)?;
        Ok(Some((remote.clone(), pushed)))
    }
}

/// What could not be recorded, since what is there is damaged: it is never written over.
fn refused(tasks: &[Task<'_>], recorded: &Recorded) -> Vec<Finding> {
    let place =
        |name: &Name| tasks.iter().find(|task| task.metric.meta.name == *name).map(|task| &task.source.place);
    let finding = |(name, reason): &(Name, String)| {
        let message = format!("what was answered about `{name}` was not recorded: {reason}");
        let help = "mend the observed branch, see `deming doctor`; then gather again";
        Some(Finding::new(&store::rules::DAMAGED, place(name)?, message).help(help))
    };
    recorded.refused.iter().filter_map(finding).collect()
}

fn remote_source(metric: &Metric) -> Option<&RemoteSource> {
    match &metric.gather.as_ref()?.source {
        Source::Remote(remote) => Some(remote),
        Source::File(_) | Source::Git(_) | Source::Report(_) | Source::Ratio(_) | Source::Foreign(_) => None,
    }
}

fn asked(task: &Task<'_>, outcome: Option<Outcome>) -> Asked {
    Asked {
        metric: task.metric.meta.name.clone(),
        kind: task.source.question.kind().keyword(),
        data_source: task.source.data_source.clone(),
        due: task.due.clone(),
        outcome,
    }
}
