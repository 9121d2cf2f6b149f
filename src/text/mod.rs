//! stub
#![allow(missing_docs)]
use std::sync::Arc;
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub line: u32,
    pub column: u32,
    pub offset: usize,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub start: Position,
    pub end: Position,
}
#[derive(Debug)]
pub struct Source {
    path: String,
}
impl Source {
    pub fn path(&self) -> &str {
        &self.path
    }
}
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodePath;
impl std::fmt::Display for NodePath {
    fn fmt(&self, _f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}
#[derive(Debug, Clone)]
pub struct Place {
    pub source: Arc<Source>,
    pub document: usize,
    pub path: NodePath,
    pub of_key: bool,
}
impl Place {
    pub fn file(&self) -> &str {
        self.source.path()
    }
    pub fn span(&self) -> Span {
        Span {
            start: Position { line: 1, column: 1, offset: 0 },
            end: Position { line: 1, column: 1, offset: 0 },
        }
    }
}
