//! Since when exclusions from agreed hours are declared: proven by the history of the declarations.
//!
//! A moment is excluded since the commit from which on every commit, up to the one that is looked at, excludes it in the
//! calendar of the same name: an entry that is given another reason stays what it was, one that is widened is new for
//! what was added. Of several lines of history that were merged the longest counts. What no commit holds yet is declared
//! now.
//!
//! | file | knows |
//! |---|---|
//! | `trail` | how the exclusions of one calendar looked at a commit |
//! | `walk` | the way back, until each exclusion is known to be in time, or to begin |

mod trail;
mod walk;

use std::collections::BTreeMap;

use jiff::Timestamp;

use self::trail::Trail;
use self::walk::{Begun, Walk};
use crate::catalog::Catalog;
use crate::finding::Findings;
use crate::git::past::Past;
use crate::git::{CommitId, Repository, Snapshot};
use crate::model::calendar::{Exclusion, Late, subtract, union};
use crate::model::{Calendar, Interval, Name};
use crate::policy::exclusions::{self, CutOff};

/// Where declarations were read, and when.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// The files that were read.
    pub snapshot: &'a Snapshot,
    /// The commit that these are, or are changes of.
    pub head: Option<CommitId>,
    /// The moment that is "now": what no commit holds is declared then.
    pub as_of: Timestamp,
}

/// Notes at each calendar that an agreement uses which of its exclusions were declared late, and tells of calendars of
/// which a shallow clone does not show the beginning.
pub fn prove(catalog: &mut Catalog, seen: &Seen<'_>) -> Findings {
    let mut past = Past::new(seen.repository);
    let settings = catalog.settings.clone();
    let mut proven: BTreeMap<Name, Vec<Late>> = BTreeMap::new();
    let mut findings = Findings::default();
    for calendar in catalog.calendars.values().filter(|calendar| is_of_use(calendar, catalog)) {
        let mut trail = Trail::new(calendar, &settings);
        let mut late = Vec::new();
        for kind in Exclusion::ALL {
            let begun = begun(calendar, kind, &mut trail, &mut past, seen);
            let cut = begun.iter().find(|begun| begun.is_cut_off).and_then(|begun| begun.commit);
            findings
                .extend(cut.map(|commit| exclusions::cut_off(&cut_off(calendar, kind, commit, &mut past))));
            late.extend(in_order(kind, begun));
        }
        proven.insert(calendar.meta.name.clone(), late);
    }
    for (name, late) in proven {
        if let Some(calendar) = catalog.calendars.get_mut(&name) {
            *calendar = calendar.clone().declared_late(late);
        }
    }
    findings
}

fn is_of_use(calendar: &Calendar, catalog: &Catalog) -> bool {
    let excludes = !(calendar.holidays.is_empty() && calendar.maintenance.is_empty());
    let name = Some(&calendar.meta.name);
    excludes && catalog.agreements.values().any(|agreement| agreement.service_hours.as_ref() == name)
}

/// When the exclusions of a kind began to be declared, as far as they were declared after they began.
fn begun(
    calendar: &Calendar,
    kind: Exclusion,
    trail: &mut Trail<'_>,
    past: &mut Past<'_>,
    seen: &Seen<'_>,
) -> Vec<Begun> {
    let always = Interval::new(Timestamp::MIN, Timestamp::MAX);
    let excluded = union(calendar.entries(kind, always));
    if excluded.is_empty() {
        return Vec::new();
    }
    let path = calendar.meta.place.file();
    let mut walk = Walk::new(seen.repository.is_shallow());
    match seen.snapshot.commit_id() {
        Some(commit) => walk.start(commit, path, excluded),
        None => {
            let open = before(&excluded, seen.as_of);
            let committed = seen.head.and_then(|head| trail.in_head(head, path, seen.snapshot, past));
            let (kept, new) = match &committed {
                Some((_, looked)) => looked.parted(kind, &open),
                None => (Vec::new(), open),
            };
            walk.begins(new, seen.as_of, None);
            if let Some((head, (path, _))) = seen.head.zip(committed) {
                walk.start(head, &path, kept);
            }
        }
    }
    walk.run(kind, trail, past)
}

/// The part before a moment.
fn before(intervals: &[Interval], moment: Timestamp) -> Vec<Interval> {
    intervals.iter().map(|interval| interval.until(moment)).filter(|part| !part.is_empty()).collect()
}

/// Each moment once, with the earliest of its declarations.
fn in_order(kind: Exclusion, mut begun: Vec<Begun>) -> Vec<Late> {
    begun.sort_by_key(|begun| (begun.declared, begun.commit));
    let mut told: Vec<Interval> = Vec::new();
    let mut late = Vec::new();
    for Begun { intervals, declared, commit, .. } in begun {
        let new = subtract(&union(intervals), &told);
        let commit = commit.map(|commit| commit.to_string());
        late.extend(new.iter().map(|part| Late { kind, interval: *part, declared, commit: commit.clone() }));
        told = union(told.into_iter().chain(new).collect());
    }
    late.retain(|late| late.interval.from < late.declared);
    late.sort();
    late
}

fn cut_off<'c>(calendar: &'c Calendar, kind: Exclusion, commit: CommitId, past: &mut Past<'_>) -> CutOff<'c> {
    let committed = past.commit(commit).map(|commit| commit.committed);
    CutOff { calendar, kind, commit: commit.short(), committed }
}
