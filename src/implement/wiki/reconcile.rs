//! What has to change in a wiki, as a value.

use std::collections::BTreeSet;

use similar::TextDiff;

use super::adopt::{self, Edit};
use super::manifest::{self, Manifest};
use super::shelf::Shelf;
use super::{MARKER, Options, Page, PageDiff, Reports, WikiError, keep};

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
pub(super) fn reconcile(shelf: &Shelf<'_>, pages: &[Page], options: &Options) -> Result<Changes, WikiError> {
    let text = shelf.read(manifest::FILE)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let old = text.as_deref().map(Manifest::read).transpose()?.unwrap_or_default();
    let mut pages: Vec<&Page> = pages.iter().collect();
    let reports = options.reports.clone();
    // Pages that moved come last: what people wrote on one is on its new page before it is taken from the old one.
    pages.sort_by_key(|page| (reports.moved.contains_key(page.stem()), &page.name));
    let heirs = heirs(shelf, &pages, &old, &reports)?;
    let (mut changes, mut new) = (Changes::default(), Manifest { reports, ..Manifest::default() });
    for page in &pages {
        // Who looks for a page that moved had it before; where nobody has it, or somebody removed it, none is made.
        if new.reports.moved.contains_key(page.stem()) && shelf.read(&page.name)?.is_none() {
            new.reports.moved.remove(page.stem());
            continue;
        }
        let heir = heirs.iter().find(|heir| heir.new == page.name || heir.old == page.name);
        let digest = match heir {
            Some(heir) => heir.settle(page, &mut changes),
            None => settle(shelf, page, &old, &mut changes)?,
        };
        new.pages.insert(page.name.clone(), digest);
    }
    let gone = old.pages.iter().filter(|(name, _)| !new.pages.contains_key(*name)).collect::<Vec<_>>();
    for (name, digest) in gone {
        if retire(shelf, name, digest, &mut changes)? == Fate::Stays {
            // Still ours: should it be rendered again, what people wrote on it counts as theirs.
            new.pages.insert(name.clone(), digest.clone());
        }
    }
    if !changes.foreign.is_empty() {
        return Err(WikiError::Refused { pages: changes.foreign, home: options.home.clone() });
    }
    let new = new.write()?;
    changes.manifest = (text.as_deref() != Some(&new)).then_some(new);
    changes.kept = of_others(shelf, &pages, &old);
    changes.edited.sort();
    changes.unchanged.sort();
    Ok(changes)
}

/// A page that takes over what people wrote on the one that it was before.
struct Heir {
    new: String,
    old: String,
    before: String,
}

impl Heir {
    /// Writes the new page with people's text, or the old one without it.
    fn settle(&self, page: &Page, changes: &mut Changes) -> String {
        let is_new = page.name == self.new;
        let after = match (is_new, std::str::from_utf8(&page.content)) {
            (true, Ok(rendered)) => keep::carry_over(rendered, &self.before).into_bytes(),
            _ => page.content.clone(),
        };
        let digest = digest(&after);
        let before = (!is_new).then(|| self.before.clone().into_bytes());
        changes.writes.push(Write { name: page.name.clone(), before, after });
        digest
    }
}

/// The pages that moved, whose new page is not there yet, and on which people wrote where it is theirs.
fn heirs(
    shelf: &Shelf<'_>,
    pages: &[&Page],
    old: &Manifest,
    reports: &Reports,
) -> Result<Vec<Heir>, WikiError> {
    let mut heirs: Vec<Heir> = Vec::new();
    for (from, to) in &reports.moved {
        let named =
            |stem: &String| pages.iter().find(|page| page.stem() == stem).map(|page| page.name.clone());
        let (Some(was), Some(is)) = (named(from), named(to)) else { continue };
        if shelf.read(&is)?.is_some() || heirs.iter().any(|heir| heir.new == is) {
            continue;
        }
        let Some(bytes) = shelf.read(&was)? else { continue };
        let Ok(before) = String::from_utf8(bytes) else { continue };
        let is_whole = old.pages.get(&was).is_some_and(|digest| *digest == keep::digest(&before));
        if is_whole && keep::has_text(&before) {
            heirs.push(Heir { new: is, old: was, before });
        }
    }
    Ok(heirs)
}

/// Decides about one page and gives the digest of what deming has made of it. Paragraphs that people have added outside of
/// their own regions become regions. A page that they have edited in another way stays as it is: to write over it would
/// lose their work, and to merge it would let their figures stand among measured ones.
fn settle(
    shelf: &Shelf<'_>,
    page: &Page,
    old: &Manifest,
    changes: &mut Changes,
) -> Result<String, WikiError> {
    let name = page.name.clone();
    let Some(bytes) = shelf.read(&name)? else {
        changes.writes.push(Write { name, before: None, after: page.content.clone() });
        return Ok(digest(&page.content));
    };
    let Ok(rendered) = std::str::from_utf8(&page.content) else {
        return Ok(settle_picture(page, bytes, old, changes));
    };
    let listed = old.pages.get(&name);
    let before = match (String::from_utf8(bytes), listed) {
        (Ok(before), _) => before,
        (Err(_), None) => {
            changes.foreign.push(name);
            return Ok(String::new());
        }
        // Written anew, what people wrote would not be what they wrote any more.
        (Err(_), Some(digest)) => {
            changes
                .warnings
                .push(format!("{name} is not UTF-8 any more, so it is left as it is and grows old"));
            changes.edited.push(name);
            return Ok(digest.clone());
        }
    };
    let after = keep::carry_over(rendered, &before);
    if after == before {
        changes.unchanged.push(name);
        return Ok(keep::digest(&after));
    }
    if listed.is_none() && !before.starts_with(MARKER) {
        changes.foreign.push(name);
        return Ok(keep::digest(&after));
    }
    let is_edited = |digest: &&String| **digest != keep::digest(&before) && !keep::is_bare(&before);
    let Some(digest) = listed.filter(is_edited) else {
        let digest = keep::digest(&after);
        changes.writes.push(Write { name, before: Some(before.into_bytes()), after: after.into_bytes() });
        return Ok(digest);
    };
    let Some(marked) = adopted(shelf, page, &before, digest, changes) else {
        changes.edited.push(name);
        return Ok(digest.clone());
    };
    changes.warnings.push(format!(
        "{name}: paragraphs that people added among generated text stand between `<!-- deming:keep -->` and \
         `<!-- /deming:keep -->` now, at the end of their sections"
    ));
    let after = keep::carry_over(rendered, &marked);
    let digest = keep::digest(&after);
    changes.writes.push(Write { name, before: Some(before.into_bytes()), after: after.into_bytes() });
    Ok(digest)
}

/// Decides about a picture, in which nobody can write anything: one that is not as it was made is somebody's own.
fn settle_picture(page: &Page, before: Vec<u8>, old: &Manifest, changes: &mut Changes) -> String {
    let name = page.name.clone();
    let made = digest(&page.content);
    match old.pages.get(&name) {
        _ if before == page.content => changes.unchanged.push(name),
        None => changes.foreign.push(name),
        Some(listed) if *listed != digest(&before) => {
            changes
                .warnings
                .push(format!("{name} was changed by hand, so it is left as it is and grows old"));
            changes.edited.push(name);
            return listed.clone();
        }
        Some(_) => changes.writes.push(Write { name, before: Some(before), after: page.content.clone() }),
    }
    made
}

/// An edited page with what people added between marks, or `None`, told with a reason, where they did more than that.
fn adopted(
    shelf: &Shelf<'_>,
    page: &Page,
    before: &str,
    digest: &str,
    changes: &mut Changes,
) -> Option<String> {
    let rendered = String::from_utf8_lossy(&page.content);
    let published = match keep::digest(&rendered) == digest {
        true => Some(rendered.into_owned()),
        false => shelf.published(&page.name, digest),
    };
    let lines = match published.map(|published| adopt::edit(&published, before)) {
        // The digest proves that all that stands outside of marks is ours to the letter.
        Some(Edit::Added(marked)) if keep::digest(&marked) == digest => return Some(marked),
        Some(Edit::Changed(lines)) => {
            lines.iter().map(|line| format!(" {line}")).collect::<Vec<_>>().join(",")
        }
        Some(Edit::Added(_)) | None => String::new(),
    };
    let lines = if lines.is_empty() { lines } else { format!(" (see line{lines})") };
    changes.warnings.push(format!(
        "{} was edited by hand{lines}, so it is left as it is and grows old; put own text between `<!-- deming:keep -->` \
         and `<!-- /deming:keep -->`, each on a line of its own, or on a page of your own, and undo the other changes or \
         delete everything else on the page: then it is made anew around your text",
        page.name
    ));
    None
}

/// What becomes of a page that is no longer rendered.
#[derive(PartialEq, Eq)]
enum Fate {
    Goes,
    Stays,
}

/// Removes a page of ours that is no longer rendered, unless people have put text of theirs into it.
fn retire(shelf: &Shelf<'_>, name: &str, digest: &str, changes: &mut Changes) -> Result<Fate, WikiError> {
    let Some(bytes) = shelf.read(name)? else { return Ok(Fate::Goes) };
    let before = String::from_utf8_lossy(&bytes).into_owned();
    if keep::has_text(&before) || keep::digest(&before) != digest {
        changes.warnings.push(format!(
            "{name} is no longer rendered; it stays because people have written in it. Remove it when nobody needs it"
        ));
        return Ok(Fate::Stays);
    }
    changes.removals.push(Removal { name: name.to_owned(), before: bytes });
    Ok(Fate::Goes)
}

/// The digest of what is generated in a page; of a picture, of all of it.
fn digest(content: &[u8]) -> String {
    keep::digest(&String::from_utf8_lossy(content))
}

fn of_others(shelf: &Shelf<'_>, pages: &[&Page], old: &Manifest) -> Vec<String> {
    let ours: BTreeSet<&str> = pages.iter().map(|page| page.name.as_str()).collect();
    let mut names = shelf.names();
    names.retain(|name| {
        name != manifest::FILE && !ours.contains(name.as_str()) && !old.pages.contains_key(name)
    });
    names.sort();
    names
}
