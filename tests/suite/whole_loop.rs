//! The whole loop as a user walks it, on the examples.

use std::path::Path;
use std::process::Command;

use crate::world::TestWorld;

/// A repository with the service desk in it, committed.
fn service_desk() -> TestWorld {
    let world = TestWorld::new();
    let init = world.deming(&["init", "--example", "service-desk"]);
    assert_eq!(init.status, 0, "{init:#?}");
    world.commit("feat: declare the service desk");
    world
}

/// Everything that a command must not touch, in one text.
fn state(world: &TestWorld) -> String {
    let index = std::fs::read(world.root().join(".git/index")).unwrap();
    [
        world.git(&["count-objects", "-v"]),
        world.git(&["for-each-ref"]),
        world.git(&["symbolic-ref", "HEAD"]),
        world.git(&["status", "--porcelain", "--ignored"]),
        format!("{index:?}"),
    ]
    .join("\n")
}

#[test]
fn init_announces_just_what_it_writes() {
    let world = TestWorld::new();
    let init = world.deming(&["init", "--example", "service-desk"]);
    let announced: Vec<&str> = init.stdout.lines().collect();
    let found = world.git(&["ls-files", "--others"]);
    assert_eq!(announced, found.lines().collect::<Vec<_>>());
    let again = world.deming(&["init", "--example", "service-desk"]);
    assert_eq!(again.status, 0, "the same files again are no conflict: {again:#?}");
    world.write("deming.yaml", "# mine\n");
    let refused = world.deming(&["init", "--example", "service-desk"]);
    assert_eq!(refused.status, 3, "{refused:#?}");
    assert_eq!(world.read("deming.yaml"), "# mine\n");
}

#[test]
fn every_example_passes_its_own_check() {
    for example in ["starter", "delivery", "shop", "service-desk"] {
        let world = TestWorld::new();
        world.deming(&["init", "--example", example]);
        let check = world.deming(&["check", "--fail-on", "warning"]);
        assert_eq!(check.status, 0, "{example}: {check:#?}");
    }
    let world = TestWorld::new();
    assert_eq!(world.deming(&["init"]).status, 0);
    let diff = world.deming(&["diff", "--format", "json"]);
    assert_eq!(diff.status, 0, "{diff:#?}");
    assert!(diff.stdout.contains("\"unknown\": 1"), "{}", diff.stdout);
}

#[test]
fn the_service_desk_shows_every_verdict() {
    let world = service_desk();
    let run = world.deming(&["diff", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    for verdict in ["met", "missed", "atRisk", "unknown"] {
        assert!(report["summary"][verdict].as_u64().unwrap() > 0, "none {verdict}: {}", report["summary"]);
    }
    let full = world.deming(&["diff"]);
    // The commit holds the schemas too, so its id is another one with every word of them.
    insta::with_settings!({filters => vec![("on [0-9a-f]{12}", "on [id]")]}, {
        insta::assert_snapshot!("service_desk_diff", full.stdout);
    });
}

#[test]
fn proposing_twice_changes_nothing() {
    let world = service_desk();
    world.write("notes.txt", "not committed\n");
    let before = (world.git(&["rev-parse", "HEAD"]), world.git(&["status", "--porcelain"]));
    let first = world.deming(&["propose"]);
    assert_eq!(first.status, 0, "{first:#?}");
    assert!(world.git(&["branch", "--list", "deming/*"]).lines().count() >= 2, "{}", first.stdout);
    // A run makes five at most (`perRun`); what waited comes with the next.
    assert_eq!(world.deming(&["propose"]).status, 0);
    let after = state(&world);
    let second = world.deming(&["propose"]);
    assert_eq!(second.status, 0, "{second:#?}");
    assert_eq!(state(&world), after);
    assert_eq!((world.git(&["rev-parse", "HEAD"]), world.git(&["status", "--porcelain"])), before);
    assert_eq!(world.git(&["fsck", "--strict"]), "");
}

#[test]
fn proposals_are_the_same_commits_everywhere() {
    let ids = |zone: &str, language: &str| {
        let world = service_desk();
        let run = Command::new(env!("CARGO_BIN_EXE_deming"))
            .arg("propose")
            .current_dir(world.root())
            .envs([("TZ", zone), ("LANG", language), ("LC_ALL", language), ("HOME", "/nowhere")])
            .output()
            .unwrap();
        assert!(run.status.success(), "{run:?}");
        world.git(&["for-each-ref", "--format=%(objectname) %(refname)", "refs/heads/deming"])
    };
    assert_eq!(ids("Pacific/Auckland", "de_DE.UTF-8"), ids("America/Anchorage", "C"));
}

#[test]
fn every_proposal_merged_as_it_stands_passes_check_and_is_not_made_again() {
    let world = service_desk();
    world.deming(&["propose"]);
    let branches = world.git(&["for-each-ref", "--format=%(refname:short)", "refs/heads/deming"]);
    for branch in branches.lines() {
        world.git(&["merge", "--quiet", "--no-ff", "--no-edit", branch]);
        world.git(&["branch", "--quiet", "-D", branch]);
    }
    let check = world.deming(&["check"]);
    assert_eq!(check.status, 0, "{check:#?}");
    let plan = world.deming(&["plan", "--format", "json"]);
    let view: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
    let proposed: Vec<&str> = view["proposals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|proposal| proposal["id"].as_str().unwrap())
        .collect();
    for branch in branches.lines() {
        let id = branch.rsplit('-').next().unwrap();
        assert!(!proposed.iter().any(|proposal| proposal.ends_with(id)), "{branch} again in {proposed:?}");
    }
}

#[test]
fn a_report_is_the_same_bytes_each_time() {
    let world = service_desk();
    for out in ["one", "two"] {
        let run = world.deming(&["report", "--out", out]);
        assert_eq!(run.status, 0, "{run:#?}");
    }
    assert_eq!(world.git(&["diff", "--no-index", "--stat", "one", "two"]), "");
    assert!(world.read("one/Home.md").starts_with("<!-- generated by deming"));
    let again = world.deming(&["report", "--out", "one"]);
    assert!(again.stdout.contains("0 pages written"), "{}", again.stdout);
}

#[test]
fn publishing_leaves_the_pages_of_people_alone() {
    let world = service_desk();
    let wiki = world.beside("wiki");
    std::fs::create_dir(&wiki).unwrap();
    world.git_in(&wiki, &["init", "--quiet", "--initial-branch=master"]);
    std::fs::write(wiki.join("Team.md"), "# Team\n").unwrap();
    world.git_in(&wiki, &["add", "."]);
    world.git_in(&wiki, &["commit", "--quiet", "-m", "our page"]);
    let publish = |world: &TestWorld| world.deming(&["publish", "--wiki", "../wiki"]);
    let run = publish(&world);
    assert_eq!(run.status, 0, "{run:#?}");
    assert_eq!(world.git_in(&wiki, &["status", "--porcelain"]), "");
    assert_eq!(std::fs::read_to_string(wiki.join("Team.md")).unwrap(), "# Team\n");
    let tip = world.git_in(&wiki, &["rev-parse", "HEAD"]);
    assert_eq!(publish(&world).status, 0);
    assert_eq!(world.git_in(&wiki, &["rev-parse", "HEAD"]), tip);
    std::fs::write(wiki.join("Home.md"), "# Ours\n").unwrap();
    world.git_in(&wiki, &["rm", "--quiet", "--cached", ".deming-manifest.json"]);
    std::fs::remove_file(wiki.join(".deming-manifest.json")).unwrap();
    world.git_in(&wiki, &["add", "."]);
    world.git_in(&wiki, &["commit", "--quiet", "-m", "our home"]);
    let refused = publish(&world);
    assert_eq!(refused.status, 3, "{refused:#?}");
    assert!(refused.stderr.contains("Home.md"), "{}", refused.stderr);
}

#[test]
fn the_demo_walks_the_whole_loop() {
    let world = TestWorld::empty();
    let run = world.deming(&["demo", "play"]);
    assert_eq!(run.status, 0, "{run:#?}");
    let repository = world.root().join("play");
    for file in ["play/report/Home.md", "play.wiki/Home.md", "play.wiki/Team.md"] {
        assert!(Path::new(&world.root().join(file)).is_file(), "{file} is not there");
    }
    assert_eq!(world.git_in(&repository, &["fsck", "--strict"]), "");
    assert_eq!(world.git_in(&repository, &["status", "--porcelain"]), "?? report/");
    assert!(world.git_in(&repository, &["log", "--oneline", "--merges"]).lines().count() == 1);
    let again = world.deming(&["demo", "play"]);
    assert_eq!(again.status, 3, "{again:#?}");
}

#[test]
fn a_template_of_the_repository_takes_the_place_of_a_built_in_one() {
    let world = service_desk();
    world.write("templates/home.hbs", "# Our own\n\n{{summary.missed}} missed\n");
    let run = world.deming(&["report"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(world.read("report/Home.md").contains("# Our own"), "{}", world.read("report/Home.md"));
    world.write("templates/home.hbs", "# Our own\n\n{{#each\n");
    let broken = world.deming(&["report"]);
    assert_eq!(broken.status, 2, "{broken:#?}");
    assert!(broken.stderr.contains("home.hbs"), "{}", broken.stderr);
}

#[test]
fn any_repository_can_measure_its_delivery() {
    let world = TestWorld::new();
    for file in ["README.md", "src/main.rs", ".github/workflows/ci.yml", "charts/templates/service.yaml"] {
        world.write(file, "{{ not: ours }}\n");
    }
    // Ten commits a day apart, a release after every second one: 1.0.0 to 1.4.0.
    for number in 0..10 {
        world.advance(86_400);
        world.commit(&format!("feat: change {number}"));
        if number % 2 == 1 {
            world.git(&["tag", &format!("v1.{}.0", number / 2)]);
        }
    }
    let init = world.deming(&["init", "--example", "delivery"]);
    assert_eq!(init.status, 0, "{init:#?}");
    let run = world.deming(&["diff", "--format", "json", "--as-of", "2016-01-20"]);
    assert_eq!(run.status, 0, "{run:#?}");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let observed = |id: &str| {
        let all = report["objectives"].as_array().unwrap();
        all.iter().find(|objective| objective["id"] == id).unwrap()["observed"].clone()
    };
    // One commit waited a day and a minute, the next not at all.
    assert_eq!(observed("delivery-ola/soon")["value"], serde_json::json!(43_230.0));
    assert_eq!(observed("delivery-ola/soon")["count"], 10);
    assert_eq!(observed("delivery-ola/steadily")["value"], serde_json::json!(172_920.0));
    assert_eq!(observed("delivery-ola/right-first-time")["value"], serde_json::json!(0.0));
    assert_eq!(observed("delivery-ola/right-first-time")["total"], 5);
    assert_eq!(observed("delivery-ola/often")["count"], 5);
    let explained = world.deming(&["explain", "delivery-ola/soon", "--as-of", "2016-01-20"]);
    assert_eq!(explained.status, 0, "{explained:#?}");
    let first = world.git(&["rev-parse", "--short=12", "v1.0.0"]);
    let row = format!("  tag v1.0.0 commit {first}: 2 rows\n");
    assert!(explained.stdout.contains(&row), "{row} in {}", explained.stdout);
}

#[test]
fn a_report_is_not_led_astray() {
    let world = service_desk();
    let victim = world.beside("victim");
    std::fs::create_dir(&victim).unwrap();
    std::os::unix::fs::symlink(&victim, world.root().join("report")).unwrap();
    let linked = world.deming(&["report"]);
    assert_eq!(linked.status, 3, "{linked:#?}");
    assert!(linked.stderr.contains("symbolic link"), "{}", linked.stderr);
    assert_eq!(std::fs::read_dir(&victim).unwrap().count(), 0);
    let among_gits_own = world.deming(&["report", "--out", ".git/pages"]);
    assert_eq!(among_gits_own.status, 3, "{among_gits_own:#?}");
    let head = world.git(&["rev-parse", "HEAD"]);
    assert_eq!(world.deming(&["report", "--out", "."]).status, 0);
    assert_eq!(world.git(&["rev-parse", "HEAD"]), head, "a report commits nothing");
    let own = world.deming(&["publish", "--wiki", "."]);
    assert_eq!(own.status, 3, "{own:#?}");
}

#[test]
fn a_wiki_is_not_guessed() {
    let world = service_desk();
    for wiki in ["ext::sh -c id", "fd::7", "https://127.0.0.1:1/none.git"] {
        let run = world.deming(&["publish", "--wiki", wiki]);
        assert_eq!(run.status, 2, "{wiki}: {run:#?}");
        let offline = world.deming(&["publish", "--offline", "--wiki", wiki]);
        assert_eq!(offline.status, 3, "{wiki}: {offline:#?}");
    }
    world.write("deming.yaml", world.read("deming.yaml").replace("wiki: {", "wiki: {url: ../nowhere, "));
    let run = world.deming(&["publish"]);
    assert_eq!(run.status, 2, "{run:#?}");
    assert!(!world.beside("nowhere").exists());
    assert_eq!(world.git(&["status", "--porcelain"]), " M deming.yaml");
}

#[test]
fn a_demo_inside_a_repository_leaves_that_repository_alone() {
    let world = TestWorld::new();
    world.write("README.md", "ours\n");
    let head = world.commit("chore: begin");
    let run = world.deming(&["demo"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert_eq!(world.git(&["rev-parse", "HEAD"]), head);
    assert_eq!(world.git(&["branch", "--list"]), "* main");
    assert_eq!(world.git(&["status", "--porcelain"]), "?? deming-demo.wiki/\n?? deming-demo/");
}

#[test]
fn init_goes_to_the_root_of_the_repository() {
    let world = TestWorld::new();
    std::fs::create_dir(world.root().join("inner")).unwrap();
    let run = world.deming(&["-C", "inner", "init"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(world.root().join("deming.yaml").is_file() && !world.root().join("inner/deming.yaml").exists());
    let named = world.deming(&["init", "--example", "delivery", "inner/own"]);
    assert_eq!(named.status, 0, "{named:#?}");
    assert!(world.root().join("inner/own/.git").is_dir());
    world.git(&["clone", "--quiet", "--bare", ".", "../bare.git"]);
    assert_eq!(world.deming_in(&world.beside("bare.git"), &["init"]).status, 2);
}

#[test]
fn a_second_try_is_a_new_action_on_a_new_branch() {
    let world = service_desk();
    world.deming(&["propose"]);
    let branches = world.git(&["for-each-ref", "--format=%(refname:short)", "refs/heads/deming"]);
    let branch = branches.lines().find(|name| name.contains("make-room")).unwrap();
    world.git(&["merge", "--quiet", "--no-ff", "--no-edit", branch]);
    let path = world.git(&["diff", "--name-only", "HEAD^", "HEAD"]);
    let told = world.deming(&["propose"]).stdout;
    assert!(told.contains("in the register already"), "{told}");
    // Whoever wants the same answer again takes the id off the action that is closed.
    let action = world.read(&path).replace("state: proposed", "state: closed");
    let kept: Vec<&str> = action
        .lines()
        .filter(|line| !line.contains("annotations:") && !line.contains("deming/proposal"))
        .collect();
    world.write(&path, kept.join("\n") + "\n");
    world.commit("docs: close it");
    let again = world.deming(&["propose"]);
    assert_eq!(again.status, 0, "{again:#?}");
    assert!(again.stdout.contains("Made 1 proposal"), "{}", again.stdout);
    let second = world.git(&["for-each-ref", "--format=%(refname:short)", "refs/heads/deming"]);
    assert!(second.lines().any(|name| name.contains("make-room-2-")), "{second}");
    assert!(world.deming(&["propose"]).stdout.contains("Made 0 proposals"));
}

#[test]
fn settings_cannot_send_the_pages_astray() {
    let world = service_desk();
    let outside = world.beside("outside");
    std::fs::create_dir(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, world.root().join("docs")).unwrap();
    let settings = world.read("deming.yaml");
    for url in [".git/refs/heads", "docs", "."] {
        world.write("deming.yaml", settings.replace("wiki: {", &format!("wiki: {{url: {url}, ")));
        let run = world.deming(&["publish"]);
        assert_eq!(run.status, 3, "{url}: {run:#?}");
    }
    assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 0);
    assert_eq!(world.git(&["fsck", "--strict"]), "");
    // What settings name is seen from the root, wherever the command runs.
    world.write("deming.yaml", settings.replace("wiki: {", "wiki: {url: ../outside, "));
    let run = world.deming(&["-C", "improvement", "publish"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(outside.join("Home.md").is_file());
}

#[test]
fn a_release_of_this_very_second_counts() {
    let world = TestWorld::new();
    world.deming(&["init", "--example", "delivery"]);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    world.set_clock(now as i64 - 60);
    world.commit("feat: begin");
    world.git(&["tag", "v1.0.0"]);
    let run = world.deming(&["diff", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let objectives = report["objectives"].as_array().unwrap();
    let often = objectives.iter().find(|objective| objective["id"] == "delivery-ola/often").unwrap();
    assert_eq!(often["observed"]["count"], 1, "{often:#}");
}
