//! The dimensions of a metric: which group a row belongs to.

use std::collections::HashMap;

use super::extract::Extractor;
use super::rows::Row;
use crate::model::observation::{Group, Outage, Point};
use crate::text::secret::{masked, secrets};

/// Between the values of a group while it is looked up; no text of a file that a person reads holds it.
const GROUP_END: char = '\u{1f}';

/// The values of a metric's dimensions as they come up.
#[derive(Debug, Default)]
pub struct Groups {
    known: HashMap<String, u32>,
    key: String,
}

impl Groups {
    /// The index of a row's group, made when it comes up for the first time; then with what secret its values hold,
    /// if any.
    pub fn index(&mut self, extractor: &Extractor, row: &Row) -> (u32, Option<&'static str>) {
        extractor.group(row, GROUP_END, &mut self.key);
        if let Some(index) = self.known.get(&self.key) {
            return (*index, None);
        }
        let index = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.known.insert(self.key.clone(), index);
        let secret = self.key.split_terminator(GROUP_END).find_map(|value| secrets(value).first().cloned());
        (index, secret.map(|secret| secret.kind))
    }

    /// The groups that have observations, in the order of their values, with the observations pointing at them.
    /// Secrets among the values are hidden: values go into reports and proposals.
    pub fn sorted(self, points: &mut [Point], outages: &mut [Outage]) -> Vec<Group> {
        let mut used = vec![false; self.known.len()];
        let mut mark = |group: u32| {
            if let Some(used) = used.get_mut(group as usize) {
                *used = true;
            }
        };
        points.iter().for_each(|point| mark(point.group));
        outages.iter().for_each(|outage| mark(outage.group));
        let is_used = |index: u32| used.get(index as usize).copied().unwrap_or_default();
        let mut known: Vec<(String, u32)> =
            self.known.into_iter().filter(|(_, index)| is_used(*index)).collect();
        known.sort_unstable();
        let mut moved = vec![0_u32; used.len()];
        for (new, (_, old)) in (0_u32..).zip(&known) {
            if let Some(place) = moved.get_mut(*old as usize) {
                *place = new;
            }
        }
        let new = |group: u32| moved.get(group as usize).copied().unwrap_or_default();
        points.iter_mut().for_each(|point| point.group = new(point.group));
        outages.iter_mut().for_each(|outage| outage.group = new(outage.group));
        let shown = |value: &str| Box::from(masked(value).as_ref());
        known.iter().map(|(key, _)| key.split_terminator(GROUP_END).map(shown).collect()).collect()
    }
}
