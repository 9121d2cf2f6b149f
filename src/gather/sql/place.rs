//! Where a database is, out of the URL of its data source.

use crate::gather::file::report::quiet;

/// A URL of a database, taken apart. Users and passwords are none of its parts: who reads URLs takes them out first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What stands before the colon, in lower case.
    pub scheme: String,
    /// The host, an IPv6 address without its brackets; empty where none is named.
    pub host: String,
    /// The port, where one is named.
    pub port: Option<u16>,
    /// The database, where one is named.
    pub database: Option<String>,
    /// What stands behind the question mark.
    pub options: Vec<(String, String)>,
}

impl Place {
    /// Takes a URL apart.
    ///
    /// # Errors
    /// A sentence, where it cannot be.
    pub fn parse(url: &str) -> Result<Self, String> {
        let (scheme, rest) = url.trim().split_once("://").ok_or("its `url` has no `://`")?;
        let (rest, options) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = host_and_port(authority).ok_or("the host and port in its `url` cannot be read")?;
        let database =
            decoded(path.trim_end_matches('/')).ok_or("the database in its `url` cannot be read")?;
        let pairs = options.split('&').filter(|pair| !pair.is_empty());
        let options = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            decoded(name).zip(decoded(value)).ok_or("the options in its `url` cannot be read")
        });
        Ok(Self {
            scheme: scheme.to_ascii_lowercase(),
            host,
            port,
            database: Some(database).filter(|name| !name.is_empty()),
            options: options.collect::<Result<_, _>>()?,
        })
    }

    /// The value of an option.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether all options are among those that mean something.
    ///
    /// # Errors
    /// A sentence that names one that does not.
    pub fn only_options(&self, known: &[&str]) -> Result<(), String> {
        match self.options.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(format!("deming does not know the option `{}` in its `url`", quiet(name))),
            None => Ok(()),
        }
    }
}

fn host_and_port(authority: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => match authority.rfind(':') {
            Some(at) => authority.split_at_checked(at)?,
            None => (authority, ""),
        },
    };
    let port = match port {
        "" | ":" => None,
        port => Some(port.strip_prefix(':')?.parse().ok().filter(|port| *port != 0)?),
    };
    let is_sound = !host.contains(['@', ' ', '\\']) && !host.chars().any(char::is_control);
    Some((decoded(host)?, port)).filter(|_| is_sound)
}

/// A part of a URL without its `%XX`.
fn decoded(text: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some(at) = rest.find('%') {
        let (before, after) = rest.split_at(at);
        bytes.extend(before.bytes());
        bytes.push(u8::from_str_radix(after.get(1..3)?, 16).ok()?);
        rest = after.get(3..)?;
    }
    bytes.extend(rest.bytes());
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart() {
        let place = Place::parse("postgres://db.example.org:5433/op%20s?sslmode=require&x").expect("a place");
        assert_eq!((place.scheme.as_str(), place.host.as_str()), ("postgres", "db.example.org"));
        assert_eq!((place.port, place.database.as_deref()), (Some(5433), Some("op s")));
        assert_eq!((place.option("sslmode"), place.option("x")), (Some("require"), Some("")));
        assert!(place.only_options(&["sslmode"]).is_err());
        let place = Place::parse("CLICKHOUSE://[::1]:8123").expect("a place");
        assert_eq!((place.scheme.as_str(), place.host.as_str()), ("clickhouse", "::1"));
        let place = Place::parse("postgresql:///desk?host=/run/postgresql").expect("a place");
        assert_eq!((place.host.as_str(), place.option("host")), ("", Some("/run/postgresql")));
    }

    #[test]
    fn what_cannot_be_taken_apart_is_refused() {
        for url in [
            "",
            "postgres:db",
            "postgres://h:x/",
            "postgres://h:0/",
            "postgres://[::1/",
            "postgres://h/%zz",
            "postgres://a@h/",
        ] {
            assert!(Place::parse(url).is_err(), "{url}");
        }
    }
}
