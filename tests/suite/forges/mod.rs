//! Proposals as pull requests, on forges that speak as GitHub, GitLab and Gitea document it, with branches in a real
//! repository behind a real server.

mod by_push;
mod contract;
mod fake;
mod killed;
mod life;
mod texts;

use serde_json::Value;

use crate::git::http;
use crate::propose::lifecycle::{DAY, world};
use crate::world::{Outcome, TestWorld};
use fake::{Fake, Kind, TOKEN};

/// A world whose `origin` is a server at `…/team/ops.git`, with a forge beside it.
struct Hosted {
    world: TestWorld,
    forge: Fake,
}

impl Hosted {
    fn new(kind: Kind, hours: &str) -> Self {
        let world = world(hours);
        let bare = world.beside("team/ops.git");
        world.git(&["clone", "--quiet", "--bare", ".", &bare.to_string_lossy()]);
        let served = bare.parent().and_then(std::path::Path::parent).expect("a folder").to_owned();
        let address = http::serve(served);
        world.git(&["remote", "add", "origin", &format!("http://user:secret@{address}/team/ops.git")]);
        world.git(&["fetch", "--quiet", "origin"]);
        let forge = Fake::start(kind, bare);
        Self { world, forge }
    }

    fn origin(&self) -> std::path::PathBuf {
        self.world.beside("team/ops.git")
    }

    fn run(&self, day: &str, more: &[&str]) -> Outcome {
        let api = self.forge.api();
        let args = [&["propose", "--open", "--as-of", day, "--format", "json"], more].concat();
        let variables = [
            ("DEMING_FORGE", self.forge.kind.word()),
            ("DEMING_FORGE_URL", &api),
            ("DEMING_FORGE_TOKEN", TOKEN),
        ];
        self.world.deming_with(&variables, &args)
    }

    /// The first pull request that a run tells of.
    fn propose(&self, day: &str) -> Value {
        let run = self.run(day, &[]);
        assert_eq!(run.status, 0, "{:?}: {run:#?}", self.forge.kind);
        let told: Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"));
        told
    }

    /// The branches of proposals at the remote.
    fn there(&self) -> String {
        let all = self
            .world
            .git_in(&self.origin(), &["for-each-ref", "--format=%(refname:short)", "refs/heads/deming"]);
        all.lines().filter(|name| *name != "deming/observed").collect::<Vec<_>>().join("\n")
    }
}

fn outcome(told: &Value) -> &str {
    told["pullRequests"]["requests"][0]["outcome"].as_str().unwrap_or("none")
}
