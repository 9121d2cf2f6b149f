//! Writes the data of the examples again, from their seeds.
//!
//! Run it from anywhere in the crate: `cargo run --example generate-examples`. The bytes are the same on every
//! machine; a test compares them with what is committed.

use std::path::Path;
use std::{fs, io};

#[path = "generator/mod.rs"]
mod generator;

fn main() -> io::Result<()> {
    for (name, files) in generator::examples() {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
        fs::create_dir_all(example.join("data"))?;
        for (path, bytes) in files {
            fs::write(example.join(path), bytes)?;
        }
    }
    Ok(())
}
