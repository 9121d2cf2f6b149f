//! Which version a server is, and what that can do.

use jiff::tz::TimeZone;

/// What a server is asked first.
pub const QUESTION: &str = "select version(), timezone()";

/// What is known of a server.
#[derive(Debug, Clone)]
pub struct Server {
    /// As it tells it.
    pub version: String,
    /// The first two numbers of it.
    number: (u32, u32),
    /// Where times of day are that name no zone.
    pub zone: TimeZone,
    /// Whether the user may change settings.
    pub may_set: bool,
}

#[derive(serde::Deserialize)]
struct Told {
    data: Vec<(String, String)>,
}

impl Server {
    /// Reads the answer to [`QUESTION`]; `None` where it is none.
    pub fn read(body: &[u8], may_set: bool) -> Option<Self> {
        let Told { data } = serde_json::from_slice(body).ok()?;
        let (version, zone) = data.into_iter().next()?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
        if version.is_empty() || version.len() > 60 || !version.chars().all(is_plain) {
            return None;
        }
        let mut parts = version.split('.').map(|part| part.parse().ok());
        let number = (parts.next()??, parts.next()??);
        Some(Self { number, zone: TimeZone::get(&zone).ok()?, version, may_set })
    }

    /// Whether it knows parameters such as `{from:DateTime}`.
    pub fn takes_parameters(&self) -> bool {
        self.number >= (19, 14)
    }

    /// Whether it can end a question once nobody waits for the answer; older ones end it when its time is over.
    pub fn hears_of_ends(&self) -> bool {
        self.number >= (20, 3)
    }

    /// Whether it can write times with their zone.
    pub fn writes_iso(&self) -> bool {
        self.number >= (21, 3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_apart() {
        let of = |version: &str, zone: &str| {
            Server::read(format!("{{\"data\": [[{version:?}, {zone:?}]]}}").as_bytes(), true)
        };
        let old = of("18.16.1", "Europe/Berlin").expect("a server");
        assert_eq!((old.takes_parameters(), old.writes_iso()), (false, false));
        let new = of("24.8.4.13", "UTC").expect("a server");
        assert_eq!((new.takes_parameters(), new.writes_iso()), (true, true));
        for (version, zone) in [("", "UTC"), ("18", "UTC"), ("18.16", "Nowhere/Land"), ("1.2<script>", "UTC")]
        {
            assert!(of(version, zone).is_none(), "{version} {zone}");
        }
        assert!(Server::read(b"<html>", true).is_none());
    }
}
