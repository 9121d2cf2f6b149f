//! Where things begin and end in YAML text, more exactly than the spanned reader says.
//!
//! The reader's marks of a node begin with its anchor or tag; those of a block scalar leave out its `|`; those of
//! a list that is not indented leave out its first dash; those of an absent value may be anywhere behind. This is
//! what looks at the text itself.

use super::span::{LineIndex, Position, Span};

/// A text, and how far it has been read.
pub(super) struct Layout<'t> {
    pub text: &'t str,
    pub lines: &'t LineIndex,
    /// Where the last thing that was really written ends.
    pub written: Position,
    /// How far [`Layout::next_content`] has looked; it never looks at a byte twice.
    looked: usize,
}

impl<'t> Layout<'t> {
    pub fn new(text: &'t str, lines: &'t LineIndex) -> Self {
        Layout { text, lines, written: Position::START, looked: 0 }
    }

    /// Whether these are the marks of the start of a collection in brackets. They go from the anchor or tag, if
    /// any, to the end of the start token, which has a width, of one bracket, in flow style only.
    pub fn is_in_brackets(&self, marks: Span) -> bool {
        self.text.get(marks.bytes()).is_some_and(|marked| marked.ends_with(['[', '{']))
    }

    /// The first dash of a block sequence that is a mapping's value.
    pub fn dash_of_value(&mut self) -> Option<Position> {
        self.next_content(&[':', '?']).map(|(dash, _)| dash)
    }

    /// The span of a scalar or alias, without its anchor and tag.
    pub fn content(&self, marks: Span, has_properties: bool) -> Span {
        let Span { start, end } = marks;
        if !has_properties {
            return Span { start, end };
        }
        let rest = self.text.get(start.offset..).unwrap_or_default();
        let start = self.lines.at_offset(start.offset + blanks_and_properties(rest)).min(end);
        Span { start, end }
    }

    /// A block scalar from its `|` or `>` to its last line that is not blank; the reader's marks begin with its
    /// first line.
    pub fn block_scalar(&mut self, marks: Span) -> Span {
        let Span { start: first_line, end } = marks;
        let start = match self.next_content(&[':', '?', '-']) {
            Some((header, '|' | '>')) => header.min(first_line),
            _ => first_line,
        };
        let written = self.text.get(start.offset..end.offset).unwrap_or_default();
        Span { start, end: self.lines.at_offset(start.offset + written.trim_end().len()) }
    }

    /// The value of a block scalar as libyaml reads it. Only at the end of a text without a last line break do
    /// the readers differ: the spanned one adds the line break.
    pub fn block_text<'v>(&self, value: &'v str, marks: Span) -> &'v str {
        let at_end = marks.end.offset == self.text.len() && !self.text.ends_with(['\n', '\r']);
        value.strip_suffix('\n').filter(|_| at_end).unwrap_or(value)
    }

    /// Where a value that is not there could be written: behind its `:` or `-`, or else behind what came last.
    pub fn absent_value(&mut self) -> Position {
        match self.next_content(&[]) {
            Some((indicator, ':')) => self.lines.at_offset(indicator.offset + 1),
            Some((indicator, '-')) if self.is_indicator(indicator.offset) => {
                self.lines.at_offset(indicator.offset + 1)
            }
            _ => self.written,
        }
    }

    /// Where the next thing stands behind what was written last, and its first character; blanks, comments,
    /// anchors, tags and these indicators are passed over.
    fn next_content(&mut self, indicators: &[char]) -> Option<(Position, char)> {
        self.looked = self.looked.max(self.written.offset);
        loop {
            let rest = self.text.get(self.looked..)?;
            self.looked += blanks_and_properties(rest);
            let next = self.text.get(self.looked..)?.chars().next()?;
            if !indicators.contains(&next) || !self.is_indicator(self.looked) {
                return Some((self.lines.at_offset(self.looked), next));
            }
            self.looked += 1;
        }
    }

    /// Whether the character at `offset` stands alone, as the indicators of blocks do.
    fn is_indicator(&self, offset: usize) -> bool {
        self.text.as_bytes().get(offset + 1).is_none_or(u8::is_ascii_whitespace)
    }
}

/// The length of the blanks, comments, anchors and tags at the start of `text`.
fn blanks_and_properties(text: &str) -> usize {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        rest = match rest.chars().next() {
            Some('!') if rest.starts_with("!<") => {
                rest.trim_start_matches(|c| c != '>').trim_start_matches('>')
            }
            Some('&' | '!') => rest.trim_start_matches(is_in_name),
            Some('#') => rest.trim_start_matches(|c: char| c != '\n' && c != '\r'),
            _ => return text.len() - rest.len(),
        };
    }
}

/// Anchors and tags end at a blank and, in flow style, at what separates values.
fn is_in_name(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, ',' | '[' | ']' | '{' | '}')
}
