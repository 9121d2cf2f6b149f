//! Capabilities 8, 18 and 22: needs, determinism, wikis.

use std::collections::BTreeMap;
use std::path::Path;

use super::shop;
use crate::world::TestWorld;

#[test]
fn a_need_that_was_not_confirmed_is_a_finding_and_a_proposal_and_limits_actions() {
    let world = shop();
    let on_time = world.deming(&["plan", "--as-of", "2026-09-16", "--format", "json"]);
    assert!(!on_time.stdout.contains("\"confirm-need\""), "{on_time:#?}");
    let late = ["--as-of", "2027-07-15"];
    let check = world.deming(&[&["check"][..], &late].concat());
    let told = "warning[D162]: the need was to be confirmed again by 2027-06-30, 15 days ago";
    assert!(check.stdout.contains(told), "{check:#?}");
    let plan = world.deming(&[&["plan", "--format", "json"][..], &late].concat());
    let plan: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
    let all = plan["proposals"].as_array().unwrap().iter().chain(plan["held"].as_array().unwrap());
    let about: Vec<&serde_json::Value> = all.filter(|one| one["subject"] == "parcel-tomorrow").collect();
    assert!(about.iter().any(|one| one["kind"] == "confirm-need" || one["reason"] == "waiting"), "{plan:#}");

    world.write(
        "cycles/actions/lower-it.yaml",
        "apiVersion: deming/v1\nkind: Action\nmetadata: {name: lower-it}\nspec:\n  service: checkout\n  kind: agreement\n  \
         stage: design\n  state: proposed\n  owner: \"@shop/checkout\"\n  raisedBy: \"@shop/checkout\"\n  dateRaised: 2026-09-01\n  size: S\n  \
         expect: {metric: order-lead-time, change: -10%, by: 2026-12-31}\n",
    );
    let check = world.deming(&["check"]);
    assert_eq!(check.status, 1, "{check:#?}");
    assert!(check.stdout.contains("error[D161]"), "{check:#?}");
}

/// The files of a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    let file = |entry: std::fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        entry.path().is_file().then(|| (name, std::fs::read(entry.path()).expect("a file")))
    };
    entries.filter_map(file).collect()
}

#[test]
fn a_report_is_the_same_without_a_network_in_another_zone_and_another_home() {
    let world = shop();
    let (here, there) = (world.beside("a"), world.beside("b"));
    let plain = world.deming(&["report", "--as-of", "2026-08-31", "--out", &here.to_string_lossy()]);
    assert!(plain.status < 2, "{plain:#?}");
    // Where the kernel allows it, in a world without a network.
    let unshare = world.command("unshare").args(["-rn", "true"]).status();
    let is_alone = unshare.is_ok_and(|status| status.success());
    let deming = env!("CARGO_BIN_EXE_deming");
    let mut command = if is_alone { world.command("unshare") } else { world.command(deming) };
    if is_alone {
        command.args(["-rn", deming]);
    }
    command.args(["report", "--as-of", "2026-08-31", "--out"]).arg(&there).current_dir(world.root());
    command.envs([("TZ", "Asia/Kathmandu"), ("LC_ALL", "tr_TR.UTF-8"), ("HOME", "/nowhere")]);
    let run = crate::world::run(&mut command);
    assert!(run.status < 2, "{run:#?}");
    assert_eq!(files(&here), files(&there));

    // The moment that reproducible builds name stands for the clock.
    let settings = world.read("deming.yaml").replace("asOf: 2026-09-16\n", "");
    world.write("deming.yaml", settings);
    world.commit("no pinned moment");
    let dated = |out: &str| {
        let variables = [("SOURCE_DATE_EPOCH", "1788134400")];
        let run = world.deming_with(&variables, &["report", "--out", &world.beside(out).to_string_lossy()]);
        assert!(run.status < 2, "{run:#?}");
        files(&world.beside(out))
    };
    assert_eq!(dated("c"), dated("d"));
    let home = String::from_utf8(dated("c")["Home.md"].clone()).expect("UTF-8");
    assert!(home.contains("2026-08-3"), "{home}");
}

#[test]
fn a_wiki_keeps_what_is_not_deming_s_in_every_dialect() {
    for (dialect, home) in
        [("github", "Home"), ("gitlab", "home"), ("gitea", "Home"), ("folder", "Home"), ("mkdocs", "index")]
    {
        let world = shop();
        world.write("deming.yaml", world.read("deming.yaml") + &format!("wiki: {{dialect: {dialect}}}\n"));
        world.write(
            "phones.yaml",
            "apiVersion: deming/v1\nkind: Service\nmetadata: {name: phones}\nspec: {practice: it-support, owner: \"@shop/checkout\"}\n",
        );
        world.commit("a service more");
        let wiki = TestWorld::new();
        wiki.write("Team.md", "# We\n");
        wiki.commit("by hand");
        let publish = || {
            let run = world.deming(&["publish", "--wiki", &wiki.root().to_string_lossy()]);
            assert!(run.status < 2, "{dialect}: {run:#?}");
            wiki.git(&["rev-parse", "HEAD"])
        };
        let first = publish();
        assert_eq!(publish(), first, "{dialect}: nothing changed, so nothing is written");
        assert_eq!(wiki.git(&["status", "--porcelain"]), "");
        assert!(wiki.root().join(format!("{home}.md")).exists());
        assert!(wiki.root().join("Service-phones.md").exists());
        let page = wiki.read("Service-checkout.md");
        let mine = "<!-- deming:keep -->\nAgreed with Ann.\n<!-- /deming:keep -->";
        assert!(page.contains("<!-- deming:keep -->"), "{page}");
        let (before, after) = page.split_once("<!-- deming:keep -->").expect("room for notes");
        let (_, after) = after.split_once("<!-- /deming:keep -->").expect("its end");
        wiki.write("Service-checkout.md", format!("{before}{mine}{after}"));
        wiki.commit("a note");
        std::fs::remove_file(world.root().join("phones.yaml")).expect("a file");
        world.commit("no phones");
        publish();
        assert_eq!(wiki.read("Team.md"), "# We\n");
        assert!(!wiki.root().join("Service-phones.md").exists(), "{dialect}");
        assert!(wiki.read("Service-checkout.md").contains(mine), "{dialect}");
    }
}
