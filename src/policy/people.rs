//! Who is known, and who still commits.

use std::collections::BTreeSet;

use super::code_owners::CodeOwners;
use crate::model::Owner;
use crate::model::directory::{Directory, Entry, OwnerKind};
use crate::text::nearest;

/// What is known of people beside the declarations.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// Whom the forge asks about which files.
    pub code_owners: Option<CodeOwners>,
    /// Who committed lately.
    pub commits: Commits,
}

/// Who committed lately, as far as the history can tell.
#[derive(Debug, Clone, Default)]
pub enum Commits {
    /// Nobody asked, there is no history, or none that reaches back far enough for silence to mean anything.
    #[default]
    Untold,
    /// The clone is shallow: who is not in it may be in the rest.
    CutOff,
    /// Everybody who committed lately.
    By(BTreeSet<Author>),
}

/// Somebody as commits name them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Author {
    /// Name.
    pub name: String,
    /// Mail address.
    pub mail: String,
}

impl Author {
    /// Whether the commits of this author are those of somebody with a handle (without `@`).
    fn has_handle(&self, handle: &str) -> bool {
        let (local, domain) = self.mail.split_once('@').unwrap_or((&self.mail, ""));
        // GitHub: `123+ann@users.noreply.github.com`; GitLab: `123-ann@users.noreply.gitlab.com`.
        let of_forge = domain.to_ascii_lowercase().starts_with("users.noreply.");
        let bare = local.trim_start_matches(|c: char| c.is_ascii_digit());
        let bare = if of_forge { bare.strip_prefix(['+', '-']).unwrap_or(local) } else { local };
        [self.name.as_str(), local, bare].iter().any(|name| name.eq_ignore_ascii_case(handle))
    }
}

/// Everybody who is named where owners are told of.
pub struct Roll<'a> {
    directory: &'a Directory,
    code_owners: Option<&'a CodeOwners>,
}

/// How deep teams may lie within teams.
const DEPTH: usize = 8;

impl<'a> Roll<'a> {
    /// Of what the settings and CODEOWNERS say; `None` where neither says anything.
    pub fn new(directory: &'a Directory, code_owners: Option<&'a CodeOwners>) -> Option<Self> {
        let roll = Self::of_anybody(directory, code_owners);
        let names_somebody = roll.names().next().is_some();
        names_somebody.then_some(roll)
    }

    /// The same, be there anybody in it or not.
    pub fn of_anybody(directory: &'a Directory, code_owners: Option<&'a CodeOwners>) -> Self {
        Self { directory, code_owners }
    }

    /// Everybody, as written.
    fn names(&self) -> impl Iterator<Item = &'a str> {
        let entries = self.directory.iter().flat_map(|(owner, entry)| {
            let members = entry.members.iter().map(Owner::as_str);
            std::iter::once(owner.as_str()).chain(members).chain(entry.mail.iter().map(String::as_str))
        });
        entries.chain(self.code_owners.into_iter().flat_map(CodeOwners::names))
    }

    /// Whether somebody is named, in whatever case.
    pub fn knows(&self, owner: &Owner) -> bool {
        self.names().any(|name| name.eq_ignore_ascii_case(owner.as_str()))
    }

    /// Who was most probably meant: the same team of another group, else the nearest name.
    pub fn nearest(&self, owner: &Owner) -> Option<&'a str> {
        let last = |name: &str| name.trim_start_matches('@').rsplit('/').next().map(str::to_lowercase);
        let wanted = last(owner.as_str());
        let same_team = self.names().filter(|name| last(name) == wanted).min();
        same_team.or_else(|| nearest(owner.as_str(), self.names()))
    }

    /// The entry of an owner in the directory.
    pub fn entry(&self, owner: &Owner) -> Option<&'a Entry> {
        let same = |(known, _): &(&Owner, &Entry)| known.as_str().eq_ignore_ascii_case(owner.as_str());
        self.directory.iter().find(same).map(|(_, entry)| entry)
    }

    /// Whether two names stand for the same, or one for a team that the other is in.
    pub fn is_one_of(&self, name: &str, owner: &Owner) -> bool {
        let inside = |team: &str, person: &str| {
            let team = team.parse::<Owner>().ok().and_then(|team| self.entry(&team));
            let names = team.into_iter().flat_map(|team| {
                team.members.iter().map(Owner::as_str).chain(team.mail.iter().map(String::as_str))
            });
            names.into_iter().any(|name| name.eq_ignore_ascii_case(person))
        };
        name.eq_ignore_ascii_case(owner.as_str())
            || inside(name, owner.as_str())
            || inside(owner.as_str(), name)
    }

    /// Whether an owner is among some authors; `None` where nobody can tell, as with a team whose members are not told.
    pub fn is_among(&self, owner: &Owner, authors: &BTreeSet<Author>) -> Option<bool> {
        self.is_among_within(owner, authors, DEPTH)
    }

    fn is_among_within(&self, owner: &Owner, authors: &BTreeSet<Author>, depth: usize) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        let Some(handle) = owner.as_str().strip_prefix('@') else {
            return Some(authors.iter().any(|author| author.mail.eq_ignore_ascii_case(owner.as_str())));
        };
        let entry = self.entry(owner);
        let members = entry.map(|entry| entry.members.as_slice()).unwrap_or_default();
        if !members.is_empty() {
            let told: Vec<Option<bool>> =
                members.iter().map(|member| self.is_among_within(member, authors, depth)).collect();
            return if told.contains(&Some(true)) {
                Some(true)
            } else {
                told.into_iter().collect::<Option<Vec<_>>>().map(|_| false)
            };
        }
        let kind = entry.and_then(|entry| entry.kind);
        let names_of = |author: &Author| {
            let same = |known: &str, told: &str| known.eq_ignore_ascii_case(told);
            entry.is_some_and(|entry| {
                entry.name.as_deref().is_some_and(|name| same(name, &author.name))
                    || entry.mail.iter().any(|mail| same(mail, &author.mail))
            })
        };
        let has_names = entry.is_some_and(|entry| entry.name.is_some() || !entry.mail.is_empty());
        let is_team = kind == Some(OwnerKind::Team) || kind.is_none() && handle.contains('/');
        if is_team && !has_names {
            return None;
        }
        Some(authors.iter().any(|author| names_of(author) || author.has_handle(handle)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Place, Source};

    fn owner(text: &str) -> Owner {
        text.parse().expect("an owner")
    }

    fn entry(mail: &[&str], members: &[&str], kind: Option<OwnerKind>) -> Entry {
        Entry {
            name: None,
            mail: mail.iter().map(|mail| (*mail).to_owned()).collect(),
            members: members.iter().map(|member| owner(member)).collect(),
            kind,
            place: Place::document(Source::new("owners.yaml", "a: 1\n"), 0),
        }
    }

    fn directory() -> Directory {
        Directory::from([
            (owner("@ann"), entry(&["ann@example.org"], &[], None)),
            (owner("@ops/desk"), entry(&[], &["@ann", "@ben"], None)),
            (owner("@ops/portal"), entry(&[], &[], None)),
            (owner("@board"), entry(&[], &[], Some(OwnerKind::Team))),
            (owner("@loop"), entry(&[], &["@loop"], None)),
        ])
    }

    fn authors(list: &[(&str, &str)]) -> BTreeSet<Author> {
        list.iter().map(|(name, mail)| Author { name: (*name).into(), mail: (*mail).into() }).collect()
    }

    #[test]
    fn owners_are_found_among_authors() {
        let directory = directory();
        let roll = Roll::new(&directory, None).expect("a roll");
        let ann = authors(&[("A. Ohm", "Ann@example.org")]);
        for (who, authors, expected) in [
            ("@ann", &ann, Some(true)),
            ("ann@example.org", &ann, Some(true)),
            ("cat@example.org", &ann, Some(false)),
            ("@ops/desk", &ann, Some(true)),
            ("@ops/portal", &ann, None),
            ("@board", &ann, None),
            ("@loop", &ann, None),
            ("@ben", &ann, Some(false)),
            ("@ben", &authors(&[("x", "12345+ben@users.noreply.github.com")]), Some(true)),
            ("@ben", &authors(&[("x", "12345-ben@users.noreply.gitlab.com")]), Some(true)),
            ("@ben", &authors(&[("Ben", "b@example.org")]), Some(true)),
            ("@ben", &authors(&[("x", "ben@example.org")]), Some(true)),
            ("@ops/desk", &authors(&[("x", "y@example.org")]), Some(false)),
        ] {
            assert_eq!(roll.is_among(&owner(who), authors), expected, "{who}");
        }
    }

    #[test]
    fn names_are_known_in_any_case_and_the_nearest_is_meant() {
        let directory = directory();
        let roll = Roll::new(&directory, None).expect("a roll");
        assert!(roll.knows(&owner("@Ops/Desk")) && roll.knows(&owner("@ben")));
        assert!(!roll.knows(&owner("@ghost")));
        assert_eq!(roll.nearest(&owner("@desk")), Some("@ops/desk"));
        assert_eq!(roll.nearest(&owner("@ops/dsek")), Some("@ops/desk"));
        assert_eq!(roll.nearest(&owner("@unheard-of-person")), None);
        assert!(roll.is_one_of("@ann", &owner("@ops/desk")) && roll.is_one_of("@ops/desk", &owner("@ben")));
        assert!(!roll.is_one_of("@ann", &owner("@ben")));
        assert!(Roll::new(&Directory::new(), None).is_none());
    }
}
