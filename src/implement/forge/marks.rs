//! The part of a text that is deming's own: between two marks that nobody sees on the page. What people write around it
//! stays.
//!
//! `<!-- deming:begin proposal P-7f3a91c2 2026-03-01 -->` … `<!-- deming:end P-7f3a91c2 -->`

use jiff::civil::Date;

use crate::model::ProposalId;

const BEGIN: &str = "<!-- deming:begin ";
const CLOSE: &str = " -->";

/// What the mark of a text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The proposal.
    pub id: ProposalId,
    /// The day on which it was raised.
    pub raised: Option<Date>,
    /// Whether it was taken back.
    pub is_withdrawn: bool,
}

impl Mark {
    /// The mark of a text, if it has one that nobody broke.
    pub fn of(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once(BEGIN)?;
        let (words, _) = rest.split_once(CLOSE)?;
        let mut words = words.split(' ');
        let is_withdrawn = match words.next()? {
            "proposal" => false,
            "withdrawn" => true,
            _ => return None,
        };
        let id = words.next()?.parse().ok()?;
        Some(Self { id, raised: words.next().and_then(|day| day.parse().ok()), is_withdrawn })
    }

    /// A text between its marks.
    pub fn around(&self, text: &str) -> String {
        let word = if self.is_withdrawn { "withdrawn" } else { "proposal" };
        let day = self.raised.map(|day| format!(" {day}")).unwrap_or_default();
        // What is quoted must not look like a mark.
        let text = text.trim().replace("<!-- deming:", "<!- deming:");
        format!("{BEGIN}{word} {}{day}{CLOSE}\n\n{text}\n\n{}", self.id, self.end())
    }

    /// A text of a pull request with another part of deming's own in it: the old one is replaced, and where somebody has
    /// broken or removed its marks, nothing is written over. `None`: nothing changes. Forges keep other line ends than ours
    /// once somebody has edited a text; those alone are no change.
    pub fn put_into(&self, whole: &str, text: &str) -> Option<String> {
        let whole = whole.replace("\r\n", "\n");
        let new = self.around(text);
        let found = whole.find(BEGIN).and_then(|begin| {
            let end = self.end();
            let length = whole.get(begin..)?.find(&end)? + end.len();
            Some((begin, begin + length))
        });
        let changed = match found {
            Some((begin, end)) => {
                let (before, after) = (whole.get(..begin)?, whole.get(end..)?);
                format!("{before}{new}{after}")
            }
            None if self.is_withdrawn => format!("{}\n\n{new}", whole.trim_end()),
            None => return None,
        };
        (changed != whole).then_some(changed)
    }

    fn end(&self) -> String {
        format!("<!-- deming:end {}{CLOSE}", self.id)
    }
}

/// The mark that a comment of deming's own begins with.
pub fn sticky(id: &ProposalId) -> String {
    format!("<!-- deming:sticky:{id} -->")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark() -> Mark {
        Mark {
            id: "P-7f3a91c2".parse().expect("an id"),
            raised: Some(jiff::civil::date(2026, 3, 1)),
            is_withdrawn: false,
        }
    }

    #[test]
    fn what_people_write_around_it_stays() {
        let body = format!("Before.\r\n{}\r\nAfter.", mark().around("old").replace('\n', "\r\n"));
        assert_eq!(Mark::of(&body), Some(mark()));
        assert_eq!(mark().put_into(&body, "old"), None);
        let changed = mark().put_into(&body, "new").expect("a change");
        assert_eq!(changed, format!("Before.\n{}\nAfter.", mark().around("new")));
    }

    #[test]
    fn a_text_whose_marks_are_gone_is_somebodys_own() {
        assert_eq!(mark().put_into("my words", "new"), None);
        let withdrawn = Mark { is_withdrawn: true, ..mark() };
        let changed = withdrawn.put_into("my words", "gone").expect("a change");
        assert!(
            changed.starts_with("my words\n\n<!-- deming:begin withdrawn P-7f3a91c2 2026-03-01 -->"),
            "{changed}"
        );
        assert_eq!(Mark::of(&changed), Some(withdrawn));
    }

    #[test]
    fn forged_marks_are_none() {
        for text in
            ["", "<!-- deming:begin", "<!-- deming:begin proposal -->", "<!-- deming:begin x P-7f3a91c2 -->"]
        {
            assert_eq!(Mark::of(text), None, "{text}");
        }
    }
}
