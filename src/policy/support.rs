//! What agreements stand on: whether operational-level agreements and contracts below can carry what is promised above.
//!
//! A service stands on all services that it depends on, over any number of steps, in series: when one of them fails, it
//! fails. Its availability is then at most the product of theirs. What nobody has agreed on counts as always there, so a
//! finding holds whatever the rest may be.

use std::collections::BTreeSet;

use super::agreements::target_place;
use super::check::{Check, Needs, Subject};
use crate::analyse::promise::desired;
use crate::catalog::{Catalog, Lookup};
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::agreement::{AgreementKind, Target};
use crate::model::calendar::{common_seconds, union};
use crate::model::quantity::Dimension;
use crate::model::source::{Measure, Source};
use crate::model::{Agreement, Comparison, Duration, Interval, Metric, Name, Objective, Unit};

/// All checks of this area, by code.
pub static CHECKS: &[&Check] = &[&TOO_WEAK, &HOURS, &LONGER_WINDOW];

const SOURCE: &str =
    "ITIL service level management; for components in series, the product rule of reliability (IEC 61078).";

/// A portal that stands on a network and a database.
const PORTAL: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: portal}
spec: {practice: service-levels, owner: \"@ops\", dependsOn: [network]}
---
apiVersion: deming/v1
kind: Service
metadata: {name: network}
spec: {practice: capacity, owner: \"@net\", dependsOn: []}
---
apiVersion: deming/v1
kind: Calendar
metadata: {name: office}
spec: {timeZone: UTC, hours: [{days: [Mon, Tue, Wed, Thu, Fri], from: \"08:00\", to: \"18:00\"}]}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: portal-availability}
spec: {service: portal, class: service, unit: ratio, direction: higher, owner: \"@ops\", gap: {owner: \"@ops\"}}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: network-availability}
spec: {service: network, class: technology, unit: ratio, direction: higher, owner: \"@net\", gap: {owner: \"@net\"}}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: sla}
spec:
  type: SLA
  service: portal
  parties: {provider: \"@ops\", customer: \"@retail\"}
  objectives: [{name: there, metric: portal-availability, target: 99.9%, timeWindow: [{duration: 28d, isRolling: true}]}]
";

/// A promise that those below do not carry.
static TOO_WEAK: Check = Check {
    rule: Rule {
        code: "D151",
        name: "promise-not-carried",
        level: Level::Warning,
        what: "Operational-level agreements and contracts cannot carry a service-level agreement: their availabilities multiplied are below what it promises, or they allow more time for the same.",
        why: "The promise will be missed although everybody below keeps theirs.",
        bad: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: ola}\nspec: {type: OLA, service: network, parties: {provider: \"@net\", customer: \"@ops\"}, objectives: [{name: there, metric: network-availability, target: 99.5%, timeWindow: [{duration: 28d, isRolling: true}]}]}\n",
        good: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: ola}\nspec: {type: OLA, service: network, parties: {provider: \"@net\", customer: \"@ops\"}, objectives: [{name: there, metric: network-availability, target: 99.95%, timeWindow: [{duration: 28d, isRolling: true}]}]}\n",
        beside: PORTAL,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: too_weak,
};

fn too_weak(subject: &Subject<'_>, findings: &mut Findings) {
    let catalog = subject.catalog;
    for above in promises(catalog, |kind| kind == AgreementKind::Sla) {
        match above.kind {
            Kind::Availability => findings.extend(availability_too_low(subject, &above)),
            Kind::Time(_) => findings.extend(time_too_long(subject, &above)),
        }
    }
}

/// The strictest promise of each service below, of the same kind.
fn carriers<'a>(subject: &Subject<'a>, above: &Promise<'a>) -> Vec<Promise<'a>> {
    let mut strictest: Vec<Promise<'_>> = Vec::new();
    let services = stands_on(subject.catalog, &above.agreement.service);
    let agreements = services.iter().flat_map(|service| below(subject.lookup, service));
    let promises = agreements.flat_map(|agreement| {
        let objectives = agreement.objectives.iter();
        objectives.filter_map(|objective| promise(subject.catalog, agreement, objective))
    });
    for promise in promises.filter(|promise| promise.kind == above.kind) {
        match strictest.iter_mut().find(|known| known.agreement.service == promise.agreement.service) {
            Some(known) if promise.is_stricter_than(known) => *known = promise,
            Some(_) => {}
            None => strictest.push(promise),
        }
    }
    strictest
}

fn availability_too_low(subject: &Subject<'_>, above: &Promise<'_>) -> Option<Finding> {
    let below = carriers(subject, above);
    let product: f64 = below.iter().map(|promise| promise.value).product();
    // What a product leaves in its last bits is no difference.
    if product >= above.value - 1e-12 {
        return None;
    }
    let ratio = Unit::ratio();
    let factors: Vec<String> = below.iter().map(|promise| ratio.show(promise.value)).collect();
    let sum = match factors.as_slice() {
        [only] => only.clone(),
        several => format!("{} = {}", several.join(" × "), ratio.show(product)),
    };
    let promised = ratio.show(above.value);
    let message = format!("`{}` promises {promised}, and what it stands on promises {sum}", above.id());
    Some(told(above, &below, message))
}

fn time_too_long(subject: &Subject<'_>, above: &Promise<'_>) -> Option<Finding> {
    let longer: Vec<Promise<'_>> =
        carriers(subject, above).into_iter().filter(|below| below.value > above.value).collect();
    let worst = longer.iter().max_by(|a, b| a.value.total_cmp(&b.value))?;
    let show = |promise: &Promise<'_>| promise.metric.unit.show(promise.value);
    let message = format!(
        "`{}` promises {} {}, and `{}` below allows {}",
        above.id(),
        above.op.symbol(),
        show(above),
        worst.id(),
        show(worst)
    );
    Some(told(above, &longer, message))
}

fn told(above: &Promise<'_>, below: &[Promise<'_>], message: String) -> Finding {
    let finding = Finding::new(&TOO_WEAK.rule, target_place(above.objective), message);
    let labelled = below.iter().fold(finding, |finding, promise| {
        finding.label(
            target_place(promise.objective),
            format!("{} of `{}`", promise.agreement.kind.keyword(), promise.agreement.service),
        )
    });
    labelled.help("agree on more below, promise less above, or do without one of the dependencies")
}

/// Agreements below that end while the one above goes on.
static HOURS: Check = Check {
    rule: Rule {
        code: "D152",
        name: "service-hours-not-covered",
        level: Level::Warning,
        what: "An operational-level agreement or contract is for fewer hours than the service-level agreement that stands on it.",
        why: "Outside of these hours nobody below has promised anything, and the promise above goes on.",
        bad: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: ola}\nspec: {type: OLA, service: network, serviceHours: office, parties: {provider: \"@net\", customer: \"@ops\"}, objectives: [{name: there, metric: network-availability, target: 99.95%, timeWindow: [{duration: 28d, isRolling: true}]}]}\n",
        good: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: ola}\nspec: {type: OLA, service: network, parties: {provider: \"@net\", customer: \"@ops\"}, objectives: [{name: there, metric: network-availability, target: 99.95%, timeWindow: [{duration: 28d, isRolling: true}]}]}\n",
        beside: PORTAL,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: hours,
};

/// How much of the time to come is looked at: four weeks have every day of the week four times.
const LOOKED_AT: Duration = Duration::days(28);

fn hours(subject: &Subject<'_>, findings: &mut Findings) {
    let catalog = subject.catalog;
    let zoned = subject.as_of.to_zoned_datetime(catalog.settings.zone.clone());
    let Some(end) = LOOKED_AT.shift(&zoned, 1) else { return };
    let time = Interval::new(subject.as_of, end.timestamp());
    let agreed = |agreement: &Agreement| match catalog.service_hours(agreement) {
        Some(calendar) => calendar.agreed(time),
        None => union(vec![time]),
    };
    let seconds = |hours: &[Interval]| hours.iter().map(Interval::seconds).sum::<f64>();
    for above in catalog.agreements.values().filter(|agreement| agreement.kind == AgreementKind::Sla) {
        let services = stands_on(catalog, &above.service);
        let agreements: Vec<_> = services.iter().flat_map(|service| below(subject.lookup, service)).collect();
        if agreements.is_empty() {
            continue;
        }
        let needed = agreed(above);
        for agreement in agreements {
            let uncovered = seconds(&needed) - common_seconds(&needed, &agreed(agreement));
            // A holiday or a night of maintenance is agreed on, and no difference in hours.
            if uncovered <= 0.1 * seconds(&needed) {
                continue;
            }
            let weekly = |seconds: f64| format!("{:.0} h", seconds / 4.0 / 3600.0);
            let message = format!(
                "`{}` is promised for {} a week, and for {} of these `{}` below promises nothing",
                above.meta.name,
                weekly(seconds(&needed)),
                weekly(uncovered),
                agreement.meta.name
            );
            let key = format!("{} {}", above.meta.name, agreement.meta.name);
            let place = agreement.meta.place.child("spec").child("serviceHours");
            let finding = Finding::new(&HOURS.rule, place, message)
                .label(above.meta.place.child("spec").child("serviceHours"), "what stands on it");
            findings.push(finding.help("agree on the same hours below, or promise fewer above").key(key));
        }
    }
}

/// The same promise over a longer time.
static LONGER_WINDOW: Check = Check {
    rule: Rule {
        code: "D157",
        name: "longer-window-below",
        level: Level::Note,
        what: "An operational-level agreement or contract promises just what the service-level agreement above it does, and is judged over a longer time.",
        why: "A bad week is lost in a good quarter: below it is kept, above it is missed.",
        bad: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: ola}\nspec: {type: OLA, service: network, parties: {provider: \"@net\", customer: \"@ops\"}, objectives: [{name: there, metric: network-availability, target: 99.9%, timeWindow: [{duration: 180d, isRolling: true}]}]}\n",
        good: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: ola}\nspec: {type: OLA, service: network, parties: {provider: \"@net\", customer: \"@ops\"}, objectives: [{name: there, metric: network-availability, target: 99.9%, timeWindow: [{duration: 28d, isRolling: true}]}]}\n",
        beside: PORTAL,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: longer_window,
};

fn longer_window(subject: &Subject<'_>, findings: &mut Findings) {
    let catalog = subject.catalog;
    let length = |promise: &Promise<'_>| promise.objective.window.duration;
    for above in promises(catalog, |kind| kind == AgreementKind::Sla) {
        for below in carriers(subject, &above) {
            let is_longer = length(&below).nominal_seconds() > length(&above).nominal_seconds();
            if below.value != above.value || !is_longer {
                continue;
            }
            let message = format!(
                "`{}` below promises the same as `{}`, over {} instead of {}",
                below.id(),
                above.id(),
                length(&below),
                length(&above)
            );
            let place = below.objective.place.child("timeWindow");
            let finding = Finding::new(&LONGER_WINDOW.rule, place, message)
                .label(above.objective.place.child("timeWindow"), "the window above");
            findings.push(finding.help("agree on the same window below, or on more").key(above.id()));
        }
    }
}

/// An objective of a kind that can be compared from one service to the next.
struct Promise<'a> {
    agreement: &'a Agreement,
    objective: &'a Objective,
    metric: &'a Metric,
    kind: Kind<'a>,
    op: Comparison,
    value: f64,
}

/// What can be compared from one service to the next.
#[derive(PartialEq)]
enum Kind<'a> {
    /// The share of time for which a service is there.
    Availability,
    /// A length of time, by the last two words of the metric's name: `resolution-time`.
    Time(&'a str),
}

impl Promise<'_> {
    fn id(&self) -> String {
        format!("{}/{}", self.agreement.meta.name, self.objective.name)
    }

    fn is_stricter_than(&self, other: &Self) -> bool {
        if self.op.prefers_lower() { self.value < other.value } else { self.value > other.value }
    }
}

/// The comparable promises of agreements of some kinds.
fn promises(catalog: &Catalog, wanted: fn(AgreementKind) -> bool) -> impl Iterator<Item = Promise<'_>> {
    let objectives = catalog.objectives().filter(move |(agreement, _)| wanted(agreement.kind));
    objectives.filter_map(|(agreement, objective)| promise(catalog, agreement, objective))
}

/// An objective, if it is of a kind that can be compared.
fn promise<'a>(
    catalog: &'a Catalog,
    agreement: &'a Agreement,
    objective: &'a Objective,
) -> Option<Promise<'a>> {
    let metric = catalog.metrics.get(&objective.metric)?;
    let desired = desired(objective.target, metric)?;
    let is_share = matches!(objective.target, Target::Share { .. });
    let kind = match metric.unit.dimension() {
        Dimension::Ratio if is_availability(metric) && !desired.op.prefers_lower() => Kind::Availability,
        Dimension::Time if desired.op.prefers_lower() && !is_share => {
            Kind::Time(last_two_words(metric.meta.name.as_str()))
        }
        _ => return None,
    };
    Some(Promise { agreement, objective, metric, kind, op: desired.op, value: desired.value })
}

/// Whether a metric is the share of time for which a service is there: its source says so, or, where that is no file,
/// its name.
fn is_availability(metric: &Metric) -> bool {
    match metric.gather.as_ref().map(|gather| &gather.source) {
        Some(Source::File(file)) => matches!(file.measure, Measure::Down { .. }),
        Some(Source::Git(_)) => false,
        Some(Source::Report(source)) => source.report.is_down_time(),
        Some(Source::Remote(remote)) if remote.question.is_down_time() => true,
        Some(Source::Remote(_) | Source::Ratio(_) | Source::Foreign(_)) | None => {
            let words = metric.meta.name.as_str().split('-');
            words.into_iter().any(|word| matches!(word, "availability" | "uptime"))
        }
    }
}

/// `resolution-time` of `network-resolution-time`.
fn last_two_words(name: &str) -> &str {
    let second = name.rmatch_indices('-').nth(1).map_or(0, |(dash, _)| dash + 1);
    name.get(second..).unwrap_or(name)
}

/// A service and all that it depends on, over any number of steps.
fn stands_on<'a>(catalog: &'a Catalog, service: &'a Name) -> BTreeSet<&'a Name> {
    let (mut known, mut pending) = (BTreeSet::from([service]), vec![service]);
    while let Some(service) = pending.pop().and_then(|name| catalog.services.get(name)) {
        pending.extend(service.depends_on.iter().filter(|other| known.insert(other)));
    }
    known
}

/// The operational-level agreements and contracts about a service.
pub fn below<'a>(lookup: &Lookup<'a>, service: &Name) -> impl Iterator<Item = &'a Agreement> {
    let agreements = lookup.agreements_about(service).to_vec();
    agreements.into_iter().filter(|agreement| agreement.kind != AgreementKind::Sla)
}
