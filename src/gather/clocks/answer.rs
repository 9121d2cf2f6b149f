//! What clocks do to the answers of remote systems.

use jiff::Timestamp;

use super::settle;
use crate::finding::Finding;
use crate::gather::remote::Answer;
use crate::gather::rules;
use crate::model::observation::{Doubts, Observations, Records, Tally};
use crate::model::{Metric, Points};
use crate::text::Place;

/// Takes out of an answer what no clock can have meant: what is dated after now, dates that stand for none, readings that
/// stand there twice. Each is told, and noted among the doubts of the answer. `place` is where the source is declared.
pub fn settled(answer: Answer, metric: &Metric, place: &Place, now: Timestamp) -> (Answer, Vec<Finding>) {
    let Answer { records, groups, server, mut doubts } = answer;
    let (records, ahead) = until(records, now);
    let mut findings: Vec<Finding> =
        (ahead > 0).then(|| future(ahead, metric, place, now)).into_iter().collect();
    let mut observations = Observations {
        metric: metric.meta.name.clone(),
        records,
        groups,
        known_until: None,
        known_since: None,
        doubts: Doubts::default(),
        origins: Vec::new(),
        earlier: None,
        tally: Tally::default(),
        absence: None,
    };
    findings.extend(settle(metric, place, &mut observations));
    doubts.extend(findings.iter().map(|finding| finding.message.clone()));
    (Answer { records: observations.records, groups: observations.groups, server, doubts }, findings)
}

/// What is not dated after now, and how much is.
fn until(records: Records, now: Timestamp) -> (Records, usize) {
    match records {
        Records::Points(points) => {
            let seen = points.until(now);
            let ahead = points.len() - seen;
            let points = if ahead == 0 { points } else { points.iter().take(seen).collect::<Points>() };
            (Records::Points(points), ahead)
        }
        Records::Outages(mut outages) => {
            let all = outages.len();
            outages.retain(|outage| outage.interval.from <= now);
            let ahead = all - outages.len();
            (Records::Outages(outages), ahead)
        }
    }
}

fn future(ahead: usize, metric: &Metric, place: &Place, now: Timestamp) -> Finding {
    let (noun, are) = if ahead == 1 { ("observation", "is") } else { ("observations", "are") };
    let message =
        format!("{ahead} {noun} of `{}` {are} dated after {now}, which lies in the future", metric.meta.name);
    let help = "see the clock of the system, and the zone that it writes times in; what lies in the future is not recorded";
    Finding::new(&rules::DATED_AHEAD, place, message).help(help).key("ahead")
}
