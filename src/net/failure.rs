//! What went wrong, in plain words.

use std::fmt;
use std::time::Duration;

use crate::text::escape::one_line;

/// A question got no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Failure {
    /// Host and port of the system.
    pub server: String,
    /// What went wrong at last.
    pub trouble: Trouble,
    /// How often it was tried; 0 where nothing was sent.
    pub tries: u32,
}

/// What went wrong. Texts of the other side are quoted as they came; [`fmt::Display`] makes them harmless and short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Nobody listens.
    Refused,
    /// The name of the host leads nowhere.
    UnknownHost,
    /// The network does not lead there: why.
    Unreachable(String),
    /// No connection within this time.
    NoConnection(Duration),
    /// Connected, and then nothing came for this time.
    Silence(Duration),
    /// It was not done within this time, all tries together.
    TooLong(Duration),
    /// Who answers cannot be trusted, or TLS failed otherwise: why.
    Tls(String),
    /// The proxy leads nowhere: why.
    Proxy(String),
    /// An answer of a status that is none.
    Status {
        /// The status.
        status: u16,
        /// For how long the server asks for patience.
        retry_after: Option<Duration>,
        /// The beginning of what it says, as far as it is text.
        message: String,
    },
    /// The answer is larger than so many bytes.
    TooLarge(u64),
    /// The answer is of another media type.
    MediaType {
        /// What it is.
        is: String,
        /// What it should have been.
        accepted: &'static [&'static str],
    },
    /// The connection ended before the answer did.
    CutOff,
    /// What came is not HTTP, or is packed in a way that cannot be undone: why.
    Garbled(String),
    /// It leads to another scheme, host or port, where nothing was asked: where to.
    Elsewhere(String),
    /// One redirect after the other.
    Circles,
    /// The request cannot be sent as it is: why.
    Unsendable(String),
    /// Somebody wished to stop.
    Cancelled,
}

impl Failure {
    /// Longest quotation of what a server says, in characters.
    const QUOTED: usize = 160;

    /// A failure before anything was sent.
    pub fn unsent(server: String, trouble: Trouble) -> Self {
        Self { server, trouble, tries: 0 }
    }

    /// Whether somebody wished to stop.
    pub fn is_cancelled(&self) -> bool {
        self.trouble == Trouble::Cancelled
    }

    /// The status and what the server said, where it answered with a status that is none.
    pub fn status(&self) -> Option<(u16, &str)> {
        match &self.trouble {
            Trouble::Status { status, message, .. } => Some((*status, message)),
            _ => None,
        }
    }
}

impl Trouble {
    /// The same with every text of the other side changed, such as by taking secrets out of it.
    #[must_use]
    pub fn with_texts(self, change: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Unreachable(text) => Self::Unreachable(change(&text)),
            Self::Tls(text) => Self::Tls(change(&text)),
            Self::Proxy(text) => Self::Proxy(change(&text)),
            Self::Garbled(text) => Self::Garbled(change(&text)),
            Self::Elsewhere(text) => Self::Elsewhere(change(&text)),
            Self::Unsendable(text) => Self::Unsendable(change(&text)),
            Self::MediaType { is, accepted } => Self::MediaType { is: change(&is), accepted },
            Self::Status { status, retry_after, message } => {
                Self::Status { status, retry_after, message: change(&message) }
            }
            other => other,
        }
    }

    /// Whether what was sent surely changed nothing at the other side, and may be heard the next time.
    pub(super) fn was_unheard(&self) -> bool {
        match self {
            Self::Refused | Self::UnknownHost | Self::Unreachable(_) | Self::NoConnection(_) => true,
            Self::Status { status, .. } => *status == 429,
            _ => false,
        }
    }

    /// Whether asking again may help.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::Refused
            | Self::UnknownHost
            | Self::Unreachable(_)
            | Self::NoConnection(_)
            | Self::CutOff => true,
            Self::Status { status, .. } => matches!(status, 429 | 502 | 503 | 504),
            _ => false,
        }
    }
}

/// The first line of a text that says something, short and harmless.
fn quoted(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let line = one_line(line);
    match line.char_indices().nth(Failure::QUOTED) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.into_owned(),
    }
}

/// A time as people say it.
fn seconds(time: Duration) -> String {
    match time {
        _ if time < Duration::from_secs(1) => format!("{} ms", time.as_millis()),
        _ => format!("{} s", time.as_secs()),
    }
}

/// A size as people say it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / 1_048_576),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let server = one_line(&self.server);
        match &self.trouble {
            Trouble::Refused => write!(f, "{server} refuses connections")?,
            Trouble::UnknownHost => write!(f, "there is no host {server}")?,
            Trouble::Unreachable(why) => write!(f, "{server} cannot be reached: {}", quoted(why))?,
            Trouble::NoConnection(time) => write!(f, "no connection to {server} within {}", seconds(*time))?,
            Trouble::Silence(time) => write!(f, "{server} said nothing for {}", seconds(*time))?,
            Trouble::TooLong(time) => write!(f, "{server} was not done within {}", seconds(*time))?,
            Trouble::Tls(why) => write!(f, "no safe connection to {server}: {}", quoted(why))?,
            Trouble::Proxy(why) => write!(f, "no way to {server} through the proxy: {}", quoted(why))?,
            Trouble::Status { .. } => self.write_status(f, &server)?,
            Trouble::TooLarge(limit) => write!(f, "the answer of {server} is larger than {}", size(*limit))?,
            Trouble::MediaType { is, accepted } => {
                let accepted = accepted.first().copied().unwrap_or_default();
                write!(f, "{server} answered with {}, and not with {accepted}", quoted(is))?;
            }
            Trouble::CutOff => write!(f, "the connection to {server} ended before its answer did")?,
            Trouble::Garbled(why) => write!(f, "the answer of {server} cannot be read: {}", quoted(why))?,
            Trouble::Elsewhere(place) => {
                write!(
                    f,
                    "{server} refers to {}, which is another place; nothing was sent there",
                    quoted(place)
                )?;
            }
            Trouble::Circles => write!(f, "{server} refers from one place to the next without end")?,
            Trouble::Unsendable(why) => write!(f, "{server} cannot be asked this: {}", quoted(why))?,
            Trouble::Cancelled => {
                write!(f, "{server} was not asked to the end, since somebody wished to stop")?
            }
        }
        if self.tries > 1 { write!(f, " ({} tries)", self.tries) } else { Ok(()) }
    }
}

impl Failure {
    fn write_status(&self, f: &mut fmt::Formatter<'_>, server: &str) -> fmt::Result {
        let Trouble::Status { status, retry_after, message } = &self.trouble else { return Ok(()) };
        write!(f, "{server} answered {status}")?;
        let known = ureq::http::StatusCode::from_u16(*status).ok();
        if let Some(reason) = known.and_then(|status| status.canonical_reason()) {
            write!(f, " {reason}")?;
        }
        let message = quoted(message);
        if !message.is_empty() {
            write!(f, ": {message}")?;
        }
        match retry_after {
            Some(time) => write!(f, "; it asks for {} of patience", seconds(*time)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(trouble: Trouble, tries: u32) -> String {
        Failure { server: "h:1".to_owned(), trouble, tries }.to_string()
    }

    #[test]
    fn what_servers_say_is_short_and_harmless() {
        let message = format!("\n  \u{1b}[31mno {}\nsecond line", "x".repeat(500));
        let text = told(Trouble::Status { status: 503, retry_after: None, message }, 4);
        assert!(text.starts_with(r"h:1 answered 503 Service Unavailable: \u{1b}[31mno xxx"), "{text}");
        assert!(text.ends_with("x… (4 tries)") && text.len() < 260, "{text}");
    }

    #[test]
    fn times_and_sizes_are_told_in_units_that_people_use() {
        assert_eq!(told(Trouble::Silence(Duration::from_millis(250)), 1), "h:1 said nothing for 250 ms");
        assert_eq!(told(Trouble::TooLarge(32 << 20), 1), "the answer of h:1 is larger than 32 MiB");
        let wait = Some(Duration::from_secs(90));
        let status = Trouble::Status { status: 429, retry_after: wait, message: String::new() };
        assert_eq!(told(status, 1), "h:1 answered 429 Too Many Requests; it asks for 90 s of patience");
    }
}
