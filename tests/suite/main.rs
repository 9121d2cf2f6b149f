//! One test binary with a module for each area.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod browser;
mod declare;
mod examples;
mod gather;
mod git;
mod hostile;
mod layers;
mod openslo;
mod present;
mod propose;
mod publish;
mod readme;
mod real_data;
mod schema;
mod text;
mod whole_loop;
mod world;
