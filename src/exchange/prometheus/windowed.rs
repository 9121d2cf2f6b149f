//! Queries over a range of time. A query says itself where the range goes, by `${window}`, `$window` or
//! `{{.window}}`: no wrapping could be guessed that would fit every query.

use std::sync::LazyLock;

use regex::Regex;

/// The places for a range. The pattern is a constant, so it can be read.
static PLACE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\$\{\s*window\s*\}|\{\{\s*\.window\s*\}\}|\$window\b").ok());

/// Why a query cannot be asked over a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unwindowed {
    /// It does not say where the range goes.
    #[error("its query does not say where the range of time goes")]
    NoPlace,
    /// It holds a template that nobody fills in.
    #[error("its query holds a template other than the range of time")]
    OtherTemplate,
    /// Its brackets or quotes do not match, so it would swallow what stands around it.
    #[error("its query has brackets or quotes that do not match")]
    Unbalanced,
}

/// A query that has a place for its range.
#[derive(Debug, Clone)]
pub struct Windowed(String);

impl Windowed {
    /// The query, if it can be asked over any range.
    ///
    /// # Errors
    /// Where it cannot.
    pub fn new(query: &str) -> Result<Self, Unwindowed> {
        let place = PLACE.as_ref().ok_or(Unwindowed::NoPlace)?;
        if !place.is_match(query) {
            return Err(Unwindowed::NoPlace);
        }
        let asked = place.replace_all(query.trim(), "5m");
        if asked.contains("{{") {
            return Err(Unwindowed::OtherTemplate);
        }
        if !is_balanced(&asked) {
            return Err(Unwindowed::Unbalanced);
        }
        Ok(Self(query.trim().to_owned()))
    }

    /// The query over a range, in parentheses on lines of their own, so that a comment in it ends with it.
    pub fn over(&self, range: &str) -> String {
        let asked = match PLACE.as_ref() {
            Some(place) => place.replace_all(&self.0, range),
            None => self.0.as_str().into(),
        };
        let lines: Vec<String> = asked.lines().map(|line| format!("  {}", line.trim_end())).collect();
        format!("(\n{}\n)", lines.join("\n"))
    }
}

/// Whether every bracket outside of texts and comments has its partner, and every text its end.
fn is_balanced(query: &str) -> bool {
    let mut open = Vec::new();
    let mut rest = query.chars();
    while let Some(c) = rest.next() {
        match c {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' if open.pop() != Some(c) => return false,
            '"' | '\'' | '`' if !skip_text(&mut rest, c) => return false,
            '#' => {
                let _ = rest.find(|c| *c == '\n');
            }
            _ => {}
        }
    }
    open.is_empty()
}

/// Skips to behind the end of a text; `false` where it has none. In backquotes a backslash is a backslash.
fn skip_text(rest: &mut std::str::Chars<'_>, quote: char) -> bool {
    while let Some(c) = rest.next() {
        match c {
            '\\' if quote != '`' => {
                rest.next();
            }
            '\n' if quote != '`' => return false,
            c if c == quote => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_range_is_one() {
        for query in
            ["rate(a[${window}])", "rate(a[{{.window}}])", "rate(a[{{ .window }}])", "rate(a[$window])"]
        {
            let asked = Windowed::new(query).map(|query| query.over("30m"));
            assert_eq!(asked.as_deref(), Ok("(\n  rate(a[30m])\n)"), "{query}");
        }
    }

    #[test]
    fn a_query_cannot_swallow_what_stands_around_it() {
        let refused = |query: &str| Windowed::new(query).err();
        assert_eq!(refused("rate(a[5m])"), Some(Unwindowed::NoPlace));
        assert_eq!(refused("rate(a[$windows])"), Some(Unwindowed::NoPlace));
        assert_eq!(refused("rate(a{x=\"{{.y}}\"}[${window}])"), Some(Unwindowed::OtherTemplate));
        for query in [
            "rate(a[${window}])) or (vector(1)",
            "rate(a[${window}]",
            "a{b=\"c}[${window}]",
            "a{b='c\\'}[${window}]",
            "(a[${window})]",
            "a[${window}] # )\n)",
        ] {
            assert_eq!(refused(query), Some(Unwindowed::Unbalanced), "{query}");
        }
        for query in
            ["a{b=\")\"}[${window}]", "a{b=`\\`}[${window}]", "a[${window}] # )", "a{b=\"\\\")\"}[$window]"]
        {
            assert!(Windowed::new(query).is_ok(), "{query}");
        }
    }
}
