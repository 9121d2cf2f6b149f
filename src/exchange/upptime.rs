//! Upptime's history, in: each site's file becomes a Service and a Metric whose source is that history; with a target,
//! an Agreement, too.
//!
//! Upptime keeps `history/SITE.yml` for each site, with its address and its status now. Whose it is, and what is
//! promised, it does not say.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Document, Foreign, Imported, Map, Node, names, rules};
use crate::finding::Finding;
use crate::model::{Name, Owner};
use crate::text::Place;
use crate::text::secret::masked;

/// What Upptime's files do not say.
#[derive(Debug, Clone)]
pub struct Options {
    /// The owner of all sites; `None`: somebody has yet to be named.
    pub owner: Option<Owner>,
    /// The repository that Upptime commits to, as deming will read it: `.` is the one that declares it.
    pub repository: String,
    /// The service that all sites belong to; `None`: each is a service of its own.
    pub service: Option<Name>,
    /// The availability that is promised, as a percentage; `None`: nothing is.
    pub target: Option<String>,
}

/// Who owns what nobody is named for.
const NOBODY_YET: &str = "@operations";

/// A file of Upptime's history, as far as it is looked at.
#[derive(Debug, Deserialize)]
struct Site {
    url: String,
    #[serde(rename = "status")]
    _status: String,
}

/// The sites among some documents, as services and metrics.
pub fn import(documents: &[Foreign], options: &Options) -> Imported {
    let mut imported = Imported::default();
    let mut seen: BTreeMap<String, &Place> = BTreeMap::new();
    for document in documents {
        let read = site(document).and_then(|(slug, site)| {
            let name = names::object(&slug);
            match seen.get(&name) {
                Some(first) => Err(twice(&name, &document.place, first)),
                None => Ok((slug, name, site)),
            }
        });
        match read {
            Err(finding) => imported.findings.push(*finding),
            Ok((slug, name, site)) => {
                imported.documents.extend(declared(&slug, &name, &site, options));
                seen.insert(name, &document.place);
            }
        }
    }
    if let (Some(service), false) = (&options.service, imported.documents.is_empty()) {
        imported.documents.insert(0, of_service(service.as_str(), options));
    }
    imported
}

/// The short name of a site, which is that of its file, and what stands in it.
fn site(document: &Foreign) -> Result<(String, Site), Box<Finding>> {
    let file = document.place.file().rsplit('/').next().unwrap_or_default();
    let slug = file.strip_suffix(".yml").or_else(|| file.strip_suffix(".yaml")).unwrap_or_default();
    if !slug.contains(char::is_alphanumeric) {
        let message = "a site is called as its file is: `history/SITE.yml`";
        return Err(Box::new(Finding::new(&rules::NOT_IMPORTABLE, &document.place, message)));
    }
    Ok((slug.to_owned(), document.read("file of Upptime's history")?))
}

fn twice(name: &str, place: &Place, first: &Place) -> Box<Finding> {
    let message = format!("another site would be declared as `{name}`, too");
    Box::new(Finding::new(&rules::NOT_IMPORTABLE, place, message).label(first, "the other one"))
}

fn owner(options: &Options) -> &str {
    options.owner.as_ref().map_or(NOBODY_YET, Owner::as_str)
}

fn declared(slug: &str, name: &str, site: &Site, options: &Options) -> Vec<Document> {
    let service = options.service.as_ref().map_or(name, Name::as_str);
    let metric = format!("{name}-availability");
    let mut documents = Vec::new();
    if options.service.is_none() {
        documents.push(of_service(service, options));
    }
    documents.push(of_metric(slug, &metric, service, site, options));
    documents.extend(options.target.as_ref().map(|target| agreement(name, &metric, service, target)));
    documents
}

fn of_service(name: &str, options: &Options) -> Document {
    let nobody = "Upptime does not say who owns it: name somebody, or import again with `--owner`.";
    let comments = options.owner.is_none().then(|| nobody.to_owned()).into_iter().collect();
    let spec = Map::of([("practice", "service-levels".into()), ("owner", owner(options).into())]);
    Document { comments, body: Map::object("Service", Map::of([("name", name.into())]), spec) }
}

fn of_metric(slug: &str, metric: &str, service: &str, site: &Site, options: &Options) -> Document {
    let upptime = Map::of([("repository", options.repository.as_str().into()), ("site", slug.into())]);
    // Upptime commits each site at least once a day, whether or not its status has changed.
    let gather = Map::of([
        ("by", owner(options).into()),
        ("every", Node::word("1d")),
        ("integrity", Map::of([("coverage", Node::word("95%")), ("lateness", Node::word("1d"))]).into()),
        ("source", Map::of([("upptime", upptime.into())]).into()),
    ]);
    let description =
        format!("The share of time for which {} answers, as Upptime finds it.", masked(&site.url));
    let spec = Map::of([
        ("description", description.into()),
        ("service", service.into()),
        ("class", "service".into()),
        ("unit", "ratio".into()),
        ("direction", "higher".into()),
        ("owner", owner(options).into()),
        ("gather", gather.into()),
        ("process", Map::of([("interval", Node::word("1d")), ("aggregate", "ratio".into())]).into()),
    ]);
    Document { comments: Vec::new(), body: Map::object("Metric", Map::of([("name", metric.into())]), spec) }
}

fn agreement(name: &str, metric: &str, service: &str, target: &str) -> Document {
    let window = Map::of([("duration", Node::word("28d")), ("isRolling", Node::word("true"))]);
    let objective = Map::of([
        ("name", "available".into()),
        ("metric", metric.into()),
        ("target", Node::word(target)),
        ("timeWindow", vec![window].into()),
    ]);
    let spec = Map::of([
        ("type", "OLA".into()),
        ("service", service.into()),
        ("objectives", vec![objective].into()),
    ]);
    Document { comments: Vec::new(), body: Map::object("Agreement", Map::of([("name", name.into())]), spec) }
}
