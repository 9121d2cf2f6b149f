use std::io::Read;

use deming::git::{GitError, ReadError, Snapshot};

use super::{id, open};
use crate::world::TestWorld;

fn work_tree(world: &TestWorld) -> Snapshot {
    Snapshot::work_tree(&open(world)).unwrap()
}

#[test]
fn a_work_tree_shows_what_a_commit_of_everything_would_show() {
    let world = TestWorld::new();
    world.write(".gitignore", "*.log\n/out/\n");
    world.write("out/forced.csv", "1");
    world.git(&["add", "--force", "out/forced.csv"]);
    world.write("a.txt", "x");
    let first = id(&world.commit("one"));
    world.write("out/ignored.csv", "1");
    world.write("x.log", "1");
    world.write("Z/new.txt", "1");
    let tree = work_tree(&world);
    assert_eq!(tree.files(), [".gitignore", "Z/new.txt", "a.txt", "out/forced.csv"]);
    let commit = Snapshot::commit(&open(&world), first).unwrap();
    assert_eq!(commit.files(), [".gitignore", "a.txt", "out/forced.csv"]);
    let second = id(&world.commit("two"));
    assert_eq!(Snapshot::commit(&open(&world), second).unwrap().files(), tree.files());
    assert!(matches!(tree.read("x.log"), Err(ReadError::Ignored { .. })));
    assert!(tree.read("out/forced.csv").is_ok());
}

#[test]
fn contents_sizes_and_ids_agree_between_places() {
    let world = TestWorld::new();
    world.write("data/ä.csv", "a,b\n1,2\n");
    let commit = id(&world.commit("one"));
    let expected = world.git(&["hash-object", "--no-filters", "data/ä.csv"]);
    let stored = Snapshot::commit(&open(&world), commit).unwrap();
    let folder = Snapshot::directory(world.root().to_owned());
    for place in [&stored, &work_tree(&world), &folder] {
        let path = "./data//ä.csv";
        assert_eq!(place.read(path).unwrap(), b"a,b\n1,2\n");
        assert_eq!(place.size(path).unwrap(), 8);
        assert_eq!(place.blob(path).unwrap().to_string(), expected);
        let mut text = String::new();
        place.open(path).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "a,b\n1,2\n");
        assert_eq!(place.files(), ["data/ä.csv"]);
    }
    assert_eq!((stored.commit_id(), stored.describe()), (Some(commit), format!("commit {}", commit.short())));
    assert_eq!((folder.commit_id(), folder.describe()), (None, "folder".into()));
}

#[test]
fn the_id_of_a_changed_file_is_that_of_its_bytes() {
    let world = TestWorld::new();
    world.write("data/a.csv", "a,b\n1,2\n");
    world.write("data/crlf.csv", "a,b\r\n1,2\r\n");
    world.write(".gitattributes", "crlf.csv text eol=crlf\n");
    world.commit("one");
    let hash = |path: &str| world.git(&["hash-object", "--no-filters", path]);
    let blob = |path: &str| work_tree(&world).blob(path).unwrap().to_string();
    // What is stored of it has other line ends.
    assert_eq!(blob("data/crlf.csv"), hash("data/crlf.csv"));
    let file = world.root().join("data/a.csv");
    let written = std::fs::metadata(&file).unwrap().modified().unwrap();
    for content in ["a,b\n1,3\n", "a,b\n1,2\n3,4\n"] {
        world.write("data/a.csv", content);
        assert_eq!(blob("data/a.csv"), hash("data/a.csv"));
        // As old as before, and not what it was.
        std::fs::File::options().append(true).open(&file).unwrap().set_modified(written).unwrap();
        assert_eq!(blob("data/a.csv"), hash("data/a.csv"));
    }
    world.commit("two");
    assert_eq!(blob("data/a.csv"), hash("data/a.csv"));
}

#[test]
fn globs_stay_within_folders_unless_told() {
    let world = TestWorld::new();
    for path in ["data/a.csv", "data/b.csv", "data/deep/c.csv", "d.csv"] {
        world.write(path, "");
    }
    let tree = work_tree(&world);
    let glob = |pattern: &str| tree.glob(pattern).unwrap();
    assert_eq!(glob("data/*.csv"), ["data/a.csv", "data/b.csv"]);
    assert_eq!(glob("**/*.csv"), ["d.csv", "data/a.csv", "data/b.csv", "data/deep/c.csv"]);
    assert_eq!(glob("./data/{a,b}.csv"), ["data/a.csv", "data/b.csv"]);
    assert_eq!(glob("d.csv"), ["d.csv"]);
    assert_eq!(glob("none-*.csv"), [""; 0]);
    for pattern in ["../*", "/etc/*", "a/../../*", "", "data/[", ".git/*", "{a"] {
        assert!(matches!(tree.glob(pattern), Err(GitError::BadPattern { .. })), "{pattern:?}");
    }
}

#[test]
fn paths_that_lead_out_are_refused() {
    let world = TestWorld::new();
    world.write("a.txt", "x");
    let commit = id(&world.commit("one"));
    let stored = Snapshot::commit(&open(&world), commit).unwrap();
    for place in [&stored, &work_tree(&world), &Snapshot::directory(world.root().to_owned())] {
        for path in ["../a", "/etc/passwd", "a/../../b", ".git/config", ".GIT/config", "", "a\0"] {
            assert!(matches!(place.read(path), Err(ReadError::OutsideRepository { .. })), "{path:?}");
        }
        for path in ["b.txt", "a.txt/b", "no/such/folder"] {
            assert!(matches!(place.read(path), Err(ReadError::NotFound { .. })), "{path:?}");
        }
        assert!(matches!(place.read_at_most("a.txt", 0), Err(ReadError::TooLarge { size: 1, limit: 0, .. })));
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_never_followed() {
    use std::os::unix::fs::symlink;

    let world = TestWorld::new();
    world.write("real/a.txt", "x");
    std::fs::create_dir(world.beside("outside")).unwrap();
    std::fs::write(world.beside("outside").join("secret.txt"), "secret").unwrap();
    symlink(world.beside("outside"), world.root().join("escape")).unwrap();
    symlink("real", world.root().join("alias")).unwrap();
    symlink("../outside/secret.txt", world.root().join("file.txt")).unwrap();
    let commit = id(&world.commit("one"));
    let stored = Snapshot::commit(&open(&world), commit).unwrap();
    for place in [&stored, &work_tree(&world), &Snapshot::directory(world.root().to_owned())] {
        assert_eq!(place.files(), ["real/a.txt"]);
        assert_eq!(place.symbolic_links(), ["alias", "escape", "file.txt"]);
        for (path, expected) in
            [("escape/secret.txt", "escape"), ("alias/a.txt", "alias"), ("file.txt", "file.txt")]
        {
            match place.read(path) {
                Err(ReadError::SymbolicLink { link, .. }) => assert_eq!(link, expected),
                other => panic!("{path}: {other:?}"),
            }
        }
        assert!(matches!(place.read("real"), Err(ReadError::NotAFile { .. })));
    }
}

#[test]
fn other_repositories_inside_are_not_part_of_it() {
    let world = TestWorld::new();
    world.write("a.txt", "x");
    world.commit("one");
    world.git(&["clone", "--quiet", ".", "../inner"]);
    world.git(&["submodule", "--quiet", "add", "../inner", "sub"]);
    let commit = id(&world.commit("two"));
    world.git(&["clone", "--quiet", "../inner", "nested"]);
    let stored = Snapshot::commit(&open(&world), commit).unwrap();
    for place in [&stored, &work_tree(&world)] {
        assert_eq!(place.files(), [".gitmodules", "a.txt"]);
        assert!(matches!(place.read("sub/a.txt"), Err(ReadError::OutsideRepository { .. })));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_counted() {
    use std::os::unix::ffi::OsStrExt;

    let world = TestWorld::new();
    world.write("a.txt", "x");
    std::fs::write(world.root().join(std::ffi::OsStr::from_bytes(b"b\xff.txt")), "x").unwrap();
    let commit = id(&world.commit("one"));
    for place in [work_tree(&world), Snapshot::commit(&open(&world), commit).unwrap()] {
        assert_eq!((place.files(), place.unreadable_names()), (["a.txt".to_owned()].as_slice(), 1));
    }
}

#[test]
fn threads_may_read_one_snapshot() {
    let world = TestWorld::new();
    for number in 0..20 {
        world.write(&format!("{number}.txt"), number.to_string());
    }
    let commit = id(&world.commit("one"));
    for place in [work_tree(&world), Snapshot::commit(&open(&world), commit).unwrap()] {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for file in place.files() {
                        assert_eq!(
                            format!("{}.txt", String::from_utf8(place.read(file).unwrap()).unwrap()),
                            *file
                        );
                    }
                });
            }
        });
    }
}
