//! Setup objects: which user permissions open them.
//!
//! Source: Object Reference, "Special Access Rules" of each object. An empty list means everyone; holding one
//! of the list is enough.

use super::{Access, ObjectAccess};

struct SetupRule {
    object: &'static str,
    read: &'static [&'static str],
    write: &'static [&'static str],
}

const fn rule(
    object: &'static str,
    read: &'static [&'static str],
    write: &'static [&'static str],
) -> SetupRule {
    SetupRule { object, read, write }
}

const EVERYONE: &[&str] = &[];
/// No user permission opens it; the object's own verbs are off anyway.
const NOBODY: &[&str] = &["\0"];
const VIEW_SETUP: &[&str] = &["ViewSetup"];
const SETS_READ: &[&str] = &[
    "ViewSetup",
    "AssignPermissionSets",
    "ManageProfilesPermissionsets",
];
const SETS_WRITE: &[&str] = &["ManageProfilesPermissionsets"];
const USERS: &[&str] = &["ManageInternalUsers", "ManageUsers"];
const APPS: &[&str] = &[
    "ExternalClientAppViewer",
    "ExternalClientAppDeveloper",
    "ExternalClientAppAdmin",
    "CustomizeApplication",
];

const RULES: &[SetupRule] = &[
    rule("User", EVERYONE, USERS),
    rule("UserLicense", VIEW_SETUP, NOBODY),
    rule("Profile", EVERYONE, SETS_WRITE),
    rule(
        "UserRole",
        &["ViewRoles", "ManageRoles", "ViewSetup"],
        &["ManageRoles"],
    ),
    rule("PermissionSet", SETS_READ, SETS_WRITE),
    rule("ObjectPermissions", SETS_READ, SETS_WRITE),
    rule("FieldPermissions", SETS_READ, SETS_WRITE),
    rule("SetupEntityAccess", SETS_READ, SETS_WRITE),
    rule("PermissionSetTabSetting", SETS_READ, SETS_WRITE),
    rule("PermissionSetGroup", SETS_READ, SETS_WRITE),
    rule("PermissionSetGroupComponent", SETS_READ, SETS_WRITE),
    rule("MutingPermissionSet", SETS_READ, SETS_WRITE),
    rule("PermissionSetAssignment", EVERYONE, &["AssignPermissionSets"]),
    rule("PermissionSetLicense", SETS_READ, NOBODY),
    rule(
        "PermissionSetLicenseAssign",
        SETS_READ,
        &["AssignPermissionSets", "ManageInternalUsers", "ManageUsers"],
    ),
    rule("ApexClass", &["ViewSetup", "AuthorApex"], &["AuthorApex"]),
    rule("CustomPermission", VIEW_SETUP, NOBODY),
    rule(
        "ConnectedApplication",
        &["ViewSetup", "CustomizeApplication", "ManageRemoteAccess"],
        NOBODY,
    ),
    rule("ExternalClientApplication", APPS, NOBODY),
    rule("ExtlClntAppOauthSettings", APPS, NOBODY),
    rule("ExtlClntAppOauthPlcyCnfg", APPS, NOBODY),
    rule("ExtlClntAppOauthConsumer", APPS, NOBODY),
    rule("ExtlClntAppPlcyCnfg", APPS, NOBODY),
    rule("LoginHistory", EVERYONE, NOBODY),
    rule("AuthSession", EVERYONE, EVERYONE),
    rule("OauthToken", EVERYONE, NOBODY),
    rule(
        "UserLogin",
        &["ManageUsers", "ManageInternalUsers", "FreezeUsers"],
        &["ManageUsers", "FreezeUsers"],
    ),
    rule("LoginIp", &["ManageUsers"], &["ManageUsers"]),
    rule("SetupAuditTrail", VIEW_SETUP, NOBODY),
    rule("DeployRequest", VIEW_SETUP, NOBODY),
    rule("Organization", EVERYONE, &["CustomizeApplication"]),
    rule("Group", EVERYONE, &["ManageUsers"]),
    rule("GroupMember", EVERYONE, &["ManageUsers"]),
    rule("QueueSobject", EVERYONE, &["ManageUsers"]),
    rule("PackageLicense", VIEW_SETUP, NOBODY),
    rule(
        "UserPackageLicense",
        &["ViewSetup", "ManageUsers"],
        &["ManageUsers"],
    ),
    rule("EntityDefinition", EVERYONE, NOBODY),
    rule("FieldDefinition", EVERYONE, NOBODY),
    rule("EntityParticle", EVERYONE, NOBODY),
    rule("UserPermissionAccess", EVERYONE, NOBODY),
    rule("UserSetupEntityAccess", EVERYONE, NOBODY),
    rule(
        "SessionPermSetActivation",
        &["ManageSessionPermissionSets", "ViewSetup"],
        &["ManageSessionPermissionSets", "ViewSetup"],
    ),
    rule("UserEntityAccess", EVERYONE, NOBODY),
    rule("UserFieldAccess", EVERYONE, NOBODY),
    rule("EventLogFile", &["ViewEventLogFiles"], NOBODY),
    rule("UserAccessPolicy", &["ManageUserAccessPolicies"], NOBODY),
    rule("FlowDefinitionView", EVERYONE, NOBODY),
    rule(
        "FlowDefinition",
        VIEW_SETUP,
        &["ManageFlow", "CustomizeApplication"],
    ),
    rule(
        "ExternalCredential",
        VIEW_SETUP,
        &["ManageNamedCredentials", "CustomizeApplication"],
    ),
    rule("ExternalCredentialParameter", VIEW_SETUP, NOBODY),
    rule("Certificate", VIEW_SETUP, NOBODY),
    rule("AppMenuItem", EVERYONE, &["CustomizeApplication"]),
    rule(
        "FieldSecurityClassification",
        &["CustomizeApplication", "ModifyDataClassification"],
        NOBODY,
    ),
];

/// Returns what a caller may do with a setup object. Objects without a rule need View Setup and Configuration.
pub(super) fn access(object: &str, caller: &Access) -> ObjectAccess {
    let (read, write) = RULES
        .iter()
        .find(|rule| rule.object == object)
        .map_or((VIEW_SETUP, NOBODY), |rule| (rule.read, rule.write));
    let holds = |wanted: &[&str]| wanted.is_empty() || wanted.iter().any(|name| caller.permission(name));
    let write = holds(write);
    let read = write || holds(read);
    ObjectAccess {
        read,
        create: write,
        edit: write,
        delete: write,
        view_all: read,
        modify_all: write,
        view_all_fields: read,
    }
}
