//! Which details of a connection deming understands, and how each is written.

/// A detail of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detail {
    /// The key that it stands under.
    pub name: &'static str,
    /// How its value is written.
    pub shape: Shape,
    /// The kinds of systems that it means something to.
    pub kinds: &'static [&'static str],
}

/// How the value of a detail is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// Texts under names.
    Texts,
    /// A number of seconds up to this one, or a text such as `30s` or `2m`.
    Seconds(u64),
    /// A whole number, from the first to the last.
    Count(u64, u64),
}

impl Shape {
    /// How it is written, for people.
    pub fn describe(self) -> String {
        match self {
            Self::Text => "a text".to_owned(),
            Self::Texts => "a mapping of names to texts".to_owned(),
            Self::Seconds(most) => {
                format!("a number of seconds from 1 to {most}, or a text such as `30s` or `2m`")
            }
            Self::Count(least, most) => format!("a whole number from {least} to {most}"),
        }
    }

    /// Whether a value is written so.
    pub fn fits(self, value: &serde_json::Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Texts => {
                value.as_object().is_some_and(|map| map.values().all(serde_json::Value::is_string))
            }
            Self::Seconds(most) => seconds(value).is_some_and(|seconds| (1..=most).contains(&seconds)),
            Self::Count(least, most) => value.as_u64().is_some_and(|count| (least..=most).contains(&count)),
        }
    }
}

/// Kinds of systems that are asked over HTTP.
const HTTP: &[&str] = &["prometheus", "http", "openmetrics"];
/// Those and databases.
const ALL: &[&str] = &["prometheus", "http", "openmetrics", "sql"];

/// All that deming understands.
pub static DETAILS: [Detail; 11] = [
    Detail { name: "url", shape: Shape::Text, kinds: ALL },
    Detail { name: "headers", shape: Shape::Texts, kinds: ALL },
    Detail { name: "token", shape: Shape::Text, kinds: HTTP },
    Detail { name: "user", shape: Shape::Text, kinds: ALL },
    Detail { name: "password", shape: Shape::Text, kinds: ALL },
    Detail { name: "database", shape: Shape::Text, kinds: &["sql"] },
    Detail { name: "timeout", shape: Shape::Seconds(3600), kinds: ALL },
    Detail { name: "retries", shape: Shape::Count(0, 10), kinds: ALL },
    Detail { name: "concurrency", shape: Shape::Count(1, 64), kinds: ALL },
    Detail { name: "proxy", shape: Shape::Text, kinds: ALL },
    Detail { name: "caFile", shape: Shape::Text, kinds: ALL },
];

/// What a kind of system understands; none of a kind that deming does not know.
pub fn details_of(kind: &str) -> impl Iterator<Item = &'static Detail> {
    DETAILS.iter().filter(move |detail| detail.kinds.contains(&kind))
}

/// Seconds as a number, or as a text with `s` or `m`.
pub fn seconds(value: &serde_json::Value) -> Option<u64> {
    let Some(text) = value.as_str() else { return value.as_u64() };
    let (digits, factor) = match (text.strip_suffix('s'), text.strip_suffix('m')) {
        (Some(digits), _) => (digits, 1),
        (_, Some(digits)) => (digits, 60),
        _ => return None,
    };
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse::<u64>().ok()?.checked_mul(factor))
        .flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_fit_their_shapes() {
        let fits = |shape: Shape, value: serde_json::Value| shape.fits(&value);
        assert!(fits(Shape::Seconds(60), json!(30)) && fits(Shape::Seconds(60), json!("1m")));
        for wrong in
            [json!(0), json!("61s"), json!("30"), json!("+3s"), json!(1.5), json!("99999999999999999999m")]
        {
            assert!(!fits(Shape::Seconds(60), wrong.clone()), "{wrong}");
        }
        assert!(fits(Shape::Count(0, 10), json!(0)) && !fits(Shape::Count(0, 10), json!(11)));
        assert!(fits(Shape::Texts, json!({"a": "b"})) && !fits(Shape::Texts, json!({"a": 1})));
    }
}
