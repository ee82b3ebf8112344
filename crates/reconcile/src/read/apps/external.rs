//! An External Client App as it is.

use std::collections::BTreeSet;

use hallpass_model::{ApiName, LiveApp, Seen, split_mark};
use hallpass_salesforce::metadata::Element;

use super::files::{File, kept, seen, settings, texts};
use super::found::Found;
use super::values::{both, certificate, ip_relaxation, scopes, urls, username};
use crate::metadata::{Family, flag_at, listed, scope_from_external, text_at};
use crate::read::record::seen_text;

pub(super) fn live(
    app: &Found,
    files: Result<Vec<File>, String>,
    links: Option<&BTreeSet<ApiName>>,
) -> LiveApp {
    let (description, mark) = split_mark(app.row.text("Description").unwrap_or_default());
    let policy = |path: &'static str| move |root: &Element| Seen::from(text_at(root, path));
    let switched_on = |family: Family| {
        seen(&files, family, |root| {
            Seen::Known(flag_at(root, "isClientCredentialsFlowEnabled") == Some(true))
        })
    };
    LiveApp {
        kind: app.kind,
        id: app.id.clone(),
        name: app.name.clone(),
        label: seen_text(&app.row, "MasterLabel"),
        description: Some(description.to_owned())
            .filter(|text| !text.is_empty())
            .into(),
        mark,
        contact_email: seen_text(&app.row, "ContactEmail"),
        callback_urls: seen(&files, Family::Global, |root| {
            urls(text_at(root, "callbackUrl").as_deref())
        }),
        scopes: seen(&files, Family::Settings, |root| {
            let text = text_at(root, "commaSeparatedOauthScopes").unwrap_or_default();
            scopes(listed(&text).map(scope_from_external).collect())
        }),
        client_credentials: both(switched_on(Family::Global), switched_on(Family::Policies)),
        run_as: seen(&files, Family::Policies, |root| {
            username(policy("clientCredentialsFlowUser")(root))
        }),
        certificate_sha256: seen(&files, Family::Global, |root| {
            certificate(text_at(root, "certificate").as_deref())
        }),
        admin_approved: seen(&files, Family::Policies, |root| {
            let word = text_at(root, "permittedUsersPolicyType");
            Seen::Known(word.is_some_and(|word| word.eq_ignore_ascii_case("AdminApprovedPreAuthorized")))
        }),
        ip_relaxation: seen(&files, Family::Policies, |root| {
            ip_relaxation(text_at(root, "ipRelaxationPolicyType").as_deref())
        }),
        admits: links.cloned().unwrap_or_default(),
        admits_profiles: texts(&files, Family::Policies, |root| {
            let text = text_at(root, "commaSeparatedProfile").unwrap_or_default();
            listed(&text).map(str::to_owned).collect()
        }),
        // The org makes these policies with the app, switched on; a file without the word is one that says nothing.
        enabled: seen(&files, Family::General, |root| {
            flag_at(root, "isEnabled").map_or(Seen::Absent, Seen::Known)
        }),
        settings: settings(app.kind, &files),
        token_holders: Seen::Absent,
        files: kept(files),
    }
}
