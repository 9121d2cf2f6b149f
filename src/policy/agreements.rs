//! Agreements: that they promise what is needed, name both sides, and stand on agreements below.

use super::check::{Check, Needs, Subject};
use super::support::below;
use crate::analyse::{Alignment, AlignmentState, alignment};
use crate::catalog::Catalog;
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::action::{ActionKind, ActionState};
use crate::model::agreement::AgreementKind;
use crate::model::need::Outcome;
use crate::model::{Action, Objective};
use crate::process::Evidence;
use crate::text::Place;

/// All checks of this area, by code.
pub static CHECKS: &[&Check] = &[&WEAKER, &NOTHING_BELOW, &NO_PARTY];

const SOURCE: &str =
    "ITIL service level management: agreements with customers rest on agreements within, and on contracts.";

/// A service, a metric of it, and what the business needs of it.
const DESK: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\", dependsOn: [network]}
---
apiVersion: deming/v1
kind: Service
metadata: {name: network}
spec: {practice: capacity, owner: \"@net\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: resolution-time}
spec: {service: desk, class: service, unit: h, direction: lower, owner: \"@ops\", gap: {owner: \"@ops\"}}
---
apiVersion: deming/v1
kind: Need
metadata: {name: quick-help}
spec: {service: desk, statement: Staff are helped within a day., outcome: unchanged, requires: [{metric: resolution-time, op: lte, value: 8h}]}
";

/// A promise that does not give what is needed.
static WEAKER: Check = Check {
    rule: Rule {
        code: "D150",
        name: "agreement-weaker-than-need",
        level: Level::Warning,
        what: "The promise that comes nearest to what a need requires of a metric is weaker. A note where the need has changed and an action to change the agreement is open.",
        why: "Such an agreement can be kept to the letter, and the customer is still not served.",
        bad: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, parties: {provider: \"@ops\", customer: \"@retail\"}, objectives: [{name: quick, metric: resolution-time, op: lte, value: 24h, timeWindow: [{duration: 28d, isRolling: true}]}]}\n",
        good: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, parties: {provider: \"@ops\", customer: \"@retail\"}, objectives: [{name: quick, metric: resolution-time, op: lte, value: 8h, timeWindow: [{duration: 28d, isRolling: true}]}]}\n",
        beside: DESK,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: weaker,
};

fn weaker(subject: &Subject<'_>, findings: &mut Findings) {
    let catalog = subject.catalog;
    // What is promised and what is needed is declared; nothing has to be observed to compare the two.
    let observations = Default::default();
    let alignments = alignment::alignments(&Evidence::new(catalog, &observations, subject.as_of));
    let weaker = alignments.iter().filter(|alignment| alignment.state == AlignmentState::Weaker);
    findings.extend(weaker.filter_map(|alignment| weaker_than_need(catalog, alignment)));
}

fn weaker_than_need(catalog: &Catalog, alignment: &Alignment) -> Option<Finding> {
    let (id, op, promised) = alignment.agreed.as_ref()?;
    let (required_op, required) = alignment.required?;
    let unit = &catalog.metrics.get(&alignment.metric)?.unit;
    let agreement = catalog.agreements.get(&id.agreement)?;
    let objective = agreement.objectives.iter().find(|objective| objective.name == id.objective)?;
    let message = format!(
        "`{id}` promises {} {}, and the need `{}` asks for {} {}",
        op.symbol(),
        unit.show(*promised),
        alignment.need,
        required_op.symbol(),
        unit.show(required)
    );
    let finding = Finding::new(&WEAKER.rule, target_place(objective), message)
        .label(alignment.place.child("value"), "what is needed");
    let need = catalog.needs.get(&alignment.need)?;
    let mends = |action: &&Action| {
        action.service == agreement.service
            && action.kind == ActionKind::Agreement
            && action.state != ActionState::Closed
    };
    Some(match catalog.actions.values().find(mends).filter(|_| need.outcome == Outcome::Changed) {
        Some(action) => finding
            .at_level(Level::Note)
            .label(&action.meta.place, "this action is to change the agreement")
            .help("nothing, while the action is open"),
        None => finding.help("agree on what is needed, or ask the business whether it needs less now"),
    })
}

/// Where the number of an objective's target stands.
pub fn target_place(objective: &Objective) -> Place {
    use crate::model::agreement::Target;
    objective.place.child(match objective.target {
        Target::Ratio { .. } => "target",
        Target::Threshold { .. } | Target::Share { .. } => "value",
    })
}

/// A promise that rests on something about which nothing is agreed.
static NOTHING_BELOW: Check = Check {
    rule: Rule {
        code: "D153",
        name: "dependency-without-agreement",
        level: Level::Note,
        what: "A service with a service-level agreement depends on a service about which neither an operational-level agreement nor a contract is declared.",
        why: "Nobody can promise what others have not promised to them.",
        bad: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, parties: {provider: \"@ops\", customer: \"@retail\"}, objectives: [{name: quick, metric: resolution-time, op: lte, value: 8h, timeWindow: [{duration: 28d, isRolling: true}]}]}\n",
        good: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, parties: {provider: \"@ops\", customer: \"@retail\"}, objectives: [{name: quick, metric: resolution-time, op: lte, value: 8h, timeWindow: [{duration: 28d, isRolling: true}]}]}\n---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {name: ola}\nspec: {type: OLA, service: network, parties: {provider: \"@net\", customer: \"@ops\"}, objectives: [{name: quick, metric: resolution-time, op: lte, value: 4h, timeWindow: [{duration: 28d, isRolling: true}]}]}\n",
        beside: DESK,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: nothing_below,
};

fn nothing_below(subject: &Subject<'_>, findings: &mut Findings) {
    let catalog = subject.catalog;
    for agreement in catalog.agreements.values().filter(|agreement| agreement.kind == AgreementKind::Sla) {
        let Some(service) = catalog.services.get(&agreement.service) else { continue };
        let depends = service.meta.place.child("spec").child("dependsOn");
        for (index, other) in service.depends_on.iter().enumerate() {
            if below(subject.lookup, other).next().is_some() {
                continue;
            }
            let message = format!(
                "`{}` rests on `{other}`, about which neither an OLA nor a contract says anything",
                agreement.meta.name
            );
            let help = format!("declare what `{other}` promises: `kind: Agreement`, `type: OLA`");
            let key = format!("{} {other}", agreement.meta.name);
            let finding = Finding::new(&NOTHING_BELOW.rule, depends.index(index), message);
            findings.push(finding.label(&agreement.meta.place, "the agreement").help(help).key(key));
        }
    }
}

/// An agreement with one side.
static NO_PARTY: Check = Check {
    rule: Rule {
        code: "D156",
        name: "agreement-without-party",
        level: Level::Warning,
        what: "A service-level agreement does not say who promises, or who is promised.",
        why: "It takes two to agree. Where no customer is named, nobody was asked.",
        bad: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, objectives: [{name: quick, metric: resolution-time, op: lte, value: 8h, timeWindow: [{duration: 28d, isRolling: true}]}]}\n",
        good: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec: {type: SLA, service: desk, parties: {provider: \"@ops\", customer: \"@retail\"}, objectives: [{name: quick, metric: resolution-time, op: lte, value: 8h, timeWindow: [{duration: 28d, isRolling: true}]}]}\n",
        beside: DESK,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: no_party,
};

fn no_party(subject: &Subject<'_>, findings: &mut Findings) {
    for agreement in subject.catalog.agreements.values().filter(|it| it.kind == AgreementKind::Sla) {
        let (missing, what) = match (&agreement.parties.provider, &agreement.parties.customer) {
            (Some(_), Some(_)) => continue,
            (None, None) => ("parties", "nobody is named who promises, and nobody who is promised"),
            (None, Some(_)) => ("provider", "nobody is named who promises"),
            (Some(_), None) => ("customer", "nobody is named who is promised"),
        };
        let parties = agreement.meta.place.child("spec").child("parties");
        let place = if missing == "parties" { parties } else { parties.child(missing) };
        let help = "name both: `parties: {provider: \"@ops\", customer: \"@retail\"}`";
        findings.push(Finding::new(&NO_PARTY.rule, place, what).help(help));
    }
}
