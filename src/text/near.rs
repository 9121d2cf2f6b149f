//! "Did you mean".

use strsim::damerau_levenshtein;

/// Longer words get no suggestion: comparing takes time in proportion to the product of the lengths, and nobody
/// mistypes a name this long by accident.
const LONGEST_WORD: usize = 64;

/// A prefix must have this many characters to be taken for the beginning of a candidate.
const SHORTEST_PREFIX: usize = 3;

/// The candidate that was most probably meant by `word`, if any is close enough. Of equally close ones the first
/// in alphabetical order.
///
/// Upper and lower case, `-` and `_` do not count, so `time_window` means `timeWindow`. Otherwise a third of the
/// longer word may be wrong (Damerau-Levenshtein: a letter missing, added, changed, or two swapped), or `word`
/// may be the beginning of the candidate or the other way round.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let meant = folded(word);
    if meant.is_empty() || word.len() > LONGEST_WORD {
        return None;
    }
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST_WORD)
        .filter_map(|candidate| Some((distance(&meant, &folded(candidate))?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

/// What is compared: lower case, without separators.
fn folded(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

/// How far apart two folded words are, `None` when too far to suggest one for the other. A prefix is worse than
/// any mistyping, and a longer remainder worse than a shorter one.
fn distance(meant: &str, candidate: &str) -> Option<usize> {
    let (short, long) = match (meant.chars().count(), candidate.chars().count()) {
        (a, b) if a <= b => (a, b),
        (a, b) => (b, a),
    };
    // Comparing is dear, and most words of a large repository are too long or too short to be meant.
    if long - short <= long / 3 {
        let edits = damerau_levenshtein(meant, candidate);
        if edits <= long / 3 {
            return Some(edits);
        }
    }
    let prefix = candidate.starts_with(meant) || meant.starts_with(candidate);
    (prefix && short >= SHORTEST_PREFIX).then_some(LONGEST_WORD + long - short)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [&str; 8] =
        ["metric", "service", "owner", "timeWindow", "objectives", "every", "op", "records"];

    #[test]
    fn finds_what_people_mistype() {
        let cases = [
            ("metrics", "metric"),
            ("mertic", "metric"),
            ("Owner", "owner"),
            ("onwer", "owner"),
            ("time_window", "timeWindow"),
            ("timewindow", "timeWindow"),
            ("objectve", "objectives"),
            ("obj", "objectives"),
            ("evry", "every"),
            ("OP", "op"),
        ];
        for (word, meant) in cases {
            assert_eq!(nearest(word, FIELDS), Some(meant), "{word}");
        }
    }

    #[test]
    fn stays_silent_rather_than_guess() {
        for word in ["", "-", "x", "of", "banana", "colour", &"metric".repeat(99)] {
            assert_eq!(nearest(word, FIELDS), None, "{word}");
        }
    }

    #[test]
    fn ties_do_not_depend_on_the_order_of_candidates() {
        assert_eq!(nearest("bat", ["hat", "cat"]), Some("cat"));
        assert_eq!(nearest("bat", ["cat", "hat"]), Some("cat"));
    }
}
