//! The branch looked through from end to end, for `doctor`: every file, whether a metric needs it or not.

use std::collections::BTreeMap;

use super::layout::{self, Holds};
use super::line::{self, Damage};
use super::memory;
use super::notes;
use super::observed::Observed;
use super::question::digest_of_file;
use super::rolled;
use super::rules;
use crate::finding::{Finding, Location};
use crate::model::Interval;
use crate::model::calendar::union;

/// What a person can do about a line that cannot be read.
const MEND: &str =
    "check the branch out (`git worktree add ../observed BRANCH`), mend the line, commit, and look again";

impl Observed {
    /// Everything that is wrong with files of the branch, each with its line and how to mend it.
    pub fn audit(&self) -> Vec<Finding> {
        let mut found = self.findings();
        let mut digests: BTreeMap<&str, &str> = BTreeMap::new();
        for folder in self.tree().folders() {
            found.extend(self.of_folder(folder));
            let digest = layout::parts(folder).map_or("", |(_, digest)| digest);
            if let Some(first) = digests.insert(digest, folder) {
                let message =
                    format!("`{first}` and `{folder}` answer the same question; only the first is read");
                found.push(
                    Finding::new(&rules::DISORDER, Location::Path(folder.to_owned()), message).help(
                        "put the lines of both into one folder, in order of time, and remove the other",
                    ),
                );
            }
        }
        found.extend(self.strangers());
        let proposals = self.parsed(layout::PROPOSALS_FILE, memory::read);
        found.extend(proposals.err().map(|damage| damaged(layout::PROPOSALS_FILE, &damage)));
        found
    }

    fn of_folder(&self, folder: &str) -> Vec<Finding> {
        let mut found = Vec::new();
        let (single, summed) = self.tree().periods(folder);
        found.extend(self.source(folder));
        let mut settled: Vec<Interval> = Vec::new();
        for month in &summed {
            let path = layout::summaries(folder, month);
            match self.parsed(&path, rolled::stretches) {
                Ok(stretches) => settled.extend(stretches),
                Err(damage) => found.push(damaged(&path, &damage)),
            }
        }
        let settled = union(settled);
        for period in &single {
            let path = layout::observations(folder, period);
            let checked = self.parsed(&path, |bytes| lines_in_place(bytes, period, &settled));
            found.extend(checked.err().map(|damage| damaged(&path, &damage)));
        }
        for (name, read) in NOTES {
            let path = format!("{folder}/{name}");
            found.extend(self.parsed(&path, read).err().map(|damage| damaged(&path, &damage)));
        }
        found
    }

    fn parsed<T>(&self, path: &str, read: impl Fn(&[u8]) -> Result<T, Damage>) -> Result<T, Damage> {
        read(&self.tree().read(path)?.unwrap_or_default())
    }

    /// Whether what was asked is what the folder is named after.
    fn source(&self, folder: &str) -> Option<Finding> {
        let path = format!("{folder}/{}", layout::SOURCE_FILE);
        let text = self.tree().read(&path).ok().flatten().and_then(|bytes| String::from_utf8(bytes).ok());
        let Some(text) = text else {
            let damage = Damage::at(1, "it is not there, or no text; nobody can tell what was asked");
            return Some(damaged(&path, &damage));
        };
        let digest = digest_of_file(&text);
        let carried = layout::parts(folder).map(|(_, digest)| digest);
        (digest.as_deref().map(layout::short) != carried).then(|| {
            damaged(&path, &Damage::at(1, "what it says was asked is not what its folder was made for"))
        })
    }

    /// Files that belong to nothing.
    fn strangers(&self) -> Vec<Finding> {
        let known = [layout::FORMAT_FILE, layout::README_FILE, layout::PROPOSALS_FILE];
        let is_strange = |path: &&String| match layout::place(path) {
            Some((_, name)) => layout::holds(name) == Holds::Strange,
            None => !known.contains(&path.as_str()),
        };
        let strange = self.tree().files().iter().filter(is_strange);
        strange
            .map(|path| {
                let message = format!("`{path}` is no file of an observed branch, and is not read");
                Finding::new(&rules::DISORDER, Location::Path(path.clone()), message)
                    .help("remove it, or give it the name that it should have; `README.md` of the branch says which")
            })
            .collect()
    }
}

/// A file of notes and how it is read.
type Note = (&'static str, fn(&[u8]) -> Result<(), Damage>);

const NOTES: [Note; 2] = [
    (layout::ASKED_FILE, |bytes| notes::read_asked(bytes).map(drop)),
    (layout::CORRECTIONS_FILE, |bytes| notes::read_corrections(bytes).map(drop)),
];

/// Whether the lines of a file can be read, lie in its period, and are not summed up already.
fn lines_in_place(bytes: &[u8], period: &str, settled: &[Interval]) -> Result<(), Damage> {
    let time = layout::time_of(period);
    for (key, number) in line::read(bytes)?.keys().zip(1_u32..) {
        if time.is_none_or(|time| !time.contains(key.at)) {
            return Err(Damage::at(number, format!("{} lies outside of {period}", key.at)));
        }
        if settled.iter().any(|stretch| stretch.contains(key.at)) {
            return Err(Damage::at(number, "a sum counts it already, so it counts twice"));
        }
    }
    Ok(())
}

fn damaged(path: &str, damage: &Damage) -> Finding {
    let at = Location::Data { path: path.to_owned(), line: damage.line, column: None };
    let message = format!("`{path}`, line {}: {}", damage.line, damage.reason);
    Finding::new(&rules::DAMAGED, at, message).help(MEND)
}
