//! A wish to stop.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A wish to stop, shared between who wishes it and everybody at work.
#[derive(Clone, Default)]
pub struct Cancel(Arc<Wish>);

#[derive(Default)]
struct Wish {
    is_wished: AtomicBool,
    bells: Mutex<Vec<Bell>>,
}

type Bell = Box<dyn FnOnce() + Send>;

impl Cancel {
    /// How long somebody who waits may not notice a wish.
    const NOTICE: Duration = Duration::from_millis(25);

    /// Wishes everybody to stop.
    pub fn cancel(&self) {
        self.0.is_wished.store(true, Ordering::SeqCst);
        for bell in self.take_bells() {
            bell();
        }
    }

    /// Whether somebody wishes to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.is_wished.load(Ordering::SeqCst)
    }

    /// Has something done once somebody wishes to stop, such as shutting a connection that another thread waits for.
    pub fn on_cancel(&self, bell: impl FnOnce() + Send + 'static) {
        self.0.bells.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(bell));
        if self.is_cancelled() {
            for bell in self.take_bells() {
                bell();
            }
        }
    }

    /// Waits. Gives `false` as soon as somebody wishes to stop.
    pub fn wait(&self, time: Duration) -> bool {
        let end = Instant::now() + time;
        loop {
            if self.is_cancelled() {
                return false;
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            std::thread::sleep(left.min(Self::NOTICE));
        }
    }

    fn take_bells(&self) -> Vec<Bell> {
        std::mem::take(&mut *self.0.bells.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Cancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cancel").field(&self.is_cancelled()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bells_ring_once_and_late_ones_too() {
        let (cancel, rung) = (Cancel::default(), Arc::new(Mutex::new(0)));
        let count = |rung: &Arc<Mutex<i32>>| {
            let rung = rung.clone();
            move || *rung.lock().expect("no panic") += 1
        };
        cancel.on_cancel(count(&rung));
        assert!(cancel.wait(Duration::from_millis(1)));
        cancel.cancel();
        cancel.cancel();
        cancel.on_cancel(count(&rung));
        assert!(!cancel.wait(Duration::from_secs(60)));
        assert_eq!(*rung.lock().expect("no panic"), 2);
    }
}
