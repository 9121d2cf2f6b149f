//! A number walked back to its rows, for a comment.

use anstream::adapter::strip_str;

use super::COMMENT;
use crate::present::explain_text;
use crate::present::view::Explanation;

/// The columns of the walk.
const WIDTH: usize = 100;

/// The walk as one block of text, since its columns stand below each other; cut between lines where it is too long.
pub fn walk(explanation: &Explanation) -> String {
    let text = strip_str(&explain_text::walk(explanation, WIDTH)).to_string();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let ending = format!("… and more; `deming explain` shows all\n{fence}\n");
    let mut out = format!("{fence}text\n");
    for line in text.split_inclusive('\n') {
        if out.len() + line.len() + ending.len() > COMMENT {
            return out + &ending;
        }
        out.push_str(line);
    }
    format!("{out}{fence}\n")
}
