//! Owners: that somebody knows them, that the forge asks the same people, and that they are still there.

use std::collections::BTreeMap;

use super::check::{Check, Needs, Subject};
use super::people::{Commits, Roll};
use crate::catalog::Catalog;
use crate::finding::{Finding, Findings, Level, Location, Rule};
use crate::model::action::ActionState;
use crate::model::{Meta, Owner};
use crate::text::Place;

/// All checks of this area, by code.
pub static CHECKS: &[&Check] = &[&UNKNOWN, &NOT_ASKED, &SLEEPING, &CUT_OFF];

/// How many days without a commit make an owner a sleeping one.
pub const SILENT_DAYS: i32 = 180;

const SOURCE: &str = "The chart of responsibilities (RACI): exactly one is accountable, and reachable.";

/// An owner whom nobody knows.
static UNKNOWN: Check = Check {
    rule: Rule {
        code: "D130",
        name: "unknown-owner",
        level: Level::Error,
        what: "An owner is named neither in CODEOWNERS nor in the directory of owners, while at least one of the two exists.",
        why: "A handle that was mistyped, or that left with its person, answers for nothing.",
        bad: "# file: CODEOWNERS\n* @ops\n# file: improvement/desk.yaml\napiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ghost\"}\n",
        good: "# file: CODEOWNERS\n* @ops\n# file: improvement/desk.yaml\napiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n",
        beside: "",
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::People,
    judge: unknown,
};

fn unknown(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(roll) = roll(subject) else { return };
    for Named { owner, place, .. } in named(subject.catalog) {
        if roll.knows(owner) {
            continue;
        }
        let message = format!("nobody knows the owner `{owner}`");
        let help = match roll.nearest(owner) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!(
                "name somebody else, or tell of them in deming.yaml: `owners: {{\"{owner}\": {{name: …}}}}`"
            ),
        };
        findings.push(Finding::new(&UNKNOWN.rule, place, message).help(help));
    }
}

fn roll<'a>(subject: &Subject<'a>) -> Option<Roll<'a>> {
    Roll::new(&subject.catalog.settings.owners, subject.people.code_owners.as_ref())
}

/// A service whose file somebody else is asked about.
static NOT_ASKED: Check = Check {
    rule: Rule {
        code: "D131",
        name: "owner-not-asked",
        level: Level::Warning,
        what: "CODEOWNERS leaves the file that declares a service to somebody else than the owner whom it declares. A note where only a pattern for all files says so.",
        why: "Who answers for a service has a say when its targets change. The forge asks somebody else.",
        bad: "# file: CODEOWNERS\n/improvement/ @platform\n/docs/ @ops\n# file: improvement/desk.yaml\napiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n",
        good: "# file: CODEOWNERS\n/improvement/ @platform @ops\n/docs/ @ops\n# file: improvement/desk.yaml\napiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n",
        beside: "",
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::People,
    judge: not_asked,
};

fn not_asked(subject: &Subject<'_>, findings: &mut Findings) {
    let (Some(file), Some(roll)) = (&subject.people.code_owners, roll(subject)) else { return };
    for service in subject.catalog.services.values() {
        let (Some(owner), path) = (&service.owner, service.meta.place.file()) else { continue };
        let rules = file.of_file(path);
        let asked: Vec<&str> = rules.iter().flat_map(|rule| &rule.owners).map(String::as_str).collect();
        let (Some(rule), Some(first)) = (rules.first(), asked.first()) else { continue };
        if asked.iter().any(|name| roll.is_one_of(name, owner)) {
            continue;
        }
        let name = &service.meta.name;
        let message = format!("`{owner}` owns `{name}`, and of its file the forge asks `{first}`");
        let everything = rules.iter().all(|rule| rule.is_about_everything());
        let place = service.meta.place.child("spec").child("owner");
        let line = Location::Text { source: file.source.clone(), span: file.span(rule) };
        let finding = Finding::new(&NOT_ASKED.rule, place, message)
            .at_level(if everything { Level::Note } else { Level::Warning })
            .label(line, "this pattern says so")
            .help(format!("add a line to {}: `/{path} {owner}`", file.source.path()));
        findings.push(finding);
    }
}

/// An owner who has not committed for long.
static SLEEPING: Check = Check {
    rule: Rule {
        code: "D132",
        name: "sleeping-owner",
        level: Level::Note,
        what: "Somebody who is accountable has not committed anything to the repository for 180 days. Teams are judged by their members; where nobody tells of these, not at all.",
        why: "An owner who is no longer around keeps no promise and hears no warning.",
        bad: "# commit: 2025-01-06 Ann <ann@example.org>\napiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: ann@example.org}\n",
        good: "# commit: 2025-01-06 Ann <ann@example.org>\n# commit: 2025-10-06 Ann <ann@example.org>\napiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: ann@example.org}\n",
        beside: "",
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::People,
    judge: sleeping,
};

fn sleeping(subject: &Subject<'_>, findings: &mut Findings) {
    let Commits::By(authors) = &subject.people.commits else { return };
    let roll = Roll::of_anybody(&subject.catalog.settings.owners, subject.people.code_owners.as_ref());
    // A handle that nothing tells of may be a team; a mail address is somebody's who could commit.
    let is_told = |owner: &Owner| roll.knows(owner) || !owner.as_str().starts_with('@');
    let mut things: BTreeMap<&Owner, Vec<Named<'_>>> = BTreeMap::new();
    for named in named(subject.catalog).into_iter().filter(|named| named.is_accountable) {
        things.entry(named.owner).or_default().push(named);
    }
    for (owner, owned) in things {
        if !is_told(owner) || roll.is_among(owner, authors) != Some(false) {
            continue;
        }
        let Some(first) = owned.first() else { continue };
        let what = match owned.len() {
            1 => format!("the {}", first.of),
            more => format!("the {} and {} more", first.of, more - 1),
        };
        let message = format!(
            "sleeping owner: `{owner}` answers for {what}, and has committed nothing for {SILENT_DAYS} days"
        );
        let help = "ask whether they still do, and hand it over if not; `owners` in deming.yaml may name the mail address \
                    that they commit with, or the members of a team";
        findings.push(Finding::new(&SLEEPING.rule, &first.place, message).help(help));
    }
}

/// A history that ends too soon to tell.
static CUT_OFF: Check = Check {
    rule: Rule {
        code: "D133",
        name: "owners-unheld-against-history",
        level: Level::Note,
        what: "The clone is shallow, so nobody can tell which owners have not committed for long.",
        why: "Said once, so that silence about owners is not taken for good news.",
        bad: "# shallow\napiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: ann@example.org}\n",
        good: "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: ann@example.org}\n",
        beside: "",
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::People,
    judge: cut_off,
};

fn cut_off(subject: &Subject<'_>, findings: &mut Findings) {
    if !matches!(subject.people.commits, Commits::CutOff) {
        return;
    }
    let Some(first) = named(subject.catalog).into_iter().find(|named| named.is_accountable) else { return };
    let message = "owners are not held against who commits: the clone is shallow";
    let help = "clone with full history, in CI with `fetch-depth: 0`, where that should be told";
    findings.push(Finding::new(&CUT_OFF.rule, first.place, message).help(help));
}

/// An owner, where a declaration names them.
struct Named<'a> {
    owner: &'a Owner,
    place: Place,
    /// Of what: `service desk`.
    of: String,
    /// Whether they answer for it, rather than having a say in it.
    is_accountable: bool,
}

/// All owners that declarations name; services come first.
fn named(catalog: &Catalog) -> Vec<Named<'_>> {
    let mut all = Vec::new();
    for service in catalog.services.values() {
        all.extend(service.owner.as_ref().map(|owner| answers(owner, "service", &service.meta)));
    }
    for metric in catalog.metrics.values() {
        all.extend(metric.owner.as_ref().map(|owner| answers(owner, "metric", &metric.meta)));
        let gather = metric.gather.as_ref();
        let by = gather.and_then(|gather| Some((gather.by.as_ref()?, gather.place.child("by"))));
        let gap = metric.gap.as_ref().map(|gap| (&gap.owner, spec(&metric.meta).child("gap").child("owner")));
        all.extend(by.into_iter().chain(gap).map(|(owner, place)| has_a_say(owner, place)));
    }
    for cycle in catalog.cycles.values() {
        all.push(answers(&cycle.owner, "cycle", &cycle.meta));
        let by = spec(&cycle.meta).child("decide").child("by");
        let decides = cycle.decide.as_ref().and_then(|decide| decide.by.as_ref());
        all.extend(decides.map(|owner| has_a_say(owner, by)));
    }
    for action in catalog.actions.values() {
        let is_open = action.state != ActionState::Closed;
        all.push(Named { is_accountable: is_open, ..answers(&action.owner, "action", &action.meta) });
    }
    all.extend(catalog.strategies.values().map(|it| has_a_say(&it.owner, spec(&it.meta).child("owner"))));
    for need in catalog.needs.values() {
        let place = spec(&need.meta).child("confirmedBy");
        all.extend(need.confirmed_by.as_ref().map(|owner| has_a_say(owner, place)));
    }
    for playbook in catalog.playbooks.values() {
        let place = spec(&playbook.meta).child("propose").child("owner");
        all.extend(playbook.propose.owner.as_ref().map(|owner| has_a_say(owner, place)));
    }
    all.extend(catalog.decisions.values().map(|it| has_a_say(&it.by, spec(&it.meta).child("by"))));
    all
}

fn answers<'a>(owner: &'a Owner, kind: &str, meta: &Meta) -> Named<'a> {
    let place = spec(meta).child("owner");
    Named { owner, place, of: format!("{kind} `{}`", meta.name), is_accountable: true }
}

fn has_a_say(owner: &Owner, place: Place) -> Named<'_> {
    Named { owner, place, of: String::new(), is_accountable: false }
}

fn spec(meta: &Meta) -> Place {
    meta.place.child("spec")
}
