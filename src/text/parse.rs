//! From YAML text to spanned documents: the one module that knows the spanned reader.
//!
//! `serde_yaml` (libyaml, YAML 1.1) reads the values and this reader (YAML 1.2) the positions, so the documents
//! must be counted alike. A text without any document, empty or only comments, is one empty document to
//! `serde_yaml` and therefore here. Two differences remain. The name of an anchor may hold any sign in YAML 1.2, so
//! `&a:` is an anchor here and a key to libyaml. And a whole document that is a block scalar of nothing but empty
//! lines with an indentation indicator (`|2+`) is refused here if another document follows; no declaration is a
//! scalar. Everything is bounded, see the constants.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput, Tag};

use super::layout::Layout;
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
    layout: Layout<'t>,
    documents: Vec<Node>,
    open: Vec<Open>,
    /// The finished nodes of this document that have an anchor, by the reader's number of the anchor.
    anchors: BTreeMap<usize, Rooted>,
    nodes: usize,
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
            layout: Layout::new(text, lines),
            documents: Vec::new(),
            open: Vec::new(),
            anchors: BTreeMap::new(),
            nodes: 0,
        }
    }

    fn read(&mut self) -> Result<(), SyntaxError> {
        let lines = self.layout.lines;
        let mut events: Parser<'t, StrInput<'t>> = Parser::new_from_str(self.layout.text);
        while let Some(next) = events.next_event() {
            let (event, marks) = next.map_err(|error| SyntaxError {
                message: error.info().to_owned(),
                position: lines.at_char(error.marker().index()),
            })?;
            let (start, end) = (lines.at_char(marks.start.index()), lines.at_char(marks.end.index()));
            self.take(event, Span { start, end })?;
        }
        Ok(())
    }

    fn take(&mut self, event: Event<'t>, marks: Span) -> Result<(), SyntaxError> {
        match event {
            Event::DocumentStart(explicit) => {
                self.anchors.clear();
                if explicit {
                    self.layout.written = marks.end;
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

    fn alias(&mut self, anchor: usize, marks: Span) -> Result<(), SyntaxError> {
        let Some(target) = self.anchors.get(&anchor) else {
            let message = "the alias stands for something it is inside of, or that is in another document";
            return Err(SyntaxError { message: message.to_owned(), position: marks.start });
        };
        let (node, depth) = (Node { span: marks, kind: Kind::Alias(Arc::clone(&target.node)) }, target.depth);
        self.layout.written = marks.end;
        self.add(node, depth, 0)
    }

    fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<Cow<'t, Tag>>,
        marks: Span,
    ) -> Result<(), SyntaxError> {
        let plain = style == ScalarStyle::Plain;
        let null = plain && tag.is_none() && matches!(value, "" | "~" | "null" | "Null" | "NULL");
        let has_properties = anchor > 0 || tag.is_some();
        let (span, value) = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => {
                (self.layout.block_scalar(marks), self.layout.block_text(value, marks))
            }
            ScalarStyle::Plain if value.is_empty() => (Span::at(self.absent(has_properties, marks)), value),
            _ => (self.layout.content(marks, has_properties), value),
        };
        self.layout.written = span.end;
        let kind = match null {
            true => Kind::Null,
            false => Kind::Scalar { value: value.into(), style: style_of(style) },
        };
        self.add(Node { span, kind }, 0, anchor)
    }

    /// Where a node that is not there could be written.
    fn absent(&mut self, has_properties: bool, marks: Span) -> Position {
        if has_properties {
            marks.end
        } else if self.expects_key() {
            self.layout.written
        } else {
            self.layout.absent_value()
        }
    }

    fn start(&mut self, shape: Shape, anchor: usize, marks: Span) -> Result<(), SyntaxError> {
        let in_brackets = self.layout.is_in_brackets(marks);
        let start = if in_brackets {
            self.layout.lines.at_offset(marks.end.offset - 1)
        } else if shape == Shape::Sequence && self.is_in_mapping() {
            self.layout.dash_of_value().unwrap_or(marks.end)
        } else {
            marks.end
        };
        self.layout.written = if in_brackets { marks.end } else { start };
        self.open.push(Open { shape, anchor, start, in_brackets, depth_below: 0, items: Vec::new() });
        if self.open.len() > MAX_DEPTH {
            return Err(too_deep(start));
        }
        Ok(())
    }

    fn end(&mut self, marks: Span) -> Result<(), SyntaxError> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        if open.in_brackets {
            self.layout.written = marks.end;
        }
        let last = open.items.last().map_or(open.start, |item| item.span.end);
        let end = if open.in_brackets { self.layout.written } else { last };
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

    /// Whether the next node is a key.
    fn expects_key(&self) -> bool {
        self.open.last().is_some_and(|open| open.shape == Shape::Mapping && open.items.len() % 2 == 0)
    }

    fn is_in_mapping(&self) -> bool {
        self.open.last().is_some_and(|open| open.shape == Shape::Mapping)
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
