//! One file and its documents: of what kind they are, and what became of them.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::belonging::{self, Belonging, Standing};
use super::diagnose::{self, found, listed, shortened};
use super::lower::Lower;
use super::tree::{self, Tree};
use super::{openslo, rules, schema, secrets, unreadable_text, v1, waivers};
use crate::finding::{Finding, Findings, Level};
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
        for (number, tree) in trees.iter().enumerate() {
            let place = Place::document(Arc::clone(&source), number);
            let belongs = belonging::of(&tree.value, &place, standing);
            is_somebody_elses &= matches!(belongs, Belonging::SomebodyElses);
            let is_ours = matches!(belongs, Belonging::Ours(_) | Belonging::OpenSlo(_) | Belonging::List(_));
            if tree.has_duplicates && is_ours {
                self.findings.extend(unreadable_text::duplicate_keys(&source, number));
            }
            match belongs {
                Belonging::Ours(mapping) => self.object(tree, mapping, place),
                Belonging::OpenSlo(mapping) => {
                    self.openslo(&tree.value, mapping, tree.has_duplicates, &place)
                }
                Belonging::List(list) => self.list(list, tree.has_duplicates, &place, standing),
                Belonging::Nobodys(finding) => self.report(*finding),
                Belonging::SomebodyElses => {}
            }
        }
        if !is_somebody_elses {
            self.findings.extend(secrets.into_iter().map(Finding::told_of_merge_key));
        }
    }

    /// Reads a document that may be one of OpenSLO; others are left alone.
    pub fn openslo_document(&mut self, document: &Value, place: &Place) {
        match belonging::of(document, place, Standing::IN_ROOT) {
            Belonging::OpenSlo(mapping) => self.openslo(document, mapping, false, place),
            Belonging::List(list) => self.list(list, false, place, Standing::IN_ROOT),
            Belonging::Ours(_) | Belonging::Nobodys(_) | Belonging::SomebodyElses => {}
        }
    }

    /// Reads the items of a list, which is how OpenSLO may write several objects in one document.
    fn list(&mut self, list: &[Value], has_duplicates: bool, place: &Place, standing: Standing) {
        for (index, item) in list.iter().enumerate() {
            let place = place.index(index);
            match belonging::of(item, &place, standing) {
                Belonging::OpenSlo(mapping) => self.openslo(item, mapping, has_duplicates, &place),
                Belonging::Ours(_) | Belonging::List(_) => {
                    let message = "only objects of OpenSLO may stand in a list";
                    let help = "declarations stand one after the other, with a line `---` between them";
                    self.report(Finding::new(&rules::NOT_A_DECLARATION, place, message).help(help));
                }
                Belonging::Nobodys(finding) => self.report(*finding),
                Belonging::SomebodyElses => {}
            }
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
        // What is merely doubtful is told, and the object is there all the same.
        let is_broken = findings.iter().any(|finding| finding.level == Level::Error) || tree.has_duplicates;
        match object.filter(|_| !is_broken) {
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
        self.kind_of(mapping, place, &kinds, ObjectKind::from_keyword)
    }

    /// The kind that a mapping says it is, among those of its language.
    fn kind_of<K>(
        &mut self,
        mapping: &Map<String, Value>,
        place: &Place,
        kinds: &[&str],
        named: impl FnOnce(&str) -> Option<K>,
    ) -> Option<K> {
        let (rule, at, message) = match mapping.get("kind") {
            Some(Value::String(word)) => match named(word) {
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
        let help = match nearest(word, kinds.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the kinds are {}", listed(kinds)),
        };
        self.report(Finding::new(rule, at, message).help(help));
        None
    }

    /// Reads an object of OpenSLO.
    fn openslo(&mut self, object: &Value, mapping: &Map<String, Value>, has_duplicates: bool, place: &Place) {
        let kinds = openslo::KINDS.each_ref().map(|kind| kind.keyword);
        let Some(kind) = self.kind_of(mapping, place, &kinds, openslo::Kind::named) else { return };
        let (objects, findings) = self.typed_openslo(kind, object, place);
        let is_whole = !has_duplicates && findings.iter().all(|finding| finding.level < Level::Error);
        match is_whole {
            true => self.declarations.objects.extend(objects),
            false => {
                let name = name_of(mapping).map(|name| (kind.object, name.to_owned()));
                self.declarations.broken.extend(name);
            }
        }
        self.findings.extend(findings.into_iter().map(Finding::told_of_merge_key));
    }

    /// The objects that an object of OpenSLO stands for, and what is wrong with it.
    fn typed_openslo(
        &self,
        kind: &openslo::Kind,
        object: &Value,
        place: &Place,
    ) -> (Vec<Object>, Vec<Finding>) {
        let (object, notes) = openslo::without_empty_fields(object, place);
        let problems = diagnose::problems(schema::of_openslo(kind), &object, place);
        if !problems.is_empty() {
            return (Vec::new(), notes.into_iter().chain(problems).collect());
        }
        let mut lower = Lower::new(&self.settings.zone);
        let objects = match kind.read(&object, place.clone(), &mut lower) {
            Ok(objects) => objects,
            Err(error) => {
                lower.report(diagnose::refusal(place, &error));
                Vec::new()
            }
        };
        (objects, notes.into_iter().chain(lower.into_findings()).collect())
    }
}

fn name_of(mapping: &Map<String, Value>) -> Option<&str> {
    mapping.get("metadata")?.get("name")?.as_str()
}
