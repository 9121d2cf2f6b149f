//! Upptime's history as down time: real data with known answers, and histories made to be odd.

use std::path::Path;

use deming::gather::remote::{Answer, Ask, Lost, System};
use deming::gather::upptime::monitor::{Monitor, SiteHistory};
use deming::gather::upptime::system::{Upptime, Where};
use deming::git::{Git, Repository};
use deming::model::Interval;
use deming::model::observation::Records;
use deming::model::report::UptimeQuestion;
use deming::model::source::{Question, RemoteSource};
use deming::model::{Duration, Metric};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::world::{column, metric, place, source, time};
use crate::world::{TestWorld, shared_data};

const LATER: &str = "2026-09-01T00:00:00Z";

fn question(site: &str) -> UptimeQuestion {
    UptimeQuestion { repository: ".".into(), site: site.into(), degraded_is_down: false }
}

/// The real history, cloned beside the world's own repository.
fn real(world: &TestWorld) -> Option<(std::path::PathBuf, Value)> {
    let bundle = shared_data("upptime/history.bundle")?;
    let truth = std::fs::read_to_string(shared_data("upptime/truth.json")?).unwrap();
    let clone = world.beside("upptime");
    world.git_in(world.root(), &["clone", "--quiet", bundle.to_str().unwrap(), clone.to_str().unwrap()]);
    Some((clone, serde_json::from_str(&truth).unwrap()))
}

fn down_minutes(history: &SiteHistory) -> f64 {
    history.outages.iter().map(|spell| spell.interval.seconds()).sum::<f64>() / 60.0
}

#[test]
fn down_minutes_are_those_of_the_commits() {
    let world = TestWorld::new();
    let Some((clone, truth)) = real(&world) else { return };
    let repository = Repository::discover(&clone).unwrap();
    let mut monitor = Monitor::open(&repository, repository.head_commit().unwrap()).unwrap();
    let sites = truth["per_slug"].as_object().unwrap();
    assert_eq!(sites.len(), 22);
    for (slug, known) in sites {
        let question = question(slug);
        assert_eq!(monitor.site(slug).unwrap().as_ref(), Ok(slug));
        let history = monitor.history(slug, &question, None, time(LATER)).unwrap().unwrap();
        let expected = known["down_minutes"].as_f64().unwrap();
        let found = down_minutes(&history);
        assert!((found - expected).abs() <= 0.01, "{slug}: {found} is not {expected}");
        let moment = |key: &str| known[key].as_str().unwrap().parse::<Timestamp>().unwrap();
        assert_eq!(history.known, Interval::new(moment("first"), moment("last")), "{slug}");
        assert_eq!(history.told, known["rows"].as_u64().unwrap(), "{slug}");
        assert_eq!(history.unclear, [], "{slug}");
    }
}

#[test]
fn a_site_is_found_by_each_of_its_names() {
    let world = TestWorld::new();
    let Some((clone, _)) = real(&world) else { return };
    let repository = Repository::discover(&clone).unwrap();
    let mut monitor = Monitor::open(&repository, repository.head_commit().unwrap()).unwrap();
    for asked in
        ["my-sql-playground", "history/my-sql-playground.yml", "MySQL Playground", "mysql playground"]
    {
        assert_eq!(monitor.site(asked).unwrap().as_deref(), Ok("my-sql-playground"), "{asked}");
    }
    assert_eq!(monitor.site("hacker-news").unwrap().as_deref(), Ok("hacker-news"), "it is gone");
    let unknown = monitor.site("my-sql-play").unwrap().unwrap_err();
    assert_eq!(unknown.meant.as_deref(), Some("my-sql-playground"));
    assert_eq!(monitor.site("zzz").unwrap().unwrap_err().meant, None);
}

/// Commits what Upptime would: the status of the site `shop`, at a minute of the first of January 2026.
fn says(world: &TestWorld, minute: i64, status: &str) {
    world.set_clock(1_767_225_600 + minute * 60 - 60);
    world.write(
        "history/shop.yml",
        format!("url: https://shop.example.org\nstatus: {status}\ncode: {minute}\n"),
    );
    world.commit(&format!("🟩 Shop is {status} (200 in {minute} ms) [skip ci] [upptime]"));
}

fn shop(world: &TestWorld, question: &UptimeQuestion, as_of: &str) -> Option<SiteHistory> {
    let repository = Repository::discover(world.root()).unwrap();
    let mut monitor = Monitor::open(&repository, repository.head_commit().unwrap()).unwrap();
    monitor.history("shop", question, None, time(as_of)).unwrap()
}

#[test]
fn outages_go_on_end_and_are_as_declared() {
    let world = TestWorld::new();
    for (minute, status) in
        [(0, "up"), (10, "down"), (15, "down"), (20, "up"), (30, "degraded"), (35, "up"), (40, "down")]
    {
        says(&world, minute, status);
    }
    let tolerant = question("shop");
    let strict = UptimeQuestion { degraded_is_down: true, ..tolerant.clone() };
    let at = |question, as_of| shop(&world, question, as_of).map(|history| down_minutes(&history));
    assert_eq!(at(&tolerant, "2026-01-01T01:00:00Z"), Some(30.0), "the last one goes on until now");
    assert_eq!(at(&strict, "2026-01-01T01:00:00Z"), Some(35.0));
    assert_eq!(at(&tolerant, "2026-01-01T00:12:00Z"), Some(2.0), "what is told later is not known yet");
    assert_eq!(at(&tolerant, "2025-12-31T00:00:00Z"), None);
    world.git(&["rm", "--quiet", "history/shop.yml"]);
    world.set_clock(1_767_225_600 + 50 * 60 - 60);
    world.commit("take the site out");
    assert_eq!(at(&tolerant, "2026-01-01T01:00:00Z"), Some(20.0), "nobody knows what came after");
}

#[test]
fn what_tells_no_status_is_a_doubt() {
    let world = TestWorld::new();
    says(&world, 0, "up");
    says(&world, 10, "down");
    world.set_clock(1_767_225_600 + 15 * 60 - 60);
    world.write("history/shop.yml", "<<<<<<< HEAD\nsleepy\n");
    world.commit("merge by hand");
    says(&world, 20, "up");
    let history = shop(&world, &question("shop"), LATER).unwrap();
    assert_eq!((down_minutes(&history), history.unclear.len(), history.told), (10.0, 1, 4));
}

#[test]
fn merges_tell_nothing_twice() {
    let world = TestWorld::new();
    says(&world, 0, "up");
    world.git(&["checkout", "--quiet", "-b", "side"]);
    world.write("README.md", "about\n");
    world.commit("write about it");
    world.git(&["checkout", "--quiet", "main"]);
    says(&world, 10, "down");
    says(&world, 20, "up");
    world.git(&["checkout", "--quiet", "side"]);
    world.set_clock(1_767_225_600 + 30 * 60);
    world.git(&["merge", "--quiet", "--no-edit", "main"]);
    let history = shop(&world, &question("shop"), LATER).unwrap();
    assert_eq!((down_minutes(&history), history.told), (10.0, 3));
}

fn reachability() -> Metric {
    metric("reachability", "ratio", &[], source("unused.csv", column("v")))
}

/// What another repository says of a site between two moments.
fn asked(upptime: &Upptime, site: &str, from: &str, to: &str) -> Result<(Answer, Interval), Lost> {
    let source = RemoteSource {
        question: Question::Upptime(question(site)),
        data_source: None,
        named_at: None,
        place: place(),
    };
    let metric = reachability();
    let ask = Ask {
        metric: &metric,
        source: &source,
        interval: Interval::new(time(from), time(to)),
        every: Duration::days(1),
        zone: &TimeZone::UTC,
    };
    upptime.ask(&ask).and_then(|answer| Ok((answer, upptime.known(&ask)?)))
}

fn minutes_of(answer: &Answer) -> f64 {
    let Records::Outages(outages) = &answer.records else { panic!("{answer:?}") };
    outages.iter().map(|outage| outage.interval.seconds()).sum::<f64>() / 60.0
}

fn open(repository: &str, root: &Path, cache: Option<&Path>) -> Result<Upptime, Lost> {
    Upptime::open(repository, &Where { root, cache, git: &Git::default(), as_of: time(LATER) })
}

#[test]
fn slices_of_another_repository_add_up() {
    let world = TestWorld::new();
    let Some((clone, truth)) = real(&world) else { return };
    let url = format!("file://{}", clone.display());
    let cache = world.beside("cache");
    for (repository, cache) in
        [("../upptime", None), (url.as_str(), None), (&url, Some(&*cache)), (&url, Some(&*cache))]
    {
        let upptime = open(repository, world.root(), cache).unwrap();
        let whole = asked(&upptime, "catalog-demo", "2026-08-01T00:00:00Z", LATER).unwrap();
        let expected = truth["per_slug"]["catalog-demo"]["down_minutes"].as_f64().unwrap();
        assert!((minutes_of(&whole.0) - expected).abs() <= 0.01, "{repository}");
        assert_eq!(whole.1, Interval::new(time("2026-08-11T11:06:36Z"), time("2026-08-21T23:23:50Z")));
        let days = (10..=22).map(|day| {
            let (from, to) =
                (format!("2026-08-{day}T00:00:00Z"), format!("2026-08-{:02}T00:00:00Z", day + 1));
            minutes_of(&asked(&upptime, "catalog-demo", &from, &to).unwrap().0)
        });
        let sum: f64 = days.sum();
        assert!((sum - expected).abs() <= 0.01, "{repository}: {sum}");
        let lost = asked(&upptime, "catalog-dmeo", "2026-08-01T00:00:00Z", LATER).unwrap_err();
        assert_eq!(lost.help.as_deref(), Some("did you mean `catalog-demo`?"));
        assert!(whole.0.server.starts_with("Upptime repository "), "{}", whole.0.server);
    }
    assert_eq!(std::fs::read_dir(cache.join("upptime")).unwrap().count(), 1, "one clone is kept");
}

#[test]
fn a_kept_clone_learns_what_is_new() {
    let world = TestWorld::new();
    says(&world, 0, "up");
    let served = world.beside("served.git");
    let served_text = served.to_str().unwrap().to_owned();
    world.git(&["clone", "--quiet", "--bare", ".", &served_text]);
    world.git_in(&served, &["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{served_text}");
    let cache = world.beside("cache");
    let down = || {
        let upptime = open(&url, world.root(), Some(&cache)).unwrap();
        minutes_of(&asked(&upptime, "shop", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z").unwrap().0)
    };
    assert_eq!(down(), 0.0);
    says(&world, 10, "down");
    world.write("graphs/shop.png", vec![7; 100_000]);
    says(&world, 25, "up");
    world.git(&["push", "--quiet", &served_text, "main"]);
    assert_eq!(down(), 15.0);
    assert_eq!(down(), 15.0);
    let kept = std::fs::read_dir(cache.join("upptime")).unwrap().next().unwrap().unwrap().path();
    let graph = world.git(&["rev-parse", "HEAD:graphs/shop.png"]);
    let config = std::fs::read_to_string(kept.join("config")).unwrap();
    assert!(!config.to_lowercase().contains("partialclone ="), "{config}");
    let packed = world.git_in(&kept, &["cat-file", "--batch-all-objects", "--batch-check=%(objectname)"]);
    assert!(!packed.contains(&graph), "graphs are left out");
}

#[test]
fn a_repository_that_is_not_there_is_lost() {
    let world = TestWorld::new();
    let reason =
        |repository: &str| open(repository, world.root(), None).err().map(|lost| lost.reason).unwrap();
    assert_eq!(reason("../nowhere"), "there is no folder `../nowhere`");
    assert!(reason(".").contains("no commit"), "{}", reason("."));
    let told = reason(&format!("file://{}", world.beside("nowhere.git").display()));
    assert!(told.contains("git clone"), "{told}");
    let told = reason("https://bot:hunter22@127.0.0.1:1/up.git");
    assert!(!told.contains("hunter22"), "{told}");
    assert!(reason("ext::sh -c touch${IFS}x").contains("refused"));
}
