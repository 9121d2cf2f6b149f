//! Reading declarations and resolving them: every kind of mistake, and every kind of hostile file.

mod catalog;
mod discovery;
mod hostile;
pub mod language;
mod mistakes;
mod promises;
pub mod rules;
mod strays;
mod templates;

use std::fs;

use deming::catalog::{Catalog, resolve};
use deming::declare::{self, Declared};
use deming::finding::{Finding, Findings};
use deming::git::Snapshot;

/// Files in a folder of their own.
pub struct Tree(tempfile::TempDir);

impl Tree {
    pub fn of(files: &[(&str, &[u8])]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        Self(folder)
    }

    /// The same with symbolic links: where each stands, and where it leads.
    pub fn with_links(self, links: &[(&str, &str)]) -> Self {
        for (link, target) in links {
            let link = self.0.path().join(link);
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            std::os::unix::fs::symlink(target, link).unwrap();
        }
        self
    }

    pub fn read(&self) -> Declared {
        declare::read(&Snapshot::directory(self.0.path().to_owned()), 2)
    }
}

/// What reading and resolving say about one declaration file.
pub fn about(text: &str) -> Vec<String> {
    let (_, findings) = resolved(&[("improvement/a.yaml", text.as_bytes())]);
    told(&findings)
}

/// The catalog of some files and everything that is wrong with them, in the order of reports.
pub fn resolved(files: &[(&str, &[u8])]) -> (Catalog, Findings) {
    resolved_tree(&Tree::of(files))
}

/// The same for a tree.
pub fn resolved_tree(tree: &Tree) -> (Catalog, Findings) {
    let Declared { settings, declarations, mut findings } = tree.read();
    let as_of = "2026-01-01T00:00:00Z".parse().unwrap();
    let (catalog, found) = resolve(settings, declarations, Some(as_of));
    findings.extend(found);
    findings.sort();
    (catalog, findings)
}

/// `CODE file:line:column message [label line:column text] -> help`, one for each finding.
pub fn told(findings: &Findings) -> Vec<String> {
    findings.iter().map(tell).collect()
}

fn tell(finding: &Finding) -> String {
    let start = finding.location.span().start;
    let path = finding.location.path().trim_start_matches("improvement/");
    let mut told =
        format!("{} {path}:{}:{} {}", finding.rule.code, start.line, start.column, finding.message);
    for label in &finding.labels {
        let at = label.location.span().start;
        told.push_str(&format!(" [{}:{} {}]", at.line, at.column, label.text));
    }
    if let Some(help) = &finding.help {
        told.push_str(&format!(" -> {help}"));
    }
    told
}

/// A Service `desk` as a document.
pub const DESK: &str = "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n";
