//! The declared objects and their fields, as the running user sees them.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, FieldFacts, ObjectFacts};
use hallpass_salesforce::rows::{FieldDescribe, ObjectDescribe};

use super::classification::Classes;

/// The object whose rows grant objects. Its `SobjectType` is a restricted picklist of those that can be granted
/// (Object Reference, `ObjectPermissions`): tasks, for one, are not.
pub(super) const GRANTS: &str = "ObjectPermissions";

/// Returns the facts of described objects, with the data classification of their fields.
///
/// Where `grants` does not tell which objects can be granted, all of them are taken to be: the org has the last word.
pub(super) fn from<'d>(
    described: impl IntoIterator<Item = &'d ObjectDescribe>,
    grants: Option<&ObjectDescribe>,
    classes: &Classes,
) -> BTreeMap<ApiName, ObjectFacts> {
    let grantable = grantable(grants);
    described
        .into_iter()
        .map(|object| {
            let name = ApiName::from(object.name.as_str());
            let takes_grants = grantable.is_empty() || grantable.contains(&name);
            (name, facts(object, takes_grants, classes))
        })
        .collect()
}

fn grantable(grants: Option<&ObjectDescribe>) -> BTreeSet<ApiName> {
    let values = grants.and_then(|grants| grants.field("SobjectType"));
    values
        .into_iter()
        .flat_map(|field| &field.picklist_values)
        .filter(|value| value.active)
        .map(|value| ApiName::from(value.value.as_str()))
        .collect()
}

fn facts(object: &ObjectDescribe, takes_grants: bool, classes: &Classes) -> ObjectFacts {
    let name = ApiName::from(object.name.as_str());
    let field = |field: &FieldDescribe| {
        let field_name = ApiName::from(field.name.as_str());
        let classification = classes.of(&name, &field_name);
        let facts = FieldFacts {
            permissionable: field.permissionable,
            read_only: field.calculated || field.auto_number,
            // The org names a field as part of itself where it is the whole.
            part_of: field
                .compound_field_name
                .as_deref()
                .map(ApiName::from)
                .filter(|whole| *whole != field_name),
            is_high_risk: classification.is_some_and(|class| classes.is_high_risk(class)),
            classification: classification.map(str::to_owned),
        };
        (field_name, facts)
    };
    ObjectFacts {
        takes_grants,
        label: object.label.clone().unwrap_or_else(|| object.name.clone()),
        fields: object.fields.iter().map(field).collect(),
    }
}
