//! `ExtlClntAppGlobalOauthSettings`: callback, certificate, flow switches; key and secret live apart.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::component::{Saved, Work};
use super::defaults::visible;
use super::names::require;
use super::{documents, satellite};
use crate::apps::secrets;
use crate::facts::apps::CERTIFICATE_READ;
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, Row};

/// Makes or changes the settings.
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    let mut part = satellite::open(work, Kind::GlobalOauthSettings, name, file)?;
    // Optional in the WSDL, required by the deploy validator (reported).
    require(file, "callbackUrl")?;
    if let Some(certificate) = part.body.value("certificate") {
        check_certificate(certificate)?;
    }
    if let Some(key) = part.body.value("consumerKey") {
        check_key(work.tx, &part.app.id, key)?;
    }
    // The secret given here is not the one that works (reported), so it is not kept.
    part.body.remove("consumerKey");
    part.body.remove("consumerSecret");
    let rotate = (
        part.body.flag("shouldRotateConsumerKey"),
        part.body.flag("shouldRotateConsumerSecret"),
    );
    part.body.set("shouldRotateConsumerKey", "false");
    part.body.set("shouldRotateConsumerSecret", "false");
    let mut warning = None;
    if rotate.0 || rotate.1 {
        // Acts on every deploy that carries it and needs `ignoreWarnings` (Metadata API Developer Guide).
        let text = "The consumer key or secret is rotated by this deployment; clients that use the former one stop working.";
        if !work.ignore_warnings {
            return Err(Problem::of_file(text));
        }
        warning = Some(text.to_owned());
    }
    secrets::create(work.tx, &part.app.id, None, None);
    if rotate.0 || rotate.1 {
        secrets::regenerate(work.tx, &part.app.id, rotate.0, rotate.1);
    }
    let saved = part.store(work, None, Row::new(), rotate.0 || rotate.1);
    Ok(Saved { warning, ..saved })
}

/// Reads the settings with the key, which is returned, and without the secret, which is not (reported).
pub(super) fn read(tx: &Tx<'_>, name: &str, version: u32) -> Option<(String, Element)> {
    let document = documents::get(tx, Kind::GlobalOauthSettings, name)?;
    let mut body = document.body;
    if tx.org.behaviours.is(&CERTIFICATE_READ, "hidden") {
        body.remove("certificate");
    }
    let app = document
        .app
        .and_then(|app| documents::get(tx, Kind::ExternalClientApplication, &app));
    if let Some(consumer) = app.and_then(|app| secrets::of_app(tx, &app.id)) {
        body.set("consumerKey", consumer.key);
    }
    Some((document.name, visible(Kind::GlobalOauthSettings, &body, version)))
}

/// A file may repeat the app's own key. Sources disagree on any other: it is refused, as for connected apps.
fn check_key(tx: &Tx<'_>, app: &Id, key: &str) -> Result<(), Problem> {
    if secrets::of_app(tx, app).is_some_and(|consumer| consumer.key == key) {
        return Ok(());
    }
    Err(Problem::of_file(if secrets::app_with_key(tx, key).is_some() {
        "The consumer key is already taken."
    } else {
        "You cannot provide a Consumer Key"
    }))
}

/// PEM or the base64 inside it; a certificate is a DER sequence. The words are a guess.
pub(super) fn check_certificate(text: &str) -> Result<(), Problem> {
    let body: String = text
        .lines()
        .filter(|line| !line.contains("-----"))
        .flat_map(str::split_whitespace)
        .collect();
    match STANDARD.decode(body) {
        Ok(der) if der.first() == Some(&0x30) => Ok(()),
        _ => Err(Problem::coded("INVALID_FIELD", "Invalid certificate")),
    }
}
