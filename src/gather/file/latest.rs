//! One row for each entity: its last. What an event log says of an incident is what its last row says.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::number::NumberFormat;
use super::time::TimeFormat;

/// What orders the rows of an entity. Kinds are ordered among each other, so that mixed columns have an order too.
#[derive(Debug, Clone, PartialEq)]
pub enum OrderKey {
    /// No order is declared, or nothing stands in its column.
    None,
    /// Texts, as ISO dates sort.
    Text(Box<str>),
    /// A time in the declared format, in nanoseconds since 1970.
    Time(i128),
    /// A number.
    Number(f64),
}

impl OrderKey {
    /// What a cell says. A number counts by its value; a text that is a time in the *declared* format counts as that,
    /// since `5/3/2016` and `29/2/2016` do not sort as texts.
    pub fn of(text: &str, numbers: NumberFormat, times: Option<&TimeFormat>) -> Self {
        if let Some(number) = numbers.read(text) {
            return Self::Number(number);
        }
        match times.and_then(|times| times.read(text)) {
            Some(moment) => Self::Time(moment.at.as_nanosecond()),
            None => Self::Text(text.into()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::None => 0,
            Self::Text(_) => 1,
            Self::Time(_) => 2,
            Self::Number(_) => 3,
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Time(a), Self::Time(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

/// The last row of each entity so far.
#[derive(Debug)]
pub struct Latest<T> {
    entities: HashMap<Box<str>, (OrderKey, u64, T)>,
    offered: u64,
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self { entities: HashMap::new(), offered: 0 }
    }
}

impl<T> Latest<T> {
    /// Whether no row has been offered.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// Offers a row. `true` where it leaves another behind: one row of the entity is out of the count.
    pub fn offer(&mut self, entity: &str, key: OrderKey, row: T) -> bool {
        self.offered += 1;
        match self.entities.get_mut(entity) {
            None => {
                self.entities.insert(entity.into(), (key, self.offered, row));
                false
            }
            Some(held) => {
                if held.0.compare(&key) != Ordering::Greater {
                    *held = (key, self.offered, row);
                }
                true
            }
        }
    }

    /// The last rows with their entities, in the order in which they were offered.
    pub fn into_rows(self) -> impl Iterator<Item = (Box<str>, T)> {
        self.into_ordered_rows().map(|(entity, _, row)| (entity, row))
    }

    /// The same, each with its place among the rows of its entity.
    pub fn into_ordered_rows(self) -> impl Iterator<Item = (Box<str>, OrderKey, T)> {
        let mut rows: Vec<_> = self.entities.into_iter().collect();
        rows.sort_unstable_by_key(|(_, (_, offered, _))| *offered);
        rows.into_iter().map(|(entity, (key, _, row))| (entity, key, row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(rows: &[(&str, OrderKey)]) -> Vec<usize> {
        let mut latest = Latest::default();
        for (index, (entity, key)) in rows.iter().enumerate() {
            latest.offer(entity, key.clone(), index);
        }
        latest.into_rows().map(|(_, index)| index).collect()
    }

    #[test]
    fn without_an_order_the_later_row_wins() {
        let none = || OrderKey::None;
        assert_eq!(last(&[("a", none()), ("b", none()), ("a", none())]), [1, 2]);
    }

    #[test]
    fn numbers_go_by_value_and_ties_to_the_later_row() {
        let key = |text| OrderKey::of(text, NumberFormat::new('.'), None);
        assert_eq!(last(&[("a", key("10")), ("a", key("9"))]), [0]);
        assert_eq!(last(&[("a", key("2016-10")), ("a", key("2016-09"))]), [0]);
        assert_eq!(last(&[("a", key("7")), ("a", key("7"))]), [1]);
        assert_eq!(last(&[("a", key("1")), ("a", OrderKey::None)]), [0]);
    }

    #[test]
    fn times_in_a_declared_format_go_by_time() {
        let column = crate::model::source::TimeColumn {
            column: None,
            format: Some("%d/%m/%Y".into()),
            zone: jiff::tz::TimeZone::UTC,
        };
        let times = TimeFormat::new(&column);
        let key = |text| OrderKey::of(text, NumberFormat::new('.'), Some(&times));
        assert_eq!(last(&[("a", key("5/3/2016")), ("a", key("29/2/2016"))]), [0]);
    }
}
