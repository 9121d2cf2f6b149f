//! The floor of text: positions, the agreement of the two YAML readers, limits and escaping.

mod bombs;
mod documents;
mod escape;
mod places;
mod spans;
