//! Symbolic links where declarations should be. None is followed, since a link may lead anywhere; what hides behind
//! one is not judged, and that has to be told.

use super::discover::{self, Files, Neighbourhood, lies_below};
use super::rules;
use crate::finding::{Finding, Level, Location};
use crate::model::Settings;

/// Findings for the links in declared roots, and for those that stand in place of one. A root that is a link itself
/// is told where it is declared.
pub fn in_roots(files: &dyn Files, settings: &Settings) -> Vec<Finding> {
    let below = |link: &str, root: &str| lies_below(link, root) && !lies_below(tidy(root), link);
    reported(files, settings, |link| settings.roots.iter().any(|root| below(link, root)))
}

/// Findings for the links beside declarations, and in the folder or in place of the folder that by custom holds them.
pub fn near_declarations(
    files: &dyn Files,
    settings: &Settings,
    neighbourhood: &Neighbourhood<'_>,
) -> Vec<Finding> {
    reported(files, settings, |link| match discover::is_candidate(link) {
        true => neighbourhood.contains(link),
        false => discover::is_customary(link) || discover::is_customary_folder(link),
    })
}

/// The link that a root is, or lies behind.
pub fn of_root<'f>(root: &str, files: &'f dyn Files) -> Option<&'f str> {
    let links = files.symbolic_links().iter().map(String::as_str);
    links.into_iter().find(|link| lies_below(tidy(root), link))
}

fn tidy(root: &str) -> &str {
    root.trim_start_matches("./")
}

/// An error for each settings file that is a link: its settings do not hold.
pub fn in_place_of_settings(files: &dyn Files) -> Vec<Finding> {
    let links = files.symbolic_links().iter().filter(|link| discover::SETTINGS.contains(&link.as_str()));
    links.map(|link| finding(link).at_level(Level::Error)).collect()
}

fn reported(files: &dyn Files, settings: &Settings, is_near: impl Fn(&str) -> bool) -> Vec<Finding> {
    let hides_declarations = |link: &&String| {
        let elsewhere = lies_below(link, &settings.templates) || discover::SETTINGS.contains(&link.as_str());
        !elsewhere && (discover::is_candidate(link) || may_be_folder(link)) && is_near(link)
    };
    files.symbolic_links().iter().filter(hides_declarations).map(|link| finding(link)).collect()
}

/// What a link leads to is not looked up, since the tree may be a commit: a name without an ending is most likely
/// that of a folder.
fn may_be_folder(link: &str) -> bool {
    !link.rsplit('/').next().unwrap_or_default().contains('.')
}

fn finding(link: &str) -> Finding {
    let message = format!("`{link}` is a symbolic link, which deming does not follow");
    Finding::new(&rules::SYMBOLIC_LINK, Location::Path(link.to_owned()), message)
        .help("put the file or folder itself there")
}
