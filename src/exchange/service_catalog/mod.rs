//! A service catalogue that stands in the Namespace manifests of Kubernetes clusters, in: each namespace becomes a
//! Service. Other kinds are left alone.
//!
//! What a namespace says stands in its annotations and labels. [`Mapping`] names their keys, each by its whole name or
//! by the part behind the slash: `owner` finds `cloud-platform.justice.gov.uk/owner`.
//!
//! | of the Service | comes from |
//! |---|---|
//! | `metadata.name` | the name of the namespace |
//! | `metadata.displayName` | [`Mapping::title`] |
//! | `spec.owner` | the first of [`Mapping::owner`] that names somebody: a mail address in it, a handle, a team's name |
//! | `spec.review.next` | [`Mapping::review`], a day |
//! | `metadata.labels` | [`Mapping::labels`], by the part behind the slash |
//! | `metadata.annotations` | all other annotations, as they are |

mod namespace;
mod review;
pub mod rules;

use std::collections::BTreeMap;

use self::namespace::Namespace;
use super::{Document, Foreign, Imported, Map, Node, names, rules as format_rules};
use crate::finding::{Finding, Findings};
use crate::model::{Name, Owner};
use crate::text::Place;

/// Which annotations and labels say what.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// Who is accountable: the first key that names somebody counts.
    pub owner: Vec<String>,
    /// By when it is looked at again.
    pub review: String,
    /// What people call it.
    pub title: String,
    /// What becomes a label.
    pub labels: Vec<String>,
    /// The practice of all services.
    pub practice: Name,
}

/// The namespaces among some documents, as services.
pub fn import(documents: &[Foreign], mapping: &Mapping) -> Imported {
    let mut imported = Imported::default();
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    for document in documents.iter().flat_map(Foreign::unpacked).filter(is_namespace) {
        let namespace = match Namespace::of(document) {
            Ok(namespace) => namespace,
            Err(finding) => {
                imported.findings.push(*finding);
                continue;
            }
        };
        let place = namespace.name_place();
        if let Some(first) = seen.get(&namespace.name) {
            let message = format!("the namespace `{}` is there twice; this one was left out", namespace.name);
            let finding = Finding::new(&format_rules::NOT_IMPORTABLE, place, message);
            imported.findings.push(finding.label(first, "this one was taken"));
            continue;
        }
        seen.insert(namespace.name.clone(), place);
        imported.documents.push(service(&namespace, mapping, &mut imported.findings));
    }
    imported
}

fn is_namespace(document: &Foreign) -> bool {
    document.word("apiVersion") == Some("v1") && document.word("kind") == Some("Namespace")
}

fn service(namespace: &Namespace, mapping: &Mapping, findings: &mut Findings) -> Document {
    let owner = owner(namespace, mapping);
    let review = review::read(namespace, &mapping.review);
    let mut comments = Vec::new();
    if owner.is_none() {
        comments.push("Nobody is named as its owner.".to_owned());
        let message = format!("nobody is named as the owner of `{}`", namespace.name);
        let keys = mapping.owner.join("` or `");
        findings.push(
            Finding::new(&rules::OWNER_MISSING, namespace.name_place(), message)
                .help(format!("give it the annotation `{keys}` with a mail address or the name of a team")),
        );
    }
    let next = match review {
        Ok(day) => Some(day),
        Err(finding) => {
            findings.push(*finding);
            None
        }
    };
    let carried = next.is_some().then_some(mapping.review.as_str());
    let metadata = Map::of([("name", names::object(&namespace.name).into())])
        .with_some("displayName", namespace.text(&mapping.title))
        .with_some("labels", labels(namespace, mapping).unless_empty())
        .with_some("annotations", annotations(namespace, mapping, carried).unless_empty());
    let spec = Map::of([("practice", mapping.practice.as_str().into())])
        .with_some("owner", owner.as_ref().map(Owner::as_str))
        .with_some("review", next.map(|day| Map::of([("next", Node::word(day))])));
    Document { comments, body: Map::object("Service", metadata, spec) }
}

fn owner(namespace: &Namespace, mapping: &Mapping) -> Option<Owner> {
    mapping.owner.iter().find_map(|key| {
        let text = namespace.text(key)?;
        let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')'));
        words.into_iter().find_map(address).or_else(|| names::owner(text))
    })
}

/// A mail address or handle that is one word of a text. `:` may stand before it: `Justice AI Unit:mail@…`.
fn address(word: &str) -> Option<Owner> {
    let word = word.rsplit(':').next().unwrap_or(word);
    word.contains('@').then(|| word.trim_end_matches('.').parse().ok()).flatten()
}

fn labels(namespace: &Namespace, mapping: &Mapping) -> Map {
    let given = mapping
        .labels
        .iter()
        .filter_map(|key| Some((namespace::short(key).to_owned(), namespace.text(key)?.into())));
    given.collect()
}

/// The annotations that nothing else was made of.
fn annotations(namespace: &Namespace, mapping: &Mapping, review: Option<&str>) -> Map {
    let used: Vec<&String> = mapping
        .labels
        .iter()
        .map(String::as_str)
        .chain(review)
        .chain([mapping.title.as_str()])
        .filter_map(|key| namespace.key(key))
        .collect();
    let left = namespace.annotations.iter().filter(|(key, text)| !used.contains(key) && !text.is_empty());
    left.map(|(key, text)| (key.clone(), text.as_str().into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_within_words() {
        let found = |text: &str| text.split(' ').find_map(address).map(|owner| owner.to_string());
        assert_eq!(found("Justice AI Unit: ai@justice.gov.uk").as_deref(), Some("ai@justice.gov.uk"));
        assert_eq!(found("Unit:ai@justice.gov.uk.").as_deref(), Some("ai@justice.gov.uk"));
        assert_eq!(found("see @laa-apply").as_deref(), Some("@laa-apply"));
        assert_eq!(found("nobody at all"), None);
    }
}
