//! Systems outside the repository, as `deming gather` asks them.
//!
//! A [`System`] is opened once for each declared data source and asked once for each metric and slice of time. What a
//! system does not say, says late or says wrongly is [`Lost`] and never a zero.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::tz::TimeZone;

use crate::model::observation::{Group, Records};
use crate::model::source::RemoteSource;
use crate::model::{Duration, Interval, Metric};

/// What a system is asked: the observations of a metric in a stretch of time.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// What is asked about it.
    pub source: &'a RemoteSource,
    /// The stretch of time. It starts and ends on the grid of `every`.
    pub interval: Interval,
    /// How far observations lie apart where the system computes them: `gather.every`, else `process.interval`. An
    /// observation of the time from `t` until `t + every` is dated `t`.
    pub every: Duration,
    /// Whose days and months the grid of `every` follows, where it is one of days or longer.
    pub zone: &'a TimeZone,
}

/// What a system said.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The observations of the stretch of time, in order. Origins are left to who records them.
    pub records: Records,
    /// The values of the metric's dimensions; a record's `group` is an index into this.
    pub groups: Vec<Group>,
    /// Who answered, for the record: `Prometheus 2.42.0`. Without secrets.
    pub server: String,
    /// What was left out of the answer, and why, in sentences: duplicates, values that are no numbers, times outside of
    /// what was asked.
    pub doubts: Vec<String>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Lost {
    /// Why, in a sentence without secrets.
    pub reason: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Lost {
    /// Lost for this reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), help: None }
    }

    /// With advice.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// Something that can be asked. One value may be asked by several threads at the same time.
pub trait System: Send + Sync {
    /// Asks for the observations of a metric in a stretch of time: all of them, or none.
    ///
    /// # Errors
    /// [`Lost`], when the whole answer could not be had.
    fn ask(&self, ask: &Ask<'_>) -> Result<Answer, Lost>;

    /// The part of that stretch of time that the system knows of, so that silence in it means that nothing happened: all
    /// of it, unless the system says otherwise.
    ///
    /// # Errors
    /// As [`System::ask`].
    fn known(&self, ask: &Ask<'_>) -> Result<Interval, Lost> {
        Ok(ask.interval)
    }
}

/// A wish to stop, shared between who wishes it and everybody at work.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Wishes everybody to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody wishes to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
