//! Secrets that are in use, and texts without them.

use std::fmt;

use crate::net::{base64, percent_encoded};

/// Secrets of a connection, in all the forms in which somebody may repeat them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets(Vec<String>);

impl Secrets {
    /// What stands in place of a secret.
    const DOTS: &'static str = "•••";

    /// Adds a secret.
    pub fn add(&mut self, secret: &str) {
        let encoded = percent_encoded(secret);
        let packed = base64(secret.as_bytes());
        let forms = [
            secret.to_owned(),
            secret.trim().to_owned(),
            encoded.to_lowercase(),
            encoded.replace("%20", "+"),
            encoded,
            packed.trim_end_matches('=').to_owned(),
            packed,
        ];
        self.0.extend(forms.into_iter().filter(|form| !form.is_empty()));
        self.0.extend(packed_within(secret));
        // What holds another comes first, so that nothing of it is left.
        self.0.sort_by(|one, two| two.len().cmp(&one.len()).then_with(|| one.cmp(two)));
        self.0.dedup();
    }

    /// The text with dots in place of the secrets, and of what has the form of one.
    pub fn masked(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        for secret in &self.0 {
            if masked.contains(secret.as_str()) {
                masked = masked.replace(secret.as_str(), Self::DOTS);
            }
        }
        crate::text::secret::masked(&masked).into_owned()
    }
}

/// What is the same in the Base64 of every text that holds a secret, wherever in it the secret begins: three bytes make
/// four letters, so it may begin at three places of a letter group. Letters that neighbours have a part in are left out,
/// and what remains of a short secret is no trace of it.
fn packed_within(secret: &str) -> impl Iterator<Item = String> {
    const TRACE: usize = 8;
    let shifted = [(0, 0), (1, 2), (2, 3)].map(|(before, shared)| {
        let text = [&[0; 2][..before], secret.as_bytes()].concat();
        let packed = base64(&text);
        let letters = packed.trim_end_matches('=');
        letters.get(shared..letters.len().saturating_sub(1)).unwrap_or_default().to_owned()
    });
    shifted.into_iter().filter(|trace| trace.len() >= TRACE)
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_in_every_form() {
        let mut secrets = Secrets::default();
        secrets.add("hunter2/ &ü");
        secrets.add("ada:hunter2");
        for text in [
            "no access for hunter2/ &ü",
            "GET /?token=hunter2%2F%20%26%C3%BC",
            "GET /?token=hunter2%2f%20%26%c3%bc",
            "GET /?token=hunter2%2F+%26%C3%BC",
            "Authorization: Basic YWRhOmh1bnRlcjI=",
            "authorization YWRhOmh1bnRlcjI was refused",
            "http://ada:hunter2@example.org/",
        ] {
            let masked = secrets.masked(text);
            assert!(!masked.contains("hunter") && !masked.contains("YWRh"), "{masked}");
        }
        assert_eq!(secrets.masked("nothing to hide"), "nothing to hide");
        assert_eq!(format!("{secrets:?}").find("hunter"), None);
    }
}
