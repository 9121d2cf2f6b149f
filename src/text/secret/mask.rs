//! A text, or a file's text with its spans, with dots in place of the secrets.

use std::borrow::Cow;
use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use super::key::{Standing, is_sensitive, standing};
use super::{is_suspicious, secrets};
use crate::text::{Kind, Node, Source};

/// What is shown in place of a character of a secret.
const DOT: char = '•';

/// The text with dots in place of the secrets that show by their own form.
pub fn masked(text: &str) -> Cow<'_, str> {
    let found = secrets(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let ranges = found.into_iter().map(|secret| secret.bytes).collect();
    Cow::Owned(Masked::new(text, ranges).text)
}

/// As many dots as the text has columns. Line breaks stay.
pub fn dots(text: &str) -> String {
    let mut dots = String::new();
    for c in text.chars() {
        match c {
            '\n' | '\r' => dots.push(c),
            _ => dots.extend(std::iter::repeat_n(DOT, c.width().unwrap_or(0))),
        }
    }
    dots
}

/// A text with dots in place of its secrets, and the way from the bytes of the one to those of the other.
#[derive(Debug)]
pub struct Masked {
    /// The text with dots.
    pub text: String,
    /// For each secret in order, where it began and ended, and where its dots do.
    moved: Vec<(Range<usize>, Range<usize>)>,
}

impl Masked {
    /// The text of a file, without tokens wherever they stand, and without what stands under keys of secrets; `None`
    /// where there is nothing to hide.
    pub fn source(source: &Source) -> Option<Self> {
        let text = source.text();
        let mut ranges: Vec<Range<usize>> = Vec::new();
        if is_suspicious(text) {
            ranges.extend(secrets(text).into_iter().map(|secret| secret.bytes));
            ranges.extend(under_keys_in_lines(text));
            let mut scalars = Vec::new();
            for document in source.documents() {
                under_keys(document, &mut scalars);
            }
            ranges.extend(scalars.into_iter().map(|scalar| within_quotes(text, scalar)));
        }
        (!ranges.is_empty()).then(|| Self::new(text, ranges))
    }

    fn new(text: &str, mut ranges: Vec<Range<usize>>) -> Self {
        ranges.sort_by_key(|range| (range.start, range.end));
        let mut masked = Self { text: String::with_capacity(text.len()), moved: Vec::new() };
        let mut done = 0;
        for range in ranges {
            let range = range.start.max(done)..range.end.max(done);
            let (Some(before), Some(secret)) = (text.get(done..range.start), text.get(range.clone())) else {
                continue;
            };
            masked.text.push_str(before);
            let start = masked.text.len();
            masked.text.push_str(&dots(secret));
            done = range.end;
            masked.moved.push((range, start..masked.text.len()));
        }
        masked.text.push_str(text.get(done..).unwrap_or_default());
        masked
    }

    /// Where a byte of the original text has gone to. One within a secret goes to the start of its dots.
    pub fn at(&self, byte: usize) -> usize {
        let before = self.moved.partition_point(|(was, _)| was.start < byte);
        match before.checked_sub(1).and_then(|last| self.moved.get(last)) {
            None => byte,
            Some((was, now)) if byte < was.end => now.start,
            Some((was, now)) => now.end + (byte - was.end),
        }
    }

    /// The same for the end of something: one within a secret goes to the end of its dots.
    pub fn end_at(&self, byte: usize) -> usize {
        let before = self.moved.partition_point(|(was, _)| was.start < byte);
        match before.checked_sub(1).and_then(|last| self.moved.get(last)) {
            Some((was, now)) if byte < was.end => now.end,
            _ => self.at(byte),
        }
    }
}

/// The elements of a list that is written here.
fn items(node: &Node) -> &[Node] {
    if matches!(node.kind, Kind::Alias(_)) { &[] } else { node.items() }
}

/// The keys and values of a mapping that is written here.
fn entries(node: &Node) -> &[(Node, Node)] {
    if matches!(node.kind, Kind::Alias(_)) { &[] } else { node.entries() }
}

/// The scalars under keys of secrets in a node, as far as aliases do not lead elsewhere: what an alias stands for is
/// in the text once, and reached there.
fn under_keys(node: &Node, ranges: &mut Vec<Range<usize>>) {
    for item in items(node) {
        under_keys(item, ranges);
    }
    for (key, value) in entries(node) {
        if key.scalar().is_some_and(is_sensitive) {
            let values = std::iter::once(value).chain(items(value));
            let is_secret =
                |value: &&Node| value.scalar().is_some_and(|text| standing(text) == Standing::Secret);
            ranges.extend(values.filter(is_secret).map(|value| value.resolve().span.bytes()));
        }
        under_keys(value, ranges);
    }
}

/// The bytes of a scalar without its quotation marks.
fn within_quotes(text: &str, scalar: Range<usize>) -> Range<usize> {
    let written = text.get(scalar.clone()).unwrap_or_default();
    let is_quoted = ['"', '\''].iter().any(|quote| written.len() > 1 && written.starts_with(*quote));
    if is_quoted { scalar.start + 1..scalar.end - 1 } else { scalar }
}

/// Values that stand on a line with a key of secrets, in a text that may be no YAML.
fn under_keys_in_lines(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for (colon, _) in text.match_indices([':', '=']) {
        let (Some(before), Some(after)) = (text.get(..colon), text.get(colon + 1..)) else { continue };
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let before = before.trim_end_matches([' ', '"', '\'']);
        let key = before.rsplit(|c| !is_word(c)).next().unwrap_or_default();
        let line = after.split(['\n', '\r']).next().unwrap_or_default();
        let value = line.trim_start_matches([' ', '\t', '"', '\'']);
        if !is_sensitive(key) || value.is_empty() || line.starts_with(is_word) {
            continue;
        }
        let start = colon + 1 + line.len() - value.len();
        let value = value.split(" #").next().unwrap_or_default();
        let closes = |(at, c): &(usize, char)| match c {
            ',' | '"' | '\'' => true,
            '}' => value.get(..*at).is_some_and(|inner| inner.rfind("${") <= inner.rfind('}')),
            _ => false,
        };
        let end = value.char_indices().find(closes).map_or(value.len(), |(at, _)| at);
        let value = value.get(..end).unwrap_or_default().trim_end();
        if standing(value) == Standing::Secret && !value.starts_with(['|', '>', '{', '[', '*', '&']) {
            ranges.push(start..start + value.len());
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        Masked::source(&Source::new("a.yaml", text)).map_or_else(|| text.to_owned(), |masked| masked.text)
    }

    #[test]
    fn values_under_keys_of_secrets_become_dots_of_equal_width() {
        assert_eq!(of("password: hunter2 # x\n"), "password: ••••••• # x\n");
        assert_eq!(of("{user: a, \"apiKey\": 'b c', x: d}"), "{user: a, \"apiKey\": '•••', x: d}");
        assert_eq!(of("secret: |\n  one\n  two\nx: y\n"), "secret: •\n•••••\n•••••\nx: y\n");
        assert_eq!(of("token: [abc, d]\n"), "token: [•••, •]\n");
        assert_eq!(of("password: ${env:X}\ntokens: 3\n"), "password: ${env:X}\ntokens: 3\n");
        assert_eq!(of("a: {password: hunter2\n"), "a: {password: •••••••\n", "no YAML");
        assert_eq!(dots("日本\n"), "••••\n");
    }

    #[test]
    fn bytes_are_found_again() {
        let source = Source::new("a.yaml", "password: hunter2\nname: x\n");
        let masked = Masked::source(&source).expect("a secret");
        let name = source.text().find("name").unwrap_or_default();
        assert!(masked.text[masked.at(name)..].starts_with("name"));
        assert_eq!((masked.at(0), masked.at(10), masked.at(12)), (0, 10, 10));
        assert_eq!(masked.end_at(12), masked.at(17));
        assert_eq!(masked.at(17), masked.at(10) + 7 * DOT.len_utf8());
    }

    #[test]
    fn a_text_without_secrets_is_not_copied() {
        assert!(matches!(masked("the token of my esteem: https://example.org"), Cow::Borrowed(_)));
        assert_eq!(masked("https://a:hunter2@b/"), "https://a:•••••••@b/");
    }
}
