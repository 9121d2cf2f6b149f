//! Writes a made-up catalogue of a large organisation, to measure with.
//!
//! `cargo run --release --example generate-catalogue -- DIR 10000` writes 10,000 files with 20,000 declarations.

use std::path::PathBuf;

#[path = "catalogue_data/mod.rs"]
mod catalogue_data;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let folder = arguments.next().map_or_else(|| PathBuf::from("catalogue"), PathBuf::from);
    let files = arguments.next().and_then(|count| count.to_str()?.parse().ok()).unwrap_or(10_000);
    catalogue_data::write(&folder, files)
}
