//! What clocks do to the answers of remote systems.

use jiff::Timestamp;

use super::look;
use crate::gather::remote::Answer;
use crate::model::observation::{Absence, Observations, Records};
use crate::model::{Metric, Points};

/// Takes out of an answer what no clock can have meant: what is dated after `end`, dates that stand for none, readings
/// that stand there twice. Each is noted among the doubts of the answer.
pub fn settled(answer: Answer, metric: &Metric, end: Timestamp) -> Answer {
    let Answer { records, groups, server, mut doubts } = answer;
    let (records, ahead) = until(records, end);
    if ahead > 0 {
        let noun = if ahead == 1 { "observation is" } else { "observations are" };
        doubts
            .push(format!("{ahead} {noun} dated after {end}, which lies ahead of what was asked: left out"));
    }
    let name = metric.meta.name.clone();
    let mut observations =
        Observations { records, groups, absence: None, ..Observations::absent(name, Absence::Empty) };
    doubts.extend(look(metric, &mut observations).into_iter().map(|told| told.message));
    Answer { records: observations.records, groups: observations.groups, server, doubts }
}

/// What is not dated after a moment, and how much is.
fn until(records: Records, end: Timestamp) -> (Records, usize) {
    match records {
        Records::Points(points) => {
            let seen = points.until(end);
            let ahead = points.len() - seen;
            let points = if ahead == 0 { points } else { points.iter().take(seen).collect::<Points>() };
            (Records::Points(points), ahead)
        }
        Records::Outages(mut outages) => {
            let all = outages.len();
            outages.retain(|outage| outage.interval.from <= end);
            let ahead = all - outages.len();
            (Records::Outages(outages), ahead)
        }
    }
}
