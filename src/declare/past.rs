//! A calendar as an earlier version of a file declared it.
//!
//! A file may hold many documents and have many versions, so only the documents that can be the calendar are read.

use super::belonging::Standing;
use super::discover;
use super::document::Reader;
use super::rules;
use crate::finding::Finding;
use crate::model::{Calendar, Name, Object, ObjectKind, Settings};

/// What an earlier version of a file says of a calendar.
#[derive(Debug, Clone)]
pub enum EarlierCalendar {
    /// Nothing.
    Absent,
    /// Something that cannot be read.
    Unreadable,
    /// What it was.
    Read(Box<Calendar>),
}

/// The calendar of a name in the text of a file. `settings` give the zone of one that declares none.
pub fn earlier_calendar(path: &str, text: &str, name: &Name, settings: &Settings) -> EarlierCalendar {
    let mut found = EarlierCalendar::Absent;
    for document in documents(text).filter(|text| text.contains("Calendar") && text.contains(name.as_str())) {
        let mut reader = Reader::new(settings);
        reader.file(path, document.as_bytes(), Standing::of(path).that_says_so());
        let (declarations, findings) = reader.finish();
        let is_meant = |object| match object {
            Object::Calendar(calendar) if calendar.meta.name == *name => Some(Box::new(calendar)),
            _ => None,
        };
        if let Some(calendar) = declarations.objects.into_iter().find_map(is_meant) {
            return EarlierCalendar::Read(calendar);
        }
        let is_broken = declarations.broken.contains(&(ObjectKind::Calendar, name.to_string()));
        if is_broken || findings.iter().any(is_of_syntax) {
            found = EarlierCalendar::Unreadable;
        }
    }
    found
}

fn is_of_syntax(finding: &Finding) -> bool {
    [&rules::SYNTAX, &rules::TAB, &rules::UNREADABLE].iter().any(|rule| finding.rule.code == rule.code)
}

/// Whether declarations may stand in a file of this name.
pub fn may_declare(path: &str) -> bool {
    discover::is_candidate(path) || path.ends_with(".json")
}

/// The documents of a YAML text. A line that begins with `---` begins one wherever it stands (YAML 1.2.2, section 9.1.2).
fn documents(text: &str) -> impl Iterator<Item = &str> {
    let starts = text.match_indices("\n---").map(|(at, _)| at + 1);
    let mut starts: Vec<usize> = std::iter::once(0).chain(starts).collect();
    starts.push(text.len());
    let parts: Vec<&str> =
        starts.windows(2).filter_map(|pair| text.get(*pair.first()?..*pair.last()?)).collect();
    parts.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "kind: Other\n---\napiVersion: deming/v1\nkind: Calendar\nmetadata: {name: office}\nspec:\n  holidays: [2026-01-01]\n--- \napiVersion: deming/v1\nkind: Calendar\nmetadata: {name: shop}\nspec: {holidays: nothing}\n";

    fn seen(name: &str) -> EarlierCalendar {
        let name = name.parse().expect("a name");
        earlier_calendar("improvement/hours.yaml", TWO, &name, &Settings::default())
    }

    #[test]
    fn the_calendar_of_a_name_is_found_among_documents() {
        let EarlierCalendar::Read(office) = seen("office") else { panic!("it is there") };
        assert_eq!(office.holidays.len(), 1);
        assert!(matches!(seen("shop"), EarlierCalendar::Unreadable));
        assert!(matches!(seen("night"), EarlierCalendar::Absent));
    }
}
