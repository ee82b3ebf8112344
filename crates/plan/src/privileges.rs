//! What user permissions let someone do, as far as it is broad.

use hallpass_model::ApiName;

/// How far a user permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Privilege {
    /// One feature.
    Low,
    /// Broad but bounded.
    Medium,
    /// Reads or changes everything, changes who has access, takes over identities, reaches secrets or erases traces.
    High(&'static str),
}

/// Returns how far a user permission reaches, by its API name; those not listed are low.
#[must_use]
pub fn privilege(permission: &ApiName) -> Privilege {
    let listed = |name: &&str| permission.as_str().eq_ignore_ascii_case(name);
    match HIGH.iter().find(|(name, _)| listed(name)) {
        Some((_, why)) => Privilege::High(why),
        None if MEDIUM.iter().any(listed) => Privilege::Medium,
        None => Privilege::Low,
    }
}

/// The broadest ones, each with what it lets its holder do.
const HIGH: [(&str, &str); 59] = [
    (
        "AssignPermissionSets",
        "grant existing permission sets to any user incl. self",
    ),
    ("AuthorApex", "write code that can run in system mode"),
    ("BulkApiHardDelete", "irreversible deletion"),
    ("BypassMFAForUiLogins", "removes MFA"),
    ("CanDoActAsUser", "acts as another user"),
    ("ClientSecretRotation", "rotates app consumer key and secret"),
    ("CreateAuditFields", "forges created/modified audit values"),
    (
        "CustomizeApplication",
        "change org configuration and security settings",
    ),
    ("DataExport", "exports all org data"),
    ("DebugApex", "reads runtime data in any Apex session"),
    ("DelegatedTwoFactor", "can disable or register MFA for users"),
    ("DeleteFieldHistory", "erases audit history"),
    ("DeleteFieldHistoryArchive", "erases audit history"),
    ("EditReadonlyFields", "overrides read-only fields"),
    ("ExternalClientAppAdmin", "controls external client app policies"),
    ("ExternalClientAppDeveloper", "creates external client apps"),
    ("InstallPackaging", "installs third-party code"),
    ("IsSsoEnabled", "changes login path (single sign-on delegation)"),
    ("ManageAccessPolicies", "changes access policies"),
    ("ManageAuthProviders", "adds identity providers"),
    ("ManageCertificates", "manages signing keys and certificates"),
    ("ManageCssUsers", "manages external user accounts"),
    ("ManageCustomDomains", "changes login and site domains"),
    ("ManageDataMaskPolicies", "changes data masking"),
    ("ManageEncryptionKeys", "controls tenant encryption keys"),
    ("ManageExternalConnections", "changes outbound connections"),
    ("ManageHealthCheck", "changes security baseline"),
    ("ManageInternalUsers", "create and change internal users"),
    ("ManageIpAddresses", "changes trusted IP ranges"),
    ("ManageLoginAccessPolicies", "controls who may log in as users"),
    (
        "ManageNamedCredentials",
        "changes stored credentials and endpoints",
    ),
    ("ManagePasswordPolicies", "weakens password rules"),
    ("ManageProfilesPermissionsets", "grant any permission to anyone"),
    (
        "ManageRemoteAccess",
        "creates and edits connected apps and their policies",
    ),
    ("ManageRoles", "changes who sees whose records"),
    ("ManageSandboxes", "copies org data to sandboxes"),
    ("ManageSecurityCommandCenter", "changes security centre settings"),
    ("ManageSessionPermissionSets", "activates session permission sets"),
    ("ManageSharing", "changes org-wide defaults and sharing rules"),
    ("ManageTwoFactor", "can disable or register MFA for users"),
    (
        "ManageUsers",
        "create and change users, including privileged ones",
    ),
    ("ModifyAccessAllowPolicies", "changes access policies"),
    ("ModifyAccessDenyPolicies", "changes access policies"),
    (
        "ModifyAllData",
        "read and change every record regardless of sharing",
    ),
    ("ModifyAllPolicyCenterPolicies", "changes access policies"),
    (
        "ModifyMetadata",
        "deploy metadata, including code and access settings",
    ),
    ("PasswordNeverExpires", "weakens credential hygiene"),
    ("PrivacyDataAccess", "reads personal data"),
    ("QueryAllFiles", "reads all files regardless of sharing"),
    ("RecordVisibilityAPI", "reveals sharing of any record"),
    ("ResetPasswords", "account takeover path"),
    ("SkipIdentityConfirmation", "removes device identity check"),
    ("TestInstanceCreate", "copies org configuration to test instances"),
    (
        "TransactionSecurityExempt",
        "escapes transaction security policies",
    ),
    ("ViewAllData", "read every record regardless of sharing"),
    ("ViewAllFieldsGlobal", "reads every field of every object"),
    ("ViewClientSecret", "reads app secrets"),
    ("ViewEncryptedData", "reads masked classic-encrypted values"),
    ("ViewUserPII", "reads personal data of users"),
];

/// Broad but bounded ones.
const MEDIUM: [&str; 88] = [
    "ActivateSystemModeFlows",
    "ApexRestServices",
    "ApiEnabled",
    "CanInsertFeedSystemFields",
    "CanUpdateEmailMessage",
    "ConnectOrgToEnvironmentHub",
    "ContentAdministrator",
    "CreateMultiforce",
    "CreatePackaging",
    "DelegatedPortalUserAdmin",
    "DownloadPackageVersionZips",
    "EditBillingInfo",
    "EditPublicDocuments",
    "EditPublicFilters",
    "EditPublicTemplates",
    "EmailAdministration",
    "EmailMass",
    "EnforceMutualAuthentication",
    "ExportReport",
    "ExternalClientAppViewer",
    "FreezeUsers",
    "GovernNetworks",
    "IPRestrictRequests",
    "ImportCustomObjects",
    "ImportLeads",
    "InstallMultiforce",
    "ManageAgentforceServiceAgent",
    "ManageAnalyticSnapshots",
    "ManageBusinessHourHolidays",
    "ManageC360AConnections",
    "ManageCallCenters",
    "ManageCertificatesExpiration",
    "ManageContentPermissions",
    "ManageCustomPermissions",
    "ManageDataIntegrations",
    "ManageDynamicDashboards",
    "ManageEntitlements",
    "ManageFilesAndAttachments",
    "ManageHubConnections",
    "ManageIntegrationConnections",
    "ManageMobile",
    "ManageMobileAppSecurity",
    "ManageNetworks",
    "ManageOrchestrationRuns",
    "ManagePartners",
    "ManageQuotas",
    "ManageReleaseUpdates",
    "ManageSubscriptions",
    "ManageTerritories",
    "ManageTranslation",
    "ManageUnlistedGroups",
    "MassInlineEdit",
    "ModerateNetworkUsers",
    "ModifyDataClassification",
    "MonitorLoginHistory",
    "OverrideForecasts",
    "Packaging2",
    "Packaging2Delete",
    "PortalSuperUser",
    "PublishMultiforce",
    "PublishPackaging",
    "QueryNonVetoedFiles",
    "SCEViewAllData",
    "ScheduleJob",
    "ScheduleReports",
    "SubscribeReportsRunAsUser",
    "TransferAnyCase",
    "TransferAnyEntity",
    "TransferAnyLead",
    "TwoFactorApi",
    "UpdateWithInactiveOwner",
    "ViewAccessPolicies",
    "ViewAllActivities",
    "ViewAllCustomSettings",
    "ViewAllForecasts",
    "ViewAllForeignKeyNames",
    "ViewAllPolicyCenterPolicies",
    "ViewAllProfiles",
    "ViewAllUsers",
    "ViewAnomalyEvents",
    "ViewDataAssessment",
    "ViewDataLeakageEvents",
    "ViewEventLogFiles",
    "ViewPlatformEvents",
    "ViewPrivateStaticResources",
    "ViewRoles",
    "ViewSecurityCommandCenter",
    "ViewSetup",
];

#[cfg(test)]
mod tests {
    use super::{Privilege, privilege};

    #[test]
    fn what_reads_or_changes_everything_is_high_in_any_spelling() {
        for name in [
            "ViewAllData",
            "modifyalldata",
            "ManageUsers",
            "AuthorApex",
            "ModifyMetadata",
        ] {
            assert!(matches!(privilege(&name.into()), Privilege::High(_)), "{name}");
        }
        assert_eq!(privilege(&"ApiEnabled".into()), Privilege::Medium);
        assert_eq!(privilege(&"ActivitiesAccess".into()), Privilege::Low);
    }
}
