//! Which releases have failed: those that soon needed repair.

use std::collections::BTreeMap;

use crate::git::History;
use crate::git::history::Release;
use crate::model::source::{FailureSign, GitSource};
use crate::model::window::seconds_between;

/// For each release of `released`, the first ones of the history, whether it has failed.
///
/// It has when a hot-fix of it came within `source.within`, or when one of `released` reverts a commit that it had
/// shipped, and the revert was made within that time. What was released later marks nothing: a verdict about last month
/// must not change with what is known today.
pub fn marks(history: &History, released: &[Release], source: &GitSource) -> Vec<bool> {
    let within = source.within.nominal_seconds();
    let mut failed = vec![false; released.len()];
    let mut mark = |index: usize| {
        if let Some(mark) = failed.get_mut(index) {
            *mark = true;
        }
    };
    if source.signs.contains(&FailureSign::HotFix) {
        hot_fixed(released, within).into_iter().for_each(&mut mark);
    }
    if source.signs.contains(&FailureSign::Revert) {
        for revert in (0..released.len()).flat_map(|index| history.reverts_of_released(index)) {
            let shipped = revert.reverted_release.and_then(|index| Some((index, released.get(index)?)));
            if let Some((index, release)) = shipped
                && seconds_between(release.time, revert.committed) <= within
            {
                mark(index);
            }
        }
    }
    failed
}

/// The releases that a hot-fix, a release with a patch number above zero, followed `within` so many seconds.
///
/// A hot-fix repairs the release before it on its own line: 1.0.1 is no verdict on 1.1.0, though that came out in between.
/// Where its line has no release before it, it repairs whatever was released last.
fn hot_fixed(released: &[Release], within: f64) -> Vec<usize> {
    let mut last_of_line: BTreeMap<Line<'_>, usize> = BTreeMap::new();
    let mut repaired = Vec::new();
    for (index, release) in released.iter().enumerate() {
        let Some((line, patch)) = version(&release.tag) else { continue };
        let before = last_of_line.insert(line, index).or_else(|| index.checked_sub(1));
        let soon = |before: &usize| {
            let before = released.get(*before);
            before.is_some_and(|before| seconds_between(before.time, release.time) <= within)
        };
        repaired.extend(before.filter(|_| patch > 0).filter(soon));
    }
    repaired
}

/// What a release is a patch of: the name before its version without a `v`, and the first two numbers.
type Line<'t> = (&'t str, u64, u64);

/// The line and the patch number that the first `1.2.3` in a tag's name tells.
fn version(tag: &str) -> Option<(Line<'_>, u64)> {
    let mut from = 0;
    for part in tag.split_inclusive(|c: char| !c.is_ascii_digit() && c != '.') {
        let numbers = part.trim_end_matches(|c: char| !c.is_ascii_digit() && c != '.');
        if let Some((major, minor, patch)) = three_numbers(numbers) {
            let name = tag.get(..from)?.trim_end_matches(['v', 'V']);
            return Some(((name, major, minor), patch));
        }
        from += part.len();
    }
    None
}

fn three_numbers(text: &str) -> Option<(u64, u64, u64)> {
    let mut numbers = text.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::{hot_fixed, version};
    use crate::git::history::Release;

    #[test]
    fn the_patch_number_is_the_third() {
        for (tag, line, patch) in [
            ("v1.2.3", ("", 1, 2), 3),
            ("1.2.0", ("", 1, 2), 0),
            ("app-2.0.17-lts", ("app-", 2, 0), 17),
            ("lib2/v3.4.5", ("lib2/", 3, 4), 5),
        ] {
            assert_eq!(version(tag), Some((line, patch)), "{tag}");
        }
        for tag in ["v1.2", "latest", "v1", "v1..3", "v1.2.99999999999999999999999", "", "é1.2"] {
            assert_eq!(version(tag), None, "{tag}");
        }
    }

    /// The tags of releases on successive days of September 2026 that a hot-fix followed within two days.
    fn repaired(releases: &[(i8, &'static str)]) -> Vec<&'static str> {
        let of = |(day, tag): &(i8, &str)| Release {
            tag: (*tag).to_owned(),
            commit: "0123456789012345678901234567890123456789".parse().expect("an id"),
            time: format!("2026-09-{day:02}T12:00:00Z").parse().expect("a time"),
            annotated: true,
            on_branch: true,
        };
        let all: Vec<Release> = releases.iter().map(of).collect();
        hot_fixed(&all, 2.0 * 86_400.0).into_iter().map(|index| releases[index].1).collect()
    }

    #[test]
    fn a_back_port_repairs_its_own_line() {
        assert_eq!(repaired(&[(10, "v1.0.0"), (11, "v1.1.0"), (12, "v1.0.1")]), ["v1.0.0"]);
        assert_eq!(repaired(&[(1, "v1.0.0"), (11, "v1.1.0"), (12, "v1.0.1")]), [""; 0], "long after");
        assert_eq!(repaired(&[(10, "v1.0.0"), (11, "v1.0.1"), (12, "v1.0.2")]), ["v1.0.0", "v1.0.1"]);
    }

    #[test]
    fn a_hot_fix_of_a_line_without_releases_repairs_the_release_before_it() {
        assert_eq!(repaired(&[(10, "v1.0.0"), (11, "v1.1.1")]), ["v1.0.0"]);
        assert_eq!(repaired(&[(10, "nightly"), (11, "v1.1.1")]), ["nightly"]);
        assert_eq!(repaired(&[(10, "v1.1.1")]), [""; 0]);
    }
}
