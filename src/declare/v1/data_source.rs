//! `kind: DataSource`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::declare::diagnose::shortened;
use crate::declare::lower::{Lower, Spec, either};
use crate::declare::rules;
use crate::declare::scalar::Parsed;
use crate::finding::{Finding, Level};
use crate::model::connection::{Detail, details_of};
use crate::model::{DataSource, Meta, Name, Object};
use crate::text::{Place, nearest};

/// A system that remote numbers are asked from.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DataSourceSpec {
    /// Which kind of system: prometheus, sql, http, openmetrics …
    #[schemars(example = &"prometheus")]
    r#type: Parsed<Name>,
    /// How to reach it. Secrets stand here only as references, `${env:NAME}`: a variable of the environment of
    /// `deming gather`.
    ///
    /// - `url`: where it is
    /// - `headers`: what is sent with each request, such as `X-Scope-OrgID`
    /// - `token`, or `user` and `password`: who asks
    /// - `timeout`: how long a question may take, in seconds or as `30s` or `2m`; 2 minutes unless given
    /// - `retries`: how often a question is asked again that got no answer, up to 10; 3 unless given
    /// - `concurrency`: how many questions it gets at the same time, up to 64; 4 unless given
    /// - `proxy`: through whom it is reached, in place of what HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY say
    /// - `caFile`: path in the repository of the certificates, as PEM, that its own must lead to; those that the
    ///   machine trusts unless given
    /// - `database`: of SQL, where the URL does not name it.
    #[serde(default)]
    #[schemars(example = serde_json::json!({"url": "http://127.0.0.1:9090", "headers": {"Authorization": "${env:PROM_TOKEN}"}}))]
    connection_details: BTreeMap<String, serde_json::Value>,
    /// Whether losing it is an error rather than a warning.
    #[serde(default)]
    #[schemars(extend("default" = false))]
    required: bool,
}

impl Spec for DataSourceSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Option<Object> {
        let place = meta.place.child("spec").child("connectionDetails");
        for (name, value) in &self.connection_details {
            if let Some(finding) = misfit(self.r#type.0.as_str(), name, value, &place) {
                lower.report(finding);
            }
        }
        Some(Object::DataSource(DataSource {
            meta,
            kind: self.r#type.0,
            connection: self.connection_details,
            required: self.required,
        }))
    }
}

/// What is wrong with a detail of a connection. Of kinds that deming does not know everything is right.
fn misfit(kind: &str, name: &str, value: &Value, place: &Place) -> Option<Finding> {
    let known: Vec<&Detail> = details_of(kind).collect();
    if known.is_empty() {
        return None;
    }
    let Some(detail) = known.iter().find(|detail| detail.name == name) else {
        let names: Vec<&str> = known.iter().map(|detail| detail.name).collect();
        let help = match nearest(name, names.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the details of a connection to {kind} are {}", either(&names)),
        };
        let message = format!("unknown field `{}`", shortened(name));
        // Other tools may read the same mapping; a mistake is told and stops nobody.
        let finding = Finding::new(&rules::UNKNOWN_FIELD, place.key(name), message);
        return Some(finding.at_level(Level::Warning).help(help));
    };
    (!detail.shape.fits(value)).then(|| {
        let message = format!("`{name}` is {}", detail.shape.describe());
        Finding::new(&rules::INVALID_VALUE, place.child(name), message)
    })
}
