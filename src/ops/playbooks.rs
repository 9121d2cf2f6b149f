//! `init --playbooks`: ready playbooks for the practices of a repository, as declarations that it then owns.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Result;
use include_dir::{Dir, include_dir};

use super::init::{self, Scaffold};
use super::schema;
use super::workspace::{self, Workspace};
use crate::catalog::Catalog;
use crate::model::Settings;

/// The library: a folder for each practice, a file for each playbook.
static LIBRARY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/playbooks");

/// The way to the schema that the files of the library name, from a folder two below the root.
const SCHEMA: &str = "../../.deming/";

/// Which playbooks to put where.
#[derive(Debug)]
pub struct Request<'a> {
    /// How to look at the repository that is there.
    pub workspace: &'a workspace::Request,
    /// The folder to put them into, seen from there; as of [`init::Request`].
    pub into: Option<PathBuf>,
    /// The practices; none: those that services of the repository belong to, and all where there is no service.
    pub practices: &'a [String],
}

/// What was put there, and what was not.
#[derive(Debug)]
pub struct Shelved {
    /// What was written.
    pub scaffold: Scaffold,
    /// Playbooks whose names the repository has for others.
    pub left_out: Vec<String>,
}

/// The practices that there are playbooks for.
pub fn practices() -> Vec<&'static str> {
    LIBRARY.dirs().filter_map(|folder| folder.path().to_str()).collect()
}

/// Writes playbooks of the library beside the folder of actions, one file each. Nothing is overwritten, and no name is
/// declared twice: a playbook that the repository has by that name is its own.
pub fn shelve(request: &Request<'_>) -> Result<Shelved> {
    let (root, is_repository) = init::place(&request.workspace.directory, request.into.as_deref())?;
    let catalog = if is_repository { declared(request.workspace, &root)? } else { Catalog::default() };
    let wanted = wanted(request.practices, &catalog);
    let folder = folder(&catalog.settings);
    let (mut files, mut left_out) = (BTreeMap::new(), Vec::new());
    for (name, text) in playbooks(&wanted) {
        let path = format!("{folder}{name}.yaml");
        let own = catalog.playbooks.get(name);
        if own.is_some_and(|own| own.meta.place.file() != path) {
            left_out.push(name.to_owned());
            continue;
        }
        if own.is_none() {
            let up = format!("{}.deming/", "../".repeat(folder.matches('/').count()));
            files.insert(path, text.replace(SCHEMA, &up).into_bytes());
        }
    }
    // Editors look for the schema; one that is there may be of another version, and is left.
    for (name, text) in schema::editor_files()? {
        let path = format!(".deming/{name}");
        if !root.join(&path).exists() {
            files.insert(path, text.into_bytes());
        }
    }
    Ok(Shelved { scaffold: init::put(root, is_repository, files)?, left_out })
}

fn declared(request: &workspace::Request, root: &Path) -> Result<Catalog> {
    let request = workspace::Request { directory: root.to_owned(), ..request.clone() };
    Ok(Workspace::open(&request)?.catalog)
}

fn wanted(asked: &[String], catalog: &Catalog) -> BTreeSet<String> {
    let own = catalog.services.values().map(|service| service.practice.0.to_string());
    let own: BTreeSet<String> = own.collect();
    match (asked, own.is_empty()) {
        ([], true) => practices().into_iter().map(str::to_owned).collect(),
        ([], false) => own,
        (asked, _) => asked.iter().cloned().collect(),
    }
}

/// `playbooks/` beside the folder that actions go into.
fn folder(settings: &Settings) -> String {
    let parts: Vec<&str> =
        settings.proposals.actions.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let above = parts.split_last().map(|(_, above)| above).unwrap_or_default();
    above.iter().chain(&["playbooks"]).map(|part| format!("{part}/")).collect()
}

fn playbooks(practices: &BTreeSet<String>) -> impl Iterator<Item = (&'static str, &'static str)> {
    let folders = practices.iter().filter_map(|practice| LIBRARY.get_dir(practice.as_str()));
    let files = folders.flat_map(|folder| folder.files());
    files.filter_map(|file| Some((file.path().file_stem()?.to_str()?, file.contents_utf8()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::settings::Proposals;

    #[test]
    fn the_six_practices_have_two_to_four_each() {
        let found = practices();
        assert_eq!(
            found,
            ["capacity", "continuity", "it-support", "provisioning", "security", "service-levels"]
        );
        for practice in found {
            let count = playbooks(&BTreeSet::from([practice.to_owned()])).count();
            assert!((2..=4).contains(&count), "{practice}: {count}");
        }
    }

    #[test]
    fn they_stand_beside_the_actions() {
        let beside = |actions: &str| {
            let proposals = Proposals { actions: actions.into(), ..Proposals::default() };
            folder(&Settings { proposals, ..Settings::default() })
        };
        assert_eq!(beside("improvement/actions"), "improvement/playbooks/");
        assert_eq!(beside("./"), "playbooks/");
    }
}
