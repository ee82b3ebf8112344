//! The certificates that apps name. They are public, and part of what is desired, so they are read with the specs.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hallpass_model::Certificate;
use x509_parser::prelude::{ASN1Time, FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;

use crate::diagnostic::{Problem, code};
use crate::files::{self, MAX_VALUE_BYTES};
use crate::format::FlowWord;
use crate::load::World;
use crate::load::digest::sha256_hex;
use crate::load::finds::Finds;

/// The least bits of an RSA key.
const MIN_KEY_BITS: usize = 2048;
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// Reads the certificate of every app that names one.
pub(super) fn read_certificates(world: &mut World, finds: &mut Finds<'_>) {
    for document in &world.integrations {
        let apps = document.spec.apps.iter().flat_map(|apps| &apps.value);
        let signing = apps.filter(|app| {
            app.value
                .flow
                .as_ref()
                .is_some_and(|flow| flow.value == FlowWord::JwtBearer)
        });
        for path in signing.filter_map(|app| app.value.certificate.as_ref()) {
            if world.certificates.contains_key(&path.place) {
                continue;
            }
            let folder = finds
                .folders
                .get(path.place.file as usize)
                .map_or(Path::new(""), PathBuf::as_path);
            match read(&folder.join(path.value.as_str())) {
                Ok(certificate) => {
                    finds.digest.file(path.value.as_str(), &certificate.pem);
                    world.certificates.insert(path.place, certificate);
                }
                Err((why, hint)) => {
                    let problem = Problem::error(
                        code::CERTIFICATE,
                        path.place,
                        format!("`{}` gives no certificate: {why}", path.value.as_str()),
                    )
                    .label("not a certificate");
                    finds.problems.push(match hint {
                        Some(hint) => problem.hint(hint),
                        None => problem,
                    });
                }
            }
        }
    }
}

fn read(path: &Path) -> Result<Certificate, (String, Option<&'static str>)> {
    let text = files::read_text(path, MAX_VALUE_BYTES).map_err(|fault| {
        let hint = "the path is relative to the file that names it";
        (files::reason(&fault), Some(hint))
    })?;
    parse(&text)
}

fn parse(text: &str) -> Result<Certificate, (String, Option<&'static str>)> {
    if text.contains("PRIVATE KEY-----") {
        let hint = "keep the private key out of the repository, and make a new pair if it was ever in it";
        return Err(("it holds a private key".to_owned(), Some(hint)));
    }
    let not_pem = || {
        let hint = "a certificate in PEM form starts with `-----BEGIN CERTIFICATE-----`";
        ("it is not in PEM form".to_owned(), Some(hint))
    };
    let (_, rest) = text.split_once(BEGIN).ok_or_else(not_pem)?;
    let (body, rest) = rest.split_once(END).ok_or_else(not_pem)?;
    if rest.contains(BEGIN) {
        return Err((
            "it holds more than one".to_owned(),
            Some("leave only the app's own certificate in it"),
        ));
    }
    let body: String = body.split_whitespace().collect();
    let der = STANDARD.decode(&body).map_err(|_| not_pem())?;
    let (_, x509) = X509Certificate::from_der(&der).map_err(|_| {
        let hint = "make it anew, such as with `openssl req -x509 -newkey rsa:2048 -days 365`";
        ("it is no X.509 certificate".to_owned(), Some(hint))
    })?;
    key(&x509)?;
    let day = |time: ASN1Time| time.to_datetime().date().to_string();
    Ok(Certificate {
        pem: wrapped(&body),
        sha256: sha256_hex(&der),
        not_before: day(x509.validity().not_before),
        not_after: day(x509.validity().not_after),
    })
}

/// The assertions of the flow are signed with RS256 and nothing else (Help, "OAuth 2.0 JWT Bearer Flow for Server-to-Server
/// Integration"), and keys below 2048 bits count as broken (NIST SP 800-131A).
fn key(x509: &X509Certificate<'_>) -> Result<(), (String, Option<&'static str>)> {
    let hint = Some("make a pair with an RSA key of 2048 bits or more");
    match x509.public_key().parsed() {
        Ok(PublicKey::RSA(key)) if key.key_size() >= MIN_KEY_BITS => Ok(()),
        Ok(PublicKey::RSA(key)) => Err((
            format!("its RSA key has {} bits, which is too few", key.key_size()),
            hint,
        )),
        _ => Err((
            "its key is no RSA key, and the JWT bearer flow takes no other".to_owned(),
            hint,
        )),
    }
}

/// Writes a certificate the one way, so that editors and line ends make no difference.
fn wrapped(body: &str) -> String {
    let lines = body.as_bytes().chunks(64).map(String::from_utf8_lossy);
    let lines: Vec<_> = lines.collect();
    format!("{BEGIN}\n{}\n{END}\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::parse;

    const LOADER: &str = include_str!("../../tests/cases/design/keys/loader.pem");

    #[test]
    fn a_certificate_is_read_and_written_the_one_way() {
        let messy = format!("text before\n{}", LOADER.replace('\n', "\r\n"));
        let certificate = parse(&messy).unwrap();
        assert_eq!(certificate.pem, LOADER);
        assert_eq!(certificate.sha256.len(), 64);
        assert_eq!(
            (certificate.not_before.as_str(), certificate.not_after.as_str()),
            ("2026-11-22", "2126-10-29")
        );
    }

    #[test]
    fn what_is_no_certificate_is_refused_and_a_private_key_is_named() {
        for bad in [
            "",
            "hello",
            "-----BEGIN CERTIFICATE-----\nMAMC",
            "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        let (why, _) = parse("-----BEGIN PRIVATE KEY-----\nMAMC\n-----END PRIVATE KEY-----").unwrap_err();
        assert_eq!(why, "it holds a private key");
    }
}
