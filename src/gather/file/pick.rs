//! The wanted keys of a JSON object, picked as it is parsed; the rest is passed over without being kept.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::rows::{Row, Slot};
use super::value::{Scalar, Take, Taker};

/// How many keys of a first row are remembered, to say what there is instead of a column that is not.
const MAX_KEYS: usize = 200;

/// What is asked of objects: dotted names, by slot.
#[derive(Debug)]
pub struct Picker<'p> {
    wanted: &'p [String],
    /// Which of the wanted columns occurred in any object so far.
    pub seen: Vec<bool>,
    /// The keys of the first object, dotted.
    pub keys: Vec<String>,
    first: bool,
}

impl<'p> Picker<'p> {
    /// A picker of these columns.
    pub fn new(wanted: &'p [String]) -> Self {
        Self { wanted, seen: vec![false; wanted.len()], keys: Vec::new(), first: true }
    }

    /// Takes the cells of an object whose opening brace has been read.
    pub fn pick<'de, A: MapAccess<'de>>(&mut self, map: A, row: &mut Row<'static>) -> Result<(), A::Error> {
        let wanted: Vec<(&str, Slot)> =
            self.wanted.iter().enumerate().map(|(slot, name)| (name.as_str(), slot)).collect();
        let result = self.walk(map, row, &wanted, "");
        self.first = false;
        result
    }

    fn walk<'de, A: MapAccess<'de>>(
        &mut self,
        mut map: A,
        row: &mut Row<'static>,
        wanted: &[(&str, Slot)],
        prefix: &str,
    ) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(KeySeed { wanted, keep: self.first })? {
            let name = key.name.map(|name| format!("{prefix}{name}"));
            if let Some(name) = name.as_ref().filter(|_| self.keys.len() < MAX_KEYS) {
                self.keys.push(name.clone());
            }
            if let Some(seen) = key.here.and_then(|slot| self.seen.get_mut(slot)) {
                *seen = true;
            }
            if key.here.is_none() && key.below.is_empty() {
                map.next_value::<IgnoredAny>()?;
            } else {
                let prefix = name.map(|name| name + ".").unwrap_or_default();
                let filling =
                    Filling { picker: self, row, here: key.here, below: &key.below, prefix: &prefix };
                map.next_value_seed(Take(filling))?;
            }
        }
        Ok(())
    }
}

/// What a key means: a wanted column, or the way to some, or nothing.
struct Key<'w> {
    here: Option<Slot>,
    below: Vec<(&'w str, Slot)>,
    name: Option<String>,
}

struct KeySeed<'w, 'x> {
    wanted: &'x [(&'w str, Slot)],
    keep: bool,
}

impl<'de, 'w> DeserializeSeed<'de> for KeySeed<'w, '_> {
    type Value = Key<'w>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'w> Visitor<'_> for KeySeed<'w, '_> {
    type Value = Key<'w>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        let mut meaning = Key { here: None, below: Vec::new(), name: self.keep.then(|| key.to_owned()) };
        for (name, slot) in self.wanted {
            match name.strip_prefix(key) {
                Some("") => meaning.here = Some(*slot),
                Some(rest) => meaning.below.extend(rest.strip_prefix('.').map(|rest| (rest, *slot))),
                None => {}
            }
        }
        Ok(meaning)
    }
}

/// Puts a value into the slot it is for.
struct Filling<'a, 'p, 'w> {
    picker: &'a mut Picker<'p>,
    row: &'a mut Row<'static>,
    here: Option<Slot>,
    below: &'a [(&'w str, Slot)],
    prefix: &'a str,
}

impl Taker for Filling<'_, '_, '_> {
    fn scalar<E: Error>(self, value: Scalar<'_>) -> Result<(), E> {
        if let Some(slot) = self.here {
            self.row.put(slot, value);
        }
        Ok(())
    }

    fn list<'de, A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let start = self.row.start_list();
        while list.next_element_seed(Take(Item(self.row)))?.is_some() {}
        if let Some(slot) = self.here {
            self.row.end_list(slot, start);
        }
        Ok(())
    }

    fn object<'de, A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        if let Some(slot) = self.here {
            self.row.put_object(slot);
        }
        self.picker.walk(map, self.row, self.below, self.prefix)
    }
}

/// Adds an element to the list at hand; elements that are null, lists or objects themselves are passed over.
struct Item<'a>(&'a mut Row<'static>);

impl Taker for Item<'_> {
    fn scalar<E: Error>(self, value: Scalar<'_>) -> Result<(), E> {
        if !matches!(value, Scalar::Null) {
            self.0.push_item(value);
        }
        Ok(())
    }

    fn list<'de, A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn object<'de, A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}
