//! Observations apart by the values of a dimension.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::observation::{Group, Outage, Records};
use crate::model::{Earlier, Metric, Observations, Points, Summary};

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
    let (mut parts, homes) = homes(&observations.groups, index, observations);
    match &observations.records {
        Records::Points(points) => {
            let apart = points.split(parts.len(), &homes);
            for ((_, part), own) in parts.iter_mut().zip(apart) {
                part.records = Records::Points(own);
            }
        }
        Records::Outages(outages) => {
            let mut apart: Vec<Vec<Outage>> = vec![Vec::new(); parts.len()];
            for outage in outages {
                let home = homes.get(outage.group as usize).copied().flatten();
                if let Some((list, group)) = home.and_then(|(at, group)| Some((apart.get_mut(at)?, group))) {
                    list.push(Outage { group, ..*outage });
                }
            }
            for ((_, part), own) in parts.iter_mut().zip(apart) {
                part.records = Records::Outages(own);
            }
        }
    }
    for summary in observations.summaries() {
        let home = homes.get(summary.group as usize).copied().flatten();
        let Some((at, group)) = home else { continue };
        if let Some(earlier) = parts.get_mut(at).and_then(|(_, part)| part.earlier.as_mut()) {
            earlier.summaries.push(Summary { group, ..summary.clone() });
        }
    }
    parts.into_iter().filter(|(_, part)| !part.is_empty()).collect()
}

/// A part for each value, in order, without observations; and for each group which part is its own, and its index there.
type Parts = (Vec<(String, Observations)>, Vec<Option<(usize, u32)>>);

fn homes(groups: &[Group], dimension: usize, whole: &Observations) -> Parts {
    let values: BTreeSet<&str> = groups.iter().filter_map(|g| g.get(dimension)).map(|v| &**v).collect();
    let places: BTreeMap<&str, usize> = values.iter().zip(0..).map(|(value, at)| (*value, at)).collect();
    let mut parts: Vec<(String, Observations)> =
        values.iter().map(|value| ((*value).to_owned(), empty_part(whole))).collect();
    let mut home = |group: &Group| {
        let at = *places.get(&**group.get(dimension)?)?;
        let (_, part) = parts.get_mut(at)?;
        part.groups.push(group.clone());
        Some((at, part.groups.len() as u32 - 1))
    };
    let homes = groups.iter().map(&mut home).collect();
    (parts, homes)
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
        earlier: whole.earlier.as_ref().map(|_| Earlier::default()),
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
