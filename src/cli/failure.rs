//! What stopped deming, told once: what, why, what to do next, and the exit code.

use anyhow::Error;

use super::exit::Exit;
use super::output::Console;
use crate::ops::{self, BrokenDeclarations, NotImportable};
use crate::present::findings;

/// Tells an error and gives its exit code.
pub fn tell(error: &Error, console: &Console) -> Exit {
    if let Some(BrokenDeclarations(broken)) = error.downcast_ref() {
        console.complain(&findings::full(broken, console.width));
    }
    if let Some(NotImportable(broken)) = error.downcast_ref() {
        console.complain(&findings::full(broken, console.width));
    }
    // Errors quote what people and pull requests wrote; here nothing of it may drive the terminal.
    console.complain(&format!("error: {}", harmless(&error.to_string())));
    for cause in error.chain().skip(1) {
        console.complain(&format!("  because {}", harmless(&cause.to_string())));
    }
    for hint in ops::hints(error) {
        console.complain(&format!("\nhint: {}", harmless(&hint)));
    }
    if ops::is_refusal(error) { Exit::Refused } else { Exit::Unusable }
}

/// Each line of a text without control characters.
fn harmless(text: &str) -> String {
    text.lines().map(ops::harmless_line).collect::<Vec<_>>().join("\n")
}
