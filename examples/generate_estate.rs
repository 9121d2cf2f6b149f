//! Writes a made-up estate of services with a year of daily history, to measure with.
//!
//! `cargo run --release --example generate-estate -- DIR 1000` writes 1,000 services.

use std::path::PathBuf;

#[path = "estate_data/mod.rs"]
mod estate_data;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let folder = arguments.next().map_or_else(|| PathBuf::from("estate"), PathBuf::from);
    let services = arguments.next().and_then(|count| count.to_str()?.parse().ok()).unwrap_or(1_000);
    estate_data::write(&folder, services)
}
