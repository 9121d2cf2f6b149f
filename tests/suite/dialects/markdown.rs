//! Whether a text is Markdown with every block closed.

use std::io::Write;
use std::process::{Command, Stdio};

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::runs;

/// What a reader of Markdown sees of a text.
#[derive(Debug, Default)]
pub struct Seen {
    pub headings: Vec<String>,
    pub items: usize,
    pub text: String,
}

/// Reads a text and holds it to what a cut text must not have: HTML, open blocks, tables.
pub fn read(text: &str) -> Seen {
    let mut seen = Seen::default();
    let mut in_heading = false;
    for event in Parser::new_ext(text, Options::all()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => panic!("HTML: {html}"),
            Event::Start(Tag::CodeBlock(_) | Tag::Table(_)) => panic!("a block that could be left open"),
            Event::Start(Tag::Heading { .. }) => {
                in_heading = true;
                seen.headings.push(String::new());
            }
            Event::End(pulldown_cmark::TagEnd::Heading(_)) => in_heading = false,
            Event::Start(Tag::Item) => {
                seen.items += 1;
                seen.text.push(' ');
            }
            Event::Start(Tag::Paragraph) => seen.text.push(' '),
            Event::Text(part) | Event::Code(part) => {
                if in_heading {
                    seen.headings.last_mut().unwrap().push_str(&part);
                }
                seen.text.push_str(&part);
            }
            Event::SoftBreak => seen.text.push(' '),
            _ => {}
        }
    }
    if runs("cmark-gfm") {
        let html = as_github(text);
        assert_eq!(html.matches("<li>").count(), seen.items, "cmark-gfm sees other items");
        assert!(!html.contains("<details") && !html.contains("<table") && !html.contains("<pre"));
    }
    seen
}

fn as_github(text: &str) -> String {
    let mut renderer = Command::new("cmark-gfm")
        .args(["-e", "table", "-e", "strikethrough", "-e", "autolink", "-e", "tasklist", "--unsafe"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = renderer.stdin.take().unwrap();
    let text = text.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()).unwrap());
    let output = renderer.wait_with_output().unwrap();
    writer.join().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
