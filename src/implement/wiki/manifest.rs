//! The list of deming's own pages in a wiki.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{WikiError, page_name};

/// Where the list is kept.
pub const FILE: &str = ".deming-manifest.json";

/// The pages with the digests of what was generated in them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Manifest {
    /// By name.
    pub pages: BTreeMap<String, String>,
    /// The report that they are.
    pub reports: Reports,
}

/// Which report a wiki holds, and which one came before: what changed since is told by the next one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reports {
    /// The one that it holds.
    pub latest: Option<Reported>,
    /// The latest of an earlier day.
    pub before: Option<Reported>,
    /// Pages whose subject has another name now, each with the page that it leads to; both without their endings.
    pub moved: BTreeMap<String, String>,
}

/// A report that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reported {
    /// The moment that was "now".
    pub as_of: Timestamp,
    /// The commit that was looked at, in hexadecimal.
    pub commit: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    format_version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    report: Option<Reported>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<Reported>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    moved: BTreeMap<String, String>,
    pages: BTreeMap<String, String>,
}

/// The version that is written; later ones of the same major version can be read.
const VERSION: &str = "1.0";

impl Manifest {
    /// Reads the list. Anybody can write into a wiki, so names that no page of ours can have are left out: they
    /// would be files to delete.
    pub fn read(text: &str) -> Result<Self, WikiError> {
        let wire: Wire = serde_json::from_str(text).map_err(|error| bad(error.to_string()))?;
        if !wire.format_version.starts_with("1.") {
            return Err(bad(format!("its format version is {}", wire.format_version)));
        }
        let pages = wire.pages.into_iter().filter(|(name, _)| page_name::check(name).is_ok()).collect();
        let is_page = |name: &str| page_name::check(&format!("{name}.md")).is_ok();
        let moved = wire.moved.into_iter().filter(|(old, new)| is_page(old) && is_page(new)).collect();
        let reports = Reports { latest: wire.report, before: wire.before, moved };
        Ok(Self { pages, reports })
    }

    /// The list as it is kept: sorted, one page a line, so that Git merges it well.
    pub fn write(&self) -> Result<String, WikiError> {
        let Reports { latest, before, moved } = self.reports.clone();
        let (format_version, pages) = (VERSION.into(), self.pages.clone());
        let wire = Wire { format_version, report: latest, before, moved, pages };
        let text = serde_json::to_string_pretty(&wire).map_err(|error| bad(error.to_string()))?;
        Ok(text + "\n")
    }
}

fn bad(reason: String) -> WikiError {
    WikiError::Manifest { reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_reads_back_without_hostile_names() {
        let pages = BTreeMap::from([("Home.md".to_owned(), "sha256:0".to_owned())]);
        let reported = |day: &str| {
            let as_of = format!("{day}T00:00:00Z").parse().expect("a time");
            Some(Reported { as_of, commit: "1a2b".into() })
        };
        let reports =
            Reports { latest: reported("2016-06-01"), before: reported("2016-05-01"), ..Reports::default() };
        let mut manifest = Manifest { pages, reports };
        let clean = manifest.clone();
        manifest.pages.insert("../../.ssh/id".into(), "sha256:0".into());
        let read = Manifest::read(&manifest.write().expect("text")).expect("a manifest");
        assert_eq!(read, clean);
    }

    #[test]
    fn what_is_no_list_is_said_to_be_none() {
        for text in ["", "[]", "{\"formatVersion\": \"2.0\", \"pages\": {}}", "{\"formatVersion\": \"1.0\"}"]
        {
            assert!(Manifest::read(text).is_err(), "{text}");
        }
    }
}
