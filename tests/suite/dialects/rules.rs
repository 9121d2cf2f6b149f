//! The pages of rules: offline, on the command line, and on one page.

use std::path::Path;

use deming::ops::check::rules;
use deming::present::comment;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::json;
use crate::world::TestWorld;

fn published() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("RULES.md")
}

#[test]
fn the_page_of_all_rules_is_fresh() {
    let fresh = comment::all_rules(&rules());
    if std::env::var_os("DEMING_REFRESH").is_some() {
        std::fs::write(published(), &fresh).unwrap();
    }
    let is_stale = std::fs::read_to_string(published()).unwrap_or_default() != fresh;
    assert!(
        !is_stale,
        "RULES.md is stale; refresh it with `DEMING_REFRESH=1 cargo test the_page_of_all_rules_is_fresh`"
    );
}

#[test]
fn every_rule_has_an_area_a_page_and_both_cases() {
    let names: std::collections::BTreeSet<&str> = rules().iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), rules().len(), "a name is that of one rule alone");
    for rule in rules() {
        assert!(rule.area().is_some(), "{} lies in no area", rule.code);
        for (name, text) in [("what", rule.what), ("why", rule.why), ("source", rule.source)] {
            assert!(
                text.ends_with('.') || text.ends_with(')'),
                "{}: {name} is no sentence: {text}",
                rule.code
            );
        }
        assert!(!rule.bad.trim().is_empty(), "{} has no bad case", rule.code);
        assert!(!rule.good.trim().is_empty(), "{} has no good case", rule.code);
        assert_ne!(rule.bad, rule.good, "{}", rule.code);
    }
}

#[test]
fn every_rule_of_the_index_has_its_section() {
    let text = comment::all_rules(&rules());
    let mut links = Vec::new();
    let mut anchors = Vec::new();
    let mut headings = Vec::new();
    for event in Parser::new_ext(&text, Options::all()) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                links.push(dest_url.trim_start_matches('#').to_owned())
            }
            Event::Start(Tag::Heading { level, .. }) => headings.push(level),
            Event::Html(html) | Event::InlineHtml(html) => {
                let id = html.split_once("id=\"").and_then(|(_, rest)| rest.split_once('"'));
                let other = html.starts_with("<!--") || html.starts_with("</a>");
                assert!(id.is_some() || other, "{html}");
                anchors.extend(id.map(|(id, _)| id.to_owned()));
            }
            _ => {}
        }
    }
    let codes: Vec<String> = rules().iter().map(|rule| rule.code.to_lowercase()).collect();
    assert_eq!((&links, &anchors), (&codes, &codes));
}

#[test]
fn a_rule_is_explained_under_fixed_headings_everywhere() {
    let world = TestWorld::new();
    let headings = ["What it does", "Why", "Bad", "Good", "Source", "Waivers"];
    for rule in rules() {
        let full = world.deming(&["explain", rule.code]).stdout;
        let markdown = world.deming(&["explain", rule.code, "--format", "markdown"]).stdout;
        let shown: Vec<&str> = full.lines().filter(|line| headings.contains(line)).collect();
        assert_eq!(shown, headings, "{full}");
        let shown: Vec<&str> = markdown.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(shown, headings, "{markdown}");
        assert!(markdown.starts_with(&format!("# {} {}\n", rule.code, rule.name)));
        let locked = if rule.is_locked { "It cannot be waived." } else { "It can be waived" };
        assert!(full.contains(locked) && markdown.contains(locked), "{}", rule.code);
    }
    let page = json(&world.deming(&["explain", "D009", "--format", "json"]).stdout);
    assert_eq!(page["rule"]["code"], "D009");
}
