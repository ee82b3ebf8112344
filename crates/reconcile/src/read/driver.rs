//! The reading itself: two rounds of questions, and the retrieve beside both.

use hallpass_model::{ApiUse, Desired, Live, MetadataFile, Username};
use hallpass_salesforce::metadata::Package;
use hallpass_salesforce::transport::{Patience, Progress, Usage};
use hallpass_salesforce::{ApiError, Error, Reader};

use super::profile_names::{FullNames, full_names};
use super::record::same_id;
use super::rounds::{FirstRound, SecondRound};
use super::scope::Scope;
use super::world::{Known, live};
use super::{ReadError, apps, profiles, renames, sandbox};

/// Reads all that a desired fleet is about from an org.
///
/// Costs the same for one integration and for a thousand, apart from the rows themselves.
///
/// # Errors
/// When the org refuses or cannot be reached, and when an answer is not whole: never less than all of it.
pub async fn read(reader: &Reader, desired: &Desired) -> Result<Live, ReadError> {
    let scope = Scope::of(desired);
    let rounds = async {
        let first = FirstRound::of(reader, &scope).await?;
        SecondRound::of(reader, &scope, first).await
    };
    let (second, retrieved) = tokio::try_join!(rounds, retrieved(reader, &scope))?;
    let SecondRound {
        first,
        system_permissions,
        own_permissions,
    } = second;
    let known = Known {
        url: reader.url().await.as_str().trim_end_matches('/').to_owned(),
        api_version: reader.version().to_string(),
        user: (
            same_id(&first.identity.user_id)?,
            Username::new(first.identity.username),
        ),
        client_id: reader.client_id().map(str::to_owned),
        system_permissions,
        own_permissions,
        objects: first.objects,
        object_grants: first.object_grants,
        files: retrieved.files,
        profiles: retrieved.profiles,
    };
    let mut live = renames::follow(
        desired,
        sandbox::follow(desired, live(&scope, known, first.answers)?),
    );
    live.api = api_use(reader.usage());
    Ok(live)
}

/// What a retrieve brought.
pub(super) struct Files {
    pub(super) files: apps::Files,
    profiles: FullNames,
}

/// Retrieves the files of all apps, and of the profiles that specs name. A user who may not retrieve still reads everything
/// else: what apps hold is unknown then, with the org's words.
pub(super) async fn retrieved(reader: &Reader, scope: &Scope<'_>) -> Result<Files, ReadError> {
    let package = apps::components(scope, Package::default());
    let package = profiles::components(scope, package);
    let quiet = |_: &Progress| {};
    match reader.retrieve(&package, Patience::default(), &quiet).await {
        Ok(retrieved) => Ok(Files {
            profiles: full_names(&retrieved.properties),
            files: Ok(retrieved.files.into_iter().map(file).collect()),
        }),
        Err(Error::Api(error)) if refuses(&error) => Ok(Files {
            files: Err(error.words()),
            profiles: FullNames::new(),
        }),
        Err(error) => Err(error.into()),
    }
}

/// Whether the org says that this user, or this org, may not retrieve. An org that only fails to answer is not read.
fn refuses(error: &ApiError) -> bool {
    const REFUSALS: [&str; 3] = [
        "API_DISABLED_FOR_ORG",
        "FUNCTIONALITY_NOT_ENABLED",
        "INVALID_TYPE",
    ];
    error.code.starts_with("INSUFFICIENT_ACCESS") || REFUSALS.contains(&error.code.as_str())
}

fn file(file: hallpass_salesforce::metadata::MetadataFile) -> MetadataFile {
    MetadataFile {
        component: file.component.type_name,
        full_name: file.component.full_name,
        xml: file.xml,
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
