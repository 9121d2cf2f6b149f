//! Waiting for a server, and no longer than that.

use std::future::Future;
use std::pin::pin;
use std::time::{Duration, Instant};

use crate::gather::remote::{Cancel, Cause, Lost};

/// Until when to wait, and who may wish to stop before.
#[derive(Debug, Clone)]
pub struct Patience {
    cancel: Cancel,
    deadline: Instant,
    limit: Duration,
}

/// Why waiting ended before there was an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Somebody wished so.
    Cancelled,
    /// It took this long.
    TooLong(Duration),
}

impl Stop {
    /// In words.
    pub fn lost(self, server: &str) -> Lost {
        match self {
            Self::Cancelled => Lost::new("somebody wished to stop").cause(Cause::Cancelled),
            Self::TooLong(limit) => {
                Lost::new(format!("{server} gave no whole answer within {} s", limit.as_secs()))
                    .help("let the statement look at less, or raise `timeout` in its connectionDetails")
            }
        }
    }
}

impl Patience {
    /// How long somebody who waits may not notice a wish to stop.
    const NOTICE: Duration = Duration::from_millis(50);

    /// Patience for so long from now.
    pub fn of(limit: Duration, cancel: &Cancel) -> Self {
        Self { cancel: cancel.clone(), deadline: Instant::now() + limit, limit }
    }

    /// How much is left.
    pub fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Waits for work to be done.
    ///
    /// # Errors
    /// [`Stop`].
    pub async fn wait<T>(&self, work: impl Future<Output = T>) -> Result<T, Stop> {
        let mut work = pin!(work);
        loop {
            if self.cancel.is_cancelled() {
                return Err(Stop::Cancelled);
            }
            let left = self.left();
            if left.is_zero() {
                return Err(Stop::TooLong(self.limit));
            }
            if let Ok(done) = tokio::time::timeout(left.min(Self::NOTICE), work.as_mut()).await {
                return Ok(done);
            }
        }
    }
}
