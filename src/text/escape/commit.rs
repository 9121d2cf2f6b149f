//! Text for a commit message, which forges and pipelines read too.

use super::{attracts_forges, one_line};

/// The text without power over forges and pipelines: a space without width stands behind every sign with which a
/// forge calls people or refers to issues, and `[skip ci]` in all its spellings loses its bracket.
pub fn commit_text(text: &str) -> String {
    let mut out = String::new();
    for (at, c) in text.char_indices() {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + c.len_utf8()..).unwrap_or_default();
        let skips = c == '[' && opens_a_switch(after);
        out.push(if skips { '(' } else { c });
        // Addresses stay addresses: in a commit message they call nobody.
        if c != ':' && attracts_forges(c, before, after) {
            out.push('\u{200b}');
        }
    }
    // Azure Pipelines looks for `***NO_CI***`.
    out.replace("***", "*")
}

/// Whether what follows a bracket makes CI systems skip a commit: `skip ci`, `ci skip`, `no ci`, `skip actions` ….
fn opens_a_switch(text: &str) -> bool {
    let inside = text.split(']').next().unwrap_or_default().to_lowercase();
    inside.split([' ', '-', '_']).any(|word| matches!(word, "skip" | "ci"))
}

/// The text as one word or quotation of a trailer: one line, without the sign that ends a quotation.
pub fn trailer_text(text: &str) -> String {
    commit_text(&one_line(text)).replace('"', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_called_and_no_pipeline_is_switched_off() {
        assert_eq!(commit_text("@ops #12 a@b [ok]"), "@\u{200b}ops #\u{200b}12 a@\u{200b}b [ok]");
        assert_eq!(commit_text("[skip ci] [CI-skip]"), "(skip ci] (CI-skip]");
        assert_eq!(commit_text("fixes GH-12 ***NO_CI***"), "fixes GH-\u{200b}12 *NO_CI*");
    }

    #[test]
    fn nothing_ends_the_line_of_a_trailer() {
        assert_eq!(trailer_text("x 2.0\nSigned-off-by: \"m\""), "x 2.0 Signed-off-by: 'm'");
    }
}
