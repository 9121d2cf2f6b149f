//! One test binary with a module for each area.

mod examples;
mod layers;
mod text;
