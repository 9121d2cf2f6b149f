//! Version numbers in tag names.

use std::cmp::Ordering;

/// Words that mark a version as not yet final. Other suffixes (`-hotfix`, `-lts`, `-1`, the day of a date) do
/// not: strict semantic versioning would call them pre-releases, but people release under them.
const WORDS: [&str; 19] = [
    "alpha",
    "beta",
    "rc",
    "cr",
    "pre",
    "preview",
    "prerelease",
    "dev",
    "snapshot",
    "nightly",
    "canary",
    "milestone",
    "ea",
    "next",
    "test",
    "experimental",
    "insider",
    "insiders",
    "unstable",
];

/// Single letters that mark one only with a number: `1.0b2`, `5.0.0-M1`.
const LETTERS: [&str; 4] = ["a", "b", "c", "m"];

/// Whether the version number in a tag name is followed by the mark of a pre-release.
pub(super) fn is_pre_release(tag: &str) -> bool {
    let Some(version) = tag.find(|letter: char| letter.is_ascii_digit()).and_then(|at| tag.get(at..)) else {
        return false;
    };
    // What follows `+` describes the build, not its maturity (semver.org, item 10).
    let version = version.split('+').next().unwrap_or(version);
    version.split(|letter: char| !letter.is_ascii_alphanumeric()).any(is_mark)
}

/// `rc`, `rc1`, `0rc1`, `M1`; not `arch64` or `0`.
fn is_mark(part: &str) -> bool {
    let word = part.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let name = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let numbered = name.len() < word.len();
    let name = name.to_ascii_lowercase();
    WORDS.contains(&name.as_str()) || (numbered && LETTERS.contains(&name.as_str()))
}

/// Names in the order people number them: runs of digits by value, the rest by bytes (`v1.9` before `v1.10`).
pub(super) fn version_order(a: &str, b: &str) -> Ordering {
    let (mut rest_a, mut rest_b) = (a, b);
    while !rest_a.is_empty() && !rest_b.is_empty() {
        let (part_a, tail_a) = next_part(rest_a);
        let (part_b, tail_b) = next_part(rest_b);
        let order = part_order(part_a, part_b);
        if order != Ordering::Equal {
            return order;
        }
        (rest_a, rest_b) = (tail_a, tail_b);
    }
    rest_a.len().cmp(&rest_b.len()).then_with(|| a.cmp(b))
}

/// The leading run of digits or of other letters, and what follows it.
fn next_part(text: &str) -> (&str, &str) {
    let digits = text.starts_with(|letter: char| letter.is_ascii_digit());
    let end = text.find(|letter: char| letter.is_ascii_digit() != digits).unwrap_or(text.len());
    text.split_at(end)
}

fn part_order(a: &str, b: &str) -> Ordering {
    let both_numbers = [a, b].iter().all(|part| part.starts_with(|letter: char| letter.is_ascii_digit()));
    if !both_numbers {
        return a.cmp(b);
    }
    // Numbers of any length: without leading zeros, the longer one is the larger.
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pre_releases_are_known_by_their_mark() {
        for tag in [
            "v1.0.0-rc1",
            "v1.0.0-alpha.2",
            "2.0.0.beta",
            "1.0rc2",
            "v3.0.0-beta",
            "5.0.0-M1",
            "3.0b1",
            "v1.0.0-20240101.dev",
            "crate-v0.3.0-RC.1",
            "v1-preview",
            "v2.0.0-rc.1+build.5",
        ] {
            assert!(is_pre_release(tag), "{tag}");
        }
    }

    #[test]
    fn other_suffixes_are_releases() {
        for tag in [
            "v1.0.0",
            "2024-01-15",
            "v1.2.3-1",
            "v1.2.3-hotfix",
            "release-7",
            "v1.0.0+nightly",
            "latest",
            "v1.0.0-lts",
            "alpha-centauri-1.0",
            "v1.0.0-b",
            "v2.0-aarch64",
            "",
        ] {
            assert!(!is_pre_release(tag), "{tag}");
        }
    }

    #[test]
    fn versions_are_ordered_as_numbers() {
        let mut tags = ["v1.10.0", "v1.9.0", "v1.9", "v1.009.1", "v99999999999999999999999.0", "a"];
        tags.sort_by(|a, b| version_order(a, b));
        assert_eq!(tags, ["a", "v1.9", "v1.9.0", "v1.009.1", "v1.10.0", "v99999999999999999999999.0"]);
    }
}
