//! A path as a relative reference of RFC 3986.

use std::fmt::Write;

/// A path in the repository as a relative URI reference: forward slashes, no `./`, everything but unreserved
/// characters percent-encoded as UTF-8, so that neither a colon (a scheme) nor `#` or `?` can begin another part.
pub fn uri_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let path = path.replace('\\', "/");
    for byte in path.trim_start_matches("./").bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            // Writing to a string cannot fail.
            _ => _ = write!(out, "%{byte:02X}"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_relative_references() {
        assert_eq!(uri_path("improvement/agreements.yaml"), "improvement/agreements.yaml");
        assert_eq!(uri_path("./a b/c#1?.yaml"), "a%20b/c%231%3F.yaml");
        assert_eq!(uri_path("a:b\\ä.yaml"), "a%3Ab/%C3%A4.yaml");
    }
}
