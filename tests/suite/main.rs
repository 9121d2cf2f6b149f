//! One test binary; each module is an area.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod git;
mod text;
mod world;
