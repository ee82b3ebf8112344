//! Under which name a field is granted.

use hallpass_model::{ApiName, Catalog, ObjectFacts};

/// Returns the field under which an org keeps the row of a field.
///
/// The row of a compound field stands for its parts, and lookups go by their name with or without `Id` from
/// version 50 on (Object Reference, `FieldPermissions`).
#[must_use]
pub fn root(catalog: &Catalog, object: &ApiName, field: &ApiName) -> ApiName {
    let Some(facts) = catalog.objects.get(object) else {
        return field.clone();
    };
    let field = lookup(facts, field);
    let whole = facts.fields.get(&field).and_then(|part| part.part_of.as_ref());
    match whole.filter(|whole| facts.fields.get(whole).is_some_and(|whole| whole.permissionable)) {
        Some(whole) => whole.clone(),
        None => field,
    }
}

/// Returns the name under which describe knows a field that may be named like the relationship of a lookup.
#[must_use]
pub fn lookup(facts: &ObjectFacts, field: &ApiName) -> ApiName {
    let with_id = ApiName::new(format!("{field}Id"));
    match !facts.fields.contains_key(field) && facts.fields.contains_key(&with_id) {
        true => with_id,
        false => field.clone(),
    }
}
