//! People's own text in a generated page.

use sha2::{Digest, Sha256};

use super::sections::{self, Section};

/// The line before a region.
pub(super) const BEGIN: &str = "<!-- deming:keep -->";
/// The line after it.
pub(super) const END: &str = "<!-- /deming:keep -->";

/// A page taken apart: generated text and people's regions in turn. A marker stands alone on its line; a region that
/// is never closed is none.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parts<'p> {
    /// The text before each region, and the text after the last: always one more than there are regions.
    generated: Vec<&'p str>,
    /// The regions, without their markers.
    regions: Vec<&'p str>,
}

/// The rendered page with the regions of the page that is there. A region stays in its section: it takes the place of the
/// section's own region, or stands at the section's end. Where the section is gone, it stands at the end of the one around
/// it, or in a region of the rendering that no other has taken.
pub(super) fn carry_over(rendered: &str, existing: &str) -> String {
    let old = parts(existing);
    if old.regions.iter().all(|region| region.trim().is_empty()) {
        return rendered.to_owned();
    }
    let new = parts(rendered);
    let (old_sections, new_sections) =
        (sections::sections(&old.generated), sections::sections(&new.generated));
    let at = |sections: &[Section<'_>], part: usize| sections::before(sections, part);
    let mut left: Vec<(&str, Option<usize>)> =
        old.regions.iter().enumerate().map(|(part, text)| (*text, at(&old_sections, part))).collect();
    // A region of the rendering takes in the first of its section, and then the first whose section is gone.
    let mut slots: Vec<Option<&str>> = vec![None; new.regions.len()];
    for (part, slot) in slots.iter_mut().enumerate() {
        let own = at(&new_sections, part);
        let same = |section: &Option<usize>| sections::same(&old_sections, *section, &new_sections, own);
        *slot = left.iter().position(|(_, section)| same(section)).map(|found| left.remove(found).0);
    }
    left.retain(|(text, _)| !text.trim().is_empty());
    for slot in slots.iter_mut().filter(|slot| slot.is_none()) {
        let gone = |section: &Option<usize>| match section {
            Some(section) => sections::find(&old_sections, *section, &new_sections).is_none(),
            None => old_sections.is_empty(),
        };
        *slot = left.iter().position(|(_, section)| gone(section)).map(|found| left.remove(found).0);
    }
    // What has no region of the rendering stands before the heading that ends its section.
    let mut ends: Vec<(usize, &str)> = left
        .into_iter()
        .map(|(text, section)| (sections::end(&old_sections, section, &new_sections), text))
        .collect();
    ends.sort_by_key(|(heading, _)| *heading);
    assemble(&new, &slots, &new_sections, &ends)
}

/// Puts a page together: generated text, its regions with what they take in, and further ones before headings.
fn assemble(
    new: &Parts<'_>,
    slots: &[Option<&str>],
    headings: &[Section<'_>],
    ends: &[(usize, &str)],
) -> String {
    let mut out = String::new();
    let mut heading = 0;
    for (part, text) in new.generated.iter().enumerate() {
        let mut written = 0;
        while let Some(next) = headings.get(heading).filter(|next| next.part == part) {
            out.push_str(text.get(written..next.offset).unwrap_or_default());
            written = next.offset;
            for (_, region) in ends.iter().filter(|(before, _)| *before == heading) {
                push_region(&mut out, region);
                out.push('\n');
            }
            heading += 1;
        }
        out.push_str(text.get(written..).unwrap_or_default());
        if let Some(own) = new.regions.get(part) {
            push_region(&mut out, slots.get(part).copied().flatten().unwrap_or(own));
        }
    }
    for (_, region) in ends.iter().filter(|(before, _)| *before >= headings.len()) {
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

/// For each line of a page, whether it is generated: outside of regions and no mark of one.
pub(super) fn generated_lines(page: &str) -> Vec<bool> {
    let mut lines = Vec::new();
    let mut rest = page;
    while let Some((before, inside, after)) = next_region(rest) {
        lines.extend(before.lines().map(|_| true));
        lines.extend(std::iter::repeat_n(false, inside.lines().count() + 2));
        rest = after;
    }
    lines.extend(rest.lines().map(|_| true));
    lines
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
    fn a_region_stays_in_its_section() {
        let old = "# A\n\nIntro.\n\n## Figures\n\n7\n\n<!-- deming:keep -->\nwhy 7\n<!-- /deming:keep -->\n\n### Gone\n\n\
                   <!-- deming:keep -->\nlost?\n<!-- /deming:keep -->\n\n## Notes\n\n<!-- deming:keep -->\nnotes\n\
                   <!-- /deming:keep -->\n\n## More\n";
        let new = "# B\n\nIntro.\n\n## First\n\n## Figures\n\n8\n\n## Notes\n\n<!-- deming:keep -->\n\
                   <!-- /deming:keep -->\n\n## More\n";
        let carried = carry_over(new, old);
        assert_eq!(
            carried,
            "# B\n\nIntro.\n\n## First\n\n## Figures\n\n8\n\n<!-- deming:keep -->\nwhy 7\n<!-- /deming:keep -->\n\n\
             <!-- deming:keep -->\nlost?\n<!-- /deming:keep -->\n\n## Notes\n\n<!-- deming:keep -->\nnotes\n\
             <!-- /deming:keep -->\n\n## More\n"
        );
        assert_eq!(carry_over(new, &carried), carried);
        assert_eq!(digest(&carried), digest(new));
    }

    #[test]
    fn regions_are_no_edits_and_the_rest_is() {
        assert_eq!(digest(OLD), digest("# A\nend\n"));
        assert_eq!(digest(OLD), digest(&OLD.replace("ours", "ours, and more")));
        assert_ne!(digest(OLD), digest(&OLD.replace("end", "edited")));
        assert!(has_text(OLD) && !has_text("# A\n"));
    }
}
