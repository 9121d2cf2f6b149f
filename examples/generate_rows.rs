//! Writes a made-up export of a service desk with metrics that read it, to measure with.
//!
//! `cargo run --release --example generate-rows -- DIR 5000000 service,priority` writes five million incidents, 340 MB,
//! and metrics that keep services and priorities apart.

use std::path::PathBuf;

#[path = "row_data/mod.rs"]
mod row_data;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().map_or_else(|| PathBuf::from("rows"), PathBuf::from);
    let rows = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(5_000_000);
    let by = arguments.next().unwrap_or_default();
    let by: Vec<&str> = by.split(',').filter(|column| !column.is_empty()).collect();
    row_data::write(&folder, rows, &by)
}
