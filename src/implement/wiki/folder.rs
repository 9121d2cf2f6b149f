//! A wiki that is a folder, and how files are written into one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::reconcile::{Changes, reconcile};
use super::shelf::Shelf;
use super::{Options, Page, Published, WikiError, manifest, report};
use crate::git::Snapshot;
use crate::implement::write_file;

/// Publishes into a folder, which is made if it is missing.
pub(super) fn publish(root: &Path, pages: &[Page], options: &Options) -> Result<Published, WikiError> {
    let shelf = if root.exists() { Shelf::of(Snapshot::directory(root.to_owned())) } else { Shelf::empty() };
    let changes = reconcile(&shelf, pages, options)?;
    if !options.dry_run {
        apply(root, &changes)?;
    }
    Ok(report(changes, options))
}

/// Writes and removes what changes, each file at once or not at all. The list of pages comes last, for the reason
/// that stands with it.
pub(super) fn apply(root: &Path, changes: &Changes) -> Result<(), WikiError> {
    for page in &changes.writes {
        put(root, &page.name, &page.after)?;
    }
    for page in &changes.removals {
        remove(root, &page.name)?;
    }
    changes.manifest.as_ref().map_or(Ok(()), |text| put(root, manifest::FILE, text.as_bytes()))
}

fn put(root: &Path, name: &str, content: &[u8]) -> Result<(), WikiError> {
    let path = folder_of(root, name)?.join(name.rsplit('/').next().unwrap_or(name));
    write_file(&path, content).map_err(failed(&path))
}

/// The folder of a page, made if it is missing. None of the folders between it and the root may be a link, which
/// could lead anywhere.
fn folder_of(root: &Path, name: &str) -> Result<PathBuf, WikiError> {
    let mut folder = root.to_owned();
    fs::create_dir_all(&folder).map_err(failed(&folder))?;
    let parents = name.rsplit_once('/').map_or("", |(parents, _)| parents);
    for part in parents.split('/').filter(|part| !part.is_empty()) {
        folder.push(part);
        match fs::symlink_metadata(&folder) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(WikiError::NotAFolder { path: folder }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir(&folder).map_err(failed(&folder))?;
            }
            Err(error) => return Err(failed(&folder)(error)),
        }
    }
    Ok(folder)
}

/// Removes a page, and the folders that are empty without it.
fn remove(root: &Path, name: &str) -> Result<(), WikiError> {
    let folder = folder_of(root, name)?;
    let path = root.join(name);
    fs::remove_file(&path).map_err(failed(&path))?;
    let empty = folder.ancestors().take_while(|folder| *folder != root);
    for folder in empty {
        // Fails when something is left in it, which is as it should be.
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> WikiError {
    let path = path.to_owned();
    move |source| WikiError::Write { path, source }
}
