//! A page of metrics as a server tells them now.
//!
//! Such a page tells of one moment. What it says is the observation of the last stretch of time that is asked about,
//! where that has just ended: as PromQL would be evaluated at its end. Of earlier stretches it knows nothing. Samples
//! with times of their own are observations of those.

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
        let exposition = self.page(question)?;
        if exposition.is_counter {
            let reason =
                format!("`{}` is a counter, of which one reading says nothing", question.metric.name);
            return Err(Lost::new(reason)
                .help("let a Prometheus-compatible server read it, and ask that one for `increase(…)`"));
        }
        let now = Timestamp::now();
        let last = grid::runs(ask).last().map(|run| Interval::new(run.at(run.count - 1), run.to()));
        let mut known: BTreeMap<(Timestamp, Group), Labels> = BTreeMap::new();
        for sample in exposition.samples {
            let at = sample.at.unwrap_or(now);
            let Some(at) = dated(at, ask.interval, last) else {
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

/// When a reading was made, on the grid of what is asked: at its own time within it, or in the stretch before it, where
/// that has ended no longer ago than it lasted.
fn dated(at: Timestamp, asked: Interval, last: Option<Interval>) -> Option<Timestamp> {
    if asked.contains(at) {
        return Some(at);
    }
    let last = last?;
    let length = last.to.as_second() - last.from.as_second();
    let since = at.as_second() - last.to.as_second();
    (last.to <= at && since <= length).then_some(last.from)
}

fn indistinct(one: &Labels, two: &Labels) -> Lost {
    let differing = one.differing(two).join("`, `");
    let differing =
        if differing.is_empty() { "nothing".to_owned() } else { format!("`{}`", one_line(&differing)) };
    Lost::new(format!("the page has more than one reading for the same time; they differ in {differing}"))
        .help("name what tells them apart in `metric`, or in `process.by`")
}
