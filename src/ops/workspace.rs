//! What every command starts with: a repository, the tree of files looked at, and the declarations in it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use jiff::Timestamp;
use jiff::civil::Date;

use super::exclusions::{self, Seen};
use super::hand::By;
use super::refusal::BrokenDeclarations;
use crate::catalog::{Catalog, resolve};
use crate::declare::{self, Declared, Readings};
use crate::finding::{Finding, Findings, Level};
use crate::gather::Cache;
use crate::git::{CommitId, Head, Repository, Snapshot};
use crate::implement::wiki;
use crate::model::Waiver;
use crate::model::settings::AsOf;

/// Where to look, and when.
#[derive(Debug, Clone)]
pub struct Request {
    /// A folder inside the repository.
    pub directory: PathBuf,
    /// The commit to look at instead of the work tree.
    pub rev: Option<String>,
    /// The moment to take for now, before what the settings and the clock say.
    pub as_of: Option<AsOf>,
    /// What the clock says.
    pub now: Timestamp,
    /// How many files to read at the same time.
    pub jobs: usize,
    /// The folder in which deming keeps what it can do without; never inside the repository.
    pub cache: Option<PathBuf>,
    /// By whose hand commits are made.
    pub by: By,
}

/// A repository with its declarations read.
pub struct Workspace {
    /// The repository.
    pub repository: Repository,
    /// The files that are looked at.
    pub snapshot: Snapshot,
    /// The commit that HEAD, or `--rev`, names; `None` before the first commit.
    pub head: Option<CommitId>,
    /// The declarations.
    pub catalog: Catalog,
    /// What is wrong with them.
    pub findings: Findings,
    /// Findings that somebody lets pass.
    pub waivers: Vec<Waiver>,
    /// The moment that is "now".
    pub as_of: Timestamp,
    /// Whether that is what the clock says, and not another moment that somebody asked for.
    pub is_now: bool,
    /// How many files to read at the same time.
    pub jobs: usize,
    /// Where what large tables came to is kept between runs.
    pub cache: Option<Cache>,
    /// The folder for what can be done without, outside of the repository.
    pub cache_folder: Option<PathBuf>,
    /// By whose hand commits are made, as far as the command line says.
    pub by: By,
}

impl Workspace {
    /// Opens the repository around a folder and reads its declarations: from the work tree as it lies, from HEAD where
    /// there is no work tree, or from the commit asked for.
    pub fn open(request: &Request) -> Result<Self> {
        let repository = Repository::discover(&request.directory)?;
        let (snapshot, head) = look(&repository, request.rev.as_deref())?;
        let declared = declare::read(&snapshot, request.jobs);
        Ok(Self::of(repository, snapshot, head, request, declared))
    }

    /// As [`Workspace::open`], with the readings of every file: to compare them with those of another commit.
    pub fn open_to_compare(request: &Request) -> Result<(Self, Readings)> {
        let repository = Repository::discover(&request.directory)?;
        let (snapshot, head) = look(&repository, request.rev.as_deref())?;
        let readings = Readings::to_compare(&snapshot, request.jobs);
        let workspace = Self::of(repository, snapshot, head, request, readings.declared());
        Ok((workspace, readings))
    }

    /// Opens the repository around a folder and reads what HEAD, or the commit asked for, declares; the work tree is
    /// not looked at. What is committed on top of a commit must follow from that commit alone.
    pub fn open_commit(request: &Request) -> Result<Self> {
        let repository = Repository::discover(&request.directory)?;
        let commit = repository.resolve(request.rev.as_deref().unwrap_or("HEAD"))?;
        let snapshot = Snapshot::commit(&repository, commit)?;
        let declared = declare::read(&snapshot, request.jobs);
        Ok(Self::of(repository, snapshot, Some(commit), request, declared))
    }

    fn of(
        repository: Repository,
        snapshot: Snapshot,
        head: Option<CommitId>,
        request: &Request,
        declared: Declared,
    ) -> Self {
        let Declared { settings, mut declarations, mut findings } = declared;
        let asked = request.as_of.or(settings.as_of);
        let as_of = asked.map_or(request.now, |as_of| as_of.moment(&settings.zone));
        let waivers = std::mem::take(&mut declarations.waivers);
        let (mut catalog, found) = resolve(settings, declarations, Some(as_of));
        findings.extend(found);
        let cache_folder = request.cache.clone().filter(|folder| lies_outside(&repository, folder));
        let cache = cache_folder.as_ref().map(|folder| Cache::new(folder.join("tables")));
        let seen = Seen { repository: &repository, snapshot: &snapshot, head, as_of };
        findings.extend(exclusions::prove(&mut catalog, &seen));
        Self {
            repository,
            snapshot,
            head,
            catalog,
            findings,
            waivers,
            as_of,
            is_now: asked.is_none(),
            jobs: request.jobs,
            cache,
            cache_folder,
            by: request.by.clone(),
        }
    }

    /// The day that is "today", in the zone of the settings.
    pub fn today(&self) -> Date {
        self.as_of.to_zoned_datetime(self.catalog.settings.zone.clone()).date()
    }

    /// Refuses to go on with declarations that could not all be read. What policy rules say stops nobody.
    pub fn require_readable(self) -> Result<Self> {
        if self.unreadable().next().is_some() {
            return Err(BrokenDeclarations(self.findings).into());
        }
        Ok(self)
    }

    /// What tells that declarations could not be read.
    pub fn unreadable(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.level == Level::Error && f.rule.code < "D100")
    }

    /// Whether there are changes that no commit holds. Folders of pages that deming rendered are none.
    pub fn is_dirty(&self) -> Result<bool> {
        let changed = self.repository.uncommitted().context("cannot compare the work tree with HEAD")?;
        let rendered = |path: &String| {
            self.repository.workdir().is_some_and(|root| root.join(path).join(wiki::MANIFEST).is_file())
        };
        Ok(!changed.iter().all(rendered))
    }
}

/// Whether a folder is no part of a repository: what can be done without is never put among what somebody keeps.
fn lies_outside(repository: &Repository, folder: &Path) -> bool {
    let roots = [repository.workdir(), Some(repository.git_dir())];
    roots.into_iter().flatten().all(|root| !folder.starts_with(root))
}

fn look(repository: &Repository, rev: Option<&str>) -> Result<(Snapshot, Option<CommitId>)> {
    if let Some(rev) = rev {
        let commit = repository.resolve(rev)?;
        return Ok((Snapshot::commit(repository, commit)?, Some(commit)));
    }
    let head = match repository.head()? {
        Head::Branch { commit, .. } | Head::Detached { commit } => Some(commit),
        Head::Unborn { .. } => None,
    };
    match head {
        Some(commit) if repository.is_bare() => Ok((Snapshot::commit(repository, commit)?, head)),
        _ => Ok((Snapshot::work_tree(repository)?, head)),
    }
}
