//! Which series is meant, as Prometheus writes it: `name{label="value", other=~"a|b"}`.

use std::fmt;
use std::str::FromStr;

use regex::Regex;

/// A name, and what is asked of labels.
#[derive(Debug, Clone)]
pub struct Selector {
    text: String,
    /// The name of the metric.
    pub name: String,
    matchers: Vec<Matcher>,
}

/// What is asked of a label. One that is missing is empty.
#[derive(Debug, Clone)]
struct Matcher {
    label: String,
    test: Test,
}

#[derive(Debug, Clone)]
enum Test {
    Is(String),
    IsNot(String),
    Matches(Regex),
    MatchesNot(Regex),
}

/// Why a text is no selector.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectorError {
    /// It has another form.
    #[error("a series is named as in `queue_length{{queue=\"mail\", kind=~\"a|b\"}}`")]
    Form,
    /// A pattern in it is none.
    #[error("`{0}` is no valid regular expression")]
    Pattern(String),
}

impl Selector {
    /// How large a compiled pattern may be, in bytes: patterns come from pull requests.
    const PATTERN_SIZE: usize = 1 << 20;

    /// Whether labels are those that are meant; `value` gives that of one, empty where it is missing.
    pub fn selects<'l>(&self, value: impl Fn(&str) -> &'l str) -> bool {
        self.matchers.iter().all(|matcher| {
            let value = value(&matcher.label);
            match &matcher.test {
                Test::Is(text) => value == text,
                Test::IsNot(text) => value != text,
                Test::Matches(pattern) => pattern.is_match(value),
                Test::MatchesNot(pattern) => !pattern.is_match(value),
            }
        })
    }
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        let text = text.trim();
        let (name, labels) = match text.split_once('{') {
            Some((name, rest)) => (name, rest.strip_suffix('}').ok_or(SelectorError::Form)?),
            None => (text, ""),
        };
        let name = name.trim().to_owned();
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':');
        if name.is_empty() || !name.chars().all(is_name) || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(SelectorError::Form);
        }
        let (mut matchers, mut rest) = (Vec::new(), labels.trim());
        while !rest.is_empty() {
            let (matcher, after) = matcher(rest)?;
            matchers.push(matcher);
            rest = match after.trim_start() {
                "" => "",
                more => more.strip_prefix(',').ok_or(SelectorError::Form)?.trim_start(),
            };
        }
        Ok(Self { text: text.to_owned(), name, matchers })
    }
}

/// The first of some matchers, and what follows it.
fn matcher(text: &str) -> Result<(Matcher, &str), SelectorError> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').ok_or(SelectorError::Form)?;
    let (label, rest) = text.split_at(end);
    let rest = rest.trim_start();
    let operator = ["=~", "!~", "!=", "="].into_iter().find(|operator| rest.starts_with(operator));
    let operator = operator.ok_or(SelectorError::Form)?;
    let quoted = rest.get(operator.len()..).unwrap_or_default().trim_start();
    let (value, rest) = unquoted(quoted).ok_or(SelectorError::Form)?;
    if label.is_empty() {
        return Err(SelectorError::Form);
    }
    let pattern = |value: &str| {
        let whole = format!("^(?s:{value})$");
        let pattern = regex::RegexBuilder::new(&whole).size_limit(Selector::PATTERN_SIZE).build();
        pattern.map_err(|_| SelectorError::Pattern(value.to_owned()))
    };
    let test = match operator {
        "=" => Test::Is(value),
        "!=" => Test::IsNot(value),
        "=~" => Test::Matches(pattern(&value)?),
        _ => Test::MatchesNot(pattern(&value)?),
    };
    Ok((Matcher { label: label.to_owned(), test }, rest))
}

/// A text in quotation marks, without its escapes, and what follows it. Of `\n` a line break is made, of `\x` an `x`.
pub fn unquoted(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (mut value, mut is_escaped) = (String::new(), false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            'n' if is_escaped => value.push('\n'),
            _ if is_escaped => value.push(c),
            '\\' => {
                is_escaped = true;
                continue;
            }
            _ if c == quote => return Some((value, text.get(at + 1..)?)),
            _ => value.push(c),
        }
        is_escaped = false;
    }
    None
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Selectors are the same when they are written the same.
impl PartialEq for Selector {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Selector {}

#[cfg(test)]
mod tests {
    use super::*;

    fn selects(selector: &str, labels: &[(&str, &str)]) -> bool {
        let selector: Selector = selector.parse().expect(selector);
        selector
            .selects(|name| labels.iter().find(|(label, _)| *label == name).map_or("", |(_, value)| *value))
    }

    #[test]
    fn labels_are_tested_as_prometheus_does() {
        let labels = [("queue", "mail"), ("kind", "a\"b")];
        for (selector, is_meant) in [
            ("length", true),
            ("length{}", true),
            ("length{queue=\"mail\"}", true),
            ("length { queue = 'mail' , kind=\"a\\\"b\", }", true),
            ("length{queue!=\"mail\"}", false),
            ("length{queue=~\"ma|mail\"}", true),
            ("length{queue=~\"ai\"}", false),
            ("length{queue!~\"ai\"}", true),
            ("length{other=\"\"}", true),
        ] {
            assert_eq!(selects(selector, &labels), is_meant, "{selector}");
        }
    }

    #[test]
    fn texts_of_another_form_are_refused() {
        for text in [
            "",
            "{a=\"b\"}",
            "1a",
            "a b",
            "a{b}",
            "a{b=c}",
            "a{b=\"c\"",
            "a{b=\"c\" d=\"e\"}",
            "a{=\"c\"}",
            "a{b=~\"(\"}",
        ] {
            assert!(text.parse::<Selector>().is_err(), "{text}");
        }
    }
}
