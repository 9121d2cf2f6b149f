//! What tests of this folder share.
#![cfg(test)]

/// Reads a file of the shared data; a machine without them says so, and one that tests in earnest fails.
pub fn shared(path: &str) -> Option<String> {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    let text = std::fs::read_to_string(&file).ok();
    if text.is_none() {
        let in_earnest = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!in_earnest, "{} is missing", file.display());
        eprintln!("skipped: {} is not there", file.display());
    }
    text
}
