//! Prometheus, and what speaks as it does: VictoriaMetrics, Thanos, Mimir.
//!
//! A query is evaluated at the end of each stretch of time, `t + every`, and looks back from there; what it gives is
//! dated `t`. Stretches of equal length are asked together, as a range (`/api/v1/query_range`), in slices that no server
//! refuses. `${window}` in a query becomes the length of the stretch, so that on the day that the clocks change it is 23
//! hours or 25.
//!
//! Counters and their resets are PromQL's business: `increase(…[${window}])`. PromQL gives nothing where a counter has no
//! series. Where there is a total, a part that is missing is therefore zero: no bad ones, or no good ones. Where there is
//! no total, nothing is known.
//!
//! | file | knows |
//! |---|---|
//! | `answer` | what an answer looks like |
//! | `query` | how a question is put |
//! | `samples` | which series of an answer belongs to which group |

mod answer;
mod query;
mod samples;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use self::answer::Matrix;
use self::samples::Samples;
use super::collected::{Collected, LeftOut};
use super::grid::{self, Run};
use super::web::Web;
use super::{Answer, Ask, Lost, System};
use crate::model::source::{PromQl, Question};
use crate::net::{Failure, Request, Response};

/// The media types of answers.
const JSON: &[&str] = &["application/json", "+json"];

/// A Prometheus-compatible server.
pub struct Prometheus {
    web: Web,
    /// Whether it takes no forms, as some gateways do not.
    wants_get: AtomicBool,
    /// What it calls itself, once it has been asked.
    name: OnceLock<String>,
}

impl System for Prometheus {
    fn ask(&self, ask: &Ask<'_>) -> Result<Answer, Lost> {
        let Question::Prometheus(promql) = &ask.source.question else {
            return Err(Lost::new("it is asked something else than PromQL"));
        };
        let mut collected = Collected::new(ask.metric);
        let (mut parts, mut totals) = (0, 0);
        for run in grid::runs(ask) {
            let mut samples = |query: &str| -> Result<Samples, Lost> {
                let matrix = self.matrix(query, &run, &mut collected)?;
                Samples::read(matrix, &run, &ask.metric.process.by, &mut collected)
            };
            match promql {
                PromQl::Value(query) => {
                    samples(query)?.each(|at, group, value| collected.value(at, group, value));
                }
                PromQl::Share { query, is_of_good } => {
                    samples(query)?.each(|at, group, share| collected.share(at, group, share, *is_of_good));
                }
                PromQl::GoodOfTotal { good: part, total } | PromQl::BadOfTotal { bad: part, total } => {
                    let (part, total) = (samples(part)?, samples(total)?);
                    (parts, totals) = (parts + part.len(), totals + total.len());
                    let is_good = matches!(promql, PromQl::GoodOfTotal { .. });
                    together(&part, &total, is_good, &mut collected);
                }
            }
        }
        if parts == 0 && totals > 0 {
            let part = if matches!(promql, PromQl::GoodOfTotal { .. }) { "good" } else { "bad" };
            collected.tell(format!(
                "the query of `{part}` gave nothing at all where that of `total` did: taken as none"
            ));
        }
        Ok(collected.into_answer(self.name()))
    }
}

/// Parts of totals. A part that is missing is zero; one without a total is left out.
fn together(part: &Samples, total: &Samples, is_good: bool, collected: &mut Collected<'_>) {
    total.each(|at, group, total| {
        collected.part(at, group, part.get(at, group).unwrap_or(0.0), total, is_good);
    });
    part.each(|at, group, _| {
        if total.get(at, group).is_none() {
            collected.leave_out(LeftOut::NoTotal, at);
        }
    });
}

impl Prometheus {
    /// The server at the end of a way.
    pub fn new(web: Web) -> Self {
        Self { web, wants_get: AtomicBool::new(false), name: OnceLock::new() }
    }

    /// What a query gives over a run.
    fn matrix(&self, query: &str, run: &Run, collected: &mut Collected<'_>) -> Result<Matrix, Lost> {
        let fields = query::fields(query, run, self.web.patience());
        let response = self.range(&fields)?.map_err(|failure| {
            // What the server says stands in a document of its own.
            let said = |text: &str| answer::complaint(text.as_bytes()).unwrap_or_else(|| text.to_owned());
            let trouble = failure.trouble.with_texts(said);
            self.web.lost(Failure { trouble, ..failure })
        })?;
        answer::read(response.body(), |warning| collected.tell(warning))
    }

    /// The answer to a range query, or why there is none.
    fn range(&self, fields: &str) -> Result<Result<Response, Failure>, Lost> {
        const PATH: &str = "api/v1/query_range";
        if !self.wants_get.load(Ordering::Relaxed) {
            let post = Request::post(self.web.below(PATH)?, query::FORM, fields);
            match self.web.try_ask(post.accepting(JSON)) {
                Err(failure) if matches!(failure.status(), Some((405 | 501, _))) => {
                    self.wants_get.store(true, Ordering::Relaxed);
                }
                other => return Ok(other),
            }
        }
        let get = Request::get(self.web.below(&format!("{PATH}?{fields}"))?);
        Ok(self.web.try_ask(get.accepting(JSON)))
    }

    /// What the server calls itself. It is asked once; where it does not say, that is no reason to lose an answer.
    fn name(&self) -> String {
        self.name.get_or_init(|| answer::name(self.build_info().as_ref())).clone()
    }

    fn build_info(&self) -> Option<Response> {
        let request = Request::get(self.web.below("api/v1/status/buildinfo").ok()?);
        self.web.try_ask(request.accepting(JSON)).ok()
    }
}
