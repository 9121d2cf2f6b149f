//! Which series of an answer belongs to which group.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::answer::{Matrix, Series};
use crate::gather::remote::Lost;
use crate::gather::remote::collected::{Collected, LeftOut};
use crate::gather::remote::grid::Run;
use crate::model::observation::Group;
use crate::text::escape::one_line;

/// Numbers by time and group.
pub struct Samples(BTreeMap<(Timestamp, u32), f64>);

impl Samples {
    /// How far, in seconds, a sample may lie from the moment that it was asked for: what is lost in writing that moment
    /// as a floating-point number.
    const ROUNDING: f64 = 0.002;

    /// The samples of an answer about a run, each in the group that its labels of the dimensions `by` name.
    ///
    /// # Errors
    /// [`Lost`], where series of the same group cannot be told apart.
    pub fn read(
        matrix: Matrix,
        run: &Run,
        by: &[String],
        collected: &mut Collected<'_>,
    ) -> Result<Self, Lost> {
        let mut known: BTreeMap<Group, &Series> = BTreeMap::new();
        let mut samples = BTreeMap::new();
        for series in &matrix {
            let group: Group = by.iter().map(|label| series.label(label).into()).collect();
            if let Some(other) = known.insert(group.clone(), series) {
                return Err(indistinct(series, other, by));
            }
            let group = collected.group(group)?;
            for (second, number) in &series.values {
                let Some(at) = moment(*second, run) else {
                    let at = Timestamp::from_second(*second as i64).unwrap_or(run.from);
                    collected.leave_out(LeftOut::OtherTime, at);
                    continue;
                };
                // What cannot be read is no number either.
                samples.insert((at, group), number.parse().unwrap_or(f64::NAN));
            }
            if let Some((second, _)) = series.histograms.first() {
                collected.leave_out(
                    LeftOut::Histogram,
                    Timestamp::from_second(*second as i64).unwrap_or(run.from),
                );
            }
        }
        Ok(Self(samples))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The one of a time and group.
    pub fn get(&self, at: Timestamp, group: u32) -> Option<f64> {
        self.0.get(&(at, group)).copied()
    }

    /// Hands out one after the other.
    pub fn each(&self, mut take: impl FnMut(Timestamp, u32, f64)) {
        for ((at, group), number) in &self.0 {
            take(*at, *group, *number);
        }
    }
}

impl Series {
    fn label(&self, name: &str) -> &str {
        self.metric.get(name).map_or("", String::as_str)
    }
}

/// The start of the stretch that was evaluated at a moment.
fn moment(second: f64, run: &Run) -> Option<Timestamp> {
    let number = (second - run.at(1).as_second() as f64) / run.step as f64;
    let nearest = number.round();
    let is_on_grid = ((number - nearest) * run.step as f64).abs() <= Samples::ROUNDING;
    let is_within = (0.0..run.count as f64).contains(&nearest);
    (is_on_grid && is_within).then(|| run.at(nearest as i64))
}

/// Two series of one group.
fn indistinct(one: &Series, two: &Series, by: &[String]) -> Lost {
    let labels: BTreeSet<&String> = one.metric.keys().chain(two.metric.keys()).collect();
    let differing: Vec<&str> =
        labels.into_iter().filter(|label| one.label(label) != two.label(label)).map(String::as_str).collect();
    let names = one_line(&differing.join("`, `")).into_owned();
    let dimensions = by.join(", ");
    let (group, sum) = match by {
        [] => (String::new(), "sum(…)".to_owned()),
        _ => (format!(" for the same {dimensions}"), format!("sum by ({dimensions}) (…)")),
    };
    Lost::new(format!("the query gives more than one series{group}; they differ in `{names}`"))
        .help(format!("add them up, as in `{sum}`, or name what tells them apart in `process.by`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: Run = Run { from: Timestamp::UNIX_EPOCH, step: 60, count: 3 };

    #[test]
    fn what_is_evaluated_at_the_end_is_dated_at_the_start() {
        let at = |second| moment(second, &RUN).map(Timestamp::as_second);
        assert_eq!([at(60.0), at(120.001), at(180.0)], [Some(0), Some(60), Some(120)]);
        for elsewhere in [0.0, 61.0, 240.0, -60.0, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(at(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn series_that_cannot_be_told_apart_are_named() {
        let series = |labels: &[(&str, &str)]| Series {
            metric: labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            values: Vec::new(),
            histograms: Vec::new(),
        };
        let (one, two) =
            (series(&[("job", "a"), ("instance", "1")]), series(&[("job", "a"), ("code", "200")]));
        let lost = indistinct(&one, &two, &[]);
        assert_eq!(lost.reason, "the query gives more than one series; they differ in `code`, `instance`");
        let lost = indistinct(&one, &two, &["job".to_owned()]);
        assert!(lost.reason.contains(" for the same job;"), "{}", lost.reason);
        assert!(lost.help.is_some_and(|help| help.contains("sum by (job)")));
    }
}
