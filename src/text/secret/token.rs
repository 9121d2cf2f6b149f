//! Secrets that show by how they begin, and what they are made of.

use super::Secret;
use super::key::is_obvious_placeholder;

/// How the tokens of an issuer look. The prefixes are the issuers' own, made so that scanners find them.
struct Form {
    kind: &'static str,
    prefix: &'static str,
    /// What follows the prefix.
    body: fn(char) -> bool,
    /// How many characters of it at least.
    least: usize,
    /// How many at most; more is something else.
    most: usize,
}

const ENDLESS: usize = 512;

const FORMS: &[Form] = &[
    Form { kind: "an access key of AWS", prefix: "AKIA", body: is_upper, least: 16, most: 16 },
    Form { kind: "an access key of AWS", prefix: "ASIA", body: is_upper, least: 16, most: 16 },
    Form { kind: "a token of GitHub", prefix: "ghp_", body: is_alphanumeric, least: 30, most: ENDLESS },
    Form { kind: "a token of GitHub", prefix: "gho_", body: is_alphanumeric, least: 30, most: ENDLESS },
    Form { kind: "a token of GitHub", prefix: "ghu_", body: is_alphanumeric, least: 30, most: ENDLESS },
    Form { kind: "a token of GitHub", prefix: "ghs_", body: is_alphanumeric, least: 30, most: ENDLESS },
    Form { kind: "a token of GitHub", prefix: "ghr_", body: is_alphanumeric, least: 30, most: ENDLESS },
    Form { kind: "a token of GitHub", prefix: "github_pat_", body: is_word, least: 22, most: ENDLESS },
    Form { kind: "a token of GitLab", prefix: "glpat-", body: is_base64_url, least: 20, most: ENDLESS },
    Form { kind: "a token of Slack", prefix: "xoxa-", body: is_dashed, least: 10, most: ENDLESS },
    Form { kind: "a token of Slack", prefix: "xoxb-", body: is_dashed, least: 10, most: ENDLESS },
    Form { kind: "a token of Slack", prefix: "xoxe-", body: is_dashed, least: 10, most: ENDLESS },
    Form { kind: "a token of Slack", prefix: "xoxo-", body: is_dashed, least: 10, most: ENDLESS },
    Form { kind: "a token of Slack", prefix: "xoxp-", body: is_dashed, least: 10, most: ENDLESS },
    Form { kind: "a token of Slack", prefix: "xoxr-", body: is_dashed, least: 10, most: ENDLESS },
    Form { kind: "a token of Slack", prefix: "xoxs-", body: is_dashed, least: 10, most: ENDLESS },
    Form { kind: "a key of Google", prefix: "AIza", body: is_base64_url, least: 35, most: 35 },
    Form { kind: "a key of Stripe", prefix: "sk_live_", body: is_alphanumeric, least: 16, most: ENDLESS },
    Form { kind: "a key of Stripe", prefix: "rk_live_", body: is_alphanumeric, least: 16, most: ENDLESS },
    Form { kind: "a key of Stripe", prefix: "sk_test_", body: is_alphanumeric, least: 16, most: ENDLESS },
];

fn is_upper(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit()
}

fn is_alphanumeric(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn is_dashed(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-'
}

fn is_base64_url(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// The tokens and private keys in a text, in no order.
pub fn tokens(text: &str) -> Vec<Secret> {
    let mut found: Vec<Secret> = FORMS.iter().flat_map(|form| of_form(form, text)).collect();
    found.extend(web_tokens(text));
    found.extend(private_keys(text));
    found
}

fn of_form<'t>(form: &'t Form, text: &'t str) -> impl Iterator<Item = Secret> + 't {
    text.match_indices(form.prefix).filter_map(|(start, prefix)| {
        let rest = text.get(start + prefix.len()..)?;
        let length = rest.find(|c| !(form.body)(c)).unwrap_or(rest.len());
        let fits = (form.least..=form.most).contains(&length) && begins_a_word(text, start);
        let is_real = fits && !is_obvious_placeholder(rest.get(..length)?);
        is_real.then_some(Secret { kind: form.kind, bytes: start..start + prefix.len() + length })
    })
}

/// Whether a word begins at a byte of a text.
fn begins_a_word(text: &str, start: usize) -> bool {
    let before = text.get(..start).and_then(|before| before.chars().next_back());
    before.is_none_or(|c| !is_word(c))
}

/// JSON Web Tokens (RFC 7519): three parts of base64url, the first two of which are JSON objects.
fn web_tokens(text: &str) -> impl Iterator<Item = Secret> + '_ {
    const KIND: &str = "a JSON Web Token";
    text.match_indices("eyJ").filter_map(|(start, _)| {
        let rest = text.get(start..)?;
        let length = rest.find(|c| !is_base64_url(c) && c != '.').unwrap_or(rest.len());
        let mut parts = rest.get(..length)?.split('.');
        let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
        let long = header.len() >= 16 && claims.len() >= 16 && claims.starts_with("eyJ");
        let length = header.len() + claims.len() + signature.len() + 2;
        (long && begins_a_word(text, start)).then_some(Secret { kind: KIND, bytes: start..start + length })
    })
}

/// Private keys in the textual form of RFC 7468, to their end, or to that of the text where they have none.
fn private_keys(text: &str) -> impl Iterator<Item = Secret> + '_ {
    text.match_indices("-----BEGIN ").filter_map(|(start, _)| {
        let rest = text.get(start..)?;
        let title = rest.lines().next()?;
        if !title.contains("PRIVATE KEY") {
            return None;
        }
        const END: &str = "-----END ";
        let end = rest.find(END).and_then(|end| {
            let label = end + END.len();
            rest.get(label..)?.find("-----").map(|dashes| label + dashes + 5)
        });
        let end = end.unwrap_or(rest.len());
        Some(Secret { kind: "a private key", bytes: start..start + end })
    })
}

#[cfg(test)]
mod tests {
    use crate::text::secret::secrets;

    /// Put together here, so that no scanner takes this file for a leak.
    fn planted() -> Vec<(String, &'static str)> {
        let body = "Zx81Qy7Lp0Vb3Nm5Kd9Rt2Ws6Hj4Gf8AcE1u";
        vec![
            (["AK", "IAQX7N2MW4KD8RTVB3"].concat(), "an access key of AWS"),
            (["gh", "p_", body].concat(), "a token of GitHub"),
            (["github", "_pat_", body].concat(), "a token of GitHub"),
            (["gl", "pat-", "Zx81Qy7Lp0Vb3Nm5Kd9R"].concat(), "a token of GitLab"),
            (["xo", "xb-", "2481632-Zx81Qy7Lp0Vb3"].concat(), "a token of Slack"),
            (["AI", "za", &body[..35]].concat(), "a key of Google"),
            (["sk_", "live_", body].concat(), "a key of Stripe"),
            (
                ["ey", "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl"].concat(),
                "a JSON Web Token",
            ),
            (
                ["-----BEGIN", " PRIVATE KEY-----\nMIIEvQ\n-----END", " PRIVATE KEY-----"].concat(),
                "a private key",
            ),
        ]
    }

    #[test]
    fn tokens_are_found_whole_wherever_they_stand() {
        for (token, kind) in planted() {
            for text in [token.clone(), format!("use `{token}`, please"), format!("a: \"{token}\"\nb: c")] {
                let found = secrets(&text);
                let told: Vec<(&str, &str)> =
                    found.iter().map(|secret| (&text[secret.bytes.clone()], secret.kind)).collect();
                assert_eq!(told, [(token.as_str(), kind)], "{text}");
            }
        }
    }

    #[test]
    fn what_only_looks_like_a_token_is_none() {
        for text in [
            "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "AKIAIOSFODNN7EXAMPLE",
            "AKIA",
            "MALAYSIAQWERTZUIOPASDFGHJ",
            "ghp_short",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "a-very-long-name-of-a-metric-that-goes-on-and-on-and-ends-at-sixty3",
            "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
            "eyJ.eyJ.x",
            "the keynote of eyJafjalla.eyJafjalla.eyJafjalla",
        ] {
            assert_eq!(secrets(text), [], "{text}");
        }
    }

    #[test]
    fn a_private_key_without_an_end_hides_the_rest() {
        let text = ["x -----BEGIN", " RSA PRIVATE KEY-----\nMIIE"].concat();
        assert_eq!(secrets(&text)[0].bytes, 2..text.len());
    }
}
