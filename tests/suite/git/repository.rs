use deming::git::{GitError, Head, Repository, Snapshot};

use super::{id, open};
use crate::world::TestWorld;

#[test]
fn a_repository_is_found_from_a_folder_inside() {
    let world = TestWorld::new();
    world.write("a/b/c.txt", "x");
    let repository = Repository::discover(&world.root().join("a/b")).unwrap();
    assert_eq!(repository.workdir().unwrap().canonicalize().unwrap(), world.root());
    assert!(!repository.is_bare() && !repository.is_shallow());
}

#[test]
fn a_plain_folder_is_no_repository() {
    let world = TestWorld::empty();
    let error = Repository::discover(world.root()).unwrap_err();
    assert!(matches!(error, GitError::NotARepository { .. }), "{error}");
    assert!(error.hint().unwrap().contains("git init"));
}

#[test]
fn a_repository_without_a_commit_says_so() {
    let world = TestWorld::new();
    let repository = open(&world);
    assert_eq!(repository.head().unwrap(), Head::Unborn { branch: "main".into() });
    for revision in ["HEAD", "HEAD~1", "@"] {
        let error = repository.resolve(revision).unwrap_err();
        assert!(matches!(&error, GitError::Unborn { branch } if branch == "main"), "{revision}: {error}");
    }
    assert!(!repository.is_dirty().unwrap());
}

#[test]
fn head_is_a_branch_or_detached() {
    let world = TestWorld::new();
    let first = id(&world.commit("one"));
    let second = id(&world.commit("two"));
    let head = open(&world).head().unwrap();
    assert_eq!(head, Head::Branch { name: "main".into(), commit: second });
    world.git(&["checkout", "--quiet", "--detach", "HEAD~1"]);
    assert_eq!(open(&world).head().unwrap(), Head::Detached { commit: first });
}

#[test]
fn revisions_are_resolved_through_tags() {
    let world = TestWorld::new();
    let first = id(&world.commit("one"));
    world.git(&["tag", "--annotate", "--message=m", "v1"]);
    world.git(&["tag", "--annotate", "--message=n", "nested", "v1"]);
    world.commit("two");
    let repository = open(&world);
    for revision in ["v1", "nested", "HEAD~1", "main^", &first.to_string(), &first.short()] {
        assert_eq!(repository.resolve(revision).unwrap(), first, "{revision}");
    }
    assert_eq!(repository.commit_time(first).unwrap().to_string(), "2016-01-01T00:01:00Z");
}

#[test]
fn bad_revisions_are_told_apart() {
    let world = TestWorld::new();
    world.write("a.txt", "x");
    world.commit("one");
    world.git(&["tag", "tree", "HEAD^{tree}"]);
    let repository = open(&world);
    for (revision, reason) in
        [("nowhere", "nothing"), ("tree", "a tree"), ("HEAD~9", "ancestor"), ("-x", ""), ("a\0b", "")]
    {
        match repository.resolve(revision).unwrap_err() {
            GitError::BadRevision { reason: found, .. } => {
                assert!(found.contains(reason), "{revision}: {found}")
            }
            other => panic!("{revision}: {other}"),
        }
    }
}

#[test]
fn a_bare_repository_has_no_work_tree() {
    let world = TestWorld::new();
    let commit = id(&world.commit("one"));
    world.git(&["clone", "--quiet", "--bare", ".", "../bare.git"]);
    let repository = Repository::discover(&world.beside("bare.git")).unwrap();
    assert!(repository.is_bare() && !repository.is_dirty().unwrap());
    assert_eq!(repository.head_commit().unwrap(), commit);
    assert!(matches!(Snapshot::work_tree(&repository), Err(GitError::Bare { .. })));
}

#[test]
fn a_shallow_clone_knows_where_its_history_ends() {
    let world = TestWorld::new();
    let first = world.commit("one");
    world.commit("two");
    world.git(&["clone", "--quiet", "--no-local", "--depth=1", ".", "../shallow"]);
    let repository = Repository::discover(&world.beside("shallow")).unwrap();
    assert!(repository.is_shallow());
    for revision in ["HEAD~1", "origin/main^", &first] {
        let error = repository.resolve(revision).unwrap_err();
        assert!(matches!(error, GitError::Shallow { .. }), "{revision}: {error}");
        assert!(error.hint().unwrap().contains("--unshallow"));
    }
}

#[test]
fn dirty_means_changed_or_untracked_but_not_ignored() {
    let world = TestWorld::new();
    world.write("a.txt", "x");
    world.write(".gitignore", "*.log\n");
    world.commit("one");
    world.write("noise.log", "x");
    assert!(!open(&world).is_dirty().unwrap());
    world.write("new/file.txt", "x");
    assert!(open(&world).is_dirty().unwrap());
    std::fs::remove_dir_all(world.root().join("new")).unwrap();
    world.write("a.txt", "y");
    assert!(open(&world).is_dirty().unwrap());
}

#[test]
fn asking_whether_it_is_dirty_writes_nothing() {
    let world = TestWorld::new();
    world.write("a.txt", "x");
    world.commit("one");
    let index = world.root().join(".git/index");
    let before = (std::fs::read(&index).unwrap(), index.metadata().unwrap().modified().unwrap());
    world.write("a.txt", "x");
    open(&world).is_dirty().unwrap();
    assert_eq!((std::fs::read(&index).unwrap(), index.metadata().unwrap().modified().unwrap()), before);
}

#[test]
fn linked_work_trees_and_submodules_are_repositories_of_their_own() {
    let world = TestWorld::new();
    world.write("a.txt", "x");
    let first = id(&world.commit("one"));
    world.git(&["worktree", "add", "--quiet", "-b", "side", "../linked"]);
    let linked = Repository::discover(&world.beside("linked")).unwrap();
    assert_eq!(linked.head().unwrap(), Head::Branch { name: "side".into(), commit: first });
    assert_eq!(Snapshot::work_tree(&linked).unwrap().files(), ["a.txt"]);

    world.git(&["clone", "--quiet", ".", "../inner"]);
    world.git(&["submodule", "--quiet", "add", "../inner", "sub"]);
    world.commit("with a submodule");
    let sub = Repository::discover(&world.root().join("sub")).unwrap();
    assert_eq!(sub.head_commit().unwrap(), first);
    assert_eq!(sub.workdir().unwrap().canonicalize().unwrap(), world.root().join("sub"));
}

/// Needs the right to give a folder away, which only root has.
#[cfg(unix)]
#[test]
fn a_repository_of_another_user_can_be_read_not_written() {
    use deming::git::branch;
    use std::os::unix::fs::chown;

    let world = TestWorld::new();
    world.write("a/b.txt", "x");
    let commit = id(&world.commit("one"));
    let given = [".git", "."].iter().all(|path| chown(world.root().join(path), Some(4321), None).is_ok());
    if !given {
        eprintln!("skipped: only root can give a folder to another user");
        return;
    }
    let repository = Repository::discover(&world.root().join("a")).unwrap();
    assert_eq!(repository.head_commit().unwrap(), commit);
    assert_eq!(Snapshot::work_tree(&repository).unwrap().files(), ["a/b.txt"]);
    assert!(!repository.is_dirty().unwrap());
    let error = branch::create_branch(&repository, "new", commit).unwrap_err();
    assert!(matches!(error, GitError::DubiousOwnership { .. }), "{error}");
    assert!(error.hint().unwrap().contains("safe.directory"));
}

/// Runs other tests of this binary once more, with everything in the environment that could mislead them.
#[test]
fn a_hostile_environment_changes_nothing() {
    let elsewhere = TestWorld::new();
    elsewhere.commit("not this one");
    let git_dir = elsewhere.root().join(".git");
    let outcome = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["git::repository", "git::snapshot", "git::write", "git::network::a_remote_by_path"])
        .args(["--skip", "a_hostile_environment"])
        .envs(["GIT_DIR", "GIT_COMMON_DIR"].map(|name| (name, &git_dir)))
        .envs(["GIT_WORK_TREE", "GIT_CEILING_DIRECTORIES"].map(|name| (name, elsewhere.root())))
        .envs(["GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"].map(|name| (name, elsewhere.beside("none"))))
        .envs([("GIT_NAMESPACE", "x"), ("GIT_TRACE", "1"), ("TZ", "Asia/Kathmandu"), ("LANG", "de_DE.UTF-8")])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&outcome.stdout);
    assert!(outcome.status.success(), "{said}");
    assert!(said.contains(" passed") && !said.contains(" 0 passed"), "{said}");
}
