//! What is sent, and what is read of the answers, against the descriptions that GitHub and Forgejo publish of their
//! interfaces.

use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::programs::in_target;
use crate::servers::scripted::Seen;

/// What is read of a pull request.
const READ: [&str; 8] = [
    "/number",
    "/html_url",
    "/state",
    "/body",
    "/head/sha",
    "/head/ref",
    "/head/repo/full_name",
    "/merged_at",
];

/// A description of an interface, OpenAPI 3 or Swagger 2.
struct Described {
    whole: Value,
    prefix: &'static str,
}

impl Described {
    fn read(file: &Path, prefix: &'static str) -> Self {
        let text = std::fs::read_to_string(file).expect("a description");
        Self { whole: serde_json::from_str(&text).expect("JSON"), prefix }
    }

    /// What a reference leads to.
    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str().and_then(|at| at.strip_prefix('#')) {
            Some(pointer) => self.resolved(self.whole.pointer(pointer).expect(pointer)),
            None => value,
        }
    }

    /// The description of a request: the path whose fixed parts are most like it, then the method.
    fn operation(&self, seen: &Seen) -> &Value {
        let path = seen.target.split('?').next().unwrap_or_default();
        let path = path.strip_prefix(self.prefix).unwrap_or_else(|| panic!("{path} lies elsewhere"));
        let parts: Vec<&str> = path.split('/').collect();
        let paths = self.whole["paths"].as_object().expect("paths");
        let fits = |pattern: &&String| {
            let wanted: Vec<&str> = pattern.split('/').collect();
            wanted.len() == parts.len()
                && wanted.iter().zip(&parts).all(|(want, part)| want.starts_with('{') || want == part)
        };
        let found = paths.keys().filter(fits).min_by_key(|pattern| pattern.matches('{').count());
        let found = found.unwrap_or_else(|| panic!("nobody describes {path}"));
        let operation = &paths[found][seen.method.to_lowercase()];
        assert!(operation.is_object(), "nobody describes {} {found}", seen.method);
        operation
    }

    /// The schema of the body of a request.
    fn body<'a>(&'a self, operation: &'a Value) -> &'a Value {
        let of_swagger = operation["parameters"].as_array().into_iter().flatten();
        let of_swagger = of_swagger.map(|one| self.resolved(one)).find(|one| one["in"] == "body");
        let schema = match of_swagger {
            Some(parameter) => &parameter["schema"],
            None => &operation["requestBody"]["content"]["application/json"]["schema"],
        };
        self.resolved(schema)
    }

    fn holds(&self, seen: &Seen) {
        let operation = self.operation(seen);
        let query = seen.target.split_once('?').map_or("", |(_, query)| query);
        for field in query.split('&').filter(|field| !field.is_empty()) {
            let name = field.split('=').next().unwrap_or_default();
            let known =
                operation["parameters"].as_array().into_iter().flatten().map(|one| self.resolved(one));
            let known = known.filter(|one| one["in"] == "query").any(|one| one["name"] == name);
            assert!(known, "{} {}: nobody describes `{name}`", seen.method, seen.target);
        }
        if seen.body.is_empty() {
            return;
        }
        let body: Value = serde_json::from_str(&seen.body).expect("JSON");
        let schema = self.body(operation);
        for (key, value) in body.as_object().expect("an object") {
            let property = self
                .property(schema, key)
                .unwrap_or_else(|| panic!("{}: nobody describes `{key}`", seen.target));
            let mut property = self.resolved(property).clone();
            // What is described beside schemas means nothing to them.
            property.as_object_mut().map(|it| it.remove("example"));
            let valid = jsonschema::is_valid(&property, value);
            assert!(valid, "{}: `{key}` cannot be {value}: {property}", seen.target);
        }
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        for key in required {
            assert!(body.get(key).is_some(), "{}: `{key}` is missing", seen.target);
        }
    }

    fn property<'a>(&'a self, schema: &'a Value, key: &str) -> Option<&'a Value> {
        let schema = self.resolved(schema);
        let alternatives =
            ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|word| schema[word].as_array()).flatten();
        schema["properties"]
            .get(key)
            .or_else(|| alternatives.into_iter().find_map(|alternative| self.property(alternative, key)))
    }

    /// Whether answers have what is read of them.
    fn tells(&self, schema: &Value, pointer: &str) {
        let mut at = self.resolved(schema).clone();
        for part in pointer.trim_start_matches('/').split('/') {
            let next =
                self.property(&at, part).unwrap_or_else(|| panic!("nobody promises {pointer}")).clone();
            at = self.resolved(&next).clone();
        }
    }
}

/// One of each kind of request.
fn everything(kind: Kind) -> Vec<Seen> {
    let hosted = Hosted::new(kind, "12");
    hosted.world.write(
        "deming.yaml",
        "roots: [improvement]\nproposals:\n  pullRequests: {labels: [improvement], draft: true}\n",
    );
    hosted.world.commit("settings");
    hosted.propose(DAY);
    hosted.world.write("data/speed.csv", hosted.world.read("data/speed.csv").replace(",12\n", ",13\n"));
    hosted.world.commit("worse");
    hosted.propose("2026-03-02");
    crate::propose::lifecycle::readings(&hosted.world, "2");
    hosted.propose("2026-03-03");
    hosted.forge.seen()
}

#[test]
fn github_promises_what_we_rely_on() {
    let Some(file) = in_target("schemas/github.json") else { return };
    let described = Described::read(&file, "/api/v3");
    let seen = everything(Kind::GitHub);
    assert!(seen.len() > 15, "{seen:#?}");
    seen.iter().for_each(|seen| described.holds(seen));
    let pulls = &described.whole["paths"]["/repos/{owner}/{repo}/pulls"];
    let schema = |operation: &Value, status: &str| {
        operation["responses"][status]["content"]["application/json"]["schema"].clone()
    };
    for pointer in READ {
        described.tells(&schema(&pulls["get"], "200")["items"], pointer);
        described.tells(&schema(&pulls["post"], "201"), pointer);
    }
}

#[test]
fn forgejo_promises_what_we_rely_on() {
    let Some(file) = in_target("schemas/forgejo.json") else { return };
    let described = Described::read(&file, "/api/v1");
    let seen = everything(Kind::Gitea);
    assert!(seen.len() > 15, "{seen:#?}");
    seen.iter().for_each(|seen| described.holds(seen));
    let pull = json!({"$ref": "#/definitions/PullRequest"});
    for pointer in READ.iter().chain(&["/merged"]) {
        described.tells(&pull, pointer);
    }
}
