//! Pages as HTML: the Markdown of the wiki, turned, and put into a frame that needs nothing from anywhere.
//!
//! The frame is a template like the others (`html/page.hbs`), its style another (`partials/style.hbs`). What people and
//! data say is text by the time it comes here, since templates escape it for Markdown.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::text::escape::xml_text;

/// A page turned into HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// The text of its first heading.
    pub title: String,
    /// Its inside.
    pub body: String,
}

/// Turns Markdown into HTML. Headings get the anchors that GitHub gives them, tables a place to be scrolled in.
pub fn turn(markdown: &str) -> Turned {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events: Vec<Event<'_>> = Parser::new_ext(markdown, options).collect();
    let (title, events) = with_anchors(events);
    let mut body = String::new();
    html::push_html(&mut body, events.into_iter());
    // Renderer and templates write these tags; whatever data say of them is escaped by now.
    let body = body
        .replace(
            "<table>",
            "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Table\"><table>",
        )
        .replace("</table>", "</table></div>")
        .replace("<th>", "<th scope=\"col\">")
        .replace("<th style", "<th scope=\"col\" style");
    Turned { title, body }
}

/// Gives each heading an anchor, and finds the text of the first.
fn with_anchors(events: Vec<Event<'_>>) -> (String, Vec<Event<'_>>) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut title = String::new();
    let mut out = Vec::with_capacity(events.len());
    for (at, event) in events.iter().enumerate() {
        let Event::Start(Tag::Heading { level, classes, attrs, .. }) = event else {
            out.push(event.clone());
            continue;
        };
        let text = text_of(events.get(at + 1..).unwrap_or_default());
        if title.is_empty() && *level == HeadingLevel::H1 {
            title.clone_from(&text);
        }
        let slug = slug(&text);
        let count = seen.entry(slug.clone()).or_default();
        let id = if *count == 0 { slug } else { format!("{slug}-{count}") };
        *count += 1;
        let (classes, attrs) = (classes.clone(), attrs.clone());
        out.push(Event::Start(Tag::Heading { level: *level, id: Some(id.into()), classes, attrs }));
    }
    (title, out)
}

/// The text of a heading, as far as its end.
fn text_of(events: &[Event<'_>]) -> String {
    let inside = events.iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    inside
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
            _ => None,
        })
        .collect()
}

/// The anchor that GitHub gives a heading: small letters, digits, dashes and underscores, with dashes for spaces.
fn slug(text: &str) -> String {
    let kept = text.chars().flat_map(char::to_lowercase).filter_map(|c| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        c if c.is_alphanumeric() => Some(c),
        _ => None,
    });
    kept.collect()
}

/// A text that stands in HTML.
pub fn text(text: &str) -> String {
    xml_text(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_the_anchors_of_github() {
        let turned = turn("# Needs\n\n## back-at-work\n\n## A b, c!\n\n## back-at-work\n");
        assert_eq!(turned.title, "Needs");
        for id in ["back-at-work", "a-b-c", "back-at-work-1"] {
            assert!(turned.body.contains(&format!("id=\"{id}\"")), "{id}: {}", turned.body);
        }
    }

    #[test]
    fn tables_can_be_scrolled_and_read_aloud() {
        let turned = turn("| a | b |\n|---|:--|\n| 1 | `<x>` |\n");
        assert!(
            turned.body.contains("<div class=\"table\" role=\"region\" tabindex=\"0\""),
            "{}",
            turned.body
        );
        assert!(turned.body.contains("<th scope=\"col\">a</th>"), "{}", turned.body);
        assert!(turned.body.contains("&lt;x&gt;"), "{}", turned.body);
    }
}
