//! Proposals in real repositories.

use std::path::Path;

use deming::git::{Author, GitError, Repository};
use deming::implement::hand::Hand;
use deming::implement::proposal::{Made, Making, Outcome, open_proposals, propose};
use deming::model::action::ActionState;
use deming::plan::{HoldReason, Plan, Standing, plan};

use super::declared::{action, as_of, assessment, catalog, name};
use super::{holds, made};
use crate::world::TestWorld;

fn hand() -> Hand {
    Hand::of(Author { name: "deming".into(), email: "deming@localhost".into() })
}

const OBSERVED: &str = "deming/observed";

fn carry_out(repository: &Repository, plan: &Plan) -> Result<Vec<Made>, GitError> {
    let (head, hand) = (repository.head_commit()?, hand());
    propose(
        repository,
        &plan.orders(),
        &Making {
            head,
            hand: &hand,
            when: as_of(),
            today: jiff::tz::TimeZone::UTC.to_datetime(as_of()).date(),
            trailer: None,
        },
    )
}

/// One run: what is open, what is planned, what is made.
fn run(root: &Path) -> (Plan, Vec<Made>) {
    let repository = Repository::discover(root).expect("a repository");
    let head = repository.head_commit().expect("a commit");
    let open = open_proposals(&repository, OBSERVED).expect("branches");
    let plan = plan(&catalog(), &assessment(), &[], &Standing::of(open), Some(head.to_string()));
    let made = carry_out(&repository, &plan).expect("proposals");
    (plan, made)
}

fn world() -> TestWorld {
    let world = TestWorld::new();
    world.write("improvement/service.yaml", "a: 1\n");
    world.commit("declare the service desk");
    world
}

/// Objects, references, HEAD, index and work tree of a repository.
fn state(world: &TestWorld) -> String {
    let ask = |args: &[&str]| world.git(args);
    let index = std::fs::read(world.root().join(".git/index")).expect("an index");
    [
        ask(&["count-objects", "-v"]),
        ask(&["for-each-ref"]),
        ask(&["symbolic-ref", "HEAD"]),
        ask(&["status", "--porcelain=v2", "--ignored"]),
        format!("{index:?}"),
    ]
    .join("\n")
}

#[test]
fn a_second_run_leaves_everything_as_it_is() {
    let world = world();
    world.write("improvement/service.yaml", "a: 2\n");
    world.write("staged.txt", "x\n");
    world.git(&["add", "staged.txt"]);
    let before = world.git(&["status", "--porcelain=v2"]);
    let (_, made) = run(world.root());
    assert_eq!(made.iter().map(|made| made.outcome).collect::<Vec<_>>(), [Outcome::Created; 2]);
    assert_eq!(world.git(&["status", "--porcelain=v2"]), before);
    let after_one = state(&world);
    let (plan, made) = run(world.root());
    assert!(made.is_empty());
    assert_eq!(holds(&plan).iter().filter(|h| matches!(h.reason, HoldReason::Open { .. })).count(), 2);
    assert_eq!(state(&world), after_one);
    world.git(&["fsck", "--strict"]);
}

#[test]
fn a_branch_is_one_commit_that_adds_one_file() {
    let world = world();
    let (plan, done) = run(world.root());
    for (proposal, made) in made(&plan).into_iter().zip(done) {
        world.git(&["check-ref-format", "--branch", &made.branch]);
        assert_eq!(world.git(&["rev-parse", &made.branch]), made.commit.to_string());
        assert_eq!(
            world.git(&["rev-parse", &format!("{}~1", made.branch)]),
            world.git(&["rev-parse", "main"])
        );
        let changed = world.git(&["diff", "--name-status", "main", &made.branch]);
        assert_eq!(changed, format!("A\t{}", proposal.path));
        let trailer = "--format=%(trailers:key=Deming-Proposal,valueonly)";
        assert_eq!(world.git(&["log", "-1", trailer, &made.branch]).trim(), proposal.id.as_str());
        let who = world.git(&["log", "-1", "--format=%an <%ae> %aI %cI", &made.branch]);
        assert_eq!(who, "deming <deming@localhost> 2016-06-01T00:00:00Z 2016-06-01T00:00:00Z");
    }
}

/// The snapshot holds the ids themselves, so it fails on a machine, in a zone or in a language that changes them.
#[test]
fn the_commits_are_the_same_everywhere() {
    let world = world();
    let ids: Vec<String> = run(world.root()).1.iter().map(|made| made.commit.to_string()).collect();
    insta::assert_snapshot!("commit_ids", ids.join("\n"));
}

#[test]
fn the_same_plan_carried_out_twice_is_harmless() {
    let world = world();
    let repository = Repository::discover(world.root()).expect("a repository");
    let (plan, _) = run(world.root());
    let before = state(&world);
    let made = carry_out(&repository, &plan).expect("proposals");
    assert!(made.iter().all(|made| made.outcome == Outcome::AlreadyThere));
    assert_eq!(state(&world), before);
}

#[test]
fn a_persons_commit_on_the_branch_is_left_alone() {
    let world = world();
    let (plan, done) = run(world.root());
    world.git(&["switch", "--quiet", &done[0].branch]);
    world.write("note.txt", "I know better\n");
    let own = world.commit("rework the proposal");
    world.git(&["switch", "--quiet", "main"]);
    world.commit("life goes on");

    let (again, others) = run(world.root());
    assert_eq!(
        others.iter().map(|made| (&made.id, made.outcome)).collect::<Vec<_>>(),
        [(&done[1].id, Outcome::Rebuilt)]
    );
    let open = HoldReason::InPeoplesHands { id: done[0].id.clone(), branch: done[0].branch.clone() };
    assert!(holds(&again).iter().any(|hold| hold.reason == open));

    let repository = Repository::discover(world.root()).expect("a repository");
    let made = carry_out(&repository, &plan).expect("proposals");
    assert_eq!((made[0].outcome, made[0].commit.to_string()), (Outcome::LeftAlone, own.clone()));
    assert_eq!(world.git(&["rev-parse", &done[0].branch]), own);
}

#[test]
fn a_merged_proposal_is_no_longer_open_and_is_in_the_register() {
    let world = world();
    let (_, done) = run(world.root());
    world.git(&["merge", "--quiet", "--no-ff", "--message", "accept", &done[0].branch]);
    let repository = Repository::discover(world.root()).expect("a repository");
    let open = open_proposals(&repository, OBSERVED).expect("branches");
    assert_eq!(open.iter().map(|open| &open.id).collect::<Vec<_>>(), [&done[1].id]);

    let mut catalog = catalog();
    catalog.actions.insert(name("registered"), action(done[0].id.as_str(), ActionState::Proposed));
    let plan = plan(&catalog, &assessment(), &[], &Standing::of(open), None);
    assert!(made(&plan).is_empty());
    assert!(holds(&plan).iter().any(|hold| matches!(hold.reason, HoldReason::InRegister { .. })));
}

#[test]
fn proposals_on_a_remote_and_under_other_names_are_found() {
    let world = world();
    let (_, done) = run(world.root());
    let clone = world.beside("clone");
    world.git_in(world.root(), &["clone", "--quiet", ".", &clone.to_string_lossy()]);
    let open = open_proposals(&Repository::discover(&clone).expect("a clone"), OBSERVED).expect("branches");
    assert_eq!(open.len(), 2);
    assert!(open.iter().all(|open| open.branch.starts_with("origin/deming/")));

    world.git(&["branch", "--quiet", "--move", &done[0].branch, "deming/renamed"]);
    world.git(&["branch", "deming/observed"]);
    world.git(&["switch", "--quiet", &done[1].branch]);
    world.git(&["commit", "--quiet", "--amend", "--message", "without trailers"]);
    world.git(&["switch", "--quiet", "main"]);
    let mut ids: Vec<_> = done.iter().map(|made| made.id.clone()).collect();
    ids.sort();
    let open = open_proposals(&Repository::discover(world.root()).expect("a repository"), OBSERVED)
        .expect("branches");
    assert_eq!(open.into_iter().map(|open| open.id).collect::<Vec<_>>(), ids);
}

#[test]
fn a_file_that_is_there_is_never_replaced() {
    let world = world();
    let (planned, _) = run(world.root());
    let path = made(&planned)[0].path.clone();
    for branch in world.git(&["branch", "--list", "deming/*", "--format=%(refname:short)"]).lines() {
        world.git(&["branch", "--quiet", "-D", branch]);
    }
    world.write(&path, "mine\n");
    world.commit("write that very file");
    let repository = Repository::discover(world.root()).expect("a repository");
    let outcomes: Vec<Outcome> = carry_out(&repository, &planned)
        .expect("the others are made")
        .iter()
        .map(|made| made.outcome)
        .collect();
    assert_eq!(outcomes, [Outcome::PathTaken, Outcome::Created]);
    assert_eq!(world.read(&path), "mine\n");
    assert_eq!(world.git(&["branch", "--list", "deming/*"]).lines().count(), 1);
}

#[test]
fn a_bare_repository_and_a_detached_head_do_too() {
    let world = world();
    let bare = world.beside("bare.git");
    world.git(&["clone", "--quiet", "--bare", ".", &bare.to_string_lossy()]);
    assert_eq!(run(&bare).1.len(), 2);
    world.git(&["switch", "--quiet", "--detach"]);
    assert_eq!(run(world.root()).1.len(), 2);
    let empty = TestWorld::new();
    assert_eq!(
        open_proposals(&Repository::discover(empty.root()).expect("a repository"), OBSERVED).expect("none"),
        []
    );
}
