//! Where a finding points.

use std::sync::Arc;

use crate::text::{Place, Position, Source, Span};

/// Where a finding points.
#[derive(Debug, Clone)]
pub enum Location {
    /// A node of a declaration.
    Declared(Place),
    /// A span of a text that could not be read as a declaration.
    Text {
        /// The text.
        source: Arc<Source>,
        /// The part of it.
        span: Span,
    },
    /// A cell of a data file.
    Data {
        /// Path in the repository.
        path: String,
        /// Line, counted from 1.
        line: u32,
        /// Name of the column.
        column: Option<String>,
    },
    /// A file or folder as a whole.
    Path(String),
}

/// A second place that explains a finding.
#[derive(Debug, Clone)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What is there.
    pub text: String,
}

impl Location {
    /// The file, relative to the root of the repository.
    pub fn path(&self) -> &str {
        match self {
            Self::Declared(place) => place.file(),
            Self::Text { source, .. } => source.path(),
            Self::Data { path, .. } | Self::Path(path) => path,
        }
    }

    /// Where in the file it starts and ends. Files as a whole, and columns of data, have no finer place than 1.
    pub fn span(&self) -> Span {
        match self {
            Self::Declared(place) => place.span(),
            Self::Text { span, .. } => *span,
            Self::Data { line, .. } => point(*line),
            Self::Path(_) => point(1),
        }
    }

    /// The text around it, where deming holds it.
    pub fn source(&self) -> Option<&Arc<Source>> {
        match self {
            Self::Declared(place) => Some(&place.source),
            Self::Text { source, .. } => Some(source),
            Self::Data { .. } | Self::Path(_) => None,
        }
    }
}

fn point(line: u32) -> Span {
    let at = Position { line: line.max(1), column: 1, offset: 0 };
    Span { start: at, end: at }
}

impl From<Place> for Location {
    fn from(place: Place) -> Self {
        Self::Declared(place)
    }
}

impl From<&Place> for Location {
    fn from(place: &Place) -> Self {
        Self::Declared(place.clone())
    }
}
