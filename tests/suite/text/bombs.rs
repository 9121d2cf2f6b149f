//! Hostile YAML is refused or read in proportion to its size.

use std::fmt::Write;

use deming::text::{Place, Source, bounds, duplicates};

#[test]
fn an_anchor_bomb_is_shared_and_never_written_out() {
    let mut text = "a0: &a0 [x, x]\n".to_owned();
    for level in 1..100 {
        writeln!(text, "a{level}: &a{level} [*a{0}, *a{0}]", level - 1).unwrap();
    }
    let source = Source::new("a.yaml", text);
    assert_eq!(source.syntax_error(), None);
    let root = &source.documents()[0];
    assert!(format!("{root:?}").len() < 100_000);
    assert_eq!(duplicates(root), []);
    let deepest = (0..100).fold(Place::document(source.clone(), 0).child("a99"), |place, _| place.index(1));
    assert_eq!(deepest.value(), Some("x"));
}

#[test]
fn merges_of_merges_are_asked_a_bounded_number_of_times() {
    let mut text = "a0: &a0 {x: 1}\n".to_owned();
    for level in 1..60 {
        writeln!(text, "a{level}: &a{level} {{<<: [*a{0}, *a{0}]}}", level - 1).unwrap();
    }
    let source = Source::new("a.yaml", text);
    assert_eq!(source.syntax_error(), None);
    assert_eq!(Place::document(source.clone(), 0).child("a59").child("absent").value(), None);
    assert_eq!(Place::document(source, 0).child("a3").child("x").value(), Some("1"));
}

#[test]
fn nesting_is_bounded_also_through_aliases() {
    let refused = |text: String| {
        let source = Source::new("a.yaml", text);
        source.syntax_error().is_some_and(|error| error.message.contains("nested more than 128"))
    };
    assert!(!refused("[".repeat(128) + &"]".repeat(128)));
    assert!(refused("[".repeat(129) + &"]".repeat(129)));
    assert!(refused("- ".repeat(200_000)));
    let mut chain = "- &a0 [x]\n".to_owned();
    for level in 1..50_000 {
        writeln!(chain, "- &a{level} [*a{}]", level - 1).unwrap();
    }
    assert!(refused(chain));
}

#[test]
fn the_number_of_values_is_bounded() {
    let source = Source::new("a.yaml", format!("[{}]", "a,".repeat(300_000)));
    assert!(source.syntax_error().unwrap().message.starts_with("more than 200000 values"));
}

#[test]
fn a_long_line_of_wide_characters_takes_no_square_of_time() {
    let text = format!("[{}]", "é, ".repeat(100_000));
    let source = Source::new("a.yaml", text);
    assert_eq!(Place::document(source, 0).index(99_999).span().start.column, 299_999);
}

#[test]
fn aliases_reach_neither_into_themselves_nor_into_other_documents() {
    for text in ["a: &x [*x]", "a: &x 1\n---\nb: *x\n", "a: *x"] {
        assert!(Source::new("a.yaml", text).syntax_error().is_some(), "{text}");
        let read: Result<Vec<serde_yaml::Value>, _> =
            serde_yaml::Deserializer::from_str(text).map(serde::Deserialize::deserialize).collect();
        assert!(read.is_err(), "{text}");
    }
}

#[test]
fn a_file_of_duplicates_is_listed_up_to_a_hundred() {
    let source = Source::new("a.yaml", "a: 1\n".repeat(1000));
    assert_eq!(duplicates(&source.documents()[0]).len(), 100);
}

#[test]
fn the_scan_before_reading_stops_ten_megabytes_of_brackets() {
    assert!(bounds::check(&[b'['; 10 << 20]).is_err());
    assert!(bounds::check(&[b'['; 1 << 20]).is_err());
    assert!(bounds::check("%TAG !a! b\n".repeat(50_000).as_bytes()).is_err());
}
