//! Text inside the double quotes of a Mermaid chart.

use std::fmt::Write;

use super::terminal::one_line;

/// The text as a label between double quotes: one line, and every sign that means something to Mermaid or to the
/// Markdown block around the chart as Mermaid's own entity, `#` + decimal code + `;`. `%` is among them because
/// `%%{` starts a directive anywhere, `$` because `$$` starts mathematics, the backtick because it starts Markdown.
pub fn mermaid(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '"' => out.push_str("#quot;"),
            _ if c.is_ascii_punctuation() && !is_inert(c) => _ = write!(out, "#{};", c as u32),
            _ => out.push(c),
        }
    }
    out
}

fn is_inert(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | ',' | '/' | '+' | '=' | '?' | '!' | '\'')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_labels_stay_as_they_are() {
        assert_eq!(mermaid("Time to restore, p90 - 2016/04 größer"), "Time to restore, p90 - 2016/04 größer");
    }

    #[test]
    fn signs_become_entities() {
        assert_eq!(mermaid("a\"]; b"), "a#quot;#93;#59; b");
        assert_eq!(mermaid("#1 %%{init}"), "#35;1 #37;#37;#123;init#125;");
        assert_eq!(mermaid("```\nend"), "#96;#96;#96; end");
        assert_eq!(mermaid("<b>&"), "#60;b#62;#38;");
    }
}
