//! From YAML text to spanned documents: the one module that knows the spanned reader.
//!
//! `serde_yaml` (libyaml, YAML 1.1) reads the values and this reader (YAML 1.2) the positions, so the documents
//! must be counted alike. A text without any document, empty or only comments, is one empty document to
//! `serde_yaml` and therefore here. Everything is bounded, see the constants.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as Marks, StrInput, Tag};

use super::span::{LineIndex, Position, Span};
use super::yaml::{Kind, Node, Style};

/// How deep collections may nest, what aliases stand for counted in. `serde_yaml` has the same limit. It also
/// keeps every recursion over a document, its release from memory among them, within the stack.
const MAX_DEPTH: usize = 128;

/// How many nodes a file may have: four times what the largest readable file of ordinary declarations holds.
const MAX_NODES: usize = 200_000;

/// Why a text is not YAML, or more YAML than will be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub message: String,
    /// Where the reader noticed.
    pub position: Position,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.position, self.message)
    }
}

impl std::error::Error for SyntaxError {}

/// What could be read of a text: the documents before the first error, and the error.
#[derive(Debug)]
pub(super) struct Parsed {
    pub documents: Vec<Node>,
    pub error: Option<SyntaxError>,
}

/// Parses `text`, whose lines are `lines`.
pub(super) fn parse(text: &str, lines: &LineIndex) -> Parsed {
    let mut tree = Tree::new(text, lines);
    let error = tree.read().err();
    if tree.documents.is_empty() && error.is_none() {
        tree.documents.push(Node { span: Span::default(), kind: Kind::Null });
    }
    Parsed { documents: tree.documents, error }
}

/// The documents so far and the collections that are still open.
struct Tree<'t> {
    text: &'t str,
    lines: &'t LineIndex,
    documents: Vec<Node>,
    open: Vec<Open>,
    /// The finished nodes of this document that have an anchor, by the reader's number of the anchor.
    anchors: BTreeMap<usize, Rooted>,
    nodes: usize,
    /// Where the last thing that was really written ends.
    written: Position,
    /// How far [`Tree::next_content`] has looked; it never looks at a byte twice.
    looked: usize,
}

/// A collection whose end has not come yet; a mapping holds its keys and values in turn.
struct Open {
    shape: Shape,
    anchor: usize,
    start: Position,
    in_brackets: bool,
    depth_below: usize,
    items: Vec<Node>,
}

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Sequence,
    Mapping,
}

/// A node that aliases can stand for, and how deep it is.
struct Rooted {
    node: Arc<Node>,
    depth: usize,
}

impl<'t> Tree<'t> {
    fn new(text: &'t str, lines: &'t LineIndex) -> Self {
        Tree {
            text,
            lines,
            documents: Vec::new(),
            open: Vec::new(),
            anchors: BTreeMap::new(),
            nodes: 0,
            written: Position::START,
            looked: 0,
        }
    }

    fn read(&mut self) -> Result<(), SyntaxError> {
        let mut events: Parser<'t, StrInput<'t>> = Parser::new_from_str(self.text);
        while let Some(next) = events.next_event() {
            let (event, marks) = next.map_err(|error| SyntaxError {
                message: error.info().to_owned(),
                position: self.lines.at_char(error.marker().index()),
            })?;
            self.take(event, marks)?;
        }
        Ok(())
    }

    fn take(&mut self, event: Event<'t>, marks: Marks) -> Result<(), SyntaxError> {
        match event {
            Event::DocumentStart(explicit) => {
                self.anchors.clear();
                if explicit {
                    self.written = self.end_of(marks);
                }
            }
            Event::Alias(anchor) => self.alias(anchor, marks)?,
            Event::Scalar(value, style, anchor, tag) => self.scalar(&value, style, anchor, tag, marks)?,
            Event::SequenceStart(anchor, _) => self.start(Shape::Sequence, anchor, marks)?,
            Event::MappingStart(anchor, _) => self.start(Shape::Mapping, anchor, marks)?,
            Event::SequenceEnd | Event::MappingEnd => self.end(marks)?,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, marks: Marks) -> Result<(), SyntaxError> {
        let span = Span { start: self.start_of(marks), end: self.end_of(marks) };
        let Some(target) = self.anchors.get(&anchor) else {
            let message = "the alias stands for something it is inside of, or that is in another document";
            return Err(SyntaxError { message: message.to_owned(), position: span.start });
        };
        let (node, depth) = (Node { span, kind: Kind::Alias(Arc::clone(&target.node)) }, target.depth);
        self.written = span.end;
        self.add(node, depth, 0)
    }

    fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<Cow<'t, Tag>>,
        marks: Marks,
    ) -> Result<(), SyntaxError> {
        let plain = style == ScalarStyle::Plain;
        let null = plain && tag.is_none() && matches!(value, "" | "~" | "null" | "Null" | "NULL");
        let has_properties = anchor > 0 || tag.is_some();
        let span = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => self.block_scalar(marks),
            ScalarStyle::Plain if value.is_empty() && has_properties => Span::at(self.end_of(marks)),
            ScalarStyle::Plain if value.is_empty() => Span::at(self.absent()),
            _ => self.content(marks, has_properties),
        };
        self.written = span.end;
        let kind =
            if null { Kind::Null } else { Kind::Scalar { value: value.into(), style: style_of(style) } };
        self.add(Node { span, kind }, 0, anchor)
    }

    fn start(&mut self, shape: Shape, anchor: usize, marks: Marks) -> Result<(), SyntaxError> {
        // The marks go from the anchor or tag, if any, to the end of the start token. That token has a width, of
        // one bracket, in flow style only.
        let end = self.end_of(marks);
        let marked = self.text.get(self.start_of(marks).offset..end.offset).unwrap_or_default();
        let in_brackets = marked.ends_with(['[', '{']);
        let start = match in_brackets {
            true => self.lines.at_char(marks.end.index().saturating_sub(1)),
            false => self.dash_of_value(shape).unwrap_or(end),
        };
        self.written = if in_brackets { end } else { start };
        self.open.push(Open { shape, anchor, start, in_brackets, depth_below: 0, items: Vec::new() });
        if self.open.len() > MAX_DEPTH {
            return Err(too_deep(start));
        }
        Ok(())
    }

    fn end(&mut self, marks: Marks) -> Result<(), SyntaxError> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        if open.in_brackets {
            self.written = self.end_of(marks);
        }
        let last = open.items.last().map_or(open.start, |item| item.span.end);
        let end = if open.in_brackets { self.written } else { last };
        let kind = match open.shape {
            Shape::Sequence => Kind::Sequence(open.items.into()),
            Shape::Mapping => Kind::Mapping(pairs(open.items)),
        };
        let node = Node { span: Span { start: open.start, end }, kind };
        self.add(node, open.depth_below + 1, open.anchor)
    }

    /// Puts a finished node where it belongs.
    fn add(&mut self, node: Node, depth: usize, anchor: usize) -> Result<(), SyntaxError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("more than {MAX_NODES} values in one file; split it into several");
            return Err(SyntaxError { message, position: node.span.start });
        }
        if self.open.len() + depth > MAX_DEPTH {
            return Err(too_deep(node.span.start));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, Rooted { node: Arc::new(node.clone()), depth });
        }
        match self.open.last_mut() {
            None => self.documents.push(node),
            Some(parent) => {
                parent.depth_below = parent.depth_below.max(depth);
                parent.items.push(node);
            }
        }
        Ok(())
    }

    fn start_of(&self, marks: Marks) -> Position {
        self.lines.at_char(marks.start.index())
    }

    fn end_of(&self, marks: Marks) -> Position {
        self.lines.at_char(marks.end.index())
    }

    /// The first dash of a block sequence that is a mapping's value: the reader has stepped over it when the
    /// sequence is not indented.
    fn dash_of_value(&mut self, shape: Shape) -> Option<Position> {
        let in_mapping = self.open.last().is_some_and(|parent| parent.shape == Shape::Mapping);
        match shape {
            Shape::Sequence if in_mapping => self.next_content(&[':', '?']).map(|(dash, _)| dash),
            _ => None,
        }
    }

    /// The span of a scalar or alias, without its anchor and tag.
    fn content(&self, marks: Marks, has_properties: bool) -> Span {
        let (start, end) = (self.start_of(marks), self.end_of(marks));
        if !has_properties {
            return Span { start, end };
        }
        let rest = self.text.get(start.offset..).unwrap_or_default();
        let start = self.lines.at_offset(start.offset + blanks_and_properties(rest)).min(end);
        Span { start, end }
    }

    /// A block scalar from its `|` or `>` to its last line that is not blank; the reader's marks begin with its
    /// first line.
    fn block_scalar(&mut self, marks: Marks) -> Span {
        let (first_line, end) = (self.start_of(marks), self.end_of(marks));
        let start = match self.next_content(&[':', '?', '-']) {
            Some((header, '|' | '>')) => header.min(first_line),
            _ => first_line,
        };
        let written = self.text.get(start.offset..end.offset).unwrap_or_default();
        Span { start, end: self.lines.at_offset(start.offset + written.trim_end().len()) }
    }

    /// Where a value that is not there could be written: behind its `:` or `-`, or else behind what came last.
    fn absent(&mut self) -> Position {
        if self.open.last().is_some_and(|open| open.shape == Shape::Mapping && open.items.len() % 2 == 0) {
            return self.written; // an absent key stands before the `:`
        }
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

fn too_deep(position: Position) -> SyntaxError {
    SyntaxError { message: format!("nested more than {MAX_DEPTH} levels deep"), position }
}

/// Keys and values in turn, made into pairs.
fn pairs(items: Vec<Node>) -> Arc<[(Node, Node)]> {
    let mut items = items.into_iter();
    std::iter::from_fn(|| Some((items.next()?, items.next()?))).collect()
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
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
