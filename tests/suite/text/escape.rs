//! Escaped text is harmless, and reads as before.

use deming::text::escape;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Everything a forge could read as markup.
fn options() -> Options {
    Options::all() - Options::ENABLE_SMART_PUNCTUATION - Options::ENABLE_HEADING_ATTRIBUTES
}

/// The text of a rendering whose events are only text within the given tags.
fn rendered(markdown: &str, allowed: &[TagEnd]) -> Result<String, String> {
    let mut text = String::new();
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Text(part) => text.push_str(&part),
            Event::Start(tag) if allowed.contains(&Tag::to_end(&tag)) => {}
            Event::End(tag) if allowed.contains(&tag) => {}
            other => return Err(format!("{other:?} in {markdown:?}")),
        }
    }
    Ok(text.replace('\u{2060}', ""))
}

fn visible(text: &str) -> String {
    escape::one_line(text).replace('\u{2060}', "")
}

/// Text with many signs that mean something to somebody.
fn hostile() -> impl Strategy<Value = String> {
    let sign = prop_oneof![
        4 => "[ -/:-@\\[-`{-~]{1,3}",
        2 => "[a-z0-9]{1,4}",
        1 => prop_oneof![
            Just("http://x.org"), Just("www.x.org"), Just("@ops"), Just("#12"), Just("GH-3"), Just("<b>"),
            Just("<!--"), Just("&amp;"), Just("[^1]"), Just("[x](y)"), Just("![x](y)"), Just("- [ ] x"),
            Just("1. "), Just("```"), Just("~~~"), Just("---"), Just("$$"), Just("{#id}"), Just(":-:"),
            Just("[[wiki]]"), Just("\n\n"), Just("\r\n    "), Just("\u{1b}[0m"), Just("\u{202e}"), Just("%%{init"),
        ].prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(sign, 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_control_character_reaches_a_terminal(text in prop_oneof![any::<String>(), hostile()]) {
        let shown = escape::terminal(&text);
        prop_assert!(!shown.chars().any(char::is_control), "{:?}", shown);
        let turned = shown.contains(['\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}', '\u{2028}', '\u{2029}']);
        prop_assert!(!turned, "{:?}", shown);
        prop_assert_eq!(escape::terminal(&shown), &*shown);
    }

    #[test]
    fn markdown_renders_to_the_same_text_in_a_paragraph(text in hostile()) {
        let page = escape::markdown(&text);
        prop_assert_eq!(rendered(&page, &[TagEnd::Paragraph]), Ok(visible(&text)));
    }

    #[test]
    fn markdown_renders_to_the_same_text_in_a_table_cell(text in hostile()) {
        let page = format!("| a | b |\n|---|---|\n| {} | x |\n", escape::markdown(&text));
        let table = [TagEnd::Table, TagEnd::TableHead, TagEnd::TableRow, TagEnd::TableCell];
        prop_assert_eq!(rendered(&page, &table), Ok(format!("ab{}x", visible(&text))));
    }

    #[test]
    fn markdown_renders_to_the_same_text_in_a_heading_and_an_item(text in hostile()) {
        let heading = format!("## {}\n", escape::markdown(&text));
        let allowed = [TagEnd::Heading(pulldown_cmark::HeadingLevel::H2)];
        prop_assert_eq!(rendered(&heading, &allowed), Ok(visible(&text)));
        let item = format!("- {}\n", escape::markdown(&text));
        prop_assert_eq!(rendered(&item, &[TagEnd::List(false), TagEnd::Item]), Ok(visible(&text)));
    }

    #[test]
    fn forges_find_no_reference_in_rendered_text(text in hostile()) {
        let mut seen = String::new();
        for event in Parser::new(&escape::markdown(&text)) {
            if let Event::Text(part) = event {
                seen.push_str(&part);
            }
        }
        let reference = regex::Regex::new("(?i)://|www[.]|@[a-z0-9_/-]|GH-[0-9]|[#!$%&~][0-9]").unwrap();
        prop_assert!(!reference.is_match(&seen), "{:?}", seen);
    }

    #[test]
    fn mermaid_labels_cannot_leave_their_quotes(text in prop_oneof![any::<String>(), hostile()]) {
        let label = escape::mermaid(&text);
        let out = label.contains(['"', '`', '[', ']', '{', '}', '<', '>', '%', '$', '\n', '\r', '\\', '|']);
        prop_assert!(!out, "{:?}", label);
        let bare = regex::Regex::new("#(quot|[0-9]+);").unwrap().replace_all(&label, "").into_owned();
        prop_assert!(!bare.contains(['#', ';']), "{:?}", label);
    }

    #[test]
    fn slugs_are_safe_names(text in prop_oneof![any::<String>(), hostile(), "[a-z0-9-]{1,80}"]) {
        let slug = escape::file_slug(&text);
        let form = regex::Regex::new("^[a-z0-9]+(-[a-z0-9]+)*$").unwrap();
        prop_assert!(form.is_match(&slug) && slug.len() <= escape::MAX_SLUG, "{:?}", slug);
        prop_assert_eq!(escape::file_slug(&slug), slug);
    }
}
