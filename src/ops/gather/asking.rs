//! Asking many systems at the same time, and what comes of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::tz::TimeZone;

use crate::finding::Finding;
use crate::gather::clocks;
use crate::gather::remote::{self, Answer, Ask, Lost, Means, System, rules};
use crate::model::source::{Question, RemoteSource};
use crate::model::{DataSource, Duration, Interval, Metric, Name};
use crate::parallel;

/// The most metrics that are asked for at the same time: enough to hide the latency of a network, and few enough not to
/// be a burden. Each system has a bound of its own beside this.
const AT_ONCE: usize = 8;

/// Hears of what happens, from several threads.
pub type Tell<'a> = &'a (dyn Fn(Event<'_>) + Sync);

/// What happens while systems are asked.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// So many metrics are to be asked for.
    Begins {
        /// How many.
        metrics: usize,
    },
    /// A metric is asked for, in so many pieces.
    Asks {
        /// The metric.
        metric: &'a Name,
        /// In how many pieces of time.
        pieces: usize,
    },
    /// A piece of it was answered.
    Answered {
        /// The metric.
        metric: &'a Name,
    },
    /// Nothing more is asked for it.
    Ends {
        /// The metric.
        metric: &'a Name,
        /// What came of it.
        outcome: &'a Outcome,
    },
}

/// What came of asking for a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was due: everything that is over is known.
    Current,
    /// Everything was answered.
    Answered {
        /// Who answered.
        server: String,
        /// How many observations there were.
        observations: usize,
    },
    /// The system gave no answer, or not to everything.
    Lost {
        /// Why.
        lost: Lost,
        /// How many of the pieces were answered before.
        answered: usize,
    },
    /// Somebody wished to stop before everything was asked.
    Cancelled,
}

/// What is to be asked for a metric.
#[derive(Debug)]
pub struct Task<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// Its source.
    pub source: &'a RemoteSource,
    /// Where the system is.
    pub data_source: Option<&'a DataSource>,
    /// How far observations lie apart.
    pub every: Duration,
    /// Whose days they follow.
    pub zone: &'a TimeZone,
    /// The stretches of time to ask about, in this order.
    pub due: Vec<Interval>,
}

/// What was said about a task.
#[derive(Debug)]
pub struct Reply {
    /// What came of it.
    pub outcome: Outcome,
    /// The answers to the pieces of time that were answered.
    pub answers: Vec<(Interval, Answer)>,
}

impl Reply {
    /// What is wrong with the source or its answers.
    pub fn findings(&self, task: &Task<'_>) -> Vec<Finding> {
        let Task { metric, source, data_source, .. } = *task;
        let lost = match &self.outcome {
            Outcome::Lost { lost, .. } => rules::lost(metric, source, data_source, lost),
            _ => None,
        };
        let answers: Vec<&Answer> = self.answers.iter().map(|(_, answer)| answer).collect();
        lost.into_iter().chain(rules::doubts(metric, source, &answers)).collect()
    }
}

/// Asks for every task, in bounded number at the same time. Replies come in the order of the tasks.
pub fn ask_all(tasks: &[Task<'_>], means: &Means<'_>, tell: Tell<'_>) -> Vec<Reply> {
    tell(Event::Begins { metrics: tasks.iter().filter(|task| !task.due.is_empty()).count() });
    let systems = Systems { means, open: Mutex::default() };
    parallel::in_order(tasks.iter().collect(), AT_ONCE, |task| {
        let reply = reply(task, &systems, tell);
        tell(Event::Ends { metric: &task.metric.meta.name, outcome: &reply.outcome });
        reply
    })
}

fn reply(task: &Task<'_>, systems: &Systems<'_>, tell: Tell<'_>) -> Reply {
    let mut answers = Vec::new();
    if task.due.is_empty() {
        return Reply { outcome: Outcome::Current, answers };
    }
    let metric = &task.metric.meta.name;
    tell(Event::Asks { metric, pieces: task.due.len() });
    let outcome = match systems.of(task) {
        Err(lost) => Outcome::Lost { lost, answered: 0 },
        Ok(system) => {
            ask(task, system.as_ref(), systems.means, &mut answers, &|| tell(Event::Answered { metric }))
        }
    };
    Reply { outcome, answers }
}

/// Asks about one piece after the other, and stops at the first that is not answered: what lies beyond it would leave
/// a hole.
fn ask(
    task: &Task<'_>,
    system: &dyn System,
    means: &Means<'_>,
    answers: &mut Vec<(Interval, Answer)>,
    answered: &dyn Fn(),
) -> Outcome {
    for interval in &task.due {
        if means.client.cancel().is_cancelled() {
            return Outcome::Cancelled;
        }
        let Task { metric, source, every, zone, .. } = *task;
        let ask = Ask { metric, source, interval: *interval, every, zone };
        match system.ask(&ask).and_then(|answer| Ok((system.known(&ask)?, answer))) {
            // Of what the system does not know nothing is recorded, and the next run asks again.
            Ok((known, _)) if known.is_empty() => {}
            Ok((known, answer)) => answers.push((known, clocks::settled(answer, metric, known.to))),
            Err(_) if means.client.cancel().is_cancelled() => return Outcome::Cancelled,
            Err(lost) => return Outcome::Lost { lost, answered: answers.len() },
        }
        answered();
    }
    let observations = answers.iter().map(|(_, answer)| answer.records.len()).sum();
    let server = answers.last().map(|(_, answer)| answer.server.clone()).unwrap_or_default();
    Outcome::Answered { server, observations }
}

/// What tells a system from others that metrics may share; `None` of one that they do not.
fn place(task: &Task<'_>) -> Option<String> {
    match (&task.source.question, task.data_source) {
        (_, Some(data_source)) => Some(format!("the data source {}", data_source.meta.name)),
        (Question::Upptime(upptime), None) => Some(format!("the repository {}", upptime.repository)),
        _ => None,
    }
}

/// What opening a system gave.
type Opened = Result<Arc<dyn System>, Lost>;

/// The systems that are asked, each opened once.
struct Systems<'a> {
    means: &'a Means<'a>,
    open: Mutex<BTreeMap<String, Arc<Mutex<Option<Opened>>>>>,
}

impl Systems<'_> {
    /// The system of a task. A data source, or another repository, is opened once for all its metrics; while one thread
    /// opens it, others that want the same one wait, and those that want another one do not.
    fn of(&self, task: &Task<'_>) -> Opened {
        let Some(place) = place(task) else { return self.opened(task) };
        let slot = {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            open.entry(place).or_default().clone()
        };
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        slot.get_or_insert_with(|| self.opened(task)).clone()
    }

    fn opened(&self, task: &Task<'_>) -> Opened {
        remote::open(task.source, task.data_source, self.means).map(Arc::from)
    }
}
