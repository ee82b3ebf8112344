//! A certificate for the occasion.

use std::net::IpAddr;

use rcgen::{CertificateParams, KeyPair, SanType};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// A self-signed certificate of this machine's loopback names, and the server's configuration with it.
#[derive(Clone)]
pub(crate) struct Certificate {
    /// The certificate, for clients to trust.
    pub(crate) pem: String,
    pub(super) config: ServerConfig,
}

/// Why no certificate could be made.
#[derive(Debug, thiserror::Error)]
pub(super) enum TlsError {
    #[error("could not make a certificate")]
    Make(#[from] rcgen::Error),
    #[error("could not use the certificate")]
    Use(#[from] rustls::Error),
}

/// Makes a certificate for `localhost` and the address.
///
/// # Errors
/// When key or certificate can't be made.
pub(super) fn make(host: IpAddr) -> Result<Certificate, TlsError> {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
    params.subject_alt_names.push(SanType::IpAddress(host));
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    // Named, not the process's default: another library's choice must not break the server.
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Certificate {
        pem: certificate.pem(),
        config,
    })
}
