//! What stopped deming, told once: what, why, what to do next, and the exit code.

use anyhow::Error;

use super::exit::Exit;
use super::output::Console;
use crate::ops::{self, BrokenDeclarations};
use crate::present::findings;

/// Tells an error and gives its exit code.
pub fn tell(error: &Error, console: &Console) -> Exit {
    if let Some(BrokenDeclarations(broken)) = error.downcast_ref() {
        console.complain(&findings::full(broken, console.width));
    }
    console.complain(&format!("error: {error}"));
    for cause in error.chain().skip(1) {
        console.complain(&format!("  because {cause}"));
    }
    for hint in ops::hints(error) {
        console.complain(&format!("\nhint: {hint}"));
    }
    if ops::is_refusal(error) { Exit::Refused } else { Exit::Unusable }
}
