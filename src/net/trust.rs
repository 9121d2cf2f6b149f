//! Whom to believe that they are who they say.

use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

/// Whose certificates a system's own must lead to.
#[derive(Debug, Clone)]
pub struct Trust(RootCerts);

/// Why certificates cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// Something in them is broken.
    #[error("it is not PEM text with certificates")]
    Unreadable,
    /// There is none.
    #[error("there is no certificate in it")]
    Empty,
}

impl Default for Trust {
    /// Whom the platform trusts.
    fn default() -> Self {
        Self(RootCerts::PlatformVerifier)
    }
}

impl Trust {
    /// Trusts these certificates and no others. What else stands in the text, such as a private key, is left alone.
    ///
    /// # Errors
    /// [`TrustError`], where there is none in the text.
    pub fn pem(text: &[u8]) -> Result<Self, TrustError> {
        let mut certificates: Vec<Certificate<'static>> = Vec::new();
        for item in parse_pem(text) {
            if let PemItem::Certificate(certificate) = item.map_err(|_| TrustError::Unreadable)? {
                certificates.push(certificate);
            }
        }
        if certificates.is_empty() {
            return Err(TrustError::Empty);
        }
        Ok(Self(certificates.into()))
    }

    /// As the library wants it.
    pub(super) fn roots(&self) -> RootCerts {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_without_certificates_are_refused() {
        assert_eq!(Trust::pem(b"").err(), Some(TrustError::Empty));
        assert_eq!(Trust::pem(b"root:x:0:0:root:/root:/bin/sh\n").err(), Some(TrustError::Empty));
        let broken = b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n";
        assert_eq!(Trust::pem(broken).err(), Some(TrustError::Unreadable));
    }
}
