//! YAML scalars that read back as the text they were made of, whatever that text is.

use std::fmt::Write;

/// Texts that a YAML reader, of version 1.1 or 1.2, would take for something else than a text.
const RESERVED: [&str; 11] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"];

/// A text on one line: plain where nobody could misread it, else in double quotes.
pub(super) fn line(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// A text of any length, as the value of a key at this depth of indentation: a literal block where it has lines and
/// none of its characters needs an escape, else as [`line`].
pub(super) fn block(text: &str, indent: usize) -> String {
    let Some(body) = text.strip_suffix('\n').filter(|body| fits_a_block(body)) else { return line(text) };
    let mut out = String::from("|");
    for row in body.split('\n') {
        out.push('\n');
        if !row.is_empty() {
            let _ = write!(out, "{:indent$}{row}", "");
        }
    }
    out
}

/// Words of letters and digits with single spaces and a few signs between them, beginning with a letter.
fn is_plain(text: &str) -> bool {
    let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/');
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text.len() <= 80
        && text.chars().all(harmless)
        && !RESERVED.contains(&text.to_ascii_lowercase().as_str())
}

/// Whether lines can stand in a literal block unchanged. The first decides the indentation, so it must not begin
/// with a space, nor be empty; nor may the last be empty, for how many line ends follow is the block's to say.
fn fits_a_block(body: &str) -> bool {
    body.contains('\n')
        && !body.starts_with([' ', '\n'])
        && !body.ends_with('\n')
        && body.chars().all(|c| c == '\n' || is_printable(c))
}

/// What may stand in a file as it is: no control characters, no line ends other than LF, nothing invisible.
fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{61b}' | '\u{61d}'..='\u{1fff}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205f}' | '\u{2070}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}'
        | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_printable(c) => out.push(c),
            c => escaped(c, &mut out),
        }
    }
    out.push('"');
    out
}

fn escaped(c: char, out: &mut String) {
    let code = u32::from(c);
    let _ = if code > 0xffff { write!(out, "\\U{code:08x}") } else { write!(out, "\\u{code:04x}") };
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(document: &str) -> Option<String> {
        let value: serde_yaml::Value = serde_yaml::from_str(document).ok()?;
        value.get("a")?.get("b")?.as_str().map(str::to_owned)
    }

    #[test]
    fn words_stay_plain_and_the_rest_is_quoted() {
        assert_eq!(line("Shorten the queue"), "Shorten the queue");
        for text in
            ["", "yes", "NULL", "1.5", "2016-01-01", "- a", "a: b", "#", "@ops", "+5%", "~", "a ", "é"]
        {
            assert!(line(text).starts_with('"'), "{text:?}");
        }
    }

    #[test]
    fn lines_become_a_block() {
        assert_eq!(block("a: 1\n\n  - b\n", 4), "|\n    a: 1\n\n      - b");
        assert_eq!(block("a\nb", 4), "\"a\\nb\"");
    }

    proptest! {
        #[test]
        fn any_text_reads_back(text in any::<String>(), lines in "([ -~é\t]{0,9}\n){0,5}") {
            for text in [text, lines] {
                let as_line = format!("a:\n  b: {}\n", line(&text));
                prop_assert_eq!(read(&as_line), Some(text.clone()), "{}", as_line);
                let as_block = format!("a:\n  b: {}\n  c: 1\n", block(&text, 4));
                prop_assert_eq!(read(&as_block), Some(text.clone()), "{}", as_block);
            }
        }
    }
}
