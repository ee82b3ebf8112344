//! Texts of metadata files as values.

use std::collections::BTreeSet;

use hallpass_model::{IpRelaxation, Scope as OauthScope, Seen, Username};

use crate::metadata::{fingerprint, ip_relaxation_from};

pub(super) fn urls(text: Option<&str>) -> Seen<BTreeSet<String>> {
    let urls: BTreeSet<String> = text
        .iter()
        .flat_map(|text| text.lines())
        .map(|line| line.trim().to_owned())
        .filter(|url| !url.is_empty())
        .collect();
    Some(urls).filter(|urls| !urls.is_empty()).into()
}

pub(super) fn scopes(scopes: BTreeSet<OauthScope>) -> Seen<BTreeSet<OauthScope>> {
    Some(scopes).filter(|scopes| !scopes.is_empty()).into()
}

/// Orgs differ in whether they give the certificate back: what is not returned is unknown, and never drift.
pub(super) fn certificate(text: Option<&str>) -> Seen<String> {
    match text.map(fingerprint) {
        Some(Some(sha256)) => Seen::Known(sha256),
        Some(None) => Seen::Unknown("the org returns a certificate that cannot be read".to_owned()),
        None => Seen::Unknown("the org does not return the certificate".to_owned()),
    }
}

pub(super) fn ip_relaxation(word: Option<&str>) -> Seen<IpRelaxation> {
    match word {
        None => Seen::Absent,
        Some(word) => ip_relaxation_from(word).map_or_else(
            || Seen::Unknown(format!("`{word}` is no IP relaxation that is known")),
            Seen::Known,
        ),
    }
}

pub(super) fn username(text: Seen<String>) -> Seen<Username> {
    match text {
        Seen::Known(text) => Seen::Known(Username::new(text)),
        Seen::Absent => Seen::Absent,
        Seen::Unknown(why) => Seen::Unknown(why),
    }
}

/// The flow works where both of its switches are on.
pub(super) fn both(left: Seen<bool>, right: Seen<bool>) -> Seen<bool> {
    match (left, right) {
        (Seen::Unknown(why), _) | (_, Seen::Unknown(why)) => Seen::Unknown(why),
        (Seen::Absent, Seen::Absent) => Seen::Absent,
        (left, right) => Seen::Known(left == Seen::Known(true) && right == Seen::Known(true)),
    }
}
