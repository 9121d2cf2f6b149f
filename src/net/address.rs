//! URLs, and whether two of them lead to the same place.

use std::fmt;

use ureq::http::Uri;

/// The URL of a system, or of something in it: `http` or `https`, without user, password and fragment.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    is_secure: bool,
    host: String,
    port: u16,
    /// The path and the query, starting with `/`.
    target: String,
}

/// Why a text is no [`Address`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It cannot be read as a URL.
    #[error("it is not a URL")]
    Unreadable,
    /// It has no scheme, or another.
    #[error("it does not begin with `http://` or `https://`")]
    Scheme,
    /// A user or a password stands in it.
    #[error("a user name or a password stands in it")]
    Credentials,
}

impl Address {
    /// Reads a URL.
    ///
    /// # Errors
    /// [`AddressError`], which does not quote the URL: a secret may stand in it.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.split('#').next().unwrap_or_default();
        let uri: Uri = text.parse().map_err(|_| AddressError::Unreadable)?;
        let is_secure = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            _ => return Err(AddressError::Scheme),
        };
        let authority = uri.authority().ok_or(AddressError::Unreadable)?;
        if authority.as_str().contains('@') {
            return Err(AddressError::Credentials);
        }
        let host = authority.host().to_ascii_lowercase();
        if host.is_empty() || (authority.port_u16().is_none() && ends_in_port(authority.as_str())) {
            return Err(AddressError::Unreadable);
        }
        let port = authority.port_u16().unwrap_or(if is_secure { 443 } else { 80 });
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        let slash = if target.starts_with('/') { "" } else { "/" };
        Ok(Self { is_secure, host, port, target: format!("{slash}{target}") })
    }

    /// Whether it is reached over TLS.
    pub fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// The host, in lower case; an IPv6 address in its brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The path, without the query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// Host and port, as people name a server.
    pub fn server(&self) -> String {
        match (self.is_secure, self.port) {
            (true, 443) | (false, 80) => self.host.clone(),
            (_, port) => format!("{}:{port}", self.host),
        }
    }

    /// Whether both have the same scheme, host and port.
    pub fn is_beside(&self, other: &Self) -> bool {
        (self.is_secure, &self.host, self.port) == (other.is_secure, &other.host, other.port)
    }

    /// Something below this URL: its path, then that of `below`. A query of its own gives way to that of `below`.
    ///
    /// # Errors
    /// [`AddressError`], where `below` cannot stand in a URL.
    pub fn below(&self, below: &str) -> Result<Self, AddressError> {
        let base = self.path().trim_end_matches('/');
        self.with_target(&format!("{base}/{}", below.trim_start_matches('/')))
    }

    /// Where a reference leads that stands in an answer from here (RFC 3986, 5.2), `..` aside.
    ///
    /// # Errors
    /// [`AddressError`], where it leads nowhere over HTTP.
    pub fn join(&self, reference: &str) -> Result<Self, AddressError> {
        let reference = reference.trim();
        let scheme = if self.is_secure { "https:" } else { "http:" };
        let head = reference.split(['/', '?', '#']).next().unwrap_or_default();
        if head.contains(':') {
            return Self::parse(reference);
        }
        if reference.starts_with("//") {
            return Self::parse(&format!("{scheme}{reference}"));
        }
        match reference.chars().next() {
            Some('/') => self.with_target(reference),
            Some('?') => self.with_target(&format!("{}{reference}", self.path())),
            Some('#') | None => Ok(self.clone()),
            Some(_) => {
                let folder = self.path().rsplit_once('/').map_or("", |(folder, _)| folder);
                self.with_target(&format!("{folder}/{reference}"))
            }
        }
    }

    fn with_target(&self, target: &str) -> Result<Self, AddressError> {
        Self::parse(&format!("{}{target}", self.origin()))
    }

    fn origin(&self) -> String {
        let scheme = if self.is_secure { "https" } else { "http" };
        format!("{scheme}://{}:{}", self.host, self.port)
    }

    /// The whole of it, for who asks it. For people there is [`fmt::Display`].
    pub fn to_url(&self) -> String {
        format!("{}{}", self.origin(), self.target)
    }
}

fn ends_in_port(authority: &str) -> bool {
    authority.rsplit_once(':').is_some_and(|(_, port)| !port.contains(']'))
}

/// Without its query, in which a secret may stand.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_secure { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.server(), self.path())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text).expect(text)
    }

    #[test]
    fn addresses_are_read_and_told_without_queries() {
        let one = address("HTTP://Example.org/a/b?token=x#y");
        assert_eq!((one.host(), one.port(), one.path()), ("example.org", 80, "/a/b"));
        assert_eq!(one.to_string(), "http://example.org/a/b");
        assert_eq!(one.to_url(), "http://example.org:80/a/b?token=x");
        assert_eq!(address("https://[::1]:9090").server(), "[::1]:9090");
        for (text, error) in [
            ("example.org", AddressError::Scheme),
            ("ftp://example.org/", AddressError::Scheme),
            ("http://", AddressError::Unreadable),
            ("http://a b/", AddressError::Unreadable),
            ("http://a:99999/", AddressError::Unreadable),
            ("http://ada:pw@example.org/", AddressError::Credentials),
        ] {
            assert_eq!(Address::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn references_lead_on_from_where_they_stand() {
        let here = address("http://example.org:8080/a/b?q=1");
        for (reference, leads_to) in [
            ("/x?y", "http://example.org:8080/x?y"),
            ("c", "http://example.org:8080/a/c"),
            ("?page=2", "http://example.org:8080/a/b?page=2"),
            ("//other/x", "http://other:80/x"),
            ("https://example.org:8080/a", "https://example.org:8080/a"),
            ("x?to=http://other/", "http://example.org:8080/a/x?to=http://other/"),
            ("", "http://example.org:8080/a/b?q=1"),
        ] {
            assert_eq!(here.join(reference).expect(reference).to_url(), leads_to, "{reference}");
        }
        assert!(here.join("javascript:alert(1)").is_err());
        assert!(here.is_beside(&address("http://EXAMPLE.org:8080")));
        assert!(!here.is_beside(&address("https://example.org:8080")));
        assert_eq!(
            address("http://h/prom/").below("/api?x=1").expect("a path").to_url(),
            "http://h:80/prom/api?x=1"
        );
    }
}
