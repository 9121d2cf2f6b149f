//! What templates see, printed and rendered again: byte for byte the same pages.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::world::TestWorld;

fn shop() -> TestWorld {
    let world = TestWorld::new();
    assert_eq!(world.deming(&["init", "--example", "shop"]).status, 0);
    world.commit("chore: begin");
    world
}

/// The pages in a folder, without the list of them.
fn pages(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    let files = entries.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
    files
        .map(|file| {
            let text = std::fs::read_to_string(file.path()).expect("a page");
            (file.file_name().to_string_lossy().into_owned(), text)
        })
        .collect()
}

fn done(world: &TestWorld, args: &[&str]) -> String {
    let run = world.deming(args);
    assert!(run.status < 2, "{args:?}: {run:#?}");
    run.stdout
}

#[test]
fn what_was_printed_renders_to_the_same_bytes_anywhere() {
    let world = shop();
    for format in ["markdown", "html"] {
        let (plain, again) =
            (world.beside(&format!("plain-{format}")), world.beside(&format!("again-{format}")));
        done(&world, &["report", "--format", format, "--out", &plain.to_string_lossy()]);
        let context = done(&world, &["report", "--format", format, "--context"]);
        let file = world.beside("context.json");
        std::fs::write(&file, &context).expect("a file");
        // In a repository that declares nothing.
        let elsewhere = TestWorld::new();
        done(&elsewhere, &["report", "--from", &file.to_string_lossy(), "--out", &again.to_string_lossy()]);
        let (plain, again) = (pages(&plain), pages(&again));
        assert!(plain.len() > 10, "{:?}", plain.keys());
        assert_eq!(plain, again);
        assert_eq!(done(&world, &["report", "--format", format, "--context"]), context);
    }
}

#[test]
fn a_single_page_is_printed_and_touches_no_folder() {
    let world = shop();
    let one = done(&world, &["report", "--context=Operations"]);
    let told: Value = serde_json::from_str(&one).expect("JSON");
    assert_eq!(told["pages"].as_array().map(Vec::len), Some(1));
    assert_eq!(told["pages"][0]["template"], "operations.hbs");
    world.write("one.json", &one);
    world.write("templates/operations.hbs", "# Mine as of {{head.asOf}}\n");
    let page = done(&world, &["report", "--from", "one.json"]);
    assert!(page.contains("\n# Mine as of "), "{page}");
    assert!(!world.root().join("report").exists());

    let run = world.deming(&["report", "--context=Operation"]);
    assert_eq!(run.status, 2, "{run:#?}");
    assert!(run.stderr.contains("there is no page `Operation`; did you mean `Operations`?"), "{run:#?}");
}

#[test]
fn templates_are_documented() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("TEMPLATES.md");
    let fresh = deming::present::markdown::manual().expect("examples that render");
    if std::env::var_os("DEMING_REFRESH").is_some() {
        std::fs::write(&file, &fresh).expect("the page");
    }
    let is_fresh = std::fs::read_to_string(&file).unwrap_or_default() == fresh;
    assert!(
        is_fresh,
        "TEMPLATES.md is stale; refresh it with `DEMING_REFRESH=1 cargo test templates_are_documented`"
    );
}

#[test]
fn built_in_templates_are_written_once_and_render_the_same() {
    let world = shop();
    done(&world, &["report", "--out", "../before"]);
    let told = done(&world, &["init", "--templates"]);
    assert!(told.contains("templates/partials/chart.hbs\n"), "{told}");
    world.write("templates/home.hbs", "# Mine\n");
    let again = world.deming(&["init", "--templates", "home.hbs"]);
    assert_eq!(again.status, 0, "{again:#?}");
    assert_eq!(world.read("templates/home.hbs"), "# Mine\n", "what was changed stays");
    done(&world, &["report", "--out", "../after"]);
    let (before, mut after) = (pages(&world.beside("before")), pages(&world.beside("after")));
    let home = after.insert("Home.md".into(), before["Home.md"].clone()).expect("a first page");
    assert!(home.ends_with("\n# Mine\n"), "{home}");
    assert_eq!(before, after);
    let wrong = world.deming(&["init", "--templates", "hone.hbs"]);
    assert!(wrong.stderr.contains("home.hbs"), "{wrong:#?}");
}

#[test]
fn what_is_no_context_is_said_so() {
    let world = TestWorld::new();
    let good = json!({
        "formatVersion": "1.0", "kind": "deming-context", "dialect": "folder", "source": "x", "charts": "mermaid", "declaredAt": null,
        "pages": [{"page": "A", "template": "footer.hbs", "context": {}}],
    });
    let with = |key: &str, value: Value| {
        let mut deck = good.clone();
        deck[key] = value;
        deck.to_string()
    };
    for (text, said) in [
        ("{".to_owned(), "line 1 column 1"),
        (with("kind", json!("deming-plan")), "its kind is `deming-plan`"),
        (with("formatVersion", json!("9")), "its format is 9"),
        (with("charts", json!("oil")), "charts are not shown as `oil`"),
        (with("dialect", json!("latin")), "there is no dialect `latin`"),
        (
            with("pages", json!([{"page": "A", "template": "../x", "context": {}}])),
            "there is none of that name",
        ),
        (with("more", json!(1)), "unknown field `more`"),
        (good.to_string(), "templates/footer.hbs:"),
        (
            with(
                "pages",
                json!([{"page": "../A", "template": "footer.hbs", "context": {"head": {"source": "", "asOf": ""}}},
                                 {"page": "B", "template": "footer.hbs", "context": {"head": {"source": "", "asOf": ""}}}]),
            ),
            "../A",
        ),
    ] {
        world.write("context.json", text);
        let run = world.deming(&["report", "--from", "context.json"]);
        assert_eq!(run.status, 2, "{said}: {run:#?}");
        assert!(run.stderr.contains(said), "{said}: {run:#?}");
        assert!(!world.beside("A.md").exists());
    }
}
