//! The programs that show a page.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::page::{Page, Seen};
use crate::programs::target;

const STYLE: &str = include_str!("../../render/github.css");
const SCRIPT: &str = include_str!("../../render/inspect.js");

/// What the browser needs to run anywhere, and to leave the network and the user's profile alone.
const QUIET: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--virtual-time-budget=120000",
];

/// The pixels of its window that the browser keeps for itself, about.
const FRAME: f64 = 100.0;

/// A browser with a profile of its own.
pub struct Browser {
    folder: tempfile::TempDir,
}

impl Browser {
    /// The browser, or `None` (with a notice) where it or something else is not at hand; in CI all must be.
    pub fn find(others: &[(&str, bool)]) -> Option<Self> {
        let present = [&[("chromium", runs("chromium"))], others].concat();
        let missing: Vec<&str> =
            present.iter().filter(|(_, present)| !present).map(|(name, _)| *name).collect();
        if missing.is_empty() {
            return Some(Self { folder: tempfile::tempdir().unwrap() });
        }
        let missing = missing.join(", ");
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "CI needs {missing}; see tests/render/README.md"
        );
        eprintln!("skipped: {missing} not found; see tests/render/README.md");
        None
    }
}

/// Shows a file and gives what the browser prints.
pub fn chromium(browser: &Browser, args: &[&str], file: &Path) -> String {
    let output = Command::new("chromium")
        .args(QUIET)
        .arg(format!("--user-data-dir={}", browser.folder.path().join("profile").display()))
        .args(args)
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "chromium: {}: {said}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

/// A renderer, a browser and Mermaid.
pub struct Tools {
    browser: Browser,
    mermaid: PathBuf,
}

impl Tools {
    /// The tools, or `None` (with a notice) where one is not at hand; in CI they must be.
    pub fn find() -> Option<Self> {
        let mermaid = std::env::var_os("DEMING_TEST_MERMAID")
            .map_or_else(|| target().join("mermaid/mermaid.min.js"), PathBuf::from);
        let others = [("cmark-gfm", runs("cmark-gfm")), ("target/mermaid/mermaid.min.js", mermaid.is_file())];
        Some(Self { browser: Browser::find(&others)?, mermaid })
    }

    /// The page with its HTML as GitHub makes it, charts ready to be drawn.
    pub fn render(&self, page: Page) -> Page {
        let mut renderer = Command::new("cmark-gfm")
            .args(["-e", "table", "-e", "strikethrough", "-e", "autolink", "-e", "tasklist", "--unsafe"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        renderer.stdin.take().unwrap().write_all(page.markdown.as_bytes()).unwrap();
        let output = renderer.wait_with_output().unwrap();
        assert!(output.status.success(), "cmark-gfm on {}", page.name);
        let html = with_charts(&String::from_utf8(output.stdout).unwrap());
        Page { html, ..page }
    }

    /// Shows all pages at once and gives what the browser saw.
    pub fn look_at(&self, pages: &[Page]) -> Seen {
        let file = self.document("all.html", pages);
        let dump = self.chromium(&["--window-size=1000,1000", "--dump-dom"], &file);
        let findings = dump.split_once(r#"<script id="findings" type="application/json">"#);
        let findings = findings.and_then(|(_, rest)| rest.split_once("</script>")).map(|(json, _)| json);
        serde_json::from_str(findings.unwrap_or_default())
            .unwrap_or_else(|error| panic!("the browser left no findings ({error}): {dump:.2000}"))
    }

    /// Leaves a picture of a page in `target/screenshots/`.
    pub fn picture(&self, page: &Page, height: f64) {
        let file = self.document("one.html", std::slice::from_ref(page));
        let folder = target().join("screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        let picture = folder.join(format!("{}.png", page.name));
        _ = std::fs::remove_file(&picture);
        let size = format!("--window-size=1000,{}", height.ceil() + FRAME);
        self.chromium(&[&size, &format!("--screenshot={}", picture.display())], &file);
        assert!(picture.is_file(), "no picture of {}", page.name);
    }

    fn chromium(&self, args: &[&str], file: &Path) -> String {
        chromium(&self.browser, args, file)
    }

    /// A document with a section for each page.
    fn document(&self, name: &str, pages: &[Page]) -> PathBuf {
        let section = |page: &Page| format!("<section id=\"{}\">\n{}</section>\n", page.name, page.html);
        let text = format!(
            "<!doctype html>\n<meta charset=\"utf-8\">\n<style>{STYLE}</style>\n{}\
             <script id=\"findings\" type=\"application/json\"></script>\n\
             <script src=\"file://{}\"></script>\n<script>{SCRIPT}</script>\n",
            pages.iter().map(section).collect::<String>(),
            self.mermaid.display(),
        );
        let file = self.browser.folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file
    }
}

/// Blocks of Mermaid code as Mermaid looks for them.
fn with_charts(html: &str) -> String {
    let mut parts = html.split(r#"<pre><code class="language-mermaid">"#);
    let mut drawn = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once("</code></pre>").expect("a block ends");
        drawn.push_str(&format!("<pre class=\"mermaid\">{code}</pre>{rest}"));
    }
    drawn
}

fn runs(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}
