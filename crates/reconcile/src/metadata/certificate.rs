//! The fingerprint of a certificate, as plans compare it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Returns the SHA-256 of a certificate's DER form in lower case hex.
///
/// The org gives certificates back as PEM or as the bare base64 body; both are read.
pub(crate) fn fingerprint(certificate: &str) -> Option<String> {
    let body: String = certificate
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .flat_map(|line| line.chars().filter(|c| !c.is_whitespace()))
        .collect();
    let der = STANDARD.decode(body).ok().filter(|der| !der.is_empty())?;
    Some(
        Sha256::digest(&der)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn a_pem_and_its_bare_body_have_one_fingerprint() {
        let pem = "-----BEGIN CERTIFICATE-----\naGVs\nbG8=\n-----END CERTIFICATE-----\n";
        let hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        assert_eq!(fingerprint(pem).as_deref(), Some(hello));
        assert_eq!(fingerprint("aGVsbG8=").as_deref(), Some(hello));
        assert_eq!(fingerprint(""), None);
        assert_eq!(fingerprint("not base64!"), None);
    }
}
