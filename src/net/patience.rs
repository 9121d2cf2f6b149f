//! How long to wait for the next try.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use ureq::http::HeaderMap;

/// How long to wait after a try that failed, the first being 1: twice as long each time, and never longer than
/// `longest`. What the server asks for counts where it is more; `None` where that is more than `longest`.
///
/// There is no chance in it: what two runs do can be compared, and the gate of a host keeps requests of one run apart.
pub fn wait(
    try_number: u32,
    first: Duration,
    longest: Duration,
    asked: Option<Duration>,
) -> Option<Duration> {
    let doubled = 2_u32.saturating_pow(try_number.saturating_sub(1));
    let own = first.saturating_mul(doubled).min(longest);
    match asked {
        Some(asked) if asked > longest => None,
        Some(asked) => Some(own.max(asked)),
        None => Some(own),
    }
}

/// For how long a server asks for patience (`Retry-After`: seconds, or a date; RFC 9110, 10.2.3).
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(value).ok()?;
    let now = Timestamp::try_from(now).ok()?;
    let seconds = date.as_second().saturating_sub(now.as_second());
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn waits_double_up_to_a_bound() {
        let waits: Vec<u64> =
            (1..=6).filter_map(|n| wait(n, SECOND, 10 * SECOND, None)).map(|time| time.as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 10, 10]);
        assert_eq!(wait(u32::MAX, SECOND, 10 * SECOND, None), Some(10 * SECOND));
        assert_eq!(wait(1, SECOND, 10 * SECOND, Some(5 * SECOND)), Some(5 * SECOND));
        assert_eq!(wait(1, SECOND, 10 * SECOND, Some(11 * SECOND)), None);
    }

    #[test]
    fn servers_ask_for_patience_in_seconds_or_until_a_date() {
        let asked = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", ureq::http::HeaderValue::from_static(value));
            retry_after(&headers, SystemTime::UNIX_EPOCH + 1_445_412_400 * SECOND)
        };
        assert_eq!(asked("120"), Some(120 * SECOND));
        assert_eq!(asked("Wed, 21 Oct 2015 07:28:00 GMT"), Some(80 * SECOND));
        assert_eq!(asked("Wed, 21 Oct 2009 07:28:00 GMT"), Some(Duration::ZERO));
        assert_eq!(asked("soon"), None);
        assert_eq!(asked("-3"), None);
    }
}
