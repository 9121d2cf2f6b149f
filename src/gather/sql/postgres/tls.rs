//! Whether, and to whom, a connection is encrypted.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

/// What is asked of the way to a server, in the words of `sslmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// No TLS.
    Disable,
    /// TLS where the server offers it; whose certificate it shows is not looked at.
    Prefer,
    /// TLS; whose certificate it shows is not looked at.
    Require,
    /// TLS, and the certificate must be the host's, of somebody who is trusted.
    VerifyFull,
}

impl Mode {
    /// The words for them.
    pub const WORDS: &'static str = "disable, prefer, require, verify-full";

    /// The mode that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Some(match word {
            "disable" => Self::Disable,
            "prefer" => Self::Prefer,
            "require" => Self::Require,
            "verify-full" => Self::VerifyFull,
            _ => return None,
        })
    }

    /// The mode where none is named: a server on this machine is who it is, any other has to show it.
    pub fn towards(host: &str) -> Self {
        let is_here = host.starts_with('/')
            || host.eq_ignore_ascii_case("localhost")
            || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        if is_here { Self::Prefer } else { Self::VerifyFull }
    }

    /// The same as the library has it, which leaves certificates to TLS.
    pub fn negotiated(self) -> SslMode {
        match self {
            Self::Disable => SslMode::Disable,
            Self::Prefer => SslMode::Prefer,
            Self::Require | Self::VerifyFull => SslMode::Require,
        }
    }
}

/// TLS as a mode asks for it. `authorities` are certificates in PEM that are trusted in place of the platform's.
///
/// # Errors
/// A sentence, where certificates cannot be read.
pub fn connector(mode: Mode, authorities: Option<&[u8]>) -> Result<MakeRustlsConnect, String> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider));
    let builder = builder.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
    let config = match (mode, authorities) {
        (Mode::VerifyFull, Some(pem)) => builder.with_root_certificates(roots(pem)?).with_no_client_auth(),
        (Mode::VerifyFull, None) => {
            let platform =
                rustls_platform_verifier::Verifier::new(provider).map_err(|error| error.to_string())?;
            builder.dangerous().with_custom_certificate_verifier(Arc::new(platform)).with_no_client_auth()
        }
        (Mode::Disable | Mode::Prefer | Mode::Require, _) => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Anybody(provider)))
            .with_no_client_auth(),
    };
    Ok(MakeRustlsConnect::new(config))
}

fn roots(pem: &[u8]) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|_| "`caFile` is no PEM text with certificates")?;
        roots
            .add(certificate)
            .map_err(|error| format!("`caFile` holds a certificate that cannot be used: {error}"))?;
    }
    if roots.is_empty() {
        return Err("there is no certificate in `caFile`".to_owned());
    }
    Ok(roots)
}

/// Takes every certificate, as the modes below `verify-full` ask: what is sent is hidden from who listens, and not from
/// who stands in the way.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_machines_have_to_show_who_they_are() {
        for (host, mode) in [
            ("localhost", Mode::Prefer),
            ("127.0.0.1", Mode::Prefer),
            ("::1", Mode::Prefer),
            ("/run/postgresql", Mode::Prefer),
            ("db.example.org", Mode::VerifyFull),
            ("10.0.0.1", Mode::VerifyFull),
        ] {
            assert_eq!(Mode::towards(host), mode, "{host}");
        }
    }

    #[test]
    fn certificates_must_be_some() {
        assert!(connector(Mode::VerifyFull, Some(b"")).is_err());
        assert!(
            connector(
                Mode::VerifyFull,
                Some(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
            )
            .is_err()
        );
        assert!(connector(Mode::Require, None).is_ok());
    }
}
