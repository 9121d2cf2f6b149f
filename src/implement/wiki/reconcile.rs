//! What has to change in a wiki, as a value.

use std::collections::BTreeSet;

use similar::TextDiff;

use super::manifest::{self, Manifest};
use super::shelf::Shelf;
use super::{MARKER, Options, Page, PageDiff, WikiError, keep};

/// A page that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Write {
    /// Its name.
    pub name: String,
    /// What was there before.
    pub before: Option<Vec<u8>>,
    /// What is there after.
    pub after: Vec<u8>,
}

/// A page that is removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Removal {
    /// Its name.
    pub name: String,
    /// What was there before.
    pub before: Vec<u8>,
}

/// Everything that changes, and what does not.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Pages to write, by name.
    pub writes: Vec<Write>,
    /// Pages to remove, by name.
    pub removals: Vec<Removal>,
    /// Pages that are right, by name.
    pub unchanged: Vec<String>,
    /// Pages that people have edited outside of their own regions; they stay as they are.
    pub edited: Vec<String>,
    /// Files of other people.
    pub kept: Vec<String>,
    /// What somebody should know.
    pub warnings: Vec<String>,
    /// The new list of pages, when it has changed. It is written last: a page that is not listed yet still says
    /// that it is ours, but a page that is no longer listed would never be removed.
    pub manifest: Option<String>,
    /// Pages of other people that are in the way.
    foreign: Vec<String>,
}

impl Changes {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty() && self.removals.is_empty() && self.manifest.is_none()
    }

    /// The difference of each page in the unified format.
    pub fn diffs(&self) -> Vec<PageDiff> {
        let written = self.writes.iter().map(|w| (&w.name, w.before.as_deref(), Some(w.after.as_slice())));
        let removed = self.removals.iter().map(|r| (&r.name, Some(r.before.as_slice()), None));
        written.chain(removed).map(|(name, before, after)| difference(name, before, after)).collect()
    }
}

fn difference(name: &str, before: Option<&[u8]>, after: Option<&[u8]>) -> PageDiff {
    let side = |prefix: &str, is_there: bool| match is_there {
        true => format!("{prefix}/{name}"),
        false => "/dev/null".to_owned(),
    };
    let (old, new) = (side("a", before.is_some()), side("b", after.is_some()));
    let texts = [before, after].map(|bytes| std::str::from_utf8(bytes.unwrap_or_default()));
    let diff = match texts {
        [Ok(before), Ok(after)] => {
            TextDiff::from_lines(before, after).unified_diff().header(&old, &new).to_string()
        }
        _ => format!("Pictures {old} and {new} differ\n"),
    };
    PageDiff { name: name.to_owned(), diff }
}

/// Holds rendered pages against what a wiki has.
pub(super) fn reconcile(shelf: &Shelf, pages: &[Page], options: &Options) -> Result<Changes, WikiError> {
    let text = shelf.read(manifest::FILE)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let old = text.as_deref().map(Manifest::read).transpose()?.unwrap_or_default();
    let mut pages: Vec<&Page> = pages.iter().collect();
    pages.sort_by(|a, b| a.name.cmp(&b.name));
    let reports = options.reports.clone();
    let (mut changes, mut new) = (Changes::default(), Manifest { reports, ..Manifest::default() });
    for page in &pages {
        let stem = page.name.rsplit_once('.').map_or(page.name.as_str(), |(stem, _)| stem);
        // Who looks for a page that moved had it before; where nobody has it, or somebody removed it, none is made.
        if new.reports.moved.contains_key(stem) && shelf.read(&page.name)?.is_none() {
            new.reports.moved.remove(stem);
            continue;
        }
        let digest = settle(shelf, page, &old, &mut changes)?;
        new.pages.insert(page.name.clone(), digest);
    }
    for (name, digest) in old.pages.iter().filter(|(name, _)| !new.pages.contains_key(*name)) {
        retire(shelf, name, digest, &mut changes)?;
    }
    if !changes.foreign.is_empty() {
        return Err(WikiError::Refused { pages: changes.foreign, home: options.home.clone() });
    }
    let new = new.write()?;
    changes.manifest = (text.as_deref() != Some(&new)).then_some(new);
    changes.kept = of_others(shelf, &pages, &old);
    Ok(changes)
}

/// Decides about one page and gives the digest of what deming has made of it. A page that people have edited outside of
/// their own regions stays as it is: to write over it would lose their work, and what was made of it is no longer there to
/// tell the two apart.
fn settle(shelf: &Shelf, page: &Page, old: &Manifest, changes: &mut Changes) -> Result<String, WikiError> {
    let name = page.name.clone();
    let Some(bytes) = shelf.read(&name)? else {
        changes.writes.push(Write { name, before: None, after: page.content.clone() });
        return Ok(digest(&page.content));
    };
    let before = String::from_utf8_lossy(&bytes).into_owned();
    let after = match keep::has_text(&before) {
        true => keep::carry_over(&String::from_utf8_lossy(&page.content), &before).into_bytes(),
        false => page.content.clone(),
    };
    if after == bytes {
        changes.unchanged.push(name);
        return Ok(digest(&after));
    }
    let listed = old.pages.get(&name);
    if listed.is_none() && !before.starts_with(MARKER) {
        changes.foreign.push(name);
        return Ok(digest(&after));
    }
    let is_edited = |digest: &&String| **digest != keep::digest(&before) && !keep::is_bare(&before);
    if let Some(digest) = listed.filter(is_edited) {
        changes.warnings.push(format!(
            "{name} was edited by hand, so it is left as it is and grows old; put own text between \
             `<!-- deming:keep -->` and `<!-- /deming:keep -->`, each on a line of its own, and delete everything else on \
             the page: then it is made anew around your text"
        ));
        changes.edited.push(name);
        return Ok(digest.clone());
    }
    let digest = digest(&after);
    changes.writes.push(Write { name, before: Some(bytes), after });
    Ok(digest)
}

/// Removes a page of ours that is no longer rendered, unless people have put text of theirs into it.
fn retire(shelf: &Shelf, name: &str, digest: &str, changes: &mut Changes) -> Result<(), WikiError> {
    let Some(bytes) = shelf.read(name)? else { return Ok(()) };
    let before = String::from_utf8_lossy(&bytes).into_owned();
    if keep::has_text(&before) || keep::digest(&before) != digest {
        changes.warnings.push(format!(
            "{name} is no longer rendered; it stays because people have written in it. Remove it when nobody needs it"
        ));
        return Ok(());
    }
    changes.removals.push(Removal { name: name.to_owned(), before: bytes });
    Ok(())
}

/// The digest of what is generated in a page; of a picture, of all of it.
fn digest(content: &[u8]) -> String {
    keep::digest(&String::from_utf8_lossy(content))
}

fn of_others(shelf: &Shelf, pages: &[&Page], old: &Manifest) -> Vec<String> {
    let ours: BTreeSet<&str> = pages.iter().map(|page| page.name.as_str()).collect();
    let mut names = shelf.names();
    names.retain(|name| {
        name != manifest::FILE && !ours.contains(name.as_str()) && !old.pages.contains_key(name)
    });
    names.sort();
    names
}
