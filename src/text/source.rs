//! A file that was read.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::parse::{self, Parsed, SyntaxError};
use super::secret::Masked;
use super::span::{LineIndex, Span};
use super::yaml::Node;

/// A file's path and text. Line positions and YAML documents are made on the first question for them.
pub struct Source {
    path: String,
    text: String,
    had_byte_order_mark: bool,
    lines: OnceLock<LineIndex>,
    parsed: OnceLock<Parsed>,
    masked: OnceLock<Option<Masked>>,
}

impl Source {
    /// A source at `path`, relative to the repository's root with forward slashes. A byte order mark at the
    /// start of `text` is taken off; all offsets count from behind it.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        let mut text = text.into();
        let had_byte_order_mark = text.starts_with('\u{feff}');
        if had_byte_order_mark {
            text.remove(0);
        }
        let (lines, parsed, masked) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Arc::new(Source { path: path.into(), text, had_byte_order_mark, lines, parsed, masked })
    }

    /// The path, relative to the repository's root with forward slashes.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text without a byte order mark; [`Position::offset`](super::Position) is an index into it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether [`Source::new`] took a byte order mark off, so that an offset in the file is three bytes more.
    pub fn had_byte_order_mark(&self) -> bool {
        self.had_byte_order_mark
    }

    /// The line `number`, from 1, without its line break.
    pub fn line(&self, number: u32) -> Option<&str> {
        let line = self.text.get(self.lines().line_bytes(number)?)?;
        Some(line.trim_end_matches(['\r', '\n']))
    }

    /// The index of the lines.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The text that a span covers.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.bytes()).unwrap_or_default()
    }

    /// The YAML documents, counted as `serde_yaml` counts them: those before the first syntax error, and one
    /// empty document when there is no other.
    pub fn documents(&self) -> &[Node] {
        &self.parsed().documents
    }

    /// Why the text is not YAML, if it is not.
    pub fn syntax_error(&self) -> Option<&SyntaxError> {
        self.parsed().error.as_ref()
    }

    /// The text as it may be shown, with dots in place of its secrets; `None` where it has none.
    pub fn masked(&self) -> Option<&Masked> {
        self.masked.get_or_init(|| Masked::source(self)).as_ref()
    }

    fn parsed(&self) -> &Parsed {
        self.parsed.get_or_init(|| parse::parse(&self.text, self.lines()))
    }
}

/// The path and the size: the text may be long, and asking for the rest would parse it.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({}, {} bytes)", self.path, self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_without_their_break() {
        let source = Source::new("a.yaml", "\u{feff}one\r\ntwo\rthree\n");
        let lines: Vec<_> = (0..6).map(|n| source.line(n)).collect();
        assert_eq!(lines, [None, Some("one"), Some("two"), Some("three"), Some(""), None]);
        assert!(source.had_byte_order_mark());
        assert!(source.text().starts_with("one"));
    }

    #[test]
    fn debug_output_does_not_parse() {
        let source = Source::new("a.yaml", "a: b");
        assert_eq!(format!("{source:?}"), "Source(a.yaml, 4 bytes)");
        assert!(source.parsed.get().is_none());
    }
}
