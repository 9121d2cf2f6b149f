//! Vision to step 2, first half: what people wrote, read into values of the model.
//!
//! | file | knows |
//! |---|---|
//! | `discover` | which files declare something |
//! | `links` | symbolic links where declarations should be |
//! | `tree` | YAML text as plain values, bounded |
//! | `document` | one file and its documents: kinds, objects |
//! | `belonging` | whether a document is a declaration, somebody else's, or a mistyped one |
//! | `envelope`, `v1`, `openslo`, `settings` | the shapes as they are written, one kind a file |
//! | `scalar` | values written as one word or number |
//! | `lower` | from what was written to what is meant |
//! | `shape`, `diagnose` | whether a document has its shape, and all that is wrong if not |
//! | [`schema`] | the same shapes as JSON Schemas |
//! | `foreign` | documents of other formats, within the same bounds |
//! | [`rules`] | what can be wrong |
//!
//! A repository without findings costs one reading of each file and no search for positions.

mod belonging;
mod diagnose;
mod discover;
mod document;
mod envelope;
mod foreign;
mod links;
mod lower;
mod openslo;
pub mod rules;
mod scalar;
pub mod schema;
mod settings;
mod shape;
mod tree;
mod unreadable_text;
mod v1;

pub use self::foreign::foreign;

use std::collections::{BTreeMap, BTreeSet};

use self::belonging::Standing;
use self::discover::{Files, Neighbourhood};
use self::document::Reader;
use crate::finding::{Finding, Findings, Location};
use crate::git::Snapshot;
use crate::model::{Declarations, Settings};
use crate::text::{Place, Step};

/// What a repository declares, and what is wrong with how it is written.
#[derive(Debug)]
pub struct Declared {
    /// The settings; the defaults where they could not be read.
    pub settings: Settings,
    /// The objects, their references not yet followed.
    pub declarations: Declarations,
    /// What is wrong with how they are written.
    pub findings: Findings,
}

/// Reads the settings and all declarations of a tree of files.
pub fn read(snapshot: &Snapshot) -> Declared {
    read_files(snapshot)
}

fn read_files(files: &dyn Files) -> Declared {
    let mut findings = Findings::default();
    let settings = settings::read(files, &mut findings);
    let mut reader = Reader::new(&settings);
    let paths = discover::yaml_files(files, &settings);
    if settings.roots_declared {
        for path in paths {
            match files.content(path) {
                Ok(bytes) => reader.file(path, &bytes, Standing::IN_ROOT),
                Err(reason) => reader.report(unreadable(path, reason)),
            }
        }
        for (path, is_named) in discover::json_files(files, &settings) {
            match files.content(path) {
                Ok(bytes) if is_named || discover::mentions_us(&String::from_utf8_lossy(&bytes)) => {
                    reader.file(path, &bytes, Standing::IN_ROOT);
                }
                Err(reason) if is_named => reader.report(unreadable(path, reason)),
                Ok(_) | Err(_) => {}
            }
        }
        findings.extend(links::in_roots(files, &settings));
    } else {
        let neighbourhood = search(files, &paths, &mut reader);
        findings.extend(links::near_declarations(files, &settings, &neighbourhood));
    }
    let (declarations, found) = reader.finish();
    findings.extend(found);
    Declared { settings, declarations, findings }
}

/// Reads the files that say that they are declarations, and gives the folders that they lie in. Other people's files
/// are left alone, save beside declarations: there, what is broken or looks like a declaration is taken for one.
fn search<'f>(files: &dyn Files, paths: &[&'f str], reader: &mut Reader<'_>) -> Neighbourhood<'f> {
    let mut neighbourhood = Neighbourhood::default();
    let mut strangers = Vec::new();
    for path in paths {
        match files.content(path) {
            Ok(bytes) if discover::mentions_us(&String::from_utf8_lossy(&bytes)) => {
                reader.file(path, &bytes, Standing::of(path).that_says_so());
                neighbourhood.add(path);
            }
            Ok(_) => strangers.push((*path, None)),
            Err(reason) => strangers.push((*path, Some(reason))),
        }
    }
    for (path, reason) in strangers.into_iter().filter(|(path, _)| neighbourhood.contains(path)) {
        // Read a second time rather than kept: these are few, and all strangers together may be large.
        match reason.map_or_else(|| files.content(path), Err) {
            Ok(bytes) => reader.file(path, &bytes, Standing::of(path)),
            Err(reason) => reader.report(unreadable(path, reason)),
        }
    }
    neighbourhood
}

/// The documents that are declared at these places, as they are written. Places within another document, and each
/// document after its first time, are left out.
pub fn written(places: &[Place]) -> Vec<serde_json::Value> {
    let mut files: BTreeMap<&str, Vec<tree::Tree>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut documents = Vec::new();
    for place in places {
        let item = match place.path().steps() {
            [] => None,
            [Step::Index(index)] => Some(*index),
            _ => continue,
        };
        if !seen.insert((place.file(), place.document, item)) {
            continue;
        }
        let trees = files.entry(place.file()).or_insert_with(|| tree::documents(place.source.text()).0);
        let document = trees.get(place.document).map(|tree| &tree.value);
        let object = document.and_then(|document| item.map_or(Some(document), |index| document.get(index)));
        documents.extend(object.cloned());
    }
    documents
}

/// What is wrong with documents of OpenSLO that stand in no tree of declarations.
pub fn problems_of_openslo(document: &serde_json::Value, place: &Place) -> Findings {
    let settings = Settings::default();
    let mut reader = Reader::new(&settings);
    reader.openslo_document(document, place);
    reader.finish().1
}

fn unreadable(path: &str, reason: String) -> Finding {
    Finding::new(&rules::UNREADABLE, Location::Path(path.to_owned()), reason)
}

#[cfg(test)]
mod tests;
