//! A new private key and its certificate, for apps that sign assertions.

use jiff::civil::Date;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, IsCa, KeyPair, PKCS_RSA_SHA256, RsaKeySize, date_time_ymd,
};
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

/// A private key and the certificate that goes with it.
#[derive(Debug)]
pub struct NewKey {
    /// The private key in PEM (PKCS #8).
    pub private_key: SecretString,
    /// The certificate in PEM; public.
    pub certificate_pem: String,
    /// The SHA-256 of its DER form, in lower case hex.
    pub certificate_sha256: String,
    /// The last day on which it is valid.
    pub until: Date,
}

/// Why no key was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoKey {
    /// A day is out of range.
    #[error("count the days of the certificate")]
    Days(#[from] jiff::Error),
    /// The key or its certificate could not be made.
    #[error("make a key and its certificate")]
    Make(#[from] rcgen::Error),
}

/// Makes an RSA key of 2048 bits and a certificate that it signs itself: the flow takes RS256 and nothing else (help page
/// "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration"). It begins a day early, since clocks differ.
///
/// # Errors
/// When there is no randomness to be had, or the days are too many.
pub fn new_key(name: &str, today: Date, days: u32) -> Result<NewKey, NoKey> {
    let until = today.checked_add(jiff::Span::new().try_days(i64::from(days))?)?;
    let begin = today.yesterday()?;
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::NoCa;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    let time = |day: Date| {
        let [year, month, day] = [
            i32::from(day.year()),
            i32::from(day.month()),
            i32::from(day.day()),
        ];
        date_time_ymd(
            year,
            u8::try_from(month).unwrap_or(1),
            u8::try_from(day).unwrap_or(1),
        )
    };
    (params.not_before, params.not_after) = (time(begin), time(until));
    let certificate = params.self_signed(&key)?;
    Ok(NewKey {
        private_key: key.serialize_pem().into(),
        certificate_pem: certificate.pem(),
        certificate_sha256: hex(&Sha256::digest(certificate.der())),
        until,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use secrecy::ExposeSecret as _;

    use super::new_key;

    #[test]
    fn a_key_is_made_with_its_certificate_and_is_not_shown() {
        let made = new_key("billing", date(2026, 1, 31), 365).unwrap();
        assert_eq!(made.until, date(2027, 1, 31));
        assert_eq!(made.certificate_sha256.len(), 64);
        assert!(made.certificate_pem.starts_with("-----BEGIN CERTIFICATE-----"));
        let key = made.private_key.expose_secret();
        assert!(key.starts_with("-----BEGIN PRIVATE KEY-----"));
        assert!(!format!("{made:?}").contains(key.lines().nth(1).unwrap()));
        assert!(new_key("billing", date(2026, 1, 31), u32::MAX).is_err());
    }
}
