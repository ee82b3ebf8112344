//! `Certificate`: kept as it was deployed. A real org makes the key pair itself; this one makes none.
//!
//! Source: Metadata API Developer Guide, Certificate; Tooling API, Certificate.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::component::{Listing, Saved, Work};
use super::defaults::visible;
use super::documents;
use super::names::{check_developer_name, check_lengths};
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, id, row, text};

const OBJECT: &str = "Certificate";

/// All certificates.
pub(super) fn list(tx: &Tx<'_>) -> Vec<Listing> {
    documents::all(tx, Kind::Certificate)
        .into_iter()
        .map(Listing::of_document)
        .collect()
}

/// Reads a certificate; its `content` is base64 as in the WSDL.
pub(super) fn read(tx: &Tx<'_>, name: &str, version: u32) -> Option<(String, Element)> {
    let document = documents::get(tx, Kind::Certificate, name)?;
    Some((document.name, visible(Kind::Certificate, &document.body, version)))
}

/// Makes or changes a certificate.
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    let before = documents::get(work.tx, Kind::Certificate, name);
    if before.is_none() {
        check_developer_name(name, "Certificate")?;
    }
    check_lengths(file, &[("masterLabel", 64)])?;
    let body = complete(work.tx, before.as_ref().map(|before| &before.body), file)?;
    let is = |field: &str| Value::Bool(body.flag(field));
    let values = row([
        ("DeveloperName", Value::from(name)),
        (
            "MasterLabel",
            body.value("masterLabel").map_or(Value::Null, Value::from),
        ),
        ("ExpirationDate", Value::from(day(&body)?.to_string())),
        ("KeySize", json!(key_size(&body)?)),
        ("OptionsIsCaSigned", is("caSigned")),
        ("OptionsIsEncryptedWithPE", is("encryptedWithPlatformEncryption")),
        ("OptionsIsPrivateKeyExportable", is("privateKeyExportable")),
    ]);
    let changed = before.as_ref().is_none_or(|before| before.body != body);
    let row = work
        .tx
        .find_one(OBJECT, &[("DeveloperName", json!(name))])
        .and_then(|row| id(&row, "Id"));
    let certificate = match row {
        Some(certificate) => {
            if changed {
                work.tx.update_raw(OBJECT, &certificate, values);
            }
            certificate
        }
        None => work.tx.insert_raw(OBJECT, values),
    };
    if changed {
        documents::put(work.tx, Kind::Certificate, name, &certificate, None, &body);
    }
    Ok(Saved::new(certificate, before.is_none(), changed))
}

/// The file with what Salesforce fills in: a key of 2,048 bits, which is good for a year, or of 4,096 for two.
fn complete(tx: &Tx<'_>, before: Option<&Element>, file: &Element) -> Result<Element, Problem> {
    let mut body = file.clone();
    Kind::Certificate.root().clone_into(&mut body.name);
    body.remove("fullName");
    let defaults = [
        ("encryptedWithPlatformEncryption", "false"),
        ("keySize", "2048"),
        ("privateKeyExportable", "true"),
    ];
    for (field, value) in defaults {
        if body.value(field).is_none() {
            body.set(field, value);
        }
    }
    if body.value("expirationDate").is_none() {
        let kept = before.and_then(|before| before.value("expirationDate"));
        let end = match kept {
            Some(kept) => kept.to_owned(),
            None => {
                let years = if key_size(&body)? == 4_096 { 2 } else { 1 };
                let today = tx.now().to_zoned(jiff::tz::TimeZone::UTC).date();
                let end = today.checked_add(years.years()).unwrap_or(today);
                format!("{end}T00:00:00.000Z")
            }
        };
        body.set("expirationDate", end);
    }
    Ok(visible(Kind::Certificate, &body, u32::MAX))
}

fn key_size(body: &Element) -> Result<i64, Problem> {
    match body.value("keySize") {
        Some("4096") => Ok(4_096),
        Some("2048") | None => Ok(2_048),
        Some(other) => Err(Problem::of_file(format!("Invalid key size: {other}"))),
    }
}

fn day(body: &Element) -> Result<Date, Problem> {
    let text = body.value("expirationDate").unwrap_or_default();
    text.get(..10)
        .and_then(|day| day.parse().ok())
        .ok_or_else(|| Problem::of_file(format!("'{text}' is not a valid value for the type xsd:dateTime")))
}

/// Deletes a certificate that no credential uses.
pub(super) fn delete(work: &mut Work<'_, '_>, name: &str) -> Result<Option<Id>, Problem> {
    let Some(document) = documents::get(work.tx, Kind::Certificate, name) else {
        return Ok(None);
    };
    let uses = work.tx.find(
        "ExternalCredentialParameter",
        &[("CertificateId", Value::from(&document.id))],
    );
    if let Some(parameter) = uses.first() {
        return Err(Problem::coded(
            "DELETE_FAILED",
            format!(
                "This certificate is in use by an external credential parameter: {}",
                text(parameter, "ParameterName")
            ),
        ));
    }
    work.tx.delete_raw(OBJECT, &document.id);
    documents::remove(work.tx, Kind::Certificate, name);
    Ok(Some(document.id))
}
