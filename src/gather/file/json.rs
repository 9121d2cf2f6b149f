//! Rows of JSON documents: a list of objects, a list inside an object, or objects one after another.

use std::cell::Cell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess};

use super::decode::fault_of;
use super::lines::{LineCounter, MAX_ROW, RowTooLong};
use super::pick::Picker;
use super::rows::{Extent, FileFault, Row, RowFault, Sink};
use super::value::{Scalar, Take, Taker};

/// Hands the objects of a text to `sink`. `items` is the dotted path to the list that holds them.
pub fn read(
    text: impl Read,
    items: Option<&str>,
    wanted: &[String],
    sink: &mut dyn Sink,
) -> Result<Extent, FileFault> {
    let position = Rc::new(Position::default());
    let mut json = serde_json::Deserializer::from_reader(Counted {
        inner: BufReader::new(text),
        position: position.clone(),
    });
    let (picker, row) = (Picker::new(wanted), Row::new(wanted.len()));
    let mut walk = Walk { position, picker, row, sink, fault: None };
    let mut extent = Extent::Empty;
    // `end` fails where there is something left to read; what it looked at stays in the stream.
    while let Err(rest) = json.end() {
        if rest.is_io() {
            return Err(fault(rest, 0));
        }
        extent = Extent::Full;
        let seed = Take(AtPlace { walk: &mut walk, place: Place::of(items) });
        let result = seed.deserialize(&mut json);
        if let Some(fault) = walk.fault.take() {
            return Err(fault);
        }
        result.map_err(|error| fault(error, walk.position.row_line.get()))?;
    }
    let Picker { seen, keys, .. } = &walk.picker;
    walk.sink.keys(seen, keys);
    Ok(extent)
}

fn fault(error: serde_json::Error, row_line: u32) -> FileFault {
    if !error.is_io() {
        let text = error.to_string();
        let reason = text.split(" at line ").next().unwrap_or_default().to_owned();
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
        return FileFault::Json { line, column: error.column(), reason };
    }
    let error = io::Error::from(error);
    if RowTooLong::is(&error) { FileFault::RowTooLong { line: row_line } } else { fault_of(&error) }
}

/// How far the parser has come. It takes one byte at a time, so this is exact.
#[derive(Debug, Default)]
struct Position {
    lines: Cell<LineCounter>,
    row_line: Cell<u32>,
    /// How many bytes the row at hand may still have; `None` between rows.
    row_left: Cell<Option<u64>>,
}

impl Position {
    fn start_row(&self) -> u32 {
        self.row_left.set(Some(MAX_ROW));
        self.row_line.set(self.lines.get().line());
        self.row_line.get()
    }

    fn feed(&self, bytes: &[u8]) {
        let mut lines = self.lines.get();
        bytes.iter().for_each(|byte| lines.feed(*byte));
        self.lines.set(lines);
    }
}

struct Counted<R> {
    inner: R,
    position: Rc<Position>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.position.feed(buffer.get(..count).unwrap_or_default());
        if let Some(left) = self.position.row_left.get() {
            let left = left.checked_sub(count as u64).ok_or_else(|| io::Error::other(RowTooLong))?;
            self.position.row_left.set(Some(left));
        }
        Ok(count)
    }
}

/// A walk through the values of a text.
struct Walk<'a> {
    position: Rc<Position>,
    picker: Picker<'a>,
    row: Row<'static>,
    sink: &'a mut dyn Sink,
    fault: Option<FileFault>,
}

impl Walk<'_> {
    fn object<'de, A: MapAccess<'de>>(&mut self, map: A) -> Result<(), A::Error> {
        self.row.start(self.position.start_row());
        self.picker.pick(map, &mut self.row)?;
        self.position.row_left.set(None);
        self.sink.row(&self.row).map_err(|fault| self.stop(fault))
    }

    fn no_object<E: Error>(&mut self, kind: &'static str) -> Result<(), E> {
        let line = self.position.lines.get().line();
        self.sink.unreadable(line, &RowFault::NotObject(kind)).map_err(|fault| self.stop(fault))
    }

    /// Gives up on the file, with a reason that is no matter of syntax.
    fn stop<E: Error>(&mut self, fault: FileFault) -> E {
        let error = E::custom(&fault);
        self.fault = Some(fault);
        error
    }
}

/// What a value should be.
#[derive(Debug, Clone, Copy)]
enum Place<'p> {
    /// A row, or a list of rows.
    Document,
    /// A row and nothing else.
    Element,
    /// The start of a path to a list of rows; `whole` is the path from the root.
    Way { rest: &'p str, whole: &'p str },
    /// The list at the end of the path.
    Items { whole: &'p str },
}

impl<'p> Place<'p> {
    fn of(items: Option<&'p str>) -> Self {
        items.map_or(Self::Document, |path| Self::Way { rest: path, whole: path })
    }
}

/// Takes the value that stands at a place.
struct AtPlace<'s, 'a, 'p> {
    walk: &'s mut Walk<'a>,
    place: Place<'p>,
}

impl AtPlace<'_, '_, '_> {
    fn other<E: Error>(self, kind: &'static str) -> Result<(), E> {
        match self.place {
            Place::Document | Place::Element => self.walk.no_object(kind),
            Place::Items { whole } => {
                Err(self.walk.stop(FileFault::ItemsNoList { path: whole.to_owned(), kind }))
            }
            Place::Way { whole, .. } => Err(self.walk.stop(no_items(whole, Vec::new()))),
        }
    }

    /// Follows the path one key further; a key may itself hold dots.
    fn follow<'de, A: MapAccess<'de>>(self, mut map: A, rest: &str, whole: &str) -> Result<(), A::Error> {
        let mut keys = Vec::new();
        let mut found = false;
        while let Some(key) = map.next_key::<String>()? {
            let place = match rest.strip_prefix(key.as_str()) {
                Some("") => Some(Place::Items { whole }),
                Some(more) => more.strip_prefix('.').map(|rest| Place::Way { rest, whole }),
                None => None,
            };
            match place {
                Some(place) => {
                    found = true;
                    map.next_value_seed(Take(AtPlace { walk: &mut *self.walk, place }))?;
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
            if keys.len() < 50 {
                keys.push(key);
            }
        }
        if found { Ok(()) } else { Err(self.walk.stop(no_items(whole, keys))) }
    }
}

fn no_items(path: &str, keys: Vec<String>) -> FileFault {
    FileFault::NoItems { path: path.to_owned(), keys }
}

impl Taker for AtPlace<'_, '_, '_> {
    fn scalar<E: Error>(self, value: Scalar<'_>) -> Result<(), E> {
        self.other(value.kind())
    }

    fn list<'de, A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        match self.place {
            Place::Document | Place::Items { .. } => {
                let walk = self.walk;
                loop {
                    let element = AtPlace { walk: &mut *walk, place: Place::Element };
                    if list.next_element_seed(Take(element))?.is_none() {
                        break;
                    }
                }
                Ok(())
            }
            Place::Element | Place::Way { .. } => {
                let result = self.other("a list");
                while list.next_element::<IgnoredAny>()?.is_some() {}
                result
            }
        }
    }

    fn object<'de, A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        match self.place {
            Place::Document | Place::Element => self.walk.object(map),
            Place::Items { .. } => self.other("an object"),
            Place::Way { rest, whole } => self.follow(map, rest, whole),
        }
    }
}
