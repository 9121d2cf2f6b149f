//! Writes the data of `examples/service-desk` again, from its seed.
//!
//! Run it from anywhere in the crate: `cargo run --example generate-service-desk`. The bytes are the same on
//! every machine; a test compares them with what is committed.

use std::path::Path;
use std::{fs, io};

#[path = "service_desk_data/mod.rs"]
mod service_desk_data;

fn main() -> io::Result<()> {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/service-desk");
    fs::create_dir_all(example.join("data"))?;
    for (path, bytes) in service_desk_data::files() {
        fs::write(example.join(path), bytes)?;
    }
    Ok(())
}
