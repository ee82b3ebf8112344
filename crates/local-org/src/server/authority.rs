//! The certificate authority of one org: what clients trust, so that the server's own certificate can be made anew.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, SanType, date_time_ymd,
};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

/// How long the server's certificate holds. Apple's systems refuse those of private authorities that hold longer
/// than 825 days.
const LEAF_DAYS: i64 = 800;

/// An authority in PEM, as a folder keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Authority {
    /// Its certificate, for clients to trust.
    pub(crate) certificate: String,
    /// Its private key.
    pub(crate) key: SecretString,
}

impl Authority {
    /// Makes an authority that can vouch for this machine's loopback names and for nothing else, so that trusting it
    /// risks nothing.
    ///
    /// # Errors
    /// When key or certificate can't be made.
    pub(crate) fn make() -> Result<Authority, rcgen::Error> {
        let key = KeyPair::generate()?;
        let certificate = params(&key)?.self_signed(&key)?;
        Ok(Authority {
            certificate: certificate.pem(),
            key: key.serialize_pem().into(),
        })
    }

    /// Makes a certificate for the loopback names and `host`.
    ///
    /// # Errors
    /// When the kept key can't be read, or the certificate can't be made.
    pub(super) fn issue(&self, host: IpAddr) -> Result<(Certificate, KeyPair), rcgen::Error> {
        let signer = KeyPair::from_pem(self.key.expose_secret())?;
        let issuer = Issuer::new(params(&signer)?, signer);
        let mut leaf = CertificateParams::new(vec!["localhost".to_owned()])?;
        let mut addresses = vec![
            IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(Ipv6Addr::LOCALHOST),
            host,
        ];
        addresses.sort_unstable();
        addresses.dedup();
        leaf.subject_alt_names
            .extend(addresses.into_iter().map(SanType::IpAddress));
        leaf.distinguished_name = rcgen::DistinguishedName::new();
        leaf.distinguished_name.push(DnType::CommonName, "localhost");
        let ((year, month, day), (end_year, end_month, end_day)) = (on_day(-1)?, on_day(LEAF_DAYS)?);
        leaf.not_before = date_time_ymd(year, month, day);
        leaf.not_after = date_time_ymd(end_year, end_month, end_day);
        // Python from 3.13 on refuses chains without it (`ssl.VERIFY_X509_STRICT`).
        leaf.use_authority_key_identifier_extension = true;
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate()?;
        Ok((leaf.signed_by(&key, &issuer)?, key))
    }
}

/// What the authority says of itself. It follows from the key alone, so the key is all that signing needs.
fn params(key: &KeyPair) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    // Several orgs of one machine may be trusted side by side: each has a name of its own.
    let digest = Sha256::digest(key.public_key_raw());
    let mark: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, format!("hallpass local org {mark}"));
    (params.not_before, params.not_after) = (date_time_ymd(2024, 1, 1), date_time_ymd(2124, 1, 1));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName("localhost".to_owned()),
            GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([127, 0, 0, 0], 8)),
            GeneralSubtree::IpAddress(CidrSubnet::V6(Ipv6Addr::LOCALHOST.octets(), [0xFF; 16])),
        ],
        excluded_subtrees: Vec::new(),
    });
    Ok(params)
}

/// Year, month and day that many days from today, by the machine's clock: clients compare with theirs.
fn on_day(ahead: i64) -> Result<(i32, u8, u8), rcgen::Error> {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let day = today
        .checked_add(jiff::Span::new().days(ahead))
        .map_err(|_| rcgen::Error::Time)?;
    let unsigned = |part: i8| u8::try_from(part).map_err(|_| rcgen::Error::Time);
    Ok((
        i32::from(day.year()),
        unsigned(day.month())?,
        unsigned(day.day())?,
    ))
}
