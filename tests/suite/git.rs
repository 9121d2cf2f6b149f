//! `deming::git` against real repositories made by the real `git`.

mod history;
pub mod http;
mod network;
mod repository;
mod snapshot;
mod write;

use deming::git::{CommitId, Repository};

use crate::world::TestWorld;

fn open(world: &TestWorld) -> Repository {
    Repository::discover(world.root()).unwrap()
}

fn id(text: &str) -> CommitId {
    text.parse().unwrap()
}
