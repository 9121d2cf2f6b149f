//! JSON over HTTP: each item of an answer is an observation at a time of its own.
//!
//! `:from` and `:to` in the path let a server answer with the slice that is asked about; what it adds to that is left
//! out. Where items come in pages, each is asked for as the one before says, on the same server only.
//!
//! | file | knows |
//! |---|---|
//! | `item` | what an item says |
//! | `pages` | where the items of a page are, and where the next page is |

mod item;
mod pages;

use std::collections::HashSet;

use serde_json::Value;

use self::item::Reading;
use self::pages::Pages;
use super::web::Web;
use super::{Answer, Ask, Lost, System};
use crate::model::Interval;
use crate::model::source::Question;
use crate::net::{Address, Request, percent_encoded};

/// The media types of answers. Where files are served as they lie, JSON is plain text.
const JSON: &[&str] = &["application/json", "+json", "text/json", "text/plain", "application/octet-stream"];

/// A server of JSON.
pub struct Http {
    web: Web,
}

impl System for Http {
    fn ask(&self, ask: &Ask<'_>) -> Result<Answer, Lost> {
        let Question::Http(question) = &ask.source.question else {
            return Err(Lost::new("it is asked for something else than JSON"));
        };
        let pages = Pages::new(question)?;
        let mut reading = Reading::new(ask, question);
        let mut next = Some(self.web.below(&with_slice(&question.path, ask.interval))?);
        let mut known = HashSet::new();
        while let Some(address) = next {
            if !known.insert(address.to_url()) || known.len() > Pages::MOST {
                return Err(Lost::new("its pages lead in a circle, or are more than anybody can read")
                    .help("ask for less at once: put `:from` and `:to` into the path"));
            }
            let (document, of_header) = self.page(address.clone())?;
            for item in pages.items(&document)? {
                reading.item(item, known.len())?;
            }
            next = pages.next(&document, of_header.as_deref(), &address)?;
        }
        reading.into_answer(self.web.server())
    }
}

impl Http {
    /// The server at the end of a way.
    pub fn new(web: Web) -> Self {
        Self { web }
    }

    /// A page, and what its headers say of others.
    fn page(&self, address: Address) -> Result<(Value, Option<String>), Lost> {
        let response = self.web.ask(Request::get(address).accepting(JSON))?;
        let document = serde_json::from_slice(response.body()).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            Lost::new(format!("the answer of {} is not JSON ({place})", self.web.server()))
        })?;
        Ok((document, response.header("link").map(str::to_owned)))
    }
}

/// A path with the slice that is asked about for `:from` and `:to`.
fn with_slice(path: &str, slice: Interval) -> String {
    let (mut whole, mut rest) = (String::with_capacity(path.len()), path);
    while let Some(at) = rest.find(':') {
        let (before, after) = rest.split_at(at);
        let word: &str = after.get(1..).unwrap_or_default();
        let end = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(word.len());
        let moment = match word.get(..end) {
            Some("from") => Some(slice.from),
            Some("to") => Some(slice.to),
            _ => None,
        };
        whole.push_str(before);
        match moment {
            Some(moment) => whole.push_str(&percent_encoded(&moment.to_string())),
            None => whole.push_str(after.get(..=end).unwrap_or_default()),
        }
        rest = after.get(end + 1..).unwrap_or_default();
    }
    whole.push_str(rest);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_are_put_into_paths() {
        let time = |text: &str| text.parse().expect("a time");
        let slice = Interval::new(time("2026-01-01T00:00:00Z"), time("2026-02-01T00:00:00Z"));
        for (path, whole) in [
            ("/a", "/a"),
            ("/a?since=:from", "/a?since=2026-01-01T00%3A00%3A00Z"),
            ("/a/:from/:to", "/a/2026-01-01T00%3A00%3A00Z/2026-02-01T00%3A00%3A00Z"),
            ("/a?:fromage&b=:", "/a?:fromage&b=:"),
            ("/ü:to:to", "/ü2026-02-01T00%3A00%3A00Z2026-02-01T00%3A00%3A00Z"),
        ] {
            assert_eq!(with_slice(path, slice), whole);
        }
    }
}
