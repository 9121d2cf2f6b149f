//! Requests and responses.

use std::fmt::{self, Write};

use ureq::http::HeaderMap;

use super::address::Address;

/// What a request does at the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// It asks.
    Get,
    /// It asks, with a body.
    Ask,
    /// It makes something new; the same again would make another.
    Create,
    /// It sets the whole; the same again changes nothing.
    Put,
    /// It sets parts; the same again changes nothing.
    Patch,
}

impl Method {
    /// As it is sent.
    pub(super) fn keyword(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Ask | Self::Create => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
        }
    }
}

/// A request to a system.
#[derive(Clone)]
pub struct Request {
    pub(super) method: Method,
    pub(super) address: Address,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Vec<u8>>,
    pub(super) accepts: &'static [&'static str],
}

impl Request {
    /// Gets what is at an address.
    pub fn get(address: Address) -> Self {
        Self { method: Method::Get, address, headers: Vec::new(), body: None, accepts: &[] }
    }

    /// Posts a text of a media type to an address, as a question: asking it twice changes nothing there.
    pub fn post(address: Address, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::with_body(Method::Ask, address, media_type, body)
    }

    /// Makes something new at an address. It is sent again only where it surely did not arrive.
    pub fn create(address: Address, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::with_body(Method::Create, address, media_type, body)
    }

    /// Puts a text of a media type in the place of what is at an address.
    pub fn put(address: Address, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::with_body(Method::Put, address, media_type, body)
    }

    /// Sets parts of what is at an address to given values.
    pub fn patch(address: Address, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::with_body(Method::Patch, address, media_type, body)
    }

    fn with_body(method: Method, address: Address, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let request = Self { method, body: Some(body.into()), ..Self::get(address) };
        request.header("content-type", media_type)
    }

    /// With a header. A later one of the same name takes the place of an earlier one.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With headers.
    #[must_use]
    pub fn headers<'a>(self, headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        headers.into_iter().fold(self, |request, (name, value)| request.header(name, value))
    }

    /// Only an answer of one of these media types is one: `application/json`, or `+json` for all that end so. An answer
    /// that names no type is let through.
    #[must_use]
    pub fn accepting(self, accepts: &'static [&'static str]) -> Self {
        Self { accepts, ..self }
    }
}

/// Secrets stand in headers, and may in bodies.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.keyword(), self.address)
    }
}

/// A whole answer, of a status from 200 to 299.
#[derive(Debug, Clone)]
pub struct Response {
    pub(super) address: Address,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Response {
    /// Where it came from, after redirects.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// A header, where it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The bytes.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The bytes, kept.
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }
}

/// The media type that headers name, in lower case and without its parameters.
pub(super) fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("content-type")?.to_str().ok()?;
    let media_type = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    (!media_type.is_empty()).then_some(media_type)
}

/// Whether a media type is one of those that are accepted.
pub(super) fn is_accepted(media_type: &str, accepts: &[&str]) -> bool {
    let fits = |accepted: &&str| match accepted.strip_prefix('+') {
        Some(_) => media_type.ends_with(accepted),
        None => media_type == *accepted,
    };
    accepts.is_empty() || accepts.iter().any(fits)
}

/// A text as it stands in a part of a URL: all but letters, digits and `-._~` as `%XX` (RFC 3986, 2.3).
pub fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            // Writing to a string cannot fail.
            _ => _ = write!(encoded, "%{byte:02X}"),
        }
    }
    encoded
}

/// Names and values as they stand in a query, and in the body of a form.
pub fn form<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let field = |(name, value)| format!("{}={}", percent_encoded(name), percent_encoded(value));
    fields.into_iter().map(field).collect::<Vec<_>>().join("&")
}

/// Bytes as text in base 64, filled up with `=` (RFC 4648, 4).
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |bits: u32| char::from(LETTERS.get((bits & 63) as usize).copied().unwrap_or(b'='));
    let mut packed = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |place: usize| three.get(place).copied().map_or(0, u32::from);
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        packed.push(letter(bits >> 18));
        packed.push(letter(bits >> 12));
        packed.push(if three.len() > 1 { letter(bits >> 6) } else { '=' });
        packed.push(if three.len() > 2 { letter(bits) } else { '=' });
    }
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_encoded_byte_by_byte() {
        assert_eq!(
            form([("query", "up{job=\"a\"} + 1"), ("zeit", "ü")]),
            "query=up%7Bjob%3D%22a%22%7D%20%2B%201&zeit=%C3%BC"
        );
    }

    #[test]
    fn media_types_are_compared_whole_or_by_their_ending() {
        let json = ["application/json", "+json"];
        assert!(is_accepted("application/json", &json));
        assert!(is_accepted("application/vnd.api+json", &json));
        assert!(!is_accepted("text/html", &json));
        assert!(is_accepted("text/html", &[]));
    }

    #[test]
    fn bytes_are_packed_as_the_standard_says() {
        for (text, packed) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
            ("ü>?", "w7w+Pw=="),
        ] {
            assert_eq!(base64(text.as_bytes()), packed);
        }
    }

    #[test]
    fn headers_are_not_shown() {
        let address = Address::parse("http://h/a?token=hunter2").expect("a URL");
        let request = Request::get(address).header("Authorization", "Bearer hunter2");
        assert_eq!(format!("{request:?}"), "GET http://h/a");
    }
}
