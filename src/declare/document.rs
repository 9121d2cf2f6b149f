//! One file and its documents: which are declarations, of what kind, and what became of them.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::diagnose::{self, found, listed, shortened};
use super::envelope::{OPENSLO, VERSION};
use super::lower::Lower;
use super::tree::{self, Tree};
use super::{discover, rules, schema, unreadable_text, v1};
use crate::finding::{Finding, Findings};
use crate::model::{Declarations, Object, ObjectKind, Settings};
use crate::text::{Place, Source, nearest};

/// Reads files one after the other and collects what they declare.
pub struct Reader<'a> {
    settings: &'a Settings,
    declarations: Declarations,
    findings: Findings,
}

impl<'a> Reader<'a> {
    /// A reader that has read nothing yet.
    pub fn new(settings: &'a Settings) -> Self {
        Self { settings, declarations: Declarations::default(), findings: Findings::default() }
    }

    /// Adds a finding.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// What was declared, and what is wrong.
    pub fn finish(self) -> (Declarations, Findings) {
        (self.declarations, self.findings)
    }

    /// Reads a declaration file.
    pub fn file(&mut self, path: &str, bytes: &[u8]) {
        let Some((source, trees)) = self.trees(path, bytes) else { return };
        let mut openslo = Vec::new();
        for (number, tree) in trees.iter().enumerate() {
            let place = Place::document(Arc::clone(&source), number);
            if tree.has_duplicates {
                self.findings.extend(unreadable_text::duplicate_keys(&source, number));
            }
            match self.mapping(&tree.value, &place) {
                Some(mapping) if self.version(mapping, &place) => self.object(tree, mapping, place),
                Some(mapping) if version_is(mapping, OPENSLO) => openslo.push(place),
                _ => {}
            }
        }
        self.openslo(&openslo);
    }

    /// Reads a file that does not say that it is a declaration: only that it cannot be read is reported.
    pub fn stranger(&mut self, path: &str, bytes: &[u8]) {
        self.trees(path, bytes);
    }

    fn trees(&mut self, path: &str, bytes: &[u8]) -> Option<(Arc<Source>, Vec<Tree>)> {
        match unreadable_text::check(path, bytes) {
            Ok(source) => {
                let (trees, error) = tree::documents(source.text());
                self.findings.extend(error.map(|error| unreadable_text::syntax(&source, error)));
                Some((source, trees))
            }
            Err(finding) => {
                self.report(*finding);
                None
            }
        }
    }

    /// The document, if it can be a declaration; an empty one declares nothing.
    fn mapping<'t>(&mut self, document: &'t Value, place: &Place) -> Option<&'t Map<String, Value>> {
        match document {
            Value::Object(mapping) => Some(mapping),
            Value::Null => None,
            other => {
                let message = format!("a declaration is a mapping, found {}", found(other));
                let help = "declarations stand one after the other, with a line `---` between them";
                self.report(Finding::new(&rules::NOT_A_DECLARATION, place, message).help(help));
                None
            }
        }
    }

    /// Whether the document is in the language that is read; reports what looks as if it should be.
    fn version(&mut self, mapping: &Map<String, Value>, place: &Place) -> bool {
        let version = match mapping.get("apiVersion") {
            Some(Value::String(version)) => version,
            Some(other) => {
                let message = format!("expected a version of the language, found {}", found(other));
                let finding = Finding::new(&rules::WRONG_TYPE, place.child("apiVersion"), message);
                self.report(finding.help(format!("write `apiVersion: {VERSION}`")));
                return false;
            }
            None => {
                self.no_version(mapping, place);
                return false;
            }
        };
        let known = version == VERSION || version == OPENSLO;
        if !known && (self.settings.roots_declared || discover::is_ours(version)) {
            let message = format!("`{}` is no version of the language that is read here", shortened(version));
            let finding = Finding::new(&rules::UNKNOWN_VERSION, place.child("apiVersion"), message);
            self.report(finding.help(format!("this deming reads `{VERSION}`")));
        }
        version == VERSION
    }

    fn no_version(&mut self, mapping: &Map<String, Value>, place: &Place) {
        // Outside declared roots, a document without any sign of a declaration is somebody else's.
        let looks_like_one = ["kind", "metadata", "spec"].iter().any(|field| mapping.contains_key(*field));
        if !self.settings.roots_declared && !looks_like_one {
            return;
        }
        let misspelt = mapping.keys().find(|key| nearest(key, ["apiVersion"]).is_some());
        self.report(match misspelt {
            Some(key) => {
                let message = format!("unknown field `{}`", shortened(key));
                Finding::new(&rules::UNKNOWN_FIELD, place.key(key), message)
                    .help("did you mean `apiVersion`?")
            }
            None => Finding::new(&rules::MISSING_FIELD, place.child("apiVersion"), "`apiVersion` is missing")
                .help(format!("a declaration begins with `apiVersion: {VERSION}`")),
        });
    }

    fn object(&mut self, tree: &Tree, mapping: &Map<String, Value>, place: Place) {
        let Some(kind) = self.kind(mapping, &place) else { return };
        let (object, findings) = self.typed(kind, &tree.value, &place);
        match object.filter(|_| findings.is_empty() && !tree.has_duplicates) {
            Some(object) => self.declarations.objects.push(object),
            None => self.declarations.broken.extend(name_of(mapping).map(|name| (kind, name.to_owned()))),
        }
        self.findings.extend(findings);
    }

    /// The object of a kind, and what is wrong with it.
    fn typed(&self, kind: ObjectKind, document: &Value, place: &Place) -> (Option<Object>, Vec<Finding>) {
        let problems = diagnose::problems(schema::of_kind(kind), document, place);
        if !problems.is_empty() {
            return (None, problems);
        }
        let mut lower = Lower::new(&self.settings.zone);
        match v1::read(kind, document, place.clone(), &mut lower) {
            Ok(object) => (object, lower.into_findings()),
            Err(error) => (None, vec![diagnose::refusal(place, &error)]),
        }
    }

    fn kind(&mut self, mapping: &Map<String, Value>, place: &Place) -> Option<ObjectKind> {
        let kinds = ObjectKind::ALL.map(ObjectKind::keyword);
        let (rule, at, message) = match mapping.get("kind") {
            Some(Value::String(word)) => match ObjectKind::from_keyword(word) {
                Some(kind) => return Some(kind),
                None => (
                    &rules::UNKNOWN_KIND,
                    place.child("kind"),
                    format!("there is no kind `{}`", shortened(word)),
                ),
            },
            Some(other) => {
                (&rules::WRONG_TYPE, place.child("kind"), format!("expected a kind, found {}", found(other)))
            }
            None => (&rules::MISSING_FIELD, place.child("kind"), "`kind` is missing".to_owned()),
        };
        let word = mapping.get("kind").and_then(Value::as_str).unwrap_or_default();
        let help = match nearest(word, kinds) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the kinds are {}", listed(&kinds)),
        };
        self.report(Finding::new(rule, at, message).help(help));
        None
    }

    fn openslo(&mut self, places: &[Place]) {
        let Some(first) = places.first() else { return };
        let documents =
            if places.len() == 1 { "1 document".into() } else { format!("{} documents", places.len()) };
        let message = format!("{documents} of OpenSLO recognised, and not judged by this version of deming");
        self.report(Finding::new(&rules::OPENSLO, first.child("apiVersion"), message));
    }
}

fn version_is(mapping: &Map<String, Value>, version: &str) -> bool {
    mapping.get("apiVersion").and_then(Value::as_str) == Some(version)
}

fn name_of(mapping: &Map<String, Value>) -> Option<&str> {
    mapping.get("metadata")?.get("name")?.as_str()
}
