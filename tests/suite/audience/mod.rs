//! Reports for those who decide, those who meet, and those who keep it running.

mod charts;
mod declared;
mod limits;
mod moved;
mod pages;
mod since;

use crate::world::TestWorld;

/// The example `service-desk` in a repository, committed.
fn service_desk() -> TestWorld {
    let world = TestWorld::new();
    let init = world.deming(&["init", "--example", "service-desk"]);
    assert_eq!(init.status, 0, "{init:#?}");
    world.commit("feat: declare the service desk");
    world
}

/// Renders the report into `report`, which must succeed, and gives what was said.
fn report(world: &TestWorld, arguments: &[&str]) -> String {
    let run = world.deming(&[&["report"], arguments].concat());
    assert_eq!(run.status, 0, "{run:#?}");
    run.stdout
}

/// A page of the report.
fn page(world: &TestWorld, name: &str) -> String {
    world.read(&format!("report/{name}.md"))
}

/// A part of a page: what stands between a heading and the next one of its level or above.
fn part<'p>(page: &'p str, heading: &str) -> &'p str {
    let start = page.find(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no {heading} in {page}"));
    let rest = &page[start + heading.len() + 2..];
    &rest[..rest.find("\n## ").unwrap_or(rest.len())]
}
