//! Metadata documents → the view of an app.

use super::app::{App, AppKind, IpRelaxation, PermittedUsers, RefreshPolicy};
use super::{scopes, secrets};
use crate::services::metadata::Kind;
use crate::services::metadata::documents::{self, Document};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, text};

/// The view of an external client app.
pub(super) fn external_client_app(tx: &Tx<'_>, header: Document) -> App {
    let part = |kind: Kind| documents::of_app(tx, kind, &header.name);
    let (settings, global) = (part(Kind::OauthSettings), part(Kind::GlobalOauthSettings));
    let (policies, general) = (part(Kind::OauthPolicies), part(Kind::Policies));
    let complete = settings.is_some() && global.is_some() && policies.is_some();
    let changed = [&settings, &global, &policies, &general]
        .into_iter()
        .flatten()
        .chain([&header])
        .filter_map(|document| time(&document.modified_at))
        .max();
    let body = |part: Option<Document>| part.map(|document| document.body).unwrap_or_default();
    let (settings, global, policies) = (body(settings), body(global), body(policies));
    let enabled = general
        .is_none_or(|general| general.body.flag("isEnabled") && general.body.flag("isOauthPluginEnabled"));
    App {
        kind: AppKind::External,
        label: header.body.value("label").unwrap_or(&header.name).to_owned(),
        enabled,
        complete,
        client_credentials_setting: global.flag("isClientCredentialsFlowEnabled"),
        client_credentials_policy: policies.flag("isClientCredentialsFlowEnabled"),
        run_as: policies
            .value("clientCredentialsFlowUser")
            .and_then(|user| username(tx, user)),
        certificate: global.value("certificate").map(as_pem),
        scopes: settings
            .value("commaSeparatedOauthScopes")
            .map(scopes::split)
            .unwrap_or_default(),
        permitted_users: if policies.value("permittedUsersPolicyType") == Some("AdminApprovedPreAuthorized") {
            PermittedUsers::AdminApproved
        } else {
            PermittedUsers::AllSelfAuthorized
        },
        ip_relaxation: relaxation(policies.value("ipRelaxationPolicyType")),
        refresh_policy: external_refresh(&policies),
        callbacks: callbacks(&global),
        requires_pkce: global.flag("isPkceRequired"),
        secret_required_for_code: !global.flag("isConsumerSecretOptional"),
        rotates_refresh_tokens: global.flag("isRefreshTokenRotationEnabled"),
        secret_required_for_refresh: global.flag("isSecretRequiredForRefreshToken"),
        introspects_all_tokens: global.flag("isIntrospectAllTokens"),
        session_minutes: number(&policies, "sessionTimeoutInMinutes"),
        issues_jwt: global.flag("isNamedUserJwtEnabled"),
        jwt_minutes: number(&policies, "namedUserJwtTimeout"),
        high_assurance: policies.value("requiredSessionLevel") == Some("HIGH_ASSURANCE"),
        consumer: secrets::of_app(tx, &header.id),
        changed,
        id: header.id,
        developer_name: header.name,
    }
}

/// The view of a connected app.
pub(super) fn connected_app(tx: &Tx<'_>, document: Document) -> App {
    let body = &document.body;
    let empty = Element::default();
    let oauth = body.child("oauthConfig").unwrap_or(&empty);
    let policy = body.child("oauthPolicy").unwrap_or(&empty);
    let session = body.child("sessionPolicy").unwrap_or(&empty);
    let client_credentials = oauth.flag("isClientCredentialEnabled");
    App {
        kind: AppKind::Connected,
        label: body.value("label").unwrap_or(&document.name).to_owned(),
        enabled: body.child("oauthConfig").is_some(),
        complete: body.child("oauthConfig").is_some(),
        client_credentials_setting: client_credentials,
        client_credentials_policy: client_credentials,
        run_as: oauth.value("oauthClientCredentialUser").map(str::to_owned),
        certificate: oauth.value("certificate").map(as_pem),
        scopes: oauth
            .all("scopes")
            .map(|scope| scope.text.trim().to_owned())
            .collect(),
        permitted_users: if oauth.flag("isAdminApproved") {
            PermittedUsers::AdminApproved
        } else {
            PermittedUsers::AllSelfAuthorized
        },
        ip_relaxation: relaxation(policy.value("ipRelaxation")),
        refresh_policy: connected_refresh(policy.value("refreshTokenPolicy")),
        callbacks: callbacks(oauth),
        requires_pkce: oauth.flag("isPkceRequired"),
        secret_required_for_code: !oauth.flag("isConsumerSecretOptional"),
        rotates_refresh_tokens: oauth.flag("isRefreshTokenRotationEnabled"),
        // Default true (Metadata API Developer Guide, ConnectedAppOauthConfig).
        secret_required_for_refresh: oauth.value("isSecretRequiredForRefreshToken") != Some("false"),
        introspects_all_tokens: oauth.flag("isIntrospectAllTokens"),
        session_minutes: number(session, "sessionTimeout"),
        issues_jwt: oauth.flag("isNamedUserJwtEnabled"),
        jwt_minutes: None,
        high_assurance: session.value("sessionLevel") == Some("HIGH_ASSURANCE"),
        consumer: secrets::of_app(tx, &document.id),
        changed: time(&document.modified_at),
        id: document.id,
        developer_name: document.name,
    }
}

/// Several stand on lines of their own.
fn callbacks(settings: &Element) -> Vec<String> {
    let text = settings.value("callbackUrl").unwrap_or_default();
    text.split_whitespace().map(str::to_owned).collect()
}

/// The run-as user is stored as Id, so that a renamed one stays it.
fn username(tx: &Tx<'_>, user: &str) -> Option<String> {
    match Id::parse(user) {
        Some(id) => tx.get("User", &id).map(|row| text(&row, "Username").to_owned()),
        None => Some(user.to_owned()),
    }
}

/// Both vocabularies, compared without case: the guide and live orgs differ in it.
fn relaxation(value: Option<&str>) -> IpRelaxation {
    match value.unwrap_or_default().to_ascii_lowercase().as_str() {
        "bypass" => IpRelaxation::Bypass,
        "bypass_2factor" => IpRelaxation::BypassTwoFactor,
        "enforce_relaxrefresh" => IpRelaxation::EnforceRelaxRefresh,
        _ => IpRelaxation::Enforce,
    }
}

fn external_refresh(policies: &Element) -> RefreshPolicy {
    let span = || {
        let period = policies
            .value("refreshTokenValidityPeriod")
            .and_then(|text| text.parse().ok());
        duration(
            period.unwrap_or(365),
            policies.value("refreshTokenValidityUnit").unwrap_or("Days"),
        )
    };
    match policies.value("refreshTokenPolicyType") {
        Some("Infinite") => RefreshPolicy::Infinite,
        Some("Zero") => RefreshPolicy::Zero,
        Some("SpecificInactivity") => RefreshPolicy::Inactivity(span()),
        _ => RefreshPolicy::Lifetime(span()),
    }
}

/// `infinite`, `zero`, `specific_lifetime:N:HOURS`, `specific_inactivity:N:DAYS`.
fn connected_refresh(value: Option<&str>) -> RefreshPolicy {
    let mut pieces = value.unwrap_or("infinite").split(':');
    let kind = pieces.next().unwrap_or_default();
    let period = pieces.next().and_then(|text| text.parse().ok()).unwrap_or(0);
    let span = duration(period, pieces.next().unwrap_or("DAYS"));
    match kind {
        "zero" => RefreshPolicy::Zero,
        "specific_lifetime" => RefreshPolicy::Lifetime(span),
        "specific_inactivity" => RefreshPolicy::Inactivity(span),
        _ => RefreshPolicy::Infinite,
    }
}

fn duration(period: u32, unit: &str) -> jiff::SignedDuration {
    let hours = match unit.to_ascii_lowercase().as_str() {
        "hours" => 1,
        "months" => 24 * 30,
        _ => 24,
    };
    jiff::SignedDuration::from_hours(i64::from(period) * hours)
}

fn number(element: &Element, name: &str) -> Option<u32> {
    element
        .value(name)
        .and_then(|text| text.parse().ok())
        .filter(|number| *number > 0)
}

/// Metadata holds a certificate as PEM or as the bare base64 inside it.
fn as_pem(text: &str) -> String {
    if text.contains("-----BEGIN") {
        return text.to_owned();
    }
    let body: String = text.split_whitespace().collect();
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let cut = rest.char_indices().nth(64).map_or(rest.len(), |(at, _)| at);
        pem.push_str(&rest[..cut]);
        pem.push('\n');
        rest = &rest[cut..];
    }
    pem.push_str("-----END CERTIFICATE-----\n");
    pem
}

fn time(text: &str) -> Option<jiff::Timestamp> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refresh_policies_of_both_kinds_are_read() {
        let days = |days: i64| jiff::SignedDuration::from_hours(24 * days);
        let table = [
            (None, RefreshPolicy::Infinite),
            (Some("zero"), RefreshPolicy::Zero),
            (Some("specific_lifetime:2:DAYS"), RefreshPolicy::Lifetime(days(2))),
            (
                Some("specific_inactivity:48:HOURS"),
                RefreshPolicy::Inactivity(days(2)),
            ),
        ];
        for (text, expected) in table {
            assert_eq!(connected_refresh(text), expected, "{text:?}");
        }
        let policies = Element::default()
            .with("refreshTokenPolicyType", "SpecificInactivity")
            .with("refreshTokenValidityPeriod", "2")
            .with("refreshTokenValidityUnit", "Months");
        assert_eq!(external_refresh(&policies), RefreshPolicy::Inactivity(days(60)));
        assert_eq!(
            external_refresh(&Element::default()),
            RefreshPolicy::Lifetime(days(365))
        );
    }

    #[test]
    fn a_bare_certificate_becomes_pem() {
        let pem = as_pem(&"A".repeat(70));
        assert_eq!(
            pem,
            format!(
                "-----BEGIN CERTIFICATE-----\n{}\nAAAAAA\n-----END CERTIFICATE-----\n",
                "A".repeat(64)
            )
        );
        assert_eq!(as_pem(&pem), pem);
    }
}
