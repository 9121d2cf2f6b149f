//! A wiki that is a repository on this machine: bare, or with a work tree.

use std::path::{Path, PathBuf};

use super::reconcile::{Changes, reconcile};
use super::shelf::Shelf;
use super::{Options, Page, Published, WikiError, folder, manifest, report};
use crate::git::write::{commit_tree, root_commit};
use crate::git::{
    Author, Change, CommitId, CommitRequest, GitError, Head, Repository, Snapshot, branch, work_tree,
};

/// A wiki in a repository, with the branch that it is kept on.
pub(super) struct Wiki {
    repository: Repository,
    branch: String,
    tip: Option<CommitId>,
}

/// The wiki whose repository this folder is: a bare one, or the root of a work tree. A folder further down in a work
/// tree belongs to something else, and is a folder like any other.
pub(super) fn at(path: &Path) -> Result<Option<Wiki>, WikiError> {
    if !path.exists() {
        return Ok(None);
    }
    let repository = match Repository::discover(path) {
        Ok(repository) => repository,
        Err(GitError::NotARepository { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let root = repository.workdir().unwrap_or(repository.git_dir());
    if resolved(root) != resolved(path) {
        return Ok(None);
    }
    Wiki::in_repository(repository).map(Some)
}

fn resolved(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

impl Wiki {
    /// The wiki on the branch that HEAD names.
    pub fn in_repository(repository: Repository) -> Result<Self, WikiError> {
        let (branch, tip) = match repository.head()? {
            Head::Branch { name, commit } => (name, Some(commit)),
            Head::Unborn { branch } => (branch, None),
            Head::Detached { .. } => {
                let path = repository.workdir().unwrap_or(repository.git_dir()).to_owned();
                return Err(WikiError::Detached { path });
            }
        };
        Ok(Self { repository, branch, tip })
    }

    /// The branch that the wiki is kept on.
    pub fn branch(&self) -> &str {
        &self.branch
    }

    /// Its latest commit, before anything is published.
    pub fn tip(&self) -> Option<CommitId> {
        self.tip
    }

    /// Commits what changes to the branch, and brings the work tree along where there is one.
    pub fn publish(&self, pages: &[Page], options: &Options) -> Result<Published, WikiError> {
        match self.repository.workdir() {
            Some(root) => self.publish_in_work_tree(root, pages, options),
            None => self.publish_bare(pages, options),
        }
    }

    fn publish_bare(&self, pages: &[Page], options: &Options) -> Result<Published, WikiError> {
        let (mut published, commit) = self.commit_only(pages, options)?;
        if let Some(commit) = commit {
            let name = format!("refs/heads/{}", self.branch);
            branch::update_ref(&self.repository, &name, self.tip, commit)?;
        }
        published.commit = commit;
        Ok(published)
    }

    /// Writes the commit and moves no branch.
    pub fn commit_only(
        &self,
        pages: &[Page],
        options: &Options,
    ) -> Result<(Published, Option<CommitId>), WikiError> {
        let changes = reconcile(&self.committed()?, pages, options)?;
        let commit = if options.dry_run || changes.is_empty() {
            None
        } else {
            Some(self.commit(in_commit(&changes), options)?)
        };
        Ok((report(changes, options), commit))
    }

    /// What its latest commit holds.
    pub fn committed(&self) -> Result<Shelf<'_>, WikiError> {
        let snapshot = self.tip.map(|tip| Snapshot::commit(&self.repository, tip)).transpose()?;
        Ok(snapshot.map_or_else(Shelf::empty, Shelf::of).with_history(&self.repository, self.tip))
    }

    fn commit(&self, changes: Vec<Change>, options: &Options) -> Result<CommitId, WikiError> {
        let author = Author { name: options.author.name.clone(), email: options.author.email.clone() };
        let message = options.message.clone();
        let commit = match self.tip {
            None => root_commit(&self.repository, &changes, &message, &author, options.when)?,
            Some(parent) => {
                let request = CommitRequest { parent, changes, message, author, when: options.when };
                commit_tree(&self.repository, &request)?
            }
        };
        Ok(commit)
    }

    /// The commit is written first, the files second, the index third and the branch last: killed in between, the
    /// next run finds files that are right already and only has the rest to do.
    fn publish_in_work_tree(
        &self,
        root: &Path,
        pages: &[Page],
        options: &Options,
    ) -> Result<Published, WikiError> {
        let committed = self.committed()?;
        let on_disk =
            Shelf::of(Snapshot::directory(root.to_owned())).with_history(&self.repository, self.tip);
        let changes = reconcile(&on_disk, pages, options)?;
        refuse_uncommitted(&changes, &committed)?;
        if options.dry_run {
            return Ok(report(changes, options));
        }
        let behind = not_yet_committed(&changes, &on_disk, &committed)?;
        if behind.is_empty() {
            return Ok(report(changes, options));
        }
        let paths: Vec<String> = behind.iter().map(|change| change.path.clone()).collect();
        let commit = self.commit(behind, options)?;
        folder::apply(root, &changes)?;
        work_tree::advance(&self.repository, self.tip, commit, &paths)?;
        Ok(Published { commit: Some(commit), ..report(changes, options) })
    }
}

/// The changes as a commit has them.
fn in_commit(changes: &Changes) -> Vec<Change> {
    let writes = changes.writes.iter().map(|page| Change::put(&page.name, page.after.as_slice()));
    let removals = changes.removals.iter().map(|page| Change::delete(&page.name));
    let list = changes.manifest.iter().map(|text| Change::put(manifest::FILE, text.as_bytes()));
    writes.chain(removals).chain(list).collect()
}

/// The changes, and pages that are right on disk but not in the last commit, because a run was killed there.
fn not_yet_committed(
    changes: &Changes,
    on_disk: &Shelf<'_>,
    committed: &Shelf<'_>,
) -> Result<Vec<Change>, WikiError> {
    let mut behind = Vec::new();
    for change in in_commit(changes) {
        if committed.read(&change.path)? != change.content {
            behind.push(change);
        }
    }
    let listed = changes.manifest.is_none().then_some(manifest::FILE);
    for name in changes.unchanged.iter().map(String::as_str).chain(listed) {
        let content = on_disk.read(name)?;
        if content.is_some() && content != committed.read(name)? {
            behind.push(Change { path: name.to_owned(), content });
        }
    }
    Ok(behind)
}

/// An edit that no commit holds is gone when it is written over.
fn refuse_uncommitted(changes: &Changes, committed: &Shelf<'_>) -> Result<(), WikiError> {
    let written = changes.writes.iter().filter_map(|page| Some((&page.name, page.before.as_ref()?)));
    let removed = changes.removals.iter().map(|page| (&page.name, &page.before));
    let mut pages = Vec::new();
    for (name, before) in written.chain(removed) {
        if committed.read(name)?.as_deref() != Some(before.as_slice()) {
            pages.push(name.clone());
        }
    }
    if pages.is_empty() { Ok(()) } else { Err(WikiError::Uncommitted { pages }) }
}
