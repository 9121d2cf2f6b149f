//! deming

pub mod text;
