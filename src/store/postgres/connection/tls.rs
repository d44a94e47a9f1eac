//! TLS as libpq's `sslmode` means it: how much of the server's certificate is checked.

use super::parameters::{Parameters, Unusable};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// How TLS is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SslMode {
    /// Not at all.
    Disable,
    /// Where the server refuses to do without.
    Allow,
    /// Where the server knows it.
    Prefer,
    /// Always. The certificate is checked where certificates to trust are given.
    Require,
    /// Always, with a certificate from somebody trusted.
    VerifyCa,
    /// Always, with a certificate from somebody trusted for this host.
    VerifyFull,
}

impl SslMode {
    pub(super) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "disable" => Self::Disable,
            "allow" => Self::Allow,
            "prefer" => Self::Prefer,
            "require" => Self::Require,
            "verify-ca" => Self::VerifyCa,
            "verify-full" => Self::VerifyFull,
            _ => return None,
        })
    }
}

/// TLS, ready to connect with.
#[derive(Clone)]
pub struct Tls(pub MakeRustlsConnect);

impl Tls {
    /// What the parameters ask for.
    ///
    /// # Errors
    /// A certificate or key cannot be read, or there is none to check the server's by.
    pub fn new(parameters: &Parameters) -> Result<Self, Unusable> {
        let provider = Arc::new(ring::default_provider());
        let checks = match parameters.ssl_mode {
            SslMode::VerifyFull => Some(true),
            SslMode::VerifyCa => Some(false),
            SslMode::Require => parameters.root_certificate.as_ref().map(|_| false),
            SslMode::Disable | SslMode::Allow | SslMode::Prefer => None,
        };
        let trusted = match checks {
            Some(checks_name) => {
                Some(Trusted::new(parameters.root_certificate.as_deref(), checks_name, &provider)?)
            }
            None => None,
        };
        let verifier = Arc::new(Verifier { trusted, provider: Arc::clone(&provider) });
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| unusable("the TLS library", Path::new("ring"), &error))?
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        let config = match &parameters.client_certificate {
            None => builder.with_no_client_auth(),
            Some((certificate, key)) => {
                let chain = read_certificates("the certificate", certificate)?;
                let secret = PrivateKeyDer::from_pem_file(key)
                    .map_err(|error| unusable("the key", key, &error))?;
                builder
                    .with_client_auth_cert(chain, secret)
                    .map_err(|error| unusable("the certificate", certificate, &error))?
            }
        };
        Ok(Self(MakeRustlsConnect::new(config)))
    }
}

fn unusable(what: &'static str, path: &Path, error: &dyn std::fmt::Display) -> Unusable {
    Unusable::Certificate { what, path: path.to_owned(), reason: error.to_string() }
}

fn read_certificates(
    what: &'static str,
    path: &Path,
) -> Result<Vec<CertificateDer<'static>>, Unusable> {
    let failed = |error: rustls::pki_types::pem::Error| unusable(what, path, &error);
    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(path)
        .map_err(failed)?
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    if certificates.is_empty() {
        return Err(unusable(what, path, &"there is no certificate in it"));
    }
    Ok(certificates)
}

/// Whom to trust.
#[derive(Debug)]
struct Trusted {
    certificates: Vec<CertificateDer<'static>>,
    chain: Arc<WebPkiServerVerifier>,
    checks_name: bool,
}

impl Trusted {
    fn new(
        path: Option<&Path>,
        checks_name: bool,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Self, Unusable> {
        let missing = PathBuf::from("~/.postgresql/root.crt");
        let path = path.ok_or_else(|| {
            unusable(
                "the file of trusted certificates",
                &missing,
                &"it is not there; put the server's authority there, name a file with sslrootcert, \
                  or use the system's authorities with sslrootcert=system",
            )
        })?;
        let what = "the file of trusted certificates";
        let certificates = if path == Path::new("system") {
            rustls_native_certs::load_native_certs().certs
        } else {
            read_certificates(what, path)?
        };
        let mut roots = RootCertStore::empty();
        // Some of a system's many certificates are of forms that nobody uses.
        roots.add_parsable_certificates(certificates.iter().cloned());
        let chain =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
                .build()
                .map_err(|error| unusable(what, path, &error))?;
        Ok(Self { certificates, chain, checks_name })
    }

    fn check(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        response: &[u8],
        now: UnixTime,
    ) -> Result<(), Error> {
        // A server that signed for itself is trusted where its own certificate is.
        if self.certificates.iter().any(|trusted| trusted == certificate) {
            if self.checks_name {
                let parsed = ParsedCertificate::try_from(certificate)?;
                rustls::client::verify_server_name(&parsed, name)?;
            }
            return Ok(());
        }
        match self.chain.verify_server_cert(certificate, intermediates, name, response, now) {
            // The name is looked at when all else is in order.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.checks_name => Ok(()),
            result => result.map(|_| ()),
        }
    }
}

/// Checks a server's certificate as far as `sslmode` asks for, and always that the server has
/// the key that belongs to it.
#[derive(Debug)]
struct Verifier {
    /// `None`: whatever the server shows will do.
    trusted: Option<Trusted>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if let Some(trusted) = &self.trusted {
            trusted.check(end_entity, intermediates, server_name, ocsp_response, now)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
