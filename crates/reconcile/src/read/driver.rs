//! The reading itself: two rounds of questions, and the retrieve beside them.

use hallpass_model::{ApiName, ApiUse, Desired, Live, MetadataFile, Username};
use hallpass_salesforce::metadata::Package;
use hallpass_salesforce::org::Identity;
use hallpass_salesforce::rows::{Described, ObjectDescribe};
use hallpass_salesforce::soql::Soql;
use hallpass_salesforce::transport::{Patience, Progress, Usage};
use hallpass_salesforce::{Error, Reader};

use super::answers::{Answers, Ask};
use super::record::same_id;
use super::running_user::Source;
use super::scope::Scope;
use super::world::{Known, live};
use super::{
    ReadError, apps, assignments, classification, entity_access, field_permissions, licenses,
    object_permissions, organization, permission_sets, running_user, system_permissions, users,
};

/// Reads all that a desired fleet is about from an org.
///
/// Costs the same for one integration and for a thousand, apart from the rows themselves.
///
/// # Errors
/// When the org refuses or cannot be reached, and when an answer is not whole: never less than all of it.
pub async fn read(reader: &Reader, desired: &Desired) -> Result<Live, ReadError> {
    let scope = Scope::of(desired);
    let first = first_round(reader, &scope).await?;
    let permissions = system_permissions::of(first.permission_set()?);
    let own = first
        .running_user()
        .map(system_permissions::of)
        .filter(|own| !own.is_empty());
    let own = own.map_or_else(|| Source::Sets(permissions.clone()), Source::OwnRow);

    let mut answers = first.answers;
    let mut asks = object_permissions::asks(&mut answers)?;
    asks.extend(field_permissions::asks(&mut answers)?);
    asks.extend(entity_access::asks_for_rows(&mut answers)?);
    asks.extend(system_permissions::asks(&scope, &permissions));
    asks.extend(running_user::asks(&own, &first.identity.user_id));
    asks.extend(assignments::asks_about_strangers(&scope, &answers)?);
    answers.extend(answered(reader, &asks).await?);

    let known = Known {
        url: reader.url().await.as_str().trim_end_matches('/').to_owned(),
        api_version: reader.version().to_string(),
        user: (
            same_id(&first.identity.user_id)?,
            Username::new(first.identity.username),
        ),
        system_permissions: permissions,
        own_permissions: own,
        objects: first
            .described
            .into_iter()
            .skip(OWN_DESCRIBES.len())
            .filter_map(object)
            .collect(),
        files: first.files,
    };
    let mut live = live(&scope, known, answers)?;
    live.api = api_use(reader.usage());
    Ok(live)
}

/// What is described besides the declared objects, for its columns.
const OWN_DESCRIBES: [&str; 2] = ["PermissionSet", running_user::OBJECT];

/// All that is asked without knowing anything.
struct FirstRound {
    identity: Identity,
    answers: Answers,
    described: Vec<Described>,
    files: apps::Files,
}

impl FirstRound {
    fn permission_set(&self) -> Result<&ObjectDescribe, ReadError> {
        self.described
            .first()
            .and_then(Described::object)
            .ok_or_else(|| ReadError::unusable("PermissionSet", "the org does not describe it to this user"))
    }

    fn running_user(&self) -> Option<&ObjectDescribe> {
        self.described.get(1).and_then(Described::object)
    }
}

async fn first_round(reader: &Reader, scope: &Scope<'_>) -> Result<FirstRound, ReadError> {
    let mut asks = organization::asks();
    asks.extend(licenses::asks());
    asks.extend(users::asks(scope));
    asks.extend(permission_sets::asks(scope));
    asks.extend(assignments::asks(scope));
    asks.extend(object_permissions::count(scope));
    asks.extend(field_permissions::count(scope));
    asks.extend(entity_access::asks(scope));
    asks.extend(apps::asks());
    asks.extend(classification::asks(scope));
    let objects = scope.objects();
    let described: Vec<&str> = OWN_DESCRIBES
        .into_iter()
        .chain(objects.iter().map(ApiName::as_str))
        .collect();

    let (identity, answers, described, files) = tokio::join!(
        reader.identity(),
        answered(reader, &asks),
        reader.describe_many(&described),
        retrieved(reader),
    );
    Ok(FirstRound {
        identity: identity?,
        answers: answers?,
        described: described?,
        files: files?,
    })
}

async fn answered(reader: &Reader, asks: &[Ask]) -> Result<Answers, ReadError> {
    let soqls: Vec<Soql> = asks.iter().map(|ask| ask.soql.clone()).collect();
    let answers = reader.query_each(&soqls).await?;
    Ok(Answers::new(asks, answers))
}

/// Retrieves the files of all apps. A user who may not retrieve still reads everything else: what apps hold is
/// unknown then, with the org's words.
async fn retrieved(reader: &Reader) -> Result<apps::Files, ReadError> {
    let package = apps::components()
        .into_iter()
        .fold(Package::default(), Package::with_all);
    let quiet = |_: &Progress| {};
    match reader.retrieve(&package, Patience::default(), &quiet).await {
        Ok(retrieved) => Ok(Ok(retrieved.files.into_iter().map(file).collect())),
        Err(Error::Api(refusal)) => Ok(Err(refusal.words())),
        Err(error) => Err(error.into()),
    }
}

fn file(file: hallpass_salesforce::metadata::MetadataFile) -> MetadataFile {
    MetadataFile {
        component: file.component.type_name,
        full_name: file.component.full_name,
        xml: file.xml,
    }
}

fn object(described: Described) -> Option<ObjectDescribe> {
    match described {
        Described::Object(object) => Some(*object),
        Described::Missing(_) => None,
    }
}

fn api_use(usage: Usage) -> ApiUse {
    let few = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    ApiUse {
        calls: few(usage.calls),
        round_trips: few(usage.round_trips),
        limit: usage.org.map(|org| org.limit),
        used: usage.org.map(|org| org.used),
    }
}
