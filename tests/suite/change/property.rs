//! Changing nothing of meaning is no change, and easing one thing is told of however the text is turned about.

use deming::change::{self, Direction};
use proptest::prelude::*;

use super::{DECLARED, going, state};

/// The documents in another order, in other files, with other line ends, comments and spelling.
fn rewritten(order: &[usize], files: usize, style: u8, text: &str) -> Vec<(String, String)> {
    let documents: Vec<&str> = text.split("---\n").collect();
    let mut out: Vec<(String, String)> =
        (0..files).map(|n| (format!("improvement/part-{n}.yaml"), String::new())).collect();
    for (position, index) in order.iter().enumerate() {
        let document = spelled(documents[*index], style);
        let (_, file) = &mut out[position % files];
        if !file.is_empty() {
            file.push_str("---\n");
        }
        file.push_str(&document);
    }
    out
}

fn spelled(document: &str, style: u8) -> String {
    match style {
        0 => document.to_owned(),
        1 => format!("# a comment\n{}\n\n", document.replace('\n', " # why\n").trim_end()),
        // Through a reader and a writer of YAML: block style, other quotes, other order of lines.
        _ => {
            let value: serde_yaml::Value = serde_yaml::from_str(document).unwrap();
            let mut sorted: Vec<_> = value.as_mapping().unwrap().clone().into_iter().collect();
            sorted.reverse();
            let mapping: serde_yaml::Mapping = sorted.into_iter().collect();
            match style {
                2 => serde_yaml::to_string(&mapping).unwrap(),
                _ => format!("{}\n", serde_json::to_string(&mapping).unwrap()),
            }
        }
    }
}

fn of(files: &[(String, String)]) -> deming::change::State {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    state(&files)
}

fn shuffled() -> impl Strategy<Value = Vec<usize>> {
    Just((0..DECLARED.split("---\n").count()).collect::<Vec<usize>>()).prop_shuffle()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn nothing_of_meaning_changes_nothing(order in shuffled(), files in 1usize..5, style in 0u8..4) {
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let before = state(&[("improvement/all.yaml", DECLARED)]);
        let after = of(&rewritten(&order, files, style, DECLARED));
        let changes = change::compare(&before, &after, now);
        prop_assert!(changes.is_empty(), "{:?} {:?}", changes.objects, changes.shifts);
        prop_assert_eq!(changes.unmodified, order.len());
    }

    #[test]
    fn one_easing_is_found_however_the_text_is_turned_about(order in shuffled(), files in 1usize..5, style in 0u8..4) {
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let before = state(&[("improvement/all.yaml", DECLARED)]);
        let eased = DECLARED.replace("target: 0.95", "target: 0.9");
        let changes = change::compare(&before, &of(&rewritten(&order, files, style, &eased)), now);
        prop_assert_eq!(going(&changes, Direction::Weakened), ["target sla/made: ≥ 95 % → ≥ 90 %"]);
        prop_assert_eq!(changes.objects.len(), 1);
    }
}
