//! What was done, in words.

use std::fmt::Write;
use std::path::Path;

use crate::implement::wiki::{MANIFEST, Published};
use crate::text::escape::one_line;

/// What publishing did, one line a page that changed, and a line that counts.
pub fn published(published: &Published) -> String {
    let mut text = String::new();
    for (symbol, pages) in [("+", &published.written), ("-", &published.removed)] {
        for page in pages {
            let _ = writeln!(text, "{symbol} {}", one_line(page));
        }
    }
    for page in &published.diffs {
        let _ = write!(text, "\n{}", diff(&page.diff));
    }
    text + &summary(published)
}

/// Where pages were put, with the one file beside them that is no page.
pub fn shelf(folder: &Path) -> String {
    let shown = |path: &Path| one_line(&path.display().to_string()).into_owned();
    format!("the pages are in {}, and their list in {}", shown(folder), shown(&folder.join(MANIFEST)))
}

/// A line that counts what publishing did, with what somebody should know above it.
pub fn summary(published: &Published) -> String {
    let mut text = String::new();
    for warning in &published.warnings {
        let _ = writeln!(text, "warning: {}", one_line(warning));
    }
    let Published { written, unchanged, removed, kept, commit, .. } = published;
    let commit = commit.map(|commit| format!(", commit {}", commit.short())).unwrap_or_default();
    let _ = writeln!(
        text,
        "{} written, {} unchanged, {} removed, {} of other people left alone{commit}",
        pages(written.len()),
        unchanged.len(),
        removed.len(),
        kept.len(),
    );
    text
}

fn pages(count: usize) -> String {
    if count == 1 { "1 page".into() } else { format!("{count} pages") }
}

/// A difference with its lines made harmless for a terminal.
fn diff(text: &str) -> String {
    text.lines().map(|line| one_line(line).into_owned() + "\n").collect()
}
