//! Step 4: observations become figures.

pub mod figure;

pub use figure::{BaselineFigure, Figure, Series, SeriesPoint};
