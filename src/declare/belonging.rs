//! Whether a document is a declaration, somebody else's, or a declaration that does not say so as it should.
//!
//! A declaration that is passed over in silence is the worst mistake there is: what is not judged looks as if it
//! were met. Where declarations stand, whatever is not looked at is told; elsewhere other people's files are theirs.

use serde_json::{Map, Value};

use super::diagnose::{found, shortened};
use super::discover::{self, is_api_version, is_ours};
use super::envelope::{OPENSLO, VERSION};
use super::rules;
use crate::finding::Finding;
use crate::model::ObjectKind;
use crate::text::{Place, nearest};

/// What a file gives reason to expect of its documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// It is a declaration file: its text says so, or its folder is a declared root.
    declares: bool,
    /// It lies in a folder that holds declarations and nothing else.
    in_our_folder: bool,
    /// That folder is a declared root.
    in_root: bool,
}

impl Standing {
    /// Of a file in a root that the settings declare.
    pub const IN_ROOT: Self = Self { declares: true, in_our_folder: true, in_root: true };

    /// Of a file without declared roots, as far as its path tells.
    pub fn of(path: &str) -> Self {
        Self { declares: false, in_our_folder: discover::is_customary(path), in_root: false }
    }

    /// The same for a file whose text says that it is a declaration.
    #[must_use]
    pub fn that_says_so(self) -> Self {
        Self { declares: true, ..self }
    }
}

/// Whose a document is.
pub enum Belonging<'t> {
    /// A declaration.
    Ours(&'t Map<String, Value>),
    /// An object of OpenSLO.
    OpenSlo(&'t Map<String, Value>),
    /// A list with objects of OpenSLO in it.
    List(&'t [Value]),
    /// It should be a declaration and is none, or it stands where declarations stand.
    Nobodys(Box<Finding>),
    /// It is not looked at, and that is no surprise.
    SomebodyElses,
}

/// Whose the document at `place` is. An empty one declares nothing.
pub fn of<'t>(document: &'t Value, place: &Place, standing: Standing) -> Belonging<'t> {
    let finding = match document {
        Value::Null => None,
        Value::Object(mapping) => match mapping.get("apiVersion") {
            Some(Value::String(version)) if version == VERSION => return Belonging::Ours(mapping),
            Some(Value::String(version)) if version == OPENSLO => return Belonging::OpenSlo(mapping),
            Some(Value::String(version)) => other_version(version, place, standing),
            Some(other) => no_text(other, mapping, place, standing),
            None => no_version(mapping, place, standing),
        },
        Value::Array(list) if list.iter().any(is_of_openslo) => return Belonging::List(list),
        other => no_mapping(other, place, standing),
    };
    finding.map_or(Belonging::SomebodyElses, |finding| Belonging::Nobodys(Box::new(finding)))
}

/// Whether a value says that it is an object of OpenSLO, of whichever version: such objects may stand in a list.
fn is_of_openslo(value: &Value) -> bool {
    let version = value.get("apiVersion").and_then(Value::as_str);
    version.is_some_and(|version| version.starts_with("openslo"))
}

fn no_mapping(document: &Value, place: &Place, standing: Standing) -> Option<Finding> {
    if !standing.declares {
        return not_looked_at(format!("this is {}", found(document)), place, standing);
    }
    let message = format!("a declaration is a mapping, found {}", found(document));
    let help = "declarations stand one after the other, with a line `---` between them";
    Some(Finding::new(&rules::NOT_A_DECLARATION, place, message).help(help))
}

fn other_version(version: &str, place: &Place, standing: Standing) -> Option<Finding> {
    if !is_ours(version) {
        let what = format!("its `apiVersion` is `{}`", shortened(version));
        return not_looked_at(what, &place.child("apiVersion"), standing);
    }
    if version.starts_with("openslo") {
        let message = format!("`{}` is no version of OpenSLO that is read here", shortened(version));
        let finding = Finding::new(&rules::OPENSLO_VERSION, place.child("apiVersion"), message);
        return Some(finding.help(format!("this deming reads `{OPENSLO}`")));
    }
    let message = format!("`{}` is no version of the language that is read here", shortened(version));
    let finding = Finding::new(&rules::UNKNOWN_VERSION, place.child("apiVersion"), message);
    Some(finding.help(format!("this deming reads `{VERSION}`")))
}

fn no_text(
    version: &Value,
    mapping: &Map<String, Value>,
    place: &Place,
    standing: Standing,
) -> Option<Finding> {
    let place = place.child("apiVersion");
    if !standing.declares && !looks_like_ours(mapping) {
        return not_looked_at(format!("its `apiVersion` is {}", found(version)), &place, standing);
    }
    let message = format!("expected a version of the language, found {}", found(version));
    Some(Finding::new(&rules::WRONG_TYPE, place, message).help(format!("write `apiVersion: {VERSION}`")))
}

fn no_version(mapping: &Map<String, Value>, place: &Place, standing: Standing) -> Option<Finding> {
    let misspelt = mapping.iter().find(|(key, _)| is_api_version(key));
    let version = misspelt.and_then(|(_, value)| value.as_str());
    let meant = version.map_or_else(|| looks_like_ours(mapping), is_ours);
    if !meant && !standing.in_root {
        return not_looked_at("it has no `apiVersion`".into(), place, standing);
    }
    Some(match misspelt {
        Some((key, _)) => {
            let message = format!("unknown field `{}`", shortened(key));
            let help = format!("did you mean `apiVersion: {VERSION}`?");
            Finding::new(&rules::UNKNOWN_FIELD, place.key(key), message).help(help)
        }
        None => Finding::new(&rules::MISSING_FIELD, place.child("apiVersion"), "`apiVersion` is missing")
            .help(format!("a declaration begins with `apiVersion: {VERSION}`")),
    })
}

/// Whether a document without a version has what a declaration has.
fn looks_like_ours(mapping: &Map<String, Value>) -> bool {
    let kind = mapping.get("kind").and_then(Value::as_str);
    kind.is_some_and(|kind| nearest(kind, ObjectKind::ALL.map(ObjectKind::keyword)).is_some())
        || (mapping.contains_key("metadata") && mapping.contains_key("spec"))
}

/// A note where everything should be a declaration; elsewhere nothing.
fn not_looked_at(what: String, place: &Place, standing: Standing) -> Option<Finding> {
    let message = format!("{what}, so it is no declaration and is not looked at");
    let help = format!("a declaration begins with `apiVersion: {VERSION}`");
    standing.in_our_folder.then(|| Finding::new(&rules::NOT_LOOKED_AT, place, message).help(help))
}
