//! Tags that are releases.

use std::cmp::Ordering;
use std::collections::HashMap;

use git2::{ObjectType, Oid};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use jiff::Timestamp;

use super::graph::Graph;
use super::version::{is_pre_release, version_order};
use crate::git::time::moment;
use crate::git::{CommitId, GitError};

/// Which tags are releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseRules {
    /// Patterns of tag names as `git tag --list` reads them (`v*`); a tag must fit one. None: every tag.
    pub tags: Vec<String>,
    /// Whether `v1.0.0-rc1` and the like count: a name whose version number is followed by `rc`, `alpha`,
    /// `beta`, `dev`, `pre`, `nightly` and their kin.
    pub pre_releases: bool,
    /// Whether tags count that the branch does not contain, as those of maintenance branches.
    pub off_branch: bool,
}

/// A release of the software.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Name of the tag.
    pub tag: String,
    /// The commit that was released.
    pub commit: CommitId,
    /// When: the tagger's date of an annotated tag, else the committer's date of the commit.
    pub time: Timestamp,
    /// Whether the tag is annotated. A lightweight tag does not say when it was set.
    pub annotated: bool,
    /// Whether the branch contains the commit.
    pub on_branch: bool,
}

/// The releases by time, then name; their commits are loaded into the graph.
pub(super) fn find(
    git: &git2::Repository,
    graph: &mut Graph,
    rules: &ReleaseRules,
    shallow: bool,
) -> Result<Vec<Release>, GitError> {
    let patterns = patterns(&rules.tags)?;
    let mut first_of_commit: HashMap<CommitId, Release> = HashMap::new();
    for (tag, id) in tags(git)? {
        let wanted = (rules.tags.is_empty() || patterns.is_match(&tag))
            && (rules.pre_releases || !is_pre_release(&tag));
        let Some(mut release) = wanted.then(|| read(git, tag, id)).flatten() else { continue };
        let place = graph.place(release.commit);
        release.on_branch = place.and_then(|place| graph.get(place)).is_some_and(|node| node.on_branch);
        if !release.on_branch && !rules.off_branch {
            continue;
        }
        graph.load(git, release.commit, shallow)?;
        match first_of_commit.get(&release.commit) {
            Some(kept) if version_order(&kept.tag, &release.tag) != Ordering::Greater => {}
            _ => drop(first_of_commit.insert(release.commit, release)),
        }
    }
    let mut releases: Vec<Release> = first_of_commit.into_values().collect();
    releases.sort_by(|a, b| a.time.cmp(&b.time).then_with(|| version_order(&a.tag, &b.tag)));
    Ok(releases)
}

fn patterns(tags: &[String]) -> Result<GlobSet, GitError> {
    let mut set = GlobSetBuilder::new();
    for tag in tags {
        let bad = |error: globset::Error| GitError::BadPattern {
            pattern: tag.clone(),
            reason: error.kind().to_string(),
        };
        // As `git tag --list` does, `*` spans the slashes of a tag name.
        set.add(GlobBuilder::new(tag).literal_separator(false).build().map_err(bad)?);
    }
    set.build()
        .map_err(|error| GitError::BadPattern { pattern: tags.join(" "), reason: error.kind().to_string() })
}

/// Tags with the object they point to; names that are not UTF-8 are left out.
fn tags(git: &git2::Repository) -> Result<Vec<(String, Oid)>, GitError> {
    let mut tags = Vec::new();
    let references = git.references_glob("refs/tags/*").map_err(GitError::other("listing tags"))?;
    for reference in references {
        let reference = reference.map_err(GitError::other("listing tags"))?;
        let name =
            std::str::from_utf8(reference.name_bytes()).ok().and_then(|name| name.strip_prefix("refs/tags/"));
        if let (Some(name), Some(id)) = (name, reference.target()) {
            tags.push((name.to_owned(), id));
        }
    }
    Ok(tags)
}

/// `None` for a tag that names no commit (a tree, a blob, an object that a shallow clone lacks).
fn read(git: &git2::Repository, tag: String, id: Oid) -> Option<Release> {
    let object = git.find_object(id, None).ok()?;
    let commit = object.peel(ObjectType::Commit).ok()?.into_commit().ok()?;
    let annotation = object.as_tag();
    let tagged = annotation.and_then(|tag| tag.tagger().map(|tagger| tagger.when()));
    Some(Release {
        tag,
        commit: CommitId(commit.id()),
        time: moment(tagged.unwrap_or_else(|| commit.time())),
        annotated: annotation.is_some(),
        on_branch: false,
    })
}
