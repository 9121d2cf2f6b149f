//! The directory of owners: `owners.yaml`, and `owners` of the settings.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::discover::{self, Files};
use super::lower::OneOrMany;
use super::scalar::Parsed;
use super::v1::word::words;
use super::{rules, schema, settings};
use crate::finding::{Finding, Findings};
use crate::model::directory::{Directory, Entry, OwnerKind};
use crate::model::{Owner, Settings};
use crate::text::Place;

/// Owners by handle (`@ann`, `@ops/desk`) or mail address.
pub type OwnersSpec = BTreeMap<String, OwnerSpec>;

/// Who an owner is, and by which names history knows them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OwnerDetails")]
pub struct OwnerSpec {
    /// What people call them, as in their commits.
    #[schemars(example = &"Ann Ohm")]
    name: Option<String>,
    /// Their mail address, as in their commits: one, or a list.
    #[schemars(example = &"ann@example.org")]
    mail: Option<OneOrMany<String>>,
    /// Of a team: who is in it.
    #[serde(default)]
    #[schemars(example = ["@ann", "@ben"])]
    members: Vec<Parsed<Owner>>,
    /// What they are. Unless given, whoever has members is a team, and so is `@group/team`.
    kind: Option<OwnerKindWord>,
}

words! {
    /// What an owner is.
    OwnerKindWord => OwnerKind {
        /// A person, whose commits can be told from others.
        "person" Person => OwnerKind::Person,
        /// A team, which commits through its members.
        "team" Team => OwnerKind::Team,
    }
}

/// Adds what `owners.yaml` says to the settings.
pub fn read(files: &dyn Files, settings: &mut Settings, findings: &mut Findings) {
    let Some(name) = discover::OWNERS.iter().find(|name| files.paths().iter().any(|path| path == **name))
    else {
        return;
    };
    let document = match files.content(name) {
        Ok(bytes) => settings::single_document(name, &bytes, schema::owners(), findings),
        Err(reason) => {
            findings.push(super::unreadable(name, reason));
            None
        }
    };
    let Some((value, place)) = document else { return };
    match serde_path_to_error::deserialize(&value) {
        Ok(spec) => {
            let (directory, found) = lower(spec, &place);
            findings.extend(found);
            add(settings, directory, findings);
        }
        Err(error) => findings.push(super::diagnose::refusal(&place, &error)),
    }
}

fn add(settings: &mut Settings, directory: Directory, findings: &mut Findings) {
    for (owner, entry) in directory {
        if let Some(known) = settings.owners.get(&owner) {
            let message = format!("`{owner}` is told of here and in the settings");
            let finding = Finding::new(&rules::CONTRADICTION, entry.place, message);
            findings.push(finding.label(&known.place, "the settings hold").help("keep one of the two"));
        } else {
            settings.owners.insert(owner, entry);
        }
    }
}

/// The directory that is meant, and what is wrong with it.
pub fn lower(spec: OwnersSpec, place: &Place) -> (Directory, Vec<Finding>) {
    let (mut directory, mut findings) = (Directory::new(), Vec::new());
    for (handle, spec) in spec {
        let at = place.child(&handle);
        match handle.parse::<Owner>() {
            Ok(owner) => drop(directory.insert(owner, spec.lower(at))),
            Err(error) => {
                findings.push(Finding::new(&rules::INVALID_VALUE, place.key(&handle), error.to_string()));
            }
        }
    }
    (directory, findings)
}

impl OwnerSpec {
    fn lower(self, place: Place) -> Entry {
        Entry {
            name: self.name,
            mail: self.mail.map(OneOrMany::into_vec).unwrap_or_default(),
            members: self.members.into_iter().map(|member| member.0).collect(),
            kind: self.kind.map(OwnerKindWord::lower),
            place,
        }
    }
}
