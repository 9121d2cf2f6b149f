//! Keys under which secrets stand, and values that are none.

/// What a key ends with when a secret stands under it, in small letters and without separators.
const ENDINGS: [&str; 14] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "signingkey",
    "authorization",
    "credential",
    "credentials",
];

/// Texts that stand in examples in place of a secret.
const PLACEHOLDERS: [&str; 22] = [
    "changeme",
    "changeit",
    "changethis",
    "example",
    "placeholder",
    "password",
    "passwd",
    "pass",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "secretkey",
    "todo",
    "tbd",
    "dummy",
    "redacted",
    "hidden",
    "none",
    "null",
    "test",
    "foobar",
];

/// What a value under a sensitive key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A reference to the environment, nothing, or a switch.
    Harmless,
    /// Something that stands in for a secret, as examples have it.
    Placeholder,
    /// The secret itself, for all that anybody can tell.
    Secret,
}

/// Whether secrets stand under a key of this name: `password`, `apiKey`, `X-Auth-Token` …
pub fn is_sensitive(key: &str) -> bool {
    let folded = folded(key);
    ENDINGS.iter().any(|ending| folded.ends_with(ending))
}

/// Small letters and digits only.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What a value under a sensitive key is.
pub fn standing(value: &str) -> Standing {
    let bare = without_references(value);
    let bare = bare.trim();
    let is_scheme = ["", "bearer", "basic", "token"].contains(&bare.to_ascii_lowercase().as_str());
    match bare {
        _ if is_scheme && bare.len() < value.trim().len() => Standing::Harmless,
        "" | "true" | "false" => Standing::Harmless,
        _ if is_obvious_placeholder(bare) => Standing::Placeholder,
        _ => Standing::Secret,
    }
}

/// The text without its references to the environment (`${env:NAME}`).
fn without_references(text: &str) -> String {
    let mut rest = text;
    let mut bare = String::new();
    while let Some((before, after)) = rest.split_once("${") {
        let Some((_, behind)) = after.split_once('}') else { break };
        bare.push_str(before);
        rest = behind;
    }
    bare + rest
}

/// Whether a text is what people write where somebody else is to put a secret: `<token>`, `my-api-key`, `changeme`,
/// `xxxx`, `…EXAMPLE`.
pub fn is_obvious_placeholder(text: &str) -> bool {
    let text = text.trim();
    let in_brackets = [('<', '>'), ('{', '}'), ('[', ']')];
    if in_brackets.iter().any(|(open, close)| text.starts_with(*open) && text.ends_with(*close)) {
        return true;
    }
    let folded = folded(text);
    let mut characters = folded.chars();
    let first = characters.next();
    let is_one_character = characters.all(|c| Some(c) == first);
    let is_told_so = ["your", "my", "some", "insert", "enter", "replace"].iter().any(|word| {
        let rest = folded.strip_prefix(word);
        rest.is_some_and(|rest| ENDINGS.iter().any(|ending| rest.ends_with(ending)) || rest.ends_with("here"))
    });
    folded.is_empty()
        || is_one_character && folded.len() > 2
        || is_told_so
        || PLACEHOLDERS.contains(&folded.as_str())
        || folded.contains("example")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_hold_secrets_are_known_by_their_end() {
        for key in ["password", "DB_PASSWORD", "apiKey", "X-Auth-Token", "clientSecret", "Authorization"] {
            assert!(is_sensitive(key), "{key}");
        }
        for key in
            ["url", "tokens", "passwordless", "secretary", "token-count", "keyword", "author", "digest"]
        {
            assert!(!is_sensitive(key), "{key}");
        }
    }

    #[test]
    fn references_and_placeholders_are_no_secrets() {
        for value in ["${env:TOKEN}", "Bearer ${env:TOKEN}", "", "true", " ${env:A}${env:B} "] {
            assert_eq!(standing(value), Standing::Harmless, "{value}");
        }
        for value in ["<token>", "my-api-key", "changeme", "xxx", "***", "example", "YOUR_API_KEY", "token"] {
            assert_eq!(standing(value), Standing::Placeholder, "{value}");
        }
        for value in ["hunter2", "a", "Bearer abc", "pass${env:X}word1", "${env:X", "myopic-7", "12345"] {
            assert_eq!(standing(value), Standing::Secret, "{value}");
        }
    }
}
