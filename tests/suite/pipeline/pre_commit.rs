//! `.pre-commit-hooks.yaml`: the real pre-commit runs the hooks at commits of a made repository.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{file, path_with_deming, python};
use crate::world::{Outcome, TestWorld, run};

/// A repository whose hook is installed, with its first commit made.
struct Hooked {
    world: TestWorld,
    path: String,
}

impl Hooked {
    /// A repository with an example, and with a hook of our manifest in a repository of its own.
    fn with_manifest(hook: &str) -> Option<Self> {
        let world = TestWorld::new();
        let hooks = world.beside("hooks");
        let rev = hooks_repository(&world, &hooks);
        Self::new(world, hook, &hooks, &rev)
    }

    /// A repository with an example, and with a hook of a repository at a revision.
    fn new(world: TestWorld, hook: &str, hooks: &Path, rev: &str) -> Option<Self> {
        let pre_commit = python("pre-commit")?;
        let config =
            format!("repos:\n  - repo: {}\n    rev: {rev}\n    hooks: [{{id: {hook}}}]\n", hooks.display());
        world.write(".pre-commit-config.yaml", config);
        let made = world.deming(&["init", "--example", "starter"]);
        assert_eq!(made.status, 0, "{made:#?}");
        let hooked = Self { world, path: path_with_deming() };
        let installed = run(hooked.command(pre_commit.to_str().unwrap()).args(["install"]));
        assert_eq!(installed.status, 0, "{installed:#?}");
        Some(hooked)
    }

    /// A command in the repository that sees deming and the caches of this world only.
    fn command(&self, program: &str) -> Command {
        let mut command = self.world.command(program);
        command.current_dir(self.world.root()).env("PATH", &self.path);
        command.env("PRE_COMMIT_HOME", self.world.beside("pre-commit"));
        // Where a hook is built, cargo needs its own homes. That it can be built is what matters here, not how quick the
        // result is.
        let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
        for (variable, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            let value = std::env::var_os(variable).map_or_else(|| home.join(folder), PathBuf::from);
            command.env(variable, value);
        }
        command.envs([("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"), ("CARGO_PROFILE_RELEASE_LTO", "off")]);
        command.envs([("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256")]);
        command
    }

    /// Commits everything as it lies.
    fn commit(&self, message: &str) -> Outcome {
        self.world.git(&["add", "--all"]);
        let author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
        run(self.command("git").args(author).args(["commit", "--message", message]))
    }

    fn commits(&self) -> String {
        self.world.git(&["rev-list", "--count", "--all"])
    }
}

/// A repository with our manifest, as pre-commit clones it; gives its commit.
fn hooks_repository(world: &TestWorld, hooks: &Path) -> String {
    std::fs::create_dir(hooks).unwrap();
    std::fs::copy(file(".pre-commit-hooks.yaml"), hooks.join(".pre-commit-hooks.yaml")).unwrap();
    world.git_in(hooks, &["init", "--quiet", "--initial-branch=main"]);
    world.git_in(hooks, &["add", "--all"]);
    world.git_in(hooks, &["commit", "--quiet", "--message", "feat: hooks"]);
    world.git_in(hooks, &["rev-parse", "HEAD"])
}

#[test]
fn the_manifest_is_valid() {
    let Some(pre_commit) = python("pre-commit") else { return };
    let validated =
        run(Command::new(pre_commit).arg("validate-manifest").arg(file(".pre-commit-hooks.yaml")));
    assert_eq!(validated.status, 0, "{validated:#?}");
}

#[test]
fn a_sound_commit_passes_and_a_broken_one_is_stopped() {
    let Some(hooked) = Hooked::with_manifest("deming-check-system") else { return };
    let sound = hooked.commit("feat: begin");
    assert_eq!(sound.status, 0, "{sound:#?}");
    assert!(sound.stderr.contains("Passed"), "{sound:#?}");

    let file = "improvement/service.yaml";
    let declared = hooked.world.read(file);
    hooked.world.write(file, declared.replace("direction: lower", "direction: lowr"));
    let broken = hooked.commit("feat: break it");
    assert_eq!(broken.status, 1, "{broken:#?}");
    assert!(broken.stderr.contains("did you mean `lower`?"), "{broken:#?}");
    assert_eq!(hooked.commits(), "1");
}

#[test]
fn a_deletion_that_leaves_references_behind_is_stopped() {
    let Some(hooked) = Hooked::with_manifest("deming-check-system") else { return };
    let desk =
        "apiVersion: deming/v1\nkind: Service\nmetadata: {name: a}\nspec: {practice: it-support, owner: '@o'";
    hooked.world.write("improvement/b.yaml", format!("{desk}, dependsOn: [database]}}\n"));
    let database = "apiVersion: deming/v1\nkind: Service\nmetadata: {name: database}\nspec: {practice: capacity, owner: '@o'}\n";
    hooked.world.write("improvement/database.yaml", database);
    let sound = hooked.commit("feat: begin");
    assert_eq!(sound.status, 0, "{sound:#?}");
    std::fs::remove_file(hooked.world.root().join("improvement/database.yaml")).unwrap();
    let broken = hooked.commit("feat: drop the database");
    assert_eq!(broken.status, 1, "{broken:#?}");
    assert!(broken.stderr.contains("database"), "{broken:#?}");
}

#[test]
#[ignore = "builds deming and all that it stands on; `.ci/run` runs it"]
fn from_source_the_hook_is_built_by_pre_commit() {
    let world = TestWorld::new();
    let here = file("");
    let rev = world.git_in(&here, &["rev-parse", "HEAD"]);
    let Some(mut hooked) = Hooked::new(world, "deming-check", &here, &rev) else { return };
    // No deming on the path: only the one that pre-commit builds.
    hooked.path = std::env::var("PATH").unwrap();
    let sound = hooked.commit("feat: begin");
    assert_eq!(sound.status, 0, "{sound:#?}");
    assert!(sound.stderr.contains("Passed"), "{sound:#?}");
    hooked.world.write("improvement/service.yaml", "apiVersion: deming/v1\nkind: Servise\n");
    let broken = hooked.commit("feat: break it");
    assert!(broken.status == 1 && broken.stderr.contains("did you mean `Service`?"), "{broken:#?}");
}
