//! Text inside a line of Markdown.

use super::terminal::one_line;

/// A word joiner, which has no width and lets no line end beside it, written so that people who read the page's
/// source see it.
const BREAK: &str = "&#8288;";

/// The text as one line that reads the same when rendered as CommonMark or GitHub-flavoured Markdown: in a
/// paragraph, a heading, a list item or a table cell, at its beginning or not. It renders to no markup, no HTML,
/// no mathematics and no link, notifies nobody and refers to no issue.
///
/// Forges look for `@name`, `#12`, `GH-12`, GitLab's `!12 $12 %12 &12 ~12`, and bare web addresses in the
/// *rendered* text, where neither a backslash nor a character entity is left to stop them. So a word joiner
/// goes between the sign and the name. Nobody sees it, and it does not change how the words are read; the price is
/// that it is copied along. A writer who wants a link or a mention makes one and does not pass it through here.
pub fn markdown(text: &str) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (offset, c) in text.char_indices() {
        let (before, after) = (&text[..offset], &text[offset + c.len_utf8()..]);
        push_inert(&mut out, c, before, after);
        if attracts_forges(c, before, after) {
            out.push_str(BREAK);
        }
    }
    out
}

/// The character so that no Markdown reader takes it for markup.
fn push_inert(out: &mut String, c: char, before: &str, after: &str) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '.' if ends_with_www(before) => {
            out.push_str(BREAK);
            out.push('.');
        }
        _ => {
            if needs_backslash(c, before, after) {
                out.push('\\');
            }
            out.push(c);
        }
    }
}

fn needs_backslash(c: char, before: &str, after: &str) -> bool {
    match c {
        '\\' | '`' | '*' | '[' | ']' | '~' | '|' | '$' | '#' | '^' => true,
        // Inside a word it is no emphasis, and snake_case is common in names.
        '_' => {
            let word = |neighbour: Option<u8>| neighbour.is_some_and(|byte| byte.is_ascii_alphanumeric());
            !(word(before.bytes().next_back()) && word(after.bytes().next()))
        }
        // Bullets, rules and underlines of headings.
        '-' | '+' | '=' => before.is_empty(),
        // Numbered lists.
        '.' | ')' => !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

/// Whether a forge would make a reference, a mention or a link of what begins with `c` between these texts.
pub fn attracts_forges(c: char, before: &str, after: &str) -> bool {
    let number = after.starts_with(|next: char| next.is_ascii_digit());
    match c {
        '@' => after.starts_with(|next: char| !next.is_whitespace()),
        '#' | '!' | '$' | '%' | '&' | '~' => number,
        '-' => number && before.get(before.len().saturating_sub(2)..).is_some_and(is_gh),
        ':' => after.starts_with("//"),
        _ => false,
    }
}

fn is_gh(text: &str) -> bool {
    text.eq_ignore_ascii_case("gh")
}

fn ends_with_www(before: &str) -> bool {
    before
        .len()
        .checked_sub(3)
        .and_then(|at| before.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for text in
            ["Service desk", "incident-resolution-time", "made_sla", "90 % in 8.5 h (p90)", "Größe: 5 €"]
        {
            assert_eq!(markdown(text), text);
        }
    }

    #[test]
    fn markup_is_written_out() {
        assert_eq!(markdown("a|b *c* _d_ `e`"), r"a\|b \*c\* \_d\_ \`e\`");
        assert_eq!(markdown("<img src=x> & [a](b)"), r"&lt;img src=x&gt; &amp; \[a\](b)");
        assert_eq!(markdown("# one\r\n- two"), r"\# one - two");
        assert_eq!(markdown("- x"), r"\- x");
        assert_eq!(markdown("12. x"), r"12\. x");
        assert_eq!(markdown("$x$"), r"\$x\$");
    }

    #[test]
    fn forges_find_nothing() {
        assert_eq!(markdown("@ops/head"), "@&#8288;ops/head");
        assert_eq!(markdown("fixes #12, GH-7"), r"fixes \#&#8288;12, GH-&#8288;7");
        assert_eq!(markdown("https://x.org www.x.org"), "https:&#8288;//x.org www&#8288;.x.org");
        assert_eq!(markdown("me@x.org"), "me@&#8288;x.org");
    }

    #[test]
    fn invisible_characters_are_shown() {
        assert_eq!(markdown("a\u{202e}b"), r"a\\u{202e}b");
    }
}
