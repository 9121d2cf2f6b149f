//! Work shared out among threads, its results in the order of the work.

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

/// A function of its own, so that the lock is let go before the work begins.
fn next<T>(waiting: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).next()
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn results_come_in_the_order_of_the_work() {
        for jobs in [0, 1, 2, 7, 100] {
            let squares = in_order((0u64..50).collect(), jobs, |n| n * n);
            assert_eq!(squares, (0u64..50).map(|n| n * n).collect::<Vec<_>>(), "{jobs} jobs");
        }
        assert!(in_order(Vec::<u8>::new(), 4, |n| n).is_empty());
    }
}
