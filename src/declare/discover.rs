//! Which files declare something.

use std::collections::BTreeSet;

use strsim::damerau_levenshtein;

use super::envelope::VERSION;
use crate::git::{BlobId, Snapshot};
use crate::model::Settings;
use crate::text::nearest;

/// The names of the settings file.
pub const SETTINGS: [&str; 5] =
    ["deming.yaml", "deming.yml", ".deming.yaml", ".deming/config.yaml", ".github/deming.yaml"];

/// The names of the directory of owners, which is no declaration.
pub const OWNERS: [&str; 3] = ["owners.yaml", "owners.yml", ".deming/owners.yaml"];

/// Folders that never hold declarations, at any depth.
const SKIPPED: [&str; 3] = [".git", "node_modules", "target"];

/// The folder that scaffolds put declarations into; a broken file in it is taken for a declaration.
const CUSTOMARY: &str = "improvement";

/// Files larger than this, in bytes, are not looked at for an `apiVersion`.
const LARGEST: u64 = 16 << 20;

/// Where declarations are read from, by several threads.
pub trait Files: Sync {
    /// The paths of all files, with forward slashes, in order.
    fn paths(&self) -> &[String];

    /// The paths of all symbolic links, in order. They are never followed.
    fn symbolic_links(&self) -> &[String];

    /// The content of one, or why it cannot be had.
    fn content(&self, path: &str) -> Result<Vec<u8>, String>;

    /// What tells the content of one from others, if it can be had.
    fn blob(&self, path: &str) -> Option<BlobId>;
}

impl Files for Snapshot {
    fn paths(&self) -> &[String] {
        self.files()
    }

    fn symbolic_links(&self) -> &[String] {
        Snapshot::symbolic_links(self)
    }

    fn content(&self, path: &str) -> Result<Vec<u8>, String> {
        self.read_at_most(path, LARGEST).map_err(|error| error.to_string())
    }

    fn blob(&self, path: &str) -> Option<BlobId> {
        Snapshot::blob(self, path).ok()
    }
}

/// The YAML files below the roots, settings left out, in order.
pub fn yaml_files<'f>(files: &'f dyn Files, settings: &Settings) -> Vec<&'f str> {
    let below = |path: &str| settings.roots.iter().any(|root| lies_below(path, root));
    let ours = |path: &&str| is_candidate(path) && below(path) && !lies_below(path, &settings.templates);
    files.paths().iter().map(String::as_str).filter(ours).collect()
}

/// The JSON files below declared roots, in order, each with whether a root names the file itself: others may be data.
pub fn json_files<'f>(files: &'f dyn Files, settings: &Settings) -> Vec<(&'f str, bool)> {
    let roots = || settings.roots.iter().map(|root| root.trim_start_matches("./"));
    let below =
        |path: &str| roots().any(|root| lies_below(path, root)) && !lies_below(path, &settings.templates);
    let paths = files.paths().iter().map(String::as_str).filter(|path| is_json(path) && below(path));
    paths.map(|path| (path, roots().any(|root| root == path))).collect()
}

fn is_json(path: &str) -> bool {
    path.ends_with(".json") && !path.split('/').any(|part| SKIPPED.contains(&part))
}

/// Whether a root holds no file in which declarations may stand.
pub fn is_empty(root: &str, files: &dyn Files) -> bool {
    !files.paths().iter().any(|path| (is_candidate(path) || is_json(path)) && lies_below(path, root))
}

/// Whether a path is a root, or lies in it.
pub fn lies_below(path: &str, root: &str) -> bool {
    let root = root.trim_start_matches("./").trim_end_matches('/');
    let below = |rest: &str| rest.is_empty() || rest.starts_with('/');
    matches!(root, "" | ".") || path.strip_prefix(root).is_some_and(below)
}

/// Whether declarations may stand in a file of this name.
pub fn is_candidate(path: &str) -> bool {
    let yaml = path.ends_with(".yaml") || path.ends_with(".yml");
    let skipped = path.split('/').any(|part| SKIPPED.contains(&part));
    yaml && !skipped && !SETTINGS.contains(&path) && !OWNERS.contains(&path)
}

/// Whether a line of the text says that it is a declaration: an `apiVersion` of deming or OpenSLO, or one that looks
/// like a misspelling of deming's, or a misspelt key with deming's version. Comments do not count.
pub fn mentions_us(text: &str) -> bool {
    names_us(text) || text.lines().any(names_us_by_a_misspelt_key)
}

fn names_us_by_a_misspelt_key(line: &str) -> bool {
    let Some((key, value)) = line.split_once(':').filter(|(key, _)| !key.contains('#')) else {
        return false;
    };
    let version = value.trim().trim_matches(['"', '\'']);
    let key = key.trim_start_matches('\u{feff}').trim_end().trim_matches(['"', '\'']);
    version.split([' ', '"', '\'']).next() == Some(VERSION) && is_api_version(key)
}

/// Whether a key is `apiVersion`, or meant to be.
pub fn is_api_version(key: &str) -> bool {
    nearest(key, ["apiVersion"]).is_some()
}

fn names_us(text: &str) -> bool {
    text.match_indices("apiVersion").any(|(at, key)| {
        let (before, after) =
            (text.get(..at).unwrap_or_default(), text.get(at + key.len()..).unwrap_or_default());
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        let begins = line.is_empty() || line.ends_with([' ', '\t', '{', ',', '"', '\'', '\u{feff}']);
        begins && !line.contains('#') && value_after(after).is_some_and(is_ours)
    })
}

/// The word behind the colon of a key.
fn value_after(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['"', '\'']).trim_start_matches(' ').strip_prefix(':')?;
    let text = text.trim_start_matches([' ', '\t']).trim_start_matches(['"', '\'']);
    text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '}' | '#')).next()
}

/// Whether an `apiVersion` is meant for deming.
pub fn is_ours(version: &str) -> bool {
    const TYPOS: usize = 2;
    let near = version.len() <= VERSION.len() + TYPOS && damerau_levenshtein(version, VERSION) <= TYPOS;
    version.starts_with("deming") || version.starts_with("openslo") || near
}

/// The folders in which a broken file is taken for a declaration.
#[derive(Debug, Default)]
pub struct Neighbourhood<'f>(BTreeSet<&'f str>);

impl<'f> Neighbourhood<'f> {
    /// Adds the folder of a declaration file.
    pub fn add(&mut self, path: &'f str) {
        self.0.insert(folder(path));
    }

    /// Whether a file lies beside or below declarations. At the root of the repository only beside: everything lies
    /// below it.
    pub fn contains(&self, path: &str) -> bool {
        let own = folder(path);
        let mut above = own.match_indices('/').filter_map(|(at, _)| own.get(..at));
        is_customary(path) || self.0.contains(own) || above.any(|folder| self.0.contains(folder))
    }
}

/// Whether a file lies in a folder that by custom holds declarations and nothing else.
pub fn is_customary(path: &str) -> bool {
    folder(path).split('/').any(|part| part == CUSTOMARY)
}

/// Whether a path names such a folder itself.
pub fn is_customary_folder(path: &str) -> bool {
    path.rsplit('/').next() == Some(CUSTOMARY)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_known_by_their_version() {
        for ours in [
            "apiVersion: deming/v1",
            "a: b\r\napiVersion:   'deming/v2'\r\n",
            "{apiVersion: deming/v1, kind: Need}",
            "\"apiVersion\": \"openslo/v1\"",
            "apiVersion: demin/v1",
            "apiVersion: dmeing/v1 # comment",
            "\u{feff}apiVersion: deming/v1",
            "apiversion: deming/v1",
            "\"api_version\": \"deming/v1\" # comment",
        ] {
            assert!(mentions_us(ours), "{ours}");
        }
        for other in [
            "apiVersion: v1",
            "# apiVersion: deming/v1",
            "schemaVersion: deming/v1",
            "apiVersion",
            "apiVersion: apps/v1",
            "apiversion: apps/v1",
            "# apiversion: deming/v1",
            "  image: deming/v1",
            "",
        ] {
            assert!(!mentions_us(other), "{other}");
        }
    }

    #[test]
    fn roots_are_folders_and_not_beginnings_of_names() {
        assert!(lies_below("improvement/a.yaml", "improvement"));
        assert!(lies_below("improvement/a.yaml", "./improvement/"));
        assert!(lies_below("a.yaml", "."));
        assert!(!lies_below("improvements/a.yaml", "improvement"));
    }

    #[test]
    fn what_is_never_ours() {
        assert!(is_candidate("a/b.yml"));
        for path in ["node_modules/x/a.yaml", "a/target/b.yaml", "deming.yaml", "a.json"] {
            assert!(!is_candidate(path), "{path}");
        }
    }

    #[test]
    fn neighbours_lie_beside_or_below() {
        let mut folders = Neighbourhood::default();
        folders.add("top.yaml");
        folders.add("ops/desk/a.yaml");
        for near in ["x.yaml", "ops/desk/b.yaml", "ops/desk/more/c.yaml", "else/improvement/d.yaml"] {
            assert!(folders.contains(near), "{near}");
        }
        for far in ["charts/templates/a.yaml", "ops/b.yaml", "ops/desktop/c.yaml"] {
            assert!(!folders.contains(far), "{far}");
        }
    }
}
