//! What people do to published pages: added, kept, moved along with its page, refused; never lost.

use std::fs;
use std::path::Path;

use deming::implement::wiki::{MARKER, Page, Published, Target, WikiError, publish};

use super::{done, folder, options, refused, text};
use crate::git::http::serve;
use crate::world::TestWorld;

const BEGIN: &str = "<!-- deming:keep -->";
const END: &str = "<!-- /deming:keep -->";

fn desk(figure: u32) -> Vec<Page> {
    let text = format!(
        "{MARKER}; source: {figure} -->\n\n# Desk\n\n## Figures\n\n| met |\n|---|\n| {figure} |\n\n## Metrics\n\nSpeed.\n"
    );
    vec![Page { name: "Desk.md".into(), content: text.into_bytes() }]
}

/// A wiki that is a bare repository behind a URL, and a clone in which people work.
fn wiki(world: &TestWorld) -> Target {
    let bare = world.beside("wiki.git");
    world.git(&["init", "--quiet", "--bare", "--initial-branch=main", &bare.to_string_lossy()]);
    Target::of(&format!("file://{}", bare.display()), Path::new("."))
}

/// Changes a page in the wiki as the web page of a forge does.
fn edit(world: &TestWorld, change: impl Fn(&str) -> String) {
    let (bare, clone) = (world.beside("wiki.git"), world.beside("clone"));
    if clone.exists() {
        world.git_in(&clone, &["pull", "--quiet"]);
    } else {
        world.git(&["clone", "--quiet", &bare.to_string_lossy(), &clone.to_string_lossy()]);
    }
    let page = clone.join("Desk.md");
    fs::write(&page, change(&fs::read_to_string(&page).expect("a page"))).expect("written");
    world.git_in(&clone, &["commit", "--quiet", "-am", "by hand"]);
    world.git_in(&clone, &["push", "--quiet", "origin", "main"]);
}

fn shown(world: &TestWorld) -> String {
    world.git_in(&world.beside("wiki.git"), &["show", "main:Desk.md"]) + "\n"
}

#[test]
fn paragraphs_that_people_add_are_kept_and_figures_that_they_change_are_not_taken_for_measured() {
    let world = TestWorld::new();
    let target = wiki(&world);
    done(&target, &desk(1));
    edit(&world, |page| page.replace("## Metrics", "Because of May.\n\n## Metrics") + "\nMore later.\n");
    // Another edit in between: what was published is two commits back, which a shallow clone does not hold.
    edit(&world, |page| page.replace("Because of May.", "Because of May and June."));
    let published = done(&target, &desk(2));
    assert!(published.edited.is_empty() && published.warnings.len() == 1, "{published:?}");
    let expected = text(&desk(2)[0])
        .replace("## Metrics", &format!("{BEGIN}\nBecause of May and June.\n{END}\n\n## Metrics"))
        + &format!("{BEGIN}\nMore later.\n{END}\n");
    assert_eq!(shown(&world), expected);
    let again = done(&target, &desk(2));
    assert_eq!((again.commit, again.warnings.len()), (None, 0), "the second time there is nothing to do");
    assert!(done(&target, &desk(3)).warnings.is_empty());
    assert!(shown(&world).contains("| 3 |") && shown(&world).contains("Because of May and June."));

    edit(&world, |page| page.replace("| 3 |", "| 99 |"));
    let left = shown(&world);
    for _ in 0..2 {
        let published = done(&target, &desk(4));
        assert_eq!(published.edited, ["Desk.md"]);
        assert!(
            published.warnings[0].starts_with("Desk.md was edited by hand (see line 9)"),
            "{published:?}"
        );
        assert_eq!(shown(&world), left);
    }
    edit(&world, |page| page.replace("| 99 |", "| 3 |"));
    assert!(done(&target, &desk(4)).edited.is_empty());
    assert!(shown(&world).contains("| 4 |") && shown(&world).contains("More later."));
}

#[test]
fn what_is_no_text_is_left_alone() {
    let world = TestWorld::empty();
    done(&folder(world.root()), &desk(1));
    let broken = [desk(1)[0].content.as_slice(), &b"caf\xe9\n"[..]].concat();
    world.write("Desk.md", &broken);
    let published = done(&folder(world.root()), &desk(2));
    assert_eq!(published.edited, ["Desk.md"]);
    assert_eq!(fs::read(world.root().join("Desk.md")).expect("a file"), broken);
}

#[test]
fn a_page_that_stays_for_what_people_wrote_is_not_written_over_later() {
    let world = TestWorld::empty();
    done(&folder(world.root()), &desk(1));
    world.write("Desk.md", text(&desk(1)[0]).replace("| 1 |", "| 1, or so |"));
    done(&folder(world.root()), &[]);
    done(&folder(world.root()), &desk(2));
    assert!(world.read("Desk.md").contains("| 1, or so |"));
}

fn moved(target: &Target, pages: &[Page]) -> Published {
    let mut options = options();
    options.reports.moved.insert("Desk".into(), "Help-Desk".into());
    publish(target, pages, &options).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn what_people_wrote_moves_along_with_a_page() {
    let world = TestWorld::empty();
    done(&folder(world.root()), &desk(1));
    let own = format!("{BEGIN}\nAsk Ada.\n{END}\n\n");
    world.write("Desk.md", text(&desk(1)[0]).replace("## Metrics", &format!("{own}## Metrics")));
    let stub = Page {
        name: "Desk.md".into(),
        content: format!("{MARKER} -->\n\n# Desk\n\nSee Help-Desk.\n").into_bytes(),
    };
    let page = Page {
        name: "Help-Desk.md".into(),
        content: text(&desk(2)[0]).replace("# Desk", "# Help desk").into_bytes(),
    };
    let pages = [stub.clone(), page.clone()];
    assert_eq!(moved(&folder(world.root()), &pages).written, ["Desk.md", "Help-Desk.md"]);
    assert_eq!(world.read("Desk.md"), text(&stub));
    assert_eq!(world.read("Help-Desk.md"), text(&page).replace("## Metrics", &format!("{own}## Metrics")));
    assert!(moved(&folder(world.root()), &pages).written.is_empty());
}

#[test]
fn a_wiki_without_a_first_page_tells_how_to_make_one() {
    let world = TestWorld::new();
    let server = serve(world.beside("none.wiki.git").parent().expect("a folder").to_owned());
    let url = format!("http://user:secret@{server}/o/none.wiki.git");
    let error = refused(&Target::of(&url, Path::new(".")), &desk(1));
    let hint = error.hint().unwrap_or_default();
    let own = "<!-- generated by deming -->";
    assert!(hint.contains(own), "{hint}");
    for word in ["first page", "on GitHub", "on GitLab", "on Gitea", "then publish again"] {
        assert!(hint.contains(word), "{word}: {hint}");
    }
    assert!(!format!("{error} {hint}").contains("secret"), "{error} {hint}");
    // One that the forge has made, and in which nothing is yet, gets its first pages at once.
    let bare = world.beside("empty.wiki.git");
    world.git(&["init", "--quiet", "--bare", "--initial-branch=master", &bare.to_string_lossy()]);
    world.git_in(&bare, &["config", "http.receivepack", "true"]);
    let url = format!("http://user:secret@{server}/empty.wiki.git");
    assert!(done(&Target::of(&url, Path::new(".")), &desk(1)).commit.is_some());
    assert_eq!(world.git_in(&bare, &["show", "master:Desk.md"]) + "\n", text(&desk(1)[0]));
    // And so does one with the first page that a person was told to make.
    let made = TestWorld::new();
    made.write("Desk.md", "Welcome\n");
    made.commit("a first page");
    let error = refused(&folder(made.root()), &desk(1));
    assert!(matches!(error, WikiError::Refused { .. }), "{error}");
    made.write("Desk.md", own);
    made.commit("the text of the advice");
    assert_eq!(done(&folder(made.root()), &desk(1)).written, ["Desk.md"]);
}
