//! What a collection tries: what the integration is granted, and a few things that it is not.

use std::collections::BTreeMap;

use hallpass_access::{Access, effective};
use hallpass_model::{ApexRest, ApexSoap, ApiName, Integration, Live, Target, Verb, Verbs};

/// What a collection tries. Empty for sinks that need none.
#[derive(Clone, Debug, Default)]
pub struct Exercise {
    /// The objects that may be read.
    pub(super) objects: Vec<Object>,
    /// SOQL that must answer.
    pub(super) queries: Vec<String>,
    /// Apex REST calls that must answer.
    pub(super) apex_rest: Vec<ApexRest>,
    /// Apex SOAP calls that must answer.
    pub(super) apex_soap: Vec<ApexSoap>,
    /// An object that is not granted.
    pub(super) closed_object: Option<ApiName>,
    /// A field that is not granted, of an object that is.
    pub(super) closed_field: Option<(ApiName, ApiName)>,
    /// Whether setup is closed to the user.
    pub(super) setup_is_closed: bool,
    /// Whether metadata is closed to the user.
    pub(super) metadata_is_closed: bool,
}

/// An object with what may be done with it.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) name: ApiName,
    pub(super) verbs: Verbs,
    /// The declared fields, with whether they may be edited.
    pub(super) fields: BTreeMap<ApiName, bool>,
}

/// Standard objects of which one is not granted, most likely: every org has them, and they are nobody's by themselves.
const STANDARD: [&str; 8] = [
    "Opportunity",
    "Case",
    "Campaign",
    "Contract",
    "Lead",
    "Contact",
    "Asset",
    "Account",
];

impl Exercise {
    /// What there is to try for an integration as the org has it.
    #[must_use]
    pub fn of(one: &Integration, live: &Live) -> Self {
        let access = effective(&one.user.username, live);
        let opens = |permissions: &[&str]| {
            let held = |name: &&str| {
                !access
                    .verbs(&Target::SystemPermission((**name).into()))
                    .is_empty()
            };
            permissions.iter().any(held)
        };
        Self {
            objects: objects(one, live, &access),
            queries: one.verify.queries.clone(),
            apex_rest: one.verify.apex_rest.clone(),
            apex_soap: one.verify.apex_soap.clone(),
            closed_object: closed_object(&access, one),
            closed_field: closed_field(&access, one, live),
            setup_is_closed: !opens(&["ViewSetup", "ModifyAllData", "ViewAllData"]),
            metadata_is_closed: !opens(&["ModifyMetadata", "ModifyAllData"]),
        }
    }
}

/// Sets that are managed elsewhere count: what the user may do through them is no surprise to whoever declared them.
fn objects(one: &Integration, live: &Live, access: &Access) -> Vec<Object> {
    let mut objects = BTreeMap::new();
    for (target, verbs) in &one.grants {
        if let Target::Object(name) = target
            && verbs.has(Verb::Read)
        {
            let object = Object {
                name: name.clone(),
                verbs: verbs.union(access.verbs(target)),
                fields: BTreeMap::new(),
            };
            objects.insert(name.clone(), object);
        }
    }
    for (target, verbs) in &one.grants {
        let Target::Field { object, field } = target else {
            continue;
        };
        let facts = live.catalog.objects.get(object);
        let is_fixed = facts
            .and_then(|facts| facts.fields.get(field))
            .is_some_and(|facts| facts.read_only);
        if let Some(object) = objects.get_mut(object) {
            object
                .fields
                .insert(field.clone(), verbs.has(Verb::Edit) && !is_fixed);
        }
    }
    objects.into_values().collect()
}

fn closed_object(access: &Access, one: &Integration) -> Option<ApiName> {
    let is_closed = |name: &ApiName| {
        let target = Target::Object(name.clone());
        access.verbs(&target).is_empty() && !one.grants.contains_key(&target)
    };
    STANDARD.into_iter().map(ApiName::from).find(is_closed)
}

fn closed_field(access: &Access, one: &Integration, live: &Live) -> Option<(ApiName, ApiName)> {
    let readable = one.grants.iter().filter_map(|(target, verbs)| match target {
        Target::Object(name) if verbs.has(Verb::Read) => Some(name),
        _ => None,
    });
    let fields = readable.filter_map(|name| Some((name, live.catalog.objects.get(name)?)));
    let fields = fields.flat_map(|(name, facts)| {
        let closable = facts
            .fields
            .iter()
            .filter(|(_, facts)| facts.permissionable && facts.part_of.is_none());
        closable.map(move |(field, _)| (name.clone(), field.clone()))
    });
    let is_granted = |object: &ApiName, field: &ApiName| {
        let (object, field) = (object.clone(), field.clone());
        one.grants.contains_key(&Target::Field { object, field })
    };
    fields
        .into_iter()
        .find(|(object, field)| !is_granted(object, field) && !access.reads_field(object, field))
}
