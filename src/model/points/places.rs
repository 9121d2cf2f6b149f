//! Columns of small numbers: the groups and origins of points, and their lines.

use super::times::picked;

/// Indices into a list.
#[derive(Debug, Clone)]
pub(super) enum Places {
    /// One index, so many times.
    Same(u32, usize),
    /// Indices up to 255.
    Bytes(Vec<u8>),
    /// Indices up to 65,535.
    Pairs(Vec<u16>),
    /// Any.
    Words(Vec<u32>),
}

impl Default for Places {
    fn default() -> Self {
        Self::Same(0, 0)
    }
}

impl Places {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Same(_, count) => *count,
            Self::Bytes(list) => list.len(),
            Self::Pairs(list) => list.len(),
            Self::Words(list) => list.len(),
        }
    }

    pub(super) fn get(&self, place: usize) -> u32 {
        let index = match self {
            Self::Same(index, _) => Some(*index),
            Self::Bytes(list) => list.get(place).copied().map(u32::from),
            Self::Pairs(list) => list.get(place).copied().map(u32::from),
            Self::Words(list) => list.get(place).copied(),
        };
        index.unwrap_or_default()
    }

    #[inline]
    pub(super) fn push(&mut self, index: u32) {
        if !self.takes(index) {
            *self = self.wide_enough_for(index);
            self.takes(index);
        }
    }

    /// Adds an index, if it fits.
    #[inline]
    fn takes(&mut self, index: u32) -> bool {
        match self {
            Self::Same(known, count) => {
                let fits = *count == 0 || *known == index;
                if fits {
                    *known = index;
                    *count += 1;
                }
                fits
            }
            Self::Bytes(list) => u8::try_from(index).map(|index| list.push(index)).is_ok(),
            Self::Pairs(list) => u16::try_from(index).map(|index| list.push(index)).is_ok(),
            Self::Words(list) => {
                list.push(index);
                true
            }
        }
    }

    /// The same indices in the narrowest form that takes another one, too.
    fn wide_enough_for(&self, index: u32) -> Self {
        fn all<T: TryFrom<u32>>(known: &Places, index: u32) -> Option<Vec<T>> {
            T::try_from(index).ok()?;
            (0..known.len()).map(|place| T::try_from(known.get(place)).ok()).collect()
        }
        None.or_else(|| all(self, index).map(Self::Bytes))
            .or_else(|| all(self, index).map(Self::Pairs))
            .unwrap_or_else(|| Self::Words(all(self, index).unwrap_or_default()))
    }

    pub(super) fn reserve(&mut self, more: usize) {
        match self {
            Self::Same(..) => {}
            Self::Bytes(list) => list.reserve(more),
            Self::Pairs(list) => list.reserve(more),
            Self::Words(list) => list.reserve(more),
        }
    }

    /// Adds other indices, each made another.
    pub(super) fn append(&mut self, other: &Self, change: impl Fn(u32) -> u32) {
        match (&mut *self, other) {
            (_, Self::Same(_, 0)) => {}
            (Self::Same(known, count), Self::Same(index, more))
                if *count == 0 || *known == change(*index) =>
            {
                *known = change(*index);
                *count += more;
            }
            _ => (0..other.len()).for_each(|place| self.push(change(other.get(place)))),
        }
    }

    /// Each made another.
    pub(super) fn mapped(&self, change: impl Fn(u32) -> u32) -> Self {
        let mut changed = Self::default();
        changed.append(self, change);
        changed
    }

    pub(super) fn picked(&self, order: impl Iterator<Item = usize>) -> Self {
        match self {
            Self::Same(index, _) => Self::Same(*index, order.count()),
            Self::Bytes(list) => Self::Bytes(picked(list, order)),
            Self::Pairs(list) => Self::Pairs(picked(list, order)),
            Self::Words(list) => Self::Words(picked(list, order)),
        }
    }
}

/// The lines on which points stand. Most often each row of a file is a point, so that they are a run.
#[derive(Debug, Clone)]
pub(super) enum Lines {
    /// So many lines, one after the other.
    Run { first: u32, count: usize },
    /// Any.
    Words(Vec<u32>),
}

impl Default for Lines {
    fn default() -> Self {
        Self::Run { first: 0, count: 0 }
    }
}

impl Lines {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Run { count, .. } => *count,
            Self::Words(list) => list.len(),
        }
    }

    pub(super) fn get(&self, place: usize) -> u32 {
        match self {
            Self::Run { first, .. } => in_run(*first, place).unwrap_or_default(),
            Self::Words(list) => list.get(place).copied().unwrap_or_default(),
        }
    }

    #[inline]
    pub(super) fn push(&mut self, line: u32) {
        match self {
            Self::Run { first, count } if *count == 0 || in_run(*first, *count) == Some(line) => {
                *first = if *count == 0 { line } else { *first };
                *count += 1;
            }
            Self::Run { .. } => {
                let mut list: Vec<u32> = (0..self.len()).map(|place| self.get(place)).collect();
                list.push(line);
                *self = Self::Words(list);
            }
            Self::Words(list) => list.push(line),
        }
    }

    pub(super) fn reserve(&mut self, more: usize) {
        if let Self::Words(list) = self {
            list.reserve(more);
        }
    }

    pub(super) fn append(&mut self, other: &Self) {
        match (&mut *self, other) {
            (Self::Words(list), Self::Words(more)) => list.extend_from_slice(more),
            (Self::Run { first, count }, Self::Run { first: next, count: more })
                if *count > 0 && in_run(*first, *count) == Some(*next) && in_run(*next, *more).is_some() =>
            {
                *count += more;
            }
            (own, other) if own.len() == 0 => *own = other.clone(),
            _ => (0..other.len()).for_each(|place| self.push(other.get(place))),
        }
    }

    pub(super) fn picked(&self, order: impl Iterator<Item = usize>) -> Self {
        let mut chosen = Self::default();
        order.for_each(|place| chosen.push(self.get(place)));
        chosen
    }
}

/// The line at a place of a run, where lines are counted that far.
fn in_run(first: u32, place: usize) -> Option<u32> {
    first.checked_add(u32::try_from(place).ok()?)
}
