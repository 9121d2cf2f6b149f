//! What people and machines see, from one sample that has everything in it.

mod context;
mod dialects;
mod pages;
mod sample;
mod texts;
