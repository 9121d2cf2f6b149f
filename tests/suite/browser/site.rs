//! The HTML report in a real browser: light, dark, narrow and on paper, and what axe finds in it.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::tools::{Browser, chromium};
use crate::programs::target;
use crate::world::TestWorld;

const LOOK: &str = include_str!("../../render/look.js");

/// One page of each kind.
const PAGES: [&str; 9] = [
    "index",
    "Service-service-desk",
    "Metric-incident-resolution-time",
    "Metric-portal-availability",
    "Cycle-2026-faster-restoration",
    "Agreement-service-desk-sla",
    "Improvement-Register",
    "Needs",
    "What-we-cannot-measure-yet",
];

/// What a browser saw of a page.
#[derive(Debug, Deserialize)]
struct Look {
    width: f64,
    window: f64,
    scripts: usize,
    paper: String,
    violations: Vec<Violation>,
}

/// Something that keeps people out.
#[derive(Debug, Deserialize)]
struct Violation {
    id: String,
    impact: Option<String>,
    at: Vec<String>,
}

/// A browser and axe.
struct Tools {
    browser: Browser,
    axe: PathBuf,
}

impl Tools {
    fn find() -> Option<Self> {
        let axe = target().join("axe/axe.min.js");
        let browser = Browser::find(&[("target/axe/axe.min.js", axe.is_file())])?;
        Some(Self { browser, axe })
    }

    /// Shows a page in a window, with arguments for the browser.
    fn look(&self, page: &Path, args: &[&str]) -> Look {
        let text = std::fs::read_to_string(page).unwrap();
        // The page forbids every script; here it must let those of the test in.
        let start = text.find("<meta http-equiv=\"Content-Security-Policy\"").expect("a policy");
        let end = start + text[start..].find('>').expect("its end") + 1;
        let test = format!(
            "<script data-test src=\"file://{}\"></script><script data-test>{LOOK}</script>",
            self.axe.display()
        );
        let changed = format!("{}{test}{}", &text[..start], &text[end..]);
        let file = page.with_extension("test.html");
        std::fs::write(&file, changed).unwrap();
        let dump = chromium(&self.browser, &[args, &["--dump-dom"]].concat(), &file);
        std::fs::remove_file(&file).unwrap();
        let findings = dump.split_once(r#"<script id="findings" type="application/json">"#);
        let findings = findings.and_then(|(_, rest)| rest.split_once("</script>")).map(|(json, _)| json);
        serde_json::from_str(findings.unwrap_or_default())
            .unwrap_or_else(|error| panic!("{}: no findings ({error}): {dump:.1000}", page.display()))
    }

    /// Leaves a picture in `target/screenshots/`.
    fn picture(&self, page: &Path, name: &str, args: &[&str]) {
        let folder = target().join("screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(name);
        let _ = std::fs::remove_file(&file);
        let into = match name.ends_with(".pdf") {
            true => format!("--print-to-pdf={}", file.display()),
            false => format!("--screenshot={}", file.display()),
        };
        chromium(&self.browser, &[args, &[into.as_str()]].concat(), page);
        assert!(file.is_file(), "no picture {name}");
    }
}

const DARK: &str = "--blink-settings=preferredColorScheme=0";
const WIDE: &str = "--window-size=1280,1600";
const NARROW: &str = "--window-size=400,1600";

#[test]
fn the_html_report_keeps_nobody_out() {
    let Some(tools) = Tools::find() else { return };
    let world = TestWorld::new();
    assert_eq!(world.deming(&["init", "--example", "service-desk"]).status, 0);
    world.commit("feat: declare the service desk");
    let run = world.deming(&["report", "--format", "html", "--out", "site"]);
    assert_eq!(run.status, 0, "{run:#?}");
    let mut faults = Vec::new();
    for name in PAGES {
        let page = world.root().join(format!("site/{name}.html"));
        for (what, args) in [("light", &[WIDE][..]), ("dark", &[WIDE, DARK]), ("narrow", &[NARROW])] {
            // In the dark and on a telephone a few pages stand for all.
            if what != "light" && !PAGES[..3].contains(&name) {
                continue;
            }
            let look = tools.look(&page, args);
            if look.width > look.window + 1.0 {
                faults.push(format!("{name}, {what}: {} wide in a window of {}", look.width, look.window));
            }
            if look.scripts > 0 {
                faults.push(format!("{name}, {what}: it has a script"));
            }
            assert_eq!(look.paper != "rgb(255, 255, 255)", what == "dark", "{name}, {what}: {}", look.paper);
            let serious = look
                .violations
                .iter()
                .filter(|one| matches!(one.impact.as_deref(), Some("serious" | "critical")));
            faults.extend(serious.map(|one| format!("{name}, {what}: {} {:?}", one.id, one.at)));
        }
    }
    assert_eq!(faults, Vec::<String>::new());
    let page = |name: &str| world.root().join(format!("site/{name}.html"));
    for (name, file, args) in [
        ("index", "html.index.png", &[WIDE][..]),
        ("Service-service-desk", "html.service.png", &[WIDE]),
        ("Metric-incident-resolution-time", "html.metric.png", &[WIDE]),
        ("Metric-incident-resolution-time", "html.metric-dark.png", &[WIDE, DARK]),
        ("Service-service-desk", "html.service-narrow.png", &[NARROW]),
        ("Service-service-desk", "html.service.pdf", &[]),
    ] {
        tools.picture(&page(name), file, args);
    }
}
