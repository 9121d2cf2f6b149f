//! Text for a terminal or a log.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with every character made visible that could move the cursor, colour or hide what stands around it,
/// or end the line: control characters (ESC and the C1 codes among them) and line breaks, tabs too, and the marks
/// that turn the writing direction. Borrowed when there is nothing to do.
pub fn terminal(text: &str) -> Cow<'_, str> {
    rewritten(text, |_| None)
}

/// The text on one line: like [`terminal`], but line breaks and tabs become spaces, and outer spaces go.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let breaks = |c: char| matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}').then_some(' ');
    match text.contains("\r\n") {
        true => Cow::Owned(rewritten(text.replace("\r\n", "\n").trim(), breaks).into_owned()),
        false => rewritten(text.trim(), breaks),
    }
}

fn rewritten(text: &str, instead: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    if !text.contains(is_treacherous) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match (is_treacherous(c), instead(c)) {
            (false, _) => out.push(c),
            (true, Some(other)) => out.push(other),
            (true, None) => push_visible(&mut out, c),
        }
    }
    Cow::Owned(out)
}

fn push_visible(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        // Writing to a string cannot fail.
        _ => _ = write!(out, "\\u{{{:x}}}", c as u32),
    }
}

/// Controls, line and paragraph separators, direction marks, embeddings, overrides and isolates ("Trojan Source",
/// CVE-2021-42574), the byte order mark, and the invisible tag characters. Zero-width joiners stay: emoji and
/// several scripts are written with them.
fn is_treacherous(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_text_is_borrowed() {
        for text in ["", "plain", "Größe €5 — 👩‍🚒", r"C:\data\*.csv"] {
            assert!(matches!(terminal(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn treacherous_characters_are_shown() {
        assert_eq!(terminal("a\u{1b}[31mb"), r"a\u{1b}[31mb");
        assert_eq!(terminal("user\u{202e}nimda"), r"user\u{202e}nimda");
        assert_eq!(terminal("a\r\n\tb\u{9b}\u{2028}\u{7f}"), r"a\r\n\tb\u{9b}\u{2028}\u{7f}");
        assert_eq!(terminal("::set-output\n::error"), r"::set-output\n::error");
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(one_line("  a\r\nb\nc\td \u{2028} e\n"), "a b c d   e");
        assert_eq!(one_line("\u{1b}x\n"), r"\u{1b}x");
        assert!(matches!(one_line(" plain "), Cow::Borrowed("plain")));
    }
}
