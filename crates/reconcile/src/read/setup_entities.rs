//! Flows, principals of external credentials, custom metadata types and custom settings, by name and by id.
//!
//! None of their objects takes a subquery over the rows that grant them. So the first round asks for the declared ones by
//! name and for the ids of the granted ones, and the second for the names of those.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, Kind, RecordId, Target};
use hallpass_salesforce::Record;
use hallpass_salesforce::soql::{Condition, Soql, is_in};

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use super::record::{full_name, need_id};
use super::scope::Scope;

const GRANTS: &str = "SetupEntityAccess";

/// Where the names of some kinds of entities stand.
struct Source {
    /// The `SetupEntityType` of rows that grant them.
    access: &'static str,
    kinds: &'static [Kind],
    topic: Topic,
    object: &'static str,
    /// The column with the id of `SetupEntityId`.
    id: &'static str,
    /// Whether that column is a text, which is compared as it stands: with an id of 15 or of 18 characters.
    is_text: bool,
    columns: &'static [&'static str],
    /// The column that declared names are looked up in, and what of a name it holds.
    lookup: (&'static str, fn(&str) -> &str),
    target: fn(&Record) -> Result<Option<Target>, ReadError>,
}

const SOURCES: [Source; 3] = [
    Source {
        access: "FlowDefinition",
        kinds: &[Kind::Flow],
        topic: Topic::Flows,
        // Object Reference, FlowDefinitionView: flows for the data API; `DurableId` is the id of the definition.
        object: "FlowDefinitionView",
        id: "DurableId",
        is_text: true,
        columns: &["DurableId", "ApiName", "NamespacePrefix"],
        lookup: ("ApiName", whole),
        target: flow,
    },
    Source {
        access: "ExternalCredentialParameter",
        kinds: &[Kind::ExternalCredential],
        topic: Topic::Principals,
        object: "ExternalCredentialParameter",
        id: "Id",
        is_text: false,
        columns: &[
            "Id",
            "ParameterName",
            "ParameterType",
            "ExternalCredential.DeveloperName",
            "ExternalCredential.NamespacePrefix",
        ],
        lookup: ("ExternalCredential.DeveloperName", credential),
        target: principal,
    },
    Source {
        access: "CustomEntityDefinition",
        kinds: &[Kind::CustomMetadataType, Kind::CustomSetting],
        topic: Topic::Definitions,
        // Tooling API, EntityDefinition: `DurableId` of what was made in the org is the id of its definition.
        object: "EntityDefinition",
        id: "DurableId",
        is_text: true,
        columns: &["DurableId", "QualifiedApiName", "IsCustomSetting"],
        lookup: ("QualifiedApiName", whole),
        target: definition,
    },
];

pub(super) fn asks(scope: &Scope<'_>) -> Vec<Ask> {
    let declared = SOURCES.iter().flat_map(|source| {
        let (column, part) = source.lookup;
        let filters = scope.named(source.kinds, part, column);
        filters.into_iter().map(|filter| source.ask(filter))
    });
    let types = SOURCES.map(|source| source.access);
    let granted = scope.sets("Parent.").into_iter().map(|filter| {
        let soql = Soql::select(["SetupEntityId", "SetupEntityType"])
            .from(GRANTS)
            .filter(is_in("SetupEntityType", types))
            .filter(filter);
        ask(Topic::GrantedEntities, soql)
    });
    declared.chain(granted).collect()
}

/// Asks for the names of what is granted and was not declared.
pub(super) fn asks_for_names(answers: &mut Answers) -> Result<Vec<Ask>, ReadError> {
    let mut granted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in answers.rows(Topic::GrantedEntities)? {
        let id = need_id(&row, "SetupEntityId")?.as_str().to_owned();
        let of_type = granted
            .entry(row.need_text("SetupEntityType")?.to_owned())
            .or_default();
        of_type.insert(id);
    }
    let mut asks = Vec::new();
    for source in &SOURCES {
        let ids = granted.remove(source.access).unwrap_or_default();
        let ids: Vec<String> = ids.into_iter().flat_map(|id| source.spelt(id)).collect();
        let parts = ids.chunks(MOST_IDS);
        asks.extend(parts.map(|ids| source.ask(is_in(source.id, ids.iter().map(String::as_str)))));
    }
    Ok(asks)
}

/// How many ids go into one query: as many as certainly fit.
const MOST_IDS: usize = 500;

/// Returns the names by id. What an org, or this user, has no such object for has none.
pub(super) fn from(answers: &mut Answers) -> Result<BTreeMap<RecordId, Target>, ReadError> {
    let mut targets = BTreeMap::new();
    for source in &SOURCES {
        for row in answers.rows_if_there(source.topic)?.unwrap_or_default() {
            // Definitions of standard objects have no id, and no set refers to them.
            let id = row.text(source.id).and_then(|id| RecordId::parse(id).ok());
            if let (Some(id), Some(target)) = (id, (source.target)(&row)?) {
                targets.insert(id, target);
            }
        }
    }
    Ok(targets)
}

/// Returns what a row grants whose entity has no name that this user may see: the id stands for it, so that it is seen.
pub(super) fn nameless(row: &Record, entity: &RecordId) -> Option<Target> {
    let access = row.text("SetupEntityType")?;
    let source = SOURCES.iter().find(|source| source.access == access)?;
    let kind = source.kinds.first()?;
    Target::named(*kind, ApiName::from(entity.as_str()))
        .into_iter()
        .next()
}

impl Source {
    fn ask(&self, filter: Condition) -> Ask {
        let columns = self.columns.iter().copied();
        ask(self.topic, Soql::select(columns).from(self.object).filter(filter))
    }

    fn spelt(&self, id: String) -> impl Iterator<Item = String> {
        let short = id.get(..15).filter(|_| self.is_text).map(str::to_owned);
        short.into_iter().chain([id])
    }
}

fn flow(row: &Record) -> Result<Option<Target>, ReadError> {
    let name = row.need_text("ApiName")?;
    let prefix = row.text("NamespacePrefix").filter(|prefix| !prefix.is_empty());
    // Whether the name of a package's flow carries its namespace already depends on the release.
    let is_whole = prefix.is_none_or(|prefix| name.starts_with(&format!("{prefix}__")));
    Ok(Some(Target::Flow(match is_whole {
        true => ApiName::from(name),
        false => full_name(row, "NamespacePrefix", "ApiName")?,
    })))
}

/// Other parameters of a credential are none that a set grants.
fn principal(row: &Record) -> Result<Option<Target>, ReadError> {
    if !row
        .text("ParameterType")
        .is_some_and(|kind| kind.ends_with("Principal"))
    {
        return Ok(None);
    }
    let credential = full_name(
        row,
        "ExternalCredential.NamespacePrefix",
        "ExternalCredential.DeveloperName",
    )?;
    let name = row.need_text("ParameterName")?;
    Ok(Some(Target::ExternalCredential(ApiName::new(format!(
        "{credential}-{name}"
    )))))
}

fn definition(row: &Record) -> Result<Option<Target>, ReadError> {
    let name = ApiName::from(row.need_text("QualifiedApiName")?);
    let is_type = name.as_str().to_ascii_lowercase().ends_with("__mdt");
    Ok(match row.flag("IsCustomSetting") {
        _ if is_type => Some(Target::CustomMetadataType(name)),
        Some(true) => Some(Target::CustomSetting(name)),
        _ => None,
    })
}

fn whole(name: &str) -> &str {
    name
}

/// The credential of a principal, without its namespace.
fn credential(name: &str) -> &str {
    let credential = name.split_once('-').map_or(name, |(credential, _)| credential);
    credential.split_once("__").map_or(credential, |(_, bare)| bare)
}
