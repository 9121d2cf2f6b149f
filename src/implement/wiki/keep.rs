//! People's own text in a generated page.

use sha2::{Digest, Sha256};

const BEGIN: &str = "<!-- deming:keep -->";
const END: &str = "<!-- /deming:keep -->";

/// A page taken apart: generated text and people's regions in turn. A marker stands alone on its line; a region that
/// is never closed is none.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parts<'p> {
    /// The text before each region, and the text after the last: always one more than there are regions.
    generated: Vec<&'p str>,
    /// The regions, without their markers.
    regions: Vec<&'p str>,
}

/// The rendered page with the regions of the page that is there. A region of the rendering takes in the old region
/// of the same number; regions without a place of their own go to the end.
pub(super) fn carry_over(rendered: &str, existing: &str) -> String {
    let old = parts(existing);
    if old.regions.iter().all(|region| region.trim().is_empty()) {
        return rendered.to_owned();
    }
    let new = parts(rendered);
    let mut out = String::from(new.generated.first().copied().unwrap_or_default());
    for (number, rest) in new.generated.iter().skip(1).enumerate() {
        let own = new.regions.get(number).copied().unwrap_or_default();
        push_region(&mut out, old.regions.get(number).copied().unwrap_or(own));
        out.push_str(rest);
    }
    for region in old.regions.iter().skip(new.regions.len()) {
        if !out.ends_with('\n') {
            out.push('\n');
        }
        push_region(&mut out, region);
    }
    out
}

/// Whether people have written something into a page that is theirs.
pub(super) fn has_text(page: &str) -> bool {
    parts(page).regions.iter().any(|region| !region.trim().is_empty())
}

/// Whether nothing is left on a page but what is people's own.
pub(super) fn is_bare(page: &str) -> bool {
    parts(page).generated.iter().all(|text| text.trim().is_empty())
}

/// `sha256:` and the digest of all that is generated in a page: the lines outside regions, blank ones left out, so
/// that adding a region is no edit.
pub(super) fn digest(page: &str) -> String {
    let mut hash = Sha256::new();
    let parts = parts(page);
    let lines = parts.generated.iter().flat_map(|text| text.lines());
    for line in lines.map(str::trim_end).filter(|line| !line.is_empty()) {
        hash.update(line.as_bytes());
        hash.update(b"\n");
    }
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}

fn push_region(out: &mut String, region: &str) {
    for text in [BEGIN, "\n", region, END, "\n"] {
        out.push_str(text);
    }
}

fn parts(page: &str) -> Parts<'_> {
    let mut parts = Parts::default();
    let mut rest = page;
    while let Some((before, inside, after)) = next_region(rest) {
        parts.generated.push(before);
        parts.regions.push(inside);
        rest = after;
    }
    parts.generated.push(rest);
    parts
}

/// Text before the next region, the region, and the text after it.
fn next_region(text: &str) -> Option<(&str, &str, &str)> {
    let (begin, inside) = marker(text, BEGIN, 0)?;
    let (end, after) = marker(text, END, inside)?;
    Some((text.get(..begin)?, text.get(inside..end)?, text.get(after..)?))
}

/// Where the line that is this marker begins, and where the next line does.
fn marker(text: &str, marker: &str, from: usize) -> Option<(usize, usize)> {
    let mut start = from;
    for line in text.get(from..)?.split_inclusive('\n') {
        if line.trim() == marker {
            return Some((start, start + line.len()));
        }
        start += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "# A\n\n<!-- deming:keep -->\nours\n<!-- /deming:keep -->\nend\n";

    #[test]
    fn a_region_finds_its_place_or_the_end() {
        let with_place = "# B\n<!-- deming:keep -->\n<!-- /deming:keep -->\nnew end\n";
        assert_eq!(
            carry_over(with_place, OLD),
            "# B\n<!-- deming:keep -->\nours\n<!-- /deming:keep -->\nnew end\n"
        );
        assert_eq!(carry_over("# B", OLD), "# B\n<!-- deming:keep -->\nours\n<!-- /deming:keep -->\n");
        assert_eq!(carry_over("# B\n", "# A\n<!-- deming:keep -->\nnever closed\n"), "# B\n");
    }

    #[test]
    fn carrying_over_twice_changes_nothing() {
        let once = carry_over("# B\n", OLD);
        assert_eq!(carry_over("# B\n", &once), once);
    }

    #[test]
    fn regions_are_no_edits_and_the_rest_is() {
        assert_eq!(digest(OLD), digest("# A\nend\n"));
        assert_eq!(digest(OLD), digest(&OLD.replace("ours", "ours, and more")));
        assert_ne!(digest(OLD), digest(&OLD.replace("end", "edited")));
        assert!(has_text(OLD) && !has_text("# A\n"));
    }
}
