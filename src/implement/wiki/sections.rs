//! The sections of a page, by their headings: where people's own text belongs when all else is written anew.

use std::collections::BTreeMap;

/// A heading of the generated text, and with it the section below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section<'p> {
    /// Which part of the generated text holds it, counted from 0.
    pub part: usize,
    /// Where its line begins there, in bytes.
    pub offset: usize,
    /// How deep it is: 1 is the title of the page.
    level: usize,
    /// The line. The title of a page follows the name of its subject, so it is the same whatever it says.
    line: &'p str,
    /// How many headings of the same line and level come before it.
    number: usize,
}

/// The sections of generated text in its parts, from top to bottom. What looks like a heading in a block of code is none.
pub(super) fn sections<'p>(parts: &[&'p str]) -> Vec<Section<'p>> {
    let mut found = Vec::new();
    let mut seen: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    let mut fence = Fence::default();
    for (part, text) in parts.iter().enumerate() {
        let mut offset = 0;
        for whole in text.split_inclusive('\n') {
            let start = offset;
            offset += whole.len();
            if fence.holds(whole) {
                continue;
            }
            let Some((level, line)) = heading(whole) else { continue };
            let count = seen.entry((level, line)).or_default();
            found.push(Section { part, offset: start, level, line, number: *count });
            *count += 1;
        }
    }
    found
}

/// The level of a heading and what it says; `None` where a line is none.
fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let is_heading = (1..=6).contains(&level) && text.starts_with(' ');
    is_heading.then(|| (level, if level == 1 { "" } else { text.trim() }))
}

/// Whether a line is a heading.
pub(super) fn is_heading(line: &str) -> bool {
    heading(line).is_some()
}

/// A block of code, as lines come by.
#[derive(Debug, Default)]
pub(super) struct Fence(Option<(char, usize)>);

impl Fence {
    /// Whether this line, which comes next, belongs to a block of code: between its fences, or one of them.
    pub fn holds(&mut self, line: &str) -> bool {
        let text = line.trim();
        let sign = text.chars().next().unwrap_or_default();
        let length = text.chars().take_while(|c| *c == sign).count();
        let is_fence = matches!(sign, '`' | '~') && length >= 3;
        match self.0 {
            None if is_fence => self.0 = Some((sign, length)),
            None => return false,
            Some((opened, least)) => {
                if is_fence && sign == opened && length >= least && length == text.chars().count() {
                    self.0 = None;
                }
            }
        }
        true
    }

    /// Whether a block is open.
    pub fn is_open(&self) -> bool {
        self.0.is_some()
    }
}

/// The section in which a part of the generated text ends, by its index; `None`: before every heading.
pub(super) fn before(sections: &[Section<'_>], part: usize) -> Option<usize> {
    sections.iter().rposition(|section| section.part <= part)
}

/// Whether two sections of two pages are the same.
pub(super) fn same(
    old: &[Section<'_>],
    old_at: Option<usize>,
    new: &[Section<'_>],
    new_at: Option<usize>,
) -> bool {
    match (old_at, new_at) {
        (None, None) => true,
        (Some(old_at), Some(_)) => find(old, old_at, new) == new_at,
        _ => false,
    }
}

/// The same section of another page.
pub(super) fn find(old: &[Section<'_>], at: usize, new: &[Section<'_>]) -> Option<usize> {
    let wanted = old.get(at)?;
    let is_same = |other: &Section<'_>| {
        (other.level, other.line, other.number) == (wanted.level, wanted.line, wanted.number)
    };
    new.iter().position(is_same)
}

/// The heading of the other page before which the text of a section ends; their number: where the page does. Where the
/// section is gone, that of the one around it, with all that is below it.
pub(super) fn end(old: &[Section<'_>], at: Option<usize>, new: &[Section<'_>]) -> usize {
    // On a page without a heading people have left nothing but their own text.
    let Some(at) = at else { return if old.is_empty() { new.len() } else { 0 } };
    if let Some(found) = find(old, at, new) {
        return found + 1;
    }
    let mut level = old.get(at).map_or(0, |section| section.level);
    for (index, section) in old.iter().enumerate().take(at).rev() {
        if section.level >= level {
            continue;
        }
        level = section.level;
        if let Some(found) = find(old, index, new) {
            let after = new.iter().enumerate().skip(found + 1);
            return after
                .into_iter()
                .find(|(_, other)| other.level <= level)
                .map_or(new.len(), |(next, _)| next);
        }
    }
    new.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_has_no_headings() {
        let text = "# a\n\n```mermaid\n## no\n```\n## b\n~~~~\n```\n# no\n~~~\n~~~~\n## b\n";
        let found = sections(&[text]);
        let told: Vec<_> =
            found.iter().map(|section| (section.level, section.line, section.number)).collect();
        assert_eq!(told, [(1, "", 0), (2, "b", 0), (2, "b", 1)]);
    }

    #[test]
    fn a_section_that_is_gone_ends_with_the_one_around_it() {
        let old = sections(&["# t\n## a\n### x\n## b\n"]);
        let new = sections(&["# other\n## a\n### y\n### z\n## b\n"]);
        assert_eq!(end(&old, Some(2), &new), 4, "before b");
        assert_eq!(end(&old, Some(1), &new), 2, "before y");
        assert_eq!(end(&old, Some(3), &new), 5, "at the end");
        assert_eq!(end(&old, None, &new), 0);
    }
}
