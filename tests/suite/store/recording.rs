use deming::gather::store::Observed;
use deming::git::Repository;
use deming::model::observation::Absence;

use super::world::*;
use crate::world::TestWorld;

fn metric_of(world: &TestWorld) -> deming::model::Metric {
    workspace(world, "2026-11-02T00:00:00Z").catalog.metrics.into_values().next().unwrap()
}

fn repository(world: &TestWorld) -> Repository {
    Repository::discover(world.root()).unwrap()
}

#[test]
fn what_was_answered_is_read_back() {
    let world = latency();
    let (metric, repository) = (metric_of(&world), repository(&world));
    assert_eq!(seen(&repository, &metric).0.absence, Some(Absence::NotGathered("prometheus")));
    let head = world.git(&["rev-parse", "HEAD"]);
    let first = [(minute(0), 0.25), (minute(5), 0.125), (minute(1_440), 3.0)];
    let recorded = record_all(&repository, &metric, minute(1_450), &[(minutes(0, 1_445), answer(&first))]);
    assert_eq!((recorded.added, recorded.late, recorded.corrected), (3, 0, 0));
    assert_eq!(recorded.commit.unwrap().to_string(), world.git(&["rev-parse", BRANCH]));

    let (observations, found) = seen(&repository, &metric);
    assert_eq!(values(&observations), first);
    assert_eq!(found, [""; 0]);
    assert_eq!((observations.known_until, observations.known_since), (Some(minute(1_445)), None));
    assert_eq!(observations.tally.used, 3);
    let observed = Observed::at_tip(&repository, BRANCH).unwrap();
    assert_eq!(observed.asked(&metric, source(&metric)), Some(minutes(0, 1_445)));
    // Neither the branch of people nor the work tree were touched.
    assert_eq!(
        (world.git(&["rev-parse", "HEAD"]), world.git(&["status", "--porcelain"])),
        (head, String::new())
    );
}

#[test]
fn the_branch_is_read_by_people() {
    let world = latency();
    let (metric, repository) = (metric_of(&world), repository(&world));
    record_all(
        &repository,
        &metric,
        minute(10),
        &[(minutes(0, 10), answer(&[(minute(0), 0.25), (minute(5), 1e-9)]))],
    );
    let files = world.git(&["ls-tree", "-r", "--name-only", BRANCH]);
    let names: Vec<&str> = files.lines().collect();
    let folder = names.iter().find_map(|name| name.strip_suffix("/source.tsv")).unwrap();
    assert!(folder.starts_with("series/latency-"), "{folder}");
    let day = format!("{folder}/2026-11/2026-11-01.tsv");
    let asked = format!("{folder}/asked.tsv");
    assert_eq!(names, ["README.md", "format", day.as_str(), asked.as_str(), &format!("{folder}/source.tsv")]);
    let show = |path: &str| world.git(&["show", &format!("{BRANCH}:{path}")]);
    assert_eq!(show(&day), "2026-11-01T00:00:00Z\t0.25\n2026-11-01T00:05:00Z\t1e-9");
    assert_eq!(show(&asked), "2026-11-01T00:00:00Z\t2026-11-01T00:10:00Z");
    assert_eq!(show("format"), "deming-observed 1");
    let source = show(&format!("{folder}/source.tsv"));
    let digest = source.lines().nth(1).unwrap().strip_prefix("digest\tsha256:").unwrap();
    assert!(folder.ends_with(&digest[..12]));
    assert!(
        source.ends_with("kind\tprometheus\ndataSource\tprod\nquery\tlatency_ms\nunit\tms\nevery\t5m"),
        "{source}"
    );

    let message = world.git(&["log", "-1", "--format=%B", BRANCH]);
    assert!(message.starts_with("chore(observed): 2 observations of a metric\n\n"), "{message}");
    let trailers = world.git(&["log", "-1", "--format=%(trailers:only)", BRANCH]);
    let expected = format!(
        "Deming-Gathered-By: deming <deming@localhost>\nDeming-At: 2026-11-01T00:10:00Z\nDeming-Version: 0.1.0\n\
         Deming-Series: latency prometheus \"Prometheus 2.42.0\" of=prod query=sha256:{digest} 2026-11-01T00:00:00Z..2026-11-01T00:10:00Z added=2"
    );
    assert_eq!(trailers, expected);
}

#[test]
fn nothing_new_is_no_commit() {
    let world = latency();
    let (metric, repository) = (metric_of(&world), repository(&world));
    let first = answer(&[(minute(0), 1.0), (minute(5), 2.0)]);
    let recorded = record_all(&repository, &metric, minute(10), &[(minutes(0, 10), first.clone())]);
    let again = record_all(&repository, &metric, minute(12), &[(minutes(0, 10), first)]);
    assert_eq!((again.commit, again.unchanged), (None, 2));
    // A reading that is still missing is asked for again; that it was is no news.
    let silent = record_all(&repository, &metric, minute(20), &[(minutes(10, 20), answer(&[]))]);
    assert_eq!(silent.commit, None);
    assert_eq!(world.git(&["rev-parse", BRANCH]), recorded.commit.unwrap().to_string());
}

#[test]
fn the_silence_of_events_is_recorded_once() {
    let world = TestWorld::new();
    world.write("m.yaml", declared("orders", "every: 1h, records: events", "aggregate: sum"));
    let (metric, repository) = (metric_of(&world), repository(&world));
    record_all(&repository, &metric, minute(60), &[(minutes(0, 60), answer(&[(minute(0), 7.0)]))]);
    let silent = record_all(&repository, &metric, minute(121), &[(minutes(60, 120), answer(&[]))]);
    assert!(silent.commit.is_some());
    assert_eq!(seen(&repository, &metric).0.known_until, Some(minute(120)));
    let again = record_all(&repository, &metric, minute(130), &[(minutes(60, 120), answer(&[]))]);
    assert_eq!(again.commit, None);
    let title = world.git(&["log", "-1", "--format=%s", BRANCH]);
    assert_eq!(title, "chore(observed): nothing new of a metric");
}

#[test]
fn a_source_that_never_said_anything_is_not_known() {
    let world = TestWorld::new();
    world.write("m.yaml", declared("orders", "every: 1h, records: events", "aggregate: sum"));
    let (metric, repository) = (metric_of(&world), repository(&world));
    record_all(&repository, &metric, minute(60), &[(minutes(0, 60), answer(&[]))]);
    assert_eq!(seen(&repository, &metric).0.absence, Some(Absence::Empty));
}

#[test]
fn late_data_are_normal_and_corrections_are_told() {
    let world = TestWorld::new();
    let gather = "every: 5m, records: samples, integrity: {coverage: 95%, lateness: 1h}";
    world.write("m.yaml", declared("latency", gather, "aggregate: p90"));
    let (metric, repository) = (metric_of(&world), repository(&world));
    let of = |values: &[(i64, f64)]| {
        answer(&values.iter().map(|(n, value)| (minute(*n), *value)).collect::<Vec<_>>())
    };
    record_all(&repository, &metric, minute(100), &[(minutes(0, 100), of(&[(0, 1.0), (60, 2.0)]))]);
    let now = minute(110);
    let recorded = record_all(
        &repository,
        &metric,
        now,
        &[(minutes(0, 105), of(&[(0, 9.0), (50, 3.0), (60, 4.0), (100, 5.0)]))],
    );
    assert_eq!((recorded.added, recorded.late, recorded.corrected, recorded.gone), (1, 2, 1, 0));
    assert_eq!(world.git(&["rev-list", "--count", BRANCH]), "3");
    let trailers = world.git(&["log", "-1", "--format=%(trailers:only,key=Deming-Correction)", BRANCH]);
    assert!(
        trailers.starts_with(
            "Deming-Correction: latency 2026-11-01T00:00:00Z..2026-11-01T00:05:00Z changed=1 query=sha256:"
        ),
        "{trailers}"
    );
    let (observations, found) = seen(&repository, &metric);
    let expected = [(minute(0), 9.0), (minute(50), 3.0), (minute(60), 4.0), (minute(100), 5.0)];
    assert_eq!(values(&observations), expected);
    assert!(found[0].starts_with("D254 1 observations between"), "{found:?}");
}

#[test]
fn nothing_is_forgotten() {
    let world = latency();
    let (metric, repository) = (metric_of(&world), repository(&world));
    record_all(
        &repository,
        &metric,
        minute(10),
        &[(minutes(0, 10), answer(&[(minute(0), 1.0), (minute(5), 2.0)]))],
    );
    let recorded =
        record_all(&repository, &metric, minute(15), &[(minutes(0, 15), answer(&[(minute(10), 3.0)]))]);
    assert_eq!((recorded.added, recorded.gone), (1, 2));
    let message = world.git(&["log", "-1", "--format=%B", BRANCH]);
    assert!(message.contains("2 observations that were recorded before did not come back"), "{message}");
    assert_eq!(values(&seen(&repository, &metric).0).len(), 3);
}

#[test]
fn a_renamed_metric_finds_its_series_and_a_changed_question_starts_anew() {
    let world = latency();
    let repository = repository(&world);
    record_all(&repository, &metric_of(&world), minute(5), &[(minutes(0, 5), answer(&[(minute(0), 1.0)]))]);
    let text = world.read("m.yaml");
    world.write("m.yaml", text.replace("metadata: {name: latency}", "metadata: {name: response-time}"));
    assert_eq!(seen(&repository, &metric_of(&world)).0.len(), 1);
    world.write("m.yaml", text.replace("http://127.0.0.1:9", "http://127.0.0.1:99"));
    assert_eq!(seen(&repository, &metric_of(&world)).0.len(), 1, "a server may move");

    world.write("m.yaml", text.replace("query: \"latency_ms\"", "query: \"latency_ms > 0\""));
    let changed = metric_of(&world);
    let (observations, found) = seen(&repository, &changed);
    let why = "its question has changed since it was last gathered";
    assert_eq!(observations.absence, Some(Absence::Lost(why.into())));
    assert!(found[0].starts_with("D252 the question of `latency` has changed"), "{found:?}");
    record_all(&repository, &changed, minute(10), &[(minutes(5, 10), answer(&[(minute(5), 2.0)]))]);
    assert_eq!(values(&seen(&repository, &changed).0), [(minute(5), 2.0)]);
    assert_eq!(world.git(&["ls-tree", "--name-only", &format!("{BRANCH}:series")]).lines().count(), 2);
}

#[test]
fn groups_with_strange_names_come_back_and_forge_nothing() {
    let world = TestWorld::new();
    world.write("m.yaml", declared("latency", "every: 5m, records: samples", "aggregate: p90, by: [site]"));
    let (metric, repository) = (metric_of(&world), repository(&world));
    let strange = ["a\tb", "c\nDeming-Correction: x", "\\", "ä @ops #1"];
    let rows: Vec<_> = strange.iter().map(|group| (minute(0), 1.0, *group)).collect();
    let mut answer = grouped(&rows);
    answer.server = "evil 1.0\n\nSigned-off-by: \"x\" @all [skip ci]".into();
    record_all(&repository, &metric, minute(5), &[(minutes(0, 5), answer)]);
    let (observations, _) = seen(&repository, &metric);
    let mut groups: Vec<&str> = observations.groups.iter().map(|group| &*group[0]).collect();
    let mut expected = strange;
    groups.sort_unstable();
    expected.sort_unstable();
    assert_eq!(groups, expected);
    let keys = world.git(&["log", "-1", "--format=%(trailers:only,keyonly)", BRANCH]);
    assert_eq!(keys, "Deming-Gathered-By\nDeming-At\nDeming-Version\nDeming-Series");
    let message = world.git(&["log", "-1", "--format=%B", BRANCH]);
    assert!(!message.contains("@all") && !message.contains("[skip"), "{message}");
}

#[test]
fn reports_read_the_branch_and_name_its_commit() {
    let world = latency();
    let (metric, repository) = (metric_of(&world), repository(&world));
    let rows: Vec<_> = (0..288).map(|n| (minute(n * 5), 0.1)).collect();
    record_all(&repository, &metric, minute(1_440), &[(minutes(0, 1_440), answer(&rows))]);
    let outcome = world.deming(&["diff", "--format", "json", "--as-of", "2026-11-02T00:00:00Z"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    let json: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(json["observed"], world.git(&["rev-parse", BRANCH]));
    let outcome =
        world.deming(&["explain", "latency", "--format", "json", "--as-of", "2026-11-02T00:00:00Z"]);
    let json: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(json["rows"]["used"], 288, "{}", outcome.stdout);
    let path = json["rows"]["path"].as_str().unwrap();
    assert!(path.starts_with("deming/observed:series/latency-"), "{path}");
}
