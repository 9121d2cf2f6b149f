//! A column of numbers, as narrow as its numbers allow.

use std::ops::Range;

use super::times::picked;

/// Numbers, to the bit as they came.
#[derive(Debug, Clone)]
pub(super) enum Numbers {
    /// One number, so many times.
    Same(f64, usize),
    /// Whole numbers up to 255.
    Bytes(Vec<u8>),
    /// Whole numbers of 32 bits.
    Whole(Vec<u32>),
    /// Numbers that lose nothing with half the digits.
    Single(Vec<f32>),
    /// Any.
    Double(Vec<f64>),
}

impl Default for Numbers {
    fn default() -> Self {
        Self::Same(0.0, 0)
    }
}

/// A number in a narrower form, where it comes back the same. Minus zero is no whole number: it would lose its sign.
fn narrow<T: Copy>(number: f64, narrower: T) -> Option<T>
where
    f64: From<T>,
{
    (f64::from(narrower).to_bits() == number.to_bits()).then_some(narrower)
}

// Casts between numbers saturate, and what does not come back the same is refused.
fn byte(number: f64) -> Option<u8> {
    narrow(number, number as u8)
}

fn whole(number: f64) -> Option<u32> {
    narrow(number, number as u32)
}

fn single(number: f64) -> Option<f32> {
    // The bits of what is not a number are not sure to come back.
    if number.is_nan() { None } else { narrow(number, number as f32) }
}

impl Numbers {
    pub(super) fn len(&self) -> usize {
        self.part(0..usize::MAX).len()
    }

    pub(super) fn get(&self, place: usize) -> f64 {
        self.part(0..usize::MAX).get(place)
    }

    /// The numbers at these places, as far as there are such.
    pub(super) fn part(&self, range: Range<usize>) -> Readings<'_> {
        fn cut<T>(list: &[T], range: Range<usize>) -> &[T] {
            list.get(range.start..range.end.min(list.len())).unwrap_or_default()
        }
        match self {
            Self::Same(number, count) => {
                Readings::Same(*number, range.end.min(*count).saturating_sub(range.start))
            }
            Self::Bytes(list) => Readings::Bytes(cut(list, range)),
            Self::Whole(list) => Readings::Whole(cut(list, range)),
            Self::Single(list) => Readings::Single(cut(list, range)),
            Self::Double(list) => Readings::Double(cut(list, range)),
        }
    }

    #[inline]
    pub(super) fn push(&mut self, number: f64) {
        if !self.takes(number) {
            *self = self.wide_enough_for(number);
            self.takes(number);
        }
    }

    /// Adds a number, if it fits.
    #[inline]
    fn takes(&mut self, number: f64) -> bool {
        match self {
            Self::Same(known, count) => {
                let fits = *count == 0 || known.to_bits() == number.to_bits();
                if fits {
                    *known = number;
                    *count += 1;
                }
                fits
            }
            Self::Bytes(list) => byte(number).map(|number| list.push(number)).is_some(),
            Self::Whole(list) => whole(number).map(|number| list.push(number)).is_some(),
            Self::Single(list) => single(number).map(|number| list.push(number)).is_some(),
            Self::Double(list) => {
                list.push(number);
                true
            }
        }
    }

    /// The same numbers in the narrowest form that takes another one, too.
    fn wide_enough_for(&self, number: f64) -> Self {
        fn all<T>(known: Readings<'_>, number: f64, narrow: impl Fn(f64) -> Option<T>) -> Option<Vec<T>> {
            narrow(number)?;
            let mut list = Vec::with_capacity(known.len() + 1);
            for place in 0..known.len() {
                list.push(narrow(known.get(place))?);
            }
            Some(list)
        }
        let known = self.part(0..usize::MAX);
        None.or_else(|| all(known, number, byte).map(Self::Bytes))
            .or_else(|| all(known, number, whole).map(Self::Whole))
            .or_else(|| all(known, number, single).map(Self::Single))
            .unwrap_or_else(|| Self::Double(all(known, number, Some).unwrap_or_default()))
    }

    pub(super) fn reserve(&mut self, more: usize) {
        match self {
            Self::Same(..) => {}
            Self::Bytes(list) => list.reserve(more),
            Self::Whole(list) => list.reserve(more),
            Self::Single(list) => list.reserve(more),
            Self::Double(list) => list.reserve(more),
        }
    }

    pub(super) fn append(&mut self, other: &Self) {
        match (self, other) {
            (Self::Same(known, count), Self::Same(number, more))
                if *count > 0 && known.to_bits() == number.to_bits() =>
            {
                *count += more;
            }
            (Self::Bytes(list), Self::Bytes(more)) => list.extend_from_slice(more),
            (Self::Whole(list), Self::Whole(more)) => list.extend_from_slice(more),
            (Self::Single(list), Self::Single(more)) => list.extend_from_slice(more),
            (Self::Double(list), Self::Double(more)) => list.extend_from_slice(more),
            (own, other) if own.len() == 0 => *own = other.clone(),
            (own, other) => other.part(0..usize::MAX).for_each(|number| own.push(number)),
        }
    }

    pub(super) fn picked(&self, order: impl Iterator<Item = usize>) -> Self {
        match self {
            Self::Same(number, _) => Self::Same(*number, order.count()),
            Self::Bytes(list) => Self::Bytes(picked(list, order)),
            Self::Whole(list) => Self::Whole(picked(list, order)),
            Self::Single(list) => Self::Single(picked(list, order)),
            Self::Double(list) => Self::Double(picked(list, order)),
        }
    }
}

/// Numbers of a run of points, all of one form, so that a pass over them need not ask for each.
#[derive(Debug, Clone, Copy)]
pub enum Readings<'a> {
    /// One number, so many times.
    Same(f64, usize),
    /// Whole numbers up to 255.
    Bytes(&'a [u8]),
    /// Whole numbers of 32 bits.
    Whole(&'a [u32]),
    /// Numbers that lose nothing with half the digits.
    Single(&'a [f32]),
    /// Any.
    Double(&'a [f64]),
}

/// Up to here every whole number has a double of its own.
const EXACT: u64 = 1 << 53;

impl Readings<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Same(_, count) => *count,
            Self::Bytes(list) => list.len(),
            Self::Whole(list) => list.len(),
            Self::Single(list) => list.len(),
            Self::Double(list) => list.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number at a place; zero where there is none.
    pub fn get(&self, place: usize) -> f64 {
        let number = match self {
            Self::Same(number, count) => (place < *count).then_some(*number),
            Self::Bytes(list) => list.get(place).copied().map(f64::from),
            Self::Whole(list) => list.get(place).copied().map(f64::from),
            Self::Single(list) => list.get(place).copied().map(f64::from),
            Self::Double(list) => list.get(place).copied(),
        };
        number.unwrap_or_default()
    }

    /// Hands over one after the other.
    pub fn for_each(&self, mut take: impl FnMut(f64)) {
        match self {
            Self::Same(number, count) => (0..*count).for_each(|_| take(*number)),
            Self::Bytes(list) => list.iter().for_each(|number| take(f64::from(*number))),
            Self::Whole(list) => list.iter().for_each(|number| take(f64::from(*number))),
            Self::Single(list) => list.iter().for_each(|number| take(f64::from(*number))),
            Self::Double(list) => list.iter().for_each(|number| take(*number)),
        }
    }

    /// Whether each is this number.
    pub fn are_all(&self, number: f64) -> bool {
        match self {
            Self::Same(same, count) => *count == 0 || *same == number,
            _ => (0..self.len()).all(|place| self.get(place) == number),
        }
    }

    /// Their sum, where all are whole numbers from zero up, and a double holds it to the last digit. Then it is the sum
    /// that adding doubles one by one gives as well.
    pub fn whole_sum(&self) -> Option<u64> {
        let sum = match self {
            Self::Same(_, 0) => 0,
            Self::Same(number, count) => u64::from(whole(*number)?).checked_mul(*count as u64)?,
            Self::Bytes(list) => list.iter().map(|number| u64::from(*number)).sum(),
            Self::Whole(list) if list.len() as u64 <= EXACT >> 21 => {
                list.iter().map(|number| u64::from(*number)).sum()
            }
            Self::Whole(_) | Self::Single(_) | Self::Double(_) => return None,
        };
        (sum <= EXACT).then_some(sum)
    }
}
