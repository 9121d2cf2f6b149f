//! A small world to test in: a temporary Git repository with a fixed clock, author and zone.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The fixed clock starts at 2016-01-01T00:00:00Z.
const START: i64 = 1_451_606_400;

/// Variables of the caller that must not reach git or deming.
const SCRUBBED: [&str; 12] = [
    "CI",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "TERM",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "TZ",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
];

/// Families of such variables.
const SCRUBBED_PREFIXES: [&str; 9] =
    ["GIT_", "CI_", "GITHUB_", "GITLAB_", "DEMING_", "BITBUCKET_", "SYSTEM_", "CHANGE_", "BUILDKITE_"];

/// A temporary folder with a repository in it, gone when dropped.
pub struct TestWorld {
    folder: TempDir,
    root: PathBuf,
    clock: Cell<i64>,
}

/// What a command said.
#[derive(Debug)]
pub struct Outcome {
    /// Exit code; -1 when ended by a signal.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl TestWorld {
    /// An empty repository on branch `main`, in the folder `repo` of the world.
    pub fn new() -> Self {
        let world = Self::empty();
        world.git(&["init", "--quiet", "--initial-branch=main"]);
        world
    }

    /// A world whose folder `repo` is no repository.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("repo");
        std::fs::create_dir(&root).unwrap();
        Self { folder, root, clock: Cell::new(START) }
    }

    /// The root of the work tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path beside the repository, for clones, remotes and wikis.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.root.with_file_name(name)
    }

    /// Runs git in the repository and gives its trimmed output.
    pub fn git(&self, args: &[&str]) -> String {
        self.git_in(&self.root, args)
    }

    /// Runs git elsewhere and gives its trimmed output; a failure fails the test.
    pub fn git_in(&self, dir: &Path, args: &[&str]) -> String {
        let outcome = self.try_git_in(dir, args);
        assert_eq!(outcome.status, 0, "git {args:?}: {}", outcome.stderr);
        outcome.stdout.trim_end().to_owned()
    }

    /// Runs git elsewhere, failing or not.
    pub fn try_git_in(&self, dir: &Path, args: &[&str]) -> Outcome {
        let date = format!("{} +0000", self.clock.get());
        let mut command = self.command("git");
        command
            .args([
                "-c",
                "protocol.file.allow=always",
                "-c",
                "commit.gpgSign=false",
                "-c",
                "core.autocrlf=false",
            ])
            .args(args)
            .current_dir(dir)
            .envs([("GIT_AUTHOR_NAME", "Ada"), ("GIT_AUTHOR_EMAIL", "ada@example.org")])
            .envs([("GIT_COMMITTER_NAME", "Ada"), ("GIT_COMMITTER_EMAIL", "ada@example.org")])
            .envs([("GIT_AUTHOR_DATE", &date), ("GIT_COMMITTER_DATE", &date)]);
        run(&mut command)
    }

    /// Writes a file of the work tree, with the folders above it.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// The content of a file of the work tree.
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root.join(path)).unwrap()
    }

    /// Commits everything as it lies, one minute after the last commit, and gives the commit's id.
    pub fn commit(&self, message: &str) -> String {
        self.advance(60);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Moves the clock of the following commits and tags.
    pub fn advance(&self, seconds: i64) {
        self.clock.set(self.clock.get() + seconds);
    }

    /// Sets the clock, in seconds since 1970.
    pub fn set_clock(&self, seconds: i64) {
        self.clock.set(seconds);
    }

    /// Runs the built `deming` in the root of the repository.
    pub fn deming(&self, args: &[&str]) -> Outcome {
        self.deming_in(&self.root, args)
    }

    /// Runs the built `deming` in another folder.
    pub fn deming_in(&self, dir: &Path, args: &[&str]) -> Outcome {
        let mut command = self.command(env!("CARGO_BIN_EXE_deming"));
        command.args(args).current_dir(dir);
        run(&mut command)
    }

    /// Runs the built `deming` in the root of the repository with more variables in its environment.
    pub fn deming_with(&self, variables: &[(&str, &str)], args: &[&str]) -> Outcome {
        self.deming_in_with(&self.root, args, variables)
    }

    /// The same in another folder.
    pub fn deming_in_with(&self, dir: &Path, args: &[&str], variables: &[(&str, &str)]) -> Outcome {
        let mut command = self.command(env!("CARGO_BIN_EXE_deming"));
        command.args(args).current_dir(dir).envs(variables.iter().copied());
        run(&mut command)
    }

    /// A command from whose environment everything is taken that could differ from one machine to the next.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            let scrubbed = name.to_str().is_none_or(|name| {
                SCRUBBED.contains(&name) || SCRUBBED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
            });
            if scrubbed {
                command.env_remove(name);
            }
        }
        command.env("HOME", self.folder.path()).envs([
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_TERMINAL_PROMPT", "0"),
        ]);
        command
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Outcome {
    let output = command.output().unwrap();
    Outcome {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A file of the shared real data, or `None` (with a notice) where it is not at hand; in CI it must be.
pub fn shared_data(path: &str) -> Option<PathBuf> {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    if full.exists() {
        return Some(full);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs the shared data: {}", full.display());
    eprintln!("skipped: {} is not here", full.display());
    None
}

#[test]
fn a_world_is_the_same_each_time() {
    let ids = [TestWorld::new(), TestWorld::new()].map(|world| {
        world.write("a.txt", "x\n");
        assert_eq!(world.read("a.txt"), "x\n");
        assert_eq!(world.deming(&["--version"]).status, 0);
        world.commit("one")
    });
    assert_eq!(ids[0], ids[1]);
}
