use std::path::{Path, PathBuf};
use std::time::Duration;

use deming::git::branch::update_ref;
use deming::git::write::commit_tree;
use deming::git::{Author, Change, CommitId, CommitRequest, Git, NetworkError, Repository, Snapshot};

use super::http::serve;
use super::id;
use crate::world::TestWorld;

/// A world with a bare remote `wiki.git` of two commits.
fn world() -> (TestWorld, PathBuf, CommitId) {
    let world = TestWorld::new();
    world.write("Home.md", "one\n");
    world.commit("one");
    world.write("Home.md", "two\n");
    let head = id(&world.commit("two"));
    world.git(&["clone", "--quiet", "--bare", ".", "../wiki.git"]);
    let remote = world.beside("wiki.git");
    world.git_in(&remote, &["config", "http.receivepack", "true"]);
    (world, remote, head)
}

fn commit_page(dir: &Path, parent: CommitId, text: &str) -> CommitId {
    let request = CommitRequest {
        parent,
        changes: vec![Change::put("Home.md", text)],
        message: "docs: report\n".into(),
        author: Author { name: "deming".into(), email: "deming@example.org".into() },
        when: "2016-06-01T00:00:00Z".parse().unwrap(),
    };
    commit_tree(&Repository::discover(dir).unwrap(), &request).unwrap()
}

/// Clone, commit, push; then a second writer with an old idea of the branch is turned away.
fn round_trip(url: &str, world: &TestWorld, remote: &Path, head: CommitId) {
    let git = Git::default();
    let clone = world.beside("clone.git");
    git.clone_shallow(url, &clone, None).unwrap();
    let repository = Repository::discover(&clone).unwrap();
    assert!(repository.is_shallow() && repository.is_bare());
    assert_eq!(repository.head_commit().unwrap(), head);
    assert_eq!(Snapshot::commit(&repository, head).unwrap().files(), ["Home.md"]);

    let page = commit_page(&clone, head, "three\n");
    git.push_with_lease(&clone, "origin", page, "main", Some(head)).unwrap();
    assert_eq!(world.git_in(remote, &["rev-parse", "main"]), page.to_string());
    git.push_with_lease(&clone, "origin", page, "deming/new", None).unwrap();

    let late = commit_page(&clone, head, "late\n");
    for (branch, expected) in [("main", Some(head)), ("deming/new", None)] {
        let error = git.push_with_lease(&clone, "origin", late, branch, expected).unwrap_err();
        assert!(matches!(error, NetworkError::Rejected { stale: true, .. }), "{error}");
    }
    assert_eq!(world.git_in(remote, &["rev-parse", "main"]), page.to_string());
    assert_eq!(world.git_in(remote, &["rev-parse", "deming/new"]), page.to_string());
}

#[test]
fn a_remote_by_path() {
    let (world, remote, head) = world();
    round_trip(remote.to_str().unwrap(), &world, &remote, head);
}

#[test]
fn a_remote_over_http_with_credentials_in_its_url() {
    let (world, remote, head) = world();
    let server = serve(remote.parent().unwrap().to_owned());
    round_trip(&format!("http://user:secret@{server}/wiki.git"), &world, &remote, head);
}

#[test]
fn http_refusals_are_told_apart_and_hold_no_secret() {
    let (world, remote, _) = world();
    let server = serve(remote.parent().unwrap().to_owned());
    let clone = |url: String| Git::default().clone_shallow(&url, &world.beside("no.git"), None).unwrap_err();
    let anonymous = clone(format!("http://{server}/wiki.git"));
    assert!(matches!(anonymous, NetworkError::Auth { .. }), "{anonymous}");
    let wrong = clone(format!("http://user:hunter2@{server}/wiki.git"));
    assert!(matches!(wrong, NetworkError::Auth { .. }), "{wrong}");
    let missing = clone(format!("http://user:secret@{server}/none.git"));
    assert!(matches!(missing, NetworkError::NotFound { .. }), "{missing}");
    for error in [anonymous, wrong, missing] {
        let text = format!("{error} {error:?}");
        assert!(!text.contains("secret") && !text.contains("hunter2"), "{text}");
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    let (world, remote, _) = world();
    let git = Git::default();
    let nowhere = git.clone_shallow(world.beside("none.git").to_str().unwrap(), &world.beside("x"), None);
    assert!(matches!(nowhere, Err(NetworkError::NotFound { .. })), "{nowhere:?}");
    let url = remote.to_str().unwrap();
    let branch = git.clone_shallow(url, &world.beside("x"), Some("nope"));
    assert!(matches!(branch, Err(NetworkError::NotFound { .. })), "{branch:?}");
    world.git(&["init", "--quiet", "--bare", "../empty.git"]);
    git.clone_shallow(world.beside("empty.git").to_str().unwrap(), &world.beside("e"), None).unwrap();
    assert!(Repository::discover(&world.beside("e")).unwrap().head_commit().is_err());
}

#[test]
fn a_hook_of_the_remote_may_refuse() {
    let (world, remote, head) = world();
    let hook = remote.join("hooks/pre-receive");
    std::fs::create_dir_all(remote.join("hooks")).unwrap();
    std::fs::write(&hook, "#!/bin/sh\necho 'page not found' >&2\nexit 1\n").unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let page = commit_page(world.root(), head, "x\n");
    let error =
        Git::default().push_with_lease(world.root(), remote.to_str().unwrap(), page, "main", Some(head));
    assert!(matches!(error, Err(NetworkError::Rejected { stale: false, .. })), "{error:?}");
}

#[test]
fn pushing_touches_neither_index_nor_work_tree() {
    let (world, remote, head) = world();
    world.write("untracked.txt", "x");
    let repository = Repository::discover(world.root()).unwrap();
    let page = commit_page(world.root(), head, "x\n");
    update_ref(&repository, "refs/heads/deming/x", None, page).unwrap();
    let before = world.git(&["status", "--porcelain=v2", "--branch"]);
    Git::default().push_with_lease(world.root(), remote.to_str().unwrap(), page, "deming/x", None).unwrap();
    assert_eq!(world.git(&["status", "--porcelain=v2", "--branch"]), before);
}

#[test]
fn unsafe_arguments_never_reach_git() {
    let (world, _, head) = world();
    let git = Git::default();
    let marker = world.beside("marker");
    let evil = format!("ext::sh -c touch% {}", marker.display());
    for url in [evil.as_str(), "--upload-pack=touch marker", "-c"] {
        let outcome = git.clone_shallow(url, &world.beside("x"), None);
        assert!(matches!(outcome, Err(NetworkError::Refused { .. })), "{url}: {outcome:?}");
    }
    // A configured remote's name may stand for such a URL: the list of transports stops it.
    world.git(&["remote", "add", "evil", &evil]);
    assert!(git.push_with_lease(world.root(), "evil", head, "main", None).is_err());
    let branch = git.push_with_lease(world.root(), "origin", head, "a:b", None);
    assert!(matches!(branch, Err(NetworkError::Refused { .. })), "{branch:?}");
    assert!(!marker.exists());
}

#[test]
fn a_missing_or_silent_executable_is_reported() {
    let world = TestWorld::empty();
    let clone = |git: Git| git.clone_shallow("../wiki.git", &world.beside("clone.git"), None);
    let missing = clone(Git::default().with_program("no-such-git"));
    assert!(matches!(missing, Err(NetworkError::MissingExecutable { .. })), "{missing:?}");
    #[cfg(unix)]
    {
        let script = world.root().join("slow");
        std::fs::write(&script, "#!/bin/sh\nexec sleep 60\n").unwrap();
        std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let slow = clone(Git::default().with_program(script).with_timeout(Duration::from_millis(100)));
        assert!(matches!(slow, Err(NetworkError::Timeout { .. })), "{slow:?}");
    }
}

#[test]
fn one_branch_is_fetched_and_no_reference_written() {
    let (world, remote, head) = world();
    let git = Git::default();
    let url = remote.to_str().unwrap();
    let far = commit_page(&remote, head, "far\n");
    update_ref(&Repository::discover(&remote).unwrap(), "refs/heads/deming/observed", None, far).unwrap();
    let before = world.git(&["for-each-ref"]);
    assert_eq!(git.fetch_branch(world.root(), url, "deming/observed").unwrap(), Some(far));
    assert_eq!(git.fetch_branch(world.root(), url, "deming/none").unwrap(), None);
    assert_eq!(world.git(&["for-each-ref"]), before);
    assert_eq!(world.git(&["cat-file", "-t", &far.to_string()]), "commit");
    for branch in ["-x", "a..b"] {
        let error = git.fetch_branch(world.root(), url, branch).unwrap_err();
        assert!(matches!(error, NetworkError::Refused { .. }), "{error}");
    }
    assert!(git.fetch_branch(world.root(), "ext::sh -c x", "main").is_err());
    let error = git.fetch_branch(world.root(), "../nothing.git", "main").unwrap_err();
    assert!(matches!(error, NetworkError::NotFound { .. }), "{error}");
}
