//! Sites that Upptime watches, in.

use serde_json::Value;

use crate::world::{TestWorld, shared_data};

/// A repository of Upptime with one site, as it is on the 29th of January 2026.
fn world() -> TestWorld {
    let world = TestWorld::new();
    for (day, status) in [(1, "up"), (11, "down"), (12, "up"), (29, "up")] {
        world.set_clock(1_767_225_600 + (day - 1) * 86_400 - 60);
        world.write(
            "history/shop.yml",
            format!("url: https://shop.example.org\nstatus: {status}\ncode: {day}\n"),
        );
        world.write("history/summary.json", "[]");
        world.commit(&format!("Shop is {status}"));
    }
    world
}

#[test]
fn sites_become_metrics_that_can_be_judged_at_once() {
    let world = world();
    let imported = world.deming(&[
        "import",
        "upptime",
        "history/",
        "--owner",
        "@web",
        "--target",
        "99.9%",
        "--out",
        "improvement/sites.yaml",
    ]);
    assert_eq!(imported.status, 0, "{imported:#?}");
    let text = world.read("improvement/sites.yaml");
    for line in [
        "name: shop-availability",
        "site: shop",
        "coverage: 95%",
        "lateness: 1d",
        "target: 99.9%",
        "owner: \"@web\"",
    ] {
        assert!(text.contains(line), "{line} is missing in\n{text}");
    }
    let check = world.deming(&["check", "--as-of", "2026-01-29"]);
    assert!(!check.stdout.contains("error["), "{}", check.stdout);
    let run = world.deming(&["diff", "--format", "json", "--as-of", "2026-01-29"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let objective = &report["objectives"][0];
    assert_eq!((&objective["id"], &objective["verdict"]), (&"shop/available".into(), &"missed".into()));
    assert_eq!(objective["observed"]["coverage"], 1.0);
    let down =
        objective["observed"]["total"].as_f64().unwrap() - objective["observed"]["good"].as_f64().unwrap();
    assert_eq!(down, 86_400.0);
}

#[test]
fn what_upptime_does_not_say_is_left_to_people() {
    let world = world();
    world.write("history/search.yml", "url: https://search.example.org\nstatus: up\n");
    let text = world
        .deming(&["import", "upptime", "history/", "--service", "web", "--repository", "../status"])
        .stdout;
    assert_eq!(text.matches("kind: Service").count(), 1, "{text}");
    assert_eq!(text.matches("kind: Metric").count(), 2, "{text}");
    assert!(text.contains("Upptime does not say who owns it") && !text.contains("kind: Agreement"), "{text}");
    assert!(text.contains("repository: \"../status\"") || text.contains("repository: ../status"), "{text}");
    world.write("history/else.yml", "services: []\n");
    let refused = world.deming(&["import", "upptime", "history/"]);
    assert_ne!(refused.status, 0);
    assert!(refused.stderr.contains("this is no file of Upptime's history"), "{refused:#?}");
    let refused = world.deming(&["import", "upptime", "history/", "--target", "lots"]);
    assert_eq!(refused.status, 2, "{refused:#?}");
}

#[test]
fn a_real_repository_comes_in_with_its_coverage() {
    let Some(bundle) = shared_data("upptime/history.bundle") else { return };
    let world = TestWorld::empty();
    let clone = world.beside("upptime");
    world.git_in(world.root(), &["clone", "--quiet", bundle.to_str().unwrap(), clone.to_str().unwrap()]);
    let arguments = ["import", "upptime", "history/", "--target", "99.5%", "--out", "sites.yaml"];
    let imported = world.deming_in(&clone, &arguments);
    assert_eq!(imported.status, 0, "{imported:#?}");
    let run = world.deming_in(&clone, &["diff", "--format", "json", "--as-of", "2026-08-22"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error} {run:#?}"));
    let objectives = report["objectives"].as_array().unwrap();
    assert_eq!(objectives.len(), 18);
    for objective in objectives {
        let coverage = objective["observed"]["coverage"].as_f64().unwrap();
        assert!(coverage > 0.1 && coverage < 0.5, "a history of eleven days in twenty-eight: {objective:#}");
    }
}
