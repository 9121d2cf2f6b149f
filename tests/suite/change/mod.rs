//! Declared against earlier declared: what a change means, and who approved.

mod approvals;
mod bases;
mod flips;
mod meaning;
mod openslo;
mod property;
mod routes;
mod sameness;

use deming::change::{self, Changes, Direction, State};
use deming::declare::Declared;

use super::declare::Tree;

/// Everything that a promise can rest on.
pub const DECLARED: &str = include_str!("declared.yaml");

/// Settings that hold the same as none.
pub const SETTINGS: &str = "roots: [improvement, more]\ntimeZone: Europe/Berlin\nfiscalYearStart: 4\n";

/// A state of these files.
pub fn state(files: &[(&str, &str)]) -> State {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    let Declared { settings, declarations, findings } = Tree::of(&files).read();
    let wrong: Vec<String> = findings
        .iter()
        .filter(|finding| finding.level == deming::finding::Level::Error)
        .map(|finding| format!("{} {}", finding.rule.code, finding.message))
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
    State::new(settings, declarations)
}

/// A state of one declaration file, beside settings and another service.
pub fn declared(text: &str) -> State {
    const OTHER: &str = "apiVersion: deming/v1\nkind: Service\nmetadata: {name: other}\nspec: {practice: it-support, owner: \"@else\"}\n";
    state(&[("deming.yaml", SETTINGS), ("improvement/all.yaml", text), ("more/else.yaml", OTHER)])
}

/// What a change from one state to another means, on the first day of 2026.
pub fn between(before: &State, after: &State) -> Changes {
    change::compare(before, after, "2026-01-01T00:00:00Z".parse().unwrap())
}

/// What a change from one declaration file to another means.
pub fn compared(before: &str, after: &str) -> Changes {
    between(&declared(before), &declared(after))
}

/// `route subject: before → after`, of all promises that went one way.
pub fn going(changes: &Changes, direction: Direction) -> Vec<String> {
    changes
        .going(direction)
        .map(|judgement| {
            let shift = &judgement.shift;
            format!("{} {}: {} → {}", shift.route.keyword(), shift.subject, shift.before, shift.after)
        })
        .collect()
}

/// The text with one part of it replaced, which must be there once.
pub fn edited(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "`{from}` should be there once");
    text.replace(from, to)
}

/// `state Kind name` of every object that is not as it was.
pub fn objects(changes: &Changes) -> Vec<String> {
    let told = changes.objects.iter();
    told.map(|object| format!("{} {} {}", object.state.keyword(), object.kind, object.name)).collect()
}
