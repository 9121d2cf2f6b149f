//! Rules of good practice, as `deming check` tells them of whole repositories.

mod agreements;
mod baselines;
mod needs;
mod owners;

use crate::world::TestWorld;

/// A service of somebody.
const SERVICE: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
";

/// A repository with declarations.
struct Repository {
    world: TestWorld,
}

impl Repository {
    /// With these declarations in one file, committed on the last day of 2025.
    fn of(declarations: &str) -> Self {
        Self::with(declarations, &[])
    }

    /// The same with other files beside.
    fn with(declarations: &str, files: &[(&str, &str)]) -> Self {
        let world = TestWorld::new();
        world.set_clock(1_767_139_200); // 2025-12-31
        world.write("improvement/all.yaml", declarations);
        for (path, text) in files {
            world.write(path, text);
        }
        world.commit("declare");
        Self { world }
    }

    /// What `deming check` finds on a day, without places.
    fn check(&self, as_of: &str) -> Vec<String> {
        let told = self.check_with_places(as_of);
        told.into_iter().map(|line| line.split_once(": ").map(|(_, told)| told.to_owned()).unwrap()).collect()
    }

    /// What `deming check` finds on a day, each `path:line:column: level[code] message`: the rules of practice alone.
    fn check_with_places(&self, as_of: &str) -> Vec<String> {
        let outcome = self.world.deming(&[
            "check",
            "--format",
            "concise",
            "--as-of",
            as_of,
            "--select",
            "D12,D13,D15,D16,D19",
        ]);
        assert!(outcome.status < 2, "{outcome:?}");
        outcome.stdout.lines().map(str::to_owned).collect()
    }
}
