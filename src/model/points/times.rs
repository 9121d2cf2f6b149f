//! A column of moments.

use jiff::Timestamp;

/// Moments, in whole seconds for as long as all of them are such.
#[derive(Debug, Clone)]
pub(super) enum Times {
    /// Seconds after [`START`].
    Seconds(Vec<u32>),
    /// Nanoseconds since 1970, which fit for 292 years on both sides of it.
    Nanoseconds(Vec<i64>),
    /// Whatever is a moment.
    Any(Vec<Timestamp>),
}

/// 1950-01-01T00:00:00Z in seconds since 1970: 32 bits reach from there to 2086.
const START: i64 = -631_152_000;

impl Default for Times {
    fn default() -> Self {
        Self::Seconds(Vec::new())
    }
}

impl Times {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Seconds(list) => list.len(),
            Self::Nanoseconds(list) => list.len(),
            Self::Any(list) => list.len(),
        }
    }

    pub(super) fn get(&self, place: usize) -> Timestamp {
        let moment = match self {
            Self::Seconds(list) => list.get(place).map(|second| of_seconds(*second)),
            Self::Nanoseconds(list) => list.get(place).map(|nanosecond| of_nanoseconds(*nanosecond)),
            Self::Any(list) => list.get(place).copied(),
        };
        moment.unwrap_or_default()
    }

    #[inline]
    pub(super) fn push(&mut self, at: Timestamp) {
        while !self.takes(at) {
            self.widen();
        }
    }

    /// Adds a moment, if it fits.
    #[inline]
    fn takes(&mut self, at: Timestamp) -> bool {
        match self {
            Self::Seconds(list) => seconds(at).map(|second| list.push(second)).is_some(),
            Self::Nanoseconds(list) => nanoseconds(at).map(|nanosecond| list.push(nanosecond)).is_some(),
            Self::Any(list) => {
                list.push(at);
                true
            }
        }
    }

    /// Adds a second since 1970, if it fits where seconds are.
    #[inline]
    pub(super) fn takes_second(&mut self, second: i64) -> bool {
        match (self, u32::try_from(second.wrapping_sub(START))) {
            (Self::Seconds(list), Ok(second)) => {
                list.push(second);
                true
            }
            _ => false,
        }
    }

    /// Whether a second since 1970 comes after the last one, where seconds are.
    #[inline]
    pub(super) fn is_after_last(&self, second: i64) -> Option<bool> {
        match self {
            Self::Seconds(list) => Some(list.last().is_none_or(|last| i64::from(*last) + START < second)),
            Self::Nanoseconds(_) | Self::Any(_) => None,
        }
    }

    fn widen(&mut self) {
        *self = match self {
            Self::Seconds(list) => {
                let wider = list.iter().map(|second| nanoseconds(of_seconds(*second))).collect();
                Self::Nanoseconds(Option::unwrap_or_default(wider))
            }
            Self::Nanoseconds(list) => {
                Self::Any(list.iter().map(|nanosecond| of_nanoseconds(*nanosecond)).collect())
            }
            Self::Any(list) => Self::Any(std::mem::take(list)),
        };
    }

    pub(super) fn reserve(&mut self, more: usize) {
        match self {
            Self::Seconds(list) => list.reserve(more),
            Self::Nanoseconds(list) => list.reserve(more),
            Self::Any(list) => list.reserve(more),
        }
    }

    pub(super) fn append(&mut self, other: &Self) {
        match (self, other) {
            (Self::Seconds(list), Self::Seconds(more)) => list.extend_from_slice(more),
            (Self::Nanoseconds(list), Self::Nanoseconds(more)) => list.extend_from_slice(more),
            (own, other) => (0..other.len()).for_each(|place| own.push(other.get(place))),
        }
    }

    pub(super) fn picked(&self, order: impl Iterator<Item = usize>) -> Self {
        match self {
            Self::Seconds(list) => Self::Seconds(picked(list, order)),
            Self::Nanoseconds(list) => Self::Nanoseconds(picked(list, order)),
            Self::Any(list) => Self::Any(picked(list, order)),
        }
    }

    /// How many of them, in order, satisfy a condition that the first ones satisfy and the others do not.
    pub(super) fn partition_point(&self, holds: impl Fn(Timestamp) -> bool) -> usize {
        match self {
            Self::Seconds(list) => list.partition_point(|second| holds(of_seconds(*second))),
            Self::Nanoseconds(list) => list.partition_point(|nanosecond| holds(of_nanoseconds(*nanosecond))),
            Self::Any(list) => list.partition_point(|at| holds(*at)),
        }
    }
}

/// The values at these places.
pub(super) fn picked<T: Copy>(list: &[T], order: impl Iterator<Item = usize>) -> Vec<T> {
    order.filter_map(|place| list.get(place).copied()).collect()
}

fn seconds(at: Timestamp) -> Option<u32> {
    if at.subsec_nanosecond() != 0 {
        return None;
    }
    u32::try_from(at.as_second().checked_sub(START)?).ok()
}

/// Every such second is a moment, so that nothing falls back on 1970.
fn of_seconds(second: u32) -> Timestamp {
    Timestamp::from_second(START + i64::from(second)).unwrap_or_default()
}

fn nanoseconds(at: Timestamp) -> Option<i64> {
    i64::try_from(at.as_nanosecond()).ok()
}

fn of_nanoseconds(nanosecond: i64) -> Timestamp {
    Timestamp::from_nanosecond(nanosecond.into()).unwrap_or_default()
}
