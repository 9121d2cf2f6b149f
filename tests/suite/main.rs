//! One test binary with a module for each area.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod browser;
mod declare;
mod dialects;
mod editors;
mod examples;
mod gather;
mod git;
mod hostile;
mod layers;
mod pipeline;
mod policy;
mod present;
mod programs;
mod propose;
mod publish;
mod readme;
mod real_data;
mod schema;
mod secrets;
mod shop;
mod text;
mod waivers;
mod whole_loop;
mod world;
