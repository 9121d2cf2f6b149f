//! What `import` and `export` share: files of others are read within bounds, results go to a file or to the counter.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::refusal::Refusal;
use crate::declare;
use crate::exchange::Foreign;
use crate::finding::Findings;
use crate::text::bounds::MAX_BYTES;

/// The word for standard input.
const STDIN: &str = "-";

/// Where the schema for editors lies, seen from the root of a repository.
const SCHEMA: &str = ".deming/deming.schema.json";

/// A file to write a result to.
#[derive(Debug, Clone)]
pub struct Out {
    /// The file.
    pub path: PathBuf,
    /// Whether what is there may be lost.
    pub force: bool,
}

impl Out {
    /// Writes a result, whole or not at all.
    ///
    /// # Errors
    /// Where something is there already and nobody said that it may go.
    pub fn write(&self, text: &str) -> Result<()> {
        if !self.force && self.path.symlink_metadata().is_ok() {
            let message = format!("{} is there already, so nothing was written", self.path.display());
            return Err(Refusal::new(message).help("name another file, or add `--force`").into());
        }
        super::write_file(&self.path, text.as_bytes())
    }

    /// The way from the file to the schema that `deming init` put into a folder above it.
    pub fn schema(&self) -> Option<String> {
        let folders = self.path.parent()?.ancestors().enumerate();
        let mut with_schema = folders.filter(|(_, folder)| folder.join(SCHEMA).is_file());
        with_schema.next().map(|(above, _)| format!("{}{SCHEMA}", "../".repeat(above)))
    }
}

/// The documents of files, seen from a folder, in the order of the files; of a folder all YAML files below it, and `-` is
/// standard input.
///
/// # Errors
/// Where a file cannot be read at all. What is wrong inside it is a finding.
pub fn documents(directory: &Path, files: &[PathBuf]) -> Result<(Vec<Foreign>, Findings)> {
    let mut documents = Vec::new();
    let mut findings = Findings::default();
    for file in unfolded(directory, files)? {
        let (name, bytes) = content(directory, &file)?;
        let (found, wrong) = declare::foreign(&name, &bytes);
        documents.extend(found.into_iter().map(|(place, value)| Foreign { place, value }));
        findings.extend(wrong);
    }
    Ok((documents, findings))
}

/// The files that are meant: of a folder all YAML files below it, sorted. Links in it are not followed.
fn unfolded(directory: &Path, files: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for file in files {
        if !directory.join(file).is_dir() {
            found.push(file.clone());
            continue;
        }
        for entry in walkdir::WalkDir::new(directory.join(file)).sort_by_file_name() {
            let entry = entry.with_context(|| format!("cannot look into {}", file.display()))?;
            let is_yaml = entry.path().extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
            if entry.file_type().is_file() && is_yaml {
                found.push(entry.path().strip_prefix(directory).unwrap_or(entry.path()).to_owned());
            }
        }
    }
    Ok(found)
}

/// The name of a file as findings show it, and what is in it.
fn content(directory: &Path, file: &Path) -> Result<(String, Vec<u8>)> {
    if file.as_os_str() == STDIN {
        let bytes = bounded(io::stdin().lock(), "standard input").context("cannot read standard input")?;
        return Ok(("<stdin>".to_owned(), bytes));
    }
    let name = file.to_string_lossy().replace('\\', "/");
    let cannot = || format!("cannot read {}", file.display());
    let opened = File::open(directory.join(file)).with_context(cannot)?;
    Ok((name.clone(), bounded(opened, &name).with_context(cannot)?))
}

/// All of a stream, if that is not more than a YAML file may be.
fn bounded(stream: impl Read, name: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_BYTES {
        bail!("{name} has more than {MAX_BYTES} bytes; split it");
    }
    Ok(bytes)
}
