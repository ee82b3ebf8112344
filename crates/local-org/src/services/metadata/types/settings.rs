//! The files of settings: one of each, always there, with a type of its own.

/// A file of settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SettingsFile {
    /// Full name, which is the name of the file.
    pub(crate) name: &'static str,
    /// The type of its content, which calls name it by.
    pub(crate) root: &'static str,
    /// First API version that knows it.
    since: u32,
    /// Values of an org that nobody has changed, by their path.
    pub(crate) defaults: &'static [(&'static str, &'static str)],
}

/// Those that clients of the APIs, and who manages their access, look at.
///
/// Sources: Metadata API Developer Guide, Settings; defaults from the help pages "Set Password Policies" and "Modify
/// Session Security Settings". What stands in neither is left out until it is deployed.
pub(crate) const FILES: &[SettingsFile] = &[
    SettingsFile {
        name: "ConnectedApp",
        root: "ConnectedAppSettings",
        since: 49,
        defaults: &[
            ("enableAdminApprovedAppsOnly", "false"),
            ("enableAdminApprovedAppsOnlyForExternalUser", "false"),
            ("enableSkipUserProvisioningWizardWelcomePage", "false"),
        ],
    },
    SettingsFile {
        name: "ExternalClientApp",
        root: "ExternalClientAppSettings",
        since: 37,
        defaults: &[
            ("enableClientSecretInRestApiAccess", "false"),
            ("enableConsumerSecretApiAccess", "false"),
            ("enablePackageEcaOauthFromDevOrg", "false"),
        ],
    },
    SettingsFile {
        name: "OauthOidc",
        root: "OauthOidcSettings",
        since: 49,
        defaults: &[
            ("blockOAuthUnPwFlow", "true"),
            ("blockOAuthUsrAgtFlow", "false"),
            ("isPkceRequired", "false"),
            ("oAuthCdCrdtFlowEnable", "false"),
        ],
    },
    SettingsFile {
        name: "Security",
        root: "SecuritySettings",
        since: 27,
        defaults: &[
            ("canUsersGrantLoginAccess", "true"),
            ("enableAdminLoginAsAnyUser", "false"),
            ("passwordPolicies/complexity", "AlphaNumeric"),
            ("passwordPolicies/expiration", "NinetyDays"),
            ("passwordPolicies/historyRestriction", "3"),
            ("passwordPolicies/lockoutInterval", "FifteenMinutes"),
            ("passwordPolicies/maxLoginAttempts", "TenAttempts"),
            ("passwordPolicies/minimumPasswordLength", "8"),
            ("passwordPolicies/minimumPasswordLifetime", "false"),
            ("passwordPolicies/obscureSecretAnswer", "false"),
            ("passwordPolicies/questionRestriction", "DoesNotContainPassword"),
            ("sessionSettings/disableTimeoutWarning", "false"),
            ("sessionSettings/enforceIpRangesEveryRequest", "false"),
            ("sessionSettings/forceLogoutOnSessionTimeout", "false"),
            ("sessionSettings/lockSessionsToDomain", "true"),
            ("sessionSettings/lockSessionsToIp", "false"),
            ("sessionSettings/sessionTimeout", "TwoHours"),
        ],
    },
    SettingsFile {
        name: "UserManagement",
        root: "UserManagementSettings",
        since: 47,
        defaults: &[
            ("enableEnhancedPermsetMgmt", "false"),
            ("enableEnhancedProfileMgmt", "false"),
            ("enableUserSelfDeactivate", "false"),
            ("userAccessPoliciesEnabled", "false"),
        ],
    },
];

impl SettingsFile {
    /// The file of that name.
    pub(crate) fn named(name: &str) -> Option<&'static SettingsFile> {
        FILES.iter().find(|file| file.name.eq_ignore_ascii_case(name))
    }

    /// The file whose content is of that type, if API `version` knows it.
    pub(crate) fn of_type(root: &str, version: u32) -> Option<&'static SettingsFile> {
        FILES
            .iter()
            .find(|file| file.since <= version && file.root == root)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{catalogue, check};
    use super::*;
    use crate::services::metadata::components::settings_of;

    #[test]
    fn every_file_has_a_type_that_its_defaults_fit() {
        for file in FILES {
            assert!(catalogue().is_type(file.root), "{}", file.root);
            let defaults = settings_of(file);
            assert_eq!(
                check(&defaults, file.root, 68).unwrap(),
                defaults,
                "{}",
                file.name
            );
        }
    }
}
