//! `schema`: the JSON Schemas of the language.

use anyhow::{Result, bail};
use serde_json::Value;

use crate::declare::schema;
use crate::model::ObjectKind;
use crate::present::json;
use crate::text::nearest;

/// The word for the settings file, beside the kinds.
const SETTINGS: &str = "settings";

/// The word for the directory of owners.
const OWNERS: &str = "owners";

/// The word for all kinds of OpenSLO.
const OPENSLO: &str = "openslo";

/// The schema of a kind, of `settings`, of `owners`, of `openslo`, or of all kinds of deming's own language in one.
pub fn schema(kind: Option<&str>) -> Result<String> {
    let Some(word) = kind else { return text(&schema::all()) };
    if word.eq_ignore_ascii_case(SETTINGS) {
        return text(schema::settings());
    }
    if word.eq_ignore_ascii_case(OPENSLO) {
        return text(&schema::openslo());
    }
    if word.eq_ignore_ascii_case(OWNERS) {
        return text(schema::owners());
    }
    if let Some(kind) = ObjectKind::ALL.into_iter().find(|kind| kind.keyword().eq_ignore_ascii_case(word)) {
        return text(schema::of_kind(kind));
    }
    let words: Vec<&str> =
        ObjectKind::ALL.iter().map(|kind| kind.keyword()).chain([SETTINGS, OWNERS, OPENSLO]).collect();
    match nearest(word, words.iter().copied()) {
        Some(near) => bail!("there is no kind `{word}`; did you mean `{near}`?"),
        None => bail!("there is no kind `{word}`; there are {}", words.join(", ")),
    }
}

/// The schema files that declarations and settings name for editors: file names and contents.
pub fn editor_files() -> Result<[(&'static str, String); 2]> {
    Ok([("deming.schema.json", text(&schema::all())?), ("settings.schema.json", text(schema::settings())?)])
}

fn text(schema: &Value) -> Result<String> {
    Ok(json::render(schema)?)
}
