//! A wiki that has been looked at: which report it holds comes before the pages of the next one.

use std::path::{Path, PathBuf};

use super::manifest::{self, Manifest};
use super::remote::Clone;
use super::repository::{self, Wiki};
use super::shelf::Shelf;
use super::{Options, Page, Published, Reports, Target, WikiError, folder, page_name};
use crate::git::Snapshot;

/// A wiki, and where it is.
pub struct Opened(Place);

enum Place {
    Folder(PathBuf),
    Repository(Wiki),
    Remote(Clone),
}

/// Opens a wiki. One behind a URL is cloned for as long as the answer lives.
///
/// # Errors
/// What can go wrong with Git and the network.
pub fn open(target: &Target) -> Result<Opened, WikiError> {
    Ok(Opened(match target {
        Target::Url(url) => Place::Remote(Clone::of(url)?),
        Target::Folder(path) => match repository::at(path)? {
            Some(wiki) => Place::Repository(wiki),
            None => Place::Folder(path.clone()),
        },
    }))
}

/// The reports that a folder holds, whatever else the folder is.
///
/// # Errors
/// [`WikiError::Manifest`] and [`WikiError::Read`].
pub fn reports_in(folder: &Path) -> Result<Reports, WikiError> {
    let shelf =
        if folder.exists() { Shelf::of(Snapshot::directory(folder.to_owned())) } else { Shelf::empty() };
    reports_on(&shelf)
}

fn reports_on(shelf: &Shelf<'_>) -> Result<Reports, WikiError> {
    let Some(bytes) = shelf.read(manifest::FILE)? else { return Ok(Reports::default()) };
    Ok(Manifest::read(&String::from_utf8_lossy(&bytes))?.reports)
}

impl Opened {
    /// The reports that it holds.
    ///
    /// # Errors
    /// As [`reports_in`].
    pub fn reports(&self) -> Result<Reports, WikiError> {
        match &self.0 {
            Place::Folder(path) => reports_in(path),
            Place::Repository(wiki) => reports_on(&wiki.committed()?),
            Place::Remote(clone) => reports_on(&clone.wiki().committed()?),
        }
    }

    /// Puts pages into it, as [`super::publish`] does.
    ///
    /// # Errors
    /// As there.
    pub fn publish(self, pages: &[Page], options: &Options) -> Result<Published, WikiError> {
        page_name::check_all(pages)?;
        match self.0 {
            Place::Folder(path) => folder::publish(&path, pages, options),
            Place::Repository(wiki) => wiki.publish(pages, options),
            Place::Remote(clone) => clone.publish(pages, options),
        }
    }
}
