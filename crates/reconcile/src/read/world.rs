//! Putting the answers together.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    ApiName, Catalog, Complete, Live, LiveGrant, LiveOrg, LivePermissionSet, MetadataFile, RecordId,
    RunningUser, Seen, Target, Username,
};
use hallpass_salesforce::rows::ObjectDescribe;

use super::answers::{Answers, Topic};
use super::entity_access::Entities;
use super::profile_names::{FullNames, ProfileNames};
use super::scope::Scope;
use super::{
    ReadError, activations, apps, assignments, classification, elsewhere, entity_access, field_permissions,
    joined, licenses, object_permissions, objects, organization, passwords, permission_sets, profiles,
    running_user, system_permissions, users,
};

/// Grants by the id of their set.
pub(super) type GrantsBySet = BTreeMap<RecordId, BTreeMap<Target, LiveGrant>>;

/// What the client knows without asking for rows.
pub(super) struct Known {
    /// The org's address.
    pub(super) url: String,
    /// The API version that is spoken.
    pub(super) api_version: String,
    /// The running user.
    pub(super) user: (RecordId, Username),
    /// The consumer key of the app that is signed in through, where that is known.
    pub(super) client_id: Option<String>,
    /// The user permissions that a set can carry here.
    pub(super) system_permissions: BTreeSet<ApiName>,
    /// Where the org tells what the running user may.
    pub(super) own_permissions: running_user::Source,
    /// The declared objects that exist.
    pub(super) objects: Vec<ObjectDescribe>,
    /// What the org says of the rows that grant objects, where the running user sees it.
    pub(super) object_grants: Option<ObjectDescribe>,
    /// The metadata files of all apps, or why they could not be read.
    pub(super) files: Result<Vec<MetadataFile>, String>,
    /// The full names of the profiles among them.
    pub(super) profiles: FullNames,
}

/// Makes the live org of the answers.
pub(super) fn live(scope: &Scope<'_>, known: Known, mut answers: Answers) -> Result<Live, ReadError> {
    let answers = &mut answers;
    let org = organization::from(answers)?;
    let classes = classification::from(answers)?;
    let objects = objects::from(&known.objects, known.object_grants.as_ref(), &classes);

    let all_profiles = answers.rows(Topic::Profiles)?;
    let own_sets = profiles::own_sets(answers)?;
    let standard = own_sets.iter().filter(|set| set.custom == Some(false));
    let standard = standard.map(|set| set.profile.clone()).collect();
    let names = ProfileNames::of(&all_profiles, &known.profiles, &standard)?;

    let held = elsewhere::held(scope, answers)?;
    let activated = activations::from(scope, answers)?;
    let mut users = users::from(scope, &names, answers)?;
    let mut sets = permission_sets::from(scope, answers)?;
    assignments::fill(&mut users, &mut sets, answers)?;
    activations::fill(&mut users, activated);

    joined::fill(&mut users, answers)?;
    let permissions: Seen<BTreeSet<ApiName>> = running_user::permissions(&known.own_permissions, answers)?;
    passwords::fill(&mut users, &permissions, answers)?;

    let found = apps::found(scope, &known.files, answers)?;
    let links = entity_access::links(answers)?;
    let holders = apps::token_holders(scope, answers)?;
    let mut apps = apps::live(
        scope,
        &found,
        &known.files,
        &links,
        &holders,
        known.client_id.as_deref(),
    );
    for (username, user) in &mut users {
        user.runs = apps.run_as.remove(username).unwrap_or_default();
    }
    let mut entities = Entities::from(answers)?;
    for app in &found {
        entities.add_app(app.kind, &app.name, &app.id);
    }

    let mut grants = GrantsBySet::new();
    object_permissions::fill(&mut grants, answers)?;
    field_permissions::fill(&mut grants, answers)?;
    let mut besides: BTreeSet<_> = held.keys().cloned().collect();
    besides.extend(profiles::sets_to_read(scope, answers)?);
    let unnamed = entity_access::fill(&mut grants, &entities, &besides, answers)?;
    system_permissions::fill(&mut grants, answers)?;
    give(&mut sets, &mut grants);
    let profiles = profiles::from(scope, &all_profiles, &names, &known.files, &grants, answers)?;

    let (id, username) = known.user;
    Ok(Live {
        org: LiveOrg {
            id: org.id,
            url: known.url,
            edition: org.edition,
            is_sandbox: org.is_sandbox,
            api_version: known.api_version,
            time_zone: org.time_zone,
        },
        running_user: RunningUser {
            id,
            username,
            permissions,
            app: apps.signed_in.clone(),
        },
        users: Complete::read_to_the_end(users),
        profiles: Complete::read_to_the_end(profiles),
        permission_sets: Complete::read_to_the_end(sets),
        apps: apps.in_scope,
        elsewhere: elsewhere::from(held, &names, grants, &unnamed),
        catalog: Catalog {
            profiles: licenses::profiles(&all_profiles, &names)?,
            user_licenses: licenses::user_licenses(answers)?,
            permission_set_licenses: licenses::permission_set_licenses(answers)?,
            objects,
            apex_classes: entities.apex_classes,
            custom_permissions: entities.custom_permissions,
            entities: entities.others,
            system_permissions: known.system_permissions,
            roles: joined::declared_roles(answers)?,
            package_licenses: joined::package_licenses(answers)?,
            groups: joined::declared_groups(answers)?,
            permission_sets: permission_sets::also_assigned(answers)?,
        },
        api: hallpass_model::ApiUse::default(),
    })
}

fn give(sets: &mut BTreeMap<ApiName, LivePermissionSet>, grants: &mut GrantsBySet) {
    for set in sets.values_mut() {
        set.grants = Complete::read_to_the_end(grants.remove(&set.id).unwrap_or_default());
    }
}
