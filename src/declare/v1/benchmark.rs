//! `source.benchmark`: results that github-action-benchmark keeps.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::finding::Finding;
use crate::model::report::{BenchmarkQuestion, Report, ReportSource};
use crate::model::source::Source;
use crate::text::Place;

/// Results that github-action-benchmark keeps in this repository: a number for each commit that was measured.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BenchmarkSource")]
pub struct BenchmarkSpec {
    /// Path of the data file. `REF:PATH` is short for `ref` and `path`.
    #[schemars(example = &"dev/bench/data.js")]
    path: String,
    /// The branch or tag of this repository that holds it; the files at hand unless given.
    #[schemars(example = &"gh-pages")]
    r#ref: Option<String>,
    /// Which suite, where several have a benchmark of this name.
    #[schemars(example = &"Rust Benchmark")]
    suite: Option<String>,
    /// Name of the benchmark.
    #[schemars(example = &"parse 1 MB")]
    name: String,
}

impl BenchmarkSpec {
    /// The same for the model.
    pub fn lower(self, place: Place, lower: &mut Lower<'_>) -> Option<Source> {
        let (reference, path) = match (self.r#ref, self.path.split_once(':')) {
            (None, Some((reference, path))) => (Some(reference.to_owned()), path.to_owned()),
            (reference, _) => (reference, self.path),
        };
        if let Some(name) = reference.as_deref().filter(|name| !may_be_a_reference(name)) {
            let message = format!("`{name}` cannot be the name of a branch or a tag");
            let field = if place.child("ref").node().is_some() { "ref" } else { "path" };
            lower.report(Finding::new(&rules::INVALID_VALUE, place.child(field), message));
            return None;
        }
        let question = BenchmarkQuestion { path, reference, suite: self.suite, name: self.name };
        Some(Source::Report(Box::new(ReportSource { report: Report::Benchmark(question), place })))
    }
}

/// Whether a text may name a branch or a tag: neither an expression nor an option (`git check-ref-format`).
fn may_be_a_reference(name: &str) -> bool {
    let strange = |c: char| c.is_control() || c.is_whitespace() || "~^:?*[\\".contains(c);
    let parts_are_sound = name.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    parts_are_sound
        && !name.contains(strange)
        && !name.contains("..")
        && !name.contains("@{")
        && !name.starts_with('-')
}
