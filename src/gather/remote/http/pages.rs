//! Where the items of a page are, and where the next page is.

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::gather::remote::Lost;
use crate::model::source::HttpQuestion;
use crate::net::Address;

/// How pages are read.
pub struct Pages<'a> {
    question: &'a HttpQuestion,
    items: Option<JsonPath>,
    next: Option<JsonPath>,
}

impl<'a> Pages<'a> {
    /// Most pages of an answer.
    pub const MOST: usize = 1000;

    /// As a source declares it.
    ///
    /// # Errors
    /// [`Lost`], where a path is none.
    pub fn new(question: &'a HttpQuestion) -> Result<Self, Lost> {
        Ok(Self { question, items: path(question.items.as_deref())?, next: path(question.next.as_deref())? })
    }

    /// The items of a page.
    ///
    /// # Errors
    /// [`Lost`], where there is no place for items, which is something else than no items.
    pub fn items<'v>(&self, document: &'v Value) -> Result<Vec<&'v Value>, Lost> {
        let Some(items) = &self.items else { return Ok(unpacked(document)) };
        let found = items.query(document).all();
        match found.as_slice() {
            [] if !self.has_place(document) => {
                let path = self.question.items.as_deref().unwrap_or_default();
                Err(Lost::new(format!("the answer holds nothing at `{path}`"))
                    .help("see whether `items` fits what the server answers"))
            }
            [one] => Ok(unpacked(one)),
            _ => Ok(found),
        }
    }

    /// Whether there is a list where the items should be, though it may be empty.
    fn has_place(&self, document: &Value) -> bool {
        let list = self.question.items.as_deref().and_then(|path| path.strip_suffix("[*]"));
        match path(list) {
            Ok(Some(list)) => list.query(document).iter().any(|value| value.is_array()),
            _ => !self.question.items.as_deref().is_some_and(|path| path.bytes().all(is_plain)),
        }
    }

    /// Where the next page is: as the document says, else as a header does (RFC 8288).
    ///
    /// # Errors
    /// [`Lost`], where what should be an address is none.
    pub fn next(
        &self,
        document: &Value,
        link: Option<&str>,
        here: &Address,
    ) -> Result<Option<Address>, Lost> {
        let named = match &self.next {
            Some(next) => next.query(document).first().filter(|value| !value.is_null()).map(|value| {
                value.as_str().ok_or_else(|| Lost::new("the address of the next page is no text"))
            }),
            None => link.and_then(next_of_link).map(Ok),
        };
        let Some(named) = named.transpose()?.filter(|address| !address.is_empty()) else { return Ok(None) };
        let address = here.join(named);
        address
            .map(Some)
            .map_err(|error| Lost::new(format!("the address of the next page cannot be used: {error}")))
    }
}

/// Whether a byte may stand in a path that names one place.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b'.' | b'_' | b'-')
}

fn path(text: Option<&str>) -> Result<Option<JsonPath>, Lost> {
    let parsed = text.map(JsonPath::parse).transpose();
    parsed.map_err(|error| Lost::new(format!("a JSONPath cannot be understood: {}", error.message())))
}

/// The elements of a list, or the one thing that there is.
fn unpacked(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

/// The address that a `Link` header names as the next.
fn next_of_link(header: &str) -> Option<&str> {
    header.split(',').find_map(|link| {
        let (address, parameters) = link.split_once(';')?;
        let is_next = parameters.split(';').any(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or_default();
            let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
            name.trim().eq_ignore_ascii_case("rel") && relations.any(|one| one.eq_ignore_ascii_case("next"))
        });
        let address = address.trim().strip_prefix('<')?.strip_suffix('>')?;
        is_next.then_some(address)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read() {
        let header = "<https://h/?page=1>; rel=\"prev\", <https://h/?page=3>; title=x; rel=\"next last\"";
        assert_eq!(next_of_link(header), Some("https://h/?page=3"));
        for none in ["", "next", "<https://h/>; rel=prev", "https://h/; rel=next", "<a>; rel"] {
            assert_eq!(next_of_link(none), None, "{none}");
        }
    }
}
