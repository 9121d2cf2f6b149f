use deming::git::ancestry::{commits_between, is_ancestor, message, trailer};
use deming::git::branch::{branches, create_branch, remote_branches, update_ref};
use deming::git::write::{commit_tree, merge_commit, root_commit};
use deming::git::{Author, Change, CommitId, CommitRequest, GitError, Repository, Snapshot};
use jiff::Timestamp;

use super::{id, open};
use crate::world::TestWorld;

fn author() -> Author {
    Author { name: "deming".into(), email: "deming@example.org".into() }
}

fn request(parent: CommitId, changes: Vec<Change>) -> CommitRequest {
    let when = "2016-06-01T00:00:00.5Z".parse::<Timestamp>().unwrap();
    let message = "chore: propose\n\nWhy: because.\n\nDeming-Proposal: P-1\ndeming-cycle: q2\n".into();
    CommitRequest { parent, changes, message, author: author(), when }
}

/// What a person would see of the repository: HEAD, index, work tree, references, number of objects.
fn state(world: &TestWorld) -> String {
    let index = std::fs::read(world.root().join(".git/index")).unwrap();
    let parts = [
        world.git(&["for-each-ref"]),
        world.git(&["count-objects", "-v"]),
        std::fs::read_to_string(world.root().join(".git/HEAD")).unwrap(),
        world.git(&["status", "--porcelain"]),
    ];
    format!("{}\n{index:?}", parts.join("\n"))
}

fn world() -> (TestWorld, CommitId) {
    let world = TestWorld::new();
    world.write("cycles/a.yaml", "a: 1\n");
    world.write("actions/old.yaml", "x\n");
    world.write("run.sh", "#!/bin/sh\n");
    world.git(&["add", "run.sh"]);
    world.git(&["update-index", "--chmod=+x", "run.sh"]);
    world.git(&["config", "core.fileMode", "false"]);
    let head = id(&world.commit("one"));
    (world, head)
}

fn changes() -> Vec<Change> {
    vec![
        Change::put("cycles/a.yaml", "a: 2\n"),
        Change::put("new/deep/b.yaml", "b: 1\n"),
        Change::put("run.sh", "#!/bin/bash\n"),
        Change::delete("actions/old.yaml"),
        Change::delete("actions/never-there.yaml"),
    ]
}

#[test]
fn a_commit_is_written_beside_the_work_tree() {
    let (world, head) = world();
    let before = (world.git(&["status", "--porcelain"]), world.git(&["rev-parse", "HEAD"]));
    let repository = open(&world);
    let commit = commit_tree(&repository, &request(head, changes())).unwrap();
    assert_eq!((world.git(&["status", "--porcelain"]), world.git(&["rev-parse", "HEAD"])), before);
    let listed = world.git(&["ls-tree", "-r", "--format=%(objectmode) %(path)", &commit.to_string()]);
    assert_eq!(listed, "100644 cycles/a.yaml\n100644 new/deep/b.yaml\n100755 run.sh");
    // The emptied folder `actions` is gone, too.
    assert_eq!(world.git(&["ls-tree", "--name-only", &commit.to_string()]), "cycles\nnew\nrun.sh");
    let dates =
        world.git(&["show", "--no-patch", "--format=%ad|%cd|%an|%ce|%P", "--date=raw", &commit.to_string()]);
    assert_eq!(dates, format!("1464739200 +0000|1464739200 +0000|deming|deming@example.org|{head}"));
    assert_eq!(world.git(&["fsck", "--strict", "--no-dangling"]), "");
    assert_eq!(Snapshot::commit(&repository, commit).unwrap().read("cycles/a.yaml").unwrap(), b"a: 2\n");
}

#[test]
fn the_same_request_writes_nothing_new() {
    let (world, head) = world();
    let propose = || {
        let repository = open(&world);
        let commit = commit_tree(&repository, &request(head, changes())).unwrap();
        create_branch(&repository, "deming/q2/one", commit).unwrap();
        commit
    };
    let first = propose();
    let before = state(&world);
    assert_eq!(propose(), first);
    assert_eq!(state(&world), before);
    world.git(&["gc", "--quiet"]);
    let packed = state(&world);
    assert_eq!(propose(), first);
    assert_eq!(state(&world), packed, "objects in a pack are not written again either");
}

#[test]
fn commit_ids_are_the_same_everywhere() {
    let (first, head) = world();
    let (second, same_head) = world();
    assert_eq!(head, same_head);
    let mut shuffled = changes();
    shuffled.reverse();
    let one = commit_tree(&open(&first), &request(head, changes())).unwrap();
    let two = commit_tree(&open(&second), &request(head, shuffled)).unwrap();
    assert_eq!(one, two);
    assert_eq!(one.to_string(), "4ebd4ebed5e7269c714bd90312488461f9084cd0");
}

#[test]
fn a_branch_may_share_no_history() {
    let (world, head) = world();
    let repository = open(&world);
    let when = "2016-06-01T00:00:00Z".parse().unwrap();
    let root =
        root_commit(&repository, &[Change::put("series/a.csv", "1")], "observed\n", &author(), when).unwrap();
    assert_eq!(Snapshot::commit(&repository, root).unwrap().files(), ["series/a.csv"]);
    assert!(!is_ancestor(&repository, root, head).unwrap() && !is_ancestor(&repository, head, root).unwrap());
    let empty = TestWorld::new();
    assert!(root_commit(&open(&empty), &[], "first\n", &author(), when).is_ok());
}

#[test]
fn requests_that_would_break_a_tree_are_refused() {
    let (world, head) = world();
    let repository = open(&world);
    let before = state(&world);
    let refused = |changes: Vec<Change>| {
        let outcome = commit_tree(&repository, &request(head, changes));
        matches!(outcome, Err(GitError::BadRequest { .. }))
    };
    for path in ["../x", "/x", "", ".git/hooks/x", "a/.GIT/x", "a\0b", "a\\b", "cycles", "cycles/a.yaml/b"] {
        assert!(refused(vec![Change::put(path, "x")]), "{path:?}");
    }
    assert!(refused(vec![Change::put("a", "x"), Change::put("./a", "y")]));
    assert!(refused(vec![Change::put("new", "x"), Change::put("new/y", "y")]));
    for (name, email) in [("", "a@b"), ("a\ncommitter x", "a@b"), ("a", "<a@b>"), ("a", "  ")] {
        let author = Author { name: name.into(), email: email.into() };
        let outcome = commit_tree(&repository, &CommitRequest { author, ..request(head, vec![]) });
        assert!(matches!(outcome, Err(GitError::BadRequest { .. })), "{name:?} {email:?}");
    }
    let message = "a\0b".to_owned();
    assert!(commit_tree(&repository, &CommitRequest { message, ..request(head, vec![]) }).is_err());
    let when = "1969-01-01T00:00:00Z".parse().unwrap();
    assert!(commit_tree(&repository, &CommitRequest { when, ..request(head, vec![]) }).is_err());
    assert_eq!(state(&world), before);
}

#[cfg(unix)]
#[test]
fn a_change_never_goes_through_a_link() {
    let (world, _) = world();
    std::os::unix::fs::symlink("cycles", world.root().join("alias")).unwrap();
    let head = id(&world.commit("with a link"));
    for path in ["alias", "alias/a.yaml"] {
        let outcome = commit_tree(&open(&world), &request(head, vec![Change::put(path, "x")]));
        assert!(matches!(outcome, Err(GitError::BadRequest { .. })), "{path}");
    }
}

#[test]
fn references_move_by_compare_and_swap() {
    let (world, one) = world();
    let repository = open(&world);
    let two = commit_tree(&repository, &request(one, changes())).unwrap();
    let three = commit_tree(&repository, &request(two, vec![])).unwrap();
    let name = "refs/heads/deming/x";
    let moved = |outcome: Result<(), GitError>, expected, found| match outcome {
        Err(GitError::RefMoved { expected: e, found: f, .. }) => assert_eq!((e, f), (expected, found)),
        other => panic!("{other:?}"),
    };
    moved(update_ref(&repository, name, Some(one), two), Some(one), None);
    create_branch(&repository, "deming/x", one).unwrap();
    create_branch(&repository, "deming/x", one).unwrap();
    moved(create_branch(&repository, "deming/x", two), None, Some(one));
    update_ref(&repository, name, Some(one), two).unwrap();
    moved(update_ref(&repository, name, Some(one), three), Some(one), Some(two));
    moved(update_ref(&repository, name, None, three), None, Some(two));
    assert_eq!(world.git(&["rev-parse", name]), two.to_string());
    // Somebody else's git moves it between two looks.
    world.git(&["update-ref", name, &one.to_string()]);
    moved(update_ref(&repository, name, Some(two), three), Some(two), Some(one));
}

#[test]
fn a_branch_that_is_shown_somewhere_is_not_moved() {
    let (world, one) = world();
    world.git(&["worktree", "add", "--quiet", "-b", "side", "../linked"]);
    let repository = open(&world);
    let two = commit_tree(&repository, &request(one, changes())).unwrap();
    for name in ["refs/heads/main", "refs/heads/side"] {
        let outcome = update_ref(&repository, name, Some(one), two);
        assert!(matches!(outcome, Err(GitError::CheckedOut { .. })), "{name}: {outcome:?}");
    }
    world.git(&["clone", "--quiet", "--bare", ".", "../bare.git"]);
    let bare = Repository::discover(&world.beside("bare.git")).unwrap();
    let two = commit_tree(&bare, &request(one, changes())).unwrap();
    update_ref(&bare, "refs/heads/main", Some(one), two).unwrap();
}

#[test]
fn names_that_collide_or_are_locked_are_told_apart() {
    let (world, one) = world();
    let repository = open(&world);
    create_branch(&repository, "a/b", one).unwrap();
    for name in ["a", "a/b/c", "a..b", "-x"] {
        let outcome = create_branch(&repository, name, one);
        assert!(matches!(outcome, Err(GitError::BadName { .. })), "{name}: {outcome:?}");
    }
    assert!(matches!(update_ref(&repository, "HEAD", None, one), Err(GitError::BadName { .. })));
    // A lock that is held on to: one that is merely old is taken for that of a process that is no more.
    let lock = std::fs::File::create(world.root().join(".git/refs/heads/busy.lock")).unwrap();
    lock.set_modified(std::time::SystemTime::now() + std::time::Duration::from_secs(3_600)).unwrap();
    let outcome = create_branch(&repository, "busy", one);
    assert!(matches!(outcome, Err(GitError::RefLocked { .. })), "{outcome:?}");
}

#[test]
fn branches_and_messages_are_listed() {
    let (world, one) = world();
    let repository = open(&world);
    let two = commit_tree(&repository, &request(one, changes())).unwrap();
    for name in ["deming/b", "deming/a", "other"] {
        create_branch(&repository, name, two).unwrap();
    }
    world.git(&["clone", "--quiet", ".", "../clone"]);
    let clone = Repository::discover(&world.beside("clone")).unwrap();
    assert_eq!(
        branches(&repository, "deming/").unwrap(),
        [("deming/a".into(), two), ("deming/b".into(), two)]
    );
    let remote: Vec<_> =
        remote_branches(&clone, "").unwrap().into_iter().map(|b| (b.remote, b.name)).collect();
    let names = ["deming/a", "deming/b", "main", "other"];
    assert_eq!(remote, names.map(|name| ("origin".to_owned(), name.to_owned())));
    assert!(message(&repository, two).unwrap().starts_with("chore: propose\n"));
    assert_eq!(trailer(&repository, two, "Deming-Proposal").unwrap().as_deref(), Some("P-1"));
    assert_eq!(trailer(&repository, two, "Deming-Cycle").unwrap().as_deref(), Some("q2"));
    assert_eq!(trailer(&repository, two, "Why").unwrap(), None);
    assert!(is_ancestor(&repository, one, two).unwrap() && is_ancestor(&repository, one, one).unwrap());
    assert!(!is_ancestor(&repository, two, one).unwrap());
    assert_eq!(commits_between(&repository, one, two).unwrap(), [two]);
}

#[test]
fn of_two_writers_at_once_one_wins_and_one_is_told() {
    let (world, one) = world();
    let repository = open(&world);
    create_branch(&repository, "deming/x", one).unwrap();
    let tips: Vec<CommitId> = (0..4)
        .map(|n| commit_tree(&repository, &request(one, vec![Change::put("n", n.to_string())])).unwrap())
        .collect();
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let world = &world;
        let writers: Vec<_> = tips
            .iter()
            .map(|tip| {
                let repository = open(world);
                scope.spawn(move || update_ref(&repository, "refs/heads/deming/x", Some(one), *tip))
            })
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    let won: Vec<_> = outcomes.iter().zip(&tips).filter(|(outcome, _)| outcome.is_ok()).collect();
    assert_eq!(won.len(), 1, "{outcomes:?}");
    assert_eq!(world.git(&["rev-parse", "deming/x"]), won[0].1.to_string());
}

#[test]
fn a_merge_has_all_its_parents() {
    let (world, head) = world();
    let repository = open(&world);
    let one = commit_tree(&repository, &request(head, vec![Change::put("one.txt", "1")])).unwrap();
    let other = commit_tree(&repository, &request(head, vec![Change::put("other.txt", "2")])).unwrap();
    let merge =
        merge_commit(&repository, &request(one, vec![Change::put("other.txt", "2")]), &[other]).unwrap();
    assert_eq!(world.git(&["rev-parse", &format!("{merge}^1")]), one.to_string());
    assert_eq!(world.git(&["rev-parse", &format!("{merge}^2")]), other.to_string());
    assert_eq!(
        world.git(&["diff", "--name-only", &head.to_string(), &merge.to_string()]),
        "one.txt\nother.txt"
    );
    let missing = "0123456789012345678901234567890123456789".parse().unwrap();
    assert!(merge_commit(&repository, &request(one, vec![]), &[missing]).is_err());
}
