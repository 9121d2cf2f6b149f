//! Suite

mod text;
