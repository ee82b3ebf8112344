//! The declared objects and their fields, as the running user sees them.

use std::collections::BTreeMap;

use hallpass_model::{ApiName, FieldFacts, ObjectFacts};
use hallpass_salesforce::rows::{FieldDescribe, ObjectDescribe};

use super::classification::Classes;

/// Returns the facts of described objects, with the data classification of their fields.
pub(super) fn from<'d>(
    described: impl IntoIterator<Item = &'d ObjectDescribe>,
    classes: &Classes,
) -> BTreeMap<ApiName, ObjectFacts> {
    described
        .into_iter()
        .map(|object| (ApiName::from(object.name.as_str()), facts(object, classes)))
        .collect()
}

fn facts(object: &ObjectDescribe, classes: &Classes) -> ObjectFacts {
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
        label: object.label.clone().unwrap_or_else(|| object.name.clone()),
        fields: object.fields.iter().map(field).collect(),
    }
}
