//! What an answer of the HTTP API looks like.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::gather::remote::Lost;
use crate::net::Response;

/// The series of an answer.
pub type Matrix = Vec<Series>;

/// A series of an answer.
#[derive(Debug, Deserialize)]
pub struct Series {
    /// Its labels.
    #[serde(default)]
    pub metric: BTreeMap<String, String>,
    /// Its samples: seconds, and the number as text.
    #[serde(default)]
    pub values: Vec<(f64, String)>,
    /// Samples that are no numbers.
    #[serde(default)]
    pub histograms: Vec<(f64, IgnoredAny)>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<T> {
    status: String,
    data: Option<T>,
    error_type: Option<String>,
    error: Option<String>,
    /// What is doubtful about the answer.
    warnings: Option<Vec<String>>,
    /// What VictoriaMetrics says where some of its storage did not answer.
    is_partial: Option<bool>,
}

impl<T> Envelope<T> {
    fn complaint(&self) -> Option<String> {
        match (&self.error_type, &self.error) {
            (Some(kind), Some(error)) => Some(format!("{error} ({kind})")),
            (_, error) => error.clone(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    result_type: String,
    result: Matrix,
}

#[derive(Deserialize)]
struct BuildInfo {
    application: Option<String>,
    version: Option<String>,
}

/// The series of an answer to a range query; warnings are told.
///
/// # Errors
/// [`Lost`], where it is none, or a part of one.
pub fn read(body: &[u8], mut tell: impl FnMut(String)) -> Result<Matrix, Lost> {
    let envelope: Envelope<Data> = serde_json::from_slice(body).map_err(|error| {
        if let Some(complaint) = complaint(body) {
            return Lost::new(format!("the server could not answer: {complaint}"));
        }
        let reason = format!(
            "the answer is not what a range query gives (line {}, column {})",
            error.line(),
            error.column()
        );
        Lost::new(reason)
            .help("see whether `url` in its connectionDetails leads to a Prometheus-compatible server")
    })?;
    if envelope.status != "success" {
        let complaint = envelope.complaint().unwrap_or_else(|| "it does not say why".to_owned());
        return Err(Lost::new(format!("the server could not answer: {complaint}")));
    }
    if envelope.is_partial == Some(true) {
        return Err(Lost::new(
            "the server gave a part of the answer only, since some of its storage did not answer",
        ));
    }
    for warning in envelope.warnings.into_iter().flatten() {
        tell(format!("the server warns: {warning}"));
    }
    match envelope.data {
        Some(data) if data.result_type == "matrix" => Ok(data.result),
        Some(_) | None => Err(Lost::new("the answer holds no series over time")),
    }
}

/// What an answer complains about, where it is one that does.
pub fn complaint(body: &[u8]) -> Option<String> {
    let envelope: Envelope<IgnoredAny> = serde_json::from_slice(body).ok()?;
    envelope.complaint()
}

/// What a server calls itself. VictoriaMetrics claims to be an old Prometheus, and gives itself away by a header; the
/// versions of Thanos begin with 0, which those of Prometheus never did while they could be asked for.
pub fn name(response: Option<&Response>) -> String {
    const SOME: &str = "a Prometheus-compatible server";
    let Some(response) = response else { return SOME.to_owned() };
    if response.header("x-server-hostname").is_some() {
        return "VictoriaMetrics".to_owned();
    }
    let info: Option<Envelope<BuildInfo>> = serde_json::from_slice(response.body()).ok();
    let Some(BuildInfo { application, version }) = info.and_then(|info| info.data) else {
        return SOME.to_owned();
    };
    let version = version.unwrap_or_default();
    let application = application.unwrap_or_else(|| match version.split('.').next() {
        Some("" | "0") | None => SOME.to_owned(),
        Some(_) => "Prometheus".to_owned(),
    });
    format!("{application} {version}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(body: &str) -> String {
        read(body.as_bytes(), |_| {}).expect_err("no answer").reason
    }

    #[test]
    fn answers_of_another_shape_are_none() {
        for (body, words) in [
            ("", "line 1, column 0"),
            ("[]", "not what a range query gives"),
            ("{\"status\":\"success\"}", "no series over time"),
            (
                "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}",
                "no series over time",
            ),
            (
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"values\":[[1]]}]}}",
                "not what",
            ),
            (
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]},\"isPartial\":true}",
                "a part",
            ),
            (
                "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}",
                "parse error (bad_data)",
            ),
            ("{\"status\":\"error\",\"data\":\"\",\"error\":\"no\"}", "could not answer: no"),
            ("{\"status\":\"error\"}", "does not say why"),
        ] {
            assert!(lost(body).contains(words), "{body}: {}", lost(body));
        }
    }

    #[test]
    fn warnings_are_told() {
        let body = "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]},\"warnings\":[\"a store is away\"]}";
        let mut told = Vec::new();
        assert!(read(body.as_bytes(), |warning| told.push(warning)).expect("an answer").is_empty());
        assert_eq!(told, ["the server warns: a store is away"]);
    }
}
