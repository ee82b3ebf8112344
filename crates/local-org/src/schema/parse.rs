//! Data files → schema. The files are embedded and tested, so a slip in them is a failing test and not an error.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::data;
use super::{ChildRelationship, FieldDef, FieldExtras, FieldType, ObjectDef, PermissionDef, Schema};
use crate::value::Id;

/// The features that are on in the seeded org.
///
/// A plain Enterprise org has none of them; these bring the number of permissionable fields to that of an
/// ordinary org without changing how its records behave.
const FEATURES_ON: &[&str] = &[
    "CampaignHierarchy",
    "DeveloperSamples",
    "Entitlements",
    "FieldService",
    "OptionalFeature",
    "OrderManagement",
    "PartnerRelationship",
    "Quotes",
    "RevenueCloud",
    "StateCountryPicklists",
    "SubscriptionManagement",
];

/// Ids of the definitions of custom objects and custom fields.
pub(crate) const OBJECT_PREFIX: &str = "01I";
/// See [`OBJECT_PREFIX`].
pub(crate) const FIELD_PREFIX: &str = "00N";

/// The prefixes of our own for objects whose true one is not known.
///
/// Nothing documented starts with `9`, so these can't be taken for an object's true prefix.
const OWN_PREFIX: char = '9';

impl Schema {
    /// Returns the schema of the embedded data.
    pub(crate) fn load() -> Schema {
        static BASE: LazyLock<Schema> = LazyLock::new(Schema::parse);
        BASE.clone()
    }

    fn parse() -> Schema {
        let permissions = permissions();
        let mut objects = objects();
        let picklists = picklists();
        identify(&mut objects);
        for object in &mut objects {
            add_permission_columns(object, &permissions);
            complete(object, &picklists);
        }
        let mut schema = Schema {
            objects,
            permissions,
            by_name: HashMap::new(),
            by_prefix: HashMap::new(),
            permission_by_name: HashMap::new(),
        };
        schema.index();
        schema
    }

    /// Finds everything anew by its name; needed after objects or fields were added.
    pub(super) fn index(&mut self) {
        for object in &mut self.objects {
            object.by_name = index(object.fields.iter().map(|field| field.name.as_str()));
        }
        self.by_name = index(self.objects.iter().map(|object| object.name.as_str()));
        self.by_prefix = self
            .objects
            .iter()
            .enumerate()
            .map(|(at, object)| (object.key_prefix.clone(), at))
            .collect();
        self.permission_by_name = index(self.permissions.iter().map(|permission| permission.name.as_str()));
    }
}

pub(super) fn index<'n>(names: impl Iterator<Item = &'n str>) -> HashMap<String, usize> {
    names
        .enumerate()
        .map(|(at, name)| (name.to_ascii_lowercase(), at))
        .collect()
}

/// Gives what administrators make the Ids of its definitions, where it has none yet.
pub(super) fn identify(objects: &mut [ObjectDef]) {
    let mut next_object = objects
        .iter()
        .filter(|object| object.definition_id.is_some())
        .count() as u64;
    let fields = objects.iter().flat_map(|object| &object.fields);
    let mut next_field = fields.filter(|field| field.more.id.is_some()).count() as u64;
    for object in objects {
        if object.custom && object.definition_id.is_none() {
            next_object += 1;
            object.definition_id = Some(Id::make(OBJECT_PREFIX, next_object).to_string());
        }
        for field in object
            .fields
            .iter_mut()
            .filter(|field| field.custom && field.more.id.is_none())
        {
            next_field += 1;
            field.more.id = Some(Id::make(FIELD_PREFIX, next_field).to_string());
        }
    }
}

/// One row of a TSV file, read by the names of its columns.
struct Line<'t> {
    header: &'t [&'t str],
    cells: Vec<&'t str>,
}

impl<'t> Line<'t> {
    fn text(&self, column: &str) -> &'t str {
        self.header
            .iter()
            .position(|name| *name == column)
            .and_then(|at| self.cells.get(at).copied())
            .unwrap_or_default()
    }

    fn owned(&self, column: &str) -> String {
        self.text(column).to_owned()
    }

    fn flag(&self, column: &str) -> bool {
        self.text(column) == "1"
    }

    fn number(&self, column: &str) -> u32 {
        self.text(column).parse().unwrap_or_default()
    }

    fn list(&self, column: &str) -> Vec<String> {
        self.text(column)
            .split('|')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    fn optional(&self, column: &str) -> Option<String> {
        Some(self.owned(column)).filter(|text| !text.is_empty())
    }
}

fn lines<'t, T>(text: &'t str, mut read: impl FnMut(&Line<'_>) -> T + 't) -> impl Iterator<Item = T> + 't {
    let mut rows = text.lines();
    let header: Vec<&'t str> = rows.next().unwrap_or_default().split('\t').collect();
    rows.filter(|row| !row.is_empty()).map(move |row| {
        read(&Line {
            header: &header,
            cells: row.split('\t').collect(),
        })
    })
}

fn objects() -> Vec<ObjectDef> {
    let mut own = 0_u32;
    lines(data::OBJECTS, |line| {
        let known = line.optional("key_prefix");
        let prefix_is_known = known.is_some();
        let key_prefix = known.unwrap_or_else(|| {
            own += 1;
            format!("{OWN_PREFIX}{own:02}")
        });
        let name = line.owned("name");
        let fields = fields_of(&name);
        ObjectDef {
            label: line.owned("label"),
            label_plural: line.owned("label_plural"),
            key_prefix,
            prefix_is_known,
            custom: line.flag("custom"),
            custom_setting: line.flag("custom_setting"),
            createable: line.flag("createable"),
            updateable: line.flag("updateable"),
            deletable: line.flag("deletable"),
            queryable: line.flag("queryable"),
            retrieveable: line.flag("retrieveable"),
            searchable: line.flag("searchable"),
            triggerable: line.flag("triggerable"),
            setup: line.flag("setup"),
            definition_id: None,
            tooling: line.flag("tooling") || line.text("tooling") == "only",
            tooling_only: line.text("tooling") == "only",
            children: line
                .list("default_relationship_child")
                .iter()
                .filter_map(|text| child(text))
                .collect(),
            fields,
            by_name: HashMap::new(),
            name,
        }
    })
    .collect()
}

/// Reads `Child.Field=RelationshipName`.
fn child(text: &str) -> Option<ChildRelationship> {
    let (place, name) = text.split_once('=')?;
    let (child, field) = place.split_once('.')?;
    Some(ChildRelationship {
        name: name.to_owned(),
        child: child.to_owned(),
        field: field.to_owned(),
    })
}

fn fields_of(object: &str) -> Vec<FieldDef> {
    let text = data::FIELDS
        .iter()
        .find(|(name, _)| *name == object)
        .map_or("", |(_, text)| text);
    lines(text, |line| is_on(line.text("source")).then(|| field(line)))
        .flatten()
        .collect()
}

fn is_on(source: &str) -> bool {
    let Some((_, rest)) = source.split_once(";feature=") else {
        return true;
    };
    let feature = rest.split([':', ';']).next().unwrap_or_default();
    FEATURES_ON.contains(&feature)
}

fn field(line: &Line<'_>) -> FieldDef {
    FieldDef {
        name: line.owned("name"),
        label: line.owned("label"),
        kind: FieldType::parse(line.text("type")).unwrap_or(FieldType::String),
        length: line.number("length"),
        precision: line.number("precision"),
        scale: line.number("scale"),
        nillable: line.flag("nillable"),
        createable: line.flag("createable"),
        updateable: line.flag("updateable"),
        defaulted_on_create: line.flag("defaulted_on_create"),
        filterable: line.flag("filterable"),
        sortable: line.flag("sortable"),
        groupable: line.flag("groupable"),
        permissionable: line.flag("permissionable"),
        calculated: line.flag("calculated"),
        auto_number: line.flag("auto_number"),
        custom: line.flag("custom"),
        id_lookup: line.flag("id_lookup"),
        external_id: line.flag("external_id"),
        unique: line.flag("unique"),
        name_field: line.flag("name_field"),
        compound: line.optional("compound_field"),
        reference_to: line.list("reference_to"),
        relationship: line.optional("relationship_name"),
        restricted: line.flag("restricted_picklist"),
        picklist: line.list("picklist_values"),
        master_detail: line.flag("master_detail"),
        more: FieldExtras {
            formula: line.optional("formula"),
            display_format: line.optional("display_format"),
            ..FieldExtras::default()
        },
    }
}

fn permissions() -> Vec<PermissionDef> {
    lines(data::PERMISSIONS, |line| {
        let carried = line.list("carried_by");
        let by = |bearer: &str| carried.iter().any(|name| name == bearer);
        PermissionDef {
            name: line.owned("name"),
            label: line.owned("label"),
            on_permission_set: by("PermissionSet"),
            on_profile: by("Profile"),
            on_muting: by("MutingPermissionSet"),
            on_license: by("PermissionSetLicense(Maximum)"),
            depends_on: line.list("depends_on"),
        }
    })
    .collect()
}

fn add_permission_columns(object: &mut ObjectDef, permissions: &[PermissionDef]) {
    let (bears, writable): (fn(&PermissionDef) -> bool, bool) = match object.name.as_str() {
        "PermissionSet" => (|permission| permission.on_permission_set, true),
        "Profile" => (|permission| permission.on_profile, true),
        "MutingPermissionSet" => (|permission| permission.on_muting, true),
        "PermissionSetLicense" => (|permission| permission.on_license, false),
        "UserPermissionAccess" => {
            let own = permissions
                .iter()
                .filter(|permission| permission.on_permission_set);
            object.fields.extend(own.map(PermissionDef::own_field));
            return;
        }
        _ => return,
    };
    object.fields.extend(
        permissions
            .iter()
            .filter(|permission| bears(permission))
            .map(|permission| permission.field(writable)),
    );
}

/// The picklists that are too long for the object files, by field name.
fn picklists() -> HashMap<String, Vec<String>> {
    let org: serde_json::Value = serde_json::from_str(data::ORG).unwrap_or_default();
    let all = org["picklists"].as_object().cloned().unwrap_or_default();
    all.into_iter()
        .map(|(name, entry)| {
            let values = entry["values"].as_array().cloned().unwrap_or_default();
            (
                name,
                values
                    .iter()
                    .filter_map(|value| value.as_str().map(str::to_owned))
                    .collect(),
            )
        })
        .collect()
}

/// The picklists of User that the org's data holds whole.
const WHOLE_PICKLISTS: &[&str] = &[
    "TimeZoneSidKey",
    "LocaleSidKey",
    "LanguageLocaleKey",
    "EmailEncodingKey",
];

/// Standard references whose children are deleted with their parent.
///
/// Source: Salesforce help, "Object Relationships Overview" and the delete considerations of each object.
const DETAILS: &[(&str, &str)] = &[
    ("Attachment", "ParentId"),
    ("CampaignMember", "CampaignId"),
    ("CaseComment", "ParentId"),
    ("Contact", "AccountId"),
    ("Opportunity", "AccountId"),
    ("OpportunityContactRole", "OpportunityId"),
    ("OpportunityLineItem", "OpportunityId"),
    ("OrderItem", "OrderId"),
    ("PricebookEntry", "Product2Id"),
    ("Quote", "OpportunityId"),
];

fn complete(object: &mut ObjectDef, picklists: &HashMap<String, Vec<String>>) {
    for field in &mut object.fields {
        if DETAILS.contains(&(object.name.as_str(), field.name.as_str())) {
            field.master_detail = true;
        }
        if WHOLE_PICKLISTS.contains(&field.name.as_str())
            && let Some(values) = picklists.get(&field.name)
        {
            field.picklist.clone_from(values);
        }
    }
}
