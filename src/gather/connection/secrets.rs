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
