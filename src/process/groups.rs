//! Observations apart by the values of a dimension.

use std::collections::BTreeMap;

use crate::model::observation::{Group, Outage, Point, Records};
use crate::model::{Metric, Observations, Points};

use super::scope::first_of;

/// The observations of each value of a dimension, by value. One pass, however many values there are. What is known
/// of the source as a whole (since when and until when it speaks, unreadable rows) holds for each. Empty when the metric does not
/// keep the dimension.
pub fn split_by(
    metric: &Metric,
    observations: &Observations,
    dimension: &str,
) -> BTreeMap<String, Observations> {
    let Some(index) = metric.process.by.iter().position(|name| name == dimension) else {
        return BTreeMap::new();
    };
    let mut parts: BTreeMap<String, Observations> = BTreeMap::new();
    let homes = homes(&observations.groups, index, &mut parts, observations);
    let home_of = |group: u32| homes.get(group as usize).and_then(Option::as_ref);
    match &observations.records {
        Records::Points(points) => {
            for (point, (value, group)) in points.iter().filter_map(|p| Some((p, home_of(p.group)?))) {
                if let Some(Records::Points(part)) = parts.get_mut(*value).map(|part| &mut part.records) {
                    part.push(Point { group: *group, ..point });
                }
            }
        }
        Records::Outages(outages) => {
            for (outage, (value, group)) in outages.iter().filter_map(|o| Some((o, home_of(o.group)?))) {
                if let Some(Records::Outages(part)) = parts.get_mut(*value).map(|part| &mut part.records) {
                    part.push(Outage { group: *group, ..*outage });
                }
            }
        }
    }
    parts.retain(|_, part| !part.is_empty());
    parts
}

/// For each group the part that it belongs to and its index there; the parts are made on the way.
fn homes<'g>(
    groups: &'g [Group],
    dimension: usize,
    parts: &mut BTreeMap<String, Observations>,
    whole: &Observations,
) -> Vec<Option<(&'g str, u32)>> {
    let mut homes = Vec::with_capacity(groups.len());
    for group in groups {
        homes.push(group.get(dimension).map(|value| {
            let part = parts.entry(value.to_string()).or_insert_with(|| empty_part(whole));
            part.groups.push(group.clone());
            (&**value, part.groups.len() as u32 - 1)
        }));
    }
    homes
}

fn empty_part(whole: &Observations) -> Observations {
    Observations {
        metric: whole.metric.clone(),
        records: match whole.records {
            Records::Points(_) => Records::Points(Points::default()),
            Records::Outages(_) => Records::Outages(Vec::new()),
        },
        groups: Vec::new(),
        known_until: whole.known_until,
        known_since: whole.known_since.into_iter().chain(first_of(whole)).min(),
        doubts: whole.doubts.clone(),
        origins: whole.origins.clone(),
        tally: whole.tally,
        absence: None,
        earlier: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::specimen::{metric, points_of_groups};

    #[test]
    fn every_observation_is_in_exactly_one_part() {
        let mut metric = metric("count");
        metric.process.by = vec!["site".into(), "team".into()];
        let all = points_of_groups(&[("a", 1), ("b", 2), ("a", 3)], "x");
        let parts = split_by(&metric, &all, "site");
        assert_eq!(parts.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(parts.values().map(Observations::len).sum::<usize>(), all.len());
        assert_eq!(split_by(&metric, &all, "team").keys().collect::<Vec<_>>(), ["x"]);
        assert!(split_by(&metric, &all, "street").is_empty());
    }
}
