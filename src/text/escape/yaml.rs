//! YAML scalars that read back as the text they were made of, whatever that text is.

use std::fmt::Write;

/// Texts that a YAML reader, of version 1.1 or 1.2, would take for something else than a text.
const RESERVED: [&str; 11] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"];

/// A text on one line, as a key or a value of a block mapping or list: plain where nobody could misread it, else in
/// double quotes.
pub fn yaml(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// As [`yaml`], inside brackets, where commas and brackets end a plain text.
pub fn yaml_in_brackets(text: &str) -> String {
    if is_plain(text) && !text.contains([',', '[', ']', '{', '}']) { text.to_owned() } else { quoted(text) }
}

/// A text of any length, as the value of a key at this depth of indentation: a literal block where it has lines and
/// none of its characters needs an escape, else as [`yaml`].
pub fn yaml_block(text: &str, indent: usize) -> String {
    let (head, body) = text.strip_suffix('\n').map_or(("|-", text), |body| ("|", body));
    if !fits_a_block(body) {
        return yaml(text);
    }
    let mut out = String::from(head);
    for row in body.split('\n') {
        out.push('\n');
        if !row.is_empty() {
            let _ = write!(out, "{:indent$}{row}", "");
        }
    }
    out
}

/// A line of a comment, behind its `# `: no character of it ends the line or hides.
pub fn yaml_comment(line: &str) -> String {
    line.chars().map(|c| if is_printable(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// Whether a text, written as it is, reads back as itself outside brackets: it begins with a letter, or with a digit
/// and is no number or date of any YAML version, and nothing in it begins a mapping or a comment.
fn is_plain(text: &str) -> bool {
    let starts_well = match text.chars().next() {
        Some(c) if c.is_ascii_alphabetic() => true,
        Some(c) if c.is_ascii_digit() => is_no_number(text),
        _ => false,
    };
    starts_well
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && text.chars().all(is_printable)
        && !RESERVED.contains(&text.to_ascii_lowercase().as_str())
}

/// Whether a text that begins with a digit can be taken for no number, time or date: it is a duration or percentage
/// (`30d`, `99.9%`), or holds a letter that stands in none of those.
fn is_no_number(text: &str) -> bool {
    let measured = text.strip_suffix(['%', 'm', 'h', 'd', 'w', 'M', 'Q', 'Y']);
    let digits = |number: &str| number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    // Exponents, times and zones; after a leading zero the letters of other bases too.
    let of_numbers = |c: char| match c.to_ascii_lowercase() {
        'e' | 't' | 'z' => true,
        'a'..='f' | 'o' | 'x' => text.starts_with('0'),
        _ => false,
    };
    measured.is_some_and(digits) || text.chars().any(|c| c.is_ascii_alphabetic() && !of_numbers(c))
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
        for text in [
            "Shorten the queue",
            "30d",
            "99.9%",
            "24x7",
            "5 nines, or so",
            "sum(rate(a{b=\"c\"}[5m]))",
            "don't",
        ] {
            assert_eq!(yaml(text), text);
        }
        for text in [
            "",
            "yes",
            "NULL",
            "1.5",
            "2016-01-01",
            "2016-01-01T00:00:00Z",
            "0x1f",
            "1e5",
            "12:30:45",
            "1_000",
            "- a",
            "a: b",
            "a:",
            "#",
            "a #b",
            "@ops",
            "+5%",
            "~",
            "a ",
            "é",
            "{a}",
            "[a]",
            "*a",
            "!a",
        ] {
            assert!(yaml(text).starts_with('"'), "{text:?}");
        }
    }

    #[test]
    fn lines_become_a_block() {
        assert_eq!(yaml_block("a: 1\n\n  - b\n", 4), "|\n    a: 1\n\n      - b");
        assert_eq!(yaml_block("a\nb", 4), "|-\n    a\n    b");
        assert_eq!(yaml_block("a\n\n", 4), "\"a\\n\\n\"");
    }

    #[test]
    fn a_comment_stays_on_its_line() {
        assert_eq!(yaml_comment("a\u{2028}b\rc\nd"), "a\u{fffd}b\u{fffd}c\u{fffd}d");
    }

    proptest! {
        #[test]
        fn any_text_reads_back(
            text in any::<String>(),
            lines in "([ -~é\t]{0,9}\n){0,5}[a-c]?",
            word in "[0-9a-zA-Z@#:%+., _-]{0,8}",
        ) {
            for text in [text, lines, word] {
                let as_line = format!("a:\n  b: {}\n", yaml(&text));
                prop_assert_eq!(read(&as_line), Some(text.clone()), "{}", as_line);
                let as_block = format!("a:\n  b: {}\n  c: 1\n", yaml_block(&text, 4));
                prop_assert_eq!(read(&as_block), Some(text.clone()), "{}", as_block);
            }
        }
    }
}
