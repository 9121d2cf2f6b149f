//! Work shared out among threads, its results in the order of the work.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};

/// Does `work` on every item, on at most `jobs` threads, and gives the results in the order of the items: how many
/// threads there are changes nothing but the time it takes.
pub fn in_order<T: Send, R: Send>(items: Vec<T>, jobs: usize, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let threads = jobs.min(items.len());
    if threads <= 1 {
        return items.into_iter().map(work).collect();
    }
    let waiting = Mutex::new(items.into_iter().enumerate());
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((place, item)) = next(&waiting) {
                    let result = work(item);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((place, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Threads that may be put to work beside those that are at work already, so that work within work does not take more
/// threads than were asked for.
#[derive(Debug)]
pub struct Crew(AtomicUsize);

impl Crew {
    /// So many threads.
    pub fn new(threads: usize) -> Self {
        Self(AtomicUsize::new(threads))
    }

    /// Those that are free now, for as long as the answer lives.
    pub fn hire(&self) -> Hired<'_> {
        Hired { crew: self, threads: self.0.swap(0, Ordering::Relaxed) }
    }
}

/// Threads of a crew, which gets them back.
#[derive(Debug)]
pub struct Hired<'c> {
    crew: &'c Crew,
    /// How many.
    pub threads: usize,
}

impl Drop for Hired<'_> {
    fn drop(&mut self) {
        self.crew.0.fetch_add(self.threads, Ordering::Relaxed);
    }
}

/// Does `work` on items as `next` gives them, on so many threads, and hands the results to `take` in the order of the
/// items, until there are no more or `take` has enough. `next` and `take` run on the calling thread. Few items are on
/// their way at any time, so that endless ones take no endless memory.
pub fn in_turn<T: Send, R: Send, B>(
    threads: usize,
    mut next: impl FnMut() -> Option<T>,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> ControlFlow<B>,
) -> ControlFlow<B> {
    if threads <= 1 {
        while let Some(item) = next() {
            take(work(item))?;
        }
        return ControlFlow::Continue(());
    }
    let (to_workers, waiting) = channel::<(T, SyncSender<R>)>();
    let waiting = Mutex::new(waiting);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((item, answer)) = received(&waiting) {
                    // Nobody waits for the answer any more when there is enough.
                    let _ = answer.send(work(item));
                }
            });
        }
        // Owned here, so that the workers hear of the end.
        let to_workers = to_workers;
        let mut under_way: VecDeque<Receiver<R>> = VecDeque::new();
        loop {
            while under_way.len() < 2 * threads + 1 {
                let Some(item) = next() else { break };
                let (answer, result) = sync_channel(1);
                if to_workers.send((item, answer)).is_err() {
                    break;
                }
                under_way.push_back(result);
            }
            let Some(first) = under_way.pop_front() else { return ControlFlow::Continue(()) };
            if let Ok(result) = first.recv() {
                take(result)?;
            }
        }
    })
}

/// The next item, once there is one. A function of its own, so that the lock is let go before the work begins.
fn received<T>(waiting: &Mutex<Receiver<T>>) -> Option<T> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// A function of its own, so that the lock is let go before the work begins.
fn next<T>(waiting: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_work() {
        for jobs in [0, 1, 2, 7, 100] {
            let squares = in_order((0u64..50).collect(), jobs, |n| n * n);
            assert_eq!(squares, (0u64..50).map(|n| n * n).collect::<Vec<_>>(), "{jobs} jobs");
        }
        assert!(in_order(Vec::<u8>::new(), 4, |n| n).is_empty());
    }

    #[test]
    fn items_in_turn_come_out_in_order() {
        for threads in 0..5 {
            let (mut given, mut taken) = (0..300, Vec::new());
            let end = in_turn(
                threads,
                || given.next(),
                |n| n * 2,
                |n| -> ControlFlow<()> {
                    taken.push(n);
                    ControlFlow::Continue(())
                },
            );
            assert!(end.is_continue());
            assert!(taken.iter().copied().eq((0..300).map(|n| n * 2)), "{threads}");
        }
    }

    #[test]
    fn enough_is_enough() {
        for threads in 1..4 {
            let (mut given, mut taken) = (0_u64.., 0);
            let end = in_turn(
                threads,
                || given.next(),
                |n| n,
                |n| {
                    taken += 1;
                    if n == 40 { ControlFlow::Break(n) } else { ControlFlow::Continue(()) }
                },
            );
            assert_eq!((end, taken), (ControlFlow::Break(40), 41));
            assert!(given.next().is_some_and(|next| next < 60), "{given:?}");
        }
    }

    #[test]
    fn a_crew_is_not_hired_twice() {
        let crew = Crew::new(3);
        let first = crew.hire();
        assert_eq!((first.threads, crew.hire().threads), (3, 0));
        drop(first);
        assert_eq!(crew.hire().threads, 3);
    }
}
