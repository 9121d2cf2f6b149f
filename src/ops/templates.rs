//! `init --templates`: the built-in templates as files to begin with.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;

use super::init::{self, Scaffold};
use super::workspace::{self, Workspace};
use crate::model::Settings;
use crate::present::Templates;

/// Which templates to put where.
#[derive(Debug)]
pub struct Request<'a> {
    /// How to look at the repository that is there.
    pub workspace: &'a workspace::Request,
    /// The folder to put them into, seen from there; as of [`init::Request`].
    pub into: Option<PathBuf>,
    /// The files, below `templates/`; none: all of them.
    pub files: &'a [String],
}

/// The files that there are.
pub fn names() -> Vec<&'static str> {
    Templates::names().collect()
}

/// Writes built-in templates into the folder that takes their place, for a repository to change. Nothing is overwritten.
pub fn write(request: &Request<'_>) -> Result<Scaffold> {
    let (root, is_repository) = init::place(&request.workspace.directory, request.into.as_deref())?;
    let settings = match is_repository {
        true => {
            let here = workspace::Request { directory: root.clone(), ..request.workspace.clone() };
            Workspace::open(&here)?.catalog.settings
        }
        false => Settings::default(),
    };
    let folder = settings.templates.trim_end_matches('/');
    let wanted = Templates::names()
        .filter(|name| request.files.is_empty() || request.files.iter().any(|file| file == name));
    let files = wanted.filter_map(|name| {
        let path = format!("{folder}/{name}");
        // One that was changed already is the repository's own.
        (!root.join(&path).exists())
            .then(|| Some((path, Templates::text(name)?.as_bytes().to_vec())))
            .flatten()
    });
    let files: BTreeMap<String, Vec<u8>> = files.collect();
    init::put(root, is_repository, files)
}
