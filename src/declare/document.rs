//! One file and its documents: of what kind they are, and what became of them.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::belonging::{self, Belonging, Standing};
use super::diagnose::{self, found, listed, shortened};
use super::lower::Lower;
use super::tree::{self, Tree};
use super::{rules, schema, secrets, unreadable_text, v1, waivers};
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

    /// Reads a file in which declarations may stand.
    pub fn file(&mut self, path: &str, bytes: &[u8], standing: Standing) {
        let Some((source, mut trees)) = self.trees(path, bytes) else { return };
        let secrets = secrets::hide(&source, &mut trees);
        let (waivers, incomplete) = waivers::in_text(&source);
        self.declarations.waivers.extend(waivers);
        self.findings.extend(incomplete);
        let mut is_somebody_elses = true;
        let mut openslo = Vec::new();
        for (number, tree) in trees.iter().enumerate() {
            let place = Place::document(Arc::clone(&source), number);
            let belonging = belonging::of(&tree.value, &place, standing);
            is_somebody_elses &= matches!(belonging, Belonging::SomebodyElses);
            match belonging {
                Belonging::Ours(mapping) => {
                    if tree.has_duplicates {
                        self.findings.extend(unreadable_text::duplicate_keys(&source, number));
                    }
                    self.object(tree, mapping, place);
                }
                Belonging::OpenSlo => openslo.push(place),
                Belonging::Nobodys(finding) => self.report(*finding),
                Belonging::SomebodyElses => {}
            }
        }
        self.openslo(&openslo);
        if !is_somebody_elses {
            self.findings.extend(secrets.into_iter().map(Finding::told_of_merge_key));
        }
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

    fn object(&mut self, tree: &Tree, mapping: &Map<String, Value>, place: Place) {
        let Some(kind) = self.kind(mapping, &place) else { return };
        let (object, findings) = self.typed(kind, &tree.value, &place);
        match object.filter(|_| findings.is_empty() && !tree.has_duplicates) {
            Some(object) => self.declarations.objects.push(object),
            None => self.declarations.broken.extend(name_of(mapping).map(|name| (kind, name.to_owned()))),
        }
        self.findings.extend(findings.into_iter().map(Finding::told_of_merge_key));
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

fn name_of(mapping: &Map<String, Value>) -> Option<&str> {
    mapping.get("metadata")?.get("name")?.as_str()
}
