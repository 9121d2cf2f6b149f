//! The pages as a forge shows them: GitHub's own renderer for the Markdown, Mermaid for the charts, a real browser.
//!
//! One start of the browser shows all pages of two examples and tells what it sees; see `tests/render/`.

mod chart;
mod page;
mod site;
mod tools;

use std::collections::BTreeMap;

use crate::world::TestWorld;
use page::{Page, Shown};
use tools::Tools;

/// Pages of which a picture is kept: one of each kind, and Home of each example.
const PICTURES: [&str; 6] = [
    "service-desk.Home",
    "service-desk.Service-service-desk",
    "service-desk.Cycle-2026-faster-restoration",
    "service-desk.Metric-incident-resolution-time",
    "delivery.Home",
    "delivery.Service-delivery",
];

#[test]
fn pages_look_right_in_a_browser() {
    let Some(tools) = Tools::find() else { return };
    let pages: Vec<Page> =
        [service_desk(), delivery()].concat().into_iter().map(|page| tools.render(page)).collect();
    let seen = tools.look_at(&pages);
    assert_eq!(seen.problems, Vec::<String>::new(), "Mermaid or the browser complains");
    let shown: BTreeMap<&str, &Shown> = seen.pages.iter().map(|page| (page.name.as_str(), page)).collect();
    assert_eq!(shown.len(), pages.len(), "each page is shown once");
    let everything = std::env::var("DEMING_TEST_SCREENSHOTS").as_deref() == Ok("all");
    for page in &pages {
        let shown = shown[page.name.as_str()];
        if everything || PICTURES.contains(&page.name.as_str()) {
            tools.picture(page, shown.height);
        }
    }
    let faults: Vec<String> = pages.iter().flat_map(|page| shown[page.name.as_str()].faults(page)).collect();
    assert_eq!(faults, Vec::<String>::new());
    for name in PICTURES {
        assert!(shown.contains_key(name), "there is no page {name}");
    }
    let charts: usize = seen.pages.iter().map(|page| page.charts.len()).sum();
    assert!(charts >= 20, "{charts} charts");
}

#[test]
fn what_looks_wrong_is_seen() {
    let Some(tools) = Tools::find() else { return };
    let chart = |code: &str| format!("```mermaid\nxychart-beta\n    {code}\n```\n");
    let wide = format!("| {0} | {0} |\n|---|---|\n| x | y |\n", "x".repeat(100));
    let crowded = format!(
        "x-axis [{}]",
        (0..40).map(|day| format!("\"2016-01-{day}\"")).collect::<Vec<_>>().join(", ")
    );
    let line = format!("line [{}]", vec!["1"; 40].join(", "));
    let cases = [
        (chart("y-axis {"), "was not drawn"),
        (chart(&format!("{crowded}\n    {line}")), "lies over"),
        ("| a | b |\n|---|---|\n| 1 |\n".into(), "tables with rows of"),
        ("| a | b |\n|---|---|\n| 1 | |\n".into(), "an empty cell"),
        (wide, "pixels too wide"),
        ("Owner: undefined. {{name}}".into(), "`undefined` is left over"),
    ];
    let pages: Vec<Page> = cases
        .iter()
        .enumerate()
        .map(|(index, (markdown, _))| Page::new(format!("page-{index}"), markdown.clone()))
        .map(|page| tools.render(page))
        .collect();
    let seen = tools.look_at(&pages);
    for ((page, shown), (_, expected)) in pages.iter().zip(&seen.pages).zip(&cases) {
        let faults = shown.faults(page);
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected}: {faults:#?}");
    }
}

/// The report of the example with everything in it.
fn service_desk() -> Vec<Page> {
    let world = TestWorld::new();
    assert_eq!(world.deming(&["init", "--example", "service-desk"]).status, 0);
    world.commit("feat: declare the service desk");
    report(&world, "service-desk", &[])
}

/// The report of the other example, over half a year of commits with a release every ten days or so.
fn delivery() -> Vec<Page> {
    let world = TestWorld::new();
    assert_eq!(world.deming(&["init", "--example", "delivery"]).status, 0);
    for change in 0..90_u32 {
        world.advance(i64::from(1 + change % 3) * 86_400);
        world.write("product.txt", format!("{change}\n"));
        world.commit(&format!("feat: change {change}"));
        if change % 7 == 5 {
            let tag = format!("v0.{}.0", change / 7);
            world.git(&["tag", "--annotate", "--message", "release", &tag]);
        }
    }
    report(&world, "delivery", &["--as-of", "2016-07-01"])
}

/// The pages of a report, by name, each named after its example.
fn report(world: &TestWorld, example: &str, more: &[&str]) -> Vec<Page> {
    let run = world.deming(&[&["report", "--out", "pages"], more].concat());
    assert_eq!(run.status, 0, "{run:#?}");
    let files = std::fs::read_dir(world.root().join("pages")).unwrap().map(|entry| entry.unwrap().path());
    let pages = files.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let mut pages: Vec<Page> = pages
        .map(|path| {
            let name = format!("{example}.{}", path.file_stem().unwrap().to_str().unwrap());
            Page::new(name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    pages.sort_by(|a, b| a.name.cmp(&b.name));
    pages
}
