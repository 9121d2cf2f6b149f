//! User names with passwords: in URLs, and in the headers of HTTP.

use super::Secret;
use super::key::{Standing, is_sensitive, standing};

/// Passwords and tokens within URLs: `https://user:password@host` and `?api_key=…`.
pub fn in_urls(text: &str) -> Vec<Secret> {
    text.match_indices("://").flat_map(|(at, separator)| in_url(text, at + separator.len())).collect()
}

/// What ends a URL in prose, in YAML and in Markdown.
fn ends_url(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`' | '|' | '\\')
}

/// The secrets of a URL whose authority (RFC 3986, section 3.2) begins at a byte of a text.
fn in_url(text: &str, start: usize) -> Vec<Secret> {
    let Some(rest) = text.get(start..) else { return Vec::new() };
    let url = rest.get(..rest.find(ends_url).unwrap_or(rest.len())).unwrap_or_default();
    let authority = url.get(..url.find(['/', '?', '#']).unwrap_or(url.len())).unwrap_or_default();
    // A password may hold a slash that somebody forgot to escape; then its host begins behind the last `@`.
    let user_info = authority.rsplit_once('@').map(|(user_info, _)| user_info);
    let password = user_info.and_then(split_at_colon);
    let mut found = Vec::new();
    if let Some((user, password)) = password.filter(|(_, password)| standing(password) == Standing::Secret) {
        let from = start + user.len() + 1;
        found.push(Secret { kind: "a password in a URL", bytes: from..from + password.len() });
    }
    let query = url.split_once('?').map(|(before, query)| (start + before.len() + 1, query));
    if let Some((mut from, query)) = query {
        for pair in query.split(['&', '#']) {
            found.extend(parameter(pair, from));
            from += pair.len() + 1;
        }
    }
    found
}

/// The user's name and the password: the colon within a reference (`${env:NAME}`) parts nothing.
fn split_at_colon(user_info: &str) -> Option<(&str, &str)> {
    let is_inside =
        |at: usize| user_info.get(..at).is_some_and(|before| before.rfind("${") > before.rfind('}'));
    let (at, _) = user_info.match_indices(':').find(|(at, _)| !is_inside(*at))?;
    Some((user_info.get(..at)?, user_info.get(at + 1..)?))
}

fn parameter(pair: &str, start: usize) -> Option<Secret> {
    let (key, value) = pair.split_once('=')?;
    let value = value.trim_end_matches([')', ',', '.', ';', ']']);
    let from = start + key.len() + 1;
    let is_secret = is_sensitive(key) && standing(value) == Standing::Secret;
    is_secret.then_some(Secret { kind: "a token in a URL", bytes: from..from + value.len() })
}

/// Credentials as the header `Authorization` has them (RFC 7617, RFC 6750).
pub fn in_headers(text: &str) -> Vec<Secret> {
    let bearer = after_word(text, "bearer").filter(|(_, token)| is_bearer(token));
    let basic = after_word(text, "basic").filter(|(_, token)| is_basic(token));
    let secret =
        |kind| move |(start, token): (usize, &str)| Secret { kind, bytes: start..start + token.len() };
    bearer.map(secret("a bearer token")).chain(basic.map(secret("a user name with a password"))).collect()
}

/// The words that follow a word, whatever its case, and where each begins.
fn after_word<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = (usize, &'t str)> + 't {
    let is_inner =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '+' | '/' | '=');
    let ends = text.char_indices().filter_map(move |(start, first)| {
        let end = start + word.len();
        let is_it = first.is_ascii() && text.get(start..end)?.eq_ignore_ascii_case(word);
        is_it.then_some(end)
    });
    ends.filter_map(move |end| {
        let rest = text.get(end..)?;
        let token = rest.trim_start_matches(' ');
        let gap = rest.len() - token.len();
        let length = token.find(|c| !is_inner(c)).unwrap_or(token.len());
        (gap > 0).then_some((end + gap, token.get(..length)?))
    })
}

/// A word of prose has no digits among its letters, or is short.
fn is_bearer(token: &str) -> bool {
    let has = |test: fn(&char) -> bool| token.chars().any(|c| test(&c));
    token.len() >= 16
        && has(char::is_ascii_digit)
        && has(char::is_ascii_alphabetic)
        && standing(token) == Standing::Secret
}

/// Base64 of a user name, a colon and a password.
fn is_basic(token: &str) -> bool {
    let Some(bytes) = decoded(token.trim_end_matches('=')) else { return false };
    let has_colon = bytes.iter().position(|byte| *byte == b':').is_some_and(|at| at > 0);
    token.len() >= 8 && has_colon && bytes.iter().all(|byte| (0x20..0x7f).contains(byte))
}

/// The bytes of a base64 text without padding; `None` where it is none.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut held) = (0_u32, 0);
    let mut bytes = Vec::new();
    for c in text.bytes() {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use crate::text::secret::secrets;

    fn found(text: &str) -> Vec<(&str, &str)> {
        secrets(text).into_iter().map(|secret| (&text[secret.bytes], secret.kind)).collect()
    }

    #[test]
    fn passwords_in_urls_are_found() {
        let kind = "a password in a URL";
        assert_eq!(found("see postgres://app:hunter2@db.example.org/x now"), [("hunter2", kind)]);
        assert_eq!(found("[x](https://a:p@ss@host/)"), [("p@ss", kind)]);
        assert_eq!(found("https://host/x?a=1&api_key=s3cr3t&b=2"), [("s3cr3t", "a token in a URL")]);
    }

    #[test]
    fn credentials_of_headers_are_found() {
        let basic = format!("Basic {}", "YW5uOmh1bnRlcjI=");
        assert_eq!(found(&basic), [("YW5uOmh1bnRlcjI=", "a user name with a password")]);
        let bearer = "authorization: bearer 3f9a77c1d2e84b6690ab";
        assert_eq!(found(bearer), [("3f9a77c1d2e84b6690ab", "a bearer token")]);
    }

    #[test]
    fn what_is_no_credential_is_let_be() {
        for text in [
            "https://example.org:8080/a@b",
            "ssh://git@example.org/x",
            "https://user@host/",
            "https://user:<password>@host/",
            "https://${env:USER}:${env:PASSWORD}@host/",
            "https://host/?token=${env:TOKEN}",
            "https://host/?page=2&tokens=12",
            "12:30 @ http://a, mail c@d.org",
            "the bearer of this responsibility2",
            "basic infrastructure-monitoring",
            "Basic ${env:X}",
            "Bearer ${env:A_TOKEN_WITH_A_LONG_NAME_1}",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
