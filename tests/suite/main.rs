//! One test binary; each module is an area.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod declare;
mod git;
mod schema;
mod text;
mod world;
