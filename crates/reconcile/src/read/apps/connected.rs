//! A connected app as it is.

use std::collections::BTreeSet;

use hallpass_model::{ApiName, LiveApp, Seen, split_mark};

use super::files::{File, kept, seen, settings, texts};
use super::found::Found;
use super::values::{certificate, ip_relaxation, scopes, urls, username};
use crate::metadata::{Family, flag_at, scope_from_connected, text_at, texts_of};

pub(super) fn live(
    app: &Found,
    files: Result<Vec<File>, String>,
    links: Option<&BTreeSet<ApiName>>,
) -> LiveApp {
    let at = |path: &'static str| seen(&files, Family::Connected, move |root| text_at(root, path).into());
    let flag = |path: &'static str| {
        seen(&files, Family::Connected, move |root| {
            Seen::Known(flag_at(root, path) == Some(true))
        })
    };
    let description = at("description");
    let (description, mark) = match &description {
        Seen::Known(text) => {
            let (visible, mark) = split_mark(text);
            (
                Some(visible.to_owned()).filter(|text| !text.is_empty()).into(),
                mark,
            )
        }
        other => (other.clone(), None),
    };
    LiveApp {
        kind: app.kind,
        id: app.id.clone(),
        name: app.name.clone(),
        label: at("label"),
        description,
        mark,
        contact_email: at("contactEmail"),
        callback_urls: seen(&files, Family::Connected, |root| {
            urls(text_at(root, "oauthConfig/callbackUrl").as_deref())
        }),
        scopes: seen(&files, Family::Connected, |root| {
            let words = root
                .child("oauthConfig")
                .map(|config| texts_of(config, "scopes"))
                .unwrap_or_default();
            let live = words.iter().map(|word| scope_from_connected(word)).collect();
            scopes(live)
        }),
        client_credentials: flag("oauthConfig/isClientCredentialEnabled"),
        run_as: username(at("oauthConfig/oauthClientCredentialUser")),
        certificate_sha256: seen(&files, Family::Connected, |root| {
            certificate(text_at(root, "oauthConfig/certificate").as_deref())
        }),
        admin_approved: flag("oauthConfig/isAdminApproved"),
        ip_relaxation: seen(&files, Family::Connected, |root| {
            ip_relaxation(text_at(root, "oauthPolicy/ipRelaxation").as_deref())
        }),
        admits: links.cloned().unwrap_or_default(),
        admits_profiles: texts(&files, Family::Connected, |root| {
            texts_of(root, "profileName").into_iter().collect()
        }),
        enabled: Seen::Absent,
        settings: settings(app.kind, &files),
        token_holders: Seen::Absent,
        files: kept(files),
    }
}
