//! Suite

mod gather;
mod text;
