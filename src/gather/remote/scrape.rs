//! A page of metrics as a server tells them now.
//!
//! Such a page tells of one moment. What it says is the observation of the stretch of time that has just ended, as PromQL
//! would be evaluated at its end; a sample with a time of its own within that stretch is dated so. Of earlier stretches
//! the page knows nothing, and about them it is not asked.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::collected::{Collected, LeftOut};
use super::grid;
use super::web::Web;
use super::{Answer, Ask, Lost, System};
use crate::gather::openmetrics::{self, Exposition, Format, Labels};
use crate::model::Interval;
use crate::model::observation::Group;
use crate::model::source::{OpenMetricsQuestion, Question};
use crate::net::Request;
use crate::text::escape::one_line;

/// The media types of such pages.
const TEXT: &[&str] = &["application/openmetrics-text", "text/plain"];

/// A server of such a page.
pub struct Scrape {
    web: Web,
}

impl System for Scrape {
    fn ask(&self, ask: &Ask<'_>) -> Result<Answer, Lost> {
        let Question::OpenMetrics(question) = &ask.source.question else {
            return Err(Lost::new("it is asked for something else than a page of metrics"));
        };
        let mut collected = Collected::new(ask.metric);
        let now = Timestamp::now();
        let Some(slot) = just_ended(ask, now) else { return Ok(collected.into_answer(self.web.server())) };
        let exposition = self.page(question)?;
        if exposition.is_counter {
            let reason =
                format!("`{}` is a counter, of which one reading says nothing", question.metric.name);
            return Err(Lost::new(reason)
                .help("let a Prometheus-compatible server read it, and ask that one for `increase(…)`"));
        }
        let mut known: BTreeMap<(Timestamp, Group), Labels> = BTreeMap::new();
        for sample in exposition.samples {
            let at = sample.at.unwrap_or(now);
            let Some(at) = dated(at, slot) else {
                collected.leave_out(LeftOut::OtherTime, at);
                continue;
            };
            let group: Group =
                ask.metric.process.by.iter().map(|label| sample.labels.get(label).into()).collect();
            if let Some(other) = known.insert((at, group.clone()), sample.labels.clone()) {
                return Err(indistinct(&sample.labels, &other));
            }
            let group = collected.group(group)?;
            collected.value(at, group, sample.value);
        }
        Ok(collected.into_answer(self.web.server()))
    }

    fn known(&self, ask: &Ask<'_>) -> Result<Interval, Lost> {
        let nothing = Interval::new(ask.interval.from, ask.interval.from);
        Ok(just_ended(ask, Timestamp::now()).unwrap_or(nothing))
    }
}

impl Scrape {
    /// The server at the end of a way.
    pub fn new(web: Web) -> Self {
        Self { web }
    }

    fn page(&self, question: &OpenMetricsQuestion) -> Result<Exposition, Lost> {
        let request = Request::get(self.web.below(&question.path)?);
        let response = self.web.ask(request.accepting(TEXT))?;
        let server = self.web.server();
        let text = std::str::from_utf8(response.body())
            .map_err(|_| Lost::new(format!("the answer of {server} is no text in UTF-8")))?;
        let format = Format::of(response.header("content-type"), text);
        let exposition = openmetrics::read(text, format, &question.metric)
            .map_err(|error| Lost::new(format!("the answer of {server} is no page of metrics: {error}")))?;
        if exposition.samples.is_empty() {
            let reason = format!("the page of {server} has no `{}`", question.metric);
            return Err(Lost::new(reason).help("see whether `metric` names a series as the page writes it"));
        }
        Ok(exposition)
    }
}

/// The last stretch of what is asked, where it has ended no longer ago than it lasted.
fn just_ended(ask: &Ask<'_>, now: Timestamp) -> Option<Interval> {
    let slot = grid::runs(ask).last().map(|run| Interval::new(run.at(run.count - 1), run.to()))?;
    let since = now.as_second() - slot.to.as_second();
    (slot.to <= now && since <= slot.to.as_second() - slot.from.as_second()).then_some(slot)
}

/// When a reading was made: at its own time within the stretch, or after it, which is as near as a page comes.
fn dated(at: Timestamp, slot: Interval) -> Option<Timestamp> {
    match at {
        _ if slot.contains(at) => Some(at),
        _ if at >= slot.to => Some(slot.from),
        _ => None,
    }
}

fn indistinct(one: &Labels, two: &Labels) -> Lost {
    let differing = one.differing(two).join("`, `");
    let differing =
        if differing.is_empty() { "nothing".to_owned() } else { format!("`{}`", one_line(&differing)) };
    Lost::new(format!("the page has more than one reading for the same time; they differ in {differing}"))
        .help("name what tells them apart in `metric`, or in `process.by`")
}
