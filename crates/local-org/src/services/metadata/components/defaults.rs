//! Deploying is declarative per file: what a file leaves out takes its default.
//!
//! Source: reported from live orgs for the external client app types, where leaving out `certificate` clears it and
//! raising the package version resets what the older version could not name. Fields newer than the package keep
//! their value.

use crate::services::metadata::types::{Kind, catalogue};
use crate::services::metadata::xml::Element;

/// Values of fields that a file leaves out; the rest are empty then.
///
/// Source: pages of each type in the Metadata API Developer Guide; booleans without an entry there are false.
const DEFAULTS: &[(Kind, &str, &str)] = &[
    (Kind::ExternalClientApplication, "distributionState", "Local"),
    (Kind::ExternalClientApplication, "isProtected", "false"),
    (
        Kind::GlobalOauthSettings,
        "isClientCredentialsFlowEnabled",
        "false",
    ),
    (Kind::GlobalOauthSettings, "isCodeCredFlowEnabled", "false"),
    (Kind::GlobalOauthSettings, "isCodeCredPostOnly", "false"),
    (Kind::GlobalOauthSettings, "isConsumerSecretOptional", "false"),
    (Kind::GlobalOauthSettings, "isDeviceFlowEnabled", "false"),
    (Kind::GlobalOauthSettings, "isIntrospectAllTokens", "false"),
    (Kind::GlobalOauthSettings, "isNamedUserJwtEnabled", "false"),
    (Kind::GlobalOauthSettings, "isPkceRequired", "true"),
    (
        Kind::GlobalOauthSettings,
        "isRefreshTokenRotationEnabled",
        "false",
    ),
    (
        Kind::GlobalOauthSettings,
        "isSecretRequiredForRefreshToken",
        "true",
    ),
    (
        Kind::GlobalOauthSettings,
        "isSecretRequiredForTokenExchange",
        "false",
    ),
    (Kind::GlobalOauthSettings, "isTokenExchangeEnabled", "false"),
    (Kind::GlobalOauthSettings, "shouldRotateConsumerKey", "false"),
    (Kind::GlobalOauthSettings, "shouldRotateConsumerSecret", "false"),
    (Kind::GlobalOauthSettings, "isDPopEnabled", "false"),
    (Kind::GlobalOauthSettings, "isEnforceRefreshTokenTTL", "false"),
    (Kind::GlobalOauthSettings, "isMtlsEnabled", "false"),
    (Kind::OauthSettings, "isFirstPartyAppEnabled", "false"),
    (Kind::OauthPolicies, "ipRelaxationPolicyType", "Enforce"),
    (Kind::OauthPolicies, "isClientCredentialsFlowEnabled", "false"),
    (Kind::OauthPolicies, "isGuestCodeCredFlowEnabled", "false"),
    (Kind::OauthPolicies, "isTokenExchangeFlowEnabled", "false"),
    (
        Kind::OauthPolicies,
        "permittedUsersPolicyType",
        "AllSelfAuthorized",
    ),
    // Reported of policies that appear by themselves: 365 days.
    (Kind::OauthPolicies, "refreshTokenPolicyType", "SpecificLifetime"),
    (Kind::OauthPolicies, "requiredSessionLevel", "STANDARD"),
    (Kind::Policies, "isCanvasPluginEnabled", "true"),
    (Kind::Policies, "isMobilePluginEnabled", "true"),
    (Kind::Policies, "isNotificationPluginEnabled", "true"),
    (Kind::Policies, "isOauthPluginEnabled", "true"),
    (Kind::Policies, "isPushPluginEnabled", "true"),
    (Kind::Policies, "isSamlPluginEnabled", "true"),
    (Kind::Policies, "isAttestPluginEnabled", "true"),
    (Kind::Policies, "startPage", "None"),
];

/// The full document that `file` declares at API `version`, over what was `stored` before.
pub(crate) fn declare(kind: Kind, stored: Option<&Element>, file: &Element, version: u32) -> Element {
    let mut full = Element::new(kind.root());
    for field in catalogue().fields(kind.root()) {
        let source = if field.since <= version {
            Some(file)
        } else {
            stored
        };
        let given: Vec<Element> = source
            .into_iter()
            .flat_map(|source| source.all(field.name))
            .filter(|child| !child.children.is_empty() || !child.text.trim().is_empty())
            .map(tidy)
            .collect();
        if given.is_empty() {
            if let Some(value) = default_of(kind, field.name) {
                full.children.push(Element::leaf(field.name, value));
            }
        } else {
            full.children.extend(given);
        }
    }
    full
}

/// Values trimmed at every depth, for what came through no check.
fn tidy(element: &Element) -> Element {
    Element {
        name: element.name.clone(),
        text: if element.children.is_empty() {
            element.text.trim().to_owned()
        } else {
            String::new()
        },
        children: element.children.iter().map(tidy).collect(),
        ..Element::default()
    }
}

/// What API `version` may see of a document.
pub(crate) fn visible(kind: Kind, document: &Element, version: u32) -> Element {
    let mut shown = Element::new(kind.root());
    for field in catalogue()
        .fields(kind.root())
        .iter()
        .filter(|field| field.since <= version)
    {
        shown.children.extend(document.all(field.name).cloned());
    }
    shown
}

fn default_of(kind: Kind, field: &str) -> Option<&'static str> {
    DEFAULTS
        .iter()
        .find(|(of, name, _)| *of == kind && *name == field)
        .map(|(_, _, value)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_of_a_field_that_exists() {
        for (kind, field, _) in DEFAULTS {
            assert!(
                catalogue()
                    .fields(kind.root())
                    .iter()
                    .any(|known| known.name == *field),
                "{kind:?}.{field}"
            );
        }
    }

    #[test]
    fn what_is_left_out_falls_back_and_what_is_too_new_stays() {
        let kind = Kind::GlobalOauthSettings;
        let first = Element::new(kind.root())
            .with("certificate", "PEM")
            .with("externalClientApplication", "A")
            .with("isPkceRequired", "false")
            .with("isDPopEnabled", "true");
        let stored = declare(kind, None, &first, 68);
        assert_eq!(stored.value("certificate"), Some("PEM"));
        let second = Element::new(kind.root()).with("externalClientApplication", "A");
        let again = declare(kind, Some(&stored), &second, 66);
        assert_eq!(again.value("certificate"), None, "left out, so cleared");
        assert_eq!(
            again.value("isPkceRequired"),
            Some("true"),
            "left out, so default"
        );
        assert_eq!(
            again.value("isDPopEnabled"),
            Some("true"),
            "unknown to 66.0, so kept"
        );
        assert_eq!(visible(kind, &again, 66).value("isDPopEnabled"), None);
    }
}
