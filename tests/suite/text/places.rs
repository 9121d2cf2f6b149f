//! Places point at what they name, and at the nearest thing around what is not there.

use deming::text::{NodePath, Place, Source, Step};

const TEXT: &str = "\
apiVersion: deming/v1
kind: Metric
metadata: {name: m}
spec:
  gather:
    every: 1d
  by:
    - category
    - name: x
      id: 1
";

fn root() -> Place {
    Place::document(Source::new("metrics/m.yaml", TEXT), 0)
}

fn pointed_at(place: &Place) -> String {
    format!("{place} {}", place.source.slice(place.span()))
}

#[test]
fn values_and_keys() {
    let every = root().child("spec").child("gather").child("every");
    assert_eq!(pointed_at(&every), "metrics/m.yaml:6:12 1d");
    assert_eq!(every.value(), Some("1d"));
    let key = root().child("spec").child("gather").key("every");
    assert_eq!(pointed_at(&key), "metrics/m.yaml:6:5 every");
    assert_eq!(key.value(), Some("every"));
    assert_eq!(pointed_at(&root().child("metadata")), "metrics/m.yaml:3:11 {name: m}");
    assert_eq!(root().child("spec").child("by").index(0).value(), Some("category"));
    assert_eq!(root().child("spec").value(), None);
}

#[test]
fn what_is_not_there_points_at_what_should_hold_it() {
    let spec = root().child("spec");
    assert_eq!(pointed_at(&spec.child("owner")), "metrics/m.yaml:4:1 spec");
    assert_eq!(pointed_at(&spec.key("owner")), "metrics/m.yaml:4:1 spec");
    assert_eq!(pointed_at(&spec.child("gather").child("source").child("file")), "metrics/m.yaml:5:3 gather");
    assert_eq!(pointed_at(&spec.child("by").index(7)), "metrics/m.yaml:7:3 by");
    assert_eq!(pointed_at(&spec.child("by").index(1).child("y")), "metrics/m.yaml:9:7 name: x");
    assert_eq!(pointed_at(&root().child("status")), "metrics/m.yaml:1:1 apiVersion: deming/v1");
    assert_eq!(spec.child("owner").value(), None);
    assert!(spec.child("owner").node().is_none());
}

#[test]
fn unreadable_text_is_pointed_at_as_a_whole() {
    let place = Place::document(Source::new("a.yaml", "a: [\n"), 0).child("a");
    assert_eq!(pointed_at(&place), "a.yaml:1:1 ");
    assert_eq!(pointed_at(&Place::document(Source::new("a.yaml", "a: 1"), 3)), "a.yaml:1:1 ");
    assert_eq!(pointed_at(&Place::document(Source::new("a.yaml", ""), 0).child("kind")), "a.yaml:1:1 ");
}

#[test]
fn documents_behind_the_first() {
    let source = Source::new("a.yaml", "x: 1\n---\n# none\n---\nx: 3\n");
    let lines: Vec<_> =
        (0..3).map(|n| Place::document(source.clone(), n).child("x").span().start.line).collect();
    assert_eq!(lines, [1, 2, 5]);
}

#[test]
fn places_sort_by_file_then_position() {
    let late = root().child("spec").child("gather").child("every");
    let early = root().child("kind");
    let other = Place::document(Source::new("a.yaml", "z: 1"), 0).child("z");
    let mut places = [late.clone(), early.clone(), other.clone()];
    places.sort();
    assert_eq!(places, [other, early, late]);
}

#[test]
fn equal_places_are_equal_across_readings_of_a_file() {
    assert_eq!(root().child("kind"), root().child("kind"));
    assert_ne!(root().child("kind"), root().key("kind"));
    assert_eq!(root().child("kind").cmp(&root().child("kind")), std::cmp::Ordering::Equal);
    let changed = Place::document(Source::new("metrics/m.yaml", "kind: Service"), 0).child("kind");
    assert_ne!(root().child("kind"), changed);
    assert_eq!(format!("{:?}", root().key("kind")), "Place(metrics/m.yaml#0 kind (key))");
}

#[test]
fn paths_come_from_steps() {
    let steps = [Step::from("spec"), Step::from("by"), Step::from(1), Step::from("id")];
    let place = root().at(steps.into_iter().collect::<NodePath>());
    assert_eq!(pointed_at(&place), "metrics/m.yaml:10:11 1");
    assert_eq!(place.path().to_string(), "spec.by[1].id");
}
