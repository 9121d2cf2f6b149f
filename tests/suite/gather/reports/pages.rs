//! Pages of metrics in the tree.

use super::{declared, diff, observed, world};

const QUEUES: &str = "# TYPE queue_length gauge
queue_length{queue=\"mail\"} 3 1767312000000
queue_length{queue=\"post\"} 8 1767312000000
queue_length{queue=\"mail\"} 5 1767398400000
queue_length{queue=\"mail\"} 4 1772000000000
";

fn page(path: &str, metric: &str) -> String {
    format!("openmetrics: {{path: '{path}', metric: '{metric}'}}")
}

#[test]
fn gauges_count_at_their_own_times() {
    let world = world(&[
        declared(
            "mail",
            "",
            &page("m/*.prom", "queue_length{queue=\"mail\"}"),
            "aggregate: mean",
            "op: lte, value: 5",
        ),
        declared(
            "each",
            "",
            &page("m/*.prom", "queue_length"),
            "aggregate: mean, by: [queue]",
            "op: lte, value: 5, each: queue",
        ),
    ]);
    world.write("m/a.prom", QUEUES);
    // Saved scrapes overlap.
    world.write("m/b.prom", "queue_length{queue=\"mail\"} 5 1767398400000\n");
    let (report, told) = diff(&world);
    observed(&report, "mail/o", 4.0);
    observed(&report, "each/o[mail]", 4.0);
    observed(&report, "each/o[post]", 8.0);
    // The last is dated after now.
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told.iter().all(|told| told.starts_with("D2")), "{told:#?}");
}

#[test]
fn counters_in_files_tell_by_how_much_they_grew() {
    let sent = page("m/*.prom", "sent_total");
    let world = world(&[declared("sent", "", &sent, "aggregate: sum", "op: lte, value: 100")]);
    world.commit("declare");
    for (day, count) in [(1, 1000), (2, 1010), (3, 1025), (4, 7)] {
        world.set_clock(1_767_225_600 + day * 86_400);
        world.write(&format!("m/{day}.prom"), format!("# TYPE sent_total counter\nsent_total {count}\n"));
        world.commit("a scrape");
    }
    let (report, told) = diff(&world);
    assert_eq!(told, [""; 0]);
    observed(&report, "sent/o", 10.0 + 15.0 + 7.0);
}

#[test]
fn what_is_wrong_with_pages_is_told() {
    let source = page("m/*.prom", "queue_length");
    let world = world(&[declared("mail", "", &source, "aggregate: mean", "op: lte, value: 5")]);
    world.commit("declare");
    let told = |text: &str| {
        world.write("m/a.prom", text);
        diff(&world).1
    };
    assert_eq!(diff(&world).1, ["D200 no file matches `m/*.prom`"]);
    assert_eq!(told("queue 3\n"), ["D236 no page has `queue_length`"]);
    assert_eq!(
        told(QUEUES)[0],
        "D236 m/a.prom:3 has another series for the same time; they differ in `queue`"
    );
    assert_eq!(
        told("queue_length 3 1767312000000\nqueue_length 4 1767312000000\n"),
        ["D236 m/a.prom:2 has another reading of the same series for the same time"]
    );
    assert_eq!(told("queue_length{ 3\n"), ["D249 the file cannot be used: line 1 is no sample"]);
    assert_eq!(
        told("queue_length 3\n"),
        ["D247 the page has no time of its own, and no commit holds the file"]
    );
}

#[test]
fn a_page_needs_a_place() {
    let world = world(&[declared(
        "mail",
        "",
        "openmetrics: {metric: queue_length}",
        "aggregate: mean",
        "op: lte, value: 5",
    )]);
    let run = world.deming(&["check", "--format", "concise"]);
    assert!(run.stdout.contains("neither `dataSource` nor `path` says where the page is"), "{run:#?}");
    let world = world_of("openmetrics: {path: 'http://localhost/metrics', metric: queue_length}");
    let run = world.deming(&["check", "--format", "concise"]);
    assert!(run.stdout.contains("this is no path in the repository"), "{run:#?}");
}

fn world_of(source: &str) -> crate::world::TestWorld {
    world(&[declared("mail", "", source, "aggregate: mean", "op: lte, value: 5")])
}
