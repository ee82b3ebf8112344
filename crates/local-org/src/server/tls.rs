//! How the server speaks HTTPS.

use std::net::IpAddr;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::authority::Authority;

/// Why the server can't speak HTTPS.
#[derive(Debug, thiserror::Error)]
pub(super) enum TlsError {
    #[error("could not make a certificate")]
    Make(#[from] rcgen::Error),
    #[error("could not use the certificate")]
    Use(#[from] rustls::Error),
}

/// Returns the configuration of a server at that address, with a certificate that the authority vouches for.
///
/// # Errors
/// When key or certificate can't be made or used.
pub(super) fn config(authority: &Authority, host: IpAddr) -> Result<Arc<ServerConfig>, TlsError> {
    let (certificate, key) = authority.issue(host)?;
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    // Named, not the process's default: another library's choice must not break the server.
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
