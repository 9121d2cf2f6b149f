//! A repository as a forge checks it out for a pull request.

use crate::world::TestWorld;

/// The file of declarations that a pull request changes.
pub const DECLARATIONS: &str = "improvement/service.yaml";

/// The starter example on `main` of a remote, and a branch `feature` with the declarations changed, merged as the forge
/// would merge it; that commit is checked out, on no branch. Gives the commit that the change started from.
pub fn checked_out(from: &str, to: &str) -> (TestWorld, String) {
    let world = TestWorld::new();
    let made = world.deming(&["init", "--example", "starter"]);
    assert_eq!(made.status, 0, "{made:#?}");
    let base = world.commit("feat: begin");
    let declared = world.read(DECLARATIONS);
    assert!(declared.contains(from), "{from} is not in {declared}");
    world.git(&["checkout", "--quiet", "-b", "feature"]);
    world.write(DECLARATIONS, declared.replace(from, to));
    world.commit("feat: change it");
    let remote = world.beside("remote.git");
    world.git(&["clone", "--quiet", "--bare", ".", remote.to_str().unwrap()]);
    world.git(&["remote", "add", "origin", remote.to_str().unwrap()]);
    world.git(&["fetch", "--quiet", "origin"]);
    world.git(&["checkout", "--quiet", "--detach", "main"]);
    world.git(&["merge", "--quiet", "--no-ff", "--message", "merge: feature", "feature"]);
    world.git(&["branch", "--quiet", "--delete", "--force", "main", "feature"]);
    (world, base)
}

/// The line (from 1) of the declarations on which a text stands.
pub fn line_of(world: &TestWorld, part: &str) -> usize {
    world.read(DECLARATIONS).lines().position(|line| line.contains(part)).unwrap() + 1
}
