//! How many requests a host gets at the same time.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::cancel::Cancel;

/// Counts who is at which host.
#[derive(Debug, Default)]
pub struct Gate {
    inside: Mutex<BTreeMap<String, usize>>,
    somebody_left: Condvar,
}

/// A place at a host, given back when dropped.
#[derive(Debug)]
pub struct Pass<'a> {
    gate: &'a Gate,
    host: String,
}

impl Gate {
    const NOTICE: Duration = Duration::from_millis(25);

    /// Waits until fewer than `places` are at the host, and takes one; `None` when somebody wishes to stop.
    pub fn enter(&self, host: &str, places: usize, cancel: &Cancel) -> Option<Pass<'_>> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if cancel.is_cancelled() {
                return None;
            }
            let count = inside.entry(host.to_owned()).or_default();
            if *count < places.max(1) {
                *count += 1;
                return Some(Pass { gate: self, host: host.to_owned() });
            }
            let waited = self.somebody_left.wait_timeout(inside, Self::NOTICE);
            inside = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let mut inside = self.gate.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = inside.get_mut(&self.host) {
            *count = count.saturating_sub(1);
        }
        self.gate.somebody_left.notify_all();
    }
}
