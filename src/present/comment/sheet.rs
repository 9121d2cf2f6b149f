//! A text that is cut between entries.

use crate::text::escape::markdown;

/// The most characters of one text of a declaration that are shown, so that none takes the room of all others.
const TEXT: usize = 500;

/// A Markdown text under construction, of so many bytes at most.
pub struct Sheet {
    text: String,
    limit: usize,
    is_full: bool,
}

impl Sheet {
    /// A text that begins with `head`, may have `limit` bytes, and keeps `reserved` of them for its end.
    pub fn new(head: String, limit: usize, reserved: usize) -> Self {
        Self { text: head, limit: limit.saturating_sub(reserved), is_full: false }
    }

    /// Adds a heading with its entries, each a line or more, as far as there is room; says how many found none. Once an
    /// entry has found none, nothing that is less bad is shown in its place.
    pub fn section(&mut self, heading: &str, entries: impl Iterator<Item = String>) -> usize {
        let mut left_out = 0;
        let mut pending = format!("\n### {heading}\n\n");
        for entry in entries {
            let length = self.text.len() + pending.len() + entry.len() + 1;
            if self.is_full || length > self.limit {
                self.is_full = true;
                left_out += 1;
                continue;
            }
            self.text.push_str(&std::mem::take(&mut pending));
            self.text.push_str(&entry);
            self.text.push('\n');
        }
        left_out
    }

    /// The text with its end.
    pub fn end(self, foot: &str) -> String {
        self.text + foot
    }
}

/// A sentence as one harmless line, not longer than a comment can bear. What stands between backticks, as names do in
/// messages, is shown as code.
pub fn shown(text: &str) -> String {
    let cut = text.char_indices().nth(TEXT).map(|(at, _)| at);
    let kept = cut.and_then(|at| text.get(..at)).unwrap_or(text);
    let parts: Vec<&str> = kept.split('`').collect();
    // The last part stands behind the last backtick. An odd backtick has no partner and stays one.
    let pairs = (parts.len() - 1) / 2;
    let mut out = String::new();
    for (number, part) in parts.iter().enumerate() {
        match number {
            _ if number > 2 * pairs => out.push_str(&format!("\\`{}", spaced(part))),
            _ if number % 2 == 1 => out.push_str(&code(part)),
            _ => out.push_str(&spaced(part)),
        }
    }
    if cut.is_some() { out + "…" } else { out }
}

/// A part of a sentence, harmless, with the spaces around it.
fn spaced(part: &str) -> String {
    let space = |is_there: bool| if is_there { " " } else { "" };
    let inner = markdown(part);
    if inner.is_empty() {
        return space(!part.is_empty()).to_owned();
    }
    let (before, after) = (part.starts_with(char::is_whitespace), part.ends_with(char::is_whitespace));
    format!("{}{inner}{}", space(before), space(after))
}

/// A text as inline code; it may hold backticks, and no line break reaches it.
pub fn code(text: &str) -> String {
    let line = crate::text::escape::one_line(text);
    let line: String = line.chars().take(TEXT).collect();
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    match (line.is_empty(), line.starts_with('`') || line.ends_with('`')) {
        (true, _) => String::new(),
        (false, true) => format!("{fence} {line} {fence}"),
        (false, false) => format!("{fence}{line}{fence}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_holds_backticks() {
        assert_eq!([code("a"), code("a`b"), code("``")], ["`a`", "``a`b``", "``` `` ```"]);
    }

    #[test]
    fn names_in_sentences_are_code() {
        assert_eq!(shown("`a@b` is *no* `c`"), "`a@b` is \\*no\\* `c`");
        assert_eq!(shown("one ` alone"), "one \\` alone");
        assert_eq!(shown("`a` and `b"), "`a` and \\`b");
        assert_eq!(shown(""), "");
        assert!(shown(&"x".repeat(9999)).len() < 600);
    }

    #[test]
    fn nothing_worse_is_left_out_for_something_better() {
        let mut sheet = Sheet::new("head\n".into(), 40, 0);
        let entries = ["- a".to_owned(), "- ".to_owned() + &"b".repeat(40), "- c".to_owned()];
        assert_eq!(sheet.section("One", entries.into_iter()), 2);
        assert_eq!(sheet.section("Two", ["- d".to_owned()].into_iter()), 1);
        assert_eq!(sheet.end("foot\n"), "head\n\n### One\n\n- a\nfoot\n");
    }
}
