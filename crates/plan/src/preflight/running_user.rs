//! Whether the running user may do what is planned.

use std::collections::BTreeMap;

use hallpass_model::{Address, ApiName, BlockReason, Blocked, Change, Kind, Live};

/// The user permissions of which one is enough to change things of a kind (Object Reference, "special access rules" of
/// each object; Metadata API Developer Guide, "Security").
const fn enough(kind: Kind) -> &'static [&'static str] {
    match kind {
        // Freezing alone would do with FreezeUsers, which both bring along; the mark of the user does not.
        Kind::User | Kind::Login => &["ManageInternalUsers", "ManageUsers"],
        Kind::License => &["ManageInternalUsers", "ManageUsers", "AssignPermissionSets"],
        // Help, "Public Group Considerations" and "Assign Licenses for Managed Packages": whoever manages users.
        Kind::PackageLicense | Kind::PublicGroup | Kind::Queue => &["ManageUsers"],
        Kind::PermissionSet
        | Kind::Object
        | Kind::Field
        | Kind::ApexClass
        | Kind::CustomPermission
        | Kind::Flow
        | Kind::ExternalCredential
        | Kind::CustomMetadataType
        | Kind::CustomSetting
        | Kind::SystemPermission => &["ManageProfilesPermissionsets"],
        // Profiles are deployed too.
        Kind::Profile | Kind::App => &["ModifyMetadata", "ModifyAllData"],
        Kind::AppLink => &["ManageProfilesPermissionsets", "ModifyMetadata", "ModifyAllData"],
        Kind::Assignment | Kind::Holder => &["AssignPermissionSets", "ManageUsers"],
    }
}

/// Takes out what the running user may not do; where the org does not tell what it may, nothing is taken out.
pub(crate) fn running_user_lacks(live: &Live, changes: &mut Vec<Change>) -> Vec<Blocked> {
    let Some(held) = live.running_user.permissions.known() else {
        return Vec::new();
    };
    let may = |kind: Kind| {
        enough(kind)
            .iter()
            .any(|name| held.contains(&ApiName::from(*name)))
    };
    let mut refused: BTreeMap<&str, (Address, usize)> = BTreeMap::new();
    changes.retain(|change| {
        let may = may(change.kind);
        if !may {
            let entry = refused
                .entry(enough(change.kind)[0])
                .or_insert_with(|| (change.address.clone(), 0));
            entry.0 = entry.0.clone().min(change.address.clone());
            entry.1 += 1;
        }
        may
    });
    // One entry for each missing permission: a set of four hundred fields is not four hundred problems.
    let username = &live.running_user.username;
    let told = refused.into_iter().map(|(permission, (address, count))| {
        let more = match count {
            1 => String::new(),
            _ => format!(" and {} more", count - 1),
        };
        Blocked {
            message: format!("{username} lacks {permission} for {address}{more}"),
            hint: format!("give {permission} to the user as whom hallpass runs"),
            reason: BlockReason::RunningUser,
            address,
        }
    });
    told.collect()
}
