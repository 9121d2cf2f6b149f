//! The report as HTML: whole by itself, linked in itself, and harmless whatever people and data say.

use std::collections::{BTreeMap, BTreeSet};

use crate::world::TestWorld;

/// The pages of an example, by file name.
fn pages(world: &TestWorld) -> BTreeMap<String, String> {
    let run = world.deming(&["report", "--format", "html", "--out", "site"]);
    assert_eq!(run.status, 0, "{run:#?}");
    let files = std::fs::read_dir(world.root().join("site")).unwrap().map(|entry| entry.unwrap().path());
    let pages = files.filter(|path| path.extension().is_some_and(|extension| extension == "html"));
    pages
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn example(name: &str) -> TestWorld {
    let world = TestWorld::new();
    assert_eq!(world.deming(&["init", "--example", name]).status, 0);
    world.commit("init");
    world
}

/// The values of an attribute, in order.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let start = format!(" {attribute}=\"");
    page.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_link_leads_somewhere_and_nothing_comes_from_elsewhere() {
    for name in ["service-desk", "shop"] {
        let pages = pages(&example(name));
        assert!(pages.contains_key("index.html") && pages.len() > 10, "{:?}", pages.keys());
        let mut faults = Vec::new();
        for (file, page) in &pages {
            let ids: Vec<&str> = values(page, "id");
            let unique: BTreeSet<&&str> = ids.iter().collect();
            if unique.len() != ids.len() {
                faults.push(format!("{file}: an id stands twice"));
            }
            for link in values(page, "href") {
                let (to, anchor) = link.split_once('#').unwrap_or((link, ""));
                let target = if to.is_empty() { Some(page) } else { pages.get(to) };
                let leads =
                    target.is_some_and(|page| anchor.is_empty() || values(page, "id").contains(&anchor));
                if !leads {
                    faults.push(format!("{file}: {link} leads nowhere"));
                }
            }
            for foreign in [" src=", "<script", "<link", "@import", "url("] {
                if page.contains(foreign) {
                    faults.push(format!("{file}: {foreign}"));
                }
            }
            if !page.contains("aria-current=\"page\"") && file != "What-we-cannot-measure-yet.html" {
                faults.push(format!("{file}: the navigation does not say where one is"));
            }
        }
        assert_eq!(faults, Vec::<String>::new());
    }
}

#[test]
fn the_same_content_stands_in_both() {
    let world = example("shop");
    let html = pages(&world);
    assert_eq!(world.deming(&["report", "--out", "wiki"]).status, 0);
    for (file, page) in html.iter().filter(|(file, _)| *file != "index.html") {
        let markdown = world.read(&format!("wiki/{}", file.replace(".html", ".md")));
        let rows = |text: &str, sign: &str| text.matches(sign).count();
        let table_rows = markdown.lines().filter(|line| line.starts_with("| ")).count();
        assert_eq!(rows(page, "<tr>"), table_rows, "{file}");
        assert_eq!(rows(page, "<svg "), rows(&markdown, "```mermaid"), "{file}");
    }
    // The same again is the same bytes.
    assert_eq!(pages(&world), html);
}

#[test]
fn what_is_declared_cannot_become_markup() {
    let world = TestWorld::new();
    let name = r"a|b<script>alert(1)</script>@all #1 [x](https://example.org/y) <img src=x onerror=alert(1)> \u202e &lt;";
    world.write(
        "improvement/all.yaml",
        format!(
            "apiVersion: deming/v1
kind: Service
metadata: {{name: s, displayName: \"{}\"}}
spec: {{practice: capacity, owner: \"@o\"}}
---
apiVersion: deming/v1
kind: Metric
metadata: {{name: m, displayName: \"{}\"}}
spec: {{service: s, class: process, direction: lower, owner: \"@o\", gather: {{every: 1d, source: {{file: {{path: d.csv, time: {{column: t}}, value: {{column: v}}}}}}}}, process: {{interval: 1d, aggregate: mean}}}}
",
            name,
            name
        ),
    );
    let rows: String = (1..28).map(|day| format!("2026-01-{day:02},{day}\n")).collect();
    world.write("d.csv", format!("t,v\n{rows}"));
    world.write("deming.yaml", "asOf: 2026-02-01\n");
    world.commit("hostile");
    for (file, page) in pages(&world) {
        for tag in ["<script", "<img", "onerror=alert(1)>", "example.org/y\"", "\u{202e}"] {
            assert!(!page.contains(tag), "{file}: {tag}");
        }
    }
}

#[test]
fn other_forms_are_refused_by_name() {
    let world = example("shop");
    let run = world.deming(&["report", "--format", "sarif", "--out", "site"]);
    assert!(run.status == 2 && run.stderr.contains("markdown or html, not sarif"), "{run:#?}");
    let run = world.deming(&["diff", "--format", "html"]);
    assert!(run.status == 2 && run.stderr.contains("cannot be written as html"), "{run:#?}");
}
