//! What one grant brings along with it, whatever the org.

use std::collections::BTreeSet;

use crate::{ApiName, Grants, Target, Verb, Verbs};

/// The verbs on every object that each of these user permissions stands for (Help, "View All and Modify All
/// Permissions Overview"; Object Reference, `ObjectPermissions`).
const OVER_ALL_OBJECTS: [(&str, &[Verb]); 3] = [
    ("ViewAllData", &[Verb::Read, Verb::ViewAll]),
    (
        "ModifyAllData",
        &[
            Verb::Read,
            Verb::Create,
            Verb::Edit,
            Verb::Delete,
            Verb::ViewAll,
            Verb::ModifyAll,
        ],
    ),
    ("ViewAllFieldsGlobal", &[Verb::ViewAllFields]),
];

impl Verbs {
    /// Returns the verbs that a user permission gives on every object, which is none for most.
    #[must_use]
    pub fn over_all_objects(permission: &ApiName) -> Self {
        OVER_ALL_OBJECTS
            .iter()
            .filter(|(name, _)| *permission == ApiName::from(*name))
            .flat_map(|(_, verbs)| verbs.iter().copied())
            .collect()
    }

    /// Adds to verbs of an object those that they need: an org holds no row that lacks them.
    #[must_use]
    pub fn closure(self) -> Self {
        self.iter()
            .flat_map(Verb::needs)
            .fold(self, |all, needed| all.with(*needed))
    }
}

/// Returns what a spec's grants come to on a target.
#[must_use]
pub fn declared(grants: &Grants, target: &Target) -> Verbs {
    let own = grants.get(target).copied().unwrap_or_default();
    match target {
        Target::Object(_) => own.closure().union(on_all_objects(grants)),
        Target::Field { object, .. } => {
            let object = declared(grants, &Target::Object(object.clone()));
            match object.has(Verb::ViewAllFields) {
                true => own.with(Verb::Read),
                false => own,
            }
        }
        _ => own,
    }
}

fn on_all_objects(grants: &Grants) -> Verbs {
    grants.keys().fold(Verbs::NONE, |all, target| match target {
        Target::SystemPermission(permission) => all.union(Verbs::over_all_objects(permission)),
        _ => all,
    })
}

/// Returns the user permissions that this one requires, as far as they are known: Setup switches them on with it.
#[must_use]
pub fn brings(permission: &ApiName) -> &'static [&'static str] {
    BRINGS
        .iter()
        .find(|(name, _)| permission.as_str().eq_ignore_ascii_case(name))
        .map_or(&[], |(_, brought)| brought)
}

/// Returns the user permissions that the platform switches on along with the granted ones (Help, "User Permissions":
/// a permission that requires others enables them).
#[must_use]
pub fn brought_along(grants: &Grants) -> BTreeSet<ApiName> {
    let mut all = BTreeSet::new();
    let mut open: Vec<ApiName> = grants
        .keys()
        .filter_map(|target| match target {
            Target::SystemPermission(name) => Some(name.clone()),
            _ => None,
        })
        .collect();
    while let Some(name) = open.pop() {
        for brought in brings(&name) {
            if all.insert(ApiName::from(*brought)) {
                open.push(ApiName::from(*brought));
            }
        }
    }
    all
}

/// What requires what (Help, "User Permissions"; observed in describes and deploy errors).
const BRINGS: [(&str, &[&str]); 31] = [
    ("ApiUserOnly", &["ApiEnabled"]),
    ("AssignPermissionSets", &["ViewSetup"]),
    ("AuthorApex", &["ViewSetup"]),
    ("BulkApiHardDelete", &["ApiEnabled"]),
    ("CreateCustomizeDashboards", &["RunReports"]),
    ("CreateCustomizeReports", &["RunReports"]),
    ("CreateReportFolders", &["RunReports"]),
    (
        "CustomizeApplication",
        &[
            "ViewSetup",
            "ViewRoles",
            "ManageCustomPermissions",
            "ManageTranslation",
        ],
    ),
    ("EditMyDashboards", &["RunReports"]),
    ("EditMyReports", &["RunReports"]),
    ("ExportReport", &["RunReports"]),
    ("ExternalClientAppAdmin", &["ExternalClientAppViewer"]),
    ("ExternalClientAppDeveloper", &["ExternalClientAppViewer"]),
    (
        "ManageDashbdsInPubFolders",
        &["RunReports", "EditMyDashboards", "ViewPublicDashboards"],
    ),
    ("ManageInternalUsers", &["ResetPasswords", "FreezeUsers"]),
    ("ManageKnowledge", &["EditKnowledge"]),
    ("ManageProfilesPermissionsets", &["ViewSetup"]),
    ("ManageRemoteAccess", &["ViewSetup"]),
    (
        "ManageReportsInPubFolders",
        &[
            "RunReports",
            "CreateCustomizeReports",
            "EditMyReports",
            "ViewPublicReports",
        ],
    ),
    ("ManageRoles", &["ViewRoles"]),
    (
        "ManageUsers",
        &[
            "AssignPermissionSets",
            "DelegatedTwoFactor",
            "FreezeUsers",
            "ManageInternalUsers",
            "ManageIpAddresses",
            "ManageLoginAccessPolicies",
            "ManagePasswordPolicies",
            "ManageProfilesPermissionsets",
            "ManageRoles",
            "ManageSharing",
            "MonitorLoginHistory",
            "ViewAllUsers",
        ],
    ),
    ("ModifyAllData", &["ViewAllData"]),
    ("ModifyAllPolicyCenterPolicies", &["ViewAllPolicyCenterPolicies"]),
    ("NewReportBuilder", &["RunReports", "CreateCustomizeReports"]),
    ("Packaging2Delete", &["Packaging2"]),
    ("PublishPackaging", &["CreatePackaging"]),
    ("ScheduleReports", &["RunReports"]),
    ("SubscribeDashboardRolesGrps", &["SubscribeDashboardToOtherUsers"]),
    ("SubscribeReportRolesGrps", &["SubscribeReportToOtherUsers"]),
    ("ViewAllData", &["ViewPlatformEvents", "ViewDataLeakageEvents"]),
    ("ViewSetup", &["ViewRoles"]),
];
