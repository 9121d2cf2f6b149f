//! Suite

mod examples;
