//! `init`: an example, or a first service, into a repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use include_dir::{Dir, include_dir};

use super::refusal::Refusal;
use super::schema;
use crate::git::{GitError, Repository, own};

/// The examples by name. The first one is what a bare `init` copies: one service, one metric that cannot be measured
/// yet, one agreement.
static EXAMPLES: [(&str, Dir<'_>); 4] = [
    ("starter", include_dir!("$CARGO_MANIFEST_DIR/examples/starter")),
    ("delivery", include_dir!("$CARGO_MANIFEST_DIR/examples/delivery")),
    ("shop", include_dir!("$CARGO_MANIFEST_DIR/examples/shop")),
    ("service-desk", include_dir!("$CARGO_MANIFEST_DIR/examples/service-desk")),
];

/// What to put where.
#[derive(Debug)]
pub struct Request {
    /// The folder that the command looks from.
    pub directory: PathBuf,
    /// The folder to put it into, seen from there. It becomes a repository of its own when it is not the root of one.
    /// `None`: the root of the repository around `directory`, or `directory` itself.
    pub into: Option<PathBuf>,
    /// The example; `None`: the starter.
    pub example: Option<String>,
}

/// What was put there.
#[derive(Debug)]
pub struct Scaffold {
    /// The folder.
    pub root: PathBuf,
    /// Whether a Git repository was made there.
    pub repository_made: bool,
    /// The files that were not there before, relative to the folder, in order.
    pub files: Vec<String>,
}

/// The names that `--example` takes.
pub fn example_names() -> Vec<&'static str> {
    EXAMPLES.iter().map(|(name, _)| *name).collect()
}

/// Writes the files of an example and the schemas for editors. Nothing is overwritten: when one of the files is there
/// already with other content, nothing at all is written.
pub fn init(request: &Request) -> Result<Scaffold> {
    let files = files_of(request.example.as_deref())?;
    let (root, is_repository) = place(&request.directory, request.into.as_deref())?;
    put(root, is_repository, files)
}

/// Writes files that are not there into a folder, and makes a repository of it where it is none; nothing at all where one
/// is there with other content.
pub(super) fn put(root: PathBuf, is_repository: bool, files: BTreeMap<String, Vec<u8>>) -> Result<Scaffold> {
    let mut taken: Vec<String> = Vec::new();
    for (path, content) in &files {
        if is_taken(&root.join(path), content)? {
            taken.push(path.clone());
        }
    }
    if !taken.is_empty() {
        return Err(Refusal::new(format!(
            "{} would be overwritten, so nothing was written",
            taken.join(", ")
        ))
        .help("move them away, or name another folder: `deming init … DIR`")
        .into());
    }
    if !is_repository {
        own::init(&root)?;
    }
    let mut written = Vec::new();
    for (path, content) in files {
        let file = root.join(&path);
        if !file.exists() {
            super::write_file(&file, &content)?;
            written.push(path);
        }
    }
    Ok(Scaffold { root, repository_made: !is_repository, files: written })
}

/// The folder to write into, and whether it is the root of a repository already. Settings and declarations are looked for
/// from the root of a repository, so nowhere else would they be found.
pub(super) fn place(directory: &Path, into: Option<&Path>) -> Result<(PathBuf, bool)> {
    let folder = into.map_or(directory.to_owned(), |into| directory.join(into));
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let root = match Repository::discover(&folder) {
        Ok(repository) => repository.require_workdir()?.to_owned(),
        Err(GitError::NotARepository { .. }) => return Ok((folder, false)),
        Err(error) => return Err(error.into()),
    };
    let is_root = folder.canonicalize().ok() == root.canonicalize().ok();
    match into {
        Some(_) if !is_root => Ok((folder, false)),
        _ => Ok((root, true)),
    }
}

fn files_of(example: Option<&str>) -> Result<BTreeMap<String, Vec<u8>>> {
    let (_, folder) = EXAMPLES
        .iter()
        .find(|(name, _)| example.is_none_or(|wanted| wanted == *name))
        .with_context(|| format!("there is no such example; there are {}", example_names().join(", ")))?;
    let mut files = BTreeMap::new();
    collect(folder, &mut files);
    for (name, text) in schema::editor_files()? {
        files.insert(format!(".deming/{name}"), text.into_bytes());
    }
    Ok(files)
}

fn collect(folder: &Dir<'_>, files: &mut BTreeMap<String, Vec<u8>>) {
    for file in folder.files() {
        let parts: Vec<String> = file.path().iter().map(|part| part.to_string_lossy().into_owned()).collect();
        files.insert(parts.join("/"), file.contents().to_vec());
    }
    for inner in folder.dirs() {
        collect(inner, files);
    }
}

fn is_taken(path: &Path, content: &[u8]) -> Result<bool> {
    match std::fs::read(path) {
        Ok(there) => Ok(there != content),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("cannot look at {}", path.display())),
    }
}
