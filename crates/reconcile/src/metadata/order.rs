//! The order of elements in metadata files, as the WSDL of the Metadata API has it.
//!
//! Whether deploys insist on it is not documented; files that keep it are accepted everywhere.

/// Returns the elements of a metadata type, or of a part of it, in order; nothing for types we never write.
pub(crate) fn order_of(name: &str) -> &'static [&'static str] {
    match name {
        "ExternalClientApplication" => &HEADER,
        "ExtlClntAppGlobalOauthSettings" => &GLOBAL,
        "ExtlClntAppOauthSettings" => &SETTINGS,
        "ExtlClntAppOauthConfigurablePolicies" => &POLICIES,
        "ExtlClntAppConfigurablePolicies" => &GENERAL,
        "ConnectedApp" => &CONNECTED,
        "oauthConfig" => &CONNECTED_CONFIG,
        "oauthPolicy" => &CONNECTED_POLICY,
        "sessionPolicy" => &CONNECTED_SESSION,
        _ => &[],
    }
}

const HEADER: [&str; 11] = [
    "contactEmail",
    "contactPhone",
    "description",
    "distributionState",
    "iconUrl",
    "infoUrl",
    "isProtected",
    "label",
    "logoUrl",
    "managedType",
    "orgScopedExternalApp",
];

const GLOBAL: [&str; 24] = [
    "callbackUrl",
    "certificate",
    "consumerKey",
    "consumerSecret",
    "externalClientApplication",
    "idTokenConfig",
    "isClientCredentialsFlowEnabled",
    "isCodeCredFlowEnabled",
    "isCodeCredPostOnly",
    "isConsumerSecretOptional",
    "isDPopEnabled",
    "isDeviceFlowEnabled",
    "isEnforceRefreshTokenTTL",
    "isIntrospectAllTokens",
    "isMtlsEnabled",
    "isNamedUserJwtEnabled",
    "isPkceRequired",
    "isRefreshTokenRotationEnabled",
    "isSecretRequiredForRefreshToken",
    "isSecretRequiredForTokenExchange",
    "isTokenExchangeEnabled",
    "label",
    "shouldRotateConsumerKey",
    "shouldRotateConsumerSecret",
];

const SETTINGS: [&str; 15] = [
    "areAttributesIncludedInAssetToken",
    "areCustomPermsIncludedInAssetToken",
    "assetTokenAudiences",
    "assetTokenSigningCertificate",
    "assetTokenValidity",
    "clientAssertionCertificate",
    "commaSeparatedCustomScopes",
    "commaSeparatedOauthScopes",
    "customAttributes",
    "externalClientApplication",
    "isFirstPartyAppEnabled",
    "label",
    "oauthLink",
    "singleLogoutUrl",
    "trustedIpRanges",
];

const POLICIES: [&str; 26] = [
    "apexHandler",
    "clientCredentialsFlowUser",
    "commaSeparatedCustomScopes",
    "commaSeparatedPermissionSet",
    "commaSeparatedProfile",
    "customAttributes",
    "executeHandlerAs",
    "externalClientApplication",
    "guestJwtSessionTimeoutType",
    "guestJwtTimeout",
    "ipRelaxationPolicyType",
    "isClientCredentialsFlowEnabled",
    "isGuestCodeCredFlowEnabled",
    "isTokenExchangeFlowEnabled",
    "label",
    "namedUserJwtSessionTimeoutType",
    "namedUserJwtTimeout",
    "permittedUsersPolicyType",
    "policyAction",
    "refreshTokenPolicyType",
    "refreshTokenValidityPeriod",
    "refreshTokenValidityUnit",
    "requiredSessionLevel",
    "sessionTimeoutInMinutes",
    "singleLogoutUrl",
    "startUrl",
];

const GENERAL: [&str; 11] = [
    "externalClientApplication",
    "isAttestPluginEnabled",
    "isCanvasPluginEnabled",
    "isEnabled",
    "isMobilePluginEnabled",
    "isNotificationPluginEnabled",
    "isOauthPluginEnabled",
    "isPushPluginEnabled",
    "isSamlPluginEnabled",
    "label",
    "startPage",
];

const CONNECTED: [&str; 22] = [
    "attributes",
    "canvas",
    "canvasConfig",
    "contactEmail",
    "contactPhone",
    "description",
    "iconUrl",
    "infoUrl",
    "ipRanges",
    "label",
    "logoUrl",
    "mobileAppConfig",
    "mobileStartUrl",
    "oauthConfig",
    "oauthPolicy",
    "permissionSetName",
    "plugin",
    "pluginExecutionUser",
    "profileName",
    "samlConfig",
    "sessionPolicy",
    "startUrl",
];

const CONNECTED_CONFIG: [&str; 21] = [
    "assetTokenConfig",
    "callbackUrl",
    "certificate",
    "consumerKey",
    "consumerSecret",
    "idTokenConfig",
    "isAdminApproved",
    "isClientCredentialEnabled",
    "isCodeCredentialEnabled",
    "isCodeCredentialPostOnly",
    "isConsumerSecretOptional",
    "isIntrospectAllTokens",
    "isNamedUserJwtEnabled",
    "isPkceRequired",
    "isRefreshTokenRotationEnabled",
    "isSecretRequiredForRefreshToken",
    "isSecretRequiredForTokenExchange",
    "isTokenExchangeEnabled",
    "oauthClientCredentialUser",
    "scopes",
    "singleLogoutUrl",
];

const CONNECTED_POLICY: [&str; 4] = [
    "ipRelaxation",
    "isTokenExchangeFlowEnabled",
    "refreshTokenPolicy",
    "singleLogoutUrl",
];

const CONNECTED_SESSION: [&str; 3] = ["policyAction", "sessionLevel", "sessionTimeout"];

#[cfg(test)]
mod tests {
    use super::order_of;

    #[test]
    fn elements_are_in_the_alphabetical_order_of_the_wsdl() {
        for name in [
            "ExternalClientApplication",
            "ExtlClntAppGlobalOauthSettings",
            "ExtlClntAppOauthSettings",
            "ExtlClntAppOauthConfigurablePolicies",
            "ConnectedApp",
            "oauthConfig",
            "oauthPolicy",
            "sessionPolicy",
        ] {
            assert!(order_of(name).is_sorted(), "{name}");
            assert!(!order_of(name).is_empty(), "{name}");
        }
        assert!(order_of("CustomObject").is_empty());
    }
}
