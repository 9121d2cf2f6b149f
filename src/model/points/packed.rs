//! Points as bytes and back, for those who keep them between runs.

use std::io::{self, Read, Write};

use super::numbers::Numbers;
use super::places::{Lines, Places};
use super::times::Times;
use super::{Columns, Unsorted};

/// Bytes that are being written: numbers with their lowest byte first, lists and texts after their length.
pub struct Pack<'w> {
    to: &'w mut dyn Write,
    ahead: Vec<u8>,
    failed: Option<io::Error>,
}

/// Bytes that are being read. Whatever is not there or makes no sense is `None`.
pub struct Unpack<'r> {
    from: &'r mut dyn Read,
    /// How many bytes there are still, so that no length is believed that is longer.
    left: u64,
}

/// Bytes that are handed over at once.
const BLOCK: usize = 1 << 16;

/// A number of a fixed length.
pub trait Fixed: Copy {
    /// Adds its bytes.
    fn put(self, to: &mut Vec<u8>);
    /// The first one of these bytes, and the bytes after it.
    fn take(from: &[u8]) -> Option<(Self, &[u8])>;
}

macro_rules! fixed {
    ($($number:ty),*) => {$(
        impl Fixed for $number {
            fn put(self, to: &mut Vec<u8>) {
                to.extend_from_slice(&self.to_le_bytes());
            }

            fn take(from: &[u8]) -> Option<(Self, &[u8])> {
                let (number, rest) = from.split_first_chunk()?;
                Some((Self::from_le_bytes(*number), rest))
            }
        }
    )*};
}

fixed!(u8, u16, u32, u64, i64, f32, f64);

impl<'w> Pack<'w> {
    /// Writes there.
    pub fn new(to: &'w mut dyn Write) -> Self {
        Self { to, ahead: Vec::with_capacity(BLOCK + 8), failed: None }
    }

    /// Adds a number.
    pub fn number(&mut self, number: impl Fixed) {
        number.put(&mut self.ahead);
        if self.ahead.len() >= BLOCK {
            self.hand_over();
        }
    }

    fn hand_over(&mut self) {
        if self.failed.is_none() {
            self.failed = self.to.write_all(&self.ahead).err();
        }
        self.ahead.clear();
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) {
        self.list(text.as_bytes());
    }

    /// Adds numbers of one length.
    pub fn list<T: Fixed>(&mut self, list: &[T]) {
        self.number(list.len() as u64);
        list.iter().for_each(|number| self.number(*number));
    }

    /// Hands over what is left.
    ///
    /// # Errors
    /// The first one that came up on the way.
    pub fn finish(mut self) -> io::Result<()> {
        self.hand_over();
        self.failed.map_or(Ok(()), Err)
    }
}

impl<'r> Unpack<'r> {
    /// Reads so many bytes from there.
    pub fn new(from: &'r mut dyn Read, length: u64) -> Self {
        Self { from, left: length }
    }

    fn bytes(&mut self, bytes: &mut [u8]) -> Option<()> {
        self.left = self.left.checked_sub(bytes.len() as u64)?;
        self.from.read_exact(bytes).ok()
    }

    /// A number.
    pub fn number<T: Fixed>(&mut self) -> Option<T> {
        let mut bytes = [0; 8];
        let bytes = bytes.get_mut(..size_of::<T>())?;
        self.bytes(bytes)?;
        T::take(bytes).map(|(number, _)| number)
    }

    /// A number that counts something.
    pub fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number::<u64>()?).ok()
    }

    /// A text.
    pub fn text(&mut self) -> Option<String> {
        String::from_utf8(self.list()?).ok()
    }

    /// Numbers of one length.
    pub fn list<T: Fixed>(&mut self) -> Option<Vec<T>> {
        let count = self.count()?;
        let mut length = count.checked_mul(size_of::<T>()).filter(|length| *length as u64 <= self.left)?;
        let mut list = Vec::with_capacity(count);
        let mut block = vec![0; length.min(BLOCK)];
        while length > 0 {
            let bytes = block.get_mut(..length.min(BLOCK))?;
            self.bytes(bytes)?;
            list.extend(bytes.chunks_exact(size_of::<T>()).filter_map(|chunk| Some(T::take(chunk)?.0)));
            length -= bytes.len();
        }
        Some(list)
    }

    /// Whether everything has been read.
    pub fn is_empty(&self) -> bool {
        self.left == 0
    }
}

impl Unsorted {
    /// Adds all but the origins. `false`: they hold moments that are too far away.
    pub fn pack(&self, to: &mut Pack<'_>) -> bool {
        to.number(u8::from(self.is_in_order));
        pack_numbers(&self.columns.good, to);
        pack_numbers(&self.columns.total, to);
        pack_places(&self.columns.groups, to);
        pack_lines(&self.columns.lines, to);
        pack_times(&self.columns.times, to)
    }

    /// Reads them back as those of one origin.
    pub fn unpack(from: &mut Unpack<'_>, origin: u32) -> Option<Self> {
        let is_in_order = from.number::<u8>()? == 1;
        let (good, total) = (unpack_numbers(from)?, unpack_numbers(from)?);
        let (groups, lines) = (unpack_places(from)?, unpack_lines(from)?);
        let times = unpack_times(from)?;
        let count = times.len();
        let columns = Columns { times, good, total, groups, origins: Places::Same(origin, count), lines };
        let lengths = [columns.good.len(), columns.total.len(), columns.groups.len(), columns.lines.len()];
        if lengths.iter().any(|length| *length != count) {
            return None;
        }
        Some(Self { columns, is_in_order })
    }
}

fn pack_times(times: &Times, to: &mut Pack<'_>) -> bool {
    match times {
        Times::Seconds(list) => {
            to.number(0_u8);
            to.list(list);
        }
        Times::Nanoseconds(list) => {
            to.number(1_u8);
            to.list(list);
        }
        Times::Any(_) => return false,
    }
    true
}

fn unpack_times(from: &mut Unpack<'_>) -> Option<Times> {
    match from.number::<u8>()? {
        0 => from.list().map(Times::Seconds),
        1 => from.list().map(Times::Nanoseconds),
        _ => None,
    }
}

fn pack_numbers(numbers: &Numbers, to: &mut Pack<'_>) {
    match numbers {
        Numbers::Same(number, count) => {
            to.number(0_u8);
            to.number(*number);
            to.number(*count as u64);
        }
        Numbers::Bytes(list) => {
            to.number(1_u8);
            to.list(list);
        }
        Numbers::Whole(list) => {
            to.number(2_u8);
            to.list(list);
        }
        Numbers::Single(list) => {
            to.number(3_u8);
            to.list(list);
        }
        Numbers::Double(list) => {
            to.number(4_u8);
            to.list(list);
        }
    }
}

fn unpack_numbers(from: &mut Unpack<'_>) -> Option<Numbers> {
    match from.number::<u8>()? {
        0 => Some(Numbers::Same(from.number()?, from.count()?)),
        1 => from.list().map(Numbers::Bytes),
        2 => from.list().map(Numbers::Whole),
        3 => from.list().map(Numbers::Single),
        4 => from.list().map(Numbers::Double),
        _ => None,
    }
}

fn pack_places(places: &Places, to: &mut Pack<'_>) {
    match places {
        Places::Same(index, count) => {
            to.number(0_u8);
            to.number(*index);
            to.number(*count as u64);
        }
        Places::Bytes(list) => {
            to.number(1_u8);
            to.list(list);
        }
        Places::Pairs(list) => {
            to.number(2_u8);
            to.list(list);
        }
        Places::Words(list) => {
            to.number(3_u8);
            to.list(list);
        }
    }
}

fn unpack_places(from: &mut Unpack<'_>) -> Option<Places> {
    match from.number::<u8>()? {
        0 => Some(Places::Same(from.number()?, from.count()?)),
        1 => from.list().map(Places::Bytes),
        2 => from.list().map(Places::Pairs),
        3 => from.list().map(Places::Words),
        _ => None,
    }
}

fn pack_lines(lines: &Lines, to: &mut Pack<'_>) {
    match lines {
        Lines::Run { first, count } => {
            to.number(0_u8);
            to.number(*first);
            to.number(*count as u64);
        }
        Lines::Words(list) => {
            to.number(1_u8);
            to.list(list);
        }
    }
}

fn unpack_lines(from: &mut Unpack<'_>) -> Option<Lines> {
    match from.number::<u8>()? {
        0 => Some(Lines::Run { first: from.number()?, count: from.count()? }),
        1 => from.list().map(Lines::Words),
        _ => None,
    }
}
