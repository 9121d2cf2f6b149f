//! Pages into wikis: folders, work trees, bare repositories and URLs.

#[path = "publish/people.rs"]
mod people;

use std::fs;
use std::path::Path;

use deming::implement::wiki::{MARKER, Options, Page, Published, Reports, Target, WikiError, publish};
use deming::model::settings::Author;

use crate::world::TestWorld;

fn page(name: &str, text: &str) -> Page {
    Page { name: name.into(), content: format!("{MARKER}; do not edit -->\n# {text}\n").into_bytes() }
}

/// What stands in a page.
fn text(page: &Page) -> String {
    String::from_utf8(page.content.clone()).expect("a page of text")
}

fn pages() -> Vec<Page> {
    vec![page("Home.md", "Home"), page("desk.md", "Desk"), page("laptops.md", "Laptops")]
}

fn options() -> Options {
    Options {
        home: "Home".into(),
        author: Author { name: "deming".into(), email: "deming@localhost".into() },
        when: "2016-06-01T00:00:00Z".parse().expect("a time"),
        message: "docs(wiki): as of 2016-06-01\n".into(),
        reports: Reports::default(),
        dry_run: false,
    }
}

fn folder(path: &Path) -> Target {
    Target::Folder(path.to_owned())
}

fn done(target: &Target, pages: &[Page]) -> Published {
    publish(target, pages, &options()).unwrap_or_else(|error| panic!("{error}"))
}

fn refused(target: &Target, pages: &[Page]) -> WikiError {
    publish(target, pages, &options()).expect_err("refused")
}

/// The files below a folder with their contents, `.git` left out.
fn contents(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            let inside =
                contents(&entry.path()).into_iter().map(|(path, text)| (format!("{name}/{path}"), text));
            found.extend(inside.filter(|(path, _)| !path.starts_with(".git/")));
        } else {
            found.push((name, fs::read_to_string(entry.path()).expect("a text")));
        }
    }
    found.sort();
    found
}

#[test]
fn a_folder_gets_its_pages_and_then_nothing() {
    let world = TestWorld::empty();
    let wiki = world.beside("out/wiki");
    let first = done(&folder(&wiki), &pages());
    assert_eq!(first.written, ["Home.md", "desk.md", "laptops.md"]);
    assert_eq!(first.commit, None);
    let before = contents(&wiki);
    let second = done(&folder(&wiki), &pages());
    assert_eq!((second.written.len(), second.unchanged.len()), (0, 3));
    assert_eq!(contents(&wiki), before);
    insta::assert_snapshot!("a_manifest", before[0].1);
}

#[test]
#[cfg(unix)]
fn pages_can_be_read_by_others() {
    use std::os::unix::fs::PermissionsExt;
    let world = TestWorld::empty();
    done(&folder(world.root()), &pages());
    fs::write(world.root().join("plain"), "").expect("written");
    let mode = |name: &str| fs::metadata(world.root().join(name)).expect("a file").permissions().mode();
    assert_eq!(mode("Home.md"), mode("plain"));
}

#[test]
fn pages_of_others_survive_and_are_never_written_over() {
    let world = TestWorld::empty();
    world.write("Team.md", "ours\n");
    let published = done(&folder(world.root()), &pages());
    assert_eq!(published.kept, ["Team.md"]);
    assert_eq!(world.read("Team.md"), "ours\n");

    let world = TestWorld::empty();
    world.write("Home.md", "# Welcome\n");
    let error = refused(&folder(world.root()), &pages());
    assert!(error.is_refusal() && error.to_string().contains("Home.md"), "{error}");
    assert!(error.hint().is_some_and(|hint| hint.contains("wiki.home")));
    assert_eq!(
        contents(world.root()),
        [("Home.md".to_owned(), "# Welcome\n".to_owned())],
        "nothing else either"
    );

    world.write("Home.md", text(&pages()[0]));
    assert_eq!(done(&folder(world.root()), &pages()).unchanged, ["Home.md"], "the same text is no conflict");
}

#[test]
fn a_page_that_is_gone_is_removed_and_only_that() {
    let world = TestWorld::empty();
    let mut pages = pages();
    pages.push(page("services/a/old.md", "Old"));
    done(&folder(world.root()), &pages);
    world.write("services/notes.md", "theirs\n");
    pages.pop();
    let published = done(&folder(world.root()), &pages);
    assert_eq!(published.removed, ["services/a/old.md"]);
    assert!(!world.root().join("services/a").exists() && world.root().join("services/notes.md").exists());
    assert_eq!(published.kept, ["services/notes.md"]);
}

#[test]
fn what_people_write_is_kept_or_at_least_told() {
    let world = TestWorld::empty();
    done(&folder(world.root()), &pages());
    let own = "<!-- deming:keep -->\nAsk Ada.\n<!-- /deming:keep -->\n";
    world.write("desk.md", format!("{}{own}", text(&pages()[1])));
    world.write("Home.md", text(&pages()[0]).replace("# Home", "# My home"));
    let mut changed = pages();
    changed[1] = page("desk.md", "Desk, June");
    let published = done(&folder(world.root()), &changed);
    assert_eq!((published.written, published.edited), (vec!["desk.md".into()], vec!["Home.md".to_owned()]));
    assert_eq!(world.read("desk.md"), format!("{}{own}", text(&changed[1])));
    // What somebody changed elsewhere is left as it is, and told each time.
    let edited = text(&pages()[0]).replace("# Home", "# My home");
    assert_eq!(world.read("Home.md"), edited);
    for published in [published.warnings, done(&folder(world.root()), &changed).warnings] {
        assert!(
            published.len() == 1 && published[0].starts_with("Home.md was edited by hand"),
            "{published:?}"
        );
    }
    // Own text between marks and nothing else: the page is made anew around it.
    world.write("Home.md", own);
    let published = done(&folder(world.root()), &changed);
    assert_eq!((published.written, published.warnings.len()), (vec!["Home.md".to_owned()], 0));
    assert_eq!(world.read("Home.md"), format!("{}{own}", text(&pages()[0])));

    let without = done(&folder(world.root()), &changed[..1]);
    assert_eq!(without.removed, ["laptops.md"]);
    assert!(without.warnings[0].starts_with("desk.md is no longer rendered; it stays"));
    assert!(world.read("desk.md").contains("Ask Ada."));
}

#[test]
fn a_dry_run_shows_and_writes_nothing() {
    let world = TestWorld::empty();
    done(&folder(world.root()), &pages());
    let before = contents(world.root());
    let mut changed = pages();
    changed[0] = page("Home.md", "House");
    changed.remove(2);
    let dry = Options { dry_run: true, ..options() };
    let published = publish(&folder(world.root()), &changed, &dry).expect("a difference");
    assert_eq!(contents(world.root()), before);
    let diffs: Vec<&str> = published.diffs.iter().map(|diff| diff.diff.as_str()).collect();
    assert!(
        diffs[0].starts_with("--- a/Home.md\n+++ b/Home.md\n") && diffs[0].contains("\n-# Home\n+# House\n")
    );
    assert!(diffs[1].starts_with("--- a/laptops.md\n+++ /dev/null\n"));
}

#[test]
fn hostile_names_and_links_lead_nowhere() {
    let world = TestWorld::empty();
    for name in
        ["../out.md", "/etc/x", ".git/hooks/post-commit", "a/../../b", "x\ny", ".deming-manifest.json"]
    {
        let error = refused(&folder(world.root()), &[page(name, "x")]);
        assert!(matches!(error, WikiError::PageName { .. }), "{name}: {error}");
    }
    assert!(contents(world.root()).is_empty());
    let outside = "{\"formatVersion\": \"1.0\", \"pages\": {\"../victim\": \"sha256:0\"}}";
    fs::write(world.beside("victim"), "alive").expect("written");
    world.write(".deming-manifest.json", outside);
    done(&folder(world.root()), &pages());
    assert_eq!(fs::read_to_string(world.beside("victim")).expect("alive"), "alive");
}

#[test]
#[cfg(unix)]
fn links_are_not_followed() {
    let world = TestWorld::empty();
    let elsewhere = world.beside("elsewhere");
    fs::create_dir(&elsewhere).expect("a folder");
    std::os::unix::fs::symlink(&elsewhere, world.root().join("services")).expect("a link");
    let error = refused(&folder(world.root()), &[page("services/a.md", "x")]);
    assert!(matches!(error, WikiError::Read(_) | WikiError::NotAFolder { .. }), "{error}");
    fs::write(elsewhere.join("target"), "x").expect("written");
    std::os::unix::fs::symlink(elsewhere.join("target"), world.root().join("Home.md")).expect("a link");
    refused(&folder(world.root()), &pages());
    assert_eq!(fs::read_to_string(elsewhere.join("target")).expect("there"), "x");
    assert_eq!(contents(&elsewhere).len(), 1);
}

#[test]
fn a_work_tree_is_committed_to_beside_what_is_staged() {
    let world = TestWorld::new();
    world.write("Team.md", "ours\n");
    world.commit("ours");
    world.write("Team.md", "ours, staged\n");
    world.git(&["add", "Team.md"]);
    world.write("Draft.md", "a draft\n");
    let status = world.git(&["status", "--porcelain"]);
    let published = done(&folder(world.root()), &pages());
    assert_eq!(world.git(&["status", "--porcelain"]), status);
    assert_eq!(world.git(&["rev-parse", "main"]), published.commit.expect("a commit").to_string());
    let changed = world.git(&["show", "--format=", "--name-only", "HEAD"]);
    assert_eq!(changed, ".deming-manifest.json\nHome.md\ndesk.md\nlaptops.md");

    let head = world.git(&["rev-parse", "HEAD"]);
    assert_eq!(done(&folder(world.root()), &pages()).commit, None);
    assert_eq!(world.git(&["rev-parse", "HEAD"]), head);
    let less = done(&folder(world.root()), &pages()[..2]);
    assert_eq!(less.removed, ["laptops.md"]);
    assert_eq!(world.git(&["status", "--porcelain"]), status);
    world.git(&["fsck", "--strict"]);
}

#[test]
fn an_edit_that_no_commit_holds_is_not_written_over() {
    let world = TestWorld::new();
    done(&folder(world.root()), &pages());
    world.write("desk.md", "hours of work\n");
    let mut changed = pages();
    changed[1] = page("desk.md", "Desk, June");
    let published = done(&folder(world.root()), &changed);
    assert_eq!((published.edited, published.commit), (vec!["desk.md".to_owned()], None));
    assert_eq!(world.read("desk.md"), "hours of work\n");
    // Own text between marks would go into a commit of deming's.
    let own = format!("{}<!-- deming:keep -->\nhours\n<!-- /deming:keep -->\n", text(&pages()[1]));
    world.write("desk.md", &own);
    let error = refused(&folder(world.root()), &changed);
    assert!(matches!(&error, WikiError::Uncommitted { pages } if pages == &["desk.md"]), "{error}");
    assert_eq!(world.read("desk.md"), own);
}

#[test]
fn a_run_that_was_killed_is_finished_by_the_next() {
    let world = TestWorld::new();
    world.write("Team.md", "ours\n");
    world.commit("ours");
    for page in pages() {
        world.write(&page.name, &page.content);
    }
    let published = done(&folder(world.root()), &pages());
    assert!(published.commit.is_some() && published.written.is_empty());
    assert_eq!(world.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_folder_inside_a_work_tree_is_only_a_folder() {
    let world = TestWorld::new();
    world.write("a.txt", "x\n");
    let head = world.commit("one");
    assert_eq!(done(&folder(&world.root().join("docs/wiki")), &pages()).commit, None);
    assert_eq!(done(&folder(&world.root().join("docs/wiki")), &pages()).unchanged.len(), 3);
    assert_eq!(world.git(&["rev-parse", "HEAD"]), head);
    world.git(&["switch", "--quiet", "--detach"]);
    assert!(matches!(refused(&folder(world.root()), &pages()), WikiError::Detached { .. }));
}

#[test]
fn a_bare_repository_gets_a_commit_and_no_second_one() {
    let world = TestWorld::empty();
    world.git(&["init", "--quiet", "--bare", "--initial-branch=master"]);
    let commit = done(&folder(world.root()), &pages()).commit.expect("a first commit").to_string();
    assert_eq!(world.git(&["rev-parse", "master"]), commit);
    assert_eq!(world.git(&["show", "master:desk.md"]), text(&pages()[1]).trim_end());
    assert_eq!(done(&folder(world.root()), &pages()).commit, None);
    done(&folder(world.root()), &pages()[..2]);
    assert_eq!(world.git(&["ls-tree", "--name-only", "master"]), ".deming-manifest.json\nHome.md\ndesk.md");
    let dry = Options { dry_run: true, ..options() };
    let objects = world.git(&["count-objects", "-v"]);
    assert_eq!(publish(&folder(world.root()), &pages(), &dry).expect("a difference").diffs.len(), 1);
    assert_eq!(world.git(&["count-objects", "-v"]), objects);
}

#[test]
fn a_wiki_behind_a_url_is_pushed_to() {
    let world = TestWorld::new();
    world.write("Team.md", "ours\n");
    world.commit("ours");
    let bare = world.beside("wiki.git");
    world.git(&["clone", "--quiet", "--bare", ".", &bare.to_string_lossy()]);
    let target = Target::of(&format!("file://{}", bare.display()), Path::new("."));
    let published = done(&target, &pages());
    assert_eq!(published.kept, ["Team.md"]);
    let tip = world.git_in(&bare, &["rev-parse", "main"]);
    assert_eq!(Some(tip.clone()), published.commit.map(|commit| commit.to_string()));
    assert_eq!(world.git_in(&bare, &["rev-list", "--count", "main"]), "2");
    assert_eq!(done(&target, &pages()).commit, None);
    assert_eq!(world.git_in(&bare, &["rev-parse", "main"]), tip);
}

#[test]
fn runs_at_the_same_time_make_one_commit() {
    let world = TestWorld::empty();
    let bare = world.beside("wiki.git");
    world.git(&["init", "--quiet", "--bare", "--initial-branch=master", &bare.to_string_lossy()]);
    let target = Target::of(&format!("file://{}", bare.display()), Path::new("."));
    let target = &target;
    let outcomes: Vec<Published> = std::thread::scope(|scope| {
        let run = |number: i64| {
            let when = jiff::Timestamp::from_second(1_464_739_200 + number).expect("a time");
            publish(target, &pages(), &Options { when, ..options() }).expect("published")
        };
        let runs: Vec<_> = (0..4).map(|number| scope.spawn(move || run(number))).collect();
        runs.into_iter().map(|run| run.join().expect("no panic")).collect()
    });
    assert!(outcomes.iter().all(|published| published.written.len() + published.unchanged.len() == 3));
    assert_eq!(world.git_in(&bare, &["rev-list", "--count", "master"]), "1");
    world.git_in(&bare, &["fsck", "--strict"]);
}

#[test]
fn an_empty_or_missing_wiki_gets_a_first_page_or_advice() {
    let world = TestWorld::empty();
    let bare = world.beside("wiki.git");
    world.git(&["init", "--quiet", "--bare", "--initial-branch=master", &bare.to_string_lossy()]);
    let url = |path: &Path| Target::of(&format!("file://{}", path.display()), Path::new("."));
    assert!(done(&url(&bare), &pages()).commit.is_some());
    assert_eq!(world.git_in(&bare, &["ls-tree", "--name-only", "master"]).lines().count(), 4);
    let error = refused(&url(&world.beside("nowhere.git")), &pages());
    assert!(error.hint().is_some_and(|hint| hint.contains("first page")), "{error}");
}

#[test]
fn targets_are_told_apart_by_their_spelling() {
    let base = Path::new("/base");
    for url in ["https://host/a.wiki.git", "file:///srv/a.git", "git@host:a/b.git", "ssh://git@host/a"] {
        assert_eq!(Target::of(url, base), Target::Url(url.into()));
    }
    for path in ["wiki", "../wiki", "/srv/wiki", "a@b/wiki", "a/b:c@d"] {
        assert_eq!(Target::of(path, base), Target::Folder(base.join(path)));
    }
}
