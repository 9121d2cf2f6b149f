//! Charts as files of SVG beside the pages.

use std::collections::BTreeSet;
use std::process::Command;

use crate::programs::on_path;
use crate::world::TestWorld;

fn shop(wiki: &str) -> TestWorld {
    let world = TestWorld::new();
    assert_eq!(world.deming(&["init", "--example", "shop"]).status, 0);
    world.write("deming.yaml", world.read("deming.yaml") + wiki);
    world.commit("chore: begin");
    world
}

fn publish(world: &TestWorld, wiki: &TestWorld) -> String {
    let run = world.deming(&["publish", "--wiki", &wiki.root().to_string_lossy()]);
    assert!(run.status < 2, "{run:#?}");
    wiki.git(&["rev-parse", "HEAD"])
}

fn names(wiki: &TestWorld, ending: &str) -> BTreeSet<String> {
    let all = wiki.git(&["ls-tree", "--name-only", "HEAD"]);
    all.lines().filter(|name| name.ends_with(ending)).map(str::to_owned).collect()
}

#[test]
fn pages_show_files_that_are_there_and_nothing_else_is() {
    for dialect in ["gitlab", "gitea", "folder", "mkdocs"] {
        let world = shop(&format!("wiki: {{dialect: {dialect}, charts: svg}}\n"));
        let wiki = TestWorld::new();
        wiki.write("chart-of-mine.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
        wiki.commit("by hand");
        let first = publish(&world, &wiki);
        let mut shown = BTreeSet::from(["chart-of-mine.svg".to_owned()]);
        for page in names(&wiki, ".md") {
            let text = wiki.read(&page);
            assert!(!text.contains("```mermaid"), "{dialect}: {page}");
            for (at, _) in text.match_indices("](chart-") {
                let rest = &text[at + 2..];
                shown.insert(rest.split(')').next().unwrap_or_default().to_owned());
            }
        }
        assert!(shown.len() > 3, "{shown:?}");
        assert_eq!(names(&wiki, ".svg"), shown, "{dialect}");
        assert_eq!(publish(&world, &wiki), first, "{dialect}: nothing changed, so nothing is written");
        if on_path("xmllint") {
            for name in &shown {
                let status =
                    Command::new("xmllint").args(["--noout", name]).current_dir(wiki.root()).status();
                assert!(status.expect("xmllint").success(), "{name}");
            }
        }
        // As blocks again: the files go, those of others stay.
        world.write("deming.yaml", world.read("deming.yaml").replace(", charts: svg", ""));
        world.commit("blocks");
        publish(&world, &wiki);
        assert_eq!(names(&wiki, ".svg"), BTreeSet::from(["chart-of-mine.svg".to_owned()]), "{dialect}");
    }
}

#[test]
fn what_was_printed_renders_with_its_charts() {
    let world = shop("wiki: {charts: svg}\n");
    let plain = world.deming(&["report", "--out", "../plain"]);
    assert!(plain.status < 2, "{plain:#?}");
    let context = world.deming(&["report", "--context"]);
    std::fs::write(world.beside("context.json"), context.stdout).expect("a file");
    let again = world.deming(&["report", "--from", "../context.json", "--out", "../again"]);
    assert_eq!(again.status, 0, "{again:#?}");
    let list = |folder: &str| {
        let files = std::fs::read_dir(world.beside(folder)).expect("a folder").flatten();
        let files = files.filter(|file| !file.file_name().to_string_lossy().starts_with('.'));
        files
            .map(|file| (file.file_name(), std::fs::read(file.path()).expect("a file")))
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(list("plain"), list("again"));
}

#[test]
fn a_wiki_that_shows_no_svg_gets_pictures() {
    let world = shop("wiki: {dialect: github, charts: png}\n");
    let wiki = TestWorld::new();
    wiki.write("Team.md", "# We\n");
    wiki.commit("by hand");
    let first = publish(&world, &wiki);
    let pictures = names(&wiki, ".png");
    assert!(pictures.len() > 3, "{pictures:?}");
    for name in &pictures {
        let bytes = std::fs::read(wiki.root().join(name)).expect("a picture");
        assert_eq!(bytes.get(..8), Some(&b"\x89PNG\r\n\x1a\n"[..]), "{name}");
        assert_eq!(bytes.get(16..24), Some(&[0, 0, 5, 240, 0, 0, 2, 8][..]), "{name}: 1,520 by 520 dots");
    }
    assert!(wiki.read("Service-checkout.md").contains("](chart-"));
    assert_eq!(publish(&world, &wiki), first, "nothing changed, so nothing is written");
    world.write("deming.yaml", world.read("deming.yaml").replace("asOf: 2026-09-16", "asOf: 2026-09-15"));
    world.commit("a day before");
    let dry = world.deming(&["publish", "--dry-run", "--wiki", &wiki.root().to_string_lossy()]);
    assert!(dry.stdout.contains("differ") && !dry.stdout.contains('\u{fffd}'), "{dry:#?}");
    publish(&world, &wiki);
    assert_eq!(wiki.git(&["status", "--porcelain"]), "");
    world.write("deming.yaml", world.read("deming.yaml").replace(", charts: png", ""));
    world.commit("blocks");
    publish(&world, &wiki);
    assert_eq!(names(&wiki, ".png").len(), 0);
}
