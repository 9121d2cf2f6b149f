//! What becomes of proposals from run to run: made anew, left to people, taken back, dismissed, declined.

use serde_json::Value;

use crate::world::TestWorld;

pub const DECLARED: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: speed}
spec:
  service: desk
  class: process
  unit: h
  direction: lower
  owner: \"@ops\"
  gather:
    every: 1d
    records: samples
    integrity: {coverage: 50%, lateness: 1d}
    source: {file: {path: data/speed.csv, time: {column: at}, value: {column: hours}}}
  process: {interval: 1d, aggregate: mean}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: sla}
spec:
  type: SLA
  service: desk
  objectives:
    - {name: fast, metric: speed, op: lte, value: 8h, timeWindow: [{duration: 28d, isRolling: true}]}
---
apiVersion: deming/v1
kind: Playbook
metadata: {name: faster}
spec:
  when: {finding: [missed, at-risk]}
  propose: {title: \"Shorten {{metric.displayName}}\", kind: efficiency, stage: operation, size: M, expect: {change: -20%, within: 3M}}
";

pub const DAY: &str = "2026-03-01";

/// A repository in which a reading of each day from January 2026 on says so many hours.
pub fn world(hours: &str) -> TestWorld {
    let world = TestWorld::new();
    world.write("deming.yaml", "roots: [improvement]\n");
    world.write("improvement/all.yaml", DECLARED);
    readings(&world, hours);
    world
}

pub fn readings(world: &TestWorld, hours: &str) {
    let start = jiff::civil::date(2026, 1, 1);
    let days = start.series(jiff::ToSpan::days(1)).take(365);
    let rows: String = days.map(|day| format!("{day}T12:00:00Z,{hours}\n")).collect();
    world.write("data/speed.csv", format!("at,hours\n{rows}"));
    world.commit("readings");
}

fn proposed(world: &TestWorld, day: &str) -> Value {
    let run = world.deming(&["propose", "--as-of", day, "--format", "json"]);
    assert_eq!(run.status, 0, "{run:#?}");
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

/// The branch of the first proposal of a run.
fn branch(run: &Value) -> String {
    run["proposals"][0]["branch"].as_str().unwrap_or_else(|| panic!("no proposal: {run:#}")).to_owned()
}

fn first_reason(run: &Value) -> (&str, &str) {
    let held = &run["held"][0];
    (held["reason"].as_str().unwrap_or_default(), held["text"].as_str().unwrap_or_default())
}

fn objects(world: &TestWorld) -> String {
    world.git(&["count-objects", "-v"])
}

#[test]
fn a_second_run_makes_nothing_and_writes_nothing() {
    let world = world("12");
    let first = proposed(&world, DAY);
    assert_eq!(first["proposals"][0]["outcome"], "created", "{first:#}");
    let (refs, objects_before) = (world.git(&["for-each-ref"]), objects(&world));
    let second = proposed(&world, DAY);
    assert_eq!(first_reason(&second).0, "open", "{second:#}");
    assert_eq!((world.git(&["for-each-ref"]), objects(&world)), (refs, objects_before));
}

#[test]
fn a_branch_follows_the_head_and_keeps_the_day_on_which_it_was_raised() {
    let world = world("12");
    let branch = branch(&proposed(&world, DAY));
    let before = world.git(&["rev-parse", &branch]);
    world.write("notes.txt", "life goes on\n");
    world.commit("something else");
    let again = proposed(&world, "2026-03-09");
    let proposal = &again["proposals"][0];
    assert_eq!((proposal["outcome"].as_str(), proposal["rebuilds"].as_bool()), (Some("rebuilt"), Some(true)));
    assert_eq!(world.git(&["rev-parse", &format!("{branch}~1")]), world.git(&["rev-parse", "main"]));
    assert_ne!(world.git(&["rev-parse", &branch]), before);
    assert_eq!(world.git(&["rev-list", "--count", &format!("main..{branch}")]), "1");
    let content = proposal["content"].as_str().unwrap_or_default();
    assert!(content.contains("dateRaised: 2026-03-01\n"), "{content}");
    // Another run on another day has nothing to do while the head stays.
    assert_eq!(first_reason(&proposed(&world, "2026-03-10")).0, "open");
}

#[test]
fn a_persons_commit_or_amendment_freezes_the_branch() {
    for amend in [false, true] {
        let world = world("12");
        let branch = branch(&proposed(&world, DAY));
        world.git(&["switch", "--quiet", &branch]);
        match amend {
            true => _ = world.git(&["commit", "--quiet", "--amend", "--message", "chore(csi): my own words"]),
            false => {
                world.write("plan.txt", "how we go about it\n");
                world.commit("work on it");
            }
        }
        let theirs = world.git(&["rev-parse", "HEAD"]);
        world.git(&["switch", "--quiet", "main"]);
        world.write("notes.txt", "life goes on\n");
        world.commit("something else");
        let again = proposed(&world, DAY);
        let (reason, text) = first_reason(&again);
        assert_eq!(reason, "in-peoples-hands", "{again:#}");
        assert!(text.contains("people have worked on") && text.contains(&branch), "{text}");
        // The cause vanishes: the branch is told of, and stays.
        readings(&world, "2");
        let after = proposed(&world, DAY);
        let withdrawn = &after["withdrawn"][0];
        assert_eq!(
            (withdrawn["touched"].as_bool(), withdrawn["outcome"].as_str()),
            (Some(true), Some("left-alone"))
        );
        assert_eq!(world.git(&["rev-parse", &branch]), theirs);
    }
}

#[test]
fn a_cause_that_vanished_takes_the_proposal_back_and_its_return_makes_it_anew() {
    let world = world("12");
    let branch = branch(&proposed(&world, DAY));
    let made = world.git(&["rev-parse", &branch]);
    readings(&world, "2");
    let run = proposed(&world, DAY);
    let withdrawn = &run["withdrawn"][0];
    assert_eq!(withdrawn["reason"], "the target is met: sla/fast");
    assert_eq!(withdrawn["outcome"], "withdrawn");
    assert_eq!(world.git(&["rev-parse", &format!("{branch}~1")]), made, "nothing is thrown away");
    let message = world.git(&["log", "-1", "--format=%B", &branch]);
    assert!(message.starts_with("chore(csi): withdraw \"Shorten speed\"\n"), "{message}");
    let trailer = "--format=%(trailers:key=Deming-Withdrawn,valueonly)";
    assert_eq!(world.git(&["log", "-1", trailer, &branch]).trim(), "the target is met: sla/fast");
    // Merged by mistake, it changes nothing.
    assert_eq!(world.git(&["diff", "--stat", &format!("{branch}~2"), &branch]), "");
    let (refs, objects_before) = (world.git(&["for-each-ref"]), objects(&world));
    let second = proposed(&world, DAY);
    assert_eq!(second["withdrawn"].as_array().map(Vec::len), Some(0), "{second:#}");
    assert_eq!((world.git(&["for-each-ref"]), objects(&world)), (refs, objects_before));

    readings(&world, "13");
    let back = proposed(&world, "2026-03-05");
    assert_eq!(back["proposals"][0]["outcome"], "rebuilt", "{back:#}");
    assert_eq!(back["proposals"][0]["branch"].as_str(), Some(&*branch));
    assert_eq!(world.git(&["rev-list", "--count", &format!("main..{branch}")]), "1");
    world.git(&["fsck", "--strict"]);
}

#[test]
fn what_nobody_can_tell_of_takes_nothing_back() {
    let world = world("12");
    let branch = branch(&proposed(&world, DAY));
    let made = world.git(&["rev-parse", &branch]);
    world.write("data/speed.csv", "at,hours\n");
    world.commit("the readings are lost");
    let run = proposed(&world, DAY);
    assert_eq!(run["withdrawn"].as_array().map(Vec::len), Some(0), "{run:#}");
    assert_eq!(world.git(&["rev-parse", &branch]), made);
}

#[test]
fn a_deleted_branch_is_an_answer_until_its_time_is_up_or_it_gets_worse() {
    let world = world("12");
    let branch = branch(&proposed(&world, DAY));
    world.git(&["branch", "--quiet", "-D", &branch]);
    // To look is not to remember.
    let planned = world.deming(&["plan", "--as-of", "2026-03-02", "--format", "json"]);
    assert!(planned.stdout.contains("\"dismissed\""), "{planned:#?}");
    assert_eq!(world.git(&["branch", "--list", "deming/observed"]), "");

    let run = proposed(&world, "2026-03-02");
    let (reason, text) = first_reason(&run);
    assert_eq!(reason, "dismissed", "{run:#}");
    assert!(text.contains("noticed on 2026-03-02") && text.contains("until 2026-05-31"), "{text}");
    let remembered = world.git(&["show", "deming/observed:proposals.tsv"]);
    assert!(
        remembered.starts_with("2026-03-02T00:00:00Z\tP-") && remembered.contains("\tdismissed\t0.5\t"),
        "{remembered}"
    );
    let refs = world.git(&["for-each-ref"]);
    assert_eq!(first_reason(&proposed(&world, "2026-05-31")).0, "dismissed");
    assert_eq!(world.git(&["for-each-ref"]), refs, "it is remembered once");
    assert_eq!(world.deming(&["doctor"]).status, 0, "{:#?}", world.deming(&["doctor"]));

    let clone = world.beside("clone");
    world.git_in(world.root(), &["clone", "--quiet", ".", &clone.to_string_lossy()]);
    let elsewhere = world.deming_in(&clone, &["plan", "--as-of", "2026-05-31", "--format", "json"]);
    assert!(elsewhere.stdout.contains("\"dismissed\""), "{elsewhere:#?}");

    let later = world.deming(&["plan", "--as-of", "2026-06-01", "--format", "json"]);
    assert!(later.stdout.contains("noticed on 2026-03-02; its time is up"), "{later:#?}");

    // 12 h instead of 8 h is half as much again; a tenth more than that is 12.4 h.
    readings(&world, "12.3");
    assert_eq!(first_reason(&proposed(&world, "2026-03-20")).0, "dismissed");
    readings(&world, "12.5");
    let worse = proposed(&world, "2026-03-20");
    let proposal = &worse["proposals"][0];
    assert_eq!(proposal["outcome"], "created", "{worse:#}");
    assert!(proposal["said"].as_str().is_some_and(|said| said.ends_with("it got worse since")), "{worse:#}");
}

#[test]
fn what_was_merged_or_fixed_is_not_taken_for_dismissed() {
    let world = world("12");
    let first = branch(&proposed(&world, DAY));
    world.git(&["merge", "--quiet", "--no-ff", "--message", "accept", &first]);
    world.git(&["branch", "--quiet", "-D", &first]);
    assert_eq!(first_reason(&proposed(&world, DAY)).0, "in-register");
    assert_eq!(world.git(&["branch", "--list", "deming/observed"]), "");

    let other = self::world("12");
    let branch = branch(&proposed(&other, DAY));
    other.git(&["branch", "--quiet", "-D", &branch]);
    readings(&other, "2");
    assert_eq!(first_reason(&proposed(&other, DAY)).0, "target-met");
    assert_eq!(other.git(&["branch", "--list", "deming/observed"]), "");
}

#[test]
fn a_proposal_that_only_a_remote_has_is_made_anew_here() {
    let world = world("12");
    let branch = branch(&proposed(&world, DAY));
    let clone = world.beside("clone");
    world.git_in(world.root(), &["clone", "--quiet", ".", &clone.to_string_lossy()]);
    std::fs::write(clone.join("notes.txt"), "life goes on\n").expect("a file");
    world.git_in(&clone, &["add", "notes.txt"]);
    world.git_in(&clone, &["commit", "--quiet", "--message", "something else"]);
    let run = world.deming_in(&clone, &["propose", "--as-of", DAY, "--format", "json"]);
    let run: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(run["proposals"][0]["outcome"], "rebuilt", "{run:#}");
    let parent = world.git_in(&clone, &["rev-parse", &format!("{branch}~1")]);
    assert_eq!(parent, world.git_in(&clone, &["rev-parse", "HEAD"]));
    // Somebody works on it at the remote: it is theirs, whatever is here.
    world.git(&["switch", "--quiet", &branch]);
    world.write("plan.txt", "how we go about it\n");
    world.commit("work on it");
    world.git(&["switch", "--quiet", "main"]);
    world.git_in(&clone, &["fetch", "--quiet"]);
    let run = world.deming_in(&clone, &["propose", "--as-of", DAY, "--format", "json"]);
    let run: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(first_reason(&run).0, "in-peoples-hands", "{run:#}");
}

fn declined(world: &TestWorld, more: &[&str]) -> crate::world::Outcome {
    let id =
        ["decline", "P-b8f6e5f3", "--by", "@ops/head", "--reason", "no budget before autumn", "--as-of", DAY];
    world.deming(&[&id[..], more].concat())
}

#[test]
fn a_refusal_is_a_file_with_an_end_that_quotes_itself_when_it_is_over() {
    let world = world("12");
    let branch = branch(&proposed(&world, DAY));
    let head = world.git(&["rev-parse", "HEAD"]);
    let dry = declined(&world, &["--until", "2026-12-31", "--dry-run"]);
    assert_eq!((dry.status, world.git(&["rev-parse", "HEAD"])), (0, head), "{dry:#?}");
    let run = declined(&world, &["--until", "2026-12-31"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(run.stdout.starts_with("P-b8f6e5f3 sla/fast is declined until 2026-12-31."), "{run:#?}");
    let file = world.read("improvement/decisions/declined-b8f6e5f3.yaml");
    assert!(file.contains("\n  until: 2026-12-31\n  gap: 50%\n"), "{file}");
    assert_eq!(world.git(&["status", "--porcelain"]), "");
    let message = world.git(&["log", "-1", "--format=%s%n%(trailers)"]);
    assert!(
        message.starts_with("chore(csi): decline \"sla/fast\"\nDeming-Proposal: P-b8f6e5f3\n"),
        "{message}"
    );
    assert_eq!(
        world.deming(&["check", "--as-of", DAY]).status,
        0,
        "{:#?}",
        world.deming(&["check", "--as-of", DAY])
    );

    // The branch is taken back, with the reason; nothing is proposed until its day.
    let next = proposed(&world, DAY);
    assert_eq!(next["withdrawn"][0]["reason"], "declined by declined-b8f6e5f3: no budget before autumn");
    assert_eq!(first_reason(&next).0, "declined");
    assert_eq!(world.git(&["diff", "--stat", &format!("{branch}~2"), &branch]), "");
    assert_eq!(first_reason(&proposed(&world, "2026-12-31")).0, "declined");
    let again = declined(&world, &[]);
    assert_eq!(again.status, 3, "{again:#?}");
    assert!(again.stderr.contains("declined already, by `declined-b8f6e5f3`"), "{again:#?}");

    let back = world.deming(&["plan", "--as-of", "2027-01-01"]);
    let said = "Declined before by @ops/head until 2026-12-31: no budget before autumn";
    assert!(back.stdout.contains(said), "{back:#?}");
}

#[test]
fn a_refusal_ends_early_when_the_gap_grows_by_what_it_says() {
    let world = world("12");
    proposed(&world, DAY);
    let run = declined(&world, &["--until", "2026-12-31", "--reopen-if", "20%"]);
    assert_eq!(run.status, 0, "{run:#?}");
    // 4 h too much become 4.7 h: 17.5 % worse; then 5 h, a quarter.
    readings(&world, "12.7");
    assert_eq!(first_reason(&proposed(&world, "2026-03-02")).0, "declined");
    readings(&world, "13");
    let back = proposed(&world, "2026-03-02");
    let said = back["proposals"][0]["said"].as_str().unwrap_or_default();
    assert_eq!(said, "Declined before by @ops/head, unless it got worse, as it did: no budget before autumn");
}

#[test]
fn what_cannot_be_declined_is_said_so() {
    let world = world("12");
    let unknown = ["decline", "P-b8f6e5f4", "--by", "@ops", "--reason", "x", "--as-of", DAY];
    let run = world.deming(&unknown);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("did you mean `P-b8f6e5f3`?"), "{run:#?}");
    let over = declined(&world, &["--until", "2026-02-28"]);
    assert_eq!(over.status, 2);
    assert!(over.stderr.contains("2026-02-28 is over"), "{over:#?}");
    let nobody = world.deming(&["decline", "P-b8f6e5f3", "--reason", "x", "--as-of", DAY]);
    assert!(nobody.status == 2 && nobody.stderr.contains("`--by`"), "{nobody:#?}");
    world.write("improvement/decisions/declined-b8f6e5f3.yaml", "mine\n");
    let in_the_way = declined(&world, &[]);
    assert_eq!(in_the_way.status, 3, "{in_the_way:#?}");
    assert_eq!(world.read("improvement/decisions/declined-b8f6e5f3.yaml"), "mine\n");
}

#[test]
fn a_saved_plan_does_what_it_says_or_refuses() {
    let world = world("12");
    let plan = world.beside("plan.json");
    let plan = plan.to_str().expect("a path");
    let saved = world.deming(&["plan", "--out", plan, "--as-of", DAY]);
    assert_eq!(saved.status, 0, "{saved:#?}");
    assert_eq!(world.git(&["branch", "--list", "deming/*"]), "");

    // A row more that nobody has committed is as good a reason as one that somebody has.
    let table = world.read("data/speed.csv");
    world.write("data/speed.csv", format!("{table}2027-01-01T12:00:00Z,3\n"));
    let stale = world.deming(&["propose", plan]);
    assert_eq!(stale.status, 3, "{stale:#?}");
    assert!(stale.stderr.contains("plan is stale: data/speed.csv changed"), "{stale:#?}");
    world.commit("a row more");
    let stale = world.deming(&["propose", plan]);
    assert!(
        stale.status == 3 && stale.stderr.contains("plan is stale: data/speed.csv changed"),
        "{stale:#?}"
    );
    world.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    world.write("notes.txt", "no input\n");

    let done = world.deming(&["propose", plan, "--format", "json"]);
    assert_eq!(done.status, 0, "{done:#?}");
    let done: Value = serde_json::from_str(&done.stdout).expect("JSON");
    assert_eq!(done["branches"][0]["outcome"], "created", "{done:#}");
    // What a plan says is what proposing on that day would have made.
    let commit = done["branches"][0]["commit"].as_str().unwrap_or_default().to_owned();
    world.git(&["branch", "--quiet", "-D", done["branches"][0]["branch"].as_str().unwrap_or_default()]);
    let _ = std::fs::remove_file(world.root().join(".git/deming/proposals.tsv"));
    assert_eq!(proposed(&world, DAY)["proposals"][0]["commit"], commit);
    let again = world.deming(&["propose", plan, "--format", "json"]);
    assert!(again.stdout.contains("already-there"), "{again:#?}");

    world.commit("the head moves");
    let moved = world.deming(&["propose", plan]);
    assert!(moved.status == 3 && moved.stderr.contains("plan is stale: HEAD has moved from"), "{moved:#?}");
}

#[test]
fn a_plan_is_bound_to_its_bytes_and_to_declarations_that_can_be_read() {
    let world = world("12");
    let plan = world.beside("plan.json");
    let file = plan.to_str().expect("a path");
    assert_eq!(world.deming(&["plan", "--out", file, "--as-of", DAY]).status, 0);
    let text = std::fs::read_to_string(&plan).expect("a plan");
    std::fs::write(&plan, text.replace("kind: Action", "kind: Decision")).expect("a file");
    let changed = world.deming(&["propose", file]);
    assert!(changed.status == 2 && changed.stderr.contains("changed after it was written"), "{changed:#?}");
    std::fs::write(&plan, text.replace("\"tool\": \"0.", "\"tool\": \"9.")).expect("a file");
    assert_eq!(world.deming(&["propose", file]).status, 2);
    assert_eq!(world.deming(&["propose", file, "--as-of", DAY]).status, 2);

    world.write(
        "improvement/broken.yaml",
        "apiVersion: deming/v1\nkind: Need\nmetadata: {name: n}\nspec: {}\n",
    );
    world.commit("half a need");
    let looked_at = world.deming(&["plan", "--out", file, "--as-of", DAY]);
    assert_eq!(looked_at.status, 2, "{looked_at:#?}");
    assert!(looked_at.stdout.contains("Shorten speed"), "{looked_at:#?}");
    let refused = world.deming(&["propose", file]);
    assert_eq!(refused.status, 3, "{refused:#?}");
    assert!(refused.stderr.contains("for looking at only"), "{refused:#?}");
    assert_eq!(world.git(&["branch", "--list", "deming/*"]), "");
}
