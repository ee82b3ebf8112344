//! The two rounds of questions.

use std::collections::BTreeSet;

use hallpass_model::ApiName;
use hallpass_salesforce::Reader;
use hallpass_salesforce::org::Identity;
use hallpass_salesforce::rows::{Described, ObjectDescribe};

use super::answers::{Answers, Ask};
use super::rows::Shapes;
use super::running_user::Source;
use super::scope::Scope;
use super::{
    ReadError, activations, apps, assignments, classification, elsewhere, entity_access, field_permissions,
    joined, licenses, object_permissions, objects, organization, passwords, permission_sets, profiles,
    running_user, system_permissions, users,
};

/// All that is asked without knowing anything.
pub(super) struct FirstRound {
    pub(super) identity: Identity,
    pub(super) answers: Answers,
    /// The declared objects that exist.
    pub(super) objects: Vec<ObjectDescribe>,
    permission_set: ObjectDescribe,
    running_user: Option<ObjectDescribe>,
    /// What the org says of the rows that grant objects.
    pub(super) object_grants: Option<ObjectDescribe>,
}

impl FirstRound {
    /// Asks everything at once.
    pub(super) async fn of(reader: &Reader, scope: &Scope<'_>) -> Result<Self, ReadError> {
        let asks = first_asks(scope);
        let objects = scope.objects();
        let names: Vec<&str> = ["PermissionSet", running_user::OBJECT, objects::GRANTS]
            .into_iter()
            .chain(objects.iter().map(ApiName::as_str))
            .collect();
        let (identity, answers, described) = tokio::join!(
            reader.identity(),
            answered(reader, &asks),
            reader.describe_many(&names)
        );
        let mut described = described?.into_iter().map(object);
        let permission_set = described.next().flatten().ok_or_else(|| {
            ReadError::unusable("PermissionSet", "the org does not describe it to this user")
        })?;
        Ok(Self {
            identity: identity?,
            answers: answers?,
            permission_set,
            running_user: described.next().flatten(),
            object_grants: described.next().flatten(),
            objects: described.flatten().collect(),
        })
    }
}

fn first_asks(scope: &Scope<'_>) -> Vec<Ask> {
    let mut asks = organization::asks();
    asks.extend(licenses::asks());
    asks.extend(profiles::asks(scope));
    asks.extend(users::asks(scope));
    asks.extend(permission_sets::asks(scope));
    asks.extend(assignments::asks(scope));
    asks.extend(joined::asks(scope));
    asks.extend(passwords::asks(scope));
    asks.extend(object_permissions::count(scope));
    asks.extend(field_permissions::count(scope));
    asks.extend(entity_access::asks(scope));
    asks.extend(apps::asks());
    asks.extend(apps::asks_for_token_holders(scope));
    asks.extend(classification::asks(scope));
    asks
}

/// What is asked for by the columns and counts that the first round has brought; it holds the answers of both.
pub(super) struct SecondRound {
    pub(super) first: FirstRound,
    /// The user permissions that a set can carry here.
    pub(super) system_permissions: BTreeSet<ApiName>,
    /// Where the org tells what the running user may.
    pub(super) own_permissions: Source,
}

impl SecondRound {
    /// Asks for rows that were counted and columns that were described.
    pub(super) async fn of(
        reader: &Reader,
        scope: &Scope<'_>,
        mut first: FirstRound,
    ) -> Result<Self, ReadError> {
        let system_permissions = system_permissions::of(&first.permission_set);
        let own_row = first
            .running_user
            .as_ref()
            .map(system_permissions::of)
            .filter(|own| !own.is_empty());
        let own_permissions =
            own_row.map_or_else(|| Source::Sets(system_permissions.clone()), Source::OwnRow);
        let answers = &mut first.answers;
        let mut besides: BTreeSet<_> = elsewhere::held(scope, answers)?.into_keys().collect();
        besides.extend(profiles::sets_to_read(scope, answers)?);
        let mut asks = object_permissions::asks(answers, &besides)?;
        asks.extend(field_permissions::asks(answers, &besides)?);
        asks.extend(entity_access::asks_for_rows(answers, &besides)?);
        asks.extend(system_permissions::asks(scope, &system_permissions, &besides));
        asks.extend(running_user::asks(&own_permissions, &first.identity.user_id));
        asks.extend(assignments::asks_about_strangers(scope, answers)?);
        asks.extend(activations::asks(scope, answers)?);
        answers.extend(answered(reader, &asks).await?);
        Ok(Self {
            first,
            system_permissions,
            own_permissions,
        })
    }
}

pub(super) async fn answered(reader: &Reader, asks: &[Ask]) -> Result<Answers, ReadError> {
    let shapes = Shapes::default();
    let queries = asks.iter().map(|ask| (&ask.soql, shapes.of(ask.topic)));
    let answers = reader.query_each_shaped(queries).await?;
    Ok(Answers::new(asks, answers))
}

fn object(described: Described) -> Option<ObjectDescribe> {
    match described {
        Described::Object(object) => Some(*object),
        Described::Missing(_) => None,
    }
}
