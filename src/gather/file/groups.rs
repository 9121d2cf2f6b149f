//! The dimensions of a metric: which group a row belongs to.

use std::collections::HashMap;

use super::extract::Extractor;
use super::rows::Row;
use crate::model::observation::{Group, Outage};
use crate::model::points::Unsorted;
use crate::text::secret::{masked, secrets};

/// Between the values of a group while it is looked up; no text of a file that a person reads holds it.
pub const GROUP_END: char = '\u{1f}';

/// How many groups are found again without a look into the table of all.
const AT_HAND: usize = 256;

/// The values of a metric's dimensions as they come up.
#[derive(Debug, Default)]
pub struct Groups {
    known: HashMap<Box<str>, u32>,
    key: String,
    /// Groups that came up lately, each in the place that a quick hash gives it. Most rows find theirs here; the table
    /// of all is hashed so that nobody can make a file on which it is slow, and that takes its time.
    at_hand: Vec<Option<(Box<str>, u32)>>,
}

impl Groups {
    /// The index of a row's group, made when it comes up for the first time, and then with its values.
    pub fn index(&mut self, extractor: &Extractor, row: &Row<'_>) -> (u32, Option<Box<str>>) {
        let mut key = std::mem::take(&mut self.key);
        extractor.group(row, GROUP_END, &mut key);
        let place = place_at_hand(&key);
        let found = match self.at_hand.get(place) {
            Some(Some((values, index))) if **values == *key => (*index, None),
            _ => {
                let (index, is_new) = self.index_of(&key);
                self.put_at_hand(place, &key, index);
                (index, is_new.then(|| Box::from(key.as_str())))
            }
        };
        self.key = key;
        found
    }

    fn put_at_hand(&mut self, place: usize, key: &str, index: u32) {
        if self.at_hand.is_empty() {
            self.at_hand.resize(AT_HAND, None);
        }
        if let Some(known) = self.at_hand.get_mut(place) {
            *known = Some((Box::from(key), index));
        }
    }

    /// The index of the group of these values, and whether it is new.
    pub fn index_of(&mut self, key: &str) -> (u32, bool) {
        if let Some(index) = self.known.get(key) {
            return (*index, false);
        }
        let index = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.known.insert(Box::from(key), index);
        (index, true)
    }

    /// The groups that have observations, in the order of their values, with the observations pointing at them.
    /// Secrets among the values are hidden: values go into reports and proposals.
    pub fn sorted(self, points: &mut Unsorted, outages: &mut [Outage]) -> Vec<Group> {
        let mut used = vec![false; self.known.len()];
        let mut mark = |group: u32| {
            if let Some(used) = used.get_mut(group as usize) {
                *used = true;
            }
        };
        points.groups().for_each(&mut mark);
        outages.iter().for_each(|outage| mark(outage.group));
        let is_used = |index: u32| used.get(index as usize).copied().unwrap_or_default();
        let mut known: Vec<(Box<str>, u32)> =
            self.known.into_iter().filter(|(_, index)| is_used(*index)).collect();
        known.sort_unstable();
        let mut moved = vec![0_u32; used.len()];
        for (new, (_, old)) in (0_u32..).zip(&known) {
            if let Some(place) = moved.get_mut(*old as usize) {
                *place = new;
            }
        }
        let new = |group: u32| moved.get(group as usize).copied().unwrap_or_default();
        points.regroup(new);
        outages.iter_mut().for_each(|outage| outage.group = new(outage.group));
        let shown = |value: &str| Box::from(masked(value).as_ref());
        known.iter().map(|(key, _)| key.split_terminator(GROUP_END).map(shown).collect()).collect()
    }
}

/// What secret stands among the values of a group, if any.
pub fn secret_in(key: &str) -> Option<&'static str> {
    key.split_terminator(GROUP_END).find_map(|value| secrets(value).first().map(|secret| secret.kind))
}

/// A place by the length and both ends of a text; groups that share one only cost time. The factor is 2⁶⁴ divided by the
/// golden ratio, which spreads numbers that follow each other (D. E. Knuth, "The Art of Computer Programming", volume 3,
/// section 6.4).
fn place_at_hand(key: &str) -> usize {
    let bytes = key.as_bytes();
    let number = |chunk: Option<&[u8; 8]>| chunk.map(|chunk| u64::from_le_bytes(*chunk));
    let short = || bytes.iter().fold(0, |number: u64, byte| (number << 8) | u64::from(*byte));
    let first = number(bytes.first_chunk()).unwrap_or_else(short);
    let last = number(bytes.last_chunk()).unwrap_or_default();
    let mixed = (first ^ last.rotate_left(23) ^ bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 56) as usize % AT_HAND
}
