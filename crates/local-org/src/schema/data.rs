//! The data files that the whole schema comes from.

/// The objects: labels, key prefixes, verbs, child relationships.
pub(super) const OBJECTS: &str = include_str!("../../data/objects.tsv");

/// The user permissions and who carries them.
pub(crate) const PERMISSIONS: &str = include_str!("../../data/permissions.tsv");

/// Licences, profiles, permission set licences, organization defaults and picklist values.
pub(crate) const ORG: &str = include_str!("../../data/org.json");

/// What the org says of how sensitive fields are.
pub(crate) const CLASSIFICATION: &str = include_str!("../../data/classification.tsv");

macro_rules! field_files {
    ($($name:literal),* $(,)?) => {
        /// The fields of each object, by the object's name.
        pub(super) const FIELDS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../data/objects/", $name, ".tsv")))),*];
    };
}

field_files![
    "Account",
    "ApexClass",
    "AppMenuItem",
    "Asset",
    "Attachment",
    "AuthSession",
    "Campaign",
    "CampaignMember",
    "Case",
    "CaseComment",
    "Certificate",
    "ConnectedApplication",
    "Contact",
    "ContentVersion",
    "Contract",
    "CustomField",
    "CustomObject",
    "CustomPermission",
    "DeployRequest",
    "EntityDefinition",
    "EntityParticle",
    "Event",
    "EventLogFile",
    "ExternalClientApplication",
    "ExternalCredential",
    "ExternalCredentialParameter",
    "ExtlClntAppOauthConsumer",
    "ExtlClntAppOauthPlcyCnfg",
    "ExtlClntAppOauthSettings",
    "ExtlClntAppPlcyCnfg",
    "FieldDefinition",
    "FieldPermissions",
    "FieldSecurityClassification",
    "FlowDefinition",
    "FlowDefinitionView",
    "Group",
    "GroupMember",
    "Integration_Settings__c",
    "InvoiceLine__c",
    "Invoice__c",
    "Lead",
    "LoginHistory",
    "LoginIp",
    "MutingPermissionSet",
    "OauthToken",
    "ObjectPermissions",
    "Opportunity",
    "OpportunityContactRole",
    "OpportunityLineItem",
    "Order",
    "OrderItem",
    "Organization",
    "PackageLicense",
    "PermissionSet",
    "PermissionSetAssignment",
    "PermissionSetGroup",
    "PermissionSetGroupComponent",
    "PermissionSetLicense",
    "PermissionSetLicenseAssign",
    "PermissionSetTabSetting",
    "Pricebook2",
    "PricebookEntry",
    "Product2",
    "Profile",
    "QueueSobject",
    "Quote",
    "Routing_Rule__mdt",
    "SessionPermSetActivation",
    "SetupAuditTrail",
    "SetupEntityAccess",
    "Task",
    "User",
    "UserAccessPolicy",
    "UserEntityAccess",
    "UserFieldAccess",
    "UserLicense",
    "UserLogin",
    "UserPackageLicense",
    "UserPermissionAccess",
    "UserRole",
    "UserSetupEntityAccess",
];
